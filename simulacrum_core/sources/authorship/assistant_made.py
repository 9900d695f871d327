"""Lines that say that an assistant made what stands below them, such as `AI Summary` and `ChatGPT's reply`."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import msgspec

from ..dates.headings import heading_line, is_rule
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
_MINE = re.compile(
    r"(?<![\w'’-])(?:my|mine|myself|meine?[mnrs]?|mon|ma|mes|mis?|mío|mía|mio|mia|miei|mie|meu|minha|meus|minhas|mijn"
    r"|mitt"
    r"|mina|mój|moja|moje|мой|моя|моё|мои|мне|меня)(?![\w'’-])",
    re.IGNORECASE,
)
_I = re.compile(
    r"(?<![\w'’-])(?:I(?:['’](?:m|d|ve|ll))?|[Ii]ch|[Jj]e|[Yy]o|[Ii]k|[Jj]ag|[Jj]eg|[Ee]u|[Ii]o|[Яя])(?![\w-])"
    r"|(?<!\w)[Jj]['’](?=\w)"
)

_RULES, _BULLETS = ("-", "*", "_", "="), ("- ", "* ", "+ ", "•")
_MARKED = frozenset('-*+•>"“„«0123456789')
_ABOVE, _MOST, _MOST_LINES = 9, 2000, 20

_NAMING = ("product", "product_of", "maker", "said", "source", "asian")
Noun = Literal["summary", "answer", "text"]
_TOPIC = re.compile(r" (?:about|on|regarding|über|zu[mr]?|sur|sobre|su|over|om|о|об) |[:：] ?")
_WRITTEN = r"(?:generated|written|created|produced|erstellt|generiert|verfasst|généré|generado|generato|gerado)"
_WITH = rf"(?:by|with|using|von|mit|par|avec|por|con|da|com) (?:{NAMED_PRODUCTS}|an? ai|ai|ki|ia)"
_GENERATED = re.compile(
    r"[\W_]{0,6}(?:(?:this|the|dieser?|ce|este|questo) (?:whole |above |entire )?(?:text|post|article|note|essay|page"
    r"|story"
    r"|draft|beitrag|artikel|texte|texto|testo) (?:was|is|has been|wurde|a été|fue|è stato) )?"
    rf"(?:entirely |fully |automatically )?(?:(?:ai[- ])?{_WRITTEN}(?: entirely)? {_WITH}"
    rf"|{_WITH} {_WRITTEN})[\W_]{{0,4}}",
    re.IGNORECASE,
)
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


def is_generated(line: str) -> bool:
    """Whether a line at the end of a text says that an assistant wrote all of it."""
    return len(line) <= _LONGEST and _GENERATED.fullmatch(line.strip()) is not None


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
    return _MINE.search(text) is not None or len(_I.findall(text)) >= often


def made_end(lines: Sequence[str], label: int, noun: Noun, around: int, stop: int) -> int:
    """The first line behind a label that is the author's again; `stop` where none is before it.

    What stands below a heading ends before the next one of its level, as the author put it there; `around` is the level
    of the last one. Below another line an answer has headings of its own; there the author goes on below one, below a
    rule, in a bold line or in a paragraph where they speak of themselves. A summary ends before any heading; one that a
    text begins with is a paragraph, and lists.
    """
    level = heading_line(lines[label])[0]
    first = next((one for one in range(label + 1, stop) if lines[one].strip()), label)
    for number in range(label + 1, stop):
        line = lines[number]
        here, words = heading_line(line)
        if here and (here <= around or (not around and noun == "summary") or _MINE.match(words)):
            return number
        is_new = (here in (1, 2) and not around) or (line[:1] in _RULES and is_rule(line))
        if is_new and speaks_of_self(_from(lines, number + 1)):
            return number
        if line.startswith("**") and line.rstrip().endswith("**") and _MINE.match(line.lstrip("*_ ")):
            return number
        is_told = not level and noun == "answer" and line.strip() and not lines[number - 1].strip()
        if is_told and number > first and line.lstrip()[:1] not in _MARKED and speaks_of_self(_from(lines, number)):
            return number
    is_first = label < _ABOVE and sum(bool(line.strip()) for line in lines[:label]) < 2
    return _end_of_lists(lines, label + 1, stop) if is_first and not level and noun == "summary" else stop


def _from(lines: Sequence[str], start: int) -> Iterator[str]:
    return (lines[number] for number in range(start, len(lines)))


def _end_of_lists(lines: Sequence[str], start: int, stop: int) -> int:
    """The line behind a paragraph and the lists that follow it."""
    is_inside, is_over = False, False
    for number in range(start, stop):
        is_blank = not lines[number].strip()
        if is_over and not is_blank and not lines[number].lstrip().startswith(_BULLETS):
            return number
        is_over = is_blank and is_inside
        is_inside = is_inside or not is_blank
    return stop


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
