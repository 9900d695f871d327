"""The cards: `README.md` of a dataset, an adapter or a merged model; the YAML comes from the Hub's library.

A manifest may come from anywhere. Of what it holds a card shows numbers, words out of a narrow alphabet, and marks of
the tokenizer in a form that Markdown leaves alone; no name, title, prompt or path.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from simulacrum_core import Manifest

from .client import library

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 .,'+-]|--){0,98}")
_MARK_LENGTH = 60
_DATASET = """
# Simulacrum dataset

Training data for a language model that talks like one person, made by {made_by} from that person's own messages.
**It holds {context:,} messages of {people} too**, who may not know of it. Keep it private.

| | |
|---|---|
| examples | {examples} |
| {unit} | {tokens:,}, of which {trained_tokens:,} are trained on; the longest example has {longest:,} of {budget:,} |
| messages | {read:,} read, {trained:,} trained on, {context:,} context, {left_out:,} left out |
| kinds of source | {sources} |
| format | {exporter} |

## Text
{text}{rows}

## Train
{train}

## Names and private data
{names}
{redacted}

## Changed and left out
{defused:,} control tokens and {imitations:,} lines that looked like another speaker's were made harmless.
{reasons}

## Delete
Delete this repository as a whole: a file that is deleted stays in its history. Then delete every copy, every cache of
`datasets`, and every model that was trained on it.
"""
_AXOLOTL = """\
```
hf download {repo} --repo-type dataset --local-dir dataset
cd dataset
axolotl train axolotl.yml
```
`simulacrum pull {repo}` fetches it for `simulacrum train` as well."""
_ROWS = """\
```python
from datasets import load_dataset
rows = load_dataset("{repo}", token=True)
print(rows["train"][0])
```
Any trainer that reads this format takes them. `datasets` leaves readable copies in its cache."""
_FREE = """\
There is no chat template: the text is names and lines. It begins with {bos} and a system prompt, and ends with {eos}:
```
SYSTEM PROMPT
SOMEBODY: what they say
PERSONA: what the persona says
```"""
_SEGMENTS = """
A row is `{"segments": [{"label": true, "text": "…"}]}`. Only text with `"label": true` is trained on."""
_WRAPPED = "Each example is a list of turns, which the trainer puts into the base model's own chat template."
_MODEL = """
# {title}

{what} on `{base}`, made with {made_by}. It talks like one person, and can repeat what that person and
others wrote. Keep it private.

## Prompt
{prompt}

## Use
```python
{use}
```
`simulacrum chat` in the dataset's folder writes the prompt, and stops where it should.

## Training
LoRA on {trained_tokens:,} of {tokens:,} tokens in {examples:,} examples of at most {budget:,}; the data is private.

## Delete
Delete this repository as a whole, as a file that is deleted stays in its history. Then delete every copy, and what was
converted from it.
"""
_FREE_PROMPT = """\
There is no chat template of roles, and no "assistant": the text is names and lines. It begins with {bos} and the
system prompt, each turn is a line `NAME: what is said`, and it ends with the persona's name and a colon. The model goes
on with a space and what the persona says.

Stop at {eos}, and at a newline that is followed by another speaker's name and a colon."""
_BUBBLES = """

Messages in a row of one author are one turn, in which each further one begins on a new line with its author's name and
a colon; so does the next message of the persona in what the model writes. A newline without them is inside of a
message."""
_WRAPPED_PROMPT = "The prompt is the chat template's, with the persona as the assistant. Stop at {eos}."
_USE_MERGED = """\
from transformers import AutoModelForCausalLM, AutoTokenizer
tokenizer = AutoTokenizer.from_pretrained("{repo}")
model = AutoModelForCausalLM.from_pretrained("{repo}")"""
_USE_ADAPTER = """\
from peft import AutoPeftModelForCausalLM
from transformers import AutoTokenizer
tokenizer = AutoTokenizer.from_pretrained("{base}")
model = AutoPeftModelForCausalLM.from_pretrained("{repo}")"""


_NAMES = {
    True: "Other people have invented names, wherever their own were known. The persona's name is the real one.",
    False: "Everybody has the name that they have in the sources.",
}


def dataset_card(manifest: Manifest, files: Mapping[str, str], repo: str = "OWNER/NAME") -> str:
    """The card of a dataset; `files` are the paths by split, `repo` is where it goes."""
    ledger, statistics, template = manifest.ledger, manifest.statistics, manifest.template
    total = sum(statistics.examples.values())
    exporter = _plain(manifest.exporter, "unknown")
    data = library().DatasetCardData(
        pretty_name="Simulacrum dataset",
        license="other",
        task_categories=["text-generation"],
        size_categories=[next((name for limit, name in _SIZES if total < limit), "n>1M")],
        tags=["simulacrum", "private-conversations", exporter],
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
        made_by=_plain(manifest.made_by, "Simulacrum"),
        people=_people(max(statistics.people, len(manifest.others))),
        examples=", ".join(f"{statistics.examples.get(split, 0):,} {split}" for split in sorted(files)),
        unit="bytes" if manifest.tokenizer.spec == "bytes" else "tokens",
        tokens=statistics.tokens,
        trained_tokens=statistics.trained_tokens,
        longest=statistics.longest,
        budget=manifest.recipe.budget,
        read=ledger.read,
        trained=ledger.trained,
        context=ledger.context,
        left_out=ledger.left_out.total(),
        sources=", ".join(sorted(_plain(name, "another") for name in ledger.sources)),
        exporter=exporter if template.wrapped else f"{exporter}, borders of segments: {_plain(template.style, '?')}",
        text=(_WRAPPED if template.wrapped else _FREE.format(bos=_mark(template.bos), eos=_mark(template.eos)))
        + _BUBBLES * template.bubbles,
        rows=_SEGMENTS if exporter == "axolotl" else "",
        train=(_AXOLOTL if _has_config(manifest, files) else _ROWS).format(repo=repo),
        names=_NAMES[manifest.recipe.pseudonyms],
        redacted=_redacted(manifest),
        defused=ledger.defused,
        imitations=ledger.imitations,
        reasons=_listed(dict(ledger.worded())) or "Nothing was left out.",
    )
    return f"---\n{data.to_yaml()}\n---\n{body}"


def model_card(manifest: Manifest, base: str, merged: bool, repo: str = "OWNER/NAME") -> str:
    """The card of an adapter or of a merged model on the Hub's model `base`, with the prompt that it was trained on."""
    data = library().ModelCardData(
        base_model=base,
        library_name="transformers" if merged else "peft",
        pipeline_tag="text-generation",
        license="other",
        license_name="personal-data",
        tags=["simulacrum", *([] if merged else ["lora"])],
    )
    template, statistics = manifest.template, manifest.statistics
    prompt = _WRAPPED_PROMPT if template.wrapped else _FREE_PROMPT
    body = _MODEL.format(
        title="Simulacrum model" if merged else "Simulacrum adapter",
        what="A merged model" if merged else "A LoRA adapter",
        base=base,
        made_by=_plain(manifest.made_by, "Simulacrum"),
        prompt=prompt.format(bos=_mark(template.bos), eos=_mark(template.eos)) + _BUBBLES * template.bubbles,
        use=(_USE_MERGED if merged else _USE_ADAPTER).format(base=base, repo=repo),
        tokens=statistics.tokens,
        trained_tokens=statistics.trained_tokens,
        examples=statistics.examples.get("train", 0),
        budget=manifest.recipe.budget,
    )
    return f"---\n{data.to_yaml()}\n---\n{body}"


def _plain(text: str, other: str) -> str:
    """`text` where it is a short line of harmless characters, else `other`."""
    return text if _PLAIN.fullmatch(text) else other


def _mark(text: str) -> str:
    """A mark of a tokenizer as code: backticks, newlines and what cannot be seen are written as escapes."""
    if not text:
        return "nothing"
    shown = "".join(c if c.isprintable() and c != "`" else c.encode("unicode_escape").decode() for c in text)
    shown = shown.replace("`", "\\x60")
    return f"`{shown[:_MARK_LENGTH]}{'…' if len(shown) > _MARK_LENGTH else ''}`"


def _people(count: int) -> str:
    return f"{count:,} other {'person' if count == 1 else 'people'}"


def _has_config(manifest: Manifest, files: Mapping[str, str]) -> bool:
    """Whether axolotl's config goes along: it names rows in JSON."""
    has = any(info.path.rpartition("/")[2] == "axolotl.yml" for info in manifest.files)
    return has and all(path.endswith(".jsonl") for path in files.values())


def _redacted(manifest: Manifest) -> str:
    """What was looked for and how often it was replaced, by category."""
    if not manifest.recipe.redact:
        return "Private data, such as phone numbers and addresses, was not replaced in what is said."
    looked = ", ".join(manifest.recipe.redact)
    found = _listed(manifest.ledger.private()) or "Nothing was found."
    return f"Private data that rules can find was replaced ({looked}); rules miss some:\n\n{found}"


def _listed(counts: Mapping[str, int]) -> str:
    """Counts by a word, the largest first; words that are not plain are counted as one."""
    total: Counter[str] = Counter()
    for word, count in counts.items():
        total[_plain(word, "for other reasons")] += count
    return "\n".join(f"- {count:,} {word}" for word, count in total.most_common())
