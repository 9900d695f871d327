"""Who is imitated: accounts by id, handle, number and name, what an export says, and what is told of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..conftest import Simulacrum


def message(number: int, author: str, name: str, text: str, minute: int) -> dict[str, Any]:
    return {
        "id": number,
        "type": "message",
        "date": f"2024-03-01T10:{minute:02}:00",
        "date_unixtime": str(1709287200 + 60 * minute),
        "from": name,
        "from_id": author,
        "text": text,
        "text_entities": [{"type": "plain", "text": text}],
    }


def group(*said: tuple[str, str, str]) -> dict[str, Any]:
    """A group of Telegram as its single export has it; each message is an id, a name and a text."""
    messages = [message(i, author, name, text, i) for i, (author, name, text) in enumerate(said, 1)]
    return {"name": "Boats", "type": "private_group", "id": 77, "messages": messages}


def rows(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(row) for row in (folder / "train.jsonl").read_text(encoding="utf-8").split("\n")[:-1]]


def trained(folder: Path) -> str:
    return "".join(part["text"] for row in rows(folder) for part in row["segments"] if part["label"])


def text(folder: Path) -> str:
    return "".join(part["text"] for row in rows(folder) for part in row["segments"])


SAID = [("user5", "Bo Ek", "who takes it"), ("user1", "Mira Holt", "me"), ("user9", "Mira Holt", "not me, i get sick")]


def test_a_name_of_two_accounts_stops_with_both_ids_and_an_id_is_one(simulacrum: Simulacrum, tmp_path: Path) -> None:
    (tmp_path / "result.json").write_text(json.dumps(group(*SAID * 8)), encoding="utf-8")
    refused = simulacrum("convert", "result.json", "--me", "Mira Holt", "-o", "out", "--validation", "0")
    assert refused.exit_code == 2
    assert "telegram:user1 (8 messages" in refused.stderr
    assert "telegram:user9 (8 messages" in refused.stderr
    for me in ("user1", "telegram:user1"):
        call = ("convert", "result.json", "--me", me, "-o", "out", "--validation", "0", "--threads", "off", "--force")
        result = simulacrum(*call)
        assert result.exit_code == 0, result.output
        assert "not me" not in trained(tmp_path / "out")
        assert "Mira Holt (2): not me" in text(tmp_path / "out")
        assert "You in telegram: Mira Holt [user1] (8 messages)" in result.stderr


def test_a_namesake_of_the_persona_gets_an_invented_name(simulacrum: Simulacrum, tmp_path: Path) -> None:
    (tmp_path / "result.json").write_text(json.dumps(group(*SAID * 8)), encoding="utf-8")
    options = ("--me", "user1", "-o", "out", "--validation", "0", "--pseudonyms")
    result = simulacrum("convert", "result.json", *options)
    assert result.exit_code == 0, result.output
    written = text(tmp_path / "out")
    assert "Mira Holt: me" in written
    assert "Mira Holt (2)" not in written
    assert "Bo Ek" not in written
    assert simulacrum("check", "out").exit_code == 0
    shown = simulacrum("redactions", "result.json", "--pseudonyms", "--me", "user1")
    assert shown.exit_code == 0, shown.output
    assert "Mira Holt (2) ->" in shown.stdout


def test_an_account_is_the_personas_under_every_name(simulacrum: Simulacrum, tmp_path: Path) -> None:
    for number, name in enumerate(("Captain", "Ada Lind", "Ada Lind")):
        said = [("user5", "Bo Ek", f"question {number}"), ("user1", name, f"answer {number}")]
        folder = tmp_path / f"chat{number}"
        folder.mkdir()
        (folder / "result.json").write_text(json.dumps(group(*said * 4) | {"id": number}), encoding="utf-8")
    chats = [f"chat{number}/result.json" for number in range(3)]
    result = simulacrum("convert", *chats, "--me", "Ada Lind", "-o", "out", "--validation", "0")
    assert result.exit_code == 0, result.output
    assert {f"answer {number}" in trained(tmp_path / "out") for number in range(3)} == {True}
    assert "You in telegram: Ada Lind or Captain [user1]" in result.stderr


def test_what_an_export_says_of_its_owner_makes_me_unnecessary(simulacrum: Simulacrum, tmp_path: Path) -> None:
    said = [("user5", "Bo Ek", "hello"), ("user1", "Ada L.", "hi there")] * 8
    chat = group(*said) | {"name": "Bo Ek", "type": "personal_chat", "id": 5}
    (tmp_path / "result.json").write_text(json.dumps(chat), encoding="utf-8")
    result = simulacrum("convert", "result.json", "-o", "out", "--validation", "0")
    assert result.exit_code == 0, result.output
    assert "Ada L.: hi there" in trained(tmp_path / "out")
    assert "the export says that it is its owner's account" in result.stderr
    shown = simulacrum("inspect", "result.json")
    assert "Probably you: Ada L. (telegram user1; 8 messages): the export says so" in shown.stdout


def whatsapp(folder: Path, name: str, *said: str, hours: int = 0) -> None:
    lines = [
        f"{1 + (number * hours) // 24:02}/03/2024, {10 + (number * hours) % 24 - 10 * (hours > 0):02}:"
        f"{number % 60 if not hours else 0:02} - {line}"
        for number, line in enumerate(said)
    ]
    folder.mkdir(exist_ok=True)
    (folder / f"WhatsApp Chat with {name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_chats_that_are_left_out_whole_are_named_with_the_likely_other_name(
    simulacrum: Simulacrum, tmp_path: Path
) -> None:
    whatsapp(tmp_path / "chats", "Bo", *["Bo: hello", "Jonas Wehrle: oh well, hm"] * 8)
    whatsapp(tmp_path / "chats", "Flat 4", *["Bo: who cleans", "Jonas W.: oh well, hm", "Kim: NOT ME"] * 8)
    result = simulacrum("convert", "chats", "--me", "Jonas Wehrle", "-o", "out", "--validation", "0")
    assert result.exit_code == 0, result.output
    told = "24 messages of 'Flat 4' (whatsapp) are left out: none of your names is in it; 'Jonas W.' (8 messages)"
    assert told in result.stderr
    manifest = json.loads((tmp_path / "out" / "simulacrum.json").read_text(encoding="utf-8"))
    assert any(told in line for line in manifest["remarks"])


def test_what_is_lost_names_the_option_that_would_keep_it(simulacrum: Simulacrum, tmp_path: Path) -> None:
    whatsapp(
        tmp_path / "chats",
        "Bo",
        *[line for i in range(30) for line in (f"Ada: letter {i}", f"Bo: answer {i}")],
        hours=5,
    )
    refused = simulacrum("convert", "chats", "--me", "Ada", "-o", "lost", "--validation", "0", "--session-gap", "1h")
    assert refused.exit_code == 1
    assert "0 of 30 messages of the persona answer somebody in their session" in refused.stderr
    assert "with --session-gap 12h: 29" in refused.stderr
    assert "with --openers keep: up to 30" in refused.stderr
    for option, count in (("--openers", 30), ("--session-gap", 29)):
        value = "keep" if option == "--openers" else "12h"
        options = ("--me", "Ada", "-o", "kept", "--validation", "0", "--force", "--session-gap", "1h", option, value)
        assert simulacrum("convert", "chats", *options).exit_code == 0
        manifest = json.loads((tmp_path / "kept" / "simulacrum.json").read_text(encoding="utf-8"))
        assert manifest["ledger"]["trained"] == count
        assert simulacrum("check", "kept").exit_code == 0


def test_a_slow_pair_is_one_session_of_which_nothing_is_held_out(simulacrum: Simulacrum, tmp_path: Path) -> None:
    lines = [line for i in range(60) for line in (f"Bo: letter {i}", f"Ada: answer {i}")]
    whatsapp(tmp_path / "chats", "Bo", *lines, hours=5)
    told = "no session is held out"
    made = simulacrum("convert", "chats", "--me", "Ada", "-o", "out")
    assert made.exit_code == 0, made.output
    assert told in made.stderr
    assert "120 messages: 60 trained on" in made.stderr
    wanted = simulacrum("convert", "chats", "--me", "Ada", "-o", "out", "--force", "--validation", "0")
    assert wanted.exit_code == 0
    assert told not in wanted.stderr


def test_a_persona_file_has_the_likely_accounts_of_every_source(simulacrum: Simulacrum, tmp_path: Path) -> None:
    whatsapp(tmp_path / "chats", "Bo", *["Bo: hello", "Jonas Wehrle: hm"] * 8)
    said = [("user5", "Bo Ek", "hello"), ("user1", "jw", "hi there")] * 8
    (tmp_path / "chats" / "result.json").write_text(
        json.dumps(group(*said) | {"type": "personal_chat", "id": 5}), "utf-8"
    )
    shown = simulacrum("persona", "chats", "-o", "me.toml")
    assert shown.exit_code == 0, shown.output
    assert "telegram   jw (user1), 8 messages in 1 chat: probably you, the export says so" in shown.stderr
    written = (tmp_path / "me.toml").read_text(encoding="utf-8")
    assert '"telegram" = ["user1"]' in written
    assert '"whatsapp" = ["Jonas Wehrle"]' in written
    assert simulacrum("persona", "chats", "-o", "me.toml").exit_code == 2
    result = simulacrum("convert", "chats", "--persona", "me.toml", "-o", "out", "--validation", "0")
    assert result.exit_code == 0, result.output
    assert "hm" in trained(tmp_path / "out")
    assert "hi there" in trained(tmp_path / "out")


def test_contacts_give_names_to_numbers_and_people_join_accounts(simulacrum: Simulacrum, tmp_path: Path) -> None:
    whatsapp(tmp_path / "chats", "Flat", *["+49 170 5550102: hello", "Ada: hm", "Bo: yes", "Ada: no"] * 8)
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Nils Arp\nTEL:0170 5550102\nEND:VCARD\n"
    (tmp_path / "contacts.vcf").write_text(card, encoding="utf-8")
    (tmp_path / "me.toml").write_text('me = ["Ada"]\n[people]\n"Bo Ek" = ["whatsapp:Bo"]\n', encoding="utf-8")
    options = ("--persona", "me.toml", "--contacts", "contacts.vcf", "-o", "out", "--validation", "0")
    result = simulacrum("convert", "chats", *options)
    assert result.exit_code == 0, result.output
    written = text(tmp_path / "out")
    assert "Nils Arp: hello" in written
    assert "Bo Ek: yes" in written
    assert "5550102" not in written


def test_a_persona_file_of_several_phones_chats_holds_one_person(simulacrum: Simulacrum, tmp_path: Path) -> None:
    whatsapp(tmp_path / "chats", "Bo", *["Bo: hello", "Ada Lind: hm"] * 8)
    whatsapp(tmp_path / "chats", "Cleo", *["Cleo: hello", "Ada: well"] * 7)
    whatsapp(tmp_path / "chats", "Dov", *["Dov: hello", "Jonas Wehrle: not me"] * 6)
    shown = simulacrum("persona", "chats", "-o", "me.toml")
    assert shown.exit_code == 0, shown.output
    assert "Jonas Wehrle (whatsapp) is called otherwise than Ada Lind: not taken" in shown.stderr
    assert '"whatsapp" = ["Ada Lind", "Ada"]' in (tmp_path / "me.toml").read_text(encoding="utf-8")


def test_names_that_look_like_the_personas_are_somebody_elses(simulacrum: Simulacrum, tmp_path: Path) -> None:
    for number, name in enumerate(("Ada:", "Ada: cook", "\u202eAda", "ADA", "\u0410da", 'Ben"')):
        said = [("user5", name, "theirs"), ("user1", "Ada", "mine")]
        (tmp_path / "result.json").write_text(json.dumps(group(*said * 8)), encoding="utf-8")
        out = f"out{number}"
        assert simulacrum("convert", "result.json", "--me", "user1", "-o", out, "--validation", "0").exit_code == 0
        assert "theirs" not in trained(tmp_path / out)
        assert "\nAda: theirs" not in text(tmp_path / out)
        told = simulacrum("check", out)
        assert told.exit_code == 0, told.output


def test_nobody_after_whom_a_chat_is_named_is_the_guess_whoever_else_speaks_in_it(
    simulacrum: Simulacrum, tmp_path: Path
) -> None:
    said = [
        "Ben: what is a newt",
        "Meta AI: A small salamander.",
        "Ben: told you",
        "Ada: you did",
        "Ben: ha",
        "Ben: so",
    ]
    chat = tmp_path / "WhatsApp Chat with Ben.txt"
    chat.write_text("".join(f"13/03/2026, 10:0{i} - {line}\n" for i, line in enumerate(said)), encoding="utf-8")
    assert "Probably you: Ben" not in simulacrum("inspect", str(chat)).stdout
