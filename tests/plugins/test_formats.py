"""Other layouts: nothing of the persona is lost, roles are as trainers demand, and all of it is within the budget."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from simulacrum_core import Manifest, Registry, Sampling, Turn, UploadExporter, UsageError, check
from simulacrum_core.chat.chat import Chat
from simulacrum_core.examples.budget import Budget, fit
from simulacrum_core.plugin.contracts import counter_of
from simulacrum_core.rendering.control_tokens import ControlTokens
from simulacrum_core.rendering.template import Template
from simulacrum_core.tokens.counter import TokenCounter
from simulacrum_core.tokens.tokenizers import ByteTokenizer
from simulacrum_formats import MessagesExporter
from simulacrum_formats.roles import Layout, Names, Said, field_name, segments, talk

from ..conftest import Simulacrum, chat_text
from ..tokenizers import write_tokenizer

TEXT = st.text(st.sampled_from(list("ab .!\n\u200d👨é한,")), min_size=1, max_size=200).filter(str.strip)
LINES = st.lists(st.tuples(st.sampled_from(["Bo", "Cy: D", "Me"]), TEXT), max_size=8)
NAMES = st.sampled_from(["prefix", "field", "both", "none"])
FORMATS = ("messages", "sharegpt", "completion")
# What a chat template writes around a turn, were each of its marks one token: two marks, a role, a newline or two.
MARKS = 5
PAIR = chat_text(*["Ben: hi there", "Ada: yo", "Ada: and so on"] * 20)
NUMBERS = ("-e", "gpu", "12", "-e", "epochs", "4", "-e", "lora_r", "16", "-e", "learning_rate", "0.0001")
GROUP = chat_text(*["Ben: who has it?", "Cleo K.: not me", "Ada: me"] * 20)


def template(prompt: str = "{me} talks to {other}.") -> Template:
    return Template(style="seamless", train_name=True, bos="<s>", eos="</s>", name="Me", system_prompt=prompt)


def layout(names: Names = "prefix", *, alternate: bool = True) -> Layout:
    return Layout(names, alternate, "Write.")


@settings(max_examples=150, deadline=None)
@given(lines=LINES, names=NAMES, alternate=st.booleans())
def test_roles_begin_with_the_user_end_with_the_assistant_and_lose_no_word(
    lines: list[tuple[str, str]], names: Names, alternate: bool
) -> None:
    whole = [
        Turn("Bo", False, "hi"),
        *(Turn(name, name == "Me", text) for name, text in lines),
        Turn("Me", True, "end"),
    ]
    (example,) = fit(whole, Budget(10_000, template(), TokenCounter(ByteTokenizer()))).examples
    turns = example.turns
    said = talk(turns, template(), layout(names, alternate=alternate)).said
    roles = [one.role for one in said]
    assert (roles[0], roles[-1]) == ("user", "assistant")
    assert not alternate or all(one != other for one, other in pairwise(roles))
    assert [one.content for one in said if one.role == "assistant"] == [turn.text for turn in turns if turn.persona]
    told = "\n".join(one.content for one in said if one.role == "user")
    for turn in turns:
        assert turn.text in told or turn.persona


@settings(max_examples=150, deadline=None)
@given(lines=LINES, names=NAMES, alternate=st.booleans(), size=st.integers(170, 400))
def test_a_chat_template_around_the_words_is_within_the_budget(
    lines: list[tuple[str, str]], names: Names, alternate: bool, size: int
) -> None:
    tokenizer, exporter = ByteTokenizer(), MessagesExporter(names=names, alternate=alternate)
    whole = [
        Turn("Bo", False, "hi"),
        *(Turn(name, name == "Me", text) for name, text in lines),
        Turn("Me", True, "end"),
    ]
    for example in fit(whole, Budget(size, template(), counter_of(exporter, tokenizer))).examples:
        made = talk(example.turns, template(), layout(names, alternate=alternate))
        words = sum(len(text.encode()) for text in (made.system, *(one.content for one in made.said)))
        assert words + MARKS * (len(made.said) + 1) <= size
        rows = segments(made.said, made.system, alternate=alternate, show_names=False)
        assert sum(len(row.text.encode()) for row in rows) + exporter.layout.overhead.of_row(len(rows)) <= size


def test_neighbours_are_joined_with_their_names_where_roles_must_alternate() -> None:
    turns = [Turn("Bo", False, "hi\nyou"), Turn("Cy", False, "and me"), Turn("Me", True, "both?")]
    assert talk(turns, template(), layout()).said == (
        Said("user", "Bo: hi\nyou\nCy: and me"),
        Said("assistant", "both?"),
    )
    assert [one.content for one in talk(turns, template(), layout(alternate=False)).said] == [
        "Bo: hi\nyou",
        "Cy: and me",
        "both?",
    ]


def test_bubbles_of_the_persona_stay_apart_and_those_of_others_where_names_stand_in_the_text() -> None:
    parting = template().model_copy(update={"bubbles": True})
    turns = [Turn("Bo", False, "hi\nBo: you\nthere", 2), Turn("Me", True, "yes\nMe: so", 2)]
    shown = {names: talk(turns, parting, layout(names)).said for names in ("prefix", "field", "both", "none")}
    assert {said[1].content for said in shown.values()} == {"yes\nMe: so"}
    assert {names: said[0].content for names, said in shown.items()} == {
        "prefix": "Bo: hi\nBo: you\nthere",
        "field": "hi\nyou\nthere",
        "both": "Bo: hi\nBo: you\nthere",
        "none": "hi\nyou\nthere",
    }


def test_names_stand_where_they_are_wanted() -> None:
    turns = [Turn("Bo ß.", False, "hi"), Turn("Me", True, "yo")]
    shown = {names: talk(turns, template(), layout(names)).said[0] for names in ("prefix", "field", "both", "none")}
    assert shown == {
        "prefix": Said("user", "Bo ß.: hi"),
        "field": Said("user", "hi", "Bo_ß_"),
        "both": Said("user", "Bo ß.: hi", "Bo_ß_"),
        "none": Said("user", "hi"),
    }


def test_a_message_of_several_speakers_has_its_names_in_the_text_as_no_field_could_hold_them() -> None:
    turns = [Turn("Bo", False, "hi"), Turn("Cy", False, "hey"), Turn("Me", True, "yo")]
    assert talk(turns, template(), layout("field")).said[0] == Said("user", "Bo: hi\nCy: hey")


def test_a_name_in_a_field_is_as_apis_take_it() -> None:
    assert field_name("~ <Ben|\u202fMüller>/\\ 🌵") == "_Ben_Müller_"
    assert len(field_name("x" * 100)) == 64


def test_a_monologue_is_asked_for_and_its_quotations_are_the_users() -> None:
    turns = [
        Turn("", False, "On tea\n\n"),
        Turn("Me", True, "He said:\n\n"),
        Turn("", False, "> no\n\n"),
        Turn("Me", True, "I left."),
    ]
    made = talk(turns, template(), layout())
    assert made.system == ""
    assert [one.content for one in made.said] == ["Write.\n\nOn tea", "He said:", "> no", "I left."]


def test_a_monologue_without_a_heading_has_the_instruction_alone() -> None:
    for turns in ([Turn("Me", True, "Tea.")], [Turn("", False, ""), Turn("Me", True, "Tea.")]):
        assert talk(turns, template("{me} writes."), layout()) == talk(turns, template("Me writes."), layout())
        assert [one.content for one in talk(turns, template(), layout()).said] == ["Write.", "Tea."]


class Parrot:
    """A model that says what it was told."""

    def count(self, text: str) -> int:
        return len(text)

    def speak(self, text: str, sampling: Sampling, attempt: int = 0) -> Iterator[str]:
        yield text


@pytest.fixture
def dataset(simulacrum: Simulacrum, tmp_path: Path) -> Any:
    """Makes a dataset of a chat and returns its rows."""

    def make(chat: str, exporter: str, *options: str) -> list[dict[str, Any]]:
        (tmp_path / "chat.txt").write_text(chat, encoding="utf-8")
        made = simulacrum("convert", "chat.txt", "--me", "Ada", "--to", exporter, "-o", exporter, "--force", *options)
        assert made.exit_code == 0, made.output
        return [json.loads(line) for line in (tmp_path / exporter / "train.jsonl").read_bytes().splitlines()]

    return make


@pytest.mark.parametrize("exporter", FORMATS)
def test_every_promise_holds_and_the_ledger_is_the_same_as_of_any_exporter(
    simulacrum: Simulacrum, dataset: Any, tmp_path: Path, exporter: str
) -> None:
    dataset(GROUP, "axolotl")
    dataset(GROUP, exporter)
    assert "Every promise holds." in simulacrum("check", exporter).stdout
    ledgers = [Manifest.load(tmp_path / name).ledger for name in ("axolotl", exporter)]
    assert ledgers[0] == ledgers[1] or exporter == "completion"
    assert ledgers[1].read == ledgers[1].trained + ledgers[1].context + ledgers[1].left_out.total()
    assert simulacrum("preview", exporter, "--all").exit_code == 0


@pytest.mark.parametrize("exporter", FORMATS)
def test_the_same_input_gives_the_same_bytes(dataset: Any, tmp_path: Path, exporter: str) -> None:
    runs = []
    for _ in range(2):
        dataset(GROUP, exporter)
        runs.append({path.name: path.read_bytes() for path in sorted((tmp_path / exporter).iterdir())})
    assert runs[0] == runs[1]


@pytest.mark.parametrize("exporter", ["messages", "sharegpt"])
def test_names_stand_in_the_text_only_where_several_people_speak(dataset: Any, exporter: str) -> None:
    key, content = {"messages": ("messages", "content"), "sharegpt": ("conversations", "value")}[exporter]
    assert dataset(PAIR, exporter)[0][key][0][content] == "hi there"
    assert dataset(GROUP, exporter)[0][key][0][content].startswith(("Ben: who has it?", "Cleo K.: not me"))
    assert "Ben" not in dataset(GROUP, exporter, "-e", "names", "none")[0][key][0][content]


def test_rows_hold_the_examples_of_axolotl_in_their_order(dataset: Any) -> None:
    wanted = ["".join(part["text"] for part in row["segments"]) for row in dataset(GROUP, "axolotl")]
    assert [f"<s>{row['text']}</s>" for row in dataset(GROUP, "completion")] == wanted
    trained = [
        "\n".join(one["content"] for one in row["messages"] if one["role"] == "assistant")
        for row in dataset(GROUP, "messages")
    ]
    # The first layouts have fewer tokens for themselves, but this chat is short.
    for text, told in zip(trained, wanted, strict=True):
        assert all(f"Ada: {line}" in told or f"\n{line}" in told for line in text.split("\n"))


def test_the_system_prompt_has_a_place_of_its_own(dataset: Any) -> None:
    prompt = ("--system-prompt", "{me} talks to {other}.")
    assert dataset(PAIR, "messages", *prompt)[0]["messages"][0] == {"role": "system", "content": "Ada talks to Ben."}
    assert dataset(PAIR, "sharegpt", *prompt)[0]["system"] == "Ada talks to Ben."
    assert dataset(PAIR, "completion", *prompt)[0]["text"].startswith("Ada talks to Ben.\nBen: ")
    assert dataset(PAIR, "messages")[0]["messages"][0]["role"] == "user"


def test_llama_factory_finds_the_splits_by_the_index(dataset: Any, tmp_path: Path) -> None:
    dataset(GROUP, "sharegpt")
    index = json.loads((tmp_path / "sharegpt" / "dataset_info.json").read_bytes())
    assert {name: entry["file_name"] for name, entry in index.items()} == {
        "simulacrum": "train.jsonl",
        "simulacrum_validation": "validation.jsonl",
    }


@pytest.mark.parametrize(("exporter", "kind"), [("messages", "chat_template"), ("completion", "completion")])
@pytest.mark.parametrize("validation", ["0", "0.1"])
def test_the_config_of_axolotl_names_the_files(
    dataset: Any, tmp_path: Path, exporter: str, kind: str, validation: str
) -> None:
    dataset(GROUP, exporter, "--budget", "512", "--validation", validation)
    config = yaml.safe_load((tmp_path / exporter / "axolotl.yml").read_text(encoding="utf-8"))
    assert [(one["path"], one["type"], one["ds_type"]) for one in config["datasets"]] == [("train.jsonl", kind, "json")]
    assert ("test_datasets" in config) == (validation != "0")
    assert (config["sequence_len"], config["excess_length_strategy"]) == (512, "raise")


@pytest.mark.parametrize("exporter", ["axolotl", "messages", "completion"])
def test_numbers_of_a_card_and_of_the_best_step_are_the_same_in_every_config(
    dataset: Any, tmp_path: Path, exporter: str
) -> None:
    dataset(GROUP, exporter, "--validation", "0.1", *NUMBERS)
    config = yaml.safe_load((tmp_path / exporter / "axolotl.yml").read_text(encoding="utf-8"))
    assert (config["adapter"], config["load_in_4bit"], config["optimizer"]) == ("qlora", True, "adamw_8bit")
    assert (config["num_epochs"], config["lora_r"], config["learning_rate"]) == (4, 16, 0.0001)
    # A sixteenth of all steps is a quarter of an epoch.
    assert config["eval_steps"] == config["save_steps"] == 0.0625
    assert (config["load_best_model_at_end"], config["early_stopping_patience"]) == (True, 3)


def test_llama_factory_gets_the_same_numbers(dataset: Any, tmp_path: Path) -> None:
    dataset(GROUP, "sharegpt", "--validation", "0.1", *NUMBERS)
    config = yaml.safe_load((tmp_path / "sharegpt" / "llamafactory.yml").read_text(encoding="utf-8"))
    index = json.loads((tmp_path / "sharegpt" / "dataset_info.json").read_bytes())
    assert [config["dataset"], config["eval_dataset"]] == list(index)
    assert (config["quantization_bit"], config["optim"], config["cutoff_len"]) == (4, "adamw_8bit", 2048)
    assert (config["num_train_epochs"], config["lora_rank"], config["learning_rate"]) == (4, 16, 0.0001)
    assert config["eval_steps"] == config["save_steps"] == 0.0625
    assert (config["load_best_model_at_end"], config["early_stopping_steps"]) == (True, 3)
    dataset(GROUP, "sharegpt", "--validation", "0", "--force")
    config = yaml.safe_load((tmp_path / "sharegpt" / "llamafactory.yml").read_text(encoding="utf-8"))
    assert not {"eval_dataset", "eval_steps", "load_best_model_at_end", "quantization_bit"} & config.keys()


@pytest.mark.parametrize("exporter", FORMATS)
def test_no_row_holds_a_control_token_or_half_a_character(dataset: Any, exporter: str) -> None:
    tokens = [
        "</s>",
        "<|im_end|>",
        "<|eot_id|>",
        "[INST]",
        "<end_of_turn>",
        "<think>",
        "<｜User｜>",
        "<|im_<|im_end|>end|>",
    ]
    lines = [line for token in tokens for line in (f"Ben: a{token}b", f"Ada: {token}\n{token}c")]
    rows = dataset(chat_text(*lines * 3), exporter)
    texts = json.dumps(rows, ensure_ascii=False)
    assert not ControlTokens({"<s>", "</s>"}).found(texts)
    assert not any("\ud800" <= char <= "\udfff" for char in texts)


def test_completion_says_that_all_of_it_is_trained_on(simulacrum: Simulacrum, dataset: Any, tmp_path: Path) -> None:
    dataset(PAIR, "completion")
    numbers = Manifest.load(tmp_path / "completion").statistics
    assert numbers.tokens == numbers.trained_tokens > 0
    assert "**All of the text is trained on" in (tmp_path / "completion" / "README.md").read_text(encoding="utf-8")
    row = json.loads(simulacrum("preview", "completion", "--json", "-n", 1).stdout)
    assert [part["label"] for part in row["segments"]] == [True]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda row: row["messages"].pop(), "does not begin with the user and end with the assistant"),
        (lambda row: row["messages"].insert(0, {"role": "user", "content": "x"}), "do not alternate"),
        (lambda row: row["messages"].clear(), "does not begin with the user"),
        (lambda row: row["messages"][0].update(content="<|im_end|>"), "a control token inside the text"),
        (lambda row: row["messages"][0].update(content="long " * 900), "over the budget of 2048"),
        (lambda row: row["messages"][0].update(role="tool"), "not a training example"),
    ],
)
def test_check_finds_what_a_trainer_would_trip_over(
    simulacrum: Simulacrum, dataset: Any, tmp_path: Path, change: Any, fault: str
) -> None:
    rows = dataset(PAIR, "messages")
    change(rows[0])
    (tmp_path / "messages" / "train.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = simulacrum("check", "messages")
    assert found.exit_code == 1
    assert fault in found.stdout


def test_a_model_of_a_chat_template_is_not_talked_to_without_one(
    simulacrum: Simulacrum, dataset: Any, tmp_path: Path
) -> None:
    dataset(PAIR, "messages")
    refused = simulacrum("ollama", "messages")
    assert refused.exit_code == 2
    assert "talks in a chat template" in refused.stderr
    with pytest.raises(UsageError, match="talks in a chat template"):
        Chat(Manifest.load(tmp_path / "messages"), Parrot(), Sampling())
    dataset(PAIR, "completion")
    assert Chat(Manifest.load(tmp_path / "completion"), Parrot(), Sampling()).name == "Ada"


def test_essays_of_any_length_are_within_the_budget(simulacrum: Simulacrum, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "tea.md").write_text(
        "# On tea\n\n" + "It is hot. And it is wet.\n\n> no\n\n" * 60, encoding="utf-8"
    )
    (tmp_path / "texts" / "rain.md").write_text("It rained all day, and nobody came to say so.\n" * 9, encoding="utf-8")
    for exporter in FORMATS:
        made = simulacrum("convert", "texts", "--me", "Ada", "--to", exporter, "--budget", 400, "-o", exporter)
        assert made.exit_code == 0, made.output
        assert "Every promise holds." in simulacrum("check", exporter).stdout


EXPORTERS = sorted(one.cls.name for one in Registry.installed().offers if one.kind == "exporter")


@pytest.mark.parametrize("exporter", EXPORTERS)
def test_convert_and_check_count_the_same_totals(simulacrum: Simulacrum, tmp_path: Path, exporter: str) -> None:
    kind = Registry.installed().exporter(exporter)
    if issubclass(kind, UploadExporter):
        pytest.skip("it writes nothing itself")
    write_tokenizer(tmp_path / "tiny")
    (tmp_path / "talks").mkdir()
    (tmp_path / "talks" / "chat.txt").write_text(GROUP, encoding="utf-8")
    (tmp_path / "talks" / "tea.md").write_text("# On tea\n\n" + "It is hot. And it is wet.\n\n" * 30, encoding="utf-8")
    options = ["--me", "Ada", "--to", exporter, "--base-model", "tiny", "--weight", "whatsapp=2", "-o", "made"]
    made = simulacrum("convert", "talks", *options)
    assert made.exit_code == 0, made.output
    manifest = Manifest.load(tmp_path / "made")
    told, counted = manifest.statistics, check(tmp_path / "made")
    assert counted.fault_count == 0
    assert (told.tokens, told.trained_tokens, told.longest) == (counted.tokens, counted.trained_tokens, counted.longest)
    assert told.examples == {split: rows for split, rows in counted.rows.items() if rows}
    assert 0 < told.repeated_trained_tokens < told.trained_tokens
    words = f"{counted.tokens:,} tokens, {counted.trained_tokens:,} trained on; the longest has {counted.longest:,}"
    assert words in made.stderr
    assert words in simulacrum("check", "made").stdout
