"""E-mail and IP addresses."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from .later import later
from .spans import Span

EMAIL = later(
    r"(?<![\w.+@/-])(?!git@)[^\W_][\w.+%'-]{0,63}@(?:[^\W_][\w-]{0,62}\.){1,5}"
    r"(?!(?:png|jpe?g|gif|svg|webp|pdf|js|ts|css|service|local|conf|socket|timer)\b)[^\W\d_]{2,24}(?![\w@-])"
)
# In front of a password in the address of a page; what follows it is no mail address.
LOGIN = later(r"://[^\s/@]{0,64}:$")
IPV4 = later(r"(?<![\w.\-+])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\w\-]|\.\d)")
IPV6 = later(r"(?<![\w:.])[0-9a-fA-F]{0,4}:[0-9a-fA-F:]{0,40}(?![\w:])")
VERSION = later(
    r"\b(?:v|ver|versi[oó]n\w{0,20}|versione?|vers[aã]o|верси\w{1,3}|build|release|firmware|driver|python|windows|chrome"
    r"|firefox|kernel|update\w{0,20}|upgrade\w{0,20}|section|rev\w{0,20}|§)(?!\w)[\s.:]{0,2}(?:\w{1,12}\s){0,2}$",
    re.IGNORECASE,
)
HOST = later(r"\b(?:ip|ips|айпи|server\w{0,2}|сервер\w{0,2}|ssh|host|ping|vpn|nas|router)\b", re.IGNORECASE)

# Everybody's: loopback, masks, public resolvers, what routers have in the box.
SHARED = frozenset(
    """0.0.0.0 127.0.0.1 255.255.255.0 255.255.255.255 255.255.0.0 1.1.1.1 1.0.0.1 8.8.8.8 8.8.4.4 9.9.9.9
    192.168.0.1 192.168.1.1 192.168.178.1 192.168.2.1 192.168.0.0 192.168.1.0 10.0.0.1 10.0.0.0 :: ::1""".split()
)


def emails(text: str) -> Iterator[Span]:
    """E-mail addresses."""
    for match in EMAIL.finditer(text):
        if not LOGIN.search(text, max(0, match.start() - 80), match.start()):
            yield Span(*match.span(), "email", "format")


def addresses(text: str) -> Iterator[Span]:
    """IP addresses of both versions that belong to somebody."""
    for match in IPV4.finditer(text):
        if _is_host(match, text):
            yield Span(*match.span(), "ip", "format")
    if text.count(":") > 1:
        for match in IPV6.finditer(text):
            if _is_ipv6(match.group()):
                yield Span(*match.span(), "ip", "format")


def _is_host(match: re.Match[str], text: str) -> bool:
    value = match.group()
    parts = [int(part) for part in value.split(".")]
    if max(parts) > 255 or value in SHARED or parts[0] in (0, 127) or parts[0] > 223:
        return False
    before = text[max(0, match.start() - 40) : match.start()]
    if VERSION.search(before):
        return False
    return max(parts) > 30 or HOST.search(before) is not None


def _is_ipv6(value: str) -> bool:
    if value in SHARED or value.count(":") < 3 or not re.search(r"\d", value):
        return False
    try:
        ipaddress.IPv6Address(value)
    except ValueError:
        return False
    return True
