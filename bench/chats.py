"""Invented chats of any size, in the byte shape of real exports."""

from __future__ import annotations

import datetime as dt
import json
import random
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

_WORDS = """
the of and to in is you that it he was for on are as with his they at be this have from or one had by word but not what
all were we when your can said there use an each which she do how their if will up other about out many then them these
so some her would make like him into time has look two more write go see number no way could people my than first water
been call who its now find long down day did get come made may part haha lol ok yeah 😂 ❤️ naïve café
""".split()
_PEOPLE = ("Ada Lind", "Ben Kowal")
_IN_NINE_YEARS = 800_000
"""Messages at the usual pace until 2025: of more, written faster, none lies in the future, which importers refuse."""
_COMPACT, _SPACED = (",", ":"), (",", ": ")


def write_whatsapp(path: Path, count: int, seed: int = 1) -> None:
    """A chat of two people with `count` messages of about 34 characters, as a British Android phone exports it."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for now, author, text, _ in said(count, seed):
            out.write(f"{now:%d/%m/%Y, %H:%M} - {_PEOPLE[author]}: {text}\n")


def write_group(path: Path, count: int, seed: int = 1) -> None:
    """A group of fifty in WhatsApp, of whom some write more than others; `Ada Lind` is the first."""
    rng, names = random.Random(seed), ["Ada Lind", *(f"Person {number}" for number in range(1, 50))]
    weights = [1 / (1 + number) for number in range(50)]
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for now, _, text, _ in said(count, seed):
            out.write(f"{now:%d/%m/%Y, %H:%M} - {rng.choices(names, weights)[0]}: {text}\n")


def write_telegram(path: Path, count: int, seed: int = 1, *, indent: int | None = 1) -> None:
    """The same chat as Telegram Desktop 5 exports it: indented by a space; a few replies, links, photos, reactions."""
    head = {"name": _PEOPLE[1], "type": "personal_chat", "id": 4711}
    notes = (_note(id, *spoken) for id, spoken in enumerate(said(count, seed), 1))
    _write(path, head, notes, {}, indent)


def write_discord(path: Path, count: int, seed: int = 1, *, indent: int | None = 2, channel: int = 0) -> None:
    """The same chat as DiscordChatExporter exports it, indented by two spaces, from a channel by its number."""
    head = {
        "guild": {"id": "600000000000000001", "name": "Pond", "iconUrl": "https://cdn.example/icons/aa.png"},
        "channel": {
            "id": str(700_000_000_000_000_001 + channel),
            "type": "GuildTextChat",
            "categoryId": "65",
            "name": f"room-{channel}" if channel else "general",
        },
        "dateRange": {"after": None, "before": None},
        "exportedAt": "2025-07-20T08:00:00.1234567+02:00",
    }
    posts = (_post(id, *spoken) for id, spoken in enumerate(said(count, seed), 1))
    _write(path, head, posts, {"messageCount": count}, indent)


def write_bpe(folder: Path, chat: Path) -> None:
    """A byte-level BPE of 2,000 tokens, learned from the first lines of a chat: the network may be out of reach."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    folder.mkdir()
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer, bpe.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=2000, special_tokens=["<s>", "</s>"], initial_alphabet=alphabet)
    with chat.open(encoding="utf-8") as lines:
        bpe.train_from_iterator(islice(lines, 5000), trainer)
    bpe.save(str(folder / "tokenizer.json"))
    config = {"bos_token": "<s>", "eos_token": "</s>", "tokenizer_class": "PreTrainedTokenizerFast"}
    (folder / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")


def said(count: int, seed: int) -> Iterator[tuple[dt.datetime, int, str, float]]:
    """When, who of the two, what, and a number from 0 to 1 that says what else is with it."""
    rng = random.Random(seed)
    now = dt.datetime(2016, 1, 1, 9, 0)
    pace = max(1.0, count / _IN_NINE_YEARS)
    for _ in range(count):
        seconds = rng.expovariate(1 / 60) if rng.random() < 0.97 else rng.randint(3600, 16000)
        now += dt.timedelta(seconds=seconds / pace)
        text = " ".join(rng.choices(_WORDS, k=rng.randint(1, 14)))
        yield now, rng.randrange(2), text, rng.random()


def _note(id: int, now: dt.datetime, author: int, text: str, chance: float) -> dict[str, Any]:
    peers = [{"from": _PEOPLE[who], "from_id": f"user{815 + who}"} for who in (0, 1)]
    local, unix = now.isoformat(timespec="seconds"), str(int(now.replace(tzinfo=dt.UTC).timestamp()))
    note: dict[str, Any] = {"id": id, "type": "message", "date": local, "date_unixtime": unix}
    if chance < 0.02:
        note |= {"edited": local, "edited_unixtime": unix}
    note |= peers[author]
    if 0.02 < chance < 0.12 and id > 9:
        note["reply_to_message_id"] = id - int(chance * 80)
    if 0.12 < chance < 0.16:
        note |= {"photo": f"photos/photo_{id}.jpg", "photo_file_size": 61234, "width": 960, "height": 1280}
    plain = {"type": "plain", "text": text}
    link = {"type": "link", "text": "https://pond.example/a"}
    linked = 0.16 < chance < 0.2
    note |= {"text": [f"{text} ", link, ""] if linked else text, "text_entities": [plain, link] if linked else [plain]}
    if 0.2 < chance < 0.23:
        recent = [peers[1 - author] | {"date": local}]
        note["reactions"] = [{"type": "emoji", "count": 1, "emoji": "❤", "recent": recent}]
    return note


def _post(id: int, now: dt.datetime, author: int, text: str, chance: float) -> dict[str, Any]:
    snowflake = str((int(now.timestamp() * 1000) - 1_420_070_400_000 << 22) + id % 4096)
    people = [_member(who) for who in (0, 1)]
    replies = 0.02 < chance < 0.12
    post: dict[str, Any] = {
        "id": snowflake,
        "type": "Reply" if replies else "Default",
        "timestamp": f"{now.isoformat(timespec='milliseconds')}+02:00",
        "timestampEdited": f"{now.isoformat(timespec='milliseconds')}+02:00" if chance < 0.02 else None,
        "callEndedTimestamp": None,
        "isPinned": False,
        "content": text,
        "author": people[author],
        "attachments": [],
        "embeds": [],
        "stickers": [],
        "reactions": [],
        "mentions": [people[1 - author]] if replies else [],
        "inlineEmojis": [],
    }
    if 0.12 < chance < 0.16:
        name = f"image{id}.png"
        url = f"https://cdn.example/attachments/700/{snowflake}/{name}"
        post["attachments"] = [{"id": snowflake, "url": url, "fileName": name, "fileSizeBytes": 61234}]
    if 0.2 < chance < 0.23:
        emoji = {
            "id": "",
            "name": "❤️",
            "code": "heart",
            "isAnimated": False,
            "imageUrl": "https://cdn.example/2764.svg",
        }
        post["reactions"] = [{"emoji": emoji, "count": 1, "users": [people[1 - author]]}]
    if replies:
        ids = {"messageId": str(int(snowflake) - (90_000 << 22)), "channelId": "700", "guildId": "600"}
        post["reference"] = ids
    return post


def _member(who: int) -> dict[str, Any]:
    role = {"id": "801000000000000011", "name": "Crew", "color": "#3498DB", "position": 2}
    return {
        "id": f"18000000000000000{who}",
        "name": _PEOPLE[who].lower().replace(" ", "."),
        "discriminator": "0000",
        "nickname": _PEOPLE[who],
        "color": "#3498DB",
        "isBot": False,
        "roles": [role],
        "avatarUrl": f"https://cdn.example/avatars/18000000000000000{who}/0a1b2c.png?size=512",
    }


def _write(
    path: Path, head: dict[str, Any], notes: Iterator[dict[str, Any]], tail: dict[str, Any], indent: int | None
) -> None:
    """A document whose messages are written one by one; without `indent` it is one line."""
    dump = _dumper(indent)
    gap = "" if indent is None else "\n"
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(dump(head | {"messages": []}).removesuffix(f"]{gap}}}"))
        for place, note in enumerate(notes):
            lines = dump(note)
            body = lines if indent is None else "\n" + " " * 2 * indent + lines.replace("\n", "\n" + " " * 2 * indent)
            out.write(("," if place else "") + body)
        end = dump(tail | {"": 0}).partition('"":')[0].rstrip(", \n")[1:]
        out.write(("" if indent is None else "\n" + " " * indent) + "]" + ("," + end if tail else "") + gap + "}")


def _dumper(indent: int | None) -> Callable[[Any], str]:
    encoder = json.JSONEncoder(ensure_ascii=False, indent=indent, separators=_COMPACT if indent is None else _SPACED)
    return encoder.encode


if __name__ == "__main__":
    write_whatsapp(Path(sys.argv[1]), int(sys.argv[2]))
