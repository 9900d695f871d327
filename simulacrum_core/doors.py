"""A door whose names are imported when they are asked for: who uses three of them pays for three."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any


def door(package: str, places: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The `__getattr__` and `__dir__` of a package, by the names, parted by spaces, that lie in each of its modules."""
    modules = {name: module for module, names in places.items() for name in names.split()}

    def of(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(f".{modules[name]}", package), name)
        setattr(sys.modules[package], name, value)
        return value

    return of, lambda: sorted({*vars(sys.modules[package]), *modules})
