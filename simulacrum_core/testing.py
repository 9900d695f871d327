"""The door for tests of plugins: a kit for importers, samples and decoys; needs the extra `testing`."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import jsonschema  # type: ignore[import-untyped]
import pytest

from .errors import PluginError, SimulacrumError
from .plugin.contracts import Importer
from .plugin.registry import configured
from .plugin.validation import validated
from .schemas import schema
from .sources.json_lines import write_conversation
from .sources.source import Source

__all__ = ["DECOYS", "ImporterTests"]

EXPECTED = ".expected.jsonl"
OPTIONS = ".options.json"
UPDATE = "pytest --update-expected"

_PROSE = """It rained all morning, so we stayed in and read.
At 10:30 the kettle sang - somebody said: tea?
Nobody answered; on 1/2/2024 the roof had leaked, and now it did again.
"""
_NOTHING_PAGE = "<!doctype html><html><head><title>Notes</title></head><body><p>Nothing here.</p></body></html>"
DECOYS: dict[str, bytes] = {
    "empty.txt": b"",
    "empty.json": b"",
    "noise.bin": b"\xff" + Random(0).randbytes(4096),
    "object.json": b"{}",
    "list.json": b'[1, "a", null, [], {}]',
    "unfinished.json": b'{"messages": [{"text": "a',
    "deep.json": b"[" * 100_000,
    "notes.html": _NOTHING_PAGE.encode(),
    "table.csv": b"name,born\r\nAda,1815\r\n",
    "prose.txt": _PROSE.encode(),
    "prose_utf16.txt": _PROSE.encode("utf-16"),
    "latin.txt": "Café à côté\n".encode("latin-1"),
    "long_line.txt": b"a" * (1 << 20),
}
"""Files that belong to no importer, by name."""
_STOCK, _FOLDER, _ZIP = "stock/", "empty folder", "nothing.zip"


class ImporterTests:
    """The laws of an importer; a subclass called Test... sets `importer` and `corpus`, and pytest does the rest.

    A sample is a file or folder directly in `corpus`. With `<sample>.expected.jsonl` beside it, it is to be identified
    and read to exactly that; without, it is a decoy. `<sample>.options.json` holds options to read it with. `takes`
    names those decoys of the kit's own that are this importer's format after all: plain prose is an essay.

    Every sample is also cut and damaged `damages` times, by chance that is the same each time, and put among files of
    something else; what then comes is sound conversations, or SimulacrumError with one line.
    """

    importer: ClassVar[type[Importer]]
    corpus: ClassVar[Path]
    takes: ClassVar[frozenset[str]] = frozenset()
    damages: ClassVar[int] = 8

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Give every sample and every decoy a test of its own."""
        found = {
            "sample": [path.name for path in samples(self.corpus) if expected_file(path).exists()],
            "decoy": [path.name for path in samples(self.corpus) if not expected_file(path).exists()],
        }
        stock = sorted({*DECOYS, _FOLDER, _ZIP} - self.takes)
        found["decoy"] += [_STOCK + name for name in stock]
        for name, values in found.items():
            if name in metafunc.fixturenames:
                metafunc.parametrize(name, values)

    def test_the_corpus_has_a_sample_and_no_expectation_without_one(self) -> None:
        found = samples(self.corpus)
        assert any(expected_file(path).exists() for path in found), f"no sample in {self.corpus} has an expected file"
        known = {path.name + suffix for path in found for suffix in (EXPECTED, OPTIONS)}
        strays = sorted({path.name for path in self.corpus.iterdir() if _is_companion(path)} - known)
        if strays:
            told = f"{strays[0]} stands in {self.corpus} without its sample: name it after one, or delete it"
            pytest.fail(told, pytrace=False)

    def test_a_sample_is_identified_and_read_as_expected(self, sample: str, request: pytest.FixtureRequest) -> None:
        path = self.corpus / sample
        assert self.importer().identify(Source([path])), f"{sample} is not identified"
        lines, expected = self._lines(path), expected_file(path)
        if request.config.getoption("update_expected", default=False) and expected.read_bytes() != lines:
            expected.write_bytes(lines)
            pytest.skip(f"{expected.name} was written; read what changed")
        if told := difference(lines, expected.read_bytes()):
            pytest.fail(f"{sample}: {told}\nIf this is right, run `{UPDATE}` and read what changed.", pytrace=False)

    def test_a_sample_read_twice_gives_the_same(self, sample: str) -> None:
        path = self.corpus / sample
        source = Source([path])
        importer = configured(self.importer, options_of(path))
        assert read_lines(importer, source) == read_lines(importer, source.again()) == self._lines(path)

    def test_what_is_read_is_valid_against_the_schema_and_by_participants(self, sample: str) -> None:
        validator = jsonschema.Draft202012Validator(schema("conversation"))
        for number, line in enumerate(filter(None, self._lines(self.corpus / sample).split(b"\n")), 1):
            for error in validator.iter_errors(json.loads(line)):
                pytest.fail(f"conversation {number}, {error.json_path}: {error.message}", pytrace=False)
        path = self.corpus / sample
        _read_or_refused(configured(self.importer, options_of(path)), [path], sample)

    def test_a_decoy_is_not_identified(self, decoy: str, tmp_path: Path) -> None:
        stock = decoy.startswith(_STOCK)
        path = _stock_decoy(tmp_path, decoy.removeprefix(_STOCK)) if stock else self.corpus / decoy
        assert not self.importer().identify(Source([path])), f"{decoy} is identified"

    def test_a_decoy_that_is_read_all_the_same_is_refused_in_a_sentence(self, decoy: str, tmp_path: Path) -> None:
        stock = decoy.startswith(_STOCK)
        path = _stock_decoy(tmp_path, decoy.removeprefix(_STOCK)) if stock else self.corpus / decoy
        if _read_or_refused(self.importer(), [path], decoy) == b"":
            pytest.fail(f"{decoy} gives nothing: raise SourceError that says what to try", pytrace=False)

    def test_a_damaged_sample_is_read_or_refused_in_a_sentence(self, sample: str, tmp_path: Path) -> None:
        importer = configured(self.importer, options_of(self.corpus / sample))
        for damage in damaged(self.corpus / sample, tmp_path, self.damages):
            self.importer().identify(Source([damage]))
            _read_or_refused(importer, [damage], damage.parent.name)

    def test_a_sample_among_other_files_loses_nothing(self, sample: str, tmp_path: Path) -> None:
        importer, path = configured(self.importer, options_of(self.corpus / sample)), self.corpus / sample
        _copy(path, tmp_path / "mixed" / sample)
        for name in sorted(DECOYS.keys() - self.takes):
            (tmp_path / "mixed" / f"another {name}").write_bytes(DECOYS[name])
        lost = _texts(self._lines(path)) - _texts(_read_or_refused(importer, [tmp_path / "mixed"], "mixed") or b"")
        if lost:
            told = f"{lost.total()} messages are lost where other files lie beside it, such as {next(iter(lost))!r}"
            pytest.fail(f"{sample}: {told}", pytrace=False)

    def _lines(self, sample: Path) -> bytes:
        return read_lines(configured(self.importer, options_of(sample)), Source([sample]))


def samples(corpus: Path) -> list[Path]:
    """Samples and decoys of a corpus in name order."""
    return sorted(path for path in corpus.iterdir() if not path.name.startswith(".") and not _is_companion(path))


def expected_file(sample: Path) -> Path:
    """The file with what a sample is to be read as."""
    return sample.with_name(sample.name + EXPECTED)


def options_of(sample: Path) -> list[tuple[str, str]]:
    """The options that a sample is to be read with."""
    file = sample.with_name(sample.name + OPTIONS)
    return list(json.loads(file.read_bytes()).items()) if file.exists() else []


def read_lines(importer: Importer, source: Source) -> bytes:
    """The conversations of a source as JSON Lines."""
    out = io.BytesIO()
    for conversation in importer.read(source):
        write_conversation(conversation, out)
    return out.getvalue()


def damaged(sample: Path, folder: Path, count: int) -> Iterator[Path]:
    """Copies of a sample, one file of each cut or with bits turned; the folder of each is named by what was done."""
    rng = Random(sample.name)
    files = [path for path in sorted(sample.rglob("*")) if path.is_file()] if sample.is_dir() else [sample]
    for number in range(count):
        path = rng.choice(files)
        data = bytearray(path.read_bytes())
        if not data:
            continue
        place = rng.randrange(len(data))
        what = f"{number} {path.name[:40]} with bits turned from byte {place}"
        if number % 2:
            what = f"{number} {path.name[:40]} cut after byte {place}"
            del data[place:]
        for at in range(place, min(len(data), place + 40 * 20), 40):
            data[at] ^= 1 << rng.randrange(8)
        target = _copy(sample, folder / what / sample.name)
        (target / path.relative_to(sample) if sample.is_dir() else target).write_bytes(data)
        yield target


def difference(got: bytes, expected: bytes) -> str | None:
    """The first difference between two texts of conversations, both sides of it; None where there is none."""
    for number, (line, wanted) in enumerate(zip_longest(_documents(got), _documents(expected)), 1):
        if line is None or wanted is None:
            return _sides(f"conversation {number}", _head(line), _head(wanted))
        if _text(_head(line)) != _text(_head(wanted)):
            return _sides(f"conversation {number}, all but its messages", _head(line), _head(wanted))
        for place, (message, other) in enumerate(
            zip_longest(*(side.get("messages") or () for side in (line, wanted))), 1
        ):
            if _text(message) != _text(other):
                return _sides(f"conversation {number}, message {place}", message, other)
    return None


def _read_or_refused(importer: Importer, paths: Sequence[Path], what: str) -> bytes | None:
    """What is read, None where it is refused in a sentence; anything else fails the test."""
    out = io.BytesIO()
    try:
        for conversation in validated(importer, importer.read(Source(paths))):
            write_conversation(conversation, out)
    except PluginError as error:
        pytest.fail(f"{what}: {error}", pytrace=False)
    except SimulacrumError as error:
        if "\n" in str(error):
            pytest.fail(f"{what}: an error is one line, and this is more: {error}", pytrace=False)
        return None
    except Exception as error:
        raise AssertionError(f"{what}: neither read nor refused with SourceError; it lies in {paths[0]}") from error
    return out.getvalue()


def _texts(lines: bytes) -> Counter[str]:
    return Counter(message["text"] for document in _documents(lines) for message in document["messages"])


def _copy(path: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copytree(path, target) if path.is_dir() else shutil.copy(path, target))


def _is_companion(path: Path) -> bool:
    return path.name.endswith((EXPECTED, OPTIONS))


def _documents(lines: bytes) -> list[dict[str, Any]]:
    # JSON strings may hold U+2028, at which str.splitlines would cut.
    return [json.loads(line) for line in lines.split(b"\n") if line.strip()]


def _head(conversation: dict[str, Any] | None) -> dict[str, Any] | None:
    return conversation and {key: value for key, value in conversation.items() if key != "messages"}


def _text(value: object) -> str:
    """Normalized JSON; values of different types differ, which `1 == True` would hide."""
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _sides(place: str, got: dict[str, Any] | None, expected: dict[str, Any] | None) -> str:
    keys = sorted((got or {}).keys() | (expected or {}).keys())
    fields = [key for key in keys if got and expected and _text(got.get(key)) != _text(expected.get(key))]
    where = f" ({', '.join(fields)})" if fields else ""
    return f"{place} differs{where}\n  expected: {_text(expected)}\n  read:     {_text(got)}"


def _stock_decoy(folder: Path, name: str) -> Path:
    path = folder / name
    if name == _FOLDER:
        path.mkdir()
    elif name == _ZIP:
        with zipfile.ZipFile(path, "w") as archive:
            for member, data in DECOYS.items():
                archive.writestr(f"things/{member}", data)
    else:
        path.write_bytes(DECOYS[name])
    return path
