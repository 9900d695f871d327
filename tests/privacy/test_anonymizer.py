"""Private data and the names of others are replaced before anything is written, and no value is ever told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ..conftest import Simulacrum, chat_text

CARD, PHONE, MAIL, KEY = (
    "4539 1488 0343 6467",
    "+49 171 3920031",
    "ben.kowal@kowal.example.org",
    "ghp_" + "a1B2c3D4e5F6" * 3,
)
SAID = [
    f"Ben Kowal: my number is {PHONE}",
    "Ada: thanks Ben, and Cy's?",
    f"Ben Kowal: mail {MAIL}, card {CARD}",
    f"Ada: the token is {KEY}, @Ben Kowal",
    "Cy Moss: did Kowal call you?",
    "Ada: Ben did, CY knows. I ran 10000 steps",
]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the user's settings, where the key is made."""
    folder = tmp_path / "settings"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    monkeypatch.delenv("SIMULACRUM_KEY", raising=False)
    return folder


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    (tmp_path / "chat.txt").write_text(chat_text(*SAID * 6), encoding="utf-8")
    return tmp_path


def everything(folder: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()))


def ledger(folder: Path) -> dict[str, dict[str, int]]:
    return json.loads((folder / "simulacrum.json").read_text())["ledger"]


def test_private_data_is_replaced_the_same_everywhere_and_only_counted(
    simulacrum: Simulacrum, chat: Path, settings: Path
) -> None:
    result = simulacrum("convert", "chat.txt", "--me", "Ada", "--redact", "all", "-o", "out")
    assert result.exit_code == 0, result.output
    written = everything(chat / "out")
    for value in (PHONE, MAIL, CARD, KEY):
        assert value not in written + result.output
    assert "I ran 10000 steps" in written
    assert ledger(chat / "out")["redacted"] == {"phone": 6, "email": 6, "card": 6, "credential": 6}
    assert "24 places with private data replaced" in result.stderr
    assert len(set(re.findall(r"my number is (\+49[ \d]+)", written))) == 1
    assert simulacrum("check", "out").exit_code == 0
    again = simulacrum("convert", "chat.txt", "--me", "Ada", "--redact", "all", "-o", "again")
    assert again.exit_code == 0
    assert (chat / "again" / "train.jsonl").read_bytes() == (chat / "out" / "train.jsonl").read_bytes()


def test_without_being_asked_nothing_is_replaced_but_check_tells_of_secrets(
    simulacrum: Simulacrum, chat: Path, settings: Path
) -> None:
    assert simulacrum("convert", "chat.txt", "--me", "Ada", "-o", "out").exit_code == 0
    assert PHONE in everything(chat / "out")
    told = simulacrum("check", "out")
    assert told.exit_code == 0
    assert "what looks like secrets is in the text" in told.stderr
    assert "credential" in told.stderr
    assert "card" in told.stderr
    assert not any(value in told.output for value in (PHONE, MAIL, CARD, KEY))
    assert not settings.exists(), "no key is made that nobody needs"


def test_what_was_to_be_replaced_and_is_left_breaks_a_promise(
    simulacrum: Simulacrum, chat: Path, settings: Path
) -> None:
    simulacrum("convert", "chat.txt", "--me", "Ada", "--redact", "credential", "-o", "out")
    rows = chat / "out" / "train.jsonl"
    rows.write_text(re.sub(r"the token is [^\s,]+", f"the token is {KEY}", rows.read_text()))
    told = simulacrum("check", "out")
    assert told.exit_code == 1
    assert "private data is left: credential" in told.output
    assert KEY not in told.output


def test_what_was_replaced_at_the_end_of_an_example_is_not_found_again(
    simulacrum: Simulacrum, chat: Path, settings: Path
) -> None:
    said = [
        "Ben: how do I get in?",
        "Ada: the wifi password is Tulpe#2019",
        "Ben: my pass?",
        "Ada: pin 4471, pw Rufus2011!",
    ]
    (chat / "chat.txt").write_text(chat_text(*said * 9), encoding="utf-8")
    assert simulacrum("convert", "chat.txt", "--me", "Ada", "--redact", "all", "-o", "out").exit_code == 0
    told = simulacrum("check", "out")
    assert told.exit_code == 0, told.output
    assert "secrets" not in told.output


def test_other_people_bear_invented_names_everywhere(simulacrum: Simulacrum, chat: Path, settings: Path) -> None:
    (chat / "chat.txt").rename(chat / "WhatsApp Chat with Ben Kowal.txt")
    prompt = "{me} writes with {other}; Ben is her friend."
    source = ["convert", "WhatsApp Chat with Ben Kowal.txt", "--me", "Ada", "--system-prompt", prompt]
    result = simulacrum(*source, "--pseudonyms", "-o", "out")
    assert result.exit_code == 0, result.output
    written = everything(chat / "out")
    for name in ("Ben", "Kowal", "Cy", "CY", "Moss"):
        assert not re.search(rf"(?<![\w@.]){name}(?![\w.@])", written), name
    assert "Ada: " in written
    saved = settings / "simulacrum" / "key.names.json"
    invented = json.loads(saved.read_text())
    assert len(set(invented.values())) == len(invented) >= 2
    assert json.loads((chat / "out" / "simulacrum.json").read_text())["others"] == sorted(
        set(invented.values()) & {invented["ben kowal"], invented["cy moss"]}
    )
    assert [path.stat().st_mode & 0o777 for path in (saved, saved.with_name("key"))] == [0o600, 0o600]
    assert str(saved) in result.stderr
    assert simulacrum("check", "out").exit_code == 0


def test_names_once_given_stay_when_sources_join_and_in_other_datasets(
    simulacrum: Simulacrum, chat: Path, settings: Path
) -> None:
    run = ["convert", "chat.txt", "--me", "Ada", "--pseudonyms"]
    assert simulacrum(*run, "-o", "out").exit_code == 0
    saved = settings / "simulacrum" / "key.names.json"
    first = json.loads(saved.read_text())
    said = [f"{name}: and I am {name}" for name in (*first.values(), "Dora", "Eli Ray")]
    lines = [line for name in said for line in (name, "Ada: hi")] * 3
    (chat / "more.txt").write_text(chat_text(*lines), encoding="utf-8")
    assert simulacrum(*run, "more.txt", "-o", "more").exit_code == 0
    second = json.loads(saved.read_text())
    assert second.items() > first.items()
    assert saved.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in sorted(saved.parent.iterdir())] == ["key", "key.names.json"]


def test_a_name_in_the_map_is_used_and_a_damaged_map_is_told_and_kept(
    simulacrum: Simulacrum, chat: Path, settings: Path
) -> None:
    saved = settings / "simulacrum" / "key.names.json"
    saved.parent.mkdir(parents=True)
    saved.write_text('{"ben kowal": "Zuzu", "somebody else": "Lulu"}')
    run = ["convert", "chat.txt", "--me", "Ada", "--pseudonyms"]
    assert simulacrum(*run, "-o", "out").exit_code == 0
    assert "Zuzu: my number is" in everything(chat / "out")
    assert json.loads(saved.read_text())["somebody else"] == "Lulu"
    for damage in ("{", '["ben"]', '{"ben": 1}', ""):
        saved.write_text(damage)
        result = simulacrum(*run, "-o", "again")
        assert result.exit_code == 1
        assert f"{saved}: not a map of invented names" in result.stderr
        assert saved.read_text() == damage
        assert not (chat / "again").exists()


def test_replacements_are_shown_before_anything_is_written(simulacrum: Simulacrum, chat: Path, settings: Path) -> None:
    before = sorted(chat.iterdir())
    result = simulacrum("redactions", "chat.txt", "--redact", "email,card", "--places")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert len(lines) == 12
    assert lines[0].startswith(f"chat.txt:3: email: {MAIL} -> ")
    by_value = simulacrum("redactions", "chat.txt", "--redact", "email,card").stdout.splitlines()
    assert len(by_value) == 2
    assert by_value[0].startswith(f"email: {MAIL} -> ")
    assert by_value[0].endswith(" times, first at chat.txt:3)")
    document = json.loads(simulacrum("redactions", "chat.txt", "--redact", "email,card", "--json").stdout)
    assert sum(value["count"] for value in document["values"]) == 12
    assert result.stderr == "12 places would be replaced; nothing was written\n"
    assert sorted(chat.iterdir()) == sorted([*before, settings])


def test_invented_names_are_shown_before_anything_is_written(
    simulacrum: Simulacrum, chat: Path, settings: Path
) -> None:
    hostile = "Di\x1b[31m: hi Ben"
    (chat / "chat.txt").write_text(chat_text(*SAID, "Ada: Di, call Ben", hostile), encoding="utf-8")
    shown = simulacrum("redactions", "chat.txt", "--redact", "phone", "--pseudonyms", "--me", "Ada")
    assert shown.exit_code == 0, shown.output
    assert not (settings / "simulacrum" / "key.names.json").exists()
    assert "\x1b" not in shown.stdout
    people = re.findall(r"^(\S.*) -> (\w+) \(messages: (\d+), named in: (\d+)\)$", shown.stdout, re.M)
    assert [(name, written, named) for name, _, written, named in people] == [
        ("Ben Kowal", "2", "7"),
        ("Cy Moss", "1", "2"),
        ("Di\\x1b[31m", "1", "0"),
    ]
    ben = people[0][1]
    assert f"  chat.txt:2: thanks Ben, and Cy's? -> thanks {ben}, and Cy's?" in shown.stdout.splitlines()
    assert simulacrum("convert", "chat.txt", "--me", "Ada", "--pseudonyms", "-o", "out").exit_code == 0
    assert f"{ben}: my number" in everything(chat / "out")


def test_invented_names_are_shown_only_where_it_is_said_whose_name_stays(
    simulacrum: Simulacrum, chat: Path, settings: Path
) -> None:
    for options in ((), ("--me", "Nobody")):
        result = simulacrum("redactions", "chat.txt", "--pseudonyms", *options)
        assert result.exit_code == 2
        assert result.stdout == ""


def test_preview_shows_the_redactions_of_a_source_and_none_of_a_dataset(
    simulacrum: Simulacrum, chat: Path, settings: Path
) -> None:
    shown = simulacrum("preview", "chat.txt", "--redactions")
    assert shown.exit_code == 0
    assert shown.stdout == simulacrum("redactions", "chat.txt").stdout
    assert simulacrum("convert", "chat.txt", "--me", "Ada", "-o", "out").exit_code == 0
    told = simulacrum("preview", "out", "--redactions")
    assert told.exit_code == 2
    assert "is a dataset" in told.stderr


def test_words_of_ones_own_are_replaced(simulacrum: Simulacrum, chat: Path, settings: Path) -> None:
    (chat / "ada.toml").write_text('me = ["Ada"]\nredact_words = ["steps"]\n')
    assert simulacrum("convert", "chat.txt", "--persona", "ada.toml", "--redact", "own", "-o", "out").exit_code == 0
    assert "steps" not in (chat / "out" / "train.jsonl").read_text()
    assert ledger(chat / "out")["redacted"] == {"own": 6}


def test_an_unknown_kind_and_a_damaged_key_are_told(simulacrum: Simulacrum, chat: Path, settings: Path) -> None:
    result = simulacrum("convert", "chat.txt", "--me", "Ada", "--redact", "fone", "-o", "out")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: --redact: there is no 'fone'. ")
    (settings / "simulacrum").mkdir(parents=True)
    (settings / "simulacrum" / "key").write_bytes(b"short")
    result = simulacrum("convert", "chat.txt", "--me", "Ada", "--redact", "phone", "-o", "out")
    assert result.exit_code == 1
    assert "not a key of Simulacrum" in result.stderr


def test_a_writer_who_is_not_named_makes_no_name_of_an_ordinary_word(
    simulacrum: Simulacrum, chat: Path, settings: Path
) -> None:
    (chat / "essay.md").write_text(
        "# On books\n\nAn author is not a writer, says the Author to Ben.\n", encoding="utf-8"
    )
    (chat / "journal.md").write_text("2024-05-01\nThe author Cy Moss came by.\n\n2024-05-02\nNo author came.\n")
    result = simulacrum("convert", "chat.txt", "essay.md", "journal.md", "--me", "Ada", "--pseudonyms", "-o", "out")
    assert result.exit_code == 0, result.output
    written = everything(chat / "out")
    assert "An author is not a writer, says the Author to " in written
    assert "No author came." in written
    assert "Moss" not in written


def test_names_of_files_and_days_stay_as_they_are(simulacrum: Simulacrum, tmp_path: Path, settings: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("2024-02-12.md", "2024-02-13.md", f"call {PHONE}.md"):
        text = f"Rowed to the far bank and back before breakfast, {name[:10]}, and mended the oar in the shed."
        (folder / name).write_text(text, encoding="utf-8")
    command = ["convert", "in", "--me", "Ada", "--redact", "all", "-o", "out"]
    assert simulacrum(*command).exit_code == 0
    lines = (tmp_path / "out" / "provenance.jsonl").read_text().splitlines()
    ids = {json.loads(line)["conversation"] for line in lines}
    assert {"in/2024-02-12.md", "in/2024-02-13.md"} < ids
    assert PHONE not in " ".join(ids)
