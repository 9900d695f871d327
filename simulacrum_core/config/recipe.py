"""The choices that shape a dataset; written into its manifest so that it can be made again."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from ..errors import UsageError
from .categories import Category

Style = Literal["seamless", "origin"]
Heading = Literal["title-date", "title", "date", "none"]
Openers = Literal["auto", "keep", "leave-out"]
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def seconds(text: object) -> object:
    """`90s`, `30m`, `1h`, `2d` as seconds; a bare number is seconds, and `auto` stays as it is."""
    if not isinstance(text, str) or text == "auto":
        return text
    number, unit = (text[:-1], text[-1]) if text[-1:] in _UNITS else (text, "s")
    try:
        return float(number) * _UNITS[unit]
    except ValueError:
        raise ValueError(f"{text!r} is not a length of time such as 90s, 30m, 1h or 2d, nor auto") from None


class Recipe(BaseModel):
    """How conversations become training examples."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    style: Style = "seamless"
    train_name: bool = Field(default=True, description="Whether the persona's `NAME:` is trained on.")
    heading: Heading = Field(default="title-date", description="What stands before an essay or a journal entry.")
    budget: int = Field(default=2048, ge=8, description="Tokens of an example at most, as the trainer counts.")
    min_messages: int = Field(default=2, ge=2, description="Messages of an example at least.")
    max_messages: int = Field(default=10, ge=2, description="Messages of an example at most.")
    session_gap: Annotated[Annotated[float, Field(gt=0, le=3.2e9)] | Literal["auto"], BeforeValidator(seconds)] = Field(
        default="auto", description="Seconds of silence that end a session, or `auto`: fitted to each chat."
    )
    openers: Openers = Field(
        default="auto",
        description="What the persona says first in a session: kept where the source has nobody else's messages.",
    )
    seed: int = Field(default=0, ge=0, lt=2**32)
    validation: float = Field(default=0.05, ge=0, lt=1, description="Share of the sessions, the newest, held out.")
    since: dt.date | None = Field(default=None, description="First local day that is used.")
    until: dt.date | None = Field(default=None, description="Last local day that is used.")
    tz: str | None = Field(default=None, description="Zone of times that the source gives without one.")
    weights: dict[str, Annotated[float, Field(ge=0, le=100)]] = Field(
        default_factory=dict, description="How often the sessions of a source are used, by the importer's name."
    )
    caps: dict[str, Annotated[int, Field(ge=0)]] = Field(
        default_factory=dict, description="Messages of the persona at most, by the importer's name."
    )
    keep_copies: bool = Field(default=False, description="Whether a chat in two exports is used twice.")
    control_tokens: Literal["space", "keep", "drop-message"] = "space"
    redact: list[Category] = Field(default_factory=list, description="What private data is replaced in messages.")
    redact_regions: list[str] = Field(
        default_factory=list, description="Countries whose phone numbers are written without a prefix, such as DE."
    )
    pseudonyms: bool = Field(default=False, description="Whether other people bear invented names.")
    recognizer: str | None = Field(default=None, description="What finds names of people who take no part.")
    recognizer_options: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _consistent(self) -> Recipe:
        if self.min_messages > self.max_messages:
            raise ValueError("--min-messages is greater than --max-messages")
        if self.since is not None and self.until is not None and self.since > self.until:
            raise ValueError("--since is later than --until")
        if self.tz is not None:
            zone(self.tz)
        return self


def zone(name: str) -> ZoneInfo:
    """The time zone `name`; raises UsageError where there is none."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(f"there is no time zone {name!r}", remedy="Use a name such as Europe/Berlin") from error
