"""Routing: each file of a source to the importer that identifies it, folder by folder where several do."""

from __future__ import annotations

import json
import mimetypes
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile

import msgspec

from .errors import SourceError
from .sources import SourceFile
from .terminal import printable

_BLOCK = 1 << 20
Identify = Callable[[Sequence[SourceFile]], list[str]]
"""The names of the importers that say that these files are theirs."""


class Routes(msgspec.Struct):
    """Files by importer, and those that nobody identifies; `writers` are the importers of writings."""

    writers: frozenset[str]
    files: dict[str, list[SourceFile]] = msgspec.field(default_factory=dict)
    unread: list[SourceFile] = msgspec.field(default_factory=list)

    def add(self, files: Sequence[SourceFile], identify: Identify) -> None:
        """Route files that lie together: to the one importer to whom all belongs, else part by part."""
        names = identify(files)
        if len(names) == 1 and not self._strangers(files, names[0], identify):
            self.files.setdefault(names[0], []).extend(files)
        elif len(files) > 1:
            for part in _parts(files):
                self.add(part, identify)
        elif names:
            raise SourceError(
                f"{' and '.join(names)} both say it is theirs",
                file=printable(files[0].name),
                remedy="Choose one with --from",
            )
        else:
            self.unread.extend(files)

    def _strangers(self, files: Sequence[SourceFile], name: str, identify: Identify) -> list[SourceFile]:
        """The files that are somebody else's and no attachments of a chat."""
        if len(files) == 1:
            return []
        claims = [(file, identify([file])) for file in files if not _is_media(file)]
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


def _is_media(file: SourceFile) -> bool:
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
    found: list[SourceFile] = []
    for chat in chats:
        folder = _folder(chat)
        near = [file for file in writings if "/" in file.name and _folder(file).startswith(folder)]
        named = _named_in(chat, {file.base for file in near}) if near else set()
        found += [file for file in near if file.base in named]
    return found


def _folder(file: SourceFile) -> str:
    return file.name[: len(file.name) - len(file.base)]


def _named_in(chat: SourceFile, names: set[str]) -> set[str]:
    """Which of the names stand in the file, as they are or as JSON writes them."""
    spelled = {form: name for name in names for form in _spellings(name)}
    pattern = re.compile(b"|".join(re.escape(form) for form in sorted(spelled, key=lambda form: (-len(form), form))))
    longest, before, found = max(map(len, spelled)), b"", set[str]()
    with chat.open() as stream:
        while block := stream.read(_BLOCK):
            found |= {spelled[match.group()] for match in pattern.finditer(before + block)}
            before = (before + block)[-longest:]
    return found


def _spellings(name: str) -> set[bytes]:
    return {name.encode("utf-8", "replace"), json.dumps(name)[1:-1].encode()}
