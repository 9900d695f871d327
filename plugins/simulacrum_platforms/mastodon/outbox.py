"""The outbox of an archive: what its owner did, one activity after the other."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from simulacrum_core import Findings, Kind, Participant, SourceError, SourceFile
from simulacrum_core.sources import Batch, ElementDecoder, Fault, Limits, as_utf8, elements_of, walk_json

from ..markup import html_passages
from ..monologues import Passage, Writer, sound
from .actors import ACTOR, NAME, handles_of, head_of, word, writer_of

_LIST = re.compile(rb'"orderedItems"\s{0,9}:\s{0,9}\[')
_ACTIVITY = re.compile(rb'"type"\s{0,9}:\s{0,9}"(?:Create|Announce)"')
_PUBLIC = ("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public")
_POLLS = ("oneOf", "anyOf")
_QUOTED = ("quote", "quoteUrl", "quoteUri", "quoteURL", "_misskey_quote")
"""Where a post tells which one it quotes, as Mastodon and other servers call it."""
_ADDRESS = re.compile(r"(?:RE|QT):[ \u00a0](?:https?://)?[\w.-]{3,100}(?:/\S*|…)\s*")


class Post(msgspec.Struct, frozen=True):
    """A post; `parent` is the address of what it answers, `people` those whom it is sent to where it is to nobody else.

    `shared` is the address of somebody's post that is only shared.
    """

    id: str
    passages: list[Passage]
    date: dt.datetime | None
    parent: str | None
    position: str
    people: tuple[str, ...] = ()
    files: int = 0
    edited: bool = False
    poll: str = ""
    shared: str | None = None


class Outbox(msgspec.Struct, frozen=True):
    """Files of activities, whose they are, and what is told while they are read."""

    files: list[SourceFile]
    writer: Writer
    findings: Findings
    limits: Limits
    types: dict[str, int] = msgspec.field(default_factory=dict)


def is_outbox(file: SourceFile) -> bool:
    """Whether a file is an outbox in which there are posts, by its first 64 kB."""
    head = head_of(file)
    return _LIST.search(head) is not None and _ACTIVITY.search(head) is not None


def outboxes(files: Sequence[SourceFile], findings: Findings, limits: Limits) -> list[Outbox]:
    """The outboxes of a source; who their owners are stands beside them."""
    actors = {_folder(file): file for file in files if file.base.lower() == ACTOR}
    found = [file for file in files if is_outbox(file)]
    owners: dict[str, Outbox] = {}
    for outbox in (_outbox(as_utf8(file), actors.get(_folder(file)), findings, limits) for file in found):
        known = owners.setdefault(outbox.writer.person.id, outbox)
        if known is not outbox:
            known.files.extend(outbox.files)
    return list(owners.values())


def _outbox(file: SourceFile, actor: SourceFile | None, findings: Findings, limits: Limits) -> Outbox:
    outbox = Outbox([file], writer_of(actor, findings, limits), findings, limits)
    if outbox.writer.is_known:
        return outbox
    # Each activity tells whose it is.
    first = next((address for data, _, _ in activities(outbox, tell=False) if (address := word(data.get("actor")))), "")
    login = first.rstrip("/").rpartition("/")[2]
    if not login:
        return outbox
    writer = Writer(NAME, Participant(first, login, handles_of(first, login)), is_known=True)
    return msgspec.structs.replace(outbox, writer=writer)


def _folder(file: SourceFile) -> str:
    return file.name[: len(file.name) - len(file.base)]


def activities(outbox: Outbox, *, tell: bool) -> Iterator[tuple[dict[str, Any], SourceFile, int]]:
    """The activities one by one, each with its file and line."""
    decoder = ElementDecoder(dict[str, Any])

    def report(line: int | None, what: str) -> None:
        if tell:
            outbox.findings.report(file.name, line, what)

    for file in outbox.files:
        with file.open() as stream:
            for event in walk_json(stream, ("orderedItems",), outbox.limits.message_bytes):
                if isinstance(event, Fault):
                    report(event.line, f"left out: the rest of the file: {event.what}")
                elif isinstance(event, Batch):
                    for data, line in elements_of(event):
                        if (found := decoder.one(data, line, report)) is not None:
                            yield found, file, line


def link_of(activity: dict[str, Any]) -> tuple[str, str | None] | None:
    """The address of a post, and of what it answers; None of what is no post."""
    note = activity.get("object")
    if activity.get("type") != "Create" or not isinstance(note, dict):
        return None
    return word(note.get("id")), word(note.get("inReplyTo")) or None


def posts(outbox: Outbox) -> Iterator[Post]:
    """The posts of an outbox, and what is only shared; what is neither is counted or reported."""
    for number, (activity, file, line) in enumerate(activities(outbox, tell=True), 1):
        kind, note = activity.get("type"), activity.get("object")
        position = f"{file.name}:{line}"
        if kind == "Announce":
            yield _shared(activity, number, position)
        elif kind == "Create" and isinstance(note, dict):
            try:
                yield _post(note, activity, number, position, file.name)
            except SourceError as error:
                outbox.findings.report(file.name, line, f"left out: a post: {error.what}")
        elif kind == "Create":
            outbox.findings.report(file.name, line, "left out: a post of which only the address is there")
        else:
            name = sound(kind)[:40] if isinstance(kind, str) else "without a type"
            outbox.types[name] = outbox.types.get(name, 0) + 1


def _shared(activity: dict[str, Any], number: int, position: str) -> Post:
    what = activity.get("object")
    address = word(what.get("id")) if isinstance(what, dict) else word(what)
    id = word(activity.get("id")) or f"share {number}"
    return Post(id, [Passage(address, position)], _moment(activity), None, position, shared=address)


def _post(note: dict[str, Any], activity: dict[str, Any], number: int, position: str, file: str) -> Post:
    passages = html_passages(_content(note), position, file)
    if any(note.get(key) for key in _QUOTED):
        passages = list(_with_address(passages))
    title = [Passage(text, position) for key in ("summary", "name") if (text := word(note.get(key)))]
    files = note.get("attachment")
    return Post(
        id=word(note.get("id")) or f"post {number}",
        # A warning is written by whoever warns.
        passages=[*(one for one in title if one.text not in (own.text for own in passages)), *passages],
        date=_moment(note) or _moment(activity),
        parent=word(note.get("inReplyTo")) or None,
        position=position,
        people=_people(note),
        files=len(files) if isinstance(files, list) else 0,
        edited=bool(note.get("updated")),
        poll="\n".join(_choices(note)),
    )


def _with_address(passages: Sequence[Passage]) -> Iterator[Passage]:
    """The passages, parted from the address of a quoted post, which a server puts above or below them."""
    for number, passage in enumerate(passages):
        lines = passage.text.split("\n")
        first = int(number == 0 and _ADDRESS.fullmatch(lines[0]) is not None)
        is_end = number == len(passages) - 1 and _ADDRESS.fullmatch(lines[-1]) is not None
        end = max(len(lines) - is_end, first)
        kinds: tuple[tuple[list[str], Kind], ...] = (
            (lines[:first], "boilerplate"),
            (lines[first:end], passage.kind),
            (lines[end:], "boilerplate"),
        )
        for some, kind in kinds:
            if text := "\n".join(some).strip("\n"):
                yield msgspec.structs.replace(passage, text=text, kind=kind)


def _content(note: dict[str, Any]) -> str:
    content, languages = note.get("content"), note.get("contentMap")
    if isinstance(content, str):
        return content
    texts = languages.values() if isinstance(languages, dict) else ()
    return next((text for text in texts if isinstance(text, str)), "")


def _choices(note: dict[str, Any]) -> Iterator[str]:
    for key in _POLLS:
        choices = note.get(key)
        for choice in choices if isinstance(choices, list) else ():
            if isinstance(choice, dict) and (text := word(choice.get("name"))):
                yield text


def _people(note: dict[str, Any]) -> tuple[str, ...]:
    """To whom a post goes where it is no public one and none to all followers: as its mentions call them."""
    to = [address for key in ("to", "cc") for address in _list(note.get(key))]
    if not to or any(address in _PUBLIC or address.endswith("/followers") for address in to):
        return ()
    names = {
        word(tag.get("href")): word(tag.get("name"))
        for tag in (note["tag"] if isinstance(note.get("tag"), list) else ())
        if isinstance(tag, dict) and tag.get("type") == "Mention"
    }
    return tuple(sorted({names.get(address) or address for address in to}))


def _list(value: object) -> list[str]:
    return [word(one) for one in value] if isinstance(value, list) else [word(value)] if word(value) else []


def _moment(data: dict[str, Any]) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(word(data.get("published")))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
