"""Stand-ins for phone numbers: from ranges that are kept free for fiction, elsewhere zeros at the start."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..masks import Choices
from .later import later
from .phones import is_mobile, parsed

# National numbers without their last digits, and how long they are.
# Sources: Ofcom, Bundesnetzagentur, ARCEP, ACMA.
FREE = {
    "GB": {
        10: "7700900 2079460 1134960 1144960 1154960 1164960 1174960 1184960 1214960 1314960 1414960 1514960 1614960 "
        "1632960 2896496 2920180".split()
    },
    "DE": {10: "3023125 6990009 4066969 2214710 8999998".split(), 11: ["176040690"]},
    "FR": {9: "19900 26191 35301 46571 53649 63998".split()},
    "AU": {9: "25550 35550 75550 85550".split()},
}
# How many of the digits at the end follow from the others.
CHECKS = {"GB": 2, "DE": 1, "FR": 2, "AU": 2}
COUNTRIES = {"GB": "44", "DE": "49", "FR": "33", "AU": "61"}
ZEROS = later(r"\d{0,5}0{5,14}\d{0,4}")
AMERICAN = re.compile(r"(?:1|001)?([2-9]\d\d)55501(\d\d)")


def phone_standin(value: str, regions: Sequence[str], key: bytes) -> str:
    """A number in the shape of `value`, drawn by what it ends in, with or without its country."""
    digits = re.sub(r"\D", "", value)
    has_country = len(digits) > 10 and value == digits and digits[0] != "0" and is_mobile(digits, regions)
    found = parsed(f"+{digits}" if has_country else value, regions)
    region, national = found[:2] if found else ("", digits[3:] if value.startswith("+") else digits)
    choices = Choices(key, "phone", national[-8:])
    return _laid_over(value, digits[: len(digits) - len(national)] + _invented(region, national, choices))


def is_phone_standin(value: str) -> bool:
    """Whether it is one of the numbers that are handed out."""
    digits = re.sub(r"\D", "", value)
    american = AMERICAN.fullmatch(digits)
    if american:
        return american[2] == _pair(american[1])
    for region, ranges in FREE.items():
        national = re.sub(rf"^(?:(?:00)?{COUNTRIES[region]}0?|0)", "", digits)
        if national.startswith(tuple(ranges.get(len(national), ()))):
            checks = CHECKS[region]
            return national[-checks:] == _check(national[:-checks], checks)
    return len(digits) > 6 and ZEROS.fullmatch(digits) is not None


def _invented(region: str, national: str, choices: Choices) -> str:
    if region in ("US", "CA"):
        area = f"{2 + choices.below(8)}{choices.digits(2)}"
        return f"{area}55501{_pair(area)}"
    if ranges := FREE.get(region, {}).get(len(national)):
        start = ranges[choices.below(len(ranges))]
        start += choices.digits(len(national) - len(start) - CHECKS[region])
        return start + _check(start, CHECKS[region])
    free = min(4, max(0, len(national) - 5))
    return "0" * (len(national) - free) + choices.digits(free)


def _check(digits: str, count: int) -> str:
    """Few of the free numbers are handed out, so that one which somebody else took from there is replaced, too."""
    total = sum(map(int, digits)) * 3 + int(digits[-1]) * 4 + int(digits[-2]) * 6 + 4
    return f"{total * 7 % 10**count:0{count}}"


def _pair(area: str) -> str:
    return f"{(int(area) * 7 + 13) % 100:02}"


def _laid_over(shape: str, digits: str) -> str:
    """The digits in the places of the digits of `shape`; what is too many stands at its end."""
    left = iter(digits)
    laid = "".join(next(left, "") if sign.isdigit() else sign for sign in shape)
    return re.sub(r"\D+$", "", laid) + "".join(left)
