"""The person to be imitated: the names they bear in the sources, how they are called in the text, their prompt."""

from __future__ import annotations

import functools
import tomllib
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..errors import UsageError, did_you_mean
from ..models import Participant
from .exclusions import Exclusions
from .versions import Step, upgraded

_INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0x061C, 0xFEFF], None
)
_HYPHENS = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")
_SHORT = 100
"""Characters of a name up to which it is remembered how it is compared."""


# Version 2 has `people`, `redact_words` and `talks` under `exclude` besides.
STEPS: tuple[Step, ...] = (dict,)
"""From each version of the persona file to the next one. Whoever changes its shape adds a step."""
VERSION = len(STEPS) + 1


class Persona(BaseModel):
    """Kept in a TOML file of the same shape; `{me}` and `{other}` in the prompt stand for the names in the text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int = Field(default=VERSION, description="Of the shape of this file; left out, it is 1.")
    me: list[str] = Field(default_factory=list, description="Names and ids of the persona in any source.")
    accounts: dict[str, list[str]] = Field(
        default_factory=dict, description="Names and ids in one kind of source only, by the importer's name."
    )
    people: dict[str, list[str]] = Field(
        default_factory=dict,
        description="Other people by what they are called in the text: their names, ids, handles and phone numbers.",
    )
    name: str | None = Field(default=None, description="What the persona is called in the text; else as in the source.")
    system_prompt: str = Field(default="", description="What stands before every example.")
    redact_words: list[str] = Field(
        default_factory=list, description="Words and phrases that --redact replaces, besides what it finds itself."
    )
    exclude: Exclusions = Field(default_factory=Exclusions, description="What is left out, in every run.")

    @classmethod
    def load(cls, path: Path) -> Persona:
        """Read a persona file, of this version or an older one; raises UsageError that names the line or the key."""
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
            return cls.model_validate(upgraded(content, STEPS, str(path), UsageError))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            key = ".".join(str(part) for part in first["loc"])
            is_unknown = first["type"] == "extra_forbidden"
            what = "there is no such key" if is_unknown else first["msg"]
            known = [*cls.model_fields] if len(first["loc"]) == 1 else [*Exclusions.model_fields]
            meant = did_you_mean(str(first["loc"][-1]), known) if is_unknown else ""
            raise UsageError(
                f"{key}: {what}", file=str(path), remedy=f"{meant}See `simulacrum schema persona`"
            ) from None
        except OSError as error:
            raise UsageError(f"cannot be read ({error.strerror})", file=str(path)) from None
        except RecursionError:
            raise UsageError("nested too deeply", file=str(path)) from None
        except ValueError as error:
            remedy = 'Texts stand in quotes: me = ["Ada"]'
            raise UsageError(f"not TOML ({error})", file=str(path), remedy=remedy) from None

    @property
    def called(self) -> str:
        """The name in the text."""
        names = [self.name, *self.me, *(name for names in self.accounts.values() for name in names)]
        return next((name for name in names if name), "")

    def words(self, source: str) -> tuple[str, ...]:
        """Names and ids of the persona in one kind of source."""
        prefix = f"{source}:"
        return tuple(dict.fromkeys([*(word.removeprefix(prefix) for word in self.me), *self.accounts.get(source, ())]))

    def is_known(self) -> bool:
        """Whether it has any name to be found by."""
        return bool(self.me or self.accounts)


def match_people(wanted: Iterable[str], participants: Iterable[Participant]) -> set[str]:
    """Ids of the participants whose id, name or handle is in `wanted`, whatever the case, spaces or invisible marks."""
    keys = {fold_name(name).removeprefix("@") for name in wanted}
    return {
        person.id
        for person in participants
        if keys & {fold_name(word) for word in (person.id, person.name, *person.handles)}
    }


def fold_name(name: str) -> str:
    """A name as it is compared: no invisible marks, no sign of an unsaved contact, one kind of space, no case."""
    # Of thousands of chats each asks some forty times, of a few names.
    return _known(name) if len(name) <= _SHORT else _folded(name)


@functools.lru_cache(4_096)
def _known(name: str) -> str:
    return _folded(name)


def _folded(name: str) -> str:
    text = unicodedata.normalize("NFC", name.translate(_INVISIBLE).translate(_HYPHENS))
    return " ".join(text.split()).removeprefix("~").lstrip().casefold()
