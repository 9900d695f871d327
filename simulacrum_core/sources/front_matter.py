"""The fields that stand before the text of a Markdown file: YAML between `---` lines, TOML between `+++` lines."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable

from ..errors import MissingExtraError

_LONGEST, _SHORT = 1 << 16, 1 << 11
_YAML = re.compile(r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\A\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"^[\w\"'][\w \t.\"'-]*:(?:\s|$)", re.MULTILINE)


def split_front_matter(text: str) -> tuple[dict[str, object], str, int]:
    """The fields, the text after them, and the line at which that begins; no fields where a text has none.

    Fields that cannot be read, such as a template's, are none, and the text begins after them all the same. Raises
    MissingExtraError where there are fields and PyYAML is missing.
    """
    head = text[:_LONGEST]
    for pattern, fields_of in ((_YAML, _yaml), (_TOML, _toml)):
        if (match := pattern.match(head)) and (fields := _read(match[1], fields_of)) is not None:
            return fields, text[match.end() :], match[0].count("\n") + 1
    return {}, text, 1


def _read(block: str, fields_of: Callable[[str], object]) -> dict[str, object] | None:
    """The fields of a block; None where it is no block of fields but text between two rules."""
    try:
        value = fields_of(block)
    except (ValueError, RecursionError):
        return {} if _KEY.search(block) else None
    if isinstance(value, dict):
        return {str(key): item for key, item in value.items()}
    return {} if value is None else None


def _toml(block: str) -> object:
    return tomllib.loads(block.replace("\r\n", "\n"))


def _yaml(block: str) -> object:
    # A file is asked what it is and then read; most of what front matter costs is its YAML.
    return _short_yaml(block) if len(block) <= _SHORT else _yaml_value(block)


@functools.lru_cache(maxsize=4096)
def _short_yaml(block: str) -> object:
    return _yaml_value(block)


def _yaml_value(block: str) -> object:
    """A YAML value; raises ValueError for what is none, and for aliases, which can make it grow without end."""
    try:
        import yaml
    except ImportError:
        raise MissingExtraError("PyYAML", "writings") from None
    try:
        if "*" in block and any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(block, yaml.SafeLoader)):
            raise ValueError("it has aliases")
        return yaml.safe_load(block)
    except (yaml.YAMLError, TypeError, AttributeError, KeyError) as error:
        raise ValueError("it is not YAML") from error
