"""What a user sees: tables instead of pages, examples drawn over all of a dataset, help in groups, slips told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest

from simulacrum_core import Registry
from simulacrum_core.cli import cli
from simulacrum_core.cli.help import COMMANDS, OPTIONS

from ..conftest import Simulacrum, chat_text
from .test_cli import in_terminal

CHATS = 200


@pytest.fixture
def account(tmp_path: Path) -> Path:
    """An account of two hundred chats, the later the longer, as `read` prints it."""
    path = tmp_path / "account.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(CHATS):
            people = [{"id": "1", "name": "Ada"}, {"id": "2", "name": f"Friend {number:03}"}]
            messages = [
                {
                    "id": str(i),
                    "author": "12"[i % 2],
                    "sent_at": f"2024-01-{1 + i // 8:02}T10:{i % 8:02}:00",
                    "text": "a few words",
                }
                for i in range(number + 1)
            ]
            head = {"source": "telegram", "id": str(number), "title": f"Friend {number:03}"}
            file.write(json.dumps({**head, "participants": people, "one_sided": False, "messages": messages}) + "\n")
    return path


def test_many_chats_are_a_table_of_the_busiest_with_a_total(simulacrum: Simulacrum, account: Path) -> None:
    lines = simulacrum("inspect", account).stdout.split("\n")
    assert lines[0].startswith("Probably you: Ada")
    assert len(lines) < 60
    table = lines.index(next(line for line in lines if line.startswith(" messages")))
    assert lines[table + 1].split() == "200 100 2024-01-01 2024-01-25 telegram Friend 199".split()
    assert "160 more chats: --all lists them" in lines[table + 41]
    assert lines[table + 42].split()[:2] == ["20,100", "10,100"]
    assert "200 chats in all" in lines[table + 42]


def test_all_chats_are_listed_on_demand(simulacrum: Simulacrum, account: Path) -> None:
    told = simulacrum("inspect", account, "--all").stdout
    assert all(f"Friend {number:03}\n" in told for number in range(CHATS))


def test_one_chat_is_shown_in_detail_by_its_name(simulacrum: Simulacrum, account: Path) -> None:
    told = simulacrum("inspect", account, "--chat", "friend 007").stdout
    assert told.startswith("\nFriend 007 (telegram: 7)\n  8 messages, ")
    assert "Friend 008" not in told
    report = json.loads(simulacrum("inspect", account, "--chat", "iend 00", "--json").stdout)
    assert len(report["conversations"]) == 10


def test_a_chat_that_is_not_there_is_told_with_the_nearest_name(simulacrum: Simulacrum, account: Path) -> None:
    result = simulacrum("inspect", account, "--chat", "Freind 007")
    assert result.exit_code == 2
    assert "no chat is called 'Freind 007'. Did you mean 'Friend 007'?" in result.stderr


def test_inspect_and_convert_say_how_much_there_is(simulacrum: Simulacrum, account: Path) -> None:
    told = simulacrum("inspect", account).stdout
    # Ada writes half of 20,100 messages of 11 bytes, and 4 bytes are about a token.
    assert "Is it enough? About 55,000 tokens, 28,000 of them by Ada: 18% of the 300,000 that are known to work" in told
    prompt = "x" * 4000
    result = simulacrum("convert", account, "--me", "Ada", "--system-prompt", prompt, "--budget", "8000", "-o", "out")
    found = re.search(r"About ([\d,]+) tokens, ([\d,]+) of them trained on: \d+% of the 300,000", result.stderr)
    assert found
    total = int(found[1].replace(",", ""))
    assert 50_000 < total < 200_000, "the prompt of every example is not counted"


@pytest.fixture
def dataset(simulacrum: Simulacrum, tmp_path: Path) -> str:
    lines = [line for i in range(200) for line in (f"Ben Kowal: question {i}", f"Ada: answer {i}")]
    (tmp_path / "chat.txt").write_text(chat_text(*lines), encoding="utf-8")
    result = simulacrum("convert", "chat.txt", "--me", "Ada", "--max-messages", "2", "-o", "ada")
    assert result.exit_code == 0, result.output
    return "ada"


def _rows(told: str) -> list[tuple[str, int]]:
    return [(row["split"], row["row"]) for row in map(json.loads, told.strip().split("\n"))]


def test_preview_draws_examples_from_all_of_a_dataset(simulacrum: Simulacrum, dataset: str) -> None:
    rows = _rows(simulacrum("preview", dataset, "-n", "20", "--json").stdout)
    assert len(set(rows)) == 20
    assert rows == sorted(rows)
    assert max(number for _, number in rows) > 150
    assert min(number for _, number in rows) < 50


def test_the_same_seed_draws_the_same_examples(simulacrum: Simulacrum, dataset: str) -> None:
    drawn = [simulacrum("preview", dataset, *options).stdout for options in ([], ["--seed", "0"], ["--seed", "1"])]
    assert drawn[0] == drawn[1] != drawn[2]


def test_the_first_examples_are_shown_on_demand(simulacrum: Simulacrum, dataset: str) -> None:
    assert _rows(simulacrum("preview", dataset, "--first", "-n", "3", "--json").stdout) == [
        ("train", number) for number in (1, 2, 3)
    ]


def test_preview_finds_examples_by_a_text_in_them(simulacrum: Simulacrum, dataset: str) -> None:
    result = simulacrum("preview", dataset, "--search", "ANSWER 77", "--json")
    assert result.stdout.count("\n") == 1
    assert "answer 77" in result.stdout
    assert "1 example with 'ANSWER 77'" in result.stderr
    assert simulacrum("preview", dataset, "--search", "answer", "--all", "--json").stdout.count("\n") == 200


def test_a_text_in_no_example_is_an_error_that_says_so(simulacrum: Simulacrum, dataset: str) -> None:
    result = simulacrum("preview", dataset, "--search", "herring")
    assert result.exit_code == 1
    assert "no example holds 'herring'" in result.stderr


def test_a_damaged_row_that_is_not_drawn_harms_nobody(simulacrum: Simulacrum, dataset: str) -> None:
    path = Path(dataset, "train.jsonl")
    rows = path.read_text().split("\n")
    drawn = dict.fromkeys(_rows(simulacrum("preview", dataset, "--json").stdout))
    other = next(number for number in range(1, 100) if ("train", number) not in drawn)
    rows[other - 1] = "[]"
    path.write_text("\n".join(rows))
    assert simulacrum("preview", dataset).exit_code == 0
    assert f"train.jsonl:{other}: not a training example" in simulacrum("preview", dataset, "--all").stderr


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["convrt", "chat.txt"], "'convert'"),
        (["inspet", "chat.txt"], "'inspect'"),
        (["convert", "chat.txt", "--from", "whatsap", "-o", "o"], "'whatsapp'"),
        (["convert", "chat.txt", "--to", "Axolotol", "-o", "o"], "'axolotl'"),
        (["convert", "chat.txt", "--to", "axolotl", "-e", "epoch", "3", "-o", "o"], "'epochs'"),
        (["convert", "chat.txt", "--to", "axolotl", "-e", "adapter", "qlra", "-o", "o"], "'qlora'"),
        (["convert", "chat.txt", "-i", "ordr", "dmy", "-o", "o"], "'order'"),
        (["convert", "chat.txt", "--from", "whatsapp", "-i", "ordr", "dmy", "-o", "o"], "'order'"),
        (["convert", "chat.txt", "--redact", "fone", "-o", "o"], "'phone'"),
        (["convert", "chat.txt", "--me", "Ada", "--exclude", "Ben Kowl", "-o", "o"], "'Ben Kowal'"),
        (["convert", "chat.txt", "--me", "Ada", "--weight", "whatsap=2", "-o", "o"], "'whatsapp'"),
        (["convert", "chat.txt", "--persona", "ada.toml", "-o", "o"], "'system_prompt'"),
        (["redactions", "chat.txt", "--pseudonyms", "--me", "Ben Kowl"], "'Ben Kowal'"),
        (["train", "ada", "--with", "axolottl"], "'axolotl'"),
        (["schema", "manifst"], "'manifest'"),
        (["convert", "chat.txt", "--budgt", "9", "-o", "o"], "--budget"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_slip_is_told_with_what_was_meant(
    arguments: list[str], meant: str, simulacrum: Simulacrum, tmp_path: Path
) -> None:
    (tmp_path / "chat.txt").write_text(chat_text(*["Ben Kowal: hi", "Ada: yo"] * 9), encoding="utf-8")
    (tmp_path / "ada.toml").write_text('me = ["Ada"]\nsystem_promt = "x"\n')
    simulacrum("convert", "chat.txt", "--me", "Ada", "-o", "ada")
    result = simulacrum(*arguments)
    assert result.exit_code in (1, 2)
    assert re.search(rf"Did you mean (?:one of: )?'?{re.escape(meant.strip(chr(39)))}", result.stderr), result.stderr


def test_no_summary_of_a_command_is_cut_off(simulacrum: Simulacrum) -> None:
    assert "..." not in simulacrum("--help").stdout.replace("[ARGS]...", "")


def test_every_command_stands_under_a_heading(registry: Registry) -> None:
    assert {name for names in COMMANDS.values() for name in names} == set(cli.commands)


def test_every_option_of_convert_stands_under_a_heading(registry: Registry) -> None:
    listed = [name for names in OPTIONS.values() for name in names]
    options = {option.name for option in cli.commands["convert"].params if isinstance(option, click.Option)}
    assert sorted(listed) == sorted(options - {"help"})


def test_the_help_of_convert_has_headings_and_all_options(simulacrum: Simulacrum) -> None:
    told = simulacrum("convert", "-h").stdout
    assert all(f"\n{heading}:\n" in told for heading in [*OPTIONS, "Options"])
    assert all(told.count(f"  {option} ") == 1 for option in ("--me NAME", "--budget TOKENS", "--force", "-h, --help"))


def test_the_reference_shows_the_short_help_option() -> None:
    page = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
    assert page.count("-h, --help") == page.count("## simulacrum")


def test_plugins_tells_what_an_option_takes(simulacrum: Simulacrum) -> None:
    told = simulacrum("plugins").stdout
    for line in (
        "adapter: qlora halves the memory on NVIDIA cards. One of lora, qlora. Default: lora.",
        "epochs: Passes over the data; 2, or more of few, by default. A number, above 0, at most 1000.",
        "bots: Keep messages of bots and webhooks. True or false. Default: false.",
        "encoding: Encoding of text files; without it, found out. Text.",
        "environment: Folder of the Python environment that has axolotl. A path.",
    ):
        assert f" {line}\n" in told
    listed = json.loads(simulacrum("plugins", "--json").stdout)["plugins"]
    axolotl = next(row for row in listed if row["name"] == "axolotl" and row["kind"] == "exporter")
    assert axolotl["options"]["adapter"]["values"] == ["lora", "qlora"]
    assert axolotl["options"]["gpu"]["default"] is None


_SOON = """
from simulacrum_core import cli, progress
progress.PATIENCE = progress._PACE = 0.02
cli.main()
"""


def test_a_bar_tells_the_share_and_the_time_that_is_left(tmp_path: Path) -> None:
    day = chat_text(*["Ben Kowal: hi there", "Ada: yo"] * 100)
    (tmp_path / "chat.txt").write_text(day * 50, encoding="utf-8")
    # A bar for work that lasts, of which a short one is enough to see it.
    told = in_terminal(["convert", "chat.txt", "--me", "Ada", "-o", "out"], "", tmp_path, ("-c", _SOON))
    shares = [int(share) for share in re.findall(r"(\d+)%", told.partition("Counted in bytes")[0])]
    assert shares
    assert shares == sorted(shares)
    assert max(shares) > 50
    assert "left:" in told
