"""A keyed source of choices: the same value gives the same ones, and nobody without the key can tell why."""

from __future__ import annotations

import hashlib
import hmac
from unicodedata import category

_LETTERS = "xyz"


class Choices:
    """Numbers drawn for one value under a secret key."""

    def __init__(self, key: bytes, kind: str, value: str) -> None:
        seed = hmac.digest(key, f"{kind}\0{value}".encode("utf-8", "surrogatepass"), "sha256")
        self._state = int.from_bytes(hashlib.shake_256(seed).digest(64), "big")
        self._seed, self._round = seed, 0

    def below(self, limit: int) -> int:
        """A number from 0 to `limit` - 1."""
        if self._state < 1 << 128:
            self._round += 1
            self._state = int.from_bytes(
                hashlib.shake_256(self._seed + self._round.to_bytes(8, "big")).digest(64), "big"
            )
        self._state, drawn = divmod(self._state, limit)
        return drawn

    def digits(self, count: int) -> str:
        """That many decimal digits."""
        return "".join(str(self.below(10)) for _ in range(count))


def masked(value: str, choices: Choices) -> str:
    """Of the same shape: x, y or z for a letter, in its case; 0 or 9 for a digit; no marks on them; all else as it was.

    Fewer than six digits without a letter become zeros: the fewer there are, the less may stay as it was.
    """
    few = sum(map(str.isdigit, value)) < 6 and not any(map(str.isalpha, value))
    return "".join(_mask(sign, choices, few) for sign in value if value.isascii() or category(sign)[0] != "M")


def is_masked(value: str) -> bool:
    """Whether masking made it, or could have."""
    letters = {sign.lower() for sign in value if sign.isalpha()}
    digits = {sign for sign in value if sign.isdigit()}
    few = sum(map(str.isdigit, value)) < 6 and not letters
    return bool(letters or digits) and letters <= set(_LETTERS) and digits <= ({"0"} if few else {"0", "9"})


def _mask(sign: str, choices: Choices, few: bool) -> str:
    if sign.isdigit():
        return "0" if few else "09"[choices.below(2)]
    if not sign.isalpha():
        return sign
    letter = _LETTERS[choices.below(3)]
    return letter.upper() if sign.isupper() else letter
