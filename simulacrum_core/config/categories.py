"""Kinds of private data in what people write."""

from __future__ import annotations

from typing import Literal, get_args

Category = Literal[
    "credential",
    "crypto",
    "bank",
    "card",
    "identity",
    "birthdate",
    "plate",
    "email",
    "ip",
    "password",
    "code",
    "phone",
    "address",
    "own",
]

# In this order one of two overlapping finds wins.
CATEGORIES: tuple[Category, ...] = get_args(Category)
GRAVE: frozenset[Category] = frozenset({"credential", "password", "card", "bank"})
# What is found of each kind.
EXAMPLES: dict[Category, str] = {
    "credential": "keys and tokens such as ghp_…, mysql://me:pw@host, a wallet's twelve words",
    "crypto": "wallets such as bc1q…",
    "bank": "IBANs, account and sort numbers",
    "card": "4000 1234 …",
    "identity": "passport, tax and insurance numbers",
    "birthdate": "born on 14 March 1986",
    "plate": "my car is AB12 CDE",
    "email": "me@host.org, me at host dot org",
    "ip": "84.17.52.201",
    "password": "the wifi password is …",
    "code": "your code is 4821, the gate code",
    "phone": "0171 39 …, +44 7700 …",
    "address": "12 Mill Lane, York",
    "own": "redact_words of the persona file",
}
