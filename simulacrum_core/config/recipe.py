"""The choices that shape a dataset; written into its manifest so that it can be made again."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from ..errors import UsageError
from .categories import Category

Style = Literal["seamless", "origin"]
Heading = Literal["title-date", "title", "date", "none"]
Openers = Literal["auto", "keep", "leave-out"]
Untrained = Literal["forwarded", "links", "quoted"]
NearDuplicates = Literal["keep", "texts", "same", "similar"]
Replies = Literal["inline", "start", "off"]
Threads = Literal["auto", "careful", "off"]
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_AGES = {"d": 1.0, "w": 7.0, "y": 365.25}


def seconds(text: object) -> object:
    """`90s`, `30m`, `1h`, `2d` as seconds; a bare number is seconds, and `auto` stays as it is."""
    if not isinstance(text, str) or text == "auto":
        return text
    number, unit = (text[:-1], text[-1]) if text[-1:] in _UNITS else (text, "s")
    try:
        return float(number) * _UNITS[unit]
    except ValueError:
        raise ValueError(f"{text!r} is not a length of time such as 90s, 30m, 1h or 2d, nor auto") from None


def days(text: object) -> object:
    """`180d`, `26w`, `2y` as days; a bare number is days."""
    if not isinstance(text, str):
        return text
    number, unit = (text[:-1], text[-1]) if text[-1:] in _AGES else (text, "d")
    try:
        return float(number) * _AGES[unit]
    except ValueError:
        raise ValueError(f"{text!r} is not a length of time such as 180d, 26w or 2y") from None


def cap(value: object) -> object:
    """`5000`, a whole number, as it is; `0.2` and `20%` as a share."""
    if value is None:
        return None
    number, percent = str(value).removesuffix("%"), str(value).endswith("%")
    try:
        found = float(number) / (100 if percent else 1)
    except ValueError:
        found = 0.0
    if 0 < found < 1 or (1 <= found < 2**53 and found.is_integer() and not percent):
        return found
    raise ValueError(f"{value!r} is neither a number of messages such as 5000 nor a share such as 0.2 or 20%")


def language(code: str) -> str:
    """The code of a language as detectors give it, such as `de`."""
    if not (code.isascii() and code.isalpha() and code.islower() and len(code) in (2, 3)):
        raise ValueError(f"{code!r} is not the code of a language such as de or en")
    return code


class Recipe(BaseModel):
    """How conversations become training examples."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    style: Style = "seamless"
    train_name: bool = Field(default=True, description="Whether the persona's `NAME:` is trained on.")
    bubbles: bool = Field(
        default=False,
        description="Whether messages in a row of one author stay apart, each on a line with the author's `NAME:`.",
    )
    heading: Heading = Field(default="title-date", description="What stands before an essay or a journal entry.")
    budget: int = Field(default=2048, ge=8, description="Tokens of an example at most, as the trainer counts.")
    min_messages: int = Field(default=2, ge=2, description="Messages of an example at least.")
    max_messages: int = Field(default=10, ge=2, description="Messages of an example at most.")
    overlap: int = Field(
        default=0, ge=0, le=100, description="Messages of the example before that are read again, and not trained on."
    )
    splits: int = Field(default=1, ge=1, le=20, description="How often chats are cut, each time elsewhere.")
    session_gap: Annotated[Annotated[float, Field(gt=0, le=3.2e9)] | Literal["auto"], BeforeValidator(seconds)] = Field(
        default="auto", description="Seconds of silence that end a session, or `auto`: fitted to each chat."
    )
    openers: Openers = Field(
        default="auto",
        description="What the persona says first in a session: kept where the source has nobody else's messages.",
    )
    train: list[Untrained] = Field(
        default_factory=list,
        description="What the persona sends without writing it and is trained on all the same; else it is context.",
    )
    replies: Replies = Field(
        default="inline",
        description="Where a message stands that is answered from afar: right before its answer, or first of all.",
    )
    threads: Threads = Field(
        default="auto",
        description="Whether the talks of a busy group are taken apart: `careful` looks at every message twice, `auto`"
        " at the first ones of a chat and at what else is not clear.",
    )
    seed: int = Field(default=0, ge=0, lt=2**32)
    canaries: int = Field(
        default=0, ge=0, le=98, description="Invented secrets that are planted for `evaluate`; never pushed."
    )
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
    cap_per_partner: Annotated[float | None, BeforeValidator(cap)] = Field(
        default=None, description="Messages of the persona in chats with one person, or in one group, at most."
    )
    recency: Annotated[Annotated[float, Field(gt=0, le=1e6)] | None, BeforeValidator(days)] = Field(
        default=None, description="Days by which a session has to be older to be used half as often."
    )
    keep_copies: bool = Field(default=False, description="Whether a chat in two exports is used twice.")
    languages: list[Annotated[str, AfterValidator(language)]] = Field(
        default_factory=list, description="Languages that are trained on, by their codes, such as de; all if empty."
    )
    near_duplicates: NearDuplicates = Field(
        default="texts",
        description="Of what the last is used: of writings that are versions of one text or parts of a longer one, or"
        " also of long messages and sessions that say the same, or similar.",
    )
    control_tokens: Literal["space", "keep", "drop-message"] = "space"
    redact: list[Category] = Field(default_factory=list, description="What private data is replaced in messages.")
    redact_regions: list[str] = Field(
        default_factory=list, description="Countries whose phone numbers are written without a prefix, such as DE."
    )
    pseudonyms: bool = Field(default=False, description="Whether other people have invented names.")
    recognizer: str | None = Field(default=None, description="What finds names of people who take no part.")
    recognizer_options: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _consistent(self) -> Recipe:
        if self.min_messages > self.max_messages:
            raise ValueError("min_messages is greater than max_messages")
        if self.since is not None and self.until is not None and self.since > self.until:
            raise ValueError("since is later than until")
        if self.tz is not None:
            zone(self.tz)
        return self


def zone(name: str) -> ZoneInfo:
    """The time zone `name`; raises UsageError where there is none."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(f"there is no time zone {name!r}", remedy="Use a name such as Europe/Berlin") from error
