"""Contacts: the names that a vCard file (RFC 2426, RFC 6350, and 2.1) gives to phone numbers."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from pathlib import Path

from ..errors import UsageError

_LARGEST = 64 << 20
_FOLD = re.compile(r"\r?\n[ \t]")
_SOFT = re.compile(r"=\r?\n")
_ESCAPED = re.compile(r"\\([\\,;nN])")


def load_contacts(path: Path) -> dict[str, list[str]]:
    """Phone numbers by name; raises UsageError where the file is not a vCard file or too large."""
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            raise UsageError(
                f"larger than {_LARGEST >> 20} MB", file=str(path), remedy="Export the names without pictures"
            )
        text = path.read_bytes().decode("utf-8-sig", "replace")
    except OSError as error:
        raise UsageError(f"cannot be read ({error.strerror})", file=str(path)) from None
    if "BEGIN:VCARD" not in text.upper():
        raise UsageError("not a vCard file", file=str(path), remedy="Export the contacts of the phone as .vcf")
    contacts: dict[str, list[str]] = {}
    for name, numbers in _cards(text):
        if name and numbers:
            contacts.setdefault(name, []).extend(number for number in numbers if number not in contacts[name])
    return contacts


def _cards(text: str) -> Iterator[tuple[str, list[str]]]:
    """The name and the numbers of each card."""
    name, parts, numbers = "", "", list[str]()
    for key, parameters, value in _lines(text):
        if key == "BEGIN":
            name, parts, numbers = "", "", []
        elif key == "FN":
            name = name or _plain(value, parameters)
        elif key == "N":
            last, _, rest = _plain(value, parameters).partition(";")
            parts = " ".join(f"{rest.partition(';')[0]} {last}".split())
        elif key == "TEL":
            numbers.append(_plain(value, parameters).removeprefix("tel:").strip())
        elif key == "END":
            yield " ".join((name or parts).split()), [number for number in numbers if number]


def _lines(text: str) -> Iterator[tuple[str, str, str]]:
    """Property, parameters and value of each line, folded ones put together."""
    if "QUOTED-PRINTABLE" in text.upper():
        text = _SOFT.sub("", text)
    for line in _FOLD.sub("", text).split("\n"):
        head, sign, value = line.rstrip("\r").partition(":")
        if sign:
            key, _, parameters = head.partition(";")
            yield key.rpartition(".")[2].strip().upper(), parameters.upper(), value


def _plain(value: str, parameters: str) -> str:
    if "QUOTED-PRINTABLE" in parameters:
        value = quopri.decodestring(value.encode()).decode("utf-8", "replace")
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)
