"""The commands of the core: their modules, imported when a command is called, and what each is for."""

from __future__ import annotations

from collections.abc import Mapping

_SUMMARIES = {
    "inspect": "Say what is in there, what was decided, and on which evidence.",
    "persona": "Show who you may be in each source, and write a persona file of what you choose.",
    "read": "Print normalized conversations, one JSON line each.",
    "redactions": "Show what `convert --redact` and `--pseudonyms` would replace, before anything is written.",
    "report": "Write a page to look at: what is in a source, or what a dataset was made of and how its training went.",
    "convert": "Turn exports into a dataset for training.",
    "preview": "Show examples, drawn at random: what is trained on in green, the rest dim.",
    "check": "Verify every promise about a dataset; exit code 1 where one is broken.",
    "train": "Train a model on a dataset: a folder, or OWNER/NAME on the Hub, which is fetched into the folder NAME.",
    "merge": "Merge what was trained into its base model: DIR/merged is a whole model that any program can load.",
    "chat": "Talk with the model that was trained on a dataset.",
    "evaluate": "Measure how like the persona a model is, whether it listens, and what it gives away, on held-out"
    " replies.",
    "quiz": "Write a page on which friends tell the person's own replies from the model's; it works offline.",
    "serve": "Let chat front ends talk to the model, by OpenAI's protocol, on this machine unless --host"
    " says otherwise.",
    "plugins": "Show what is installed, and what is broken and why.",
    "schema": "Print the JSON Schema of NAME, or the names of all.",
}
COMMANDS: Mapping[str, tuple[str, str]] = {
    name: (f"simulacrum_core.cli.{'plugins' if name == 'schema' else name}", summary)
    for name, summary in _SUMMARIES.items()
}
"""By name, its module and its summary."""
