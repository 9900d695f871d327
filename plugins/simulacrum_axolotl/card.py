"""The dataset card: what is inside and how it was made, without a name, a title or a path."""

from __future__ import annotations

from simulacrum_core import Manifest

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
  - axolotl
  - template-free
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
Each row is `{{"segments": [{{"label": bool, "text": str}}]}}`, axolotl's `input_output` format. The texts are joined as
they are: BOS, the system prompt, then lines of `NAME: what they said`. Segments with `label: true` are what the person
wrote; only they are trained on. There is no chat template and no assistant. Borders of segments: `{style}`. BOS is
`{bos}`, EOS is `{eos}`.

## Train
```
simulacrum train FOLDER
```
or by hand, in this folder:
```
axolotl preprocess axolotl.yml
axolotl train axolotl.yml
axolotl merge-lora axolotl.yml
```
Examples were cut at random into {min_messages} to {max_messages} messages, within sessions that
end after {gap:g} minutes of silence; the newest sessions are held out for validation.

## Left out
{reasons}
"""


def card(manifest: Manifest, rows: dict[str, int]) -> str:
    """The text of the dataset's `README.md`; `rows` counts the examples by split."""
    ledger, statistics, recipe = manifest.ledger, manifest.statistics, manifest.recipe
    total = sum(rows.values())
    return _CARD.format(
        size=next((name for limit, name in _SIZES if total < limit), "n>1M"),
        data_files="\n".join(f"      - split: {split}\n        path: {split}.jsonl" for split in rows if rows[split]),
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
        style=recipe.style,
        bos=manifest.template.bos or "none",
        eos=manifest.template.eos,
        min_messages=recipe.min_messages,
        max_messages=recipe.max_messages,
        gap=recipe.session_gap / 60,
        reasons="\n".join(f"- {count:,} {reason}" for reason, count in ledger.left_out.most_common()) or "Nothing.",
    )
