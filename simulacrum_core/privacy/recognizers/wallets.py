"""Recovery phrases that a message announces, whatever list their words are of: "wallet words: tulip bucket cloud ..."."""

from __future__ import annotations

from collections.abc import Iterator

from .later import later
from .secret_words import any_beginning
from .spans import Span

COUNTS = (24, 21, 18, 15, 12)
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
    रिकवरी फ़्रेज | 助记词 | 助記詞 | 注记词 | 恢复短语 | 钱包 | crypto | krypto | крипт | metamask | ledger | trezor | mots |
    words | wörter | woerter | woorden | woordjes | palabras | parole | palavras | słowa | słów | слова | kelime |
    كلمات | शब्द | write these down | write them down
    """.split("|")
)
"""The rows behind them are asked for so much that what says little may stand here, too."""
KEY = later(any_beginning([*STEMS]))
_SIGNS = r"\s\d_,،、;.:：!?()'\"’"
_ITEM = rf"(?:\d{{1,2}}[.):]? ?)?[^{_SIGNS}]{{1,14}}"
ROW = later(rf"(?<![^{_SIGNS}]){_ITEM}(?:(?:[ \t]{{1,2}}|[ \t]?[,،、;][ \t]?){_ITEM}){{11,40}}(?=[\s.!]*(?:\n|$))")
WORD = later(rf"[^{_SIGNS}]{{1,14}}")
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


def phrases(text: str, low: str) -> Iterator[Span]:
    """Rows of a dozen or more different words, which make no sentence, to the end of a line, behind such a word."""
    key = KEY.search(low)
    if key is None or len(low) != len(text):
        return
    for row in ROW.finditer(text, key.end()):
        words = list(WORD.finditer(text, *row.span()))
        count = next((count for count in COUNTS if count <= len(words)), 0)
        said = [word.group().lower() for word in words[-count:]] if count else []
        if said and len(ORDINARY.intersection(said)) < 2 and len(set(said)) >= count - 1 and all(map(_is_long, said)):
            yield Span(words[-count].start(), row.end(), "credential", "context")


def _is_long(word: str) -> bool:
    return word[0] > "\u0590" or (len(word) >= FEWEST and word.isalpha())
