"""docs/scale.md: its commands are taken by the command line, its options are there, its sums are right."""

from __future__ import annotations

import ast
import inspect
import re
import shlex
from pathlib import Path

import pytest

from simulacrum_core import convert
from simulacrum_core.cli import cli
from simulacrum_core.execution import sections
from simulacrum_core.execution.dask import DaskOptions

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def commands() -> list[list[str]]:
    lines = [line for kind, block in BLOCKS if kind == "bash" for line in block.splitlines()]
    found = [shlex.split(line, comments=True) for line in lines if line.startswith("simulacrum ")]
    assert len(found) >= 5
    return found


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_is_one_that_there_is(words: list[str]) -> None:
    command = cli.get_command(cli.make_context("simulacrum", ["convert"], resilient_parsing=True), words[1])
    assert command is not None
    given = command.make_context(words[1], words[2:]).params
    assert given["engine"] == "dask"
    assert dict(given["engine_options"]).keys() <= DaskOptions.model_fields.keys()


def test_every_option_of_the_engine_is_named() -> None:
    named = set(re.findall(r"-g (\w+)", PAGE))
    assert named == set(DaskOptions.model_fields)
    assert f"{sections.RANGE:,} messages" in PAGE


def test_the_program_calls_what_there_is() -> None:
    (program,) = [block for kind, block in BLOCKS if kind == "python"]
    calls = [node for node in ast.walk(ast.parse(program)) if isinstance(node, ast.Call)]
    (call,) = [node for node in calls if getattr(node.func, "id", "") == "convert"]
    assert {word.arg for word in call.keywords} <= set(inspect.signature(convert).parameters)


def test_the_sums_follow_from_what_was_measured() -> None:
    rows = re.findall(r"^\| (.+) \| ([\d.]+) µs a message \| (\d+) \| ([\d.]+) µs a message \|$", PAGE, re.MULTILINE)
    assert len(rows) == 2
    hours = 1e9 / 1e6 / 3600
    for name, worked, rate, gathered in rows:
        (cores,) = re.findall(rf"^\| workers, {re.escape(name)} \| ([\d.]+) core-hours", PAGE, re.MULTILINE)
        assert float(cores) == pytest.approx(float(worked) * hours, abs=0.06)
        assert float(rate) == pytest.approx(982 / float(worked), abs=0.6)
        (one,) = re.findall(r"^\| the process that gathers, one core \| ([\d.]+) hours", PAGE, re.MULTILINE)
        assert float(one) == pytest.approx(float(gathered) * hours, abs=0.06)
    (most,) = re.findall(r"more than (\d+) busy cores gain nothing", PAGE)
    assert int(most) == round(float(rows[0][1]) / float(rows[0][3]))
    assert (ROOT / "bench" / "scale.py").is_file()
