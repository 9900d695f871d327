"""Addresses of crypto-currencies, told by their checksums."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from .checksums import base58, bech32
from .later import later
from .spans import Span

_B58 = "[1-9A-HJ-NP-Za-km-z]"
OLD = later(rf"\b[13LMDT]{_B58}{{25,34}}\b")  # Bitcoin, Litecoin, Dogecoin, Tron
RIPPLE = later(rf"\br{_B58}{{24,34}}\b")
SEGWIT = later(r"\b(?:bc|ltc|tb)1[ac-hj-np-z02-9]{20,87}\b", re.IGNORECASE)
ETHEREUM = later(r"\b0x[0-9a-fA-F]{40}\b")
MONERO = later(rf"\b[48]{_B58}{{94}}\b")
SOLANA = later(rf"\b(?:solana|sol|phantom)\b[^\n]{{0,30}}?[\s:]({_B58}{{32,44}})\b", re.IGNORECASE)
CALLED = later(
    r"\b(?:bitcoin|btc|ltc|litecoin|doge(?:coin)?|tron|trx|usdt|xrp|wallet|кошел[её]к|cartera|carteira)\b",
    re.IGNORECASE,
)


def coins(text: str) -> Iterator[Span]:
    """Wallet addresses."""
    yield from _checked(OLD, base58, text)
    yield from _checked(RIPPLE, lambda value: base58(value, ripple=True), text)
    yield from _checked(SEGWIT, bech32, text)
    for pattern in (ETHEREUM, MONERO):
        for match in pattern.finditer(text):
            yield Span(*match.span(), "crypto", "format")
    for match in SOLANA.finditer(text):
        if re.search(r"\d", match[1]):
            yield Span(*match.span(1), "crypto", "context")


def _checked(pattern: re.Pattern[str], is_right: Callable[[str], bool], text: str) -> Iterator[Span]:
    for match in pattern.finditer(text):
        if is_right(match.group()):
            yield Span(*match.span(), "crypto", "checksum")
        elif CALLED.search(text, max(0, match.start() - 60), match.end() + 60) and re.search(r"\d", match.group()[2:]):
            yield Span(*match.span(), "crypto", "context")
