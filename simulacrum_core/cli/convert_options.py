"""The options of `simulacrum convert`, by what they are about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import click

from ..config.categories import CATEGORIES, EXAMPLES
from ..config.recipe import Heading, NearDuplicates, Recipe, Replies, Threads
from ..errors import UsageError
from ..tokens.loading import Engine

_DEFAULT = {name: field.default for name, field in Recipe.model_fields.items()}


def _whole_text(_: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """The value of an option that is written into files; raises UsageError where it is no UTF-8."""
    if value is not None and any("\ud800" <= char <= "\udfff" for char in value):
        raise UsageError(f"{option.opts[0]}: not UTF-8")
    return value


def persona_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Whom to imitate, and whom to leave out."""
    for option in (
        click.option(
            "--exclude-talk",
            "exclude_talks",
            multiple=True,
            metavar="TALK",
            help='Leave out one talk, such as "Ben Kowal 2024-05-01T12:30..2024-05-01T13:20"; repeatable.',
        ),
        click.option(
            "--exclude-dates",
            multiple=True,
            metavar="DAYS",
            help="Leave out what was written then, such as 2024-03-01..2024-03-14; repeatable.",
        ),
        click.option(
            "--exclude-word",
            "exclude_words",
            multiple=True,
            metavar="TEXT",
            help="Leave out messages that hold this word or phrase; repeatable.",
        ),
        click.option("--exclude", multiple=True, metavar="NAME", help="Leave out a person or a chat; repeatable."),
        click.option(
            "--system-prompt",
            callback=_whole_text,
            metavar="TEXT",
            help="Text or @FILE before every example; {me} and {other} are filled in.",
        ),
        click.option("--name", callback=_whole_text, metavar="NAME", help="What the persona is called in the text."),
        click.option(
            "--persona",
            type=click.Path(dir_okay=False, path_type=Path),
            help="A TOML file with names, prompt and exclusions: see `simulacrum schema persona`.",
        ),
        click.option(
            "--contacts",
            type=click.Path(dir_okay=False, path_type=Path),
            metavar="FILE.vcf",
            help="Names for phone numbers, as a phone exports its contacts.",
        ),
        click.option(
            "--me",
            multiple=True,
            metavar="NAME",
            help="Who you are in the source: a name, an id, @handle, a phone number, or SOURCE:ID; repeatable.",
        ),
    ):
        command = option(command)
    return command


def tokenizer_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """With what to count, and the strings around an example."""
    for option in (
        click.option(
            "--eos",
            callback=_whole_text,
            metavar="TEXT",
            help="Text that ends an example, instead of the tokenizer's own.",
        ),
        click.option(
            "--bos",
            callback=_whole_text,
            metavar="TEXT",
            help="Text that begins an example, instead of the tokenizer's own.",
        ),
        click.option(
            "--tokenizer-engine",
            type=click.Choice(get_args(Engine)),
            default="auto",
            show_default=True,
            help="Count with a faster library (extra fast-tokenizers) where it agrees with tokenizers, or with that"
            " alone; the bytes are the same. For example, --tokenizer-engine reference.",
        ),
        click.option(
            "--tokenizer",
            callback=_whole_text,
            metavar="TOKENIZER",
            help="Folder, tokenizer.json, Hub id, tiktoken:NAME or bytes.",
        ),
        click.option(
            "--base-model",
            callback=_whole_text,
            metavar="MODEL",
            help="Folder or Hub id of the model to train; its tokenizer counts.",
        ),
    ):
        command = option(command)
    return command


def _kinds() -> str:
    """The kinds of private data, each with an example of what is found."""
    return ", ".join(f"{kind} ({EXAMPLES[kind]})" for kind in CATEGORIES)


def recipe_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """How to cut; each is a field of the recipe."""
    default = "{} by default."
    for option in (
        click.option(
            "--control-tokens",
            type=click.Choice(["space", "keep", "drop-message"]),
            help="Put a space into control tokens in messages (the default), keep them, or drop the message.",
        ),
        click.option(
            "-r",
            "recognizer_options",
            multiple=True,
            type=(str, str),
            metavar="KEY VALUE",
            help="An option of the recognizer: see `simulacrum plugins`.",
        ),
        click.option(
            "--recognizer", metavar="NAME", help="With --pseudonyms: what finds names of people who take no part."
        ),
        click.option(
            "--pseudonyms", is_flag=True, default=None, help="Give other people invented names, in what is said too."
        ),
        click.option(
            "--redact-region",
            "redact_regions",
            multiple=True,
            metavar="COUNTRY",
            help="Where phone numbers are written without a prefix, such as DE; else guessed. Repeatable.",
        ),
        click.option(
            "--redact",
            multiple=True,
            metavar="KINDS",
            help=f"Replace private data in messages: all, or some of {_kinds()}.",
        ),
        click.option("--until", metavar="DATE", help="Last day that is used, such as 2024-12-31."),
        click.option("--since", metavar="DATE", help="First day that is used, such as 2020-01-01."),
        click.option(
            "--validation",
            metavar="SHARE",
            help="Share of the sessions, the newest, held out; 0 for none. " + default.format(_DEFAULT["validation"]),
        ),
        click.option("--seed", metavar="N", help="Another seed cuts elsewhere. " + default.format(_DEFAULT["seed"])),
        click.option(
            "--canaries",
            metavar="N",
            help="Plant so many invented secrets, to measure with `evaluate` what a model gives away; such a dataset is"
            " never pushed. For example, --canaries 32.",
        ),
        click.option(
            "--session-gap",
            metavar="TIME",
            help="Silence that ends a session, such as 30m or 1h; auto, the default, is fitted to each chat.",
        ),
        click.option(
            "--splits",
            metavar="N",
            help="Cut chats N times at random: each message of yours is trained on N times, after more and after less"
            " of what came before, such as --splits 3. " + default.format(_DEFAULT["splits"]),
        ),
        click.option(
            "--overlap",
            metavar="N",
            help="Begin an example with up to N messages of the one before it, which are not trained on again. "
            + default.format(_DEFAULT["overlap"]),
        ),
        click.option(
            "--max-messages",
            metavar="N",
            help="Messages of an example at most. " + default.format(_DEFAULT["max_messages"]),
        ),
        click.option(
            "--min-messages",
            metavar="N",
            help="Messages of an example at least. " + default.format(_DEFAULT["min_messages"]),
        ),
        click.option(
            "--budget", metavar="TOKENS", help="Tokens of an example at most. " + default.format(_DEFAULT["budget"])
        ),
        click.option(
            "--keep-copies",
            is_flag=True,
            default=None,
            help="Use a chat twice that two exports hold; else each of its messages is used once.",
        ),
        click.option(
            "--cap",
            "caps",
            multiple=True,
            metavar="SOURCE=N",
            help="Train on at most N messages of the persona of a kind of source, such as discord=5000; repeatable.",
        ),
        click.option(
            "--weight",
            "weights",
            multiple=True,
            metavar="SOURCE=N",
            help="Use a kind of source N times, such as essays=2 or discord=0.3; repeatable.",
        ),
        click.option(
            "--languages",
            multiple=True,
            metavar="CODES",
            help="Train only on what you write in these languages, such as de,en; needs the extra languages.",
        ),
        click.option(
            "--recency",
            metavar="HALF_LIFE",
            help="Use a session half as often for each such time that it is older than the newest one: 180d, 26w, 2y.",
        ),
        click.option(
            "--cap-per-partner",
            metavar="N",
            help="Train on at most N of your messages to one person or in one group, or on a share of what you say in"
            " chats, such as 2000 or 20%.",
        ),
        click.option(
            "--near-duplicates",
            type=click.Choice(get_args(NearDuplicates)),
            help="Of what the last one is used: texts, the default, of writings that are versions of one text;"
            " same or similar, also of your long messages and sessions; keep uses all. similar needs the extra"
            " near-duplicates. For example, --near-duplicates similar.",
        ),
        click.option(
            "--train",
            multiple=True,
            metavar="KINDS",
            help="Train on what you send without writing it: forwarded, links (messages that are nothing but links),"
            " quoted (lines behind `> `), such as --train forwarded,links. Else it stands in examples and is only"
            " read.",
        ),
        click.option(
            "--openers",
            type=click.Choice(["keep", "leave-out"]),
            help="What the persona says first in a session, before anybody else: trained on, or left out. Kept by"
            " default where a source has only the persona's messages.",
        ),
        click.option(
            "--replies",
            type=click.Choice(get_args(Replies)),
            help="Where a message stands that a reply names from afar: right before the reply (inline, the default) or"
            " first in its example (start), never trained on. off leaves replies where they stand.",
        ),
        click.option(
            "--threads",
            type=click.Choice(get_args(Threads)),
            help="Whether talks that cross in a busy group are taken apart. By default (auto) they are, where three"
            " people or more write fast, with a quick look. careful looks at each message twice: what answers what is"
            " right more often, at about 0.1 milliseconds a message. off leaves the order of the file.",
        ),
        click.option(
            "--bubbles",
            is_flag=True,
            default=None,
            help="Tell messages in a row of one author apart: each further one begins on a new line with NAME:.",
        ),
        click.option(
            "--heading",
            type=click.Choice(get_args(Heading)),
            help="What stands before an essay or a journal entry. title-date by default.",
        ),
        click.option(
            "--train-name/--no-train-name",
            default=None,
            help="Whether the persona's NAME: is trained on. Yes by default.",
        ),
        click.option(
            "--style",
            type=click.Choice(["seamless", "origin"]),
            help="Where the borders of segments lie. seamless by default.",
        ),
    ):
        command = option(command)
    return command
