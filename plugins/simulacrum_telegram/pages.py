"""Chats of an HTML export: which pages make a chat, in which order, and who wrote in it."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterable, Iterator

from simulacrum_core import Conversation, Findings, Message, Participant, SourceError, SourceFile
from simulacrum_core.sources import Limits, content_of

from .markup import breaks_off, framed, having, is_whole, parse, parts, shown_name, text_of
from .owners import tell_one_sided, tell_owner
from .page import PageReader

SUMMARY, LISTS = "export_results.html", ("lists/chats.html", "lists/left_chats.html")
_NAMES = re.compile(rb'(<div class="forwarded body">\s*)?<div class="from_name">([^<]*)')
_TITLE = re.compile(rb'<div class="text bold">([^<]*)')
_NEIGHBOUR = re.compile(rb'<a class="pagination block_link" href="([^"]*)"')
_BEGINNING = re.compile(rb'<div class="message (?:default|service)[^">]{0,99}" id="message(-?\d{1,20})"')
_NUMBERED = re.compile(r"(.*?)(\d{0,9})(?:\.\w+)?$", re.DOTALL)


class HtmlExport:
    """The HTML files of a source."""

    def __init__(self, files: list[SourceFile], findings: Findings, limits: Limits) -> None:
        self._findings, self._limits = findings, limits
        self._one_sided = {folder for file in files if file.name.endswith(LISTS) for folder in _outgoing(file, limits)}
        for file in files:
            if file.base == SUMMARY:
                tell_owner(_owner(file, limits), "the first page of the export", file.name, findings)

    def conversations(self, chats: Iterable[list[SourceFile]]) -> Iterator[Conversation]:
        """The chats, each of its pages in their order."""
        silent = []
        for pages in chats:
            chat = self._conversation(pages)
            if chat.one_sided:
                silent.append(chat.title or chat.id)
            yield chat
        if silent:
            tell_one_sided(silent, None, self._findings)

    def _conversation(self, pages: list[SourceFile]) -> Conversation:
        names, title = _people(pages, self._limits)
        self._findings.decide("people", "told apart by their names", "an HTML export holds no ids; one as JSON does")
        self._findings.decide("time zone", "unknown", "the offsets in it ignore summer time", option="--tz")
        return Conversation(
            source="telegram",
            id=pages[0].name,
            title=title,
            participants=tuple(Participant(name, name) for name in names),
            one_sided=folder_of(pages[0]) in self._one_sided,
            messages=self._messages(pages),
        )

    def _messages(self, pages: list[SourceFile]) -> Iterator[Message]:
        known = {page.base for page in pages}
        for page in pages:
            data = content_of(page, self._limits, "page_bytes")
            self._look_for_gaps(page, data, known)
            try:
                tree = parse(data, page.name, functools.partial(self._findings.report, page.name, None))
            except SourceError as error:
                self._findings.report(page.name, None, f"left out: this page, for {error.what}")
                continue
            found = [] if tree is None else list(PageReader(page.name).messages(tree))
            ids = [id.decode() for id in _BEGINNING.findall(data)]
            begun = max(len(ids), len(found))
            if not is_whole(data):
                line = data.count(b"\n") + 1
                self._findings.report(page.name, line, "left out: what would come after the page breaks off here")
                if ids and breaks_off(data):
                    begun -= 1
                    if found and (found[-1] is None or found[-1].id == ids[-1]):
                        del found[-1]
            if begun > len(found):
                what = f"left out: messages that damage hides ({begun - len(found):,})"
                self._findings.report(page.name, None, what)
            yield from filter(None, found)

    def _look_for_gaps(self, page: SourceFile, data: bytes, known: set[str]) -> None:
        """Report the pages before and after this one that are not there, each of them once."""
        for match in _NEIGHBOUR.finditer(data):
            name = match[1].decode(errors="replace")
            if name not in known:
                known.add(name)
                line = data.count(b"\n", 0, match.start()) + 1
                self._findings.report(page.name, line, f"left out: the page {name} of this chat is not there")


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


def _people(pages: list[SourceFile], limits: Limits) -> tuple[list[str], str | None]:
    """Who wrote, in the order of the first messages, and the title of the chat."""
    names: dict[str, None] = {}
    title: str | None = None
    for page in pages:
        data = content_of(page, limits, "page_bytes")
        match = _TITLE.search(data)
        title = title or (_plain(match[1]) or None if match else None)
        names |= dict.fromkeys(_plain(name) for forwarded, name in _NAMES.findall(data) if not forwarded)
    return [name for name in names if name], title


def _plain(name: bytes) -> str:
    return shown_name(html.unescape(name.decode(errors="replace")))


def _owner(file: SourceFile, limits: Limits) -> str:
    """The name of an account's owner, "" where the page does not tell."""
    tree = parse(content_of(file, limits, "page_bytes"), file.name, lambda _: None)
    rows = [parts(row) for names in having(tree, "names") for row in having(names, "row")] if tree is not None else []
    return " ".join(framed(row["value"]).strip() for row in rows if "value" in row)


def _outgoing(file: SourceFile, limits: Limits) -> Iterator[str]:
    """The folders of the chats of which a list says that only outgoing messages are in."""
    tree = parse(content_of(file, limits, "page_bytes"), file.name, lambda _: None)
    root = file.name.rpartition("lists/")[0]
    for entry in having(tree, "entry") if tree is not None else ():
        if any("outgoing message" in text_of(line) for line in having(entry, "details_entry")):
            yield root + str(entry.get("href", "")).removeprefix("../").rpartition("/")[0] + "/"
