"""The command line: what goes where, who is asked, and how errors look."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import yaml

from ..conftest import Simulacrum, chat_text
from ..tokenizers import write_tokenizer

CHAT = chat_text(*["Ben Kowal: hi there", "Ada: yo", "Ada: and so on"] * 20)


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    path = tmp_path / "chat.txt"
    path.write_text(CHAT, encoding="utf-8")
    return path


def test_results_go_to_stdout_and_remarks_to_stderr(simulacrum: Simulacrum, chat: Path) -> None:
    result = simulacrum("convert", chat, "--me", "Ada", "-o", "out")
    assert result.stdout == "out\n"
    assert "trained on" in result.stderr


@pytest.mark.parametrize("command", ["convert", "read", "inspect", "preview", "check", "train", "plugins", "schema"])
def test_every_help_page_has_an_example(simulacrum: Simulacrum, command: str) -> None:
    assert f"Example:\n    simulacrum {command}" in simulacrum(command, "--help").stdout.replace("      s", "    s")


def test_reading_and_reading_back_is_the_same(simulacrum: Simulacrum, chat: Path, tmp_path: Path) -> None:
    line = simulacrum("read", chat).stdout
    (tmp_path / "chats.jsonl").write_text(line, encoding="utf-8")
    assert simulacrum("read", "chats.jsonl", "--from", "conversations").stdout == line
    assert simulacrum("read", "chats.jsonl").stdout == line


def test_conversations_come_through_a_pipe(chat: Path, tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m simulacrum_core'
    script = f"{command} read chat.txt | {command} convert - --from conversations --me Ada -o out"
    subprocess.run(["bash", "-o", "pipefail", "-c", script], cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "out" / "train.jsonl").is_file()


def test_a_reader_that_stops_early_is_no_error(chat: Path, tmp_path: Path) -> None:
    script = f'"{sys.executable}" -m simulacrum_core read chat.txt | head -c 10'
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, check=True)
    assert b"Traceback" not in done.stderr


def test_a_terminal_is_asked_who_is_me_and_the_likely_one_is_proposed(chat: Path, tmp_path: Path) -> None:
    output = in_terminal(["convert", "chat.txt", "-o", "out"], "\n", tmp_path)
    assert "1. whatsapp   Ada, 40 messages in 1 chat: probably you" in output
    # On a slow machine there is a progress bar by then, and what is asked has colours.
    assert "[1]" in re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", output)
    manifest = json.loads((tmp_path / "out" / "simulacrum.json").read_text())
    assert manifest["template"]["name"] == "Ada"


def test_the_persona_file_and_the_options_work_together(simulacrum: Simulacrum, chat: Path, tmp_path: Path) -> None:
    (tmp_path / "ada.toml").write_text(
        'me = ["Ada L."]\nname = "Ada"\nsystem_prompt = "About {me} and {other}."\n[accounts]\nwhatsapp = ["ada"]\n'
    )
    (tmp_path / "prompt.txt").write_text("From a file, {other}.\n")
    assert simulacrum("convert", chat, "--persona", "ada.toml", "-o", "one").exit_code == 0
    assert '"<s>About Ada and Ben Kowal.\\n' in (tmp_path / "one" / "train.jsonl").read_text()
    simulacrum("convert", chat, "--persona", "ada.toml", "--system-prompt", "@prompt.txt", "-o", "two")
    assert '"<s>From a file, Ben Kowal.\\n' in (tmp_path / "two" / "train.jsonl").read_text()


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--budget", "many"], "--budget"),
        (["--session-gap", "soon"], "--session-gap"),
        (["--since", "yesterday"], "--since"),
        (["--min-messages", "20"], "--min-messages is greater"),
        (["--tz", "Mars/Olympus"], "Mars/Olympus"),
        (["-i", "order", "sideways"], "'order'"),
        (["-i", "colour", "red"], "'colour'"),
        (["-e", "epochs", "no"], "'epochs'"),
        (["--system-prompt", "@missing.txt"], "missing.txt"),
        (["--persona", "missing.toml"], "missing.toml"),
        (["--to", "nothing"], "'nothing'"),
    ],
)
def test_a_wrong_option_is_named_with_exit_code_2(
    simulacrum: Simulacrum, chat: Path, options: list[str], named: str
) -> None:
    result = simulacrum("convert", chat, "--me", "Ada", "-o", "out", *options)
    assert result.exit_code == 2
    assert named in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_axolotl_yml_says_what_the_dataset_is(simulacrum: Simulacrum, chat: Path, tmp_path: Path) -> None:
    model = write_tokenizer(tmp_path / 'my "model"')
    simulacrum(
        "convert", chat, "--me", "Ada", "--base-model", model, "--budget", "200", "-e", "adapter", "qlora", "-o", "out"
    )
    config = yaml.safe_load((tmp_path / "out" / "axolotl.yml").read_text())
    assert config["base_model"] == str(model)
    assert config["sequence_len"] == 200
    assert config["load_in_4bit"] is True
    assert config["datasets"] == [{"path": "train.jsonl", "ds_type": "json", "type": "input_output"}]
    assert config["test_datasets"][0]["path"] == "validation.jsonl"
    card = (tmp_path / "out" / "README.md").read_text()
    assert yaml.safe_load(card.split("---")[1])["viewer"] is False
    assert not any(private in card for private in ("Ada", "Ben", 'my "model"', "chat.txt"))


def test_the_prepared_path_changes_with_the_content(simulacrum: Simulacrum, chat: Path, tmp_path: Path) -> None:
    paths = set()
    for seed in ("1", "1", "2"):
        simulacrum("convert", chat, "--me", "Ada", "--seed", seed, "--force", "-o", "out")
        paths.add(yaml.safe_load((tmp_path / "out" / "axolotl.yml").read_text())["dataset_prepared_path"])
    assert len(paths) == 2


def test_check_names_the_line_that_breaks_a_promise(simulacrum: Simulacrum, chat: Path, tmp_path: Path) -> None:
    model = write_tokenizer(tmp_path / "model")
    simulacrum("convert", chat, "--me", "Ada", "--base-model", model, "--budget", "120", "-o", "out")
    path = tmp_path / "out" / "train.jsonl"
    good = path.read_text().split("\n")
    broken = {
        1: ("Ben Kowal: hi", f"Ben Kowal: {'long ' * 200}", "over the budget of 120"),
        2: ("hi there", "hi </s> there", "a control token inside the text"),
        3: ('"label":true', '"label":false', "same label"),
        4: ("</s>", "", "does not end with '</s>'"),
        5: ("<s>", "", "does not begin with '<s>'"),
        6: ("Ada: yo", "Eve: yo", "does not begin with 'Ada:'"),
        7: ("hi", "\\ud83d", "not a training example"),
        8: ("{", "[", "not a training example"),
    }
    lines = [line.replace(*broken[i][:2], 1) if i in broken else line for i, line in enumerate(good, 1)]
    path.write_text("\n".join(lines))
    result = simulacrum("check", "out")
    assert result.exit_code == 1
    for number, (_, _, what) in broken.items():
        assert any(f"train.jsonl:{number}:" in line and what in line for line in result.stdout.split("\n")), what
    assert "train.jsonl was changed after it was made" in result.stderr


def test_preview_shows_tokens_as_the_trainer_sees_them(simulacrum: Simulacrum, chat: Path, tmp_path: Path) -> None:
    model = write_tokenizer(tmp_path / "model")
    simulacrum("convert", chat, "--me", "Ada", "--base-model", model, "-o", "out")
    row = json.loads(simulacrum("preview", "out", "-n", "1", "--tokens", "--json").stdout)
    assert row["input_ids"][0] == 0
    assert row["input_ids"][-1] == row["labels"][-1] == 1
    assert row["labels"][0] == -100
    table = simulacrum("preview", "out", "-n", "1", "--tokens").stdout
    assert '"</s>"' in table
    assert len(table.strip().split("\n")) == len(row["input_ids"]) + 1


def test_another_tokenizer_than_the_datasets_is_refused(simulacrum: Simulacrum, chat: Path, tmp_path: Path) -> None:
    write_tokenizer(tmp_path / "one")
    write_tokenizer(tmp_path / "two", special=("<s>", "</s>", "<x>"))
    simulacrum("convert", chat, "--me", "Ada", "--tokenizer", "one", "-o", "out")
    result = simulacrum("check", "out", "--tokenizer", "two")
    assert result.exit_code == 1
    assert "is not the one" in result.stderr


def test_inspect_tells_people_days_and_decisions(simulacrum: Simulacrum, chat: Path) -> None:
    report = json.loads(simulacrum("inspect", chat, "--json").stdout)
    conversation = report["conversations"][0]
    assert conversation["people"] == {"Ben Kowal": 20, "Ada": 40}
    assert conversation["first"].startswith("2024-01-13T09:00")
    assert report["likely_me"] == "Ada"
    assert {decision["subject"] for decision in report["decisions"]} >= {"order of day and month", "time zone"}
    text = simulacrum("inspect", chat).stdout
    assert "Probably you: Ada" in text
    assert "order of day and month: dmy" in text


def test_a_zone_that_is_named_is_not_told_as_unknown(simulacrum: Simulacrum, chat: Path) -> None:
    assert "time zone: unknown [--tz]" in simulacrum("inspect", chat).stdout
    assert "time zone: Europe/Berlin [--tz]" in simulacrum("inspect", chat, "--tz", "Europe/Berlin").stdout
    simulacrum("convert", chat, "--me", "Ada", "--tz", "Europe/Berlin", "-o", "out")
    manifest = json.loads((chat.parent / "out" / "simulacrum.json").read_text(encoding="utf-8"))
    assert {one["answer"] for one in manifest["decisions"] if one["option"] == "--tz"} == {"Europe/Berlin"}


def test_names_cannot_drive_the_terminal(simulacrum: Simulacrum, tmp_path: Path) -> None:
    (tmp_path / "c.txt").write_text(CHAT.replace("Ben Kowal", "B\x1b[31men\u202e"), encoding="utf-8")
    for arguments in (["inspect", "c.txt"], ["convert", "c.txt", "--me", "nobody", "-o", "out"]):
        result = simulacrum(*arguments)
        assert "\x1b" not in result.output
        assert "\u202e" not in result.output


def test_help_is_quick_and_loads_no_heavy_library() -> None:
    code = (
        "import sys, simulacrum_core.cli\n"
        "heavy = {'torch', 'transformers', 'datasets', 'huggingface_hub', 'tokenizers', 'tiktoken', 'numpy', 'pyarrow'}\n"
        "print(heavy & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_ctrl_c_leaves_nothing_half_written(tmp_path: Path) -> None:
    season = chat_text(*["Ben: hi", "Ada: yo"] * 100)
    (tmp_path / "chat.txt").write_text(season * 1500, encoding="utf-8")
    command = [sys.executable, "-m", "simulacrum_core", "convert", "chat.txt", "--me", "Ada", "-o", "out"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    while not list(tmp_path.glob(".out.partial-*")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    process.send_signal(2)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in stderr
    assert [path.name for path in tmp_path.iterdir()] == ["chat.txt"]


def in_terminal(
    arguments: list[str], typed: str, folder: Path, start: tuple[str, str] = ("-m", "simulacrum_core")
) -> str:
    """What a command prints in a real terminal in which `typed` is typed when it asks."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execv(sys.executable, [sys.executable, *start, *arguments])
    output, answered, deadline = "", False, time.monotonic() + 60
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            block = os.read(terminal, 4096)
        except OSError:
            break
        if not block:
            break
        output += block.decode("utf-8", "replace")
        if not answered and "Numbers or a name" in output:
            os.write(terminal, typed.encode())
            answered = True
    os.waitpid(pid, 0)
    return output


def test_a_disk_that_is_full_is_one_line_and_leaves_nothing(chat: Path, tmp_path: Path) -> None:
    script = f'ulimit -f 4; "{sys.executable}" -m simulacrum_core convert chat.txt --me Ada -o out'
    (tmp_path / "chat.txt").write_text(CHAT * 20, encoding="utf-8")
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "Error: File too large\n"
    assert [path.name for path in tmp_path.iterdir()] == ["chat.txt"]


def test_names_that_are_no_unicode_are_read(tmp_path: Path, chat: Path) -> None:
    odd = os.fsencode(tmp_path) + b"/bad\xff.txt"
    chat.rename(os.fsdecode(odd))
    for arguments in (["read"], ["inspect", "--json"], ["convert", "--me", "Ada", "-o", "out"]):
        command = [sys.executable, "-m", "simulacrum_core", *arguments, odd]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr


def test_a_stream_that_cannot_show_a_character_shows_an_escape(tmp_path: Path, chat: Path) -> None:
    chat.write_text(CHAT.replace("Ben Kowal", "Ben 😀"), encoding="utf-8")
    command = [sys.executable, "-m", "simulacrum_core", "inspect", "chat.txt"]
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, env=environment)
    assert b"Ben \\U0001f600" in done.stdout


def test_too_few_rows_to_train_on_are_refused(simulacrum: Simulacrum, tmp_path: Path) -> None:
    lines = ["Ben: a", "Ada: b"] + ["Ben: c", "Ada: d"] * 2
    text = "".join(
        f"{day}/02/2024, 10:0{i} - {line}\n" for i, line in enumerate(lines) for day in [13 if i < 2 else 14]
    )
    (tmp_path / "few.txt").write_text(text)
    result = simulacrum("convert", "few.txt", "--me", "Ada", "--min-messages", "4", "-o", "out")
    assert result.exit_code == 1
    assert "trainers need 2" in result.stderr


@pytest.mark.parametrize("option", ["--system-prompt", "--name", "--eos", "--bos", "--base-model", "--tokenizer"])
def test_text_that_is_no_unicode_is_refused_by_the_option_it_came_in(
    simulacrum: Simulacrum, chat: Path, option: str
) -> None:
    result = simulacrum("convert", chat, "--me", "Ada", "-o", "out", option, os.fsdecode(b"\xff"))
    assert result.exit_code == 2
    assert result.stderr == f"Error: {option}: not UTF-8\n"


def test_inspect_sums_up_writings_by_source(simulacrum: Simulacrum, tmp_path: Path) -> None:
    folder = tmp_path / "writings"
    folder.mkdir()
    for day in range(1, 29):
        text = f"It rained on day {day} and nobody went out, so I wrote this down." + " More." * day
        (folder / f"2024-02-{day:02}.md").write_text(text)
    text = simulacrum("inspect", folder).stdout
    assert "journals: 28 texts, 2024-02-01 to 2024-02-28" in text
    assert "Longest: writings/2024-02-28.md, 42 words" in text
    assert len(text.splitlines()) < 20
    report = json.loads(simulacrum("inspect", folder, "--json").stdout)
    assert [conversation["words"] for conversation in report["conversations"]][:2] == [15, 16]


def test_a_limit_is_raised_or_lowered_by_option(simulacrum: Simulacrum, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "chat.zip", "w") as archive:
        archive.writestr("chat.txt", chat_text(*["Ben: hi", "Ada: yo"] * 20))
    refused = simulacrum("read", "chat.zip", "--limit", "file_bytes", "1K")
    assert refused.exit_code == 1
    assert "raise the limit: --limit file_bytes NUMBER" in refused.stderr
    assert simulacrum("read", "chat.zip", "--limit", "file_bytes", "2K").exit_code == 0
    for wrong in ("", "K", "1.5X", "-1", "many"):
        result = simulacrum("read", "chat.zip", "--limit", "ratio", wrong)
        assert (result.exit_code, result.stderr[:21]) == (2, "Error: --limit ratio:")


def test_standard_input_has_a_limit(simulacrum: Simulacrum) -> None:
    result = simulacrum("read", "-", "--limit", "file_bytes", "10", input="x" * 100)
    assert result.exit_code == 1
    assert "standard input: refused: it has more than 10 bytes" in result.stderr
