"""The README: its commands print what it says, its sample comes out of them, and what it tells to install is there."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest

from simulacrum_core.errors import FULL

from .conftest import Simulacrum
from .consoles import commands, matches

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]


@pytest.fixture
def checkout(tmp_path: Path, simulacrum: Simulacrum) -> Simulacrum:
    shutil.copytree(ROOT / "docs" / "examples", tmp_path / "docs" / "examples")
    return simulacrum


def test_every_command_of_the_readme_prints_what_it_says_and_the_sample_is_among_it(checkout: Simulacrum) -> None:
    told = [(command, output) for command, output in commands(README) if command.startswith("simulacrum ")]
    printed = [checkout(*shlex.split(command)[1:]).output for command, _ in told]
    assert [command for command, _ in told if "convert" in command]
    for (command, expected), output in zip(told, printed, strict=True):
        assert matches(expected, output), f"$ {command}\n{output}"
    sample = re.findall(r"^```text\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)[0]
    assert any(sample.rstrip("\n") in output for output in printed)


def test_the_program_in_the_readme_runs(checkout: Simulacrum, capsys: pytest.CaptureFixture[str]) -> None:
    (program,) = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    exec(compile(program, "README.md", "exec"), {})
    assert "Hello Ada, this is Ben" in capsys.readouterr().out


def test_every_extra_that_is_named_is_there() -> None:
    named = re.findall(r"\.\[([\w,]+)\]", README)
    assert "full" in named
    assert {part for found in named for part in found.split(",")} <= EXTRAS.keys()
    sources = [*(ROOT / "simulacrum_core").rglob("*.py"), *(ROOT / "plugins").rglob("*.py")]
    raised = {extra for path in sources for extra in re.findall(r'MissingExtraError\(.*, "(\w+)"\)', path.read_text())}
    assert raised <= EXTRAS.keys()


def test_the_extra_full_holds_what_its_errors_say() -> None:
    (held,) = EXTRAS["full"]
    assert set(held.removeprefix("my-simulacrum[").removesuffix("]").split(",")) == FULL
    assert not [part for extra in FULL for part in EXTRAS[extra] if part.startswith(("torch", "transformers"))]


def test_every_verb_that_is_named_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for verb in re.findall(r"`make ([a-z-]+)", README):
        assert f"\n{verb}:" in makefile, verb
