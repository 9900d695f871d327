"""What must not be used, whatever else is asked for: people, chats, words, days, single talks."""

from __future__ import annotations

import datetime as dt
import re
from functools import cached_property
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from .excluded_talks import Talk, talk

_ANY_LETTER = re.compile(r"\w")


class Period(BaseModel):
    """Local days, the first and the last one included; None where it is open."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first: dt.date | None = None
    last: dt.date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.first and self.last and self.first > self.last:
            raise ValueError(f"{self.first} comes after {self.last}")
        return self

    def holds(self, day: dt.date) -> bool:
        """Whether a day lies in it."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def period(text: object) -> object:
    """`2024-03-01..2024-03-14`, `2024-03-01..`, `..2024-03-14` or one day, as a period."""
    if isinstance(text, dt.date):
        return Period(first=text, last=text)
    if not isinstance(text, str):
        return text
    first, dots, last = text.partition("..")
    try:
        days = [dt.date.fromisoformat(day) if day else None for day in (first, last if dots else first)]
    except ValueError:
        raise ValueError(f"{text!r} is not a day or a range of days such as 2024-03-01..2024-03-14") from None
    if days == [None, None]:
        raise ValueError("a range of days needs a first or a last day")
    return Period(first=days[0], last=days[1])


class Exclusions(BaseModel):
    """A message that any of these fits is left out and counted; a list of names stands for `names`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    names: list[str] = Field(default_factory=list, description="People and conversations, by the whole name or id.")
    words: list[str] = Field(
        default_factory=list, description="Whole words or phrases; a message with one of them is left out."
    )
    dates: list[Annotated[Period, BeforeValidator(period, json_schema_input_type=str | dt.date | Period)]] = Field(
        default_factory=list, description="Local days: 2024-03-01..2024-03-14, open on a side, or one day."
    )
    talks: list[Annotated[Talk, BeforeValidator(talk, json_schema_input_type=str | Talk)]] = Field(
        default_factory=list,
        description="Single talks, by the title or id of their chat, and their first and last moment: "
        "Ben Kowal 2024-05-01T12:30..2024-05-01T13:20.",
    )

    @model_validator(mode="before")
    @classmethod
    def _from_names(cls, value: Any) -> Any:
        return {"names": value} if isinstance(value, list | tuple) else value

    def and_also(self, other: Exclusions) -> Exclusions:
        """Both."""
        fields = Exclusions.model_fields
        return Exclusions.model_validate({name: [*getattr(self, name), *getattr(other, name)] for name in fields})

    def reason(self, text: str, sent_at: dt.datetime | None) -> str | None:
        """Why a message is left out for its words or its day, as an id of the ledger; None where it is not.

        A message without a time is left out too where days are excluded: it may be of one of them.
        """
        if self.words and self._pattern.search(text):
            return "excluded_word"
        if self.dates and (sent_at is None or any(days.holds(sent_at.date()) for days in self.dates)):
            return "excluded_days"
        return None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(map(_whole, filter(str.strip, self.words))) or r"(?!)", re.IGNORECASE)


def _whole(word: str) -> str:
    """A pattern for a word or phrase that stands alone; any white space parts the words of a phrase."""
    parts = word.split()
    before = r"(?<!\w)" if _ANY_LETTER.match(parts[0][0]) else ""
    after = r"(?!\w)" if _ANY_LETTER.match(parts[-1][-1]) else ""
    return before + r"\s+".join(map(re.escape, parts)) + after
