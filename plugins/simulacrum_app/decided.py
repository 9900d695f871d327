"""What somebody decided in the program's place: options of the importers, the time zone, and what a conversion does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec
from pydantic.fields import FieldInfo

from simulacrum_core import Reading, Recipe, Registry, UsageError, read

ZONE, IMPORTER = "tz", "importer"
"""The options of all importers, which a command takes as `--tz` and `--from`."""
REPLIES, COPIES, THREADS = "replies", "keep_copies", "threads"
READ_AS = "Read it in another way"
"""How the change of what reads a source is called."""
OF_MAKING = (REPLIES, COPIES, THREADS)
"""What is no matter of reading: a conversion takes it as `--replies`, `--keep-copies` and `--threads`."""
FLAGS = {ZONE: "--tz", IMPORTER: "--from", REPLIES: "--replies", COPIES: "--keep-copies", THREADS: "--threads"}
_NAMED = re.compile(r"-i ([a-z_]{1,40})")

Fields = dict[str, FieldInfo]
"""The options of those importers that read a source."""


class Decided(msgspec.Struct):
    """Options of importers by name, and those of a command; all hold for all sources, as in a command.

    Nothing in it leaves it to the program; `keep_copies` is `true` where it is decided.
    """

    options: dict[str, str] = {}
    tz: str = ""
    importer: str = ""
    replies: str = ""
    keep_copies: str = ""
    threads: str = ""

    def value(self, name: str) -> str:
        """What was decided, nothing where it is left to the program."""
        return str(getattr(self, name)) if name in FLAGS else self.options.get(name, "")

    def change(self, name: str, value: str) -> None:
        """Decide; an empty value leaves it to the program again. Raises UsageError where there is no such one."""
        value = value.strip()
        if value:
            _check(name, value)
        if name in FLAGS:
            setattr(self, name, value)
        elif value:
            self.options[name] = value
        else:
            self.options.pop(name, None)

    def words(self, fields: Iterable[Fields]) -> list[str]:
        """The same for a command on sources whose importers have these options."""
        known = {name for one in fields for name in one}
        options = [word for name, value in self.options.items() if name in known for word in ("-i", name, value)]
        return [*options, *self._flags(ZONE, IMPORTER)]

    def of_making(self) -> list[str]:
        """The words for a conversion besides."""
        return self._flags(REPLIES, THREADS) + [FLAGS[COPIES]] * bool(self.keep_copies)

    def _flags(self, *names: str) -> list[str]:
        return [word for name in names if self.value(name) for word in (FLAGS[name], self.value(name))]


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
    for name, flag in FLAGS.items():
        if flag in told or (name == IMPORTER and READ_AS in told):
            return name
    return next((name for name in _NAMED.findall(told) if name in fields), "")


def importers_in(told: str) -> list[str]:
    """The importers that a text names; all of them where it names none."""
    names = [cls.name for cls in Registry.installed().importers()]
    return [name for name in names if re.search(rf"\b{re.escape(name)}\b", told)] or names


def _read(
    places: str | Sequence[str], options: Mapping[str, str], decided: Decided, on_read: Callable[[int], None] | None
) -> Reading:
    return read(places, importer=decided.importer or None, options=options, tz=decided.tz or None, on_read=on_read)


def _check(name: str, value: str) -> None:
    if name == IMPORTER:
        Registry.installed().importer(value)
        return
    if name in FLAGS:
        try:
            Recipe.model_validate({name: value})
        except ValueError:
            told = f"there is no time zone {value!r}" if name == ZONE else f"{name}: {value!r} is no value of it"
            raise UsageError(told, remedy="Such as Europe/Berlin" if name == ZONE else None) from None
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
