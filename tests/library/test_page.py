"""The page about the library: every block is run as it stands, and prints what stands below it."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import re
import shutil
import zipfile
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
_BLOCK = re.compile(r"```python(?: ([^\n]+))?\n(.*?)```(?:\n```text\n(.*?)```)?", re.DOTALL)
_CHAT = "WhatsApp Chat with Ben Kowal.txt"


def test_every_block_of_the_page_prints_what_stands_below_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(DOCS / "examples", "life")
    with zipfile.ZipFile("chat.zip", "w") as archive:
        archive.write(Path("life", _CHAT), _CHAT)
    blocks = _BLOCK.findall((DOCS / "library.md").read_text(encoding="utf-8"))
    assert len(blocks) > 8
    names: dict[str, object] = {}
    for note, code, printed in blocks:
        if note == "not-run" or (note and not importlib.util.find_spec(note)):
            compile(code, "library.md", "exec")
            continue
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(code, "library.md", "exec"), names)
        if printed:
            assert out.getvalue() == printed
