"""Authors of HTML exports, which hold no ids: accounts are told apart by their names and by the colours of their
initials, which Telegram Desktop takes from the id."""

from __future__ import annotations

import html
import re

import msgspec

from .markup import shown_name
from .people import DELETED, signed_name

_SEEN = re.compile(
    rb'<div class="pull_left (?P<origin>forwarded )?userpic_wrap">\s{0,99}<div class="userpic (?P<colour>userpic\d)"'
    rb'|(?P<inner><div class="forwarded body">\s{0,99})?<div class="from_name">(?P<name>[^<]*)'
    rb'|<div class="signature details">(?P<signature>[^<]*)'
    rb'|(?P<begin><div class="message default clearfix")'
)
_ROOT = re.compile(r"(.*?)chats/chat_\d{1,9}/")

Key = tuple[str, str]
"""The name of an author, and what tells accounts of one name apart."""


class Authors(msgspec.Struct):
    """Those who wrote in the chats of a source: for each export and name, what its accounts are told apart by."""

    _told: dict[Key, set[str]] = msgspec.field(default_factory=dict)
    _signed_for: dict[Key, str] = msgspec.field(default_factory=dict)
    _signers: dict[Key, set[str]] = msgspec.field(default_factory=dict)

    def learn(self, folder: str, page: bytes) -> list[Key]:
        """The authors of a page that lies in a folder, the first first."""
        found: dict[Key, None] = {}
        name = colour = ""
        for match in _SEEN.finditer(page):
            if match["begin"]:
                # One whose picture is damaged away has not that of the message before.
                colour = ""
            elif match["colour"]:
                colour = colour if match["origin"] else match["colour"].decode()
            elif match["signature"] is not None:
                if name and (signature := shown_name(_text(match["signature"]))):
                    signer = signed_name(name, signature)
                    found[signer, colour] = None
                    self._signed_for[root_of(folder), signer] = name
                    self._signers.setdefault((root_of(folder), name), set()).add(signer)
            elif not match["inner"] and (shown := shown_name(_text(match["name"]))):
                name = shown
                found[name, colour] = None
        for name, colour in found:
            self._told.setdefault((root_of(folder), name), set()).add(_mark(folder, name, colour))
        return list(found)

    def shown(self, folder: str, key: Key) -> Key:
        """The author as a participant: where one alone signs for a channel, that is the channel."""
        root, (name, colour) = root_of(folder), key
        channel = self._signed_for.get((root, name))
        is_alone = channel is not None and len(self._signers[root, channel]) == 1
        return (channel, colour) if channel is not None and is_alone else key

    def id(self, folder: str, name: str, colour: str) -> str:
        """The participant's id: the name, with what tells the accounts of that name apart where there are several."""
        name, colour = self.shown(folder, (name, colour))
        several = len(self._told.get((root_of(folder), name), ())) > 1
        return f"{name} ({_mark(folder, name, colour)})" if several else name


def root_of(folder: str) -> str:
    """The folder of the export that a chat's folder belongs to: colours are those of one exporter."""
    match = _ROOT.fullmatch(folder)
    return match[1] if match else folder


def _text(data: bytes) -> str:
    return html.unescape(data.decode(errors="replace"))


def _mark(folder: str, name: str, colour: str) -> str:
    """A deleted account has no name, so that nothing shows it to be the same one in two chats."""
    return f"{folder}{colour}" if name == DELETED else colour
