"""The page: its head, its cards in their order, and where it lies."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from ...dataset.manifest import Manifest
from ...dataset.statistics import REPORT, Figures, read_statistics
from ...errors import DatasetError
from ...plugin.contracts import MODEL
from ...training.losses import read_losses
from ..measured import read_measured
from ..summary import Report
from .dataset_cards import accounted, conversations, enough, lengths, partners, private
from .markup import number, safe
from .model_cards import checked, evaluated, trained
from .names import Names
from .shown import Shown
from .writing_cards import habits, months, silences

if TYPE_CHECKING:
    from ...checks.rows import Check

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def write_report(folder: Path, manifest: Manifest | None = None) -> Path:
    """Write the page of the dataset in `folder` into it; its `manifest`, if that is at hand, need not be read back."""
    path = folder / REPORT
    path.write_text(_dataset_page(folder, manifest or Manifest.load(folder)), encoding="utf-8", newline="\n")
    return path


def dataset_page(folder: Path, check: Check | None = None, *, pseudonyms: bool = False) -> str:
    """The page of a dataset, with what was checked, trained and evaluated of it; numbers for names with `pseudonyms`.

    Raises DatasetError where it has no statistics, as one that was pulled.
    """
    return _dataset_page(folder, Manifest.load(folder), check, pseudonyms=pseudonyms)


def _dataset_page(folder: Path, manifest: Manifest, check: Check | None = None, *, pseudonyms: bool = False) -> str:
    figures = read_statistics(folder)
    if figures is None:
        raise DatasetError(
            "it is not known how its messages were used",
            file=str(folder),
            remedy="Convert again, or look at its source: simulacrum report SOURCE",
        )
    names = Names(hidden=pseudonyms)
    shown = Shown(figures, names, manifest, check, read_losses(folder / MODEL), read_measured(folder))
    numbers = manifest.statistics
    held = numbers.examples.get("validation", 0)
    tiles = (
        (number(manifest.ledger.trained), "of your messages are trained on"),
        (number(sum(numbers.examples.values())), f"examples, {number(held)} held out"),
        counted(numbers.conversations, "conversation", "conversations"),
        counted(numbers.people, "other person", "other people"),
    )
    cards = (
        enough(manifest),
        accounted(manifest),
        months(shown),
        conversations(shown),
        silences(shown),
        lengths(shown, manifest),
        partners(shown, manifest),
        private(manifest),
        habits(shown),
        checked(shown),
        trained(shown.losses),
        evaluated(shown),
    )
    return _page("you" if pseudonyms else manifest.template.name, _days(figures), tiles, cards, hidden=pseudonyms)


def source_page(report: Report, *, pseudonyms: bool = False) -> str:
    """The page of a source that is only looked at, by what `inspect` found in it."""
    figures = report.figures or Figures()
    shown = Shown(figures, Names(hidden=pseudonyms))
    people = {(one.source, name) for one in report.conversations for name in one.people}
    tiles = (
        (number(sum(one.messages for one in report.conversations)), "messages"),
        (number(figures.you.messages), "of yours in talks"),
        counted(len(report.conversations), "conversation", "conversations"),
        counted(len(people), "person", "people"),
    )
    cards = (months(shown), conversations(shown), silences(shown), habits(shown))
    name = report.likely_me or "a source"
    days = f"probably you · {_days(figures)}" if report.likely_me else _days(figures)
    return _page("you" if pseudonyms else name, _days(figures) if pseudonyms else days, tiles, cards, hidden=pseudonyms)


def counted(count: int, one: str, several: str) -> tuple[str, str]:
    """A number, and what it counts."""
    return number(count), one if count == 1 else several


def _days(figures: Figures) -> str:
    found = [month for counts in figures.months.values() for month in counts]
    return f"{min(found)} to {max(found)} · " if found else ""


def _page(name: str, days: str, tiles: tuple[tuple[str, str], ...], cards: tuple[str, ...], *, hidden: bool) -> str:
    style = files(__package__).joinpath("report.css").read_text(encoding="utf-8")
    holds = "and no names" if hidden else "but names of people and chats"
    shown = "".join(f'<div class="tile"><b>{count}</b>{word}</div>' for count, word in tiles)
    body = "\n".join(card for card in cards if card)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>{safe(name)} · simulacrum report</title>
<style>
{style}</style>
</head>
<body>
<main>
<h1><bdi>{safe(name)}</bdi></h1>
<p class="under">{days}made on this machine, holds no messages, {holds}</p>
<div class="tiles">{shown}</div>
{body}
<footer>simulacrum report · nothing on this page is fetched from anywhere</footer>
</main>
</body>
</html>
"""
