"""What was worked out about a chat, and on which evidence."""

from __future__ import annotations

import re

from simulacrum_core import Source

from .automatic import is_assistant
from .chat import Learned, Part
from .dates import Verdict
from .notices import is_you
from .people import is_namesake

_FULL_YEAR = re.compile(r"\d{4}")
_PLATFORMS = {
    "bracket": ("iPhone", "headers in brackets"),
    "dash": ("Android", "headers before a dash"),
    "colon": ("old iPhone", "headers before a colon"),
    "viewer": ("WhatsApp Viewer", "a name before a semicolon"),
}
_PASTED = ("messages copied on a phone or in WhatsApp Web", "headers in brackets without seconds")


def tell(source: Source, learned: Learned, part: Part, verdict: Verdict, year: int | None) -> None:
    """Record what was decided for a stretch of a file."""
    stretch, decide = part.stretch, source.findings.decide
    shape, file = stretch.shape, learned.file.name
    later = "" if part is learned.parts[0] else f" from line {stretch.span.line:,} on"
    votes = f"{stretch.votes:,} of {stretch.total:,} headers in the first part"
    decide(f"header shape{later}", shape.example(), votes, file=file)
    platform, sign = _PASTED if shape.pasted else _PLATFORMS[shape.layout]
    decide(f"platform{later}", platform, sign, file=file)
    if shape.numeric:
        subject = f"order of day and month{later}"
        decide(subject, verdict.order, verdict.basis, option="-i order", file=file, certain=verdict.certain)
    if not shape.has_year and year is None and not any(_FULL_YEAR.search(dated.date) for dated in part.dates):
        decide("year", "unknown", "no date in the file has a year", option="-i year 2015", file=file, certain=False)
    if not later:
        decide(
            "time zone", "unknown", "WhatsApp writes the local time of the phone at export", option="--tz", file=file
        )
        _tell_people(source, learned)
    _tell_text(source, learned, part)


def tell_restart(source: Source, learned: Learned, part: Part) -> None:
    """Record that another export begins with a part."""
    source.findings.decide(
        f"another export from line {part.stretch.span.line:,} on",
        "a conversation of its own",
        "the dates go back there, as where files were joined",
        file=learned.file.name,
    )


def _tell_people(source: Source, learned: Learned) -> None:
    for one in learned.unsure:
        longer = f"{one.name}: {one.rest}"
        source.findings.decide(
            "name",
            one.name,
            f"{one.count:,} messages in the first part begin with {longer!r}; where that is another contact's name,"
            " write it in the file without the colon",
            file=learned.file.name,
            certain=False,
        )
    for (head, text), count in learned.automatic.items():
        source.findings.decide(
            "automatic messages",
            f"left out: {text[:60]!r}",
            f"{learned.people[head].name} sent it {count:,} times at once, when somebody else wrote after a silence",
            option="-i bots true",
            file=learned.file.name,
        )
    for person in learned.people.values():
        if is_assistant(person) and not learned.bots:
            source.findings.decide(
                "bots",
                f"{person.name} left out",
                "it is called as an assistant is that takes part in chats",
                option="-i bots true",
                file=learned.file.name,
            )
        if is_namesake(person):
            source.findings.decide(
                "name",
                person.id,
                "it differs from another name in blanks or marks of direction alone: read as another person",
                option="--me",
                file=learned.file.name,
                certain=False,
            )
        if is_you(person.name):
            source.findings.decide(
                "you", person.name, "WhatsApp's word for whoever made the export", file=learned.file.name
            )


def _tell_text(source: Source, learned: Learned, part: Part) -> None:
    """Report what is odd about the text of a stretch as a whole."""
    stretch, report, file = part.stretch, source.findings.report, learned.file.name
    if stretch.preface:
        lines = "line stands" if stretch.preface == 1 else "lines stand"
        report(
            file, stretch.span.line - stretch.preface, f"not read: {stretch.preface} {lines} before the first message"
        )
    if part.broken > 1:
        what = f"{part.broken:,} texts in the first part are UTF-8 that was read as Windows-1252, such as oÃ¹ for où"
        report(file, stretch.span.line, f"{what}. To repair them, pass -i mojibake repair")
