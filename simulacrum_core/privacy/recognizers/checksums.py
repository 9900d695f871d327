"""Check digits: what tells an account number from any other long number."""

from __future__ import annotations

import hashlib
import re

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_RIPPLE = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def luhn(digits: str) -> bool:
    """The check digit of card numbers (ISO/IEC 7812)."""
    odd = sum(int(digit) for digit in digits[-1::-2])
    even = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (odd + even) % 10 == 0


def luhn_digit(digits: str) -> str:
    """The digit that makes `digits` pass."""
    return next(digit for digit in "0123456789" if luhn(digits + digit))


def mod97(account: str) -> int:
    """What is left of an IBAN modulo 97 (ISO 7064): 1 where its two check digits are right."""
    moved = account[4:] + account[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97


def base58(text: str, *, ripple: bool = False) -> bool:
    """The double SHA-256 at the end of a Bitcoin-like address of 25 bytes."""
    alphabet = _RIPPLE if ripple else _BASE58
    number = 0
    for sign in text:
        number = number * 58 + alphabet.index(sign)
    try:
        whole = number.to_bytes(25, "big")
    except OverflowError:
        return False
    return hashlib.sha256(hashlib.sha256(whole[:-4]).digest()).digest()[:4] == whole[-4:]


def bech32(text: str) -> bool:
    """The checksum of a SegWit address (BIP 173 and 350)."""
    prefix, _, data = text.lower().rpartition("1")
    if re.search(f"[^{_BECH32}]", data):
        return False
    values = [ord(sign) >> 5 for sign in prefix] + [0] + [ord(sign) & 31 for sign in prefix]
    return _polymod(values + [_BECH32.index(sign) for sign in data]) in (1, 0x2BC830A3)


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATORS):
            check ^= generator if top >> place & 1 else 0
    return check
