"""Names on the page: as the dataset has them, or numbers in their place."""

from __future__ import annotations

from .markup import name_of


class Names:
    """Shows names of people and conversations, or hides them behind numbers, the same one for the same name."""

    def __init__(self, *, hidden: bool = False) -> None:
        self.hidden = hidden
        self._numbers: dict[str, dict[str, int]] = {}

    def person(self, name: str) -> str:
        """Somebody, as HTML."""
        return self._shown("person", name)

    def conversation(self, title: str | None, source: str) -> str:
        """A conversation, as HTML."""
        return self._shown("conversation", title) if title else source

    def _shown(self, kind: str, name: str) -> str:
        if not self.hidden:
            return name_of(name)
        numbers = self._numbers.setdefault(kind, {})
        return f"{kind} {numbers.setdefault(name, len(numbers) + 1)}"
