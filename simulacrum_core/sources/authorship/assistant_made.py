"""Lines that say that an assistant made what stands below them, such as `AI Summary` and `ChatGPT's reply`."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from .assistant_names import AROUND, NAMED_PRODUCTS, NAMESAKES, VERB

_SUMMARY = (
    r"(?:summary|summaries|overview|recap|insights?|reflections?|feedback|analysis|zusammenfassung|überblick|analyse"
    r"|résumé|synthèse|resumen|análisis|riassunto|sintesi|resumo|análise|samenvatting|sammanfattning|podsumowanie"
    r"|özet|резюме|сводка)"
)
_ANSWER = (
    r"(?:answers?|repl(?:y|ies)|responses?|outputs?|explanations?|suggestions?|version|rewrite|draft|opinion|verdict"
    r"|advice|review|comments?|take|thoughts?|perspective|view|ideas?|tips|antwort(?:en)?|vorschl(?:ag|äge)|erklärung"
    r"|fassung|kommentar|réponses?|explication|conseils?"
    r"|respuestas?|explicación|risposta|risposte|spiegazione|respostas?|explicação|antwoord(?:en)?|uitleg|svar|förslag"
    r"|forslag|odpowiedzi?|odpověď|vastaus|yanıtı?|cevabı?|ответы?)"
)
_TEXT = re.compile(r"version|rewrite|draft|fassung|output", re.IGNORECASE)
"""What may speak in the author's place."""
_OPINION = re.compile(r"opinion|verdict|advice|view|take|thought|perspective|idea|tips", re.IGNORECASE)
"""What a person who bears the name has as well, and a sign of the zodiac."""
_OF = (
    r"(?:by|from|of|with|von|vom|mit|par|avec|de|d['’]|du|por|da|di|do|del|dell['’]|della|door|van|av|af|fra|från|od"
    r"|от)"
)
_MAKER = rf"(?P<product>{NAMED_PRODUCTS})|(?:the |der |l['’]|la )?(?:ai|a\.i\.|ki|ia|ии)"
_GENITIVE = r"(?:['’]?s|['’](?:[nı]?[iıuü]n))?"
_ASIDE = r"(?:[*_ \t]{0,5}(?:\([^\n()]{0,50}\)|\[[^\n\[\]]{0,50}\]|[—–|·-] ?[^\n,;]{0,30}))?"
_LABEL = re.compile(
    rf"{AROUND}?(?:the |here (?:is|are) |here['’]s |die |la |le |les |il |o )?(?:"
    rf"(?:{_MAKER}){_GENITIVE}[ -](?:generated |generierte |made )?(?:(?P<summary>{_SUMMARY})|(?P<answer>{_ANSWER}))"
    rf"|(?:(?P<summary_of>{_SUMMARY})|(?P<answer_of>{_ANSWER}))(?: (?:generated|made|written|erstellt))?(?: {_OF})? ?"
    rf"(?:{_MAKER.replace('<product>', '<product_of>')})"
    rf"|(?:generated|written|summari[sz]ed|erstellt|généré) (?:by|with|von|mit|par|avec)"
    rf" (?:{_MAKER.replace('<product>', '<maker>')})"
    rf"|(?:what|was|ce que|lo que|wat) (?:(?:dit|répond|dice|dijo|zei) )?(?P<said>{NAMED_PRODUCTS})"
    r"(?: (?:said|says|wrote|answered|replied|thinks|suggest(?:s|ed)|told me|sagt|sagte|meint|schreibt|schrieb|zei))?"
    rf"|(?P<from>from|via|by|von|de|par|van) (?P<source>{NAMED_PRODUCTS})(?=[ *_]{{0,4}}[:：])"
    rf"|(?P<asian>{NAMED_PRODUCTS}) ?(?:の|的|의) ?(?:回答|答え|返答|回复|答复|答覆|答案|답변|대답)"
    rf"){_ASIDE}{AROUND}",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:said|says|wrote|answered|replied|thinks|suggest|told|dit|répond|dice|dijo|sag|meint|schr|zei)", re.IGNORECASE
)
_BEFORE = re.compile(r"(?P<label>[^\n:：]{4,60}?)[ ]?[*_]{0,3}[:：][*_]{0,3}[ \t]+(?=\S)")
_LONGEST = 120
_OF_TOPIC = re.compile(
    r"\b(?:ai|a\.i\.|llms?|prompt(?:s|ed)?|chat ?bots?|anthropic|openai|gpt[ -]?\d|chat ?gpt|language models?|sonnet"
    r"|opus|haiku|ki|ia)\b",
    re.IGNORECASE,
)
_REPORTS = re.compile(
    r"(?:it|he|she|they|this) (?:said|told|says|tells|suggested|suggests|recommended|answered|gave|gives|was|came|did"
    r"|got|thinks|thought|made|wrote|wanted|insisted)\b"
    r"|i (?:asked|got|tried|did|didn|laughed|read|had|was|am|told|used|think)\b"
    r"|(?:es|er|sie) (?:hat|sagte|sagt|meinte|war|schlug|empfahl)\b|(?:il|elle) (?:m['’]a|dit|a dit|pense)\b"
    r"|me (?:dijo|disse|ha detto)\b|mi (?:ha detto|disse)\b",
    re.IGNORECASE,
)
"""How an author begins who tells what an assistant said."""
MINE = re.compile(
    r"(?<![\w'’-])(?:my|mine|myself|meine?[mnrs]?|mon|ma|mes|mis?|mío|mía|mio|mia|miei|mie|meu|minha|meus|minhas|mijn"
    r"|mitt"
    r"|mina|mój|moja|moje|мой|моя|моё|мои|мне|меня)(?![\w'’-])",
    re.IGNORECASE,
)
_FRENCH = {"ma", "mes"}
_OF_FRENCH = re.compile(r"(?<!\w)(?:je|j['’]|et|est|les|des|du|une|dans|pour|avec|mon|qui)(?!\w)", re.IGNORECASE)
"""`Ma` is "but" in Italian, `mes` a month in Spanish."""
_TELLS = re.compile(
    r"(?<![\w'’-])(?:I (?:was|had|did|didn['’]t|went|told|tried|never|still|knew|laughed|walked|bought|ate|got|felt"
    r"|kept"
    r"|slept|came|ran|sat|stood|cried|forgot|loved|hated)|[Ii]ch (?:war|hatte|ging|wollte|musste|las|lachte|dachte"
    r"|fragte|kam"
    r"|blieb|saß)|[Jj]['’](?:étais|avais|ai été)|[Ii]k (?:was|had|ging|wilde|moest)|[Jj]ag (?:var|hade|gick|ville)"
    r"|[Jj]eg (?:var|havde|hadde|gik|gikk|ville))(?![\w-])"
)
_CLOSING = (")", "]")
_I = re.compile(
    r"(?<![\w'’-])(?:I(?:['’](?:m|d|ve|ll))?|[Ii]ch|[Jj]e|[Yy]o|[Ii]k|[Jj]ag|[Jj]eg|[Ee]u|[Ii]o|[Яя])(?![\w-])"
    r"|(?<!\w)[Jj]['’](?=\w)"
)

_MOST, _MOST_LINES = 2000, 20

_NAMING = ("product", "product_of", "maker", "said", "source", "asian")
Noun = Literal["summary", "answer", "text"]
_TOPIC = re.compile(r" (?:about|on|regarding|über|zu[mr]?|sur|sobre|su|over|om|о|об) |[:：] ?")
_WRITTEN = r"(?:generated|written|created|produced|erstellt|generiert|verfasst|généré|generado|generato|gerado)"
_WITH = rf"(?:by|with|using|von|mit|par|avec|por|con|da|com) (?:{NAMED_PRODUCTS}|an? ai|ai|ki|ia)"
_WHOLE = (
    r"(?:this|the|dieser?|ce|este|questo|dit) (?:whole |above |entire )?(?:text|post|article|note|essay|page|story"
    r"|draft|beitrag|artikel|texte|texto|testo|tekst) (?:was|is|has been|wurde|a été|fue|è stato|werd) "
)
_GENERATED = re.compile(
    rf"[\W_]{{0,6}}(?P<whole>{_WHOLE})?"
    rf"(?:entirely |fully |automatically )?(?:(?:ai[- ])?{_WRITTEN}(?: entirely)? {_WITH}"
    rf"|{_WITH} {_WRITTEN})[\W_]{{0,4}}",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"[(\[][^()\[\]\n]{8,80}[)\]][ *_.]{0,4}\Z")
_SIGNED = re.compile(
    rf"[*_]{{0,2}}(?:—{{1,2}}|–|―|--?) ?[*_]{{0,2}}(?P<name>{NAMED_PRODUCTS})(?:,[^\n.!?]{{1,40}})?[*_]{{0,2}}",
    re.IGNORECASE,
)


class Made(msgspec.Struct, frozen=True):
    """What such a line says: that a summary, an answer or another text follows, and which product made it, maybe."""

    noun: Noun
    product: str
    is_sure: bool
    """Whether an assistant and nobody else is called so."""


def made_by(line: str) -> Made | None:
    """What a line says that names an assistant and what it made; None for any other line."""
    match = _LABEL.fullmatch(line.strip()) if len(line) <= _LONGEST else None
    if match is None or (match["said"] and not _SAID.search(match[0])):
        return None
    told = match.groupdict()
    product = next(filter(None, map(told.get, _NAMING)), None) or ""
    name = VERB.sub("", product).strip().casefold()
    noun: Noun = "summary" if told["summary"] or told["summary_of"] or told["maker"] else "answer"
    noun = "text" if _TEXT.search(told["answer"] or told["answer_of"] or "") else noun
    is_opinion = _OPINION.search(told["answer"] or told["answer_of"] or "") is not None
    is_namesake = (
        (is_opinion and name == "gemini")
        or name.rstrip("s") in NAMESAKES
        or (name.rstrip("s") == "claude" and noun != "summary")
    )
    return Made(noun, name, not is_namesake)


def made_titled(title: str) -> Made | None:
    """The same of a title, which may go on with what an answer is about."""
    return made_by(title) or made_by(_TOPIC.split(title.strip(), maxsplit=1)[0])


def is_generated(line: str) -> Literal["", "whole", "above"]:
    """Whether a line says that an assistant wrote the `whole` text, or what stands `above` it."""
    match = _GENERATED.fullmatch(line.strip()) if len(line) <= _LONGEST else None
    if match is None:
        return ""
    return "whole" if match["whole"] else "above"


def is_generated_before(line: str) -> bool:
    """Whether a line says so in brackets: of what stands above them."""
    found = _IN_BRACKETS.search(line[-_LONGEST:]) if line.rstrip(" *_.")[-1:] in _CLOSING else None
    return found is not None and is_generated(found[0]) == "above"


def is_signed(line: str) -> bool:
    """Whether a line is nothing but a dash and an assistant, below what it said."""
    match = _SIGNED.fullmatch(line.strip()) if len(line) <= _LONGEST else None
    return match is not None and match["name"].strip().casefold() not in NAMESAKES


def made_before(line: str) -> tuple[Made, int] | None:
    """The same of a line that goes on behind the colon, and where it does."""
    match = _BEFORE.match(line[:_LONGEST])
    found = made_by(f"{match['label']}:") if match else None
    return (found, match.end()) if match and found else None


def is_assistant(made: Made, about: About) -> bool:
    """Whether a program is meant by a name that people bear: a text is about such programs, or says it nowhere else."""
    if made.is_sure or about.is_of_topic:
        return True
    return made.product not in NAMESAKES and about.mentions(made.product) <= about.labels(made.product)


class About:
    """What a text says of assistants, found out when it is asked for."""

    def __init__(self, lines: Sequence[Sequence[str]], made: Sequence[Made]) -> None:
        self._lines, self._labels = lines, Counter(one.product for one in made)
        self._mentions: dict[str, int] = {}

    @functools.cached_property
    def is_of_topic(self) -> bool:
        """Whether it has a word of that topic, such as a name that no person bears."""
        return any(_OF_TOPIC.search(line) for each in self._lines for line in each)

    def labels(self, product: str) -> int:
        """How many lines say that a product made what follows."""
        return self._labels[product]

    def mentions(self, product: str) -> int:
        """How often a product is named at all."""
        if product not in self._mentions:
            name = re.compile(rf"\b{re.escape(product)}\b", re.IGNORECASE)
            self._mentions[product] = sum(len(name.findall(line)) for each in self._lines for line in each)
        return self._mentions[product]


def tells_of(lines: Iterable[str]) -> bool:
    """Whether the author tells below such a line what an assistant said."""
    return _REPORTS.match(_first_paragraph(lines).lstrip("*_> ")) is not None


def speaks_of_self(lines: Iterable[str], often: int = 2) -> bool:
    """Whether the first paragraph of some lines says "my", or so often "I", as hardly any answer does twice."""
    text = _first_paragraph(lines)
    mine = {match[0].casefold() for match in MINE.finditer(text)}
    if mine <= _FRENCH and _OF_FRENCH.search(text) is None:
        mine.clear()
    return bool(mine) or len(_I.findall(text)) >= often


def tells_of_self(lines: Iterable[str]) -> bool:
    """Whether the first paragraph of some lines tells what its author did or was, as no answer does."""
    return _TELLS.search(_first_paragraph(lines)) is not None


def _first_paragraph(lines: Iterable[str]) -> str:
    kept: list[str] = []
    for line in lines:
        if line.strip():
            kept.append(line[:_MOST])
        elif kept:
            break
        if len(kept) > _MOST_LINES:
            break
    return "\n".join(kept)
