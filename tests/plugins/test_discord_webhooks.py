"""What webhooks send on Discord: PluralKit, Tupperbox and bridges write under the names of many people."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from simulacrum_core import Source
from simulacrum_core.sources.findings import Decision
from simulacrum_discord import DiscordImporter

from ..conftest import Simulacrum

HOOK, OTHER_HOOK = "999999999999999999", "888888888888888888"
SAID = [
    ("111111111111111111", "ben.kowal", "1", False, "who fed the newt"),
    (HOOK, "Moss", "0000", True, "i did, twice"),
    ("159985870458322944", "Meter", "4876", True, "level 3!"),
    (HOOK, "The Doctor of the Long Pond, who never sleeps, A", "0000", True, "i never did"),
    (HOOK, "The Doctor of the Long Pond, who never sleeps, B", "0000", True, "nor i"),
    (OTHER_HOOK, "Builds", "0000", True, "1 new commit"),
]
Said = tuple[str | None, str]


def document(channel: str, said: Sequence[tuple[str, str, str, bool, str]] = SAID, **layout: Any) -> str:
    messages = [
        {
            "id": str((int(channel) * 1_000_000 + number) << 22),
            "type": "Default",
            "timestamp": f"2026-03-02T18:{number:02}:00+00:00",
            "content": text,
            "author": {"id": id, "name": name, "discriminator": tag, "nickname": name, "isBot": is_bot, "roles": []},
        }
        for number, (id, name, tag, is_bot, text) in enumerate(said)
    ]
    head = {"guild": {"id": "6", "name": "Pond"}, "channel": {"id": channel, "type": "GuildTextChat", "name": channel}}
    return json.dumps({**head, "messages": messages, "messageCount": len(messages)}, **layout)


def page(said: Sequence[tuple[str, str, str, bool, str]] = SAID) -> str:
    groups = [
        f'<div class="chatlog__message-group"><div class="chatlog__message-container" data-message-id="{(5 + n) << 22}">'
        f'<span class="chatlog__author" title="{name}{"#" + tag if len(tag) == 4 and tag != "0000" else ""}"'
        f' data-user-id="{id}">{name}</span>{"<span class=chatlog__author-tag>APP</span>" if is_bot else ""}'
        f'<div class="chatlog__content"><span class="chatlog__markdown-preserve">{text}</span></div></div></div>'
        for n, (id, name, tag, is_bot, text) in enumerate(said)
    ]
    top = (
        '<html><head><title>Pond - x</title></head><div class="preamble"><div class="preamble__entry">Pond</div></div>'
    )
    end = f'<div class="postamble"><div class="postamble__entry">Exported {len(said)} message(s)</div></div></html>'
    return f'{top}<div class="chatlog">{"".join(groups)}</div>{end}'


def table(said: Sequence[tuple[str, str, str, bool, str]] = SAID) -> str:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(["AuthorID", "Author", "Date", "Content", "Attachments", "Reactions"])
    for number, (id, name, tag, _, words) in enumerate(said):
        full = f"{name}#{tag}" if len(tag) == 4 and tag != "0000" else name
        writer.writerow([id, full, f"2026-03-02T18:{number:02}:00.0000000+00:00", words, "", ""])
    return text.getvalue().replace('"AuthorID","Author","Date","Content","Attachments","Reactions"', HEADER)


HEADER = "AuthorID,Author,Date,Content,Attachments,Reactions"


def read(path: Path, **options: object) -> tuple[list[Said], list[str], list[Decision]]:
    """Who says what, the names of all participants, and what was decided."""
    source = Source([path])
    said, names = list[Said](), list[str]()
    for conversation in DiscordImporter.model_validate(options).read(source):
        names += [person.id for person in conversation.participants]
        said += [(message.author, message.text) for message in conversation.messages]
    return said, names, source.findings.decisions


FORMATS = [("x.json", document("7", indent=2)), ("x.json", document("7")), ("x.html", page())]


@pytest.mark.parametrize(("name", "text"), FORMATS)
def test_each_name_of_a_webhook_is_somebody(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    for options, programs in ({"webhooks": True}, []), ({"bots": True}, [("159985870458322944", "level 3!")]):
        said, names, _ = read(path, **options)
        assert set(names) == {author for author, _ in said}
        assert said == [
            ("111111111111111111", "who fed the newt"),
            ("webhook:Moss", "i did, twice"),
            *programs,
            ("webhook:The Doctor of the Long Pond, who never sleeps, A", "i never did"),
            ("webhook:The Doctor of the Long Pond, who never sleeps, B", "nor i"),
            ("webhook:Builds", "1 new commit"),
        ]


@pytest.mark.parametrize(("name", "text"), FORMATS)
def test_what_is_left_out_of_webhooks_is_told_by_name(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    said, _, decisions = read(path)
    assert said == [("111111111111111111", "who fed the newt")]
    told = {decision.subject: decision for decision in decisions}
    assert (told["bots"].answer, told["bots"].option) == ("1 messages left out", "-i bots true")
    webhooks = told["webhooks"]
    assert (webhooks.answer, webhooks.option, webhooks.certain) == ("4 messages left out", "-i webhooks true", False)
    assert all(f"{called} (1)" in webhooks.evidence for called in ("Moss", "Builds"))


def test_a_webhook_of_one_name_is_no_doubt(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(document("7", [SAID[0], SAID[5]]), encoding="utf-8")
    _, _, decisions = read(path)
    assert [(one.subject, one.certain) for one in decisions if one.subject == "webhooks"] == [("webhooks", True)]


def test_in_a_table_names_under_one_id_are_people_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(table(), encoding="utf-8")
    said, _, decisions = read(path)
    assert said[1:3] == [("webhook:Moss", "i did, twice"), ("159985870458322944", "level 3!")]
    assert (said[0][0], said[5][0]) == ("111111111111111111", OTHER_HOOK)
    [told] = [one for one in decisions if one.subject == "webhooks"]
    assert "Moss" in told.evidence
    assert "ben.kowal" not in told.evidence


def test_an_account_with_a_number_is_one_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(table([("1", "moss", "1234", False, "a"), ("1", "fern", "1234", False, "b")]), encoding="utf-8")
    said, _, _ = read(path)
    assert said == [("1", "a"), ("1", "b")]


def test_a_name_is_one_person_in_all_channels_and_nobody_else(tmp_path: Path, simulacrum: Simulacrum) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    script = [SAID[0], SAID[1], SAID[3]]
    for channel in ("7", "8"):
        said = [(id.replace("9", channel), *rest, f"{text} in {channel}") for id, *rest, text in script]
        (exports / f"{channel}.json").write_text(document(channel, said), encoding="utf-8")
    options = ["--me", "Moss", "-i", "webhooks", "true", "--validation", "0", "--threads", "off"]
    result = simulacrum("convert", str(exports), *options, "-o", str(tmp_path / "out"))
    assert "You in discord: Moss [webhook:Moss] (2 messages)" in result.stderr
    lines = (tmp_path / "out" / "train.jsonl").read_text(encoding="utf-8").split("\n")
    segments = [segment for line in lines if line for segment in json.loads(line)["segments"]]
    trained = {segment["text"].strip() for segment in segments if segment["label"]}
    assert trained == {"Moss: i did, twice in 7</s>", "Moss: i did, twice in 8</s>"}


GONE = ("456226577798135808", "Deleted User", "0000", False, "hm")
BEN = ("111111111111111111", "ben.kowal", "1", False, "so?")


@pytest.mark.parametrize("make", [lambda said: ("a.json", document("7", said)), lambda said: ("a.html", page(said))])
def test_that_deleted_accounts_are_one_speaker_is_told_and_nobody_guesses_them(  # type: ignore[no-untyped-def]
    make, tmp_path: Path, simulacrum: Simulacrum
) -> None:
    name, text = make([GONE, GONE, BEN, GONE])
    (tmp_path / name).write_text(text, encoding="utf-8")
    told = simulacrum("inspect", name).output
    assert "deleted accounts: read as one speaker, Deleted User (not certain)" in told
    assert "Probably you: ben.kowal" in told


def test_where_answers_to_webhooks_are_left_out_the_option_that_keeps_both_is_named(
    tmp_path: Path, simulacrum: Simulacrum
) -> None:
    said = [BEN, ("222222222222222222", "ada", "2", False, "well"), (HOOK, "News", "0000", True, "it rains")]
    chat = json.loads(document("7", [*said, (*said[1][:4], "it does")] * 30))
    for number, post in enumerate(chat["messages"]):
        post["timestamp"] = f"2026-03-02T{9 + number // 60:02}:{number % 60:02}:00+00:00"
        if post["content"] == "it does":
            post["type"], post["reference"] = (
                "Reply",
                {"messageId": chat["messages"][number - 1]["id"], "channelId": "7"},
            )
    (tmp_path / "a.json").write_text(json.dumps(chat), encoding="utf-8")
    call = ("convert", "a.json", "--me", "ada", "--validation", 0)
    assert "have their questions with -i webhooks true" in simulacrum(*call, "-o", "one").output
    kept = simulacrum(*call, "-i", "webhooks", "true", "-o", "two")
    assert "in no example" not in kept.output
    assert "News: it rains" in (tmp_path / "two" / "train.jsonl").read_text()
