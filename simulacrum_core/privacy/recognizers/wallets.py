"""Recovery phrases that a message announces, whatever list their words are of: "wallet words: tulip bucket cloud ..."."""

from __future__ import annotations

from collections.abc import Iterator

from .later import later
from .spans import Span
from .word_table import any_beginning

COUNTS = (24, 21, 18, 15, 12)
SOME, SEVERAL = 5, 6
"""Words of a part of one behind a colon, and of one that only words announce."""
# What announces one, in small letters: the words of wallets' own pages in these languages, and what people call them.
STEMS = tuple(
    stem.strip()
    for stem in """
    wallet | seed phrase | seedphrase | seed-phrase | recovery phrase | mnemonic | backup phrase | secret phrase |
    wiederherstellungsphrase | wiederherstellungsw | seed-w | herstelzin | herstelwoord | phrase de récup |
    phrase de recup | phrase secrète | phrase secrete | frase semilla | frase de recuperac | billetera |
    frase di recupero | frase seed | frase semente | frase-semente | fraza odzysk | frazę odzysk | cüzdan |
    сид-фраз | сид фраз | сидфраз | мнемоник | мнемо-фраз | мнемофраз | кошельк | двенадцать слов |
    фраза восстановл | محفظ | عبارة الاسترداد | العبارة السرية | वॉलेट | वालेट | सीड | रिकवरी फ्रेज |
    रिकवरी फ़्रेज | 助记词 | 助記詞 | 注记词 | 恢复短语 | 钱包 | 復元フレーズ | リカバリーフレーズ |
    シードフレーズ | ニーモニック | ウォレット | crypto | krypto | крипт | metamask | ledger | trezor | mots |
    words | wörter | woerter | woorden | woordjes | palabras | parole | palavras | słowa | słów | слова | kelime |
    كلمات | शब्द | write these down | write them down | seed word | fraza seed | frazę seed | kurtarma kelime |
    kurtarma ifade
    """.split("|")
)
"""The rows behind them are asked for so much that what says little may stand here, too."""
KEY = later(any_beginning([*STEMS]))
_SIGNS = r"\s\d_,،、;.:：!?()'\"’"
_ITEM = rf"(?:\d{{1,2}}[.):]? ?)?[^{_SIGNS}]{{1,14}}"
ROW = later(rf"(?<![^{_SIGNS}]){_ITEM}(?:(?:[ \t]{{1,2}}|[ \t]?[,،、;][ \t]?){_ITEM}){{11,40}}(?=[\s.!]*(?:\n|$))")
WORD = later(rf"[^{_SIGNS}]{{1,14}}")
WORDS = later(r"[^\s,،、;.:!?()]{1,40}")
GAP = later(r"[ \t]{0,2}[,،、;]?[ \t]{0,2}")
LIST = later(r"[:：](?=[ \t]{0,3}[^\W\d_])")
# What announces a phrase and nothing else.
SURE = later(
    r"seed|mnemonic phrase|recovery (?:phrase|word)|recup|récup|semilla|semente|odzysk|сид|мнемо|kurtarma|wiederherst|herstel|سيد|استرداد|सीड|रिकवरी|1[258] w|12 (?:palabr|parol|palavr|mots|sł|сло|kelime|कल|शब्द|كلم)|助记|復元|リカバリ"
)
FEWEST = 3
"""Letters of a word, where a letter is a sound."""
# What sentences are made of: of each language a few, of which a sentence of a dozen words has several.
ORDINARY = frozenset(
    "the and you for that this with have not but are was were from they what when will your just about there got get can"
    " und der die das ich ist nicht ein eine mit den dem auf für wir hab habe war wie noch auch dann mal"
    " het een dat niet van voor met ook nog maar naar heb hebt zijn les des une est pas que qui pour dans avec mais sur"
    " los las una por para con pero como más está del che non per sono una con più come della anche"
    " não uma com mas para por está foi dos das nie się jest ale tak jak już mam czy był bir çok için ama var yok ben sen"
    " daha gibi что как это был она они все так уже для меня тебя если есть нет على الى إلى هذا التي كان لكن مع"
    " है हैं में का की के को से और नहीं पर भी था".split()
)


# And of what people say before and behind one, where a part of it is told.
TALK = frozenset(
    "do dont don't put keep save write them these here down safe words word seed phrase only still read can kann nur aber lesen noch aufgeschrieben alles"
    " guárdalas guarda apunta anota solo ordine scrivi ordre notés ici não mostra guarda anota daarna weggooien bewaar zapisz kartce przepisz"
    " перепиши бумагу запиши слова слово yaz kenara sakla kelimeleri kelimeler".split()
)


def phrases(text: str, low: str) -> Iterator[Span]:
    """Rows of a dozen or more different words, which make no sentence, to the end of a line, behind such a word; or parts."""
    key = KEY.search(low)
    if key is None or len(low) != len(text):
        return
    found = False
    for row in ROW.finditer(text, key.end()):
        words = list(WORD.finditer(text, *row.span()))
        for count in COUNTS:
            said = [word.group().lower() for word in words[-count:]] if count <= len(words) else []
            if (
                said
                and len(ORDINARY.intersection(said)) < 2
                and len(set(said)) >= count - 1
                and all(map(_is_long, said))
            ):
                found = True
                yield Span(words[-count].start(), row.end(), "credential", "context")
                break
    if not found:
        yield from _parts(text, low, key.end())


def _parts(text: str, low: str, start: int) -> Iterator[Span]:
    """A few words of a phrase: behind a colon, or behind what announces nothing else."""
    end = (low.find("\n", start) + 1 or len(low) + 1) - 1
    colon = LIST.search(low, start, end)
    if colon is None and not SURE.search(low[:start]):
        return
    run: list[tuple[int, int]] = []
    for word in WORDS.finditer(text, colon.end() if colon else start, end):
        is_one = _is_long(word.group()) and word.group().lower() not in ORDINARY | TALK and word.group().isalpha()
        if is_one and (not run or GAP.fullmatch(text, run[-1][1], word.start())):
            run.append(word.span())
            continue
        if len(run) >= (SOME if colon else SEVERAL):
            break
        run = [word.span()] if is_one and not colon else []
        if colon:
            return
    if len(run) >= (SOME if colon else SEVERAL) and len(run) < min(COUNTS) * 2 + 1:
        yield Span(run[0][0], run[-1][1], "credential", "context")


def _is_long(word: str) -> bool:
    return word[0] > "\u0590" or (len(word) >= FEWEST and word.isalpha())
