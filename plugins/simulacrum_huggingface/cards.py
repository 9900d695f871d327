"""The cards: `README.md` of a dataset, an adapter or a merged model; the YAML comes from the Hub's library."""

from __future__ import annotations

from collections.abc import Mapping

from simulacrum_core import Manifest

from .client import library

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_DATASET = """
# Simulacrum dataset

Training data for a language model that talks like one person, made by {made_by} from that person's own messages.
**It holds messages of {people:,} other people too**, who may not know of it. Keep it private.

| | |
|---|---|
| examples | {examples} |
| tokens | {tokens:,}, of which {trained_tokens:,} are trained on; the longest example has {longest:,} of {budget:,} |
| messages | {read:,} read, {trained:,} trained on, {context:,} context, {left_out:,} left out |
| kinds of source | {sources} |
| format | `{exporter}`, borders of segments: `{style}` |

## Train
```
hf download {repo} --repo-type dataset --local-dir dataset
cd dataset
axolotl train axolotl.yml
```
Where the repository holds Parquet, there is no `axolotl.yml`: name this repository in a config of your own.

## Changed and left out
{defused:,} control tokens and {imitations:,} lines that looked like another speaker's were made harmless.
{reasons}

## Delete
Delete this repository as a whole: a file that is deleted stays in its history. Then delete every copy, and every model
that was trained on it.
"""
_MODEL = """
# {title}

{what} It talks like one person, and can repeat what that person and others wrote. Keep it private.

## Prompt
{prompt} What ends the text is {eos}.
Stop as well at a newline that is followed by the other speaker's name and a colon.

## Use
`simulacrum chat DIR` in a dataset's folder writes this prompt, and stops where it should.

## Delete
Delete this repository as a whole: a file that is deleted stays in its history.
"""
_FREE = """\
There is no chat template. The text begins with BOS (`{bos}`) and the system prompt, then come lines of
`NAME: what they said`; it ends with the persona's name and a colon, and the model goes on."""


def dataset_card(manifest: Manifest, files: Mapping[str, str], repo: str = "OWNER/NAME") -> str:
    """The card of a dataset; `files` are the paths by split. It holds no name, title or path of a source."""
    ledger, statistics = manifest.ledger, manifest.statistics
    total = sum(statistics.examples.values())
    data = library().DatasetCardData(
        pretty_name="Simulacrum dataset",
        license="other",
        task_categories=["text-generation"],
        size_categories=[next((name for limit, name in _SIZES if total < limit), "n>1M")],
        tags=["simulacrum", "private-conversations", manifest.exporter],
        viewer=False,
        license_name="personal-data",
        configs=[
            {
                "config_name": "default",
                "data_files": [{"split": split, "path": files[split]} for split in sorted(files)],
            }
        ],
    )
    body = _DATASET.format(
        made_by=manifest.made_by,
        people=len(manifest.others),
        examples=", ".join(f"{count:,} {split}" for split, count in statistics.examples.items()),
        tokens=statistics.tokens,
        trained_tokens=statistics.trained_tokens,
        longest=statistics.longest,
        budget=manifest.recipe.budget,
        read=ledger.read,
        trained=ledger.trained,
        context=ledger.context,
        left_out=ledger.left_out.total(),
        sources=", ".join(sorted(ledger.sources)),
        exporter=manifest.exporter,
        style=manifest.template.style,
        repo=repo,
        defused=ledger.defused,
        imitations=ledger.imitations,
        reasons="\n".join(f"- {count:,} left out: {why}" for why, count in ledger.left_out.most_common()),
    )
    return f"---\n{data.to_yaml()}\n---\n{body}"


def model_card(manifest: Manifest, base: str, merged: bool) -> str:
    """The card of an adapter or of a merged model, with the prompt that it was trained on and no one's name."""
    data = library().ModelCardData(
        base_model=base,
        library_name="transformers" if merged else "peft",
        pipeline_tag="text-generation",
        license="other",
        license_name="personal-data",
        tags=["simulacrum", *([] if merged else ["lora"])],
    )
    template = manifest.template
    free = _FREE.format(bos=template.bos or "none")
    body = _MODEL.format(
        title="Simulacrum model" if merged else "Simulacrum adapter",
        what=f"{'A merged model' if merged else 'A LoRA adapter'} on `{base}`, made with {manifest.made_by}.",
        prompt="The prompt is the chat template's." if template.wrapped else free,
        eos=f"`{template.eos}`" if template.eos else "nothing",
    )
    return f"---\n{data.to_yaml()}\n---\n{body}"
