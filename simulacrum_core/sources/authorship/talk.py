"""Whether a text is a talk of several people, a log or mail, and no prose or diary of one author."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ..dates.headings import date_line, heading_line
from .assistants import assistant_parts
from .chat_lines import is_chat, may_hold_clock, without_told_chat
from .labels import is_label, people_among, without_asked
from .mail.in_texts import without_mail_heads
from .turns import has_labels

_MOST_LINES = 400
_CLOCK = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:[.,]\d+)?(?: ?[AaPp]\.?[Mm]\.?)?(?:[+-]\d\d:?\d\d|Z)?"
_STAMPED = re.compile(
    rf"[\[(]?(?:\d[\d/.\-: ,TtZ年月日]{{0,24}}?[ ,T]+(?:- )?)?{_CLOCK}[^\w<*\[(@+%&~-]{{0,4}}(?P<rest>.*)"
)
_SPEAKS = re.compile(
    r"(?:- )?(?P<name>[^:\n\t]{1,40}): \S|<(?P<nick>[^<>\n]{1,40})>|(?:[*=-]{1,3} |[*=-]{1,3}> )(?P<doer>\S*)"
    r"|[*-]{3}|-!-|-->|<--|[@+%&~]?(?P<tabbed>[^\s:]{1,30})\t|\[(?P<boxed>[^\]\n]{1,40})\] "
    r"|\((?:INFO|DEBUG)|(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\b"
    r"|[\w.]+\.(?:DEBUG|INFO|NOTICE|WARNING|ERROR|CRITICAL)\b"
)
_BRACKETED = re.compile(r"\[[^\]\n]{1,40}\] \[[^\]\n\d]{0,12}\d{1,2}:\d\d[^\]\n]{0,12}\] ")
_NICK = re.compile(r"\s*(?:\[[^\]\n]{1,40}\]\s*)?<[@+%&~! ]?[^>\s]{1,30}>\s")
_NAMED = re.compile(r"[*_>\s-]{0,4}\[?([^\W\d_][^:\n#|<>\[\]{}()\"]{0,40}?)\]?[*_]{0,2}: ?[*_]{0,2}(?:\s|$|\S)")
_SIGNED = re.compile(r"([^\W\d_][^\d\n:]{0,39}?)[ \t]+[\[(]?\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp][Mm])?[\])]?[ \t]*")
_MAIL = re.compile(r"(?:From|To|Cc|Date|Subject|Message-ID|Received|Return-Path|MIME-Version|Content-Type): |From \S+@")
_MAY_BE_CLOCK = re.compile(r"\d[:.]\d\d")
_FEW = 3
_TURNS = 4
_MARKS = re.compile("[\u200e\u200f\ufeff\u202a-\u202e\u2066-\u2069]")


def is_talk(text: str, title: str | None = None) -> bool:
    """Whether people talk in turns, a program logs, or mail is quoted.

    Names that stand above or before what somebody says come again between one dated heading and the next: what recurs
    once in each entry of a diary is a label, as in `Mood: fine`. A talk of the author's with an assistant is none: what
    it answers is told apart. Nor are the questions that people often ask, as a title or the first line says, and the
    author's answers.
    """
    text = without_mail_heads(without_asked(text, title))
    return _is_of_several(text) and ((own := without_assistant(text)) == text or _is_of_several(own))


def without_assistant(text: str) -> str:
    """A text without what an assistant answers in it to an author who is called `You`, `Me` or the like."""
    parts = assistant_parts([text], is_named=False)
    return text if parts is None else "\n\n".join(words for words, is_theirs in parts[0] if not is_theirs)


def _is_of_several(text: str) -> bool:
    bare = text if text.isascii() else _MARKS.sub("", text)
    lines: Sequence[str] = [line.rstrip() for line in bare.split("\n")[:_MOST_LINES]]
    # Without a sign that each needs, lines are not looked at: most prose has none.
    has_clock = may_hold_clock(bare)
    lines = without_told_chat(lines) if has_clock else lines
    written = [line for line in lines if line]
    return (
        ((bare.count(":") >= _FEW or "From " in bare) and _is_mail(written))
        or ((has_clock or "<" in bare) and _is_log(written))
        or (has_clock and is_chat(written))
        or _has_speakers(lines, written)
        or has_labels(written)
    )


def is_log_line(line: str) -> bool:
    """Whether a line is a message of a chat or a line of a log."""
    line = line.lstrip("\u200e\ufeff ")
    return _BRACKETED.match(line) is not None or _spoken(line) is not None


def speaks(rest: str) -> bool:
    """Whether what follows a time begins like a message: with a name and a colon, or in brackets."""
    return _SPEAKS.match(rest) is not None


def _is_mail(lines: Sequence[str]) -> bool:
    fields = [line for line in lines[:12] if _MAIL.match(line)]
    # Whom a letter is to, and what about, somebody may write above it.
    return len(fields) > 2 and not all(line.startswith(("To:", "Cc:", "Subject:")) for line in fields)


def _is_log(lines: Sequence[str]) -> bool:
    """Whether lines begin with times and with who speaks, or with nicknames.

    What stands behind a dash or before a colon says it only where it comes again: `08:15 - woke late` is a note.
    """
    sure, names = 0, Counter[str]()
    marked = [line.lstrip() for line in lines if _may_be_logged(line)]
    if len(marked) < _FEW:
        return False
    for line in marked:
        found = _spoken(line)
        if _BRACKETED.match(line) or _NICK.match(line):
            sure += 1
        elif found is not None:
            name = found["name"] or found["doer"]
            names[name.strip().lower() if name else ""] += bool(name)
            sure += not name
    if sum(map(is_label, names)) > 1:
        names = Counter({name: count for name, count in names.items() if not is_label(name)})
    stamped = sure + sum(count for count in names.values() if count > 1)
    return stamped >= _FEW and stamped > len(lines) * 0.4


def _may_be_logged(line: str) -> bool:
    """Whether a line has a clock, or the mark of a nickname."""
    return "<" in line or _MAY_BE_CLOCK.search(line) is not None


def _spoken(line: str) -> re.Match[str] | None:
    """What a line says behind a time, where that begins like a message."""
    found = _STAMPED.match(line)
    return _SPEAKS.match(found["rest"].lstrip(" ]),;")) if found else None


def _has_speakers(lines: Sequence[str], written: Sequence[str]) -> bool:
    """Whether two names or more stand before or above what is said, again and again."""
    # A name is told by its colon and a signature by its time; a note has few of either.
    if sum(":" in line for line in lines) < _FEW:
        return False
    spoken = Counter[str]()
    signed = 0
    sections = list(_sections(lines))
    named = [
        [
            (found[1].strip().lower(), line[found.end() - 1 :])
            for line in _first_lines(section)
            if (found := _NAMED.match(line))
        ]
        for section in sections
    ]
    every = [pair for pairs in named for pair in pairs]
    people = people_among([name for name, _ in every], [words for _, words in every])
    for section, pairs in zip(sections, named, strict=True):
        names = Counter(name for name, _ in pairs if name in people)
        spoken.update({name: count for name, count in names.items() if count > 1})
        signers = Counter(found[1].strip().lower() for line in section if (found := _SIGNED.fullmatch(line)))
        signed += signers.total() if len(signers) > 1 and signers.total() > len(signers) else 0
    units = sum(1 for section in sections for _ in _first_lines(section))
    turns = spoken.total()
    return (len(spoken) > 1 and turns >= _TURNS and turns * 2 > units) or (signed >= _FEW and signed * 4 > len(written))


def _sections(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines between dated lines and headings."""
    section: list[str] = []
    for line in lines:
        if heading_line(line)[0] or date_line(line) is not None:
            yield section
            section = []
        else:
            section.append(line)
    yield section


def _first_lines(section: Sequence[str]) -> Iterator[str]:
    """The lines of a section that are not blank, without those that go on with what somebody said in the one before."""
    is_said = False
    for line in section:
        speaks_now = ":" in line and _NAMED.match(line) is not None
        if line.strip() and (speaks_now or not is_said):
            yield line
        is_said = bool(line.strip()) and (speaks_now or is_said)
