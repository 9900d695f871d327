"""Patterns that are compiled when they are first used: all of them together take more than a second.

`(?&password key)` in one stands for any of the words of these kinds, and is put in when it is compiled, too.
"""

from __future__ import annotations

import re
from typing import Any, cast


class Later:
    """Stands for a pattern; what it can do is its own attribute from the first use on."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self._flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = getattr(self.compiled(), name)
        setattr(self, name, found)
        return found

    def compiled(self) -> re.Pattern[str]:
        """The pattern itself."""
        from .word_table import with_words

        return re.compile(with_words(self.pattern), self._flags)


def later(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The same as `re.compile`, at the first use."""
    return cast("re.Pattern[str]", Later(pattern, flags))
