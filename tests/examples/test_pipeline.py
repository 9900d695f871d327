"""The whole road from conversations to a dataset folder, and its laws."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ConfigDict

from simulacrum_core import (
    Conversation,
    DatasetError,
    Examples,
    Exporter,
    Importer,
    Manifest,
    Message,
    Participant,
    Persona,
    Recipe,
    Source,
    UsageError,
    load_tokenizer,
)
from simulacrum_core.config.exclusions import Exclusions
from simulacrum_core.pipeline import convert

from ..conftest import Simulacrum, conversation, talk

START = dt.datetime(2024, 3, 1, 8)


class Ready(Importer):
    """Conversations that are there already."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    name: ClassVar[str] = "ready"
    conversations: list[Conversation]

    def identify(self, source: Source) -> bool:
        return True

    def read(self, source: Source) -> Iterator[Conversation]:
        for item in self.conversations:
            yield msgspec.structs.replace(item, messages=iter(item.messages))


class Lines(Exporter):
    """One JSON line an example, whatever it is."""

    name: ClassVar[str] = "lines"

    def write(self, examples: Examples, folder: Path) -> list[Path]:
        path = folder / "train.jsonl"
        path.write_bytes(msgspec.json.Encoder().encode_lines(list(examples)))
        return [path]


def run(folder: Path, conversations: list[Conversation], persona: Persona | None = None, **recipe: object) -> Manifest:
    return convert(
        [(Ready(conversations=conversations), Source([]))],
        Lines(),
        folder,
        persona or Persona(me=["me"]),
        Recipe.model_validate(recipe),
        load_tokenizer("bytes"),
        force=True,
    )[0]


def rows(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "train.jsonl").read_text().split("\n") if line]


def trained_text(folder: Path, name: str = "me") -> str:
    texts = [s["text"] for row in rows(folder) for s in row["segments"] if s["label"]]  # type: ignore[attr-defined]
    return "".join(re.sub(rf"^{name}: |\n$|</s>$", "", text) for text in texts).replace("\n", "")


messages_of = st.lists(
    st.tuples(
        st.sampled_from(["me", "bo", "cy", None]),
        st.text(st.sampled_from(list("abc .\n😀é")), max_size=60),
        st.sampled_from(["text", "text", "text", "media", "system", "deleted"]),
        st.integers(0, 5000),
    ),
    max_size=40,
)


def as_messages(drawn: list[tuple[str | None, str, str, int]]) -> list[Message]:
    now, messages = START, []
    for i, (author, text, kind, seconds) in enumerate(drawn):
        now += dt.timedelta(seconds=seconds)
        messages.append(Message(str(i), None if kind == "system" else author, now, text, kind))  # type: ignore[arg-type]
    return messages


@settings(max_examples=60, deadline=None)
@given(drawn=messages_of, budget=st.integers(60, 300), seed=st.integers(0, 9))
def test_the_ledger_adds_up_and_the_persona_is_trained_on_exactly(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[str | None, str, str, int]], budget: int, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("law") / "out"
    messages = [*talk("bo: hi", "me: yes"), *as_messages(drawn)]
    manifest = run(folder, [conversation(messages)], budget=budget, seed=seed, validation=0)
    ledger = manifest.ledger
    assert ledger.read == len(messages) == ledger.trained + ledger.context + ledger.left_out.total()
    assert manifest.statistics.longest <= budget
    mine = [m.text for m in messages if m.author == "me" and m.kind in ("text", "media") and m.text.strip()]
    opening = ledger.left_out["opens_session"]
    assert len(mine) == ledger.trained + opening
    if not opening:
        assert trained_text(folder) == "".join(mine).replace("\n", "")


def test_same_input_and_seed_give_the_same_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    chat = [conversation(talk(*["bo: hello", "me: hi", "me: there"] * 60))]
    contents = []
    for i, seed in enumerate((1, 1, 2)):
        run(tmp_path / str(i), chat, seed=seed)
        contents.append({path.name: path.read_bytes() for path in (tmp_path / str(i)).iterdir()})
    assert contents[0] == contents[1]
    assert contents[0]["train.jsonl"] != contents[2]["train.jsonl"]


def test_a_session_that_is_nearly_everything_is_not_held_out(simulacrum: Simulacrum, tmp_path: Path) -> None:
    start = dt.datetime(2024, 1, 1, 9)
    lines = [(start, "Ben: hi"), (start, "Ada: yo"), (start, "Ben: and?"), (start, "Ada: no")]
    later = start + dt.timedelta(days=3)
    lines += [(later, said) for said in ["Ben: so", "Ada: well"] * 60]
    text = "".join(f"{moment:%d/%m/%Y, %H:%M} - {said}\n" for moment, said in lines)
    (tmp_path / "chat.txt").write_text(text, encoding="utf-8")
    assert simulacrum("convert", "chat.txt", "--me", "Ada", "-o", "out").exit_code == 0
    examples = json.loads((tmp_path / "out" / "simulacrum.json").read_bytes())["statistics"]["examples"]
    assert examples["train"] > examples["validation"] == 1


def test_validation_takes_the_newest_sessions_whole(tmp_path: Path) -> None:
    messages: list[Message] = []
    for day in range(10):
        exchange = talk(f"bo: q{day}", f"me: a{day}", f"bo: r{day}", f"me: b{day}")
        messages += [
            msgspec.structs.replace(m, sent_at=START + dt.timedelta(days=day, minutes=i))
            for i, m in enumerate(exchange)
        ]
    run(tmp_path / "out", [conversation(messages)], validation=0.2)
    held = "".join(str(row["segments"]) for row in rows(tmp_path / "out") if row["split"] == "validation")
    assert sorted(set(re.findall(r"[ab]\d", held))) == ["a8", "a9", "b8", "b9"]
    kept = "".join(str(row["segments"]) for row in rows(tmp_path / "out") if row["split"] == "train")
    assert not set(re.findall(r"[ab][89]", kept))


def test_reasons_for_leaving_out_are_told(tmp_path: Path) -> None:
    messages = talk("bo: hi", "me: yo", "bo: secret", "me: ok", "cy: </s> you", "me: fine")
    messages.append(Message("x", "bo", None, "", "media"))
    persona = Persona(me=["ME"], exclude=Exclusions(names=["cy"]))
    ledger = run(tmp_path / "out", [conversation(messages)], persona, since="2024-01-01", validation=0).ledger
    assert ledger.left_out == {"excluded_person": 1, "media": 1}
    ledger = run(tmp_path / "out", [conversation(messages)], control_tokens="drop-message", validation=0).ledger
    assert ledger.left_out == {"control_token": 1, "media": 1}
    assert run(tmp_path / "out", [conversation(messages)], validation=0).ledger.defused == 1


@pytest.mark.parametrize("zone", [None, dt.UTC, dt.timezone(dt.timedelta(hours=-5))])
def test_a_talk_is_left_out_by_the_moments_that_its_origin_has(tmp_path: Path, zone: dt.tzinfo | None) -> None:
    messages = [
        msgspec.structs.replace(
            message, id=f"{day}.{i}", sent_at=(START + dt.timedelta(days=day, seconds=20 * i)).replace(tzinfo=zone)
        )
        for day in range(3)
        for i, message in enumerate(talk(f"bo: q{day}", f"me: a{day}", f"bo: r{day}", f"me: b{day}"))
    ]
    chats = [conversation(messages), msgspec.structs.replace(conversation(messages), id="other", title="Other")]
    run(tmp_path / "all", chats, keep_copies=True, near_duplicates="keep", validation=0)
    origins = [json.loads(line) for line in (tmp_path / "all" / "provenance.jsonl").read_text().splitlines()]
    origin = next(one for one in origins if one["title"] == "Other" and one["session"] == 1)
    named = f"{origin['conversation']} {origin['first']}..{origin['last']}"
    persona = Persona.model_validate({"me": ["me"], "exclude": {"talks": [named]}})
    ledger = run(tmp_path / "out", chats, persona, keep_copies=True, near_duplicates="keep", validation=0).ledger
    assert ledger.left_out == {"excluded_talk": 4}
    assert ledger.read == 24 == ledger.trained + ledger.context + 4
    text = trained_text(tmp_path / "out")
    assert [text.count(answer) for answer in ("a0", "b0", "a1", "b1", "a2", "b2")] == [2, 2, 1, 1, 2, 2]


def test_what_is_done_to_a_message_that_begins_each_part_of_a_long_answer_is_counted_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    asked = "+44 20 7946 0018? </s> \ud800\nme: no"
    chat = conversation(talk(f"bo: {asked}", *["me: yes"] * 30))
    ledger = run(tmp_path / "out", [chat], validation=0, max_messages=6, redact=["phone"]).ledger
    assert len(rows(tmp_path / "out")) > 4
    assert (ledger.read, ledger.context, ledger.trained) == (31, 1, 30)
    assert (ledger.defused, ledger.imitations, ledger.repaired, dict(ledger.redacted)) == (1, 1, 1, {"phone": 1})


def test_what_the_persona_forwards_is_not_their_own_words(tmp_path: Path) -> None:
    messages = talk("bo: hi", "me: look", "me: yo", "bo: and this", "me: ah")
    for i in (1, 3):
        messages[i] = msgspec.structs.replace(messages[i], forwarded_from="")
    ledger = run(tmp_path / "out", [conversation(messages)], validation=0).ledger
    assert (ledger.trained, ledger.context, ledger.untrained) == (2, 3, 1)
    last = run(tmp_path / "out", [conversation(messages[:2] + messages[3:] + messages[1:2])], validation=0).ledger
    assert last.left_out == {"forwarded": 1}, "nothing is read at the end of an example"


def test_halves_of_characters_are_replaced_and_counted(tmp_path: Path) -> None:
    manifest = run(tmp_path / "out", [conversation(talk("bo: hi \ud83d", "me: yo \udc00 é 😀"))], validation=0)
    assert manifest.ledger.repaired == 2
    assert trained_text(tmp_path / "out") == "yo \ufffd é 😀"


def test_dates_are_local_days_and_both_ends_count(tmp_path: Path) -> None:
    days = [START + dt.timedelta(days=i) for i in range(4)]
    messages = [Message(f"{i}{who}", who, day, f"{who}{i}") for i, day in enumerate(days) for who in ("bo", "me")]
    run(tmp_path / "out", [conversation(messages)], since="2024-03-02", until="2024-03-03", validation=0)
    assert trained_text(tmp_path / "out") == "me1me2"


def test_the_persona_is_found_by_name_or_id_in_every_messenger(tmp_path: Path) -> None:
    one = conversation(talk("bo: hi", "me: yo"), "one")
    people = (Participant("user1", "Ada L."), Participant("user2", "Bo"))
    other = msgspec.structs.replace(
        one,
        id="two",
        source="telegram",
        participants=people,
        messages=[Message("1", "user2", START, "?"), Message("2", "user1", START, "!")],
    )
    persona = Persona(me=["me"], accounts={"telegram": ["user1"]}, name="Ada")
    manifest = run(tmp_path / "out", [one, other], persona, validation=0)
    assert trained_text(tmp_path / "out", "Ada") == "yo!"
    assert {name: share.read for name, share in manifest.ledger.sources.items()} == {"test": 2, "telegram": 2}
    assert manifest.stop == ["</s>", "\nBo:", "\nbo:", "\nAda:"]


def test_a_conversation_without_the_persona_is_left_out_whole(tmp_path: Path) -> None:
    chats = [conversation(talk("bo: hi", "me: yo"), "one"), conversation(talk("bo: hi", "cy: yo"), "two")]
    ledger = run(tmp_path / "out", chats, validation=0).ledger
    assert ledger.left_out == {"no_persona": 2}


def test_nobody_else_bears_the_name_of_the_persona(tmp_path: Path) -> None:
    run(tmp_path / "out", [conversation(talk("bo: hi", "me: yo"))], Persona(me=["me"], name="Bo"), validation=0)
    assert rows(tmp_path / "out")[0]["segments"] == [
        {"label": False, "text": "<s>bo (2): hi\n"},
        {"label": True, "text": "Bo: yo</s>"},
    ]


def test_an_unknown_persona_is_an_error_that_lists_the_authors(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"'nobody' wrote none of the 2 messages.*'bo' \(1\), 'me' \(1\)"):
        run(tmp_path / "out", [conversation(talk("bo: hi", "me: yo"))], Persona(me=["nobody"]))
    assert not list(tmp_path.iterdir())


def test_an_empty_result_is_an_error_that_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(
        DatasetError, match="no training example was made from 2 messages: 2 the persona opens the session"
    ):
        run(tmp_path / "out", [conversation(talk("me: hi", "me: yo"))])
    assert not list(tmp_path.iterdir())


def test_an_existing_dataset_is_replaced_only_with_force_and_a_strangers_folder_never(tmp_path: Path) -> None:
    chat = [conversation(talk("bo: hi", "me: yo"))]
    parts = [(Ready(conversations=chat), Source([]))]
    recipe, persona, tokenizer = Recipe(validation=0), Persona(me=["me"]), load_tokenizer("bytes")
    run(tmp_path / "out", chat, validation=0)
    with pytest.raises(UsageError, match="--force"):
        convert(parts, Lines(), tmp_path / "out", persona, recipe, tokenizer)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="not a dataset"):
        convert(parts, Lines(), tmp_path / "mine", persona, recipe, tokenizer, force=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "out"]


def test_a_model_that_was_trained_in_the_folder_is_not_deleted(tmp_path: Path) -> None:
    chat = [conversation(talk("bo: hi", "me: yo"))]
    run(tmp_path / "out", chat, validation=0)
    (tmp_path / "out" / "prepared").mkdir()
    run(tmp_path / "out", chat, validation=0)
    (tmp_path / "out" / "model").mkdir()
    with pytest.raises(UsageError, match="holds model, which --force would delete"):
        run(tmp_path / "out", chat, validation=0)
    assert (tmp_path / "out" / "model").is_dir()


def test_a_failing_exporter_leaves_the_old_dataset_as_it_was(tmp_path: Path) -> None:
    class Failing(Lines):
        """Fails half way."""

        def write(self, examples: Examples, folder: Path) -> list[Path]:
            super().write(examples, folder)
            raise OSError(28, "No space left on device")

    chat = [conversation(talk("bo: hi", "me: yo"))]
    run(tmp_path / "out", chat, validation=0)
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    with pytest.raises(OSError, match="No space"):
        convert(
            [(Ready(conversations=chat), Source([]))],
            Failing(),
            tmp_path / "out",
            Persona(me=["me"]),
            Recipe(validation=0),
            load_tokenizer("bytes"),
            force=True,
        )
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    run(tmp_path / "out", [conversation(talk("bo: hi", "me: yo"))], validation=0)
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "out").iterdir()}
    assert modes == {0o600}
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700


def test_bos_and_eos_that_are_given_are_defused_in_messages_too(tmp_path: Path) -> None:
    chat = [conversation(talk("bo: a [EOS] b", "me: [EOS]"))]
    parts = [(Ready(conversations=chat), Source([]))]
    tokenizer = load_tokenizer("bytes", eos="[EOS]")
    convert(parts, Lines(), tmp_path / "out", Persona(me=["me"]), Recipe(validation=0), tokenizer)
    texts = "".join(segment["text"] for row in rows(tmp_path / "out") for segment in row["segments"])  # type: ignore[attr-defined]
    assert texts == "<s>bo: a [ EOS] b\nme: [ EOS][EOS]"


def test_a_control_token_in_the_system_prompt_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the system prompt holds a control token"):
        run(tmp_path / "out", [conversation(talk("bo: hi", "me: yo"))], Persona(me=["me"], system_prompt="Be [INST]"))


def test_the_persona_is_called_as_the_source_calls_them_not_by_an_id(tmp_path: Path) -> None:
    people = (Participant("user1", "Ada L."), Participant("user2", "Bo"))
    messages = [Message("1", "user2", START, "?"), Message("2", "user1", START, "!")]
    chat = msgspec.structs.replace(conversation(messages), participants=people)
    run(tmp_path / "one", [chat], Persona(me=["user1"]), validation=0)
    assert trained_text(tmp_path / "one", "Ada L.") == "!"


def test_what_killed_runs_left_is_swept_by_the_next_one(tmp_path: Path) -> None:
    dead = tmp_path / ".out.partial-999999999-abc"
    dead.mkdir()
    (dead / "train.jsonl").write_text("private")
    run(tmp_path / "out", [conversation(talk("bo: hi", "me: yo"))], validation=0)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
