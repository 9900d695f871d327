"""What a conversation of direct messages holds, as an archive of X writes it."""

from __future__ import annotations

import msgspec

Id = str | int


class Address(msgspec.Struct, frozen=True):
    """A short address in a message, and what it stands for."""

    url: str | None = None
    expanded: str | None = None


class Reacted(msgspec.Struct, frozen=True, rename="camel"):
    """Somebody's reaction."""

    sender_id: Id | None = None
    reaction_key: str | None = None


class Sent(msgspec.Struct, frozen=True, rename="camel"):
    """What somebody wrote."""

    id: Id
    sender_id: Id
    recipient_id: Id | None = None
    text: str | None = None
    created_at: str | None = None
    urls: list[Address] = []
    media_urls: list[str] = []
    reactions: list[Reacted] = []
    edit_history: list[msgspec.Raw] = []


class Happened(msgspec.Struct, frozen=True, rename="camel"):
    """What the app tells: who came, who left, how a group is called."""

    created_at: str | None = None
    name: str | None = None
    initiating_user_id: Id | None = None


class Event(msgspec.Struct, frozen=True, rename="camel"):
    """One element of a conversation, which has exactly one of these."""

    message_create: Sent | None = None
    welcome_message_create: Sent | None = None
    conversation_name_update: Happened | None = None
    join_conversation: Happened | None = None
    participants_join: Happened | None = None
    participants_leave: Happened | None = None
