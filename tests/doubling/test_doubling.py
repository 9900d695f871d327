"""Whatever a file is made to consist of, one that is twice as large costs at most about twice as much to read."""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest

from simulacrum_core import Importer, Registry, SimulacrumError, Source
from simulacrum_core.plugin.registry import configured
from simulacrum_core.testing import options_of

from .costs import Cost, Counter, cost_of, counted
from .growths import Growth, growths

CORPORA = Path(__file__).parents[1] / "corpora"
SAMPLES = [
    *("conversations/two_chats.jsonl", "discord/json-2023-all-kinds.json", "discord/html-2026-forward.html"),
    *("discord/html-2020-02.html", "discord/txt-2026-forward.txt", "discord/csv-2022-ko.csv", "discord/package-new"),
    *("essays/Jetty.enex", "essays/Harbour.scriv", "essays/joplin-raw", "essays/standard-notes", "essays/takeout-keep"),
    *("x/archive", "mastodon/runa", "reddit/export", "tumblr/blog", "livejournal/journal"),
    *("essays/blog-03-04-2018.xml", "essays/garden.ghost.2024-05-05.json", "essays/keys.docx"),
    *("essays/keel.tex", "essays/ladders.odt"),
    *("essays/Attic.bear2bk", "essays/cellar-graph.json", "essays/logseq-graph", "essays/simplenote"),
    *("essays/Export-skerry.zip", "essays/boat-shed.jex", "journals/kettle-graph.json"),
    *("essays/medium-export.zip", "essays/pelican.md", "essays/saved-page.html", "essays/substack"),
    *("essays/theharbourlog.WordPress.2024-02-20.xml", "essays/two-essays.epub", "essays/verse.md", "essays/word.rtf"),
    *("essays/wrapped-cp1252.txt", "journals/AppleJournalEntries", "journals/Diarium_2024-01-01_2024-01-31.json"),
    *("journals/classic", "journals/datetree.org", "journals/daylio.csv", "journals/dayone.txt", "journals/dayone.zip"),
    *(
        "journals/diarium_txt",
        "journals/headings.md",
        "journals/journey.zip",
        "journals/jrnl.json",
        "journals/jrnl.txt",
    ),
    *("mail/takeout", "mail/thunderbird", "mail/crane.eml"),
    *("journals/logseq", "journals/plain_dates.txt", "journals/vault", "telegram/personal_2024.json"),
    *("telegram/html_media.html", "telegram/account", "whatsapp/android-names.txt", "whatsapp/ios-names"),
    *("whatsapp/joined-android-then-iphone.txt", "whatsapp/android-media.zip"),
]
"""A sample of each format that an importer reads."""
SIZE, MOST = 3000, 2.6
QUICK, SLOW = 12, 16
"""Ways to grow of each sample; `python -m bench.doubling` tries all of them."""
BINARY = (".pdf", ".jpg", ".png", ".heic", ".webp")
T = TypeVar("T")
Growing = tuple[str, str, Growth]


def growing(sample: Path) -> Iterator[Growing]:
    """Each file of a sample with each way in which it grows."""
    files = sorted(path for path in sample.rglob("*") if path.is_file()) if sample.is_dir() else [sample]
    for file in files:
        if file.suffix.lower() not in BINARY and (data := file.read_bytes()):
            name = "" if file == sample else file.relative_to(sample).as_posix()
            yield from ((name, what, growth) for what, growth in growths(file.name, data))


class Reading:
    """Reads a sample, one file of which was exchanged, and says what that cost."""

    def __init__(self, sample: Path, importer: type[Importer], folder: Path, counter: Counter) -> None:
        self._importer, self._options = importer, options_of(sample)
        self._sample, self._folder, self._counter = sample, folder, counter

    def cost(self, name: str, data: bytes) -> Cost:
        return self._with(name, data, lambda path: cost_of(lambda: self._read(path), self._counter))

    def read(self, name: str, data: bytes) -> None:
        self._with(name, data, self._read)

    def _with(self, name: str, data: bytes, use: Callable[[Path], T]) -> T:
        target = self._folder / self._sample.name
        if self._sample.is_dir() and not target.exists():
            shutil.copytree(self._sample, target)
        file = target / name if name else target
        before = file.read_bytes() if name else b""
        file.write_bytes(data)
        try:
            return use(target)
        finally:
            file.write_bytes(before)

    def _read(self, path: Path) -> None:
        importer: Any = configured(self._importer, self._options)
        try:
            importer.identify(Source([path]))
            for conversation in importer.read(Source([path])):
                for _ in conversation.messages:
                    pass
        except SimulacrumError:
            return


def too_dear(reading: Reading, found: Growing, base: Cost) -> str | None:
    """What is said of a way to grow in which costs grow faster than the file; None where they do not."""
    name, what, growth = found
    costs = [reading.cost(name, growth(size)) for size in (SIZE, 4 * SIZE)]
    # Most grow so little that the step between needs no look.
    if all(four - one <= _allowance(zero) for one, four, zero in zip(*costs, base, strict=True)):
        return None
    costs.insert(1, reading.cost(name, growth(2 * SIZE)))
    if not _grow_fast(costs, base):
        return None
    # Where another way of reading begins at some size, one step is large; the next one is not.
    costs.append(reading.cost(name, growth(8 * SIZE)))
    kinds = _grow_fast(costs[1:], base)
    return f"{name} {what}: {kinds}, {[tuple(cost) for cost in costs]}" if kinds else None


def _grow_fast(costs: Sequence[Cost], base: Cost) -> list[str]:
    """The costs that grow too fast.

    What more costs is compared, as what a file costs at all would hide it: it is twice as much where costs are linear,
    and four times as much where they grow with the square.
    """
    found = zip(Cost._fields, *costs, base, strict=True)
    return [
        kind
        for kind, one, two, four, zero in found
        # Where an even number of marks is read otherwise than an odd one, costs go up and down.
        if four - two > MOST * max(two - one, 0) + _allowance(zero) and four > 1.5 * one
    ]


def _allowance(base: int) -> int:
    """What reading may cost more, by what the sample costs, however it grows."""
    return base // 4 + 500


@pytest.fixture(scope="module")
def importers() -> dict[str, type[Importer]]:
    return {importer.name: importer for importer in Registry.installed().importers()}


@pytest.fixture(scope="module")
def counter() -> Iterator[Counter]:
    counter = Counter()
    with counted(counter):
        yield counter


def _tried(
    sample: str, importers: dict[str, type[Importer]], folder: Path, counter: Counter, most: int, seed: int
) -> list[str]:
    """What is too dear among about so many ways to grow, which are chosen by their names."""
    path = CORPORA / sample
    share = max(sum(1 for _ in growing(path)) // most, 1)
    reading = Reading(path, importers[path.parent.name], folder, counter)
    bases: dict[str, Cost] = {}
    told = []
    for found in growing(path):
        if zlib.crc32(f"{seed}{sample}{found[1]}".encode()) % share == 0:
            name = found[0]
            if name not in bases:
                data = (path / name if name else path).read_bytes()
                reading.cost(name, data)
                bases[name] = reading.cost(name, data)
            told += filter(None, [too_dear(reading, found, bases[name])])
    return told


def test_every_importer_has_samples(importers: dict[str, type[Importer]]) -> None:
    assert {sample.split("/")[0] for sample in SAMPLES} == importers.keys()


@pytest.mark.parametrize("sample", SAMPLES)
def test_twice_as_much_costs_about_twice_as_much(
    sample: str, importers: dict[str, type[Importer]], counter: Counter, tmp_path: Path
) -> None:
    assert _tried(sample, importers, tmp_path, counter, QUICK, 0) == []


@pytest.mark.slow
@pytest.mark.parametrize("sample", SAMPLES)
def test_twice_as_much_costs_about_twice_as_much_in_more_ways(
    sample: str, importers: dict[str, type[Importer]], counter: Counter, tmp_path: Path
) -> None:
    assert _tried(sample, importers, tmp_path, counter, SLOW, 1) == []
