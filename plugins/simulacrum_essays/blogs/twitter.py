"""X (Twitter): the posts of an archive, each an essay; posts that their author answered are one essay together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import msgspec

from simulacrum_core import SourceFile
from simulacrum_core.sources import Batch, Block, ElementDecoder, Fault, elements_of, walk_json

from ..essay import Essay, Reading
from .tweet import Tweet, long_text, tweet_of

_SIGN = re.compile(rb"\A(?:\xef\xbb\xbf)?\s{0,99}window\.YTD\.([a-z_]{1,60})\.part\d{1,6}\s{0,9}=\s{0,9}")
_POSTS = ("tweet", "tweets", "community_tweet")
_HEAD = 1 << 10
_FIRST_YEAR = 2006


class Owner(msgspec.Struct, frozen=True):
    """Whose archive it is, as far as it says so."""

    id: str | None = None
    login: str | None = None
    name: str | None = None


def archive_part(head: bytes) -> str | None:
    """What a file of an archive holds, such as "tweets"; None where it is none."""
    match = _SIGN.match(head)
    return match[1].decode() if match else None


def is_posts(part: str | None) -> bool:
    """Whether a part of an archive holds its owner's posts."""
    return part in _POSTS


def other_part(part: str) -> str:
    """What is told of a part that is not read by itself."""
    return "direct messages (X archive)" if part.startswith("direct_message") else "other parts of an X archive"


def twitter_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The posts of all files of an archive: single ones as they come, then those that belong together."""
    if file.name in reading.read:
        return
    folder = file.name[: len(file.name) - len(file.base)]
    beside = [other for other in reading.files if other.name.rpartition("/")[0] == folder.rstrip("/")]
    parts = {other.name: (other, archive_part(_head(other))) for other in beside if other.name.endswith(".js")}
    files = [other for other, part in parts.values() if is_posts(part)]
    reading.read.update(other.name for other in files)
    owner = _owner([other for other, part in parts.values() if part == "account"], reading)
    notes = _long_texts([other for other, part in parts.values() if part == "note_tweet"], reading)
    parents = _parents(files, owner, reading)
    joined = parents.keys() | set(parents.values())
    held: dict[int, Tweet] = {}
    for tweet in _own_posts(files, notes, reading):
        if tweet.number in joined:
            held[tweet.number] = tweet
        else:
            yield _essay([tweet], owner)
    for thread in threads(held, parents):
        yield _essay(thread, owner)


def _parents(files: Sequence[SourceFile], owner: Owner, reading: Reading) -> dict[int, int]:
    """Which post answers which, where the answered one is earlier and may be the owner's."""
    found: dict[int, int] = {}
    for data, file, line in _objects(files, "tweet", reading, tell=False):
        tweet = tweet_of(data, file.name, line)
        is_own = tweet is not None and (owner.id is None or tweet.answered == owner.id)
        if tweet and is_own and tweet.parent is not None and tweet.parent < tweet.number:
            found[tweet.number] = tweet.parent
    return found


def _own_posts(files: Sequence[SourceFile], notes: dict[str, list[str]], reading: Reading) -> Iterator[Tweet]:
    for data, file, line in _objects(files, "tweet", reading, tell=True):
        tweet = tweet_of(data, file.name, line)
        if tweet is None:
            reading.findings.report(file.name, line, "left out: a post without an id or a text")
        elif tweet.is_shared:
            reading.tally["type repost"] += 1
        elif (key := f"post {tweet.number}") in reading.read:
            reading.tally["type post that was read already"] += 1
        else:
            reading.read.add(key)
            if text := long_text(tweet, notes):
                yield msgspec.structs.replace(tweet, text=text)
            else:
                reading.tally["type post without a text"] += 1


def threads(held: dict[int, Tweet], parents: dict[int, int]) -> Iterator[list[Tweet]]:
    """Posts by the first one that they go back to, in the order of their numbers, which is that of time."""
    roots: dict[int, int] = {}
    found: dict[int, list[Tweet]] = {}
    for number in sorted(held):
        parent = parents.get(number)
        root = roots.get(parent, number) if parent is not None else number
        roots[number] = root
        found.setdefault(root, []).append(held[number])
    yield from found.values()


def _essay(thread: Sequence[Tweet], owner: Owner) -> Essay:
    first = thread[0]
    date = first.date if first.date and first.date.year >= _FIRST_YEAR else None
    blocks = [Block("text", tweet.text, tweet.line) for tweet in thread]
    name = owner.name or owner.login
    return Essay(f"{first.file}#{first.number}", None, name, date, blocks, first.file, login=owner.login)


def _owner(files: Sequence[SourceFile], reading: Reading) -> Owner:
    for data, _, _ in _objects(files, "account", reading, tell=False):
        keys = ("accountId", "username", "accountDisplayName")
        values = [value if isinstance(value := data.get(key), str) and value.strip() else None for key in keys]
        return Owner(*values)
    return Owner()


def _long_texts(files: Sequence[SourceFile], reading: Reading) -> dict[str, list[str]]:
    """Texts of long posts, which are cut where the posts stand, by the second in which they were made."""
    found: dict[str, list[str]] = {}
    for data, _, _ in _objects(files, "noteTweet", reading, tell=False):
        core, made = data.get("core"), data.get("createdAt")
        text = core.get("text") if isinstance(core, dict) else None
        if isinstance(text, str) and isinstance(made, str):
            found.setdefault(made[:19], []).append(text)
    return found


def _objects(
    files: Sequence[SourceFile], key: str, reading: Reading, *, tell: bool
) -> Iterator[tuple[dict[str, Any], SourceFile, int]]:
    """What the files hold, one by one; older archives have the objects without a key around them."""
    decoder = ElementDecoder(dict[str, Any])

    def report(line: int | None, what: str) -> None:
        if tell:
            reading.findings.report(file.name, line, what)

    for file in files:
        with file.open() as stream:
            for event in walk_json(_After(stream), (), reading.limits.message_bytes):
                if isinstance(event, Fault):
                    report(event.line, f"left out: the rest of the file: {event.what}")
                elif isinstance(event, Batch):
                    for data, line in elements_of(event):
                        if (found := decoder.one(data, line, report)) is not None:
                            inner = found.get(key, found)
                            yield (inner if isinstance(inner, dict) else {}), file, line


class _After:
    """A file of an archive without the JavaScript before its JSON."""

    def __init__(self, stream: BinaryIO) -> None:
        head = stream.read(_HEAD)
        match = _SIGN.match(head)
        self._head, self._stream = head[match.end() if match else 0 :], stream

    def read(self, size: int = -1) -> bytes:
        """The next bytes; b"" at the end."""
        head, self._head = self._head, b""
        return head or self._stream.read(size)


def _head(file: SourceFile) -> bytes:
    with file.open() as stream:
        return stream.read(_HEAD)
