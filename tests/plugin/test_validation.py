"""A wrong type and an unknown author are named with the importer and the field, by every command that reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import msgspec
import pytest
from click.testing import CliRunner

from simulacrum_core import (
    Attachment,
    Conversation,
    Importer,
    Message,
    Participant,
    Reaction,
    Registry,
    Source,
    hookimpl,
)
from simulacrum_core.cli import cli
from simulacrum_core.conversations.spool import Spool
from simulacrum_core.errors import PluginError
from simulacrum_core.plugin.validation import validated
from simulacrum_core.sources import MessageBlocks

WHEN = dt.datetime(2024, 5, 6, 7, 8)
SOUND = Message("1", "ada", WHEN, "tea?", reactions=(Reaction("+", 1, ("ben",)),), attachments=(Attachment("image"),))
HEAD = Conversation("sloppy", "x", None, (Participant("ada", "Ada"), Participant("ben", "Ben")), False, ())


class Sloppy(Importer):
    """Chats with values of any type."""

    name: ClassVar[str] = "sloppy"
    made: ClassVar[Callable[[], Any]]

    def identify(self, source: Source) -> bool:
        return True

    def read(self, source: Source) -> Iterator[Conversation]:
        made: Iterator[Conversation] = type(self).made()
        return made


class Plugin:
    @hookimpl
    def register_importers(self) -> list[type[Importer]]:
        return [Sloppy]


def changed(value: msgspec.Struct, **fields: Any) -> Any:
    return msgspec.structs.replace(value, **fields)


def chat(*messages: Any, **fields: Any) -> Callable[[], Iterator[Any]]:
    return lambda: iter([changed(HEAD, messages=iter(messages), **fields)])


def walk(made: Callable[[], Any]) -> list[list[Message]]:
    return [list(talk.messages) for talk in validated(Sloppy(), made())]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"sent_at": "2024-05-06T07:08"}, "field sent_at: Expected `datetime | null`, got `str`"),
        ({"sent_at": 1714979280}, "field sent_at: Expected `datetime | null`, got `int`"),
        ({"text": None}, "field text: Expected `str`, got `null`"),
        ({"text": b"tea?"}, "field text: Expected `str`, got `bytes`"),
        ({"id": UUID(int=7)}, "field id: Expected `str`, got `uuid`"),
        ({"sent_at": dt.date(2024, 5, 6)}, "field sent_at: Expected `datetime | null`, got `date`"),
        ({"id": 7}, "field id: Expected `str`, got `int`"),
        ({"author": Participant("ada", "Ada")}, "field author: Expected `str | null`, got `object`"),
        ({"kind": "sticker"}, "field kind: Invalid enum value 'sticker'"),
        ({"attachments": ("a.jpg",)}, "field attachments[0]: Expected `object`, got `str`"),
        ({"attachments": None}, "field attachments: Expected `array`, got `null`"),
        ({"reactions": (Reaction("+", "2"),)}, "field reactions[0].count: Expected `int`, got `str`"),  # type: ignore[arg-type]
        ({"quoted": ("1",)}, "field quoted[0]: Expected `int`, got `str`"),
        ({"author": "+44 20 7946 0018"}, "field author: no participant has this id"),
    ],
)
def test_a_field_of_a_message_that_has_a_wrong_type_or_an_unknown_author_is_named(
    fields: dict[str, Any], told: str
) -> None:
    with pytest.raises(PluginError) as caught:
        walk(chat(SOUND, changed(SOUND, **fields)))
    assert caught.value.what == f"the importer sloppy is at fault: message 2 of conversation 1, {told}"


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda: None, "read gives a value of type NoneType, not conversations"),
        (lambda: iter([{"id": "x"}]), "conversation 1 is a value of type dict, not Conversation"),
        (chat("hello"), "message 1 of conversation 1 is a value of type str, not Message"),
        (chat(title=7), "conversation 1, field title: Expected `str | null`, got `int`"),
        (chat(participants=("Ada",)), "conversation 1, field participants[0]: Expected `object`, got `str`"),
        (
            chat(participants=(Participant("ada", "Ada", ("a", 5)),)),  # type: ignore[arg-type]
            "conversation 1, field participants[0].handles[1]: Expected `str`, got `int`",
        ),
        (lambda: iter([changed(HEAD, messages=None)]), "conversation 1, field messages: a value of type NoneType"),
    ],
)
def test_a_wrong_conversation_is_named(made: Callable[[], Any], told: str) -> None:
    with pytest.raises(PluginError) as caught:
        walk(made)
    assert caught.value.what == f"the importer sloppy is at fault: {told}"


def test_what_the_app_says_itself_has_no_author() -> None:
    said = changed(SOUND, author=None, kind="system")
    assert walk(chat(said)) == [[said]]


def test_sound_conversations_pass_with_all_their_messages() -> None:
    many = [changed(SOUND, id=str(number)) for number in range(100)]
    found = walk(lambda: iter([changed(HEAD, messages=many), changed(HEAD, messages=iter(many[:70]))]))
    assert found == [many, many[:70]]


def test_messages_that_are_a_list_may_be_walked_again() -> None:
    talk = next(validated(Sloppy(), [changed(HEAD, messages=[SOUND])]))
    assert list(talk.messages) == list(talk.messages) == [SOUND]


def test_blocks_without_messages_are_passed_over_so_that_none_is_taken_for_a_head() -> None:
    talk = changed(HEAD, messages=MessageBlocks([[], [SOUND], [], [SOUND]]))
    with Spool(validated(Sloppy(), [talk])) as spool:
        assert [[message.id for message in one.messages] for _ in range(2) for one in spool] == [["1", "1"]] * 2


def test_a_list_in_the_place_of_a_tuple_passes() -> None:
    near = changed(SOUND, attachments=[Attachment("image", "a.jpg")])
    assert walk(chat(near)) == [[near]]


@pytest.mark.parametrize("late", [False, True], ids=["first", "late"])
@pytest.mark.parametrize(
    "command",
    ["read FILE", "inspect FILE", "convert FILE --me Ada -o made --to axolotl --pseudonyms"],
    ids=lambda c: c.split()[0],
)
def test_every_command_that_reads_names_the_field(
    command: str, late: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("FILE").write_text("tea?", encoding="utf-8")
    before = [changed(SOUND, author=name) for name in ("ben", "ada")] * (1000 if late else 1)
    registry = Registry([("sloppy", Plugin)] + [(f"x:{name}", load) for name, load in _exporters()])
    for fault, told in (
        ({"sent_at": "2024-05-06"}, "field sent_at: Expected `datetime | null`, got `str`"),
        ({"author": "cyd"}, "field author: no participant has this id"),
    ):
        Sloppy.made = chat(*before, changed(SOUND, **fault))
        result = CliRunner().invoke(cli, command.split(), obj=registry)
        assert "the importer sloppy is at fault: message" in result.output
        assert told in result.output
        assert result.exit_code == 2
        assert not Path("made").exists()


def _exporters() -> list[tuple[str, Callable[[], object]]]:
    import simulacrum_axolotl

    return [("axolotl", lambda: simulacrum_axolotl)]
