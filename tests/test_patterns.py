"""Every pattern in the product takes time linear in its text, whatever a stranger puts into it."""

from __future__ import annotations

import ast
import importlib
import itertools
import math
import pkgutil
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import simulacrum_core
from simulacrum_core import Registry, SimulacrumError, Source
from simulacrum_core.privacy.recognizers.later import Later
from simulacrum_core.testing import samples

from .test_house import CORE, HOME, PLUGINS

SIZE = 1 << 13
SECONDS = 0.02
"""Seconds of processor time, not of the clock, after which a pattern's growth is looked at: most take half a millisecond,
and one that is quadratic takes as long at 30 million steps of less than a nanosecond."""
GROWTH = 8
"""Times as long for four times the text: 4 where it is linear, 16 where it is quadratic, on a machine of any speed."""
ATOMS = [
    *"aA0 \n\t:,.-/<[(\\\"'*_#`|={@&;!",
    *("\u200e", "\ufeff", "é", "x1", "a ", "a:", "0:", "0.", "<a"),
    *("[a", "](", "- ", "\\\\", '\\"', "&#", "a.", ", ", "\n ", "\r\n"),
]
HEADS = ["<", "[", '"', "a: ", "{"]
HEADED = ["a", "0", " ", ":", "- "]
SEARCHING = {"search", "finditer", "findall", "sub", "subn", "split"}
MATCHED = "end_of matches it at one place, which is linear"
MOST_OF_A_PLACE = 12
"""Patterns of one place in the code that are tried; they differ in names and separators."""
BOUNDED = {
    "simulacrum_core.sources.json_stream.scan.GAP": MATCHED,
    "simulacrum_core.sources.json_stream.scan.STRING": MATCHED,
    "simulacrum_core.sources.json_stream.cursor.GAP": MATCHED,
}
"""Patterns that are not linear in a search, with the reason why that harms nobody."""

Compiled = re.Pattern[str] | re.Pattern[bytes]


@cache
def modules() -> list[str]:
    packages = [simulacrum_core, *(importlib.import_module(path.name) for path in PLUGINS)]
    inside = [info.name for p in packages for info in pkgutil.walk_packages(p.__path__, f"{p.__name__}.")]
    return sorted(name for name in [*inside, *(p.__name__ for p in packages)] if _is_here(name))


@cache
def _is_here(module: str) -> bool:
    """Whether a module can be imported; some are for environments with torch."""
    try:
        return not module.endswith("__main__") and bool(importlib.import_module(module))
    except ModuleNotFoundError:
        return False


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(_file(module).read_text(encoding="utf-8"))


def _file(module: str) -> Path:
    return Path(str(importlib.import_module(module).__file__))


@cache
def uses() -> dict[Compiled, set[str]]:
    """What is done with every pattern that has a name, as methods; `search` stands for one that is handed on."""
    found: dict[Compiled, set[str]] = {}
    for module in modules():
        names = [node for node in ast.walk(tree(module)) if isinstance(node, ast.Name | ast.Attribute)]
        methods = {node.value: node.attr for node in names if isinstance(node, ast.Attribute)}
        values = vars(importlib.import_module(module))
        for node in names:
            pattern = _meant(node, values)
            if pattern and isinstance(node.ctx, ast.Load):
                found.setdefault(pattern, set()).add(methods.get(node, "search"))
    return found


def _meant(node: ast.Name | ast.Attribute, values: dict[str, object]) -> Compiled | None:
    """The pattern that a name of a module with these values stands for."""
    value = None
    if isinstance(node, ast.Name):
        value = _itself(values.get(node.id))
    elif isinstance(node.value, ast.Name):
        value = _itself(getattr(values.get(node.value.id), "__dict__", {}).get(node.attr))
    return value if isinstance(value, re.Pattern) else None


def _itself(value: object) -> object:
    """The pattern where something stands for one that is compiled later."""
    return value.compiled() if isinstance(value, Later) else value


def patterns(module: str) -> Iterator[tuple[str, Compiled, str]]:
    """The compiled patterns of a module with the method that is hardest on each: its own values, those of its classes,
    those in its tables, and those written where they are used."""
    for name, value in vars(importlib.import_module(module)).items():
        value = _itself(value)
        if not name.startswith("__"):
            told = uses().get(value, set()) if isinstance(value, re.Pattern) else set()
            method = "match" if "match" in told else "fullmatch"
            for place, found in _inside(value, module, 3):
                yield f"{name}{place}", found, method if told and not told & SEARCHING else "search"
    for node in ast.walk(tree(module)):
        match node:
            case ast.Call(ast.Attribute(ast.Name("re"), verb), [ast.Constant(pattern), *_]):
                if verb in SEARCHING or "match" in verb:
                    yield f"line {node.lineno}", re.compile(pattern), "search" if verb in SEARCHING else verb


def _inside(value: object, module: str, depth: int) -> Iterator[tuple[str, Compiled]]:
    value = _itself(value)
    if isinstance(value, re.Pattern):
        yield "", value
    elif isinstance(value, list | tuple) and depth:
        yield from ((f"[{i}]{at}", p) for i, item in enumerate(value) for at, p in _inside(item, module, depth - 1))
    elif isinstance(value, dict) and depth:
        yield from ((f"[{k!r}]{at}", p) for k, item in value.items() for at, p in _inside(item, module, depth - 1))
    elif isinstance(value, type) and value.__module__ == module and depth:
        yield from ((f".{k}{at}", p) for k, v in vars(value).items() for at, p in _inside(v, module, depth - 1))


def attack(head: str, atom: str, size: int) -> str:
    return head + atom * (size // len(atom)) + "\x00"


class SlowError(Exception):
    """A pattern that does not come to an end."""


def _stop(_: int, __: FrameType | None) -> None:
    raise SlowError


@cache
def slow(pattern: Compiled, method: str) -> str | None:
    """The beginning of the first text on which a pattern takes too long, and longer than a linear one would."""
    for head, atom in itertools.chain(itertools.product([""], ATOMS), itertools.product(HEADS, HEADED)):
        quarter = _seconds(pattern, method, attack(head, atom, SIZE // 4), SECONDS)
        # So short that the whole stays within its seconds, were it to grow with the cube.
        if quarter is not None and quarter < SECONDS / 64:
            continue
        whole = _seconds(pattern, method, attack(head, atom, SIZE), SECONDS)
        # What else the machine does may lengthen one measurement, but not three.
        if whole is None and all(_grows(pattern, method, head, atom) for _ in range(3)):
            return attack(head, atom, 12)
    return None


def _grows(pattern: Compiled, method: str, head: str, atom: str) -> bool:
    # The longest of some, as a moment in which the machine does nothing else must not set the measure.
    quarters = [_seconds(pattern, method, attack(head, atom, SIZE // 4), SECONDS) for _ in range(5)]
    longest = max([math.inf if quarter is None else quarter for quarter in quarters])
    return longest == math.inf or _seconds(pattern, method, attack(head, atom, SIZE), GROWTH * longest) is None


def _seconds(pattern: Compiled, method: str, text: str, most: float) -> float | None:
    """Seconds of processor time, none where it is stopped after `most`."""
    subject = text if isinstance(pattern.pattern, str) else text.encode()
    start = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    try:
        try:
            getattr(pattern, method)(subject)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except SlowError:
        # It may come as late as when the timer is stopped.
        return None
    return time.process_time() - start


# By folder, as a module has to be imported to say whether it has patterns, which each process that collects would do.
@pytest.mark.parametrize(
    "folder",
    sorted({file.parent.relative_to(HOME).as_posix() for home in (CORE, *PLUGINS) for file in home.rglob("*.py")}),
)
def test_the_patterns_of_a_folder_are_linear(folder: str) -> None:
    before = signal.signal(signal.SIGVTALRM, _stop)
    try:
        for module in (name for name in modules() if _file(name).parent == HOME / folder):
            for name, pattern, method in patterns(module):
                if f"{module}.{name}" not in BOUNDED:
                    text = slow(pattern, method)
                    told = f"{module}.{name} takes too long to {method} {text!r}...: {pattern.pattern!r:.300}"
                    assert text is None, told
    finally:
        signal.signal(signal.SIGVTALRM, before)


class Recorder:
    """Notes every pattern that our own code hands to `re`, with where and for which method.

    This finds what no module holds: patterns that are put together in functions, of names and settings.
    """

    def __init__(self, compile: Callable[[Any, int], Compiled]) -> None:
        self.found: dict[tuple[str, str], tuple[Compiled, str]] = {}
        self._compile = compile

    def __call__(self, pattern: Any, flags: int) -> Compiled:
        compiled = self._compile(pattern, flags)
        caller = sys._getframe(1)
        if caller.f_back and caller.f_code.co_filename == re.__file__:
            verb, file, line = caller.f_code.co_name, caller.f_back.f_code.co_filename, caller.f_back.f_lineno
            if any(Path(file).is_relative_to(home) for home in (CORE, HOME / "plugins")):
                where = f"{Path(file).relative_to(HOME)}:{line}"
                self.found.setdefault((where, re.sub(r"\w+", "w", str(pattern))), (compiled, verb))
        return compiled


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], tuple[Compiled, str]]:
    """The patterns that are made while all corpora are read and two of them are converted, redacted and checked."""
    patch = pytest.MonkeyPatch()
    recorder = Recorder(re._compile)  # type: ignore[attr-defined]
    patch.setattr(re, "_compile", recorder)
    registry = Registry.installed()
    try:
        for importer in registry.importers():
            folder = HOME / "tests" / "corpora" / importer.name
            for name in samples(folder):
                _read(importer, folder / name)
        _convert(tmp_path_factory.mktemp("patterns"), patch, registry)
    finally:
        patch.undo()
    return recorder.found


def _read(importer: Any, path: Path) -> None:
    try:
        for conversation in importer().read(Source([path])):
            for _ in conversation.messages:
                pass
    except SimulacrumError:
        return


def _convert(folder: Path, patch: pytest.MonkeyPatch, registry: Registry) -> None:
    from click.testing import CliRunner

    from simulacrum_core.cli import cli

    patch.chdir(folder)
    talk = "".join(f"31/12/2019, 21:{i:02} - {'Ada' if i % 2 else 'Ben'}: call 0151 2345678 {i}\n" for i in range(40))
    Path("chat.txt").write_text(talk)
    for line in (
        "convert chat.txt --me Ada -o one --redact all --pseudonyms --exclude-word weir --exclude-dates 2001-01-01",
        "redactions chat.txt",
        "check one",
        "inspect chat.txt",
        "preview one --tokens",
    ):
        result = CliRunner().invoke(cli, line.split(), obj=registry)
        assert result.exit_code in (0, 1), result.output


@pytest.mark.slow
def test_a_pattern_that_is_made_on_the_way_is_linear(recorded: dict[tuple[str, str], tuple[Compiled, str]]) -> None:
    assert len(recorded) > 20
    places = Counter[str]()
    held = {pattern for module in modules() for _, pattern, _ in patterns(module)}
    before = signal.signal(signal.SIGVTALRM, _stop)
    slow_ones = []
    try:
        for (where, _), (pattern, verb) in recorded.items():
            places[where] += 1
            if pattern in held or places[where] > MOST_OF_A_PLACE:
                continue
            method = verb if verb in SEARCHING or "match" in verb else "search"
            if text := slow(pattern, "search" if method in SEARCHING else method):
                slow_ones.append(f"{where} takes too long to {method} {text!r}...: {pattern.pattern!r:.200}")
    finally:
        signal.signal(signal.SIGVTALRM, before)
    assert slow_ones == []
