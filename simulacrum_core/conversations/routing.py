"""Routing: each file of a source to the importer that identifies it, folder by folder where several do."""

from __future__ import annotations

import json
import mimetypes
import re
from collections.abc import Callable, Iterable, Sequence, Set
from itertools import takewhile

import msgspec

from ..errors import SourceError
from ..sources.source import SourceFile

_BLOCK, _END = 1 << 20, 4
Identify = Callable[[Sequence[SourceFile], Set[str]], list[str]]
"""The names of the importers that say that these files are theirs; where the set has names, only those are asked."""
Claims = Sequence[tuple[SourceFile, list[str]]]
"""Files, each with the importers that say that it alone is theirs."""


class Routes(msgspec.Struct):
    """Files by importer, and those that nobody identifies; `writers` are the importers of writings.

    `disputed` are files that several importers identify on equal evidence, and `outdone` those of which less evidence
    was outdone by more, each with the importers; `damaged` says which archives could not be opened, and `skipped` of
    which paths how many files that nobody reads were not looked at.
    """

    writers: frozenset[str]
    files: dict[str, list[SourceFile]] = msgspec.field(default_factory=dict)
    unread: list[SourceFile] = msgspec.field(default_factory=list)
    disputed: dict[str, list[str]] = msgspec.field(default_factory=dict)
    outdone: dict[str, list[str]] = msgspec.field(default_factory=dict)
    damaged: list[SourceError] = msgspec.field(default_factory=list)
    skipped: dict[str, int] = msgspec.field(default_factory=dict)

    def add(self, files: Sequence[SourceFile], identify: Identify) -> None:
        """Route files that lie together: to the one importer to whom all belongs, else part by part."""
        claims = _claims(files, identify)
        # Where somebody identifies each single file, nobody else is asked about all of them once more.
        all_claim = set.intersection(*(set(names) for _, names in claims)) if claims else set()
        names = identify(files, all_claim) if self._may_be_one(claims) else []
        if len(names) == 1 and not self._strangers(claims, names[0]):
            self.files.setdefault(names[0], []).extend(files)
        elif len(files) > 1:
            for part in _parts(files):
                if len(part) == 1 and is_media(part[0]):
                    # Nobody is asked about each of a phone's pictures.
                    self.unread += part
                else:
                    self.add(part, identify)
        elif names:
            # Equal evidence: nobody reads it, and no other file suffers.
            self.disputed[files[0].name] = names
            self.unread.extend(files)
        else:
            self.unread.extend(files)

    def _may_be_one(self, claims: Claims) -> bool:
        """Whether all may belong to one importer, judged without asking anybody again or reading a chat."""
        names = {name for _, names in claims for name in names}
        return not names or any(self._is_free_of_strangers(claims, name) for name in names)

    def _is_free_of_strangers(self, claims: Claims, name: str) -> bool:
        strangers = [file for file, names in claims if names and name not in names]
        if not strangers or name in self.writers:
            return not strangers
        chats = {folder_of(file) for file, names in claims if name in names}
        return all(any(folder in chats for folder in folders_of(file)) for file in strangers)

    def _strangers(self, claims: Claims, name: str) -> list[SourceFile]:
        """The files that are somebody else's and no attachments of a chat."""
        strangers = [file for file, names in claims if names and name not in names]
        if not strangers or name in self.writers:
            return strangers
        attached = {file.name for file in attachments(strangers, [file for file, names in claims if name in names])}
        return [file for file in strangers if file.name not in attached]

    def take_back(self, attached: Iterable[SourceFile], name: str) -> None:
        """Let nobody read what was routed to the importer `name` but is an attachment."""
        names = {file.name for file in attached}
        self.unread += [file for file in self.files[name] if file.name in names]
        self.files[name] = [file for file in self.files[name] if file.name not in names]
        if not self.files[name]:
            del self.files[name]


def _claims(files: Sequence[SourceFile], identify: Identify) -> Claims:
    """What is said about each of several files."""
    return [(file, identify([file], frozenset())) for file in files if not is_media(file)] if len(files) > 1 else []


def is_media(file: SourceFile) -> bool:
    """Whether a file is called like a picture, a recording or a film, which nobody reads."""
    kind, _ = mimetypes.guess_type(file.base)
    return (kind or "").partition("/")[0] in ("image", "audio", "video", "font")


def _parts(files: Sequence[SourceFile]) -> list[list[SourceFile]]:
    """The files by what lies directly in their common folder: a file, a folder, a zip."""
    paths = [file.name.split("/") for file in files]
    depth = sum(1 for _ in takewhile(_are_same, zip(*(path[:-1] for path in paths), strict=False)))
    parts: dict[tuple[str, bool], list[SourceFile]] = {}
    for number, (file, path) in enumerate(zip(files, paths, strict=True)):
        is_file = len(path) == depth + 1
        # Two files that were handed in may bear the same name.
        key = f"{path[depth]}/{number}" if is_file else path[depth]
        parts.setdefault((key, is_file), []).append(file)
    return list(parts.values())


def _are_same(names: Sequence[str]) -> bool:
    return len(set(names)) == 1


def attachments(writings: Sequence[SourceFile], chats: Sequence[SourceFile]) -> list[SourceFile]:
    """Those of the writings that a chat in the same folder, or in one above, names: somebody sent them there."""
    names: dict[str, set[str]] = {folder_of(chat): set() for chat in chats}
    for file in writings:
        for folder in names.keys() & folders_of(file):
            names[folder].add(file.base)
    known = {folder: _Names(bases) for folder, bases in names.items() if bases}
    named = {folder: set[str]() for folder in known}
    for chat in chats:
        if (folder := folder_of(chat)) in known:
            named[folder] |= known[folder].among(chat)
    return [file for file in writings if any(file.base in named.get(folder, ()) for folder in folders_of(file))]


def folder_of(file: SourceFile) -> str:
    """The folder in which a file lies, with a `/` at its end."""
    return file.name[: len(file.name) - len(file.base)]


def folders_of(file: SourceFile) -> list[str]:
    """The folders in which a file lies, the outermost first; none where it was handed in by itself."""
    parts = file.name.split("/")[:-1]
    return ["", *("/".join(parts[:end]) + "/" for end in range(1, len(parts) + 1))] if parts else []


class _Names:
    """Names of files as a chat spells them. Only their ends are searched for: names may be many, ends are few."""

    def __init__(self, names: Iterable[str]) -> None:
        self._spelled = {form: name for name in names for form in _spellings(name)}
        self._lengths = sorted({len(form) for form in self._spelled}, reverse=True)
        ends = sorted({form[-_END:] for form in self._spelled})
        self._ends = re.compile(b"(?=(" + b"|".join(map(re.escape, ends)) + b"))")

    def among(self, chat: SourceFile) -> set[str]:
        """Which of the names stand in a file, as they are or as JSON writes them."""
        before, found = b"", set[str]()
        with chat.open() as stream:
            while block := stream.read(_BLOCK):
                text = before + block
                ends = (match.end(1) for match in self._ends.finditer(text))
                found.update(self._spelled[form] for end in ends if (form := self._before(text, end)))
                before = text[-self._lengths[0] - 1 :]
        return found

    def _before(self, text: bytes, end: int) -> bytes | None:
        """The longest name that ends here and is no end of a longer word."""
        for length in self._lengths:
            start = end - length
            form = text[start:end] if start >= 0 else b""
            if form in self._spelled and not text[max(start - 1, 0) : start].isalnum():
                return form
        return None


def _spellings(name: str) -> set[bytes]:
    return {name.encode("utf-8", "replace"), json.dumps(name)[1:-1].encode()}
