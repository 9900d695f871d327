"""Files that no importer reads, beside chats and elsewhere: what they look like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import islice

from ..sources.source import SourceFile, is_thumbnail
from ..terminal import printable
from .loose_talks import is_document, is_loose_talk, may_be_talk
from .other_formats import OtherFormat, other_format
from .routing import attachments, folder_of, folders_of

_CONTAINERS = ("google-takeout", "reddit-tables")
"""What holds exports that have importers, and has nothing to be read besides."""
_LOST = 1000
"""Files that nobody reads which are looked at."""
_FOLDERS = 50
"""Folders inside of a chat's that are looked at for what another program wrote."""
_NAMED, _NAME = 3, 80
_NOBODYS = "; no importer for it is installed"

Asked = Mapping[str, Sequence[str]]
"""The importers that say that a file alone is theirs, by its name."""


def apart(files: Sequence[SourceFile], asked: Asked) -> list[SourceFile]:
    """Files that no importer calls its own, and that lie in no folder of one that is: they are not attachments."""
    owned = {folder_of(file) for file in files if asked.get(file.name)}
    lost = [file for file in files if asked.get(file.name) == []]
    return [file for file in lost if owned and not owned.intersection(folders_of(file))]


def by_folder(files: Sequence[SourceFile]) -> list[list[SourceFile]]:
    """The files as a whole, and those that may be talks folder by folder, as far as it goes.

    A folder of everything holds exports of several programs.
    """
    folders: dict[str, list[SourceFile]] = {}
    for file in files:
        if may_be_talk(file.name):
            folders.setdefault(folder_of(file), []).append(file)
    return [list(files), *(list(folders.values())[:_FOLDERS] if len(folders) > 1 else ())]


def loose_talks(files: Sequence[SourceFile], asked: Asked, told: Set[str]) -> tuple[list[SourceFile], int]:
    """Files that are somebody's talk, and documents, which no importer reads and no chat names.

    In the folder of a chat a document is what somebody sent. The number is of those that were not looked at, as they
    are too many.
    """
    owned = {folder_of(file) for file in files if asked.get(file.name)}
    lost = [file for file in files if asked.get(file.name) == [] and file.name not in told] if owned else []
    documents = [file for file in lost if is_document(file.name) and not owned.intersection(folders_of(file))]
    others = [file for file in lost if may_be_talk(file.name)]
    talks = [file for file in others[:_LOST] if is_loose_talk(file)]
    found = {file.name for file in (*documents, *talks)}
    chats = [file for file in files if asked.get(file.name)] if found else []
    named = {file.name for file in attachments([file for file in lost if file.name in found], chats)}
    return [file for file in lost if file.name in found - named], max(len(others) - _LOST, 0)


def other_programs(
    files: Sequence[SourceFile], asked: Asked, importers: Sequence[str]
) -> tuple[list[list[SourceFile]], int]:
    """Files in the folder of a chat that look like another program's and that no chat names, folder by folder.

    The number is of those that were not looked at, as they lie in too many folders.
    """
    owned = {folder_of(file) for file in files if asked.get(file.name)}
    folders: dict[str, list[SourceFile]] = {}
    for file in files:
        if asked.get(file.name) == [] and owned.intersection(folders_of(file)):
            folders.setdefault(folder_of(file), []).append(file)
    every = list(folders.values())
    looked_at = [(found, unknown_format(found, importers)) for found in every[:_FOLDERS]]
    strange = [found for found, other in looked_at if other and other.name not in _CONTAINERS]
    # The chats are searched for the names only now, as that reads all of them.
    chats = [file for file in files if asked.get(file.name)] if strange else []
    named = {file.name for file in attachments([file for found in strange for file in found], chats)}
    skipped = sum(map(len, every[_FOLDERS:]))
    return [[file for file in found if file.name not in named] for found in strange], skipped


def unknown_format(files: Sequence[SourceFile], importers: Sequence[str]) -> OtherFormat | None:
    """Whose export the files are, where no importer of that name is installed."""
    found = other_format(files) if files else None
    return None if found is None or found.name in importers else found


def what_looks_like(files: Sequence[Sequence[SourceFile]], importers: Sequence[str]) -> Iterator[str]:
    """What the files that lie together look like, such as "a Slack export", and how to get at what is in it."""
    for other in (unknown_format(each, importers) for each in files):
        if other is not None and other.name not in _CONTAINERS:
            yield f"{other.what}. {other.remedy}" if other.remedy else f"{other.what}{_NOBODYS}"


def named_talks(files: Sequence[SourceFile]) -> Iterator[str]:
    """The files that look like talks between people, as something that was not read; none where no file does."""
    texts = (file for file in files if may_be_talk(file.name) and not is_thumbnail(file.name))
    talks = [printable(file.name, _NAME) for file in islice(texts, _LOST) if is_loose_talk(file)]
    if talks:
        more = f" and {len(talks) - _NAMED:,} more" if len(talks) > _NAMED else ""
        what = "a talk between people" if len(talks) == 1 else f"{len(talks):,} talks between people"
        yield f"{what} ({', '.join(talks[:_NAMED])}{more}){_NOBODYS}"
