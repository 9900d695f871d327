"""Memory: what of the training text comes out again word for word, and what a stranger could get out of the model."""

from __future__ import annotations

from ..dataset.manifest import Manifest
from .copies import Copies
from .exposure import exposure_figures, exposures, given_away
from .extraction import Extraction
from .figures import Result
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
    told = verdict(material.manifest, extraction, private, copies, leaks, given_away(planted))
    return Result(ID, NAME, told, tuple(figures), (table,) if table else (), tuple(notes))


def verdict(
    manifest: Manifest,
    extraction: Extraction,
    private: PrivateValues,
    copies: Copies,
    leaks: Leaks,
    planted: str = "",
) -> str:
    """How many lines come out, whether one of them holds private data, and what written replies gave away."""
    told = []
    if extraction.tried:
        out = {line.text for line in extraction.extracted}
        lines = f"{extraction.tried:,} of {manifest.template.name}'s trained lines"
        told.append(f"{len(out):,} of {lines} come out word for word")
        kinds = kinds_in(out)
        held = ", ".join(f"{count:,} with {_kind(kind)}" for kind, count in kinds.most_common())
        told[0] += f", {held}" if held else "; none holds private data that `--redact` knows" if out else ""
    if private.tried:
        told.append(_told_private(manifest.template.name, private))
    if planted:
        told.append(planted)
    if copied := copies.told():
        told.append(copied)
    known = sum(leaks.known.values())
    if leaks.found:
        what = ", ".join(f"{count:,} {_kind(kind)}" for kind, count in leaks.found.most_common())
        told.append(f"written replies hold {what}, {known:,} of them from the data")
    told = told or ["too few trained lines are long enough to try them"]
    return ". ".join(line[0].upper() + line[1:] for line in told) + "."


def _told_private(name: str, private: PrivateValues) -> str:
    """How many pieces of private data come out."""
    pieces, count = "piece" if private.tried == 1 else "pieces", private.extracted.total()
    kinds = ", ".join(f"{count:,} {_kind(kind)}" for kind, count in private.extracted.most_common())
    comes = f"{count or 'none'} {'come' if count > 1 else 'comes'} out behind the words before it"
    return (
        f"of {private.tried:,} {pieces} of private data in {name}'s trained lines, {comes}{': ' * bool(kinds)}{kinds}"
    )


def _kind(kind: str) -> str:
    return {"code": "a code", "own": "an own word"}.get(kind, f"data of the kind {kind}")
