"""Stand-ins: what is written instead of something private, of the same shape and known for what it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..config.categories import Category
from .masks import Choices, is_masked, masked
from .recognizers.checksums import luhn_digit, mod97
from .recognizers.dialling import is_phone_standin, phone_standin
from .recognizers.obfuscated import respelled
from .recognizers.plain import plain

NAMES = "ada ben cleo dora emil fay gus hana ivo june kim lou max nell otto pia quin rosa sol tess uma vera wim".split()
# The last words of the English list of BIP 39.
SEEDS = ("zebra", "zero", "zone", "zoo")
PLACES = {
    "ru": "ул. Примерная, д. {}",
    "fr": "{} rue de l'Échantillon",
    "en": "{} Samplewood Lane",
    "pt": "Rua do Exemplar, {}",
    "it": "Via dell'Esemplare {}",
    "es": "Calle del Ejemplar {}",
    "de": "Beispielallee {}",
}
LANGUAGES = (
    ("ru", r"[а-яё]"),
    ("fr", r"^\d.*\b(?:rue|avenue|av\.|boulevard|bd|impasse|allée|place|chemin|route|quai|cours)\b"),
    ("en", r"^\d"),
    ("pt", r"^(?:rua|r\.|travessa|praça|alameda|estrada|rodovia|beco|largo)\b|^av\w*\.? .*, ?\d"),
    ("it", r"^(?:via|viale|v\.le|piazza\w*|corso|vicolo|strada|lungo\w+|contrada)\b"),
    ("es", r"^(?:calle|c/|avenida|avda?|av|plaza|paseo|camino|carre\w+|ronda|traves\w+|cra|cl|kr)\b"),
)
# Their stand-ins are worked out from their digits.
NUMBERS = frozenset({"phone", "card"})
SHORTEST_CARD, SHORTEST_IBAN = 12, 15
EMAIL = re.compile(r"[a-z]{1,9}\.[xyz]{4}@example\.com")
PLACE = re.compile("|".join(re.escape(place).replace(r"\{\}", r"\d{1,3}") for place in PLACES.values()))
SEED_WORD = re.compile(r"(?:(?<=\s)|^)(?:\d{1,2}[.):]? ?)?([^\W\d_]{3,9})[,;]?(?=\s|$)")
IPV4 = re.compile(r"198\.1[89]\.\d{1,3}\.\d{1,3}")
IPV6 = re.compile(r"2001:db8:ffff:[0-9a-f]{1,4}::[0-9a-f]{1,4}")


class Standins:
    """Writes stand-ins under a secret key; `regions` are those of the finder."""

    def __init__(self, key: bytes, regions: Sequence[str] = ()) -> None:
        self._key, self._regions = key, tuple(regions)

    def standin(self, category: Category, value: str) -> str:
        """What stands for `value`: always the same; for numbers whatever marks stand between their digits."""
        if category in NUMBERS:
            read = plain(value, value.lower()).text
            if is_spelled(value) and not is_spelled(read):
                return masked(value, Choices(self._key, category, read))
            value = read
        if category == "phone":
            return phone_standin(value, self._regions, self._key)
        choices = Choices(self._key, category, _essence(category, value))
        if category == "credential" and is_seed(value):
            return re.sub(r"[^\W\d_]{3,9}", lambda _: SEEDS[choices.below(4)], value)
        return _WRITERS.get(category, masked)(value, choices)


def is_standin(category: Category, value: str) -> bool:
    """Whether `value` is made up by Standins, under whatever key."""
    if category in NUMBERS and is_spelled(value) and is_masked(value):
        return True
    if category == "phone":
        return is_phone_standin(value)
    if category == "address":
        return PLACE.search(value) is not None
    if category == "email":
        return EMAIL.fullmatch(value) is not None or is_masked(value)
    if category == "ip":
        return (IPV4.fullmatch(value) or IPV6.fullmatch(value)) is not None
    if category == "card":
        digits = re.sub(r"\D", "", value)
        return is_masked(value) if len(digits) < SHORTEST_CARD else digits[4:8] == "0000" and digits[8] != "0"
    if category == "bank" and value[:1].isalpha():
        signs = re.sub(r"\W", "", value).upper()
        return len(signs) >= SHORTEST_IBAN and set(signs[4:10]) <= {"0", "X"}
    return category != "own" and (is_masked(value) or is_seed(value, SEEDS))


def is_any_standin(value: str) -> bool:
    """Whether it is one of any kind."""
    return any(is_standin(category, value) for category in ("phone", "address", "email", "ip", "card", "bank", "code"))


def is_spelled(value: str) -> bool:
    """Whether it has letters: of a number, that its digits are words."""
    return any(map(str.isalpha, value))


def is_seed(value: str, words: Sequence[str] = ()) -> bool:
    """Whether it is a dozen words and nothing else, and all among `words` if there are any."""
    found = SEED_WORD.findall(value)
    return len(found) > 11 and not SEED_WORD.sub("", value).strip() and (not words or set(found) <= set(words))


def _essence(category: Category, value: str) -> str:
    """What is the same however it is written: with or without a country's prefix, spaces, capitals."""
    if category in ("card", "bank", "identity", "code"):
        return re.sub(r"\W", "", plain(value, value.lower()).text).upper()
    if category == "email":
        return respelled(value)
    if category in ("own", "address", "ip") or re.match(r"(?i:0x|bc1|ltc1)", value):
        return " ".join(value.casefold().split())
    return value


def _email(_: str, choices: Choices) -> str:
    tail = "".join("xyz"[choices.below(3)] for _ in range(4))
    return f"{NAMES[choices.below(len(NAMES))]}.{tail}@example.com"


def _ip(value: str, choices: Choices) -> str:
    if ":" in value:
        return f"2001:db8:ffff:{choices.below(65536):x}::{choices.below(65536):x}"
    return f"198.{18 + choices.below(2)}.{choices.below(256)}.{choices.below(256)}"


def _card(value: str, choices: Choices) -> str:
    digits = re.sub(r"\D", "", value)
    if len(digits) < SHORTEST_CARD:
        return masked(value, choices)
    start = digits[:1] if digits[0] == "4" else digits[: 2 if digits[:2] in "51 52 53 54 55 34 37" else 4]
    body = f"{start:0<8}{1 + choices.below(9)}{choices.digits(len(digits) - 10)}"
    return over(value, body + luhn_digit(body))


def _bank(value: str, choices: Choices) -> str:
    signs = re.sub(r"\W", "", value).upper()
    if not signs[:1].isalpha():
        return masked(value, choices)
    rest = "".join(
        "X" if sign.isalpha() else "0" if place < 6 else choices.digits(1) for place, sign in enumerate(signs[4:])
    )
    check = 98 - mod97(f"{signs[:2]}00{rest}")
    return over(value, f"{signs[:2]}{check:02}{rest}")


def _address(value: str, choices: Choices) -> str:
    low = value.lower()
    language = next((name for name, shape in LANGUAGES if re.search(shape, low)), "de")
    return PLACES[language].format(1 + choices.below(999))


def _identity(value: str, choices: Choices) -> str:
    """Masked, and from zeros on: no office starts to count there."""
    made = masked(value, choices)
    zeros = [place for place, sign in enumerate(made) if sign.isdigit()][:5]
    return "".join("0" if place in zeros else sign for place, sign in enumerate(made))


def over(shape: str, signs: str) -> str:
    """The signs in the places of the letters and digits of `shape`."""
    left = iter(signs)
    return "".join(next(left) if sign.isalnum() else sign for sign in shape)


_WRITERS: dict[Category, Callable[[str, Choices], str]] = {
    "email": _email,
    "ip": _ip,
    "card": _card,
    "bank": _bank,
    "address": _address,
    "identity": _identity,
}
