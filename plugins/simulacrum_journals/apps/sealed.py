"""Journals that are encrypted: said to be so, and not read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from simulacrum_core import SourceError

from ..entries import Entry
from ..sheets import Job, Sheet, WithoutStamps

_SIGNS = (
    ("jrnl", "jrnl --decrypt", re.compile(rb"gAAAA[\w=-]{40,}\s*\Z")),
    ("PGP", "gpg --decrypt FILE", re.compile(rb"-----BEGIN PGP MESSAGE-----")),
    ("age", "age --decrypt FILE", re.compile(rb"-----BEGIN AGE ENCRYPTED FILE-----|age-encryption\.org/v1")),
    ("OpenSSL", "openssl enc -d", re.compile(rb"Salted__|U2FsdGVkX1")),
    ("Vim", "vim FILE, then :set key=", re.compile(rb"VimCrypt~0\d!")),
)
_PROSE = re.compile(rb"\b[A-Za-z]{2,20} [A-Za-z]{2,20} [a-z]{2}")


class Sealed(WithoutStamps):
    """What a program has encrypted as a whole."""

    label = "encrypted"

    def takes(self, sheet: Sheet) -> bool:
        return sheet.may_be_text and _sign(sheet.head) is not None

    def entries(self, sheet: Sheet, job: Job) -> Iterator[Entry]:
        found = _sign(sheet.head)
        name, remedy = found or ("", "")
        raise SourceError(
            f"it is encrypted ({name}); nothing of it was read",
            file=sheet.name,
            remedy=f"Decrypt it first ({remedy}) and hand in the text",
        )
        yield


def _sign(head: bytes) -> tuple[str, str] | None:
    """Who encrypted a file, and how it is decrypted, by its first bytes."""
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return next(((name, way) for name, way, pattern in _SIGNS if pattern.match(head) and not _PROSE.search(head)), None)
