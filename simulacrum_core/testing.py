"""The door for tests of plugins: a kit for importers, samples and decoys; needs the extra `testing`."""

from __future__ import annotations

import io
import json
import random
import zipfile
from itertools import zip_longest
from pathlib import Path
from typing import Any, ClassVar

import jsonschema  # type: ignore[import-untyped]
import pytest

from .plugin.contracts import Importer
from .plugin.registry import configured
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
    "noise.bin": b"\xff" + random.Random(0).randbytes(4096),
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
    """

    importer: ClassVar[type[Importer]]
    corpus: ClassVar[Path]
    takes: ClassVar[frozenset[str]] = frozenset()

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
        assert {path.name for path in self.corpus.iterdir() if _is_companion(path)} <= known

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

    def test_what_is_read_is_valid_against_the_schema(self, sample: str) -> None:
        validator = jsonschema.Draft202012Validator(schema("conversation"))
        for number, line in enumerate(filter(None, self._lines(self.corpus / sample).split(b"\n")), 1):
            for error in validator.iter_errors(json.loads(line)):
                pytest.fail(f"conversation {number}, {error.json_path}: {error.message}", pytrace=False)

    def test_a_decoy_is_not_identified(self, decoy: str, tmp_path: Path) -> None:
        stock = decoy.startswith(_STOCK)
        path = _stock_decoy(tmp_path, decoy.removeprefix(_STOCK)) if stock else self.corpus / decoy
        assert not self.importer().identify(Source([path])), f"{decoy} is identified"

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
