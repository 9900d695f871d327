"""Names: what a channel is called and which files belong to it, from file names as the exporter makes them."""

from __future__ import annotations

import re

from simulacrum_core import SourceFile

_PART = re.compile(r" \[part [0-9]{1,6}\]$")
_DATES = re.compile(r" \((?:after|before)? ?\d{4}-\d\d-\d\d(?: to \d{4}-\d\d-\d\d)?\)$")
_CHANNEL = re.compile(r"(?P<path>.+) \[(?P<id>[0-9]{5,20})\]$")
_DISCRIMINATOR = re.compile(r"(?<=.)#[0-9]{4}$")
_DELETED = "Deleted User"
DELETED = frozenset({"456226577798135808", _DELETED})
"""The id that Discord gives all accounts that were deleted, and the name that stands for it where there are no ids."""
_WEBHOOK = "webhook:"


def group_of(file: SourceFile) -> str:
    """The id of the channel where the name tells it, else the name without what tells the parts of an export apart."""
    stem = _stem(file)
    match = _CHANNEL.match(stem)
    return match["id"] if match else file.name[: len(file.name) - len(file.base)] + stem


def title_of(file: SourceFile) -> str:
    """`guild / channel` of `guild - category - channel [id]`, and the whole name where it is another one."""
    stem = _stem(file)
    match = _CHANNEL.match(stem)
    if match is None:
        return stem
    guild, found, rest = match["path"].partition(" - ")
    return title(guild, rest.rpartition(" - ")[2]) if found else guild


def title(guild: str, channel: str) -> str:
    """The title of a conversation; the exporter calls the guild of conversations with friends `Direct Messages`."""
    return channel if guild in ("", "Direct Messages") else f"{guild} / {channel}"


def person(full_name: str) -> str:
    """What others saw of a name from before 2023: `moss#1234` is shown as `moss`."""
    return _DISCRIMINATOR.sub("", full_name)


def handles(full_name: str) -> tuple[str, ...]:
    """The account's own names: a username, and `moss#1234` where it is an old one; none of a deleted account."""
    match = _DISCRIMINATOR.search(full_name)
    name = person(full_name)
    if name in ("", _DELETED):
        return ()
    return (name, full_name) if match and match[0] not in ("#0000", "#0") else (name,)


def webhook(name: str) -> str:
    """The id of what a webhook writes under a name.

    PluralKit, Tupperbox and bridges send what many people say through one webhook, and what one of them says through
    the webhooks of all channels: the name alone tells whose words these are.
    """
    return _WEBHOOK + name


def is_webhook(id: str) -> bool:
    """Whether an author's id was made of the name that a webhook writes under."""
    return id.startswith(_WEBHOOK)


def has_number(full_name: str) -> bool:
    """Whether a bot's full name ends in its number, as those of all accounts do, and those of webhooks do not."""
    match = _DISCRIMINATOR.search(full_name)
    return match is not None and match[0] != "#0000"


def _stem(file: SourceFile) -> str:
    return _DATES.sub("", _PART.sub("", file.base.rpartition(".")[0] or file.base))
