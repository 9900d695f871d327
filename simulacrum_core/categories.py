"""Kinds of private data in what people write."""

from __future__ import annotations

from typing import Literal, get_args

Category = Literal[
    "credential", "crypto", "bank", "card", "identity", "email", "ip", "password", "code", "phone", "address", "own"
]

# In this order one of two overlapping finds wins.
CATEGORIES: tuple[Category, ...] = get_args(Category)
GRAVE: frozenset[Category] = frozenset({"credential", "password", "card", "bank"})
