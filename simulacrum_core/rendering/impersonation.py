"""The impersonation guard: no message can put words into somebody's mouth by looking like a turn of theirs."""

from __future__ import annotations

from collections.abc import Iterable


class ImpersonationGuard:
    """Finds lines that begin with `NAME:` of a known speaker, and puts a space before the colon."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(names) - {""}
        self._with_colon = sorted(name for name in self._names if ":" in name)

    def imitated(self, text: str) -> str | None:
        """The first name that begins a line of `text`, None where there is none."""
        return next((name for line in text.split("\n") if (name := self.of(line))), None) if ":" in text else None

    def defused(self, text: str, *, opens: bool = False) -> str:
        """`text` without imitated lines, the same object where there were none.

        With `opens` the text comes right after its own speaker's name, so that its first line imitates nobody.
        """
        if ":" not in text:
            return text
        first, *rest = text.split("\n")
        lines = [first if opens else self._spaced(first), *map(self._spaced, rest)]
        safe = "\n".join(lines)
        return text if safe == text else safe

    def of(self, line: str) -> str | None:
        """The speaker whose line this is, None where it is nobody's."""
        head, colon, _ = line.partition(":")
        if colon and head in self._names:
            return head
        return next((name for name in self._with_colon if line.startswith(f"{name}:")), None)

    def _spaced(self, line: str) -> str:
        name = self.of(line)
        return line if name is None else f"{name} {line[len(name) :]}"
