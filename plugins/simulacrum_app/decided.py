"""What somebody decided about the reading in the program's place: options of the importers, and the time zone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec
from pydantic.fields import FieldInfo

from simulacrum_core import Reading, Recipe, Registry, UsageError, read

ZONE = "tz"
"""The option of all importers, which a command takes as `--tz`."""
_NAMED = re.compile(r"-i ([a-z_]{1,40})")

Fields = dict[str, FieldInfo]
"""The options of those importers that read a source."""


class Decided(msgspec.Struct):
    """Options of importers by name, and the zone of times that have none; all hold for all sources, as in a command."""

    options: dict[str, str] = {}
    tz: str = ""

    def value(self, name: str) -> str:
        """What was decided, nothing where it is left to the program."""
        return self.tz if name == ZONE else self.options.get(name, "")

    def change(self, name: str, value: str) -> None:
        """Decide; an empty value leaves it to the program again. Raises UsageError where there is no such one."""
        value = value.strip()
        if value:
            _check(name, value)
        if name == ZONE:
            self.tz = value
        elif value:
            self.options[name] = value
        else:
            self.options.pop(name, None)

    def words(self, fields: Iterable[Fields]) -> list[str]:
        """The same for a command on sources whose importers have these options."""
        known = {name for one in fields for name in one}
        options = [word for name, value in self.options.items() if name in known for word in ("-i", name, value)]
        return [*options, *(["--tz", self.tz] if self.tz else [])]


def opened(places: str | Sequence[str], decided: Decided, on_read: Callable[[int], None] | None = None) -> Reading:
    """Sources, read with those options that their importers have."""
    if decided.options:
        try:
            return _read(places, decided.options, decided, on_read)
        except UsageError:
            # An option of the importer of another source; identifying does not read all of it.
            fields = fields_of(_read(places, {}, decided, None))
            return _read(places, {k: v for k, v in decided.options.items() if k in fields}, decided, on_read)
    return _read(places, {}, decided, on_read)


def fields_of(reading: Reading) -> Fields:
    """The options of the importers of a reading."""
    return {name: field for importer, _ in reading.parts for name, field in type(importer).model_fields.items()}


def named_in(told: str, fields: Fields) -> str:
    """The option that a text names, of those that there are; nothing where it names none."""
    if "--tz" in told:
        return ZONE
    return next((name for name in _NAMED.findall(told) if name in fields), "")


def _read(
    places: str | Sequence[str], options: Mapping[str, str], decided: Decided, on_read: Callable[[int], None] | None
) -> Reading:
    return read(places, options=options, tz=decided.tz or None, on_read=on_read)


def _check(name: str, value: str) -> None:
    if name == ZONE:
        try:
            Recipe(tz=value)
        except ValueError:
            raise UsageError(f"there is no time zone {value!r}", remedy="Such as Europe/Berlin") from None
        return
    having = [cls for cls in Registry.installed().importers() if name in cls.model_fields]
    if not having:
        raise UsageError(f"there is no option {name!r}")
    for cls in having:
        try:
            cls.model_validate({name: value})
            return
        except ValueError:
            continue
    raise UsageError(f"{name}: {value!r} is no value of it")
