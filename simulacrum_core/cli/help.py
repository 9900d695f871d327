"""Help pages: options under headings, commands under headings with all of their summaries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import click

from ..errors import UsageError, did_you_mean
from ..plugin.lazy_group import LazyGroup

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "Chats and writings": ("inspect", "persona", "read", "redactions", "report", "convert"),
    "Datasets": ("preview", "check", "push", "pull"),
    "Models": ("train", "merge", "chat", "evaluate", "quiz", "serve", "deploy", "ollama"),
    "Simulacrum itself": ("app", "plugins", "schema"),
}
"""Commands by what they are about, in the order of the work; those of other plugins come last."""
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "Reading": ("importer", "importer_options", "tz", "limits"),
    "Persona": ("me", "persona", "contacts", "name", "system_prompt"),
    "What is left out": ("exclude", "exclude_words", "exclude_dates", "exclude_talks", "since", "until"),
    "What is chosen": ("train", "near_duplicates", "cap_per_partner", "recency", "languages"),
    "Several sources": ("weights", "caps", "keep_copies"),
    "Tokens": ("base_model", "tokenizer", "tokenizer_engine", "bos", "eos", "budget"),
    "How examples are cut": (
        *("style", "train_name", "heading", "min_messages", "max_messages", "overlap", "splits", "session_gap"),
        *("openers", "replies", "threads", "bubbles", "seed", "validation", "control_tokens", "canaries"),
    ),
    "Privacy": ("redact", "redact_regions", "pseudonyms", "recognizer", "recognizer_options"),
    "Dataset": (
        *("exporter", "exporter_options", "output", "no_report", "force", "workers", "engine", "engine_options"),
    ),
}
"""Options of `convert` by what they are about; one that is in none of these stands under `Options`."""
_OTHER_COMMANDS, _OTHER_OPTIONS = "Commands of plugins", "Options"
_MANY = 16
"""Options from which on a command's help has headings."""


class Command(click.Command):
    """A command whose many options stand under headings."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [parameter for parameter in self.get_params(ctx) if isinstance(parameter, click.Option)]
        records = {option.name or "": option.get_help_record(ctx) for option in options}
        shown = {name: record for name, record in records.items() if record is not None}
        if len(shown) < _MANY:
            super().format_options(ctx, formatter)
        else:
            _write(formatter, OPTIONS, shown, _OTHER_OPTIONS)


class Group(LazyGroup):
    """Commands under headings, none of their summaries cut off; a word with a slip in it is told what was meant."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        word = args[0]
        if not word.startswith("-") and self.get_command(ctx, word) is None:
            remedy = f"{did_you_mean(word, self.list_commands(ctx))}There are {', '.join(self.list_commands(ctx))}"
            raise UsageError(f"there is no command {word!r}", remedy=remedy)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        shown = {name: (name, summary) for name, summary in self.summaries(ctx).items()}
        _write(formatter, COMMANDS, shown, _OTHER_COMMANDS)


def _write(
    formatter: click.HelpFormatter,
    headings: Mapping[str, Iterable[str]],
    shown: Mapping[str, tuple[str, str]],
    other: str,
) -> None:
    """Rows under their headings, all of them as wide as the widest, and what is under none of these at the end."""
    named = {name for names in headings.values() for name in names}
    sections = [(title, [shown[name] for name in names if name in shown]) for title, names in headings.items()]
    rest = [row for name, row in shown.items() if name not in named]
    for title, rows in [*sections, (other, rest)]:
        if rows:
            with formatter.section(title):
                formatter.write_dl(rows)
