"""Words of others that a text holds without a mark of its format: mottos, letters to the author, literature."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from .author_names import folded_name, own_names
from .feet import feet_of
from .letters_told import letters_told
from .school import may_be_of_school, words_of_school

_PARTICLES = "de da di do du of la le el al van von der den zu af av the und and y bin ibn dos des"
_TOKEN = rf"(?:[^\W\d_a-zß-ÿ][\w.’'-]{{0,40}}|(?:{_PARTICLES.replace(' ', '|')})(?=[ ]))"
_NAME = rf"[*_]{{0,2}}(?P<name>{_TOKEN}(?:[ ]{_TOKEN}){{0,5}})[*_]{{0,2}}(?:[,(:][^\n]{{0,120}})?"
_DASH = r"(?:—{1,2}|–|―|--|-)[ \u00a0]{0,3}"
_QUOTED = r"(?:\"[^\"]+\"|“[^”]+”|„[^“”]+[“”]|«[^»]+»|»[^«]+«|「[^」]+」|『[^』]+』|\*(?! )[^*]+\*|_(?! )[^_]+_)"
_MOTTO = re.compile(rf"{_QUOTED}\s{{0,9}}{_DASH}{_NAME}")
_WORDS = re.compile(_QUOTED)
_OF_PAGE = re.compile(
    r"[\"”“«»」』*_] ?[(\[](?:pp?|pages?|loc(?:ation)?|pos|s|seiten?|págs?|pagina|str|sid|стр|с)\.? ?\d{1,6}"
    r"(?: ?[-–] ?\d{1,6})?[)\]][\s.]*\Z",
    re.IGNORECASE,
)
"""Where in a book the words stand that were marked in it."""
_BY = re.compile(rf"{_DASH}{_NAME}")
_ITEM = re.compile(r"[ \t]{0,20}(?:[-*+•]|\d{1,3}[.)])[ \t]{1,9}|[ \t]{1,20}")
_OPENING, _FEWEST_ITEMS = tuple('"“„«»「『*_'), 2
_QUOTED_LINE = re.compile(rf"{_QUOTED}[^\n]{{0,120}}\Z")
"""A line that begins with what is quoted; who said it may be in brackets, or missing."""
_BY_FULL = re.compile(
    rf"(?:—{{1,2}}|–|―|-{{2}})[ \u00a0]{{0,3}}[*_]{{0,2}}(?P<name>{_TOKEN}(?:[ ]{_TOKEN}){{1,5}})[*_]{{0,2}}"
    r"(?:,? [*_\"“«„(][^\n]{1,100}|, [^\W\d_a-zß-ÿ][^\n.?!]{0,100}|, \d{4})?"
)
"""A dash and a full name, a title or a year behind it maybe; no sentence."""
_MAY_TELL = re.compile("[—–―-]")
_VERSE, _STANZA, _EPIGRAPH, _DASHES = 70, 3, 8, tuple("—–―-*+")
_LONGEST, _SHORT, _OFFICE = 2000, 100, 3
_LITERATURE = frozenset(
    "references|bibliography|works cited|literature|literatur|literaturverzeichnis|quellen|quellenverzeichnis"
    "|bibliographie|références|bibliografía|referencias|bibliografia|riferimenti|referências|literatuur|litteratur"
    "|källor"
    "|referenser|bibliografie|литература|список литературы|библиография|参考文献|參考文獻|참고문헌".split("|")
)
_YEAR = r"(?:1[5-9]|20)\d\d[a-z]?"
_CITED = re.compile(
    rf"[(\[]{_YEAR}[)\]](?:[.:]|\s+[^\sa-zß-ÿа-я]|\s*$)|[,.;:] {_YEAR}(?:[.,;:)\]]|\s*$| \d)"
    rf"|(?<![\w])[^\W\d_a-zß-ÿа-я][\w.’'-]{{1,40}} {_YEAR}(?:[.:;)]|\s*$)|https?://|\bdoi\b"
)
"""A year where an entry has it: in brackets, behind a sign, or behind a name at its end. What an author says of a book,
`In 1847 she wrote it, and I read it`, has it elsewhere.
"""
_DEAR = (
    "dear dearest hi hello hey liebe lieber liebes hallo cher chère salut bonjour querida querido hola cara caro ciao"
    " beste lieve kära hej kære kjære droga drogi дорогая дорогой привет милая милый"
    " estimada estimado gentile egregio geachte szanowna szanowny уважаемая уважаемый"
).replace(" ", "|") + "|sehr geehrte[rs]?"
_TITLE = re.compile(
    r"(?:(?:mr|mrs|ms|miss|mx|dr|prof|professor|frau|herrn?|madame|monsieur|mme|sra?|señora|señor|signora|signor"
    r"|mevrouw"
    r"|meneer|pani|pan|doktor|ing|dipl)\.? ){1,3}",
    re.IGNORECASE,
)
_SALUTATION = re.compile(
    rf"\s*(?:my )?(?:{_DEAR})[ ](?P<name>[^\W\d_](?:[^\n,!:.]|\.(?= )){{0,40}})[,!:]?\s*", re.IGNORECASE
)
_FAREWELLS = (
    r"(?:lots of |much |with )?love|yours(?: \w{1,12})?|(?:kind|best|warm) (?:regards|wishes)|regards|best|sincerely"
    r"|cheers|take care|hugs|xo+|deine?|euer|liebe grüße|lg|viele grüße|herzlich(?:st)?|mit freundlichen grüßen"
    r"|(?:freundliche|beste|herzliche) grüße"
    r"|hochachtungsvoll|atentamente|(?:distinti|cordiali) saluti|atenciosamente|met vriendelijke groet(?:en)?"
    r"|med vänlig(?:a)? hälsning(?:ar)?|z poważaniem"
    r"|alles liebe|bises|bisous|je t'embrasse|cordialement|amicalement|un abrazo|besos|saludos|abraços|beijos"
    r"|un abbraccio|baci|groetjes|liefs|kram|hälsningar|(?:kærlig|venlig) hilsen|hilsen|uściski|pozdrawiam|твой|твоя"
    r"|целую|обнимаю|с уважением"
)
_FAREWELL = re.compile(
    rf"(?:{_FAREWELLS})(?: (?:from|von|de|från))?[,.!]?\s+[*_—–-]{{0,3}}\s?"
    r"(?P<name>(?:[^\W\d_]\. ?){0,3}[^\W\d_][^\n,.!]{0,30}?)"
    r"[*_.!]{0,3}\s*\Z",
    re.IGNORECASE,
)
_THANKS = frozenset(
    "thanks|thank you|many thanks|cheers|love|best|bye|goodbye|regards|amen|ok|danke|tschüss|merci|au revoir|gracias"
    "|adiós|grazie"
    "|ciao|obrigada|obrigado|tchau|bedankt|doei|tack|hejdå|takk|tak|dziękuję|спасибо|пока".split("|")
)
_SIGNATURE = re.compile(rf"[*_—–-]{{0,3}} ?(?P<name>{_TOKEN}(?:[ ]{_TOKEN}){{0,2}})(?<![.!?])[*_]{{0,3}}")
"""A name that is all of a line, below a letter."""
_HEADING = re.compile(r"#{1,6} \S")


Told = Literal["quote", "boilerplate"]
_Parts = Sequence[tuple[str, str]]


def words_of_others(parts: _Parts, names: Iterable[str]) -> dict[int, Told]:
    """The numbers of paragraphs that are not the author's, and what they are: `quote`, or a list, `boilerplate`.

    The parts are paragraphs with their kinds, of which "text" and "heading" are looked at; `names` are the author's.
    """
    names = list(names)
    own = own_names(names)
    told: dict[int, Told] = dict.fromkeys((*_literature(parts), *feet_of(parts)), "boilerplate")
    # A letter to Ms Lind is addressed by the last part of a name.
    to = own | {folded_name(name).rpartition(" ")[2] for name in names} - {""}
    told.update(
        dict.fromkeys(
            (*_letters(parts, to), *letters_told(parts, own), *_mottos(parts, own), *_of_school(parts)), "quote"
        )
    )
    return told


def _of_school(parts: _Parts) -> Iterator[int]:
    if not any(map(may_be_of_school, (text for _, text in parts))):
        return iter(())
    return words_of_school(parts, [_is_heading(*part) for part in parts])


def _is_heading(kind: str, text: str) -> bool:
    return kind == "heading" or (kind == "text" and _HEADING.match(text) is not None)


def _literature(parts: _Parts) -> Iterator[int]:
    """Paragraphs below a heading such as "References", which is one of them, as far as their lines cite."""
    heading: int | None = None
    for number, (kind, text) in enumerate(parts):
        if _is_heading(kind, text):
            is_known = len(text) < _SHORT and text.strip("#*_: 0123456789.\n").casefold() in _LITERATURE
            heading = number if is_known else None
        elif heading is not None and _cites(kind, text):
            yield from (heading, number)
        else:
            heading = None


def _cites(kind: str, text: str) -> bool:
    lines = [line for line in text.split("\n") if line.strip()]
    return kind == "text" and sum(_CITED.search(line) is not None for line in lines) * 2 >= max(len(lines), 1)


def _letters(parts: _Parts, own: set[str]) -> Iterator[int]:
    """Paragraphs from "Dear", with the author's name, to another name, which are a letter.

    The name stands below a farewell, or alone where the letter ends: before a heading, another letter, or at the end.
    """
    start: int | None = None
    last, above = 0, ""
    for number, (kind, text) in enumerate([*parts, ("heading", "")]):
        if number == len(parts) or _is_heading(kind, text):
            yield from _signed_bare(start, last, above, own)
            start = None
        elif kind == "text":
            match = _SALUTATION.fullmatch(text.strip().partition("\n")[0][:_SHORT])
            # "Liebe Grüße" greets nobody.
            if match is not None and _FAREWELL.fullmatch(text.strip()) is None:
                yield from _signed_bare(start, last, above, own)
                start = number if _addressed(match["name"]) in own else None
            if start is not None and (name := _signed(text if number == start else f"{above}\n{text}")):
                if name not in own:
                    yield from range(start, number + 1)
                start = None
        last, above = number, text


def _signed_bare(start: int | None, last: int, text: str, own: set[str]) -> Iterator[int]:
    """The paragraphs of a letter whose last one is nothing but somebody else's name."""
    bare = _SIGNATURE.fullmatch(text.strip()) if start is not None and last > start + 1 else None
    if start is not None and bare is not None and folded_name(bare["name"]) not in own | _THANKS:
        yield from range(start, last + 1)


def _addressed(name: str) -> str:
    """Whom a salutation names, without titles."""
    bare = folded_name(name.strip("*_ "))
    return bare[found.end() :] if (found := _TITLE.match(bare)) else bare


def _signed(text: str) -> str:
    """Who signs below a farewell, an office below maybe; "" where nobody does."""
    lines = [line.strip() for line in text.strip().split("\n") if line.strip()]
    for end in range(len(lines), max(len(lines) - _OFFICE, 1), -1):
        last = "\n".join(lines[end - 2 : end])
        # `Yours, Ben` may be one line below a long one.
        match = _FAREWELL.search(last) if len(last) < _SHORT else _FAREWELL.fullmatch(lines[end - 1][:_SHORT])
        if match:
            return folded_name(match["name"])
    return ""


def _mottos(parts: _Parts, own: set[str]) -> Iterator[int]:
    """Paragraphs that are quoted as a whole, with who said it."""
    for number, (kind, text) in enumerate(parts):
        # Who said it stands behind a dash; to look for one first takes a note half as long.
        if kind != "text" or len(text) > _LONGEST or _MAY_TELL.search(text) is None:
            continue
        bare = text.strip()
        if _is_other(_MOTTO.fullmatch(bare), own) or _are_mottos(bare, own):
            yield number
        elif number and _is_other(_BY.fullmatch(bare), own) and _is_quoted(*parts[number - 1]):
            yield from (number - 1, number)
        elif _is_full(_BY_FULL.fullmatch(bare), own):
            first = next((place for place in range(number - 1, -1, -1) if not _is_verse(*parts[place])), -1) + 1
            yield from range(first, number + 1) if first < number else ()
        elif _is_attributed(bare, own):
            yield number


def _is_full(match: re.Match[str] | None, own: set[str]) -> bool:
    """Whether a name of two words at least stands there, as people copy it; a verse of one's own bears initials.

    Where nobody said who the author is, or the name begins as the author's does, it may be theirs.
    """
    if match is None or not own or not _is_other(match, own):
        return False
    words = match["name"].split()
    return folded_name(words[0]) not in own and sum(len(word.rstrip(".")) > 1 for word in words) > 1


def _is_verse(kind: str, text: str) -> bool:
    lines = [line.strip() for line in text.strip().split("\n")]
    return (
        kind == "text" and len(lines) > 1 and all(0 < len(line) <= _VERSE and line[:1] not in "-*+#>" for line in lines)
    )


def _is_attributed(text: str, own: set[str]) -> bool:
    """Whether the last of a few lines, and no other one, is a dash and a full name: an epigraph without its marks."""
    *lines, last = text.split("\n")
    if not lines or len(lines) > _EPIGRAPH or not _is_full(_BY_FULL.fullmatch(last.strip()), own):
        return False
    if any(line.strip()[:1] in _DASHES or len(line) > _SHORT for line in lines):
        return False
    if len(lines) < _STANZA and not lines[-1].rstrip(' *_"”’»').endswith((".", "!", "?", "…")):
        return False
    return _FAREWELL.search("\n".join([lines[-1].strip(), last.strip()])) is None


def _are_mottos(text: str, own: set[str]) -> bool:
    """Whether each line of a list is in quotation marks, behind half of them at least who said it, or on which page."""
    if "\n" not in text or text.lstrip(" \t-*+•.)0123456789")[:1] not in _OPENING:
        return False
    lines = [_ITEM.sub("", line, count=1) for line in text.split("\n") if line.strip()]
    if len(lines) < _FEWEST_ITEMS or not all(line[:1] in _OPENING for line in lines):
        return False
    said = sum(_is_other(_MOTTO.fullmatch(line.strip()), own) or _OF_PAGE.search(line) is not None for line in lines)
    return said * 2 >= len(lines) and all(_QUOTED_LINE.match(line) for line in lines)


def _is_quoted(kind: str, text: str) -> bool:
    return kind == "text" and len(text) < _LONGEST and _WORDS.fullmatch(text.strip()) is not None


def _is_other(match: re.Match[str] | None, own: set[str]) -> bool:
    return match is not None and folded_name(match["name"]) not in own
