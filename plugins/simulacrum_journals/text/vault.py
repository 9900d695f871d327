"""What a vault of Obsidian tells of its daily notes, and which files of a source are no notes."""

from __future__ import annotations

import json
from collections.abc import Iterable

from simulacrum_core import SourceFile
from simulacrum_core.sources import (
    KnownProperties,
    NameFormat,
    PropertyNames,
    SharedEncoding,
    Stamp,
    conflict_of,
    name_format,
    named_day,
    suffix_of,
)

_CONFIG = ".obsidian/"
_DAILY, _TEMPLATES = "daily-notes.json", "templates.json"
_PERIODIC = "plugins/periodic-notes/data.json"
_LARGEST = 1 << 20
_TEXTS = frozenset(".md .markdown .txt .text .org .journal .jrnl".split())


class Vault:
    """The names of days, and the folders of templates, of all vaults of a source."""

    def __init__(self, files: Iterable[SourceFile]) -> None:
        files = list(files)
        self.encoding = SharedEncoding(file for file in files if suffix_of(file.name) in _TEXTS)
        self._properties = PropertyNames(files)
        names = {file.name for file in files}
        self._copied = {original for name in names if (original := conflict_of(name)) in names}
        self._formats: list[NameFormat] = []
        self._templates: list[str] = []
        for file in files:
            root, found, config = file.name.rpartition(_CONFIG)
            if found and config in (_DAILY, _TEMPLATES, _PERIODIC):
                self._learn(root, config, _settings(file))

    def _learn(self, root: str, config: str, settings: dict[str, object]) -> None:
        if config == _TEMPLATES:
            self._add_template(root, settings.get("folder"), "/")
            return
        daily = settings.get("daily") if config == _PERIODIC else settings
        if isinstance(daily, dict) and daily.get("enabled", True):
            folder = _text(daily.get("folder")).strip("/")
            written = _text(daily.get("format")) or "YYYY-MM-DD"
            if found := name_format(f"{root}{folder}/" if folder else root, written):
                self._formats.append(found)
            self._add_template(root, daily.get("template"), ".md")

    def _add_template(self, root: str, path: object, end: str) -> None:
        if path := _text(path).strip("/"):
            self._templates.append(root + path.removesuffix(".md") + end)

    def is_note(self, name: str) -> bool:
        """Whether a file may be a note: no setting, no template, nothing thrown away."""
        folders = name.split("/")[:-1]
        return not any(part.startswith(".") for part in folders) and not name.startswith(tuple(self._templates))

    def known(self, name: str) -> KnownProperties:
        """The names of properties that pages of Notion beside a file have."""
        return self._properties.known(name)

    def kept(self, name: str) -> str:
        """The file of which this one is a copy that two devices left, or this one where there is such a copy."""
        original = conflict_of(name) or name
        return original if original in self._copied else ""

    def day(self, name: str) -> Stamp | None:
        """The day that a note is named by."""
        name = conflict_of(name) or name
        return next((stamp for found in self._formats if (stamp := found.day(name))), None) or named_day(name)


def _settings(file: SourceFile) -> dict[str, object]:
    with file.open() as stream:
        try:
            settings = json.loads(stream.read(_LARGEST).decode("utf-8-sig", "replace"))
        except (ValueError, RecursionError):
            return {}
    return settings if isinstance(settings, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
