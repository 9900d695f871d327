"""The library: the same as the command line, with names or objects, and nothing less than all messages."""

from __future__ import annotations

import re
import shutil
from inspect import signature
from pathlib import Path

import pytest
from pydantic import ValidationError

from simulacrum_core import (
    Chat,
    Conversation,
    DatasetError,
    Message,
    Participant,
    Persona,
    Recipe,
    Registry,
    SimulacrumError,
    SourceError,
    UsageError,
    check,
    convert,
    inspect,
    load_tokenizer,
    people,
    preview,
    read,
    redactions,
    train,
    training_examples,
)
from simulacrum_core.errors import IN_PYTHON

from ..conftest import Simulacrum, chat_text

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
LINES = ["Ben: are you there", "Ada: yes, call 020 7946 0123", "Ben: ok", "Ada: bye"] * 12


@pytest.fixture
def chat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path.with_name(f"{tmp_path.name}-settings")))
    (tmp_path / "chat.txt").write_text(chat_text(*LINES))
    return tmp_path / "chat.txt"


def rows(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "simulacrum.json"}


def test_an_error_says_what_the_options_that_it_names_are_in_python(chat: Path) -> None:
    with pytest.raises(UsageError) as caught:
        convert("chat.txt", folder="out")
    assert str(caught.value).startswith("nobody is named with --me. Pass --me with one of the authors: ")
    assert caught.value.__notes__ == ["In Python: --me is me=..."]
    convert("chat.txt", me="Ada", folder="out")
    with pytest.raises(UsageError, match="Pass --force to replace it, or another -o") as caught:
        convert("chat.txt", me="Ada", folder="out")
    assert caught.value.__notes__ == ["In Python: --force is force=True, -o is folder=..."]
    with pytest.raises(UsageError, match="Pass a larger --budget or a shorter --system-prompt") as caught:
        convert(
            "chat.txt", persona=Persona(me=["Ada"], system_prompt="x" * 99), folder="more", recipe=Recipe(budget=20)
        )
    (note,) = caught.value.__notes__
    assert note == "In Python: --budget is Recipe(budget=...), --system-prompt is Persona(system_prompt=...)"
    with pytest.raises(ValidationError, match="min_messages is greater than max_messages"):
        Recipe(min_messages=9, max_messages=3)
    with pytest.raises(SimulacrumError) as plain:
        convert("none.txt", me="Ada", folder="none")
    assert not hasattr(plain.value, "__notes__")


@pytest.mark.parametrize("option", IN_PYTHON)
def test_what_an_option_is_in_python_exists(option: str) -> None:
    call, argument = re.fullmatch(r"(?:([\w.]+)\()?(\w+)=.*", IN_PYTHON[option]).groups()  # type: ignore[union-attr]
    known = {
        "Recipe": Recipe.model_fields,
        "Persona": Persona.model_fields,
        "Chat.load": signature(Chat.load).parameters,
    }
    calls = {"read": read, "load_tokenizer": load_tokenizer, "train": train, None: convert}
    assert argument in (known[call] if call in known else signature(calls[call]).parameters)


def test_every_option_that_the_library_names_is_known_in_python() -> None:
    core = Path(__file__).parents[2] / "simulacrum_core"
    of_programs = {
        "--update-expected",
        "--host",
        "--port",
        "--allow-host",
        "--allow-origin",
        "--help",
        "--script",
        "--notebook",
        "--with",
    }
    rooms = [
        path for path in core.rglob("*.py") if path.parent.name not in ("cli", "chat") or path.name == "generation.py"
    ]
    named = {option for path in rooms for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", path.read_text("utf-8"))}
    assert named - of_programs <= IN_PYTHON.keys()


def test_a_call_makes_byte_for_byte_what_the_command_makes(simulacrum: Simulacrum, chat: Path, tmp_path: Path) -> None:
    result = simulacrum("convert", "chat.txt", "--me", "Ada", "--budget", "256", "--redact", "phone", "-o", "one")
    assert result.exit_code == 0, result.stderr
    made = convert("chat.txt", to="axolotl", me="Ada", folder="two", recipe=Recipe(budget=256, redact=["phone"]))
    assert rows(tmp_path / "one") == rows(tmp_path / "two")
    assert (tmp_path / "one" / "simulacrum.json").read_text() == (tmp_path / "two" / "simulacrum.json").read_text()
    assert made.folder == Path("two")
    assert made.manifest.ledger.read == len(LINES)


def test_names_and_objects_are_the_same(chat: Path, tmp_path: Path) -> None:
    installed = Registry.installed()
    (tmp_path / "me.toml").write_text('me = ["Ada"]\n')
    convert("chat.txt", to="messages", me=["Ada"], folder="one", importer="whatsapp", tokenizer="bytes")
    convert(
        [chat],
        to=installed.exporter("messages")(),
        persona=Persona(me=["Ada"]),
        folder=tmp_path / "two",
        importer=installed.importer("whatsapp")(),
        tokenizer=load_tokenizer("bytes"),
        registry=installed,
    )
    convert(read(chat), to="messages", persona="me.toml", folder="three")
    assert rows(tmp_path / "one") == rows(tmp_path / "two") == rows(tmp_path / "three")


def test_names_in_me_are_added_to_those_of_the_persona(chat: Path) -> None:
    made = convert("chat.txt", me="Ada", persona=Persona(me=["Mum"], name="A"), folder="out")
    assert made.manifest.template.name == "A"


def test_examples_without_files_are_those_of_the_dataset(chat: Path, tmp_path: Path) -> None:
    made = convert("chat.txt", me="Ada", folder="out")
    before = sorted(tmp_path.rglob("*"))
    examples = training_examples("chat.txt", me="Ada")
    found = list(examples)
    assert sorted(tmp_path.rglob("*")) == before
    shown = sorted(found, key=lambda example: example.split)
    assert [example.segments for example in shown] == [example.segments for example in preview("out", None)]
    assert (examples.manifest.ledger, examples.manifest.statistics) == (made.manifest.ledger, made.manifest.statistics)
    assert examples.manifest.decisions == made.manifest.decisions
    with pytest.raises(UsageError, match="were walked already"):
        list(examples)


def test_nothing_is_walked_in_silence_where_there_is_nothing_to_train_on(chat: Path) -> None:
    with pytest.raises(UsageError, match="'Eve' wrote none of the 48 messages"):
        training_examples("chat.txt", me="Eve")
    with pytest.raises(DatasetError, match="no training example was made from 48 messages"):
        list(training_examples("chat.txt", me="Ada", recipe=Recipe(min_messages=9, max_messages=9)))


def test_a_zone_is_that_of_the_reading_of_the_call_or_of_the_recipe(chat: Path) -> None:
    made = [
        convert(read("chat.txt", tz="Europe/Oslo"), me="Ada", folder="one"),
        convert("chat.txt", me="Ada", folder="two", tz="Europe/Oslo"),
        convert("chat.txt", me="Ada", folder="three", recipe=Recipe(tz="Europe/Oslo")),
    ]
    assert [one.manifest.recipe.tz for one in made] == ["Europe/Oslo"] * 3
    with pytest.raises(UsageError, match="there is no time zone 'Oslo'"):
        convert("chat.txt", me="Ada", folder="four", tz="Oslo")


@pytest.mark.parametrize("keep", [False, True])
def test_a_folder_is_read_as_the_command_reads_it(
    simulacrum: Simulacrum, chat: Path, tmp_path: Path, keep: bool
) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "life")
    reading = read("life", keep=keep)
    found = [(chat.source, chat.id, sum(1 for _ in chat.messages)) for chat in reading]
    assert {source for source, _, _ in found} == {"whatsapp", "essays", "journals"}
    assert reading.unread == ["life/ada.toml"]
    assert simulacrum("read", "life").stdout.count('"position"') == sum(count for _, _, count in found)


def test_messages_that_are_kept_are_walked_at_any_time(chat: Path, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "life")
    chats = list(read(["life", chat], keep=True))
    assert [len(list(chat.messages)) for chat in chats] == [len(list(chat.messages)) for chat in chats]
    reading = read(["life", chat])
    chats = list(reading)
    with pytest.raises(UsageError, match="Walk the messages of each conversation"):
        [list(chat.messages) for chat in chats]


def test_findings_are_complete_after_a_walk_and_those_of_the_last_one(chat: Path) -> None:
    chat.write_text(chat.read_text() + "\0\n")
    reading = read(chat)
    assert not reading.findings.decisions
    for _ in range(2):
        for conversation in reading:
            assert list(conversation.messages)
    decided = [decision.subject for decision in reading.findings.decisions]
    assert decided
    assert len(set(decided)) == len(decided)
    [late] = read(chat)
    assert list(late.messages)


def test_a_message_leads_to_its_participant() -> None:
    ada = Participant("301", "Ada Lind")
    messages = [Message("1", "301", None, "hi"), Message("2", "77", None, "hm"), Message("3", None, None, "Ada left")]
    who = people(Conversation("x", "c", None, (ada,), False, messages))
    assert [who[message.author].name for message in messages] == ["Ada Lind", "77", ""]
    assert who["301"] is ada


def test_what_would_be_replaced_is_given_and_not_told(chat: Path) -> None:
    found = list(redactions(chat, categories=["phone"]))
    assert len(found) == 12
    assert (found[0].position, found[0].category, found[0].old) == ("chat.txt:2", "phone", "020 7946 0123")
    assert found[0].old not in repr(found[0])
    named = redactions(chat, me="Ada", pseudonyms=True)
    list(named)
    assert named.names is not None
    assert [name for name, *_ in named.names.people()] == ["Ben"]
    with pytest.raises(UsageError, match="whose name is kept"):
        redactions(chat, pseudonyms=True)


def test_a_dataset_is_looked_at_and_not_trained_on_where_it_is_broken(chat: Path, tmp_path: Path) -> None:
    convert("chat.txt", me="Ada", folder="ada")
    assert check("ada").fault_count == 0
    assert len(list(preview("ada"))) == 3
    path = tmp_path / "ada" / "train.jsonl"
    path.write_text(path.read_text().replace('"label":true', '"label":false'))
    assert check(tmp_path / "ada").fault_count
    with pytest.raises(DatasetError, match=r"promises about this dataset are broken.*simulacrum check"):
        train("ada")
    path.write_text("{\n")
    with pytest.raises(DatasetError, match=r"ada/train.jsonl:1: not a training example"):
        list(preview("ada"))


def test_inspect_says_who_is_there(chat: Path) -> None:
    report = inspect(chat)
    assert [dict(conversation.people) for conversation in report.conversations] == [{"Ben": 24, "Ada": 24}]
    assert report.decisions


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: read("nowhere.zip"), SourceError),
        (lambda: read([]), UsageError),
        (lambda: convert("chat.txt", to="nothing", me="Ada", folder="x"), SimulacrumError),
        (lambda: read("chat.txt", importer="nothing"), SimulacrumError),
        (lambda: convert("chat.txt", folder="x"), UsageError),
        (lambda: check("nowhere"), DatasetError),
    ],
    ids=["no file", "no source", "no exporter", "no importer", "nobody", "no dataset"],
)
def test_what_cannot_be_done_is_an_error_of_one_line(chat: Path, call: object, error: type[Exception]) -> None:
    assert callable(call)
    with pytest.raises(error) as caught:
        call()
    assert "\n" not in str(caught.value)
