"""A turn that is made of messages gives the same messages again, whatever they hold."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core import Registry, Template, bubbles_of
from simulacrum_core.chat.bubbles import beginning, joined, pieces_of
from simulacrum_core.chat.turn_end import TurnEnd, spoken
from simulacrum_core.models import Turn
from simulacrum_core.rendering.bubbles import boundary, turns_of
from simulacrum_core.rendering.chat_template import chat_template
from simulacrum_core.rendering.impersonation import ImpersonationGuard
from simulacrum_core.rendering.render import render, stop_strings
from simulacrum_core.tokens.counting import tokenized
from simulacrum_core.tokens.tokenizers import Tokenizer

from ..conftest import Simulacrum, chat_text
from ..tokenizers import reaching_tokenizer, tiny_tokenizer

NAMES = ["Ada", "Ben", "Cy: the 2nd"]
BREAKS = list("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
UNSEEN = ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e"]
LOOKALIKES = ["Аda", "ＡＤＡ", "A\u200bda", "𝐁𝐞𝐧", "：", "ː", "ada", "Ada:", "\nAda: ", "\nBen:", "\n Ada: "]
TEXTS = st.lists(
    st.sampled_from([*NAMES, *BREAKS, *UNSEEN, *LOOKALIKES, ":", " ", "\t", "x", "da: ", "👍"]), min_size=1, max_size=20
).map("".join)
TALK = st.lists(st.tuples(st.sampled_from(NAMES), TEXTS), min_size=1, max_size=8)


def template(bubbles: bool = True, name: str = "Ada", style: str = "seamless") -> Template:
    return Template(
        style=style, train_name=True, bos="<s>", eos="</s>", name=name, system_prompt="A chat.", bubbles=bubbles
    )


def defused(talk: list[tuple[str, str]], bubbles: bool = True) -> list[Turn]:
    """The messages as the examples have them."""
    guard = ImpersonationGuard(NAMES)
    return [Turn(name, name == "Ada", guard.defused(text, opens=bubbles)) for name, text in talk]


@given(talk=TALK)
def test_what_was_joined_is_split_into_the_same_messages(talk: list[tuple[str, str]]) -> None:
    messages = defused(talk)
    turns = turns_of(template(), messages)
    again = [
        Turn(turn.name, turn.persona, text) for turn in turns for text in bubbles_of(template(), turn.text, turn.name)
    ]
    assert again == messages
    assert [len(bubbles_of(template(), turn.text, turn.name)) for turn in turns] == [turn.messages for turn in turns]


@given(talk=TALK)
def test_the_whole_text_of_an_example_tells_every_message_and_who_wrote_it(talk: list[tuple[str, str]]) -> None:
    messages = [message for message in defused(talk) if not message.text.startswith("Cy")]
    text = "".join(segment.text for segment in render(template(), turns_of(template(), messages)))
    lines = text.removeprefix("<s>A chat.\n").removesuffix("</s>").split("\n")
    guard, heads = ImpersonationGuard(["Ada", "Ben"]), 0
    for line in lines:
        heads += guard.speaker(line) is not None
    assert heads == sum(message.name != "Cy: the 2nd" for message in messages)


def persona_line() -> st.SearchStrategy[list[str]]:
    """Messages of the persona that do not begin as somebody else's would, as a model is not let write those."""
    plain = st.lists(
        st.sampled_from([*BREAKS, *UNSEEN, "ada", "ben", "x Ada: y", " ", "x", "see: y", ":", "👍"]), min_size=1
    )
    return st.lists(plain.map("".join).filter(str.strip), min_size=1, max_size=5)


PERSONAS = ["Ada", "Ada: the 1st", "Ада 🌵", "Al", "Ada " + "von und zu " * 6 + "X"]


@given(texts=persona_line(), name=st.sampled_from(PERSONAS), seed=st.integers(0, 99))
def test_what_a_model_writes_is_split_as_the_renderer_would_whatever_its_pieces(
    texts: list[str], name: str, seed: int
) -> None:
    made, others = template(name=name), {"Ben", "Cy: the 2nd", "Alma"}
    guard = ImpersonationGuard({*others, name})
    messages = [Turn(name, True, f"so {guard.defused(text, opens=True)}") for text in texts]
    (turn,) = turns_of(made, messages)
    finder = TurnEnd(stop_strings(made, others), others, boundary(name))
    words = parted(f" {turn.text}\nBen: and I", random.Random(seed))
    pieces = list(pieces_of(spoken(words, finder), boundary(name)))
    shown = ["".join(piece.text for piece in pieces if piece.bubble == i) for i in range(len(texts))]
    assert shown == [message.text.strip() for message in messages]
    content = "".join(joined(pieces))
    assert content == "\n".join(shown)
    assert boundary(name) not in content
    for size in range(len(content) + 1):
        assert "\n".join(beginning(shown, size)) == content[:size].removesuffix("\n") or content[:size].endswith("\n")


def parted(text: str, rng: random.Random) -> Iterator[str]:
    """A text in pieces of one to six characters."""
    while text:
        size = rng.randint(1, 6)
        yield text[:size]
        text = text[size:]


@given(texts=persona_line(), name=st.sampled_from(PERSONAS), seed=st.integers(0, 99), cut=st.integers(0, 200))
def test_an_answer_that_breaks_off_shows_no_part_of_a_name(texts: list[str], name: str, seed: int, cut: int) -> None:
    made, others = template(name=name), {"Ben", "Alma"}
    (turn,) = turns_of(made, [Turn(name, True, f"so {text}") for text in texts])
    finder = TurnEnd(stop_strings(made, others), others, boundary(name))
    told = "".join(spoken(parted(turn.text[:cut], random.Random(seed)), finder))
    assert turn.text.startswith(told)
    assert not any(told.endswith(boundary(name)[:size]) for size in range(2, len(boundary(name))))


@given(talk=TALK, style=st.sampled_from(["seamless", "origin"]))
def test_without_the_option_the_text_is_what_it_was(talk: list[tuple[str, str]], style: str) -> None:
    plain = template(bubbles=False, style=style)
    for turn in turns_of(plain, defused(talk, bubbles=False)):
        assert boundary("Ben") not in turn.text
        assert bubbles_of(plain, turn.text, turn.name) == [turn.text]


@pytest.mark.parametrize("tokenizer", [tiny_tokenizer(), reaching_tokenizer()], ids=["by words", "reaching"])
@pytest.mark.parametrize("train_name", [True, False])
@given(talk=TALK)
def test_no_border_of_a_segment_moves(tokenizer: Tokenizer, train_name: bool, talk: list[tuple[str, str]]) -> None:
    made = template().model_copy(update={"train_name": train_name})
    segments = render(made, turns_of(made, [Turn("Ben", False, "hi"), *defused(talk), Turn("Ada", True, "end")]))
    if tokenizer is tiny_tokenizer():
        assert tokenized(segments, tokenizer, joint=False) == tokenized(segments, tokenizer, joint=True)
    for segment, before in zip(segments[1:], segments, strict=False):
        assert before.text.endswith("\n" if train_name or segment.text[0] != " " else ":")


def role(turn: Turn, space: str) -> dict[str, str]:
    """A turn as a program that talks with a model has it, the persona's with what stands before its words."""
    if turn.persona:
        return {"role": "assistant", "content": space + turn.text}
    return {"role": "user", "content": turn.text, "name": turn.name}


@pytest.mark.parametrize("bubbles", [True, False])
@pytest.mark.parametrize("space", ["", " "], ids=["typed", "as the model wrote it"])
@given(talk=TALK)
def test_a_history_of_several_messages_in_a_row_is_the_training_text(
    bubbles: bool, space: str, talk: list[tuple[str, str]]
) -> None:
    made = template(bubbles=bubbles)
    messages = [one for one in defused([*talk, ("Ada", "end")], bubbles) if one.text and (space or one.text[0] != " ")]
    jinja = jinja2.Environment(keep_trailing_newline=True).from_string(chat_template(made, ["Ben"]))
    roles = [role(one, space) for one in messages]
    trained = "".join(segment.text for segment in render(made, turns_of(made, messages)))
    assert jinja.render(messages=roles) == trained.removesuffix("</s>") + "\n"
    # What a program shows as one message, because it knows nothing of bubbles, comes back as it is.
    turns = turns_of(made, messages)
    roles = [role(one, space) for one in turns]
    assert jinja.render(messages=roles) == trained.removesuffix("</s>") + "\n"


SAID = ["Ben: hi", "Ben: you there?", "Ada: yes\nand no", "Ada: Ada: me\nAda: again", "Ada: bye\n ben: no\nBen : x"]


def made(simulacrum: Simulacrum, folder: Path, *options: str) -> tuple[list[str], dict[str, dict[str, int]]]:
    """The texts of the rows, and the manifest."""
    (folder / "chat.txt").write_text(chat_text(*SAID * 8), encoding="utf-8")
    result = simulacrum("convert", "chat.txt", "--me", "Ada", "-o", "out", "--validation", "0", *options)
    assert result.exit_code == 0, result.output
    rows = (folder / "out" / "train.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    texts = ["".join(segment["text"] for segment in json.loads(row)["segments"]) for row in rows]
    return texts, json.loads((folder / "out" / "simulacrum.json").read_text())


@pytest.mark.parametrize(
    "options", [(), ("--style", "origin"), ("--no-train-name",), ("--control-tokens", "keep")], ids=" ".join
)
def test_every_message_begins_with_its_author_and_no_line_in_one_does(
    simulacrum: Simulacrum, tmp_path: Path, options: tuple[str, ...]
) -> None:
    texts, manifest = made(simulacrum, tmp_path, "--bubbles", *options)
    together = "".join(texts)
    assert (
        "Ben: hi\nBen: you there?\nAda: yes\nand no\nAda: Ada: me\nAda : again\nAda: bye\n ben : no\nBen : x"
        in together
    )
    assert manifest["ledger"]["imitations"] == together.count("Ada : again") + together.count(" ben : no") > 8
    assert manifest["recipe"]["bubbles"] is manifest["template"]["bubbles"] is True
    heads = sum(
        line.startswith(("Ada: ", "Ben: ")) for line in together.replace("<s>", "").replace("</s>", "\n").split("\n")
    )
    assert manifest["statistics"]["boundaries"] > 10
    assert manifest["statistics"]["boundaries"] == heads - sum(turns(text) for text in texts)
    checked = simulacrum("check", "out").output
    assert f"{manifest['statistics']['boundaries']} messages follow one of the same author" in checked
    assert checked.endswith("Every promise holds.\n")


def turns(text: str) -> int:
    """Changes of who speaks, and the one who begins."""
    speakers = [
        line.partition(":")[0] for line in text.replace("<s>", "").split("\n") if line.startswith(("Ada: ", "Ben: "))
    ]
    return 1 + sum(one != other for one, other in pairwise(speakers))


def test_check_finds_a_boundary_that_the_renderer_did_not_make(simulacrum: Simulacrum, tmp_path: Path) -> None:
    made(simulacrum, tmp_path, "--bubbles")
    path = tmp_path / "out" / "train.jsonl"
    path.write_text(path.read_text().replace("Ada : again", "Ada: again", 1))
    told = simulacrum("check", "out")
    assert told.exit_code == 1
    assert "messages follow one of the same author, but the manifest says" in told.output


def test_two_who_bear_one_name_in_a_chat_alone_cannot_begin_bubbles_of_each_other(
    simulacrum: Simulacrum, tmp_path: Path
) -> None:
    said = [("1", "one"), ("2", "two\nDana (2): x"), ("2", "three\nDANA (2): y"), ("3", "ok\nDana (2): z")]
    chats = [
        telegram("a", ["Dana Orr", "Dana Weiss", "Ada"], said, 20),
        telegram("b", ["Dana", "Dana", "Ada"], said, 9),
    ]
    (tmp_path / "chats.jsonl").write_text("".join(chats), encoding="utf-8")
    result = simulacrum("convert", "chats.jsonl", "--me", "Ada", "-o", "out", "--bubbles", "--validation", "0")
    assert result.exit_code == 0, result.output
    text = (tmp_path / "out" / "train.jsonl").read_text(encoding="utf-8")
    assert "Dana (2): b1 two\\nDana (2) : x\\nDana (2): b1 three\\nDANA (2) : y" in text
    assert "Ada: b1 ok\\nDana (2) : z" in text
    assert simulacrum("check", "out").exit_code == 0


def telegram(id: str, names: list[str], said: list[tuple[str, str]], days: int) -> str:
    """A chat as `read` prints it, in which the same is said every day."""
    people = [{"id": str(i), "name": name} for i, name in enumerate(names, 1)]
    messages = [
        {
            "id": f"{day}{i}",
            "author": author,
            "sent_at": f"2024-01-{day:02}T{10 + i // 3}:{i % 3 * 20:02}:00",
            "text": f"{id}{day} {text}",
        }
        for day in range(1, days + 1)
        for i, (author, text) in enumerate(said)
    ]
    chat = {"source": "telegram", "id": id, "title": id, "one_sided": False, "participants": people}
    return json.dumps(chat | {"messages": messages}) + "\n"


@pytest.mark.parametrize("exporter", ["axolotl", "messages", "sharegpt", "completion"])
def test_every_format_carries_the_boundaries_of_the_persona(
    simulacrum: Simulacrum, tmp_path: Path, registry: Registry, exporter: str
) -> None:
    (tmp_path / "chat.txt").write_text(chat_text(*SAID * 8), encoding="utf-8")
    assert simulacrum("convert", "chat.txt", "--me", "Ada", "--bubbles", "--to", exporter, "-o", "out").exit_code == 0
    text = (tmp_path / "out" / "train.jsonl").read_text(encoding="utf-8")
    assert "yes\\nand no\\nAda: Ada: me\\nAda : again\\nAda: bye" in text
    # With one other person there are no names of others in a chat model's rows.
    assert ("hi\\nyou there?" in text) == (exporter in ("messages", "sharegpt"))
    assert "begins on a new line with its author's name" in (tmp_path / "out" / "README.md").read_text().replace(
        "\n", " "
    )
    assert simulacrum("check", "out").exit_code == 0
