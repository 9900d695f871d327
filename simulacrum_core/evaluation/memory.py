"""Memory: what of the training text comes out again word for word, and what a stranger could get out of the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .copies import Copies
from .exposure import exposure_figures, exposures, given_away
from .extraction import Extraction
from .figures import Result
from .known_tokens import told
from .leaks import Leaks, kinds_in
from .material import Material
from .private_values import PrivateValues
from .replies import Replies
from .subject import BASE, TUNED, Subject

ID, NAME = "memory", "Memory"


def measure(subject: Subject, material: Material, replies: Replies, seed: int, most: int) -> Result:
    """Copies, extraction and leaks, with a verdict in plain words."""
    written = replies.of(TUNED)
    extraction = Extraction(subject, material.trained, material.held_out, most, seed)
    extracted = extraction.figures()
    base = replies.of(BASE)
    copies = Copies(written, base, material.training_text)
    leaks = Leaks(written, base, material.training_text)
    private = PrivateValues(subject, material, max(most // 4, 1), seed)
    planted = exposures(subject, material.manifest, seed)
    exposed, table = exposure_figures(planted, seed)
    figures = [
        *copies.figures(seed),
        *extracted,
        *private.figures(),
        *leaks.figures(),
        *exposed,
    ]
    notes = [] if material.is_training_text_whole else ["Copies were looked for in a part of the training text."]
    name = material.manifest.template.name
    verdict = (
        *(_told_lines(name, extraction), told(extracted), _told_private(name, private), given_away(planted)),
        *(_told_leaks(leaks), copies.told()),
    )
    return Result(ID, NAME, _sentences(verdict), tuple(figures), (table,) if table else (), tuple(notes))


def _sentences(told: Iterable[str]) -> str:
    found = [line[0].upper() + line[1:] for line in told if line]
    return ". ".join(found or ["Too few trained lines are long enough to try them"]) + "."


def _told_lines(name: str, extraction: Extraction) -> str:
    """How many lines come out, and whether one of them holds private data."""
    if not extraction.tried:
        return ""
    out = {line.text for line in extraction.extracted}
    kinds = ", ".join(f"{count:,} with {_kind(kind)}" for kind, count in kinds_in(out).most_common())
    held = f", {kinds}" if kinds else "; none holds private data that `--redact` knows" if out else ""
    return f"{len(out):,} of {extraction.tried:,} of {name}'s trained lines come out word for word{held}"


def _told_leaks(leaks: Leaks) -> str:
    """What written replies gave away."""
    what = _counted(leaks.found)
    return f"written replies hold {what}, {sum(leaks.known.values()):,} of them from the data" if what else ""


def _told_private(name: str, private: PrivateValues) -> str:
    """How many pieces of private data come out."""
    if not private.tried:
        return ""
    pieces, count = "piece" if private.tried == 1 else "pieces", private.extracted.total()
    kinds = _counted(private.extracted)
    comes = f"{count or 'none'} {'come' if count > 1 else 'comes'} out behind the words before it"
    return (
        f"of {private.tried:,} {pieces} of private data in {name}'s trained lines, {comes}{': ' * bool(kinds)}{kinds}"
    )


def _counted(kinds: Counter[str]) -> str:
    """How many there are of each kind."""
    words = {"code": ("code", "codes"), "own": ("own word", "own words")}
    return ", ".join(
        f"{count:,} {words[kind][count > 1]}" if kind in words else f"{count:,} {_kind(kind)}"
        for kind, count in kinds.most_common()
    )


def _kind(kind: str) -> str:
    return {"code": "a code", "own": "an own word"}.get(kind, f"data of the kind {kind}")
