"""The card of a dataset, its `README.md`: what is inside and how it was made, without a name, a title or a path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from .manifest import Manifest
from .row_files import FILES

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))

_CARD = """\
---
pretty_name: Simulacrum dataset
viewer: false
size_categories:
  - {size}
task_categories:
  - text-generation
tags:
{tags}
  - private-conversations
configs:
  - config_name: default
    data_files:
{data_files}
---

# Simulacrum dataset

Training data for a language model that talks like one person, made by {made_by} from that person's own
conversations. **It holds messages of other people too**, who may not know of it. Keep it private; to delete it, delete
this folder, every copy on a hub, and every model that was trained on it.

| | |
|---|---|
| examples | {examples} |
| tokens | {tokens:,}, of which {trained_tokens:,} are trained on; the longest example has {longest:,} of {budget:,} |
| messages read | {read:,} |
| trained on | {trained:,} |
| context | {context:,} |
| left out | {left_out:,} |
| conversations | {conversations:,} |
| kinds of source | {sources} |

## Text
{text}

## Train
{train}

## How it was cut
Examples were cut at random into {min_messages} to {max_messages} messages, within sessions that
end after {gap}; the newest sessions are held out for validation.

## Left out
{reasons}
"""


_BUBBLES = """

Messages in a row of one author are one turn, in which each further one begins on a new line with its author's name and
a colon. A newline without them stands inside of a message."""


def dataset_card(
    manifest: Manifest,
    rows: Mapping[str, int],
    tags: Sequence[str],
    text: str,
    train: str,
    names: Mapping[str, str] = FILES,
    parted: Set[str] = frozenset(),
) -> str:
    """The text of `README.md`; `rows` counts the examples by split.

    `text` says what a row is and what of it is trained on, `train` how to train on it, both in Markdown, `names` what
    the files of rows are called; splits that are `parted` have several.
    """
    ledger, statistics, recipe = manifest.ledger, manifest.statistics, manifest.recipe
    gap = recipe.session_gap
    total = sum(rows.values())
    return _CARD.format(
        size=next((name for limit, name in _SIZES if total < limit), "n>1M"),
        data_files="\n".join(
            f"      - split: {split}\n        path: {names.get(split, split)}{'-*' * (split in parted)}.jsonl"
            for split in rows
            if rows[split]
        ),
        made_by=manifest.made_by,
        examples=", ".join(f"{count:,} {split}" for split, count in rows.items()),
        tokens=statistics.tokens,
        trained_tokens=statistics.trained_tokens,
        longest=statistics.longest,
        budget=recipe.budget,
        read=ledger.read,
        trained=ledger.trained,
        context=ledger.context,
        left_out=ledger.left_out.total(),
        conversations=statistics.conversations,
        sources=", ".join(f"{name} ({share.read:,} messages)" for name, share in sorted(ledger.sources.items())),
        tags="\n".join(f"  - {tag}" for tag in tags),
        text=text + _BUBBLES if manifest.template.bubbles else text,
        train=train,
        min_messages=recipe.min_messages,
        max_messages=recipe.max_messages,
        gap="a silence that is long for the chat" if gap == "auto" else f"{gap / 60:g} minutes of silence",
        reasons="\n".join(f"- {count:,} {reason}" for reason, count in ledger.worded()) or "Nothing.",
    )
