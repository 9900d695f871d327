"""Accounts: what a data package tells about its owner, the owner's friends, and the channels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache, partial
from typing import TypeVar

import msgspec

from simulacrum_core import Findings, Participant, SourceFile
from simulacrum_core.sources import ElementDecoder, Limits, content_of

from .. import names

_CHANNEL, _INDEX, _USER = "channel.json", "index.json", "user.json"
_DIRECT = re.compile(r"Direct Message with (.+)", re.DOTALL)
_OLD_NAME = re.compile(r"(?<=.)#[0-9]{1,4}$")

T = TypeVar("T")


class User(msgspec.Struct):
    """Somebody; which of the names is there depends on the year of the package."""

    id: str | int
    username: str | None = None
    discriminator: str | int | None = None
    global_name: str | None = None
    display_name: str | None = None


class Owner(User):
    """`account/user.json`."""

    relationships: list[msgspec.Raw] = []


class Friend(msgspec.Struct):
    user: User


class Guild(msgspec.Struct):
    name: str | None = None


class Channel(msgspec.Struct):
    """`channel.json`; guilds are there in servers, recipients in conversations with friends."""

    id: str | int
    name: str | None = None
    guild: Guild | None = None
    recipients: list[str | int | None] | None = None


class Account(msgspec.Struct, frozen=True):
    """Whose messages a package holds, and names of people and channels by id."""

    owner: Participant
    people: dict[str, str]
    channels: dict[str, str]


_CHANNELS, _OWNERS, _FRIENDS = ElementDecoder(Channel), ElementDecoder(Owner), ElementDecoder(Friend)
_INDEXES = ElementDecoder(dict[str, str | None])


class Package:
    """The files of a source, some of which may tell of messages that lie beside them.

    The folders' names are translated; `channel.json`, `index.json` and `user.json` are the same everywhere.
    """

    def __init__(self, files: Sequence[SourceFile], findings: Findings, limits: Limits) -> None:
        self._findings, self._limits = findings, limits
        found = [(folder_of(file.name), file.base.lower(), file) for file in files]
        self._files = {(folder, base): file for folder, base, file in found if base in (_CHANNEL, _INDEX)}
        self._users = {folder_of(folder): file for folder, base, file in found if base == _USER}
        self._read = set[str]()

    # Made where they are needed: a folder of many chats asks each of its files whether it is a package's.
    @cached_property
    def channel(self) -> Callable[[str], Channel | None]:
        """What a folder of messages says about its channel, read once."""
        return lru_cache(maxsize=None)(self._channel)

    @cached_property
    def account(self) -> Callable[[str], Account]:
        """The account to which a folder belongs, read once."""
        return lru_cache(maxsize=None)(self._account)

    @cached_property
    def _index(self) -> Callable[[str], dict[str, str | None]]:
        return lru_cache(maxsize=None)(self._read_index)

    def have(self, file: SourceFile) -> None:
        """Remember that a file has messages."""
        self._read.add(folder_of(file.name))

    def tell_missing(self) -> None:
        """Report the channels whose messages Discord left out, as it did in 2021; of files that were all looked at."""
        folders = {folder for folder, base in self._files if base == _CHANNEL}
        if folders & self._read:
            for folder in sorted(folders - self._read):
                self._findings.report(f"{folder}/{_CHANNEL}", None, "no messages lie beside it: the package lacks them")

    def _channel(self, folder: str) -> Channel | None:
        """What a folder of messages says about its channel."""
        return self._decoded(self._files.get((folder, _CHANNEL)), _CHANNELS)

    def title(self, folder: str) -> str | None:
        """`guild / channel`, or the name of the friend or group; None where nothing tells it."""
        channel = self.channel(folder)
        if channel is None:
            return None
        named = channel.name or _friend(self._index(folder_of(folder)).get(str(channel.id)))
        return names.title(channel.guild.name, named) if channel.guild and channel.guild.name and named else named

    def _account(self, folder: str) -> Account:
        """The account that the folders of messages below `folder` belong to."""
        owner = self._decoded(self._users.get(folder_of(folder)), _OWNERS)
        me = Participant("me", "me") if owner is None else _participant(owner)
        friends = [self._friend_of(raw) for raw in owner.relationships] if owner else []
        people = {str(friend.user.id): name for friend in friends if friend and (name := _name(friend.user))}
        index = self._index(folder)
        channels = {id: _friend(name.rpartition(" in ")[0] or name) or name for id, name in index.items() if name}
        for channel in self._channels_below(folder):
            id, others = str(channel.id), {str(other) for other in channel.recipients or ()} - {me.id}
            if channel.name:
                channels[id] = channel.name
            if len(others) == 1 and (name := _friend(index.get(id))) and name != index.get(id):
                people.setdefault(others.pop(), name)
        return Account(me, people | {me.id: me.name}, channels)

    def _channels_below(self, folder: str) -> Iterator[Channel]:
        for place, base in self._files:
            if base == _CHANNEL and folder_of(place) == folder and (channel := self.channel(place)):
                yield channel

    def _read_index(self, folder: str) -> dict[str, str | None]:
        return self._decoded(self._files.get((folder, _INDEX)), _INDEXES) or {}

    def _friend_of(self, raw: msgspec.Raw) -> Friend | None:
        return _FRIENDS.one(bytes(raw), 1, lambda line, what: None)

    def _decoded(self, file: SourceFile | None, decoder: ElementDecoder[T]) -> T | None:
        if file is None:
            return None
        data = content_of(file, self._limits, "page_bytes")
        return decoder.one(data.removeprefix(b"\xef\xbb\xbf"), 1, partial(self._findings.report, file.name))


def folder_of(name: str) -> str:
    """The path of what a file or folder lies in."""
    return name.rpartition("/")[0]


def _name(user: User) -> str | None:
    return user.global_name or user.display_name or user.username


def _participant(user: User) -> Participant:
    """Somebody with the account's own names."""
    number = str(user.discriminator or 0).zfill(4)
    handles = names.handles(f"{user.username}#{number}") if user.username else ()
    return Participant(str(user.id), _name(user) or str(user.id), handles)


def _friend(name: str | None) -> str | None:
    """`ben` of `Direct Message with ben#0`; other names stay as they are."""
    match = _DIRECT.fullmatch(name or "")
    return _OLD_NAME.sub("", match[1]) if match else name
