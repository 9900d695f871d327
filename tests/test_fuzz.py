"""Whatever becomes of an export: it is read to good conversations and a true ledger, or refused in a sentence."""

from __future__ import annotations

import json
import os
import re
import signal
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import FrameType

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulacrum_core import SimulacrumError
from simulacrum_core.choosing import choose
from simulacrum_core.cli import cli
from simulacrum_core.registry import Registry
from simulacrum_core.testing import expected_file, read_lines, samples

CORPORA = Path(__file__).with_name("corpora")
IMPORTERS = sorted(path.name for path in CORPORA.iterdir() if path.name != "privacy")
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "12"))
SECONDS = 10
HARMLESS = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
WEDGES = [
    *(
        b"\x00",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\\ud800",
        b"\\udc00\\ud83d",
        b"\xed\xa0\x80",
        b"\r",
        b"\x85",
        b"\x1b[2J",
    ),
    *(
        b"[" * 5000,
        b'{"a":' * 5000,
        b"<div>" * 3000,
        b">" * 2000,
        b" " * 20000,
        b"a" * 100000,
        b"9" * 5000,
        b"-1",
        b"1e999",
    ),
    *(
        "\u202e\u200e".encode(),
        "\u2028".encode(),
        b"null",
        b'""',
        b"[]",
        b"{}",
        b"<!--",
        b"]]>",
        b"&#0;",
        b"&#xd800;",
        b"```\n",
    ),
]
SIGNS = b"0123456789\"'[]{}()<>:,./\\-\n "


@cache
def originals(importer: str) -> list[tuple[str, bytes]]:
    """The files of a corpus as name and bytes, those of its folders among them."""
    found = [
        file
        for sample in samples(CORPORA / importer)
        if expected_file(sample).exists()
        for file in [sample, *sample.rglob("*")]
        if file.is_file()
    ]
    return [(file.name, file.read_bytes()) for file in found if file.stat().st_size < 1 << 20]


@st.composite
def damaged(draw: Callable[..., object], importer: str) -> tuple[str, bytes]:
    """A file of a corpus after up to three accidents."""
    name, data = draw(st.sampled_from(originals(importer)))  # type: ignore[misc]
    for _ in range(draw(st.integers(0, 3))):  # type: ignore[call-overload]
        places = st.integers(0, len(data))
        start, end = sorted((draw(places), draw(places)))  # type: ignore[type-var]
        data = draw(st.sampled_from(list(_accidents(importer, data, start, end))))(draw)  # type: ignore[operator]
    return name, data


def _accidents(importer: str, data: bytes, start: int, end: int) -> Iterator[Callable[[Callable[..., object]], bytes]]:
    piece = data[start : min(end, start + 100)]
    others = st.sampled_from([other for _, other in originals(importer)])
    yield lambda _: data[:start]
    yield lambda _: data[:end]
    yield lambda _: data[: -start % 200] + data[start % 200 :]
    yield lambda _: data[:start] + data[start + len(piece) :]
    yield lambda _: data[:start] + piece * 2 + data[start:]
    yield lambda draw: data[:start] + draw(others)[end:]  # type: ignore[index]
    yield lambda draw: data[:start] + bytes([draw(st.integers(0, 255))]) + data[start + 1 :]  # type: ignore[list-item]
    yield lambda draw: data[:start] + bytes([draw(st.sampled_from(SIGNS))]) + data[start + 1 :]  # type: ignore[list-item]
    yield lambda draw: data[:start] + draw(st.sampled_from(WEDGES)) + data[start:]  # type: ignore[operator]
    yield lambda draw: _with_another_number(
        data, start, draw(st.sampled_from([b"0", b"-7", b"99", b"1e400", b"9" * 400]))
    )  # type: ignore[arg-type]


def _with_another_number(data: bytes, start: int, number: bytes) -> bytes:
    match = re.compile(rb"\d++").search(data, start)
    return data[: match.start()] + number + data[match.end() :] if match else data


def _hang(_: int, __: FrameType | None) -> None:
    # No Exception, so that no clause in the product takes it for an error in the source.
    raise KeyboardInterrupt("a file takes longer than ten seconds")


def authors(registry: Registry, path: Path, name: str | None) -> list[str | None]:
    """The authors of the messages in a file; none where it is refused."""
    try:
        parts = choose(registry, [str(path)], name).parts
        lines = [line for part in parts for line in read_lines(*part).split(b"\n") if line]
    except SimulacrumError:
        return []
    return [message["author"] for line in lines for message in json.loads(line)["messages"]]


def check(registry: Registry, path: Path, name: str | None) -> None:
    """A file is read or refused, and its conversion counts every message that was read."""
    found = authors(registry, path, name)
    out = path.parent / "out"
    arguments = [
        "convert",
        str(path),
        f"--me={next(filter(None, reversed(found)), 'Ada')}",
        "-o",
        str(out),
        *(["--from", name] if name else []),
    ]
    result = CliRunner().invoke(cli, arguments, obj=registry)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in (0, 1, 2)
    if result.exit_code == 0:
        ledger = json.loads((out / "simulacrum.json").read_bytes())["ledger"]
        assert ledger["read"] == ledger["trained"] + ledger["context"] + sum(ledger["left_out"].values()) == len(found)


@pytest.mark.parametrize("importer", IMPORTERS)
def test_a_damaged_export_is_read_or_refused(importer: str, registry: Registry) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=HARMLESS,
        derandomize="FUZZ_EXAMPLES" not in os.environ,
    )
    @given(damaged(importer), st.sampled_from([importer, importer, None]))
    def holds(file: tuple[str, bytes], name: str | None) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / file[0]
            path.write_bytes(file[1])
            before = signal.signal(signal.SIGALRM, _hang)
            signal.alarm(SECONDS)
            try:
                check(registry, path, name)
            finally:
                signal.alarm(0)
                signal.signal(signal.SIGALRM, before)

    holds()
