"""A frequent speaker of a public log in the corpus' layout, as a chat of the interchange format."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec

from simulacrum_core import Conversation, Participant

from ..threads.corpus import logs


def write_speaker(path: Path, folder: Path, number: int, own: int) -> str:
    """The logs in which the `number`-th most frequent speaker writes, up to `own` messages; returns the name."""
    data = list(logs(folder))
    counts = Counter(message.author for log in data for message in log.messages if message.author)
    name = [one for one, _ in counts.most_common() if "ubot" not in one][number]
    left, lines = own, []
    for log in data:
        mine = sum(message.author == name for message in log.messages)
        if mine and left > 0:
            said = [message for message in log.messages if message.author]
            people = dict.fromkeys(message.author for message in said if message.author)
            chat = Conversation("irc", log.name, log.name, tuple(Participant(one, one) for one in people), False, said)
            lines.append(msgspec.json.encode(chat))
            left -= mine
    path.write_bytes(b"\n".join(lines) + b"\n")
    return name
