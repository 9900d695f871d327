"""Chats that are mixed in a source come apart whole and in order, however many messages there are."""

from __future__ import annotations

import datetime as dt
from random import Random

from simulacrum_core import Attachment, Message, Reaction
from simulacrum_core.sources import MessageSpool

WHEN = dt.datetime(2024, 3, 4, 5, 6, tzinfo=dt.timezone(dt.timedelta(hours=2)))


def test_mixed_chats_come_apart_whole_and_in_their_order() -> None:
    rng, told = Random(4), dict[str, list[Message]]()
    with MessageSpool() as spool:
        for number in range(5000):
            chat = rng.choice(["harbour", "tea", "ladder"])
            message = Message(str(number), rng.choice(["ada", "ben"]), WHEN, f"{chat} \u2028 {number}")
            told.setdefault(chat, []).append(message)
            spool.add(chat, message)
        assert spool.chats() == list(told)
        for chat in spool.chats():
            assert list(spool.messages(chat)) == told[str(chat)]
            assert set(spool.authors(chat)) == {"ada", "ben"}


def test_messages_come_back_with_all_their_fields_and_more_can_be_added_in_between() -> None:
    whole = Message(
        "1", None, None, "", "system", "0", (Attachment("image"),), True, "", (Reaction("+", 2, ("ada",)),), "a:1"
    )
    with MessageSpool() as spool:
        spool.add(7, whole)
        assert list(spool.messages(7)) == [whole]
        spool.add(7, whole)
        assert list(spool.messages(7)) == [whole, whole]
        assert (list(spool.messages("nobody")), spool.authors(7), spool.chats()) == ([], [], [7])
