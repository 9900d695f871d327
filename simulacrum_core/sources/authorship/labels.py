"""Words that one author puts before a colon in notes, such as `Pros:`, and how they are told from people who talk."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_LABELS = frozenset(
    # English
    "to|from|cc|bcc|re|pro|pros|con|cons|for|against|plus|minus|advantages|disadvantages|advantage|disadvantage"
    "|strengths|weaknesses"
    "|strength|weakness|likes|dislikes|good|bad|the good|the bad|the ugly|better|worse|positive|negative|positives"
    "|negatives|upside|downside|high|low|highs|lows|thorn|note|notes|nb|n.b|hint|tip|tips|warning"
    "|caution|remark|remarks|comment|comments|remember|important|ps|p.s|edit|update|aside|step|steps|ingredients"
    "|ingredient|method|directions|preparation|prep|cook|serves|servings|yield|cooking time|oven|recipe|mood|weather"
    "|symptom|symptoms|remedy|remedies|diagnosis|treatment|sleep|energy|food|exercise|steps today|weight"
    "|water|stress|pain|gratitude|grateful|grateful for|thankful|thankful for|today|tomorrow"
    "|yesterday|morning|noon|afternoon|evening|night|breakfast|lunch|dinner|supper|snack|monday|tuesday|wednesday"
    "|thursday|friday|saturday|sunday|week|weekend|month|year|day|date|time|place|location|where|when|what|why|how"
    "|title|subtitle|author|director|year|genre|publisher|pages|plot|story|characters|setting|style|verdict|rating"
    "|score|stars|grade|price|cost|size|colour|color|material|brand|model|quality|taste|smell|look|feel|sound|view"
    "|summary|conclusion|introduction|background|abstract|topic|theme|subject|keywords|tags|tag|category|status"
    "|priority|deadline|due|owner|project|goal|goals|aim|aims|objective|plan|plans|task|tasks|todo|to do|to-do|done"
    "|doing|next|next steps|later|open|closed|result|results|outcome|observation|observations|finding|findings"
    "|hypothesis|experiment|conclusions|problem|problems|solution|solutions|issue|issues|fix|cause|causes|effect"
    "|effects|reason|reasons|risk|risks|benefit|benefits|idea|ideas|thought|thoughts|lesson|lessons|learned|fact"
    "|facts|myth|truth|claim|evidence|argument|counterargument|objection|source|sources|reference|link|url|term"
    "|word|meaning|definition|translation|example|examples|e.g|synonym|synonyms|antonym|pronunciation|usage|front"
    "|back|theorem|proof|lemma|corollary|exercise|answer key|formula|input|output|before|after|old|new|first|second"
    "|third|last|added|changed|fixed|removed|deprecated|improved|security|feature|features|bug|bugs|known issues"
    "|phone|email|e-mail|address|website|dream|symbol|interpretation|feeling|feelings|trigger|response|habit|wins"
    "|challenge|challenges|highlight|highlights|lowlight|affirmation|intention|intentions|focus|reflection|quote"
    "|scene|verse|chorus|bridge|intro|outro|chapter|part|section|total|sum|number|amount|quantity|distance|pace"
    "|sets|reps|warm-up|cool-down|situation|thing|things|expected|actual|keep|stop|start|continue|what went well"
    "|what did not go well|what i learned|what i did|i am grateful for|today i am grateful for|i learned"
    # German
    "|betreff|vorteile|nachteile|vorteil|nachteil|dafür|dagegen|stärken|schwächen|gut|schlecht|positiv|negativ|hinweis"
    "|tipp"
    "|tipps|achtung|warnung|anmerkung|notiz|notizen|bemerkung|wichtig|nachtrag|schritt|schritte|zutaten|zutat"
    "|zubereitung|portionen|backzeit|kochzeit|stimmung|laune|wetter|schlaf|essen|sport|gewicht|dankbar|dankbarkeit"
    "|heute|gestern|morgens|mittags|abends|mittag|nachmittag|abend|nacht|frühstück|mittagessen|abendessen"
    "|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|woche|wochenende|monat|jahr|tag|datum|zeit|uhrzeit"
    "|ort|wo|wann|was|warum|wie|titel|autor|autorin|regie|jahr|genre|verlag|seiten|handlung|figuren|stil|urteil"
    "|bewertung|fazit|note|preis|größe|farbe|marke|qualität|geschmack|geruch|zusammenfassung|schluss|einleitung|thema"
    "|stichworte|schlagworte|kategorie|frist|projekt|ziel|ziele|plan|aufgabe|aufgaben|erledigt|offen|ergebnis"
    "|ergebnisse|beobachtung|problem|lösung|ursache|wirkung|grund|risiko|nutzen|idee|ideen|gedanke|gedanken|fakt"
    "|mythos|quelle|quellen|begriff|wort|bedeutung|definition|übersetzung|beispiel|beispiele|vorher|nachher|alt|neu"
    "|traum|gefühl|gefühle|auslöser|erfolg|erfolge|höhepunkt|vorsatz|strophe|refrain|kapitel|teil|summe|anzahl|menge"
    # French, Spanish, Italian, Portuguese
    "|objet|asunto|assunto|oggetto|avantages|inconvénients|pour|contre|points forts|points faibles|remarque|astuce"
    "|conseil|attention|étape|étapes"
    "|ingrédients|préparation|cuisson|humeur|météo|sommeil|repas|gratitude|aujourd'hui|demain|hier|matin|midi|soir"
    "|nuit|petit-déjeuner|déjeuner|dîner|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|semaine|lieu|heure|où"
    "|quand|quoi|pourquoi|comment|titre|auteur|intrigue|personnages|verdict|prix|résumé|sujet|objectif|tâche|tâches"
    "|fait|à faire|résultat|problème|solution|cause|raison|idée|idées|mot|sens|définition|traduction|exemple|rêve"
    "|ventajas|desventajas|a favor|en contra|fortalezas|debilidades|nota|consejo|aviso|importante|paso|pasos"
    "|ingredientes|preparación|elaboración|ánimo|tiempo|clima|sueño|comida|hoy|mañana|ayer|tarde|noche|desayuno"
    "|almuerzo|cena|lunes|martes|miércoles|jueves|viernes|sábado|domingo|semana|lugar|hora|fecha|dónde|cuándo|qué"
    "|por qué|cómo|título|autor|trama|personajes|veredicto|precio|resumen|tema|objetivo|tarea|tareas|hecho|por hacer"
    "|resultado|problema|solución|causa|motivo|idea|palabra|significado|definición|traducción|ejemplo"
    "|vantaggi|svantaggi|punti di forza|punti deboli|consiglio|attenzione|passo|passi|ingredienti|preparazione|umore"
    "|meteo|sonno|cibo|oggi|domani|ieri|mattina|pomeriggio|notte|colazione|pranzo|lunedì|martedì|mercoledì"
    "|giovedì|venerdì|sabato|domenica|settimana|luogo|ora|data|dove|quando|cosa|perché|come|titolo|autore|prezzo"
    "|riassunto|obiettivo|compito|fatto|da fare|risultato|soluzione|motivo|parola|significato|definizione|traduzione"
    "|esempio|sogno|vantagens|desvantagens|prós|contras|dica|cuidado|passo a passo|preparo|modo de preparo|humor"
    "|sono|comida|hoje|amanhã|ontem|manhã|jantar|almoço|segunda|terça|quarta|quinta|sexta|local|data|onde|título"
    "|enredo|preço|resumo|tarefa|feito|a fazer|solução|palavra|definição|tradução|exemplo|sonho"
    # Dutch, Swedish, Danish, Norwegian, Polish, Turkish, Russian
    "|voordelen|nadelen|voor|tegen|opmerking|let op|stap|ingrediënten|bereiding|stemming|weer|slaap|eten|vandaag"
    "|gisteren|ochtend|middag|avond|nacht|ontbijt|plaats|tijd|datum|waar|wanneer|wat|waarom|hoe|schrijver|oordeel"
    "|prijs|samenvatting|onderwerp|doel|taak|klaar|resultaat|probleem|oplossing|oorzaak|reden|idee|woord|betekenis"
    "|vertaling|voorbeeld|droom|fördelar|nackdelar|obs|steg|ingredienser|gör så här|humör|väder|sömn|idag|igår"
    "|imorgon|morgon|kväll|natt|frukost|middag|plats|tid|när|vad|varför|hur|titel|författare|betyg|pris"
    "|sammanfattning|ämne|mål|uppgift|klart|resultat|lösning|orsak|idé|ord|betydelse|översättning|exempel|dröm"
    "|fordele|ulemper|fordeler|bemærk|merk|trin|fremgangsmåde|humør|vejr|vær|søvn|i dag|i går|aften|kveld"
    "|sted|hvor|hvornår|når|hvad|hva|hvorfor|hvordan|forfatter|emne|opgave|oppgave|løsning|årsag|ord|betydning"
    "|oversættelse|eksempel|drøm|zalety|wady|przeciw|uwaga|wskazówka|krok|składniki|przygotowanie|nastrój|pogoda"
    "|jedzenie|dziś|dzisiaj|wczoraj|jutro|rano|wieczór|śniadanie|obiad|kolacja|miejsce|czas|data|gdzie|kiedy|co"
    "|dlaczego|tytuł|ocena|cena|podsumowanie|temat|cel|zadanie|zrobione|wynik|rozwiązanie|przyczyna|powód|pomysł"
    "|słowo|znaczenie|definicja|tłumaczenie|przykład|artılar|eksiler|artı|eksi|not|uyarı|ipucu|adım|malzemeler"
    "|yapılışı|hava|uyku|yemek|bugün|yarın|öğle|akşam|gece|kahvaltı|saat|tarih|nerede|başlık|yazar"
    "|puan|fiyat|özet|konu|hedef|görev|sonuç|sorun|çözüm|neden|sebep|fikir|kelime|anlam|tanım|çeviri|örnek|rüya"
    "|плюсы|минусы|за|против|примечание|совет|внимание|важно|шаг|ингредиенты|приготовление|настроение|погода|сон"
    "|еда|сегодня|вчера|завтра|утро|день|вечер|ночь|завтрак|обед|ужин|место|время|дата|где|когда|что|почему|как"
    "|название|автор|сюжет|оценка|цена|итог|вывод|тема|цель|задача|задачи|сделано|результат|проблема|решение|причина"
    "|идея|слово|значение|определение|перевод|пример"
    # Chinese, Japanese, Korean
    "|优点|缺点|優點|缺點|注意|备注|提示|步骤|材料|做法|心情|天气|天氣|睡眠|今天|明天|昨天|早上|中午|晚上"
    "|早餐|午餐|晚餐|时间|地点|日期|标题|作者|评分|价格|总结|主题|目标|任务|结果|问题|解决|原因|想法|例子"
    "|意思|翻译|長所|短所|良い点|悪い点|メモ|手順|作り方|気分|天気|今日|明日|昨日|朝|昼|夜|朝食|昼食|夕食"
    "|時間|場所|日付|題名|著者|評価|値段|まとめ|目標|課題|結果|問題|解決|原因|例|意味|訳|장점|단점|메모"
    "|주의|단계|재료|만드는 법|기분|날씨|오늘|내일|어제|아침|점심|저녁|시간|장소|날짜|제목|저자|평점|가격"
    "|요약|주제|목표|결과|문제|해결|원인|예|뜻|번역".split("|")
)
_ASKED = frozenset(
    "q|question|questions|frage|f|pregunta|p|domanda|d|pergunta|vraag|v|fråga|spørgsmål|spørsmål|pytanie|вопрос|soru"
    "|問|问|质问|질문|front".split("|")
)
_ANSWERED = frozenset(
    "a|answer|answers|antwort|réponse|r|respuesta|risposta|resposta|antwoord|svar|odpowiedź|ответ|cevap|答|回答|답"
    "|대답|back".split("|")
)
_SELF = frozenset(
    "i|i'm|i've|i'd|i'll|my|me|mine|myself|we|we're|we've|our|us|ich|mir|mich|mein|meine|meinen|meinem|meiner|wir|uns"
    "|unser|unsere|je|j'ai|moi|mon|ma|mes|nous|notre|nos|ik|mij|mijn|wij|ons|onze|jag|mig|min|mitt|vi|vår|jeg"
    "|meg".split("|")
)
_SMALL = frozenset(
    "the|of|is|are|was|were|in|and|by|it|to|der|die|das|und|ist|sind|im|von|den|le|la|les|des|est|et|dans|de|het|een"
    "|en|van|zijn|och|är|som|det|ett|og|er".split("|")
)
"""Small words of languages in which who speaks of himself has to say "I"."""
_OFTEN_ASKED = re.compile(
    r"\bfaqs?\b|frequently asked|\bquestions? (?:that )?(?:i|we|people)\b|\bask(?:ed)? (?:me|us)\b"
    r"|häufige? (?:gestellte )?fragen|foire aux questions|questions fréquentes|preguntas frecuentes|domande frequenti"
    r"|perguntas frequentes|veelgestelde vragen|vanliga frågor|ofte stil|często zadawane|часто задаваемые"
    r"|よくある質問|常见问题|常見問題|자주 묻는",
    re.IGNORECASE,
)
_INTERVIEW = re.compile(
    r"interview|gespräch mit|entretien|entrevista|intervist|rozmowa z|интервью|インタビュー|采访|採訪|인터뷰",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"[ \t#>*_-]{0,8}(?P<label>[^\W\d_]{1,12})(?: ?\d{1,3})?[*_]{0,2}[:：.)][*_]{0,2}(?:\s|\Z)")
_LONGEST_TITLE = 120
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_PAIRS, _CYCLES, _LONGEST_ANSWER, _FEW_WORDS = 4, 3, 25, 2


def without_asked(text: str, title: str | None = None) -> str:
    """A text of questions that people often ask, without `Q:` and `A:`: its author answers them, and says "I" in it.

    What it is stands in its title or its first line; an interview is one of two people.
    """
    # A name is told by its colon: without some, nobody is held for two who talk.
    if text.count(":") + text.count("：") < _PAIRS:
        return text
    begin = f"{title or ''}\n{text.lstrip()[:_LONGEST_TITLE]}".partition("\n\n")[0]
    if _OFTEN_ASKED.search(begin) is None or _INTERVIEW.search(begin):
        return text
    return "\n".join(_bare(line) for line in text.split("\n"))


def _bare(line: str) -> str:
    found = _BEFORE.match(line)
    return line[found.end() :] if found and found["label"].casefold() in _ASKED | _ANSWERED else line


def is_label(name: str) -> bool:
    """Whether what stands before a colon is a word that notes have there, and no name of a person."""
    return name.strip(" .*_").casefold() in _LABELS


def people_among(names: Sequence[str], said: Sequence[str] = ()) -> Counter[str]:
    """How often each name comes that may be a person's; `names` are in the order of the text, `said` what follows each.

    Labels of notes are none: words that are known as such, two at least, and what takes turns with one of them in a
    fixed order. `Q` and `A` are none where the answers are short and nobody speaks of himself in them.
    """
    counts = Counter(names)
    if _is_template(names, counts, said) or (said and _are_cards(names, said)):
        return Counter()
    labels = {name for name in counts if is_label(name)}
    # Somebody may be called like one of them.
    return Counter({name: count for name, count in counts.items() if len(labels) < 2 or name not in labels})


def _is_template(names: Sequence[str], counts: Counter[str], said: Sequence[str]) -> bool:
    """Whether names come again in groups, each at most once in each of them, and one of them is a known label.

    Two others that say more than a word or two are people, beside whom a label stands, as in minutes.
    """
    again = {name for name, count in counts.items() if count >= _CYCLES}
    unknown = {name for name in again if not is_label(name)}
    if len(again) < 2 or unknown == again:
        return False
    if len(unknown) > 1:
        words = [len(text.split()) for name, text in zip(names, said, strict=False) if name in unknown]
        if sum(words) > _FEW_WORDS * len(words) or not words:
            return False
    order = [name for name in names if name in again]
    groups, seen = 0, set[str]()
    for name in order:
        if name == order[0]:
            groups += 1
            seen = set()
        if name in seen:
            return False
        seen.add(name)
    return groups >= _CYCLES and groups * len(again) <= len(order) * 3 // 2


def _are_cards(names: Sequence[str], said: Sequence[str]) -> bool:
    """Whether questions and answers are cards to learn from, and no talk of two people."""
    if len(names) < 2 * _PAIRS or set(names[::2]) - _ASKED or set(names[1::2]) - _ANSWERED:
        return False
    if len({*names}) != 2:
        return False
    answers = [[word.casefold().replace("’", "'") for word in _WORD.findall(text)] for text in said[1::2]]
    words = [word for answer in answers for word in answer]
    if len(words) > _LONGEST_ANSWER * len(answers) or _SELF.intersection(words):
        return False
    return sum(word in _SMALL for word in words) >= len(answers)
