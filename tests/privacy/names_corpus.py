"""The invented corpus of names in a chat, and how well invented names take their places."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from simulacrum_core.privacy.names.pseudonyms import Known, Pseudonyms

FILE = Path(__file__).parents[1] / "corpora" / "privacy" / "names.txt"
OTHER, MINE = Known(("Otto Rhys",)), "Nora Quill"


class Outcome(msgspec.Struct):
    """Names that were to be replaced, those that were, lines in which anything else was changed, and the lines at fault."""

    names: int = 0
    replaced: int = 0
    changed: int = 0
    faults: list[str] = []


def named_lines() -> list[tuple[tuple[str, ...], str]]:
    """The names of somebody and a text in which braces mark what stands for them: `name ; id | ask {name}`."""
    rows = FILE.read_text(encoding="utf-8").splitlines()
    parted = (row.split(" | ", 1) for row in rows if row and not row.startswith("#"))
    return [(tuple(names.split(" ; ")), text) for names, text in parted]


def named() -> Outcome:
    """How well the lines of the corpus are renamed, each person in a chat of three."""
    outcome = Outcome()
    for names, marked in named_lines():
        pseudonyms = Pseudonyms([Known(names), OTHER], [MINE], b"a key of the tests")
        text = pseudonyms.renamed(re.sub(r"[{}]", "", marked))
        wanted = re.findall(r"\{(.*?)\}", marked)
        around = "(.*?)".join(map(re.escape, re.split(r"\{.*?\}", marked)))
        match = re.fullmatch(around, text, re.DOTALL)
        replaced = sum(new != old for new, old in zip(match.groups(), wanted, strict=True)) if match else 0
        outcome.names += len(wanted)
        outcome.replaced += replaced
        outcome.changed += match is None
        if match is None or replaced < len(wanted):
            outcome.faults.append(marked)
    return outcome
