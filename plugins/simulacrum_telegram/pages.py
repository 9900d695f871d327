"""Chats of an HTML export: which pages make a chat, in which order, and who wrote in it."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Callable, Iterable, Iterator

import msgspec

from simulacrum_core import Conversation, Findings, Message, Participant, SourceError, SourceFile
from simulacrum_core.sources import Limits, content_of

from .bots import Bots
from .html_authors import Authors, Key, root_of
from .markup import Tag, breaks_off, classes, framed, having, is_whole, parse, parts, separated, shown_name, text_of
from .moments import Moments
from .owners import tell_one_sided, tell_owner
from .page import PageReader, date_in

SUMMARY, LISTS = "export_results.html", ("lists/chats.html", "lists/left_chats.html")
_TITLE = re.compile(rb'<div class="text bold">([^<]*)')
_NEIGHBOUR = re.compile(rb'<a class="pagination block_link" href="([^"]*)"')
_BEGINNING = re.compile(rb'<div class="message (?:default|service)[^">]{0,99}" id="message(-?\d{1,20})"')
_DATED = re.compile(
    rb'<div class="message default[^">]{0,99}" id="message(?P<id>\d{1,18})">'
    rb'(?:\s{0,99}<div class="pull_left userpic_wrap">\s{0,99}<div class="userpic [^>]{0,200}>\s{0,99}'
    rb'<div class="initials"[^>]{0,99}>[^<]{0,99}</div>\s{0,99}</div>\s{0,99}</div>)?'
    rb'\s{0,99}<div class="body">\s{0,99}<div class="pull_right date details" title="(?P<date>[^"]{19,40})"'
)
_NUMBERED = re.compile(r"(.*?)(\d{0,9})(?:\.\w+)?$", re.DOTALL)


class Listed(msgspec.Struct, frozen=True):
    """What the list of an account's chats says about one: `private`, `bot`, `group` or `channel`."""

    kind: str = ""
    one_sided: bool = False


class Owned(msgspec.Struct, frozen=True):
    """The owner of an account's export, as its first page tells."""

    name: str = ""
    colour: str = ""
    handles: tuple[str, ...] = ()

    def keys(self, people: Iterable[Key]) -> list[Key]:
        """The owner among those who wrote; where several bear the name, the one of the owner's colour."""
        named = [key for key in people if key[0] == self.name]
        return named if len(named) < 2 else [key for key in named if key[1] == self.colour]


class HtmlChat(msgspec.Struct, frozen=True):
    """A chat of an HTML export without its messages."""

    pages: list[SourceFile]
    title: str | None
    participants: tuple[Participant, ...]
    owner: str | None
    listed: Listed


class HtmlExport:
    """The HTML files of a source."""

    def __init__(self, files: list[SourceFile], bots: Bots, findings: Findings, limits: Limits) -> None:
        self._bots, self._findings, self._limits = bots, findings, limits
        self._listed = {
            folder: entry for file in files if file.name.endswith(LISTS) for folder, entry in _entries(file, limits)
        }
        self._authors = Authors()
        self._owners = {folder_of(file): self._owner(file) for file in files if file.base == SUMMARY}

    def chats(self, found: Iterable[list[SourceFile]]) -> list[HtmlChat]:
        """What the pages of every chat tell of it; all are looked at before any is read, to tell namesakes apart."""
        looked = [(pages, *self._people(pages)) for pages in found]
        return [self._chat(pages, people, title) for pages, people, title in looked]

    def conversations(
        self, chats: Iterable[HtmlChat], together: Callable[[HtmlChat], Conversation | None]
    ) -> Iterator[Conversation]:
        """The chats, each of its pages in their order."""
        silent = []
        for chat in chats:
            conversation = together(chat)
            if conversation is None:
                continue
            if conversation.one_sided:
                silent.append(conversation.title or conversation.id)
            yield conversation
        if silent:
            tell_one_sided(silent, None, self._findings)

    def conversation(self, chat: HtmlChat) -> Conversation:
        """A chat that stands in one place."""
        self.tell()
        return Conversation(
            source="telegram",
            id=chat.pages[0].name,
            title=chat.title,
            participants=chat.participants,
            one_sided=chat.listed.one_sided,
            messages=self.messages(chat),
            owner=chat.owner,
        )

    def tell(self) -> None:
        """Record what pages do not tell."""
        self._findings.decide("people", "distinguished by their names", "an HTML export has no ids; a JSON export has")
        self._findings.decide("time zone", "unknown", "the offsets in it ignore summer time", option="--tz")

    def _chat(self, pages: list[SourceFile], people: list[Key], title: str | None) -> HtmlChat:
        folder = folder_of(pages[0])
        owner = self._owners.get(root_of(folder), Owned())
        shown = [self._authors.shown(folder, key) for key in people]
        ids = {self._authors.id(folder, *key): key for key in shown}
        own = owner.keys(ids.values())
        owners = [id for id, key in ids.items() if key in own]
        participants = [Participant(id, name, owner.handles if id in owners else ()) for id, (name, _) in ids.items()]
        listed = self._listed.get(folder, Listed())
        return HtmlChat(pages, title, tuple(participants), owners[0] if len(owners) == 1 else None, listed)

    def moments(self, chat: HtmlChat) -> Moments:
        """The ids and times of the messages of a chat."""
        found = Moments()
        for page in chat.pages:
            for match in _DATED.finditer(content_of(page, self._limits, "page_bytes")):
                if (sent_at := date_in(match["date"].decode())) is not None:
                    found.add(int(match["id"]), sent_at)
        return found

    def _people(self, pages: list[SourceFile]) -> tuple[list[Key], str | None]:
        """Who wrote, in the order of the first messages, and the title of the chat."""
        found: dict[Key, None] = {}
        title: str | None = None
        for page in pages:
            data = content_of(page, self._limits, "page_bytes")
            match = _TITLE.search(data)
            title = title or (shown_name(html.unescape(match[1].decode(errors="replace"))) or None if match else None)
            found |= dict.fromkeys(self._authors.learn(folder_of(page), data))
        return list(found), title

    def _owner(self, file: SourceFile) -> Owned:
        """Whose account it is, by the first page of the export."""
        owned = _owned(file, self._limits)
        tell_owner(owned.name, "the first page of the export", file.name, self._findings)
        return owned

    def messages(self, chat: HtmlChat) -> Iterator[Message]:
        """The messages of a chat, as its pages have them."""
        bots = self._bots.of_page(chat.title or "", chat.listed.kind, {person.name for person in chat.participants})
        id_of = functools.partial(self._authors.id, folder_of(chat.pages[0]))
        known = {page.base for page in chat.pages}
        for page in chat.pages:
            data = content_of(page, self._limits, "page_bytes")
            self._look_for_gaps(page, data, known)
            try:
                tree = parse(data, page.name, functools.partial(self._findings.report, page.name, None))
            except SourceError as error:
                self._findings.report(page.name, None, f"left out: this page: {error.what}")
                continue
            found = [] if tree is None else list(PageReader(page.name, bots, id_of).messages(tree))
            ids = [id.decode() for id in _BEGINNING.findall(data)]
            begun = max(len(ids), len(found))
            if not is_whole(data):
                line = data.count(b"\n") + 1
                self._findings.report(page.name, line, "left out: the rest of the page, which breaks off here")
                if ids and breaks_off(data):
                    begun -= 1
                    if found and (found[-1] is None or found[-1].id == ids[-1]):
                        del found[-1]
            if begun > len(found):
                what = f"left out: messages in damaged parts of the page ({begun - len(found):,})"
                self._findings.report(page.name, None, what)
            yield from filter(None, found)

    def _look_for_gaps(self, page: SourceFile, data: bytes, known: set[str]) -> None:
        """Report the pages before and after this one that are not there, each of them once."""
        line, counted = 1, 0
        for match in _NEIGHBOUR.finditer(data):
            name = match[1].decode(errors="replace")
            if name not in known:
                known.add(name)
                line, counted = line + data.count(b"\n", counted, match.start()), match.start()
                self._findings.report(page.name, line, f"left out: the page {name} of this chat, which is missing")


def html_chats(pages: Iterable[SourceFile]) -> list[list[SourceFile]]:
    """Pages by their folder; `messages10.html` comes after `messages2.html`."""
    folders: dict[str, list[SourceFile]] = {}
    for page in pages:
        folders.setdefault(folder_of(page), []).append(page)
    return [sorted(found, key=_order) for found in folders.values()]


def folder_of(file: SourceFile) -> str:
    """Where a file lies, "" or ending in a slash."""
    return file.name[: len(file.name) - len(file.base)]


def _order(page: SourceFile) -> tuple[str, int]:
    """The first page has no number."""
    name, number = _NUMBERED.match(page.base).groups()  # type: ignore[union-attr]
    return name, int(number or 1)


def _owned(file: SourceFile, limits: Limits) -> Owned:
    """What the first page of an account's export tells about its owner."""
    tree = parse(content_of(file, limits, "page_bytes"), file.name, lambda _: None)
    if tree is None:
        return Owned()
    name = " ".join(value for _, value in _rows(tree, "names"))
    rows = dict(_rows(tree, "info"))
    words = (rows.get("Username", "").removeprefix("@"), rows.get("Phone number", ""))
    pictures = [classes(picture) for info in separated(tree, "personal_info") for picture in having(info, "userpic")]
    colours = [name for names in pictures for name in names if name != "userpic"]
    return Owned(name, colours[0] if colours else "", tuple(filter(None, words)))


def _rows(tree: Tag, name: str) -> Iterator[tuple[str, str]]:
    """The labels and values of a table."""
    for row in (
        parts(row) for rows in separated(tree, name) if "rows" in classes(rows) for row in separated(rows, "row")
    ):
        if "value" in row:
            yield framed(row["label"]).strip() if "label" in row else "", framed(row["value"]).strip()


def _entries(file: SourceFile, limits: Limits) -> Iterator[tuple[str, Listed]]:
    """The folders of the chats in a list, and what it says about each."""
    tree = parse(content_of(file, limits, "page_bytes"), file.name, lambda _: None)
    root = file.name.rpartition("lists/")[0]
    for entry in separated(tree, "entry") if tree is not None else ():
        kind = "".join(framed(part).strip() for part in list(having(entry, "info"))[:1])
        one_sided = any("outgoing message" in text_of(line) for line in having(entry, "details_entry"))
        yield root + str(entry.get("href", "")).removeprefix("../").rpartition("/")[0] + "/", Listed(kind, one_sided)
