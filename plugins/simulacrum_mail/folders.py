"""What a mailbox is for, by its name or by the labels of a mail: sent, drafts, trash, spam."""

from __future__ import annotations

import functools
import re

from .headers import Fields, decoded_words
from .phrases import FOLDERS

_ENDING = re.compile(r"(?:\.(?:mbox|mbx|sbd|eml|emlx|zip|partial))+\Z", re.IGNORECASE)
_NUMBER = re.compile(r"(?<=\w)[ -]?(?:\d{1,4}|\(\d{1,3}\))\Z")
_MESSAGE_PARTS = frozenset(("cur", "new", "tmp", "messages", "mbox"))


def labels_of(fields: Fields, file: str) -> frozenset[str]:
    """Which of sent, drafts, trash and spam a mail is."""
    values = fields.get("x-gmail-labels")
    if values is None:
        return of_file(file)
    found = {kind for label in decoded_words(values[0].replace("\n", "")[:4000]).split(",") if (kind := _kind(label))}
    # A box of one label may be named by it too; all of a mail's labels tell more.
    return frozenset(found)


@functools.lru_cache(maxsize=1024)
def of_file(file: str) -> frozenset[str]:
    """What the innermost folder that tells it says."""
    parts = [_ENDING.sub("", part) for part in file.split("/")]
    for part in reversed(parts):
        if part.lower() in _MESSAGE_PARTS:
            continue
        if kind := _kind(part.removeprefix(".").rpartition(".")[2]):
            return frozenset((kind,))
    return frozenset()


def _kind(name: str) -> str | None:
    name = _NUMBER.sub("", name.strip(' "[]').replace("_", " "))
    return next((kind for kind, pattern in FOLDERS.items() if pattern.fullmatch(name)), None)
