"""Mentions: raw `<@id>`, `<#id>` and `<:name:id>` in a text, put as Discord shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping

_RAW = re.compile(r"<(?:(?P<mark>@!?|#)(?P<id>[0-9]{1,20})|a?(?P<emoji>:\w{1,64}:)[0-9]{1,20})>")


def rendered(text: str, people: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """The text with names in place of the ids that are known; the others stay as they are."""
    if "<" not in text:
        return text

    def shown(match: re.Match[str]) -> str:
        if match["emoji"]:
            return match["emoji"]
        known = channels if match["mark"] == "#" else people
        name = known.get(match["id"])
        return match[0] if name is None else match["mark"][0] + name

    return _RAW.sub(shown, text)
