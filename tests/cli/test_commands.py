"""Commands as users type them: each file in `commands/` holds its inputs, the command lines and their exact output.

A block ```text file=NAME is written to NAME; `‹CR›`, `‹LRM›` and the like stand for characters that cannot be seen.
A block ```console holds `$ simulacrum ...` lines and what they print; `[exit N]` ends the output where N is not 0.
`pytest --update-expected` writes the output anew, for a human eye to read.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from ..conftest import Simulacrum

FILES = sorted((Path(__file__).parents[1] / "commands").glob("*.md"))
_BLOCK = re.compile(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SIGNS = {
    "‹CR›": "\r",
    "‹LRM›": "\u200e",
    "‹NNBSP›": "\u202f",
    "‹ESC›": "\x1b",
    "‹FSI›": "\u2068",
    "‹PDI›": "\u2069",
    # A file that ends in the middle of a line.
    "‹CUT›\n": "",
}


@pytest.mark.parametrize("document", FILES, ids=lambda path: path.stem)
def test_the_document_tells_what_happens(
    document: Path, simulacrum: Simulacrum, request: pytest.FixtureRequest
) -> None:
    told = document.read_text(encoding="utf-8")
    seen = _BLOCK.sub(lambda match: _played(match, simulacrum), told)
    if request.config.getoption("--update-expected"):
        document.write_text(seen, encoding="utf-8")
    else:
        assert seen == told


def _played(match: re.Match[str], simulacrum: Simulacrum) -> str:
    """The block as it should be: files are written, console lines run and followed by what they printed."""
    kind, name, content = match.groups()
    if name:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(_with_signs(content).encode())
    if kind != "console":
        return match.group()
    lines = re.findall(r"^\$ simulacrum (.*)$", content, flags=re.MULTILINE)
    return f"```console\n{''.join(_run(line, simulacrum) for line in lines)}```"


def _run(line: str, simulacrum: Simulacrum) -> str:
    result = simulacrum(*shlex.split(line))
    assert result.exception is None or isinstance(result.exception, SystemExit), line
    exit_line = f"[exit {result.exit_code}]\n" if result.exit_code else ""
    return f"$ simulacrum {line}\n{result.output}{exit_line}"


def _with_signs(text: str) -> str:
    for sign, char in _SIGNS.items():
        text = text.replace(sign, char)
    return text
