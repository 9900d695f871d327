"""Whose account it is, and which of its chats hold only what that person wrote."""

from __future__ import annotations

from typing import Any

from simulacrum_core import Findings

from .people import Head, People, peer_id

_PRIVATE = ("personal_chat", "bot_chat", "saved_messages")
_GROUPS = ("_group", "_supergroup", "_channel")
_SHOWN = 5
_PARTNER, _SAVED = "the id of this chat is the other person's", "the chat Saved Messages has the id of its owner"
AGAIN = (
    "Telegram leaves out what others wrote in groups and channels by default. To have both sides, export "
    "again in Telegram Desktop: Settings > Advanced > Export Telegram data, without `Only my messages`; or open the "
    "chat, then ⋮ > Export chat history"
)


class Owner:
    """The owner of an account, and the chats in which nobody else is."""

    def __init__(self, personal: dict[str, Any] | None, file: str, findings: Findings) -> None:
        self._file, self._findings = file, findings
        self._alone: list[str] = []
        self.id: str | None = None
        self._known: str | None = None
        if personal is not None:
            self.meet(personal)

    def meet(self, personal: dict[str, Any]) -> None:
        """Learn who it is and tell."""
        self.id = f"user{personal['user_id']}"
        name = " ".join(str(personal[key]) for key in ("first_name", "last_name") if personal.get(key))
        tell_owner(
            f"{name} ({self.id})" if name else self.id,
            "personal_information in the export",
            self._file,
            self._findings,
        )

    def of(self, people: People) -> str | None:
        """The owner's id in a chat: as the export says it, else as the id of a private chat shows it."""
        if self.id is None and (shown := _shown_by(people)):
            id, evidence = shown
            name = people.name(id)
            self._known = id
            tell_owner(f"{name} ({id})" if name else id, evidence, self._file, self._findings)
        owner = self.id or self._known
        return owner if owner in people else None

    def is_alone(self, people: People) -> bool:
        """Whether a group holds only what the owner wrote, as by default; in a chat of two the other may be silent."""
        return self.id is not None and (people.head.type or "").endswith(_GROUPS) and people.only(self.id)

    def add_alone(self, head: Head) -> None:
        """Remember a chat in which nobody else is."""
        self._alone.append(str(head.name or head.id))

    def tell_alone(self) -> None:
        """How to export again, if that is needed."""
        if self._alone:
            tell_one_sided(self._alone, self._file, self._findings)


def _shown_by(people: People) -> tuple[str, str] | None:
    """The owner and how a chat shows it: one with another person bears that one's id, Saved Messages the owner's."""
    head = people.head
    if head.type not in _PRIVATE or not isinstance(head.id, int):
        return None
    id = peer_id(head.id, head)
    if head.type == "saved_messages":
        return (id, _SAVED) if id in people else None
    others = [other for other in people.authors() if other != id]
    return (others[0], _PARTNER) if len(others) == 1 and others[0].startswith("user") else None


def tell_owner(who: str, evidence: str, file: str, findings: Findings) -> None:
    """Record whose account it is."""
    if who:
        findings.decide("me", who, evidence, option="--me", file=file)


def tell_one_sided(chats: list[str], file: str | None, findings: Findings) -> None:
    """Record which chats lack what others wrote, and what to do about it."""
    more = f" and {len(chats) - _SHOWN} more" if len(chats) > _SHOWN else ""
    findings.decide("only your own messages are in the export of", ", ".join(chats[:_SHOWN]) + more, AGAIN, file=file)
