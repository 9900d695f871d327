"""What is left out of essays and journals is in the ledger, whatever the reason: footnotes of Org, what an option drops."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulacrum_core import Source
from simulacrum_essays import EssaysImporter
from simulacrum_journals import JournalsImporter

from ..conftest import Simulacrum

OWN = "The ferry was late again, and I counted the planks of the landing twice."
ORG = f"""{OWN}[fn:1] It rained[fn:: Not for long, said [[https://a.example][the radio]].] on us.
[fn:1] Forty planks
in each row.

#+begin_quote
The planks are new.
#+end_quote

Then I went home.
"""
NOTES = {"Forty planks\nin each row.", "Not for long, said the radio."}


@pytest.mark.parametrize("name", ["ferry.org", "diary.org"])
def test_footnotes_of_org_are_counted_and_not_trained(name: str, tmp_path: Path) -> None:
    importer = JournalsImporter() if name == "diary.org" else EssaysImporter()
    (tmp_path / name).write_text(f"* 2024-05-01 Wednesday\n{ORG}" if name == "diary.org" else ORG)
    (chat,) = importer.read(Source([tmp_path / name]))
    found = [(message.kind, message.text) for message in chat.messages]
    own = [text for kind, text in found if kind == "text"]
    assert own == [f"{OWN} It rained on us.", "Then I went home."]
    assert {note for kind, text in found if kind == "boilerplate" for note in text.split("\n\n")} == NOTES


def test_the_heading_above_footnotes_is_org_modes(tmp_path: Path) -> None:
    (tmp_path / "a.org").write_text(f"{OWN}[fn:1]\n\n* Footnotes\n\n[fn:1] Twice.\n")
    (chat,) = EssaysImporter().read(Source([tmp_path / "a.org"]))
    assert [(one.kind, one.text) for one in chat.messages] == [("text", OWN), ("boilerplate", "Footnotes\n\nTwice.")]


@pytest.mark.parametrize("name", ["ferry.md", "2024-05-01.md"])
def test_what_an_option_leaves_out_is_in_the_ledger(name: str, tmp_path: Path, simulacrum: Simulacrum) -> None:
    text = f"{OWN}\n\n> The planks are new.\n\n```\nferry --late\n```\n\nThen I went home.\n"
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / name).write_text(text)
    (folder / name.replace("1.md", "2.md").replace("ferry", "gate")).write_text(
        "Somebody had left the gate open all night."
    )
    options = ["-i", "quotes", "leave-out"] + (["-i", "code", "leave-out"] if name == "ferry.md" else [])
    common = ("--me", "Ada", "--tokenizer", "bytes", "--validation", "0", "-o", str(tmp_path / "out"))
    told = simulacrum("convert", str(folder), *options, *common)
    assert told.exit_code == 0, told.output
    assert "left out by an option of the importer, such as quotations and code with leave-out" in told.output
