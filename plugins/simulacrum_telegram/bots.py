"""Bots: what a program wrote in a chat, and what somebody typed to one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import msgspec

from simulacrum_core import Findings

from .people import Head, peer_id

_TELEGRAM = frozenset({"user777000", "user489000"})
"""The accounts under which Telegram itself writes: news and login codes, and codes of other services."""
_TELEGRAM_NAMES = ("Telegram", "Verification Codes")
_WITH_BOTS = ("bot_chat", "verification_codes")
_WITHOUT_BOTS = ("personal_chat", "saved_messages")
_COMMAND = re.compile(r"/[A-Za-z0-9_]{1,64}(?P<to>@\w{1,64})?(?!\S)", re.ASCII)
_SHOWN = 5


class Bots(msgspec.Struct):
    """What is known of the bots of a source, and what of it was left out; `kept` where it is wanted.

    `known` are the ids of accounts that are bots.
    """

    kept: bool = False
    known: set[str] = msgspec.field(default_factory=lambda: set(_TELEGRAM))
    chats: dict[str, int] = msgspec.field(default_factory=dict)
    counts: Counter[str] = msgspec.field(default_factory=Counter)

    def fresh(self) -> Bots:
        """What is known of them, with nothing counted."""
        return Bots(self.kept, set(self.known))

    def add(self, other: Bots) -> None:
        """Count what was left out elsewhere."""
        for name, count in other.chats.items():
            self.chats[name] = self.chats.get(name, 0) + count
        self.counts.update(other.counts)

    def of(self, head: Head) -> ChatBots:
        """What is known of one chat; the partner in a chat with a bot is one everywhere."""
        partner = None if head.id is None else peer_id(head.id, head)
        is_telegram = partner in _TELEGRAM or head.type == "verification_codes"
        if head.type in _WITH_BOTS and partner is not None:
            self.known.add(partner)
        whole = is_telegram or (head.type in _WITH_BOTS and not self.kept)
        return ChatBots(self, str(head.name or head.type or head.id), whole, head.type in _WITHOUT_BOTS)

    def of_page(self, title: str, kind: str, names: Iterable[str]) -> ChatBots:
        """The same of a chat in HTML, which holds no ids: `kind` is what the list of an account's chats says it is."""
        is_telegram = title in _TELEGRAM_NAMES and title in names
        whole = is_telegram or (kind == "bot" and not self.kept)
        return ChatBots(self, title, whole, kind == "private" or title in names)

    def tell(self, findings: Findings) -> None:
        """Record what was left out, if anything was."""
        total = sum(self.chats.values()) + self.counts.total()
        if total:
            shown = [f"{name} ({count:,})" for name, count in list(self.chats.items())[:_SHOWN]]
            more = f" and {len(self.chats) - _SHOWN} more" if len(self.chats) > _SHOWN else ""
            evidence = [f"chats with bots: {', '.join(shown)}{more}"] if shown else []
            evidence += [f"{what}: {count:,}" for what, count in self.counts.items()]
            findings.decide("bots", f"{total:,} messages left out", "; ".join(evidence), option="-i bots true")


class ChatBots(msgspec.Struct, frozen=True):
    """The bots of one chat; `whole` where all of it is a talk with a program."""

    bots: Bots
    name: str
    whole: bool
    is_private: bool

    def people(self, ids: dict[str | int, str]) -> dict[str | int, str]:
        """Those of the authors, by their ids in the file, who may have written themselves."""
        if self.whole:
            return {}
        known = set() if self.bots.kept else self.bots.known
        found = _TELEGRAM | known
        return ids if found.isdisjoint(ids.values()) else {raw: id for raw, id in ids.items() if id not in found}

    def wrote(self, author: str | None, text: str, *, via: bool, buttons: bool) -> bool:
        """Whether a message is a program's, or a command to one; it is counted.

        `via` says that it was sent through a bot, `buttons` that a bot's stand below it.
        """
        if self.whole:
            self.bots.chats[self.name] = self.bots.chats.get(self.name, 0) + 1
            return True
        # Only programs put buttons below a message; those below posts of a channel say nothing about the post.
        what = "sent through a bot" if via else "with a bot's buttons" if buttons and _is_user(author) else None
        what = what or self._what(author, text)
        if what is not None:
            self.bots.counts[what] += 1
        return what is not None

    def _what(self, author: str | None, text: str) -> str | None:
        if author in _TELEGRAM:
            return "written by Telegram"
        if self.bots.kept:
            return None
        if author in self.bots.known:
            return "written by a bot"
        return "commands to bots" if self.is_command(text) else None

    def is_command(self, text: str) -> bool:
        """Whether a message is typed to a bot; in a private chat no bot is there that would hear what names none."""
        match = _COMMAND.match(text)
        return match is not None and (match["to"] is not None or not self.is_private)


def _is_user(author: str | None) -> bool:
    return author is not None and author.startswith("user")


def known_bots(frequent: Iterable[dict[str, object]]) -> set[str]:
    """The bots among the accounts that somebody often uses."""
    return {f"user{entry['id']}" for entry in frequent if entry.get("category") == "inline_bots" and "id" in entry}
