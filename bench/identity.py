"""Hashes of what the command line makes of all corpora and examples, kept to compare two states of the code.

    python -m bench.identity OUT.json [--keep DIR]
    python -m bench.identity --compare OLD.json NEW.json

Only the command line is driven, so the code behind it may move. `--keep` writes the outputs themselves to a new
folder, so that `diff -r` shows what a differing hash stands for. The comparison exits with 1 where rows or
conversations differ.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner, Result
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from simulacrum_core import Registry
from simulacrum_core.cli import cli

from .chats import write_discord, write_telegram, write_whatsapp

GROUPS = tuple("inputs rows manifest files read inspect check preview redactions said errors".split())
"""`inputs` are the sources themselves; `said` is what stands on stderr, and what `convert` prints."""
DECISIVE = ("rows", "read")

_REPOSITORY = Path(__file__).resolve().parent.parent
_EXPECTED, _OPTIONS = ".expected.jsonl", ".options.json"
_KEY = bytes(range(32))
_KEY_FILE = Path("settings", "simulacrum", "key")
_MOMENT = 1_700_000_000
_ENVIRONMENT = {
    "COLUMNS": "100",
    "HF_HUB_OFFLINE": "1",
    "NO_COLOR": "1",
    "TERM": "dumb",
    "TOKENIZERS_PARALLELISM": "false",
    "TZ": "UTC",
}
_UNSET = ("SIMULACRUM_KEY", "SIMULACRUM_TRACEBACK", "HF_TOKEN", "HF_ENDPOINT", "FORCE_COLOR")
_CHATML = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)

_CHAT = "examples/WhatsApp Chat with Ben Kowal.txt"
_WRITINGS = "examples/writings"
_PERSONA = ("--persona", "examples/ada.toml")
_ME = ("--me", "Ada Lind", "--name", "Ada")
_WORDS = ("--tokenizer", "tokenizers/words")
_PRIVATE = "private/WhatsApp Chat with Ben Kowal.txt"
_COMPANION = "companion/WhatsApp Chat with Ben Kowal.txt"
_PREVIEWS = {
    "three": (),
    "all": ("--all",),
    "rows": ("--all", "--json"),
    "tokens": ("-n", "2", "--tokens"),
    "all-tokens": ("--all", "--tokens", "--json"),
    "tokens-of-words": ("--all", "--tokens", "--json", *_WORDS),
}

# Every sample is converted once as it is, and once with one of these.
_SPREAD: dict[str, tuple[str, ...]] = {
    "origin": ("--style", "origin", "--validation", "0"),
    "private": ("--redact", "all", "--pseudonyms"),
    "messages": ("--to", "messages", *_WORDS),
    "sharegpt": ("--to", "sharegpt", "--session-gap", "10m"),
    "completion": ("--to", "completion", "--min-messages", "3"),
    "raw": ("--to", "raw", *_WORDS),
    "short": ("--budget", "300", "--max-messages", "4", "--validation", "0.3", "--seed", "7"),
    "reaching": ("--tokenizer", "tokenizers/reaching", "--no-train-name", "--tz", "Europe/Berlin"),
}
_FORMATS: dict[str, tuple[str, ...]] = {
    "axolotl-bytes": ("--to", "axolotl", "--tokenizer", "bytes"),
    "axolotl-words": ("--to", "axolotl", *_WORDS),
    "axolotl-gpu": ("--to", "axolotl", "-e", "gpu", "24", "-e", "adapter", "qlora", "-e", "epochs", "3"),
    "axolotl-base-model": ("--to", "axolotl", "--base-model", "tokenizers/chatml"),
    "messages": ("--to", "messages"),
    "messages-chatml": ("--to", "messages", "--base-model", "tokenizers/chatml", "--validation", "0.2"),
    "messages-names": ("--to", "messages", "-e", "names", "both", "-e", "alternate", "no"),
    "sharegpt": ("--to", "sharegpt"),
    "sharegpt-words": ("--to", "sharegpt", *_WORDS, "-e", "names", "prefix", "-e", "instruction", "Go on."),
    "completion": ("--to", "completion"),
    "completion-words": ("--to", "completion", *_WORDS),
    "raw-words": ("--to", "raw", *_WORDS),
    "raw-reaching": ("--to", "raw", "--tokenizer", "tokenizers/reaching"),
    "raw-bytes": ("--to", "raw"),
    "hub-offline": ("--to", "hub", "-e", "repo_id", "ada/chat"),
}
_CHATS: dict[str, tuple[str, ...]] = {
    "plain": (),
    "origin": ("--style", "origin"),
    "origin-words": ("--style", "origin", *_WORDS),
    "origin-reaching": ("--style", "origin", "--tokenizer", "tokenizers/reaching"),
    "reaching": ("--tokenizer", "tokenizers/reaching"),
    "no-train-name": ("--no-train-name", *_WORDS),
    "redact-all": ("--redact", "all"),
    "redact-some": ("--redact", "phone,email", "--redact-region", "DE"),
    "pseudonyms": ("--pseudonyms",),
    "pseudonyms-origin": ("--pseudonyms", "--style", "origin", "--redact", "all", *_WORDS),
    "bos-eos": ("--bos", "<|im_start|>", "--eos", "<|im_end|>"),
    "system-prompt": ("--system-prompt", "{me} writes with {other}."),
    "short-budget": ("--budget", "256", *_WORDS),
    "lengths": ("--min-messages", "4", "--max-messages", "20", "--budget", "4096"),
    "gap-30m": ("--session-gap", "30m"),
    "gap-2d": ("--session-gap", "2d", "--max-messages", "40"),
    "no-validation": ("--validation", "0"),
    "validation-half": ("--validation", "0.5"),
    "seed": ("--seed", "3"),
    "dates": ("--since", "2024-01-01", "--until", "2024-04-30", "--tz", "Europe/Berlin"),
    "exclusions": ("--exclude-word", "boat", "--exclude-dates", "2024-02-01..2024-02-28"),
    "exclude-everybody": ("--exclude", "Ben Kowal"),
    "control-keep": ("--control-tokens", "keep", *_WORDS),
    "control-drop": ("--control-tokens", "drop-message", *_WORDS),
    "nobody": ("--me", "Nobody Here"),
    "bad-option": ("--session-gap", "soon"),
    "bad-exporter": ("--to", "nothing"),
}
_BOTH_COPIES = ("copies/first", "copies/second")
_DATASETS: dict[str, tuple[str, ...]] = {
    "persona/chat": (_CHAT, *_PERSONA),
    "persona/all": (_CHAT, _WRITINGS, *_PERSONA),
    "persona/all-origin-words": (_CHAT, _WRITINGS, *_PERSONA, "--style", "origin", *_WORDS),
    "essays/title-date": (_WRITINGS, *_ME, "--heading", "title-date"),
    "essays/title": (_WRITINGS, *_ME, "--heading", "title", *_WORDS),
    "essays/date": (_WRITINGS, *_ME, "--heading", "date", "--budget", "256"),
    "essays/none": (_WRITINGS, *_ME, "--heading", "none", "--style", "origin"),
    "essays/many": ("samples/essays/folder", _WRITINGS, *_ME, "-i", "author", "Ada Lind"),
    "journals/vault": ("samples/journals/vault", _WRITINGS, *_ME, "--heading", "date", "--budget", "512"),
    "copies/once": (*_BOTH_COPIES, *_PERSONA),
    "copies/kept": (*_BOTH_COPIES, *_PERSONA, "--keep-copies"),
    "copies/once-private": (*_BOTH_COPIES, *_ME, "--redact", "all", "--pseudonyms", "--style", "origin"),
    "private/plain": (_PRIVATE, *_ME),
    "private/redact-all": (_PRIVATE, *_ME, "--redact", "all"),
    "private/redact-some": (_PRIVATE, *_ME, "--redact", "credential,card,code", "--to", "messages"),
    "private/pseudonyms": (_PRIVATE, *_ME, "--redact", "all", "--pseudonyms", "--style", "origin", *_WORDS),
    "controls/space": ("controls", *_ME, *_WORDS),
    "controls/keep": ("controls", *_ME, *_WORDS, "--control-tokens", "keep"),
    "controls/drop": ("controls", *_ME, *_WORDS, "--control-tokens", "drop-message"),
    "mixed/plain": ("mixed", *_PERSONA),
    "mixed/origin-words": ("mixed", *_PERSONA, "--style", "origin", *_WORDS),
    "mixed/weights": ("mixed", *_PERSONA, "--weight", "essays=2", "--weight", "telegram=0.3", "--cap", "whatsapp=90"),
    "mixed/weights-raw": ("mixed", *_PERSONA, "--to", "raw", *_WORDS, "--weight", "whatsapp=2", "--cap", "discord=20"),
    "mixed/messages": ("mixed", *_PERSONA, "--to", "messages", "--weight", "journals=3"),
    "mixed/private": ("mixed", *_PERSONA, "--redact", "all", "--pseudonyms"),
    "mixed/exclude-chat": ("mixed", *_PERSONA, "--exclude", "Ben Kowal", "--exclude-word", "kettle"),
    "group/plain": ("samples/whatsapp/group-android-en", "--me", "Dana Orlov", "--to", "messages"),
    "group/pseudonyms": ("samples/whatsapp/group-android-en", "--me", "Dana Orlov", "--pseudonyms"),
    **{f"chat/{name}": (_CHAT, *_ME, *options) for name, options in _CHATS.items()},
    **{f"formats/{name}": (_CHAT, _WRITINGS, *_PERSONA, *options) for name, options in _FORMATS.items()},
}


class Recorder:
    """Runs commands in the current folder, and keeps a hash of what each of them made."""

    def __init__(self, registry: Registry, keep: Path | None) -> None:
        self._registry = registry
        self._keep = keep
        self._folder = os.fsencode(Path.cwd())
        self.hashes: dict[str, dict[str, str]] = {group: {} for group in GROUPS}

    def add(self, group: str, name: str, content: bytes, prefix: str = "") -> None:
        """Keep the hash of an output, in which the temporary folder is called <folder>."""
        content = content.replace(self._folder, b"<folder>")
        self.hashes[group][name] = prefix + hashlib.sha256(content).hexdigest()
        if self._keep:
            path = self._keep / group / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def run(self, group: str, name: str, *arguments: str | Path) -> Result:
        """Run a command, its stdout in `group` and its stderr in `said`, or in `errors` where it failed."""
        command = str(arguments[0])
        result = CliRunner().invoke(cli, [str(argument) for argument in arguments], obj=self._registry)
        if group != "said":
            self.add(group, name, result.stdout_bytes)
        stderr = result.stderr_bytes or b""
        if group == "said":
            stderr = result.stdout_bytes + stderr
        if result.exit_code:
            self.add("errors", f"{command}/{name}", stderr, f"exit {result.exit_code}, ")
        elif stderr:
            self.add("said", f"{command}/{name}", stderr)
        return result

    def convert(self, name: str, previews: Iterable[str], *arguments: str) -> None:
        """Make a dataset; keep its files, what `check` says of it, and what `preview` shows."""
        folder = Path("made", name)
        folder.parent.mkdir(parents=True, exist_ok=True)
        _forget()
        if self.run("said", name, "convert", *arguments, "-o", folder).exit_code:
            return
        for path in _files(folder):
            self.add(_group(path.relative_to(folder)), f"{name}/{path.relative_to(folder)}", path.read_bytes())
        for path in _remembered():
            self.add("files", f"{name}/{path}", path.read_bytes())
        self.run("check", f"{name}/text", "check", folder)
        self.run("check", f"{name}/json", "check", folder, "--json")
        for preview in previews:
            self.run("preview", f"{name}/{preview}", "preview", folder, *_PREVIEWS[preview])


def main() -> int:
    """Make the hashes, or compare two files of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="JSON")
    parser.add_argument("--compare", action="store_true", help="compare an old and a new file")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="a new folder for the outputs themselves")
    arguments = parser.parse_args()
    if len(arguments.files) != 1 + arguments.compare:
        parser.error("one file to write, or --compare with two")
    if arguments.compare:
        old, new = (json.loads(file.read_bytes()) for file in arguments.files)
        return compared(old, new)
    out, keep = arguments.files[0].resolve(), arguments.keep and arguments.keep.resolve()
    if keep and keep.exists():
        parser.error(f"{keep} is there already")
    with _workplace():
        recorder = Recorder(_registry(), keep)
        _inputs(recorder)
        _samples(recorder)
        _examples(recorder)
    out.write_text(json.dumps(recorder.hashes, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    print(", ".join(f"{len(hashes)} {group}" for group, hashes in recorder.hashes.items()))
    return 0


def compared(old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]) -> int:
    """Print what differs, group by group; 1 where that is rows or conversations."""
    code = 0
    for group in sorted({*old, *new}, key=lambda group: GROUPS.index(group) if group in GROUPS else len(GROUPS)):
        before, after = old.get(group, {}), new.get(group, {})
        names = sorted({*before, *after})
        differing = [name for name in names if before.get(name) != after.get(name)]
        print(f"{group}: {len(names) - len(differing)} of {len(names)} equal")
        for name in differing:
            word = "new" if name not in before else "gone" if name not in after else "differs"
            print(f"    {word:7} {name}")
        if differing and group in DECISIVE:
            code = 1
    return code


def _registry() -> Registry:
    """All plugins, their commands added to the command line as a user has them."""
    found = Registry.installed()
    found.add_commands(cli)
    for name, module in sorted(sys.modules.items()):
        if name.startswith("simulacrum_") and not Path(module.__file__ or "").is_relative_to(_REPOSITORY):
            sys.exit(
                f"{name} is not this repository's, but {module.__file__}: run it with this repository's own Python"
            )
    return found


@contextmanager
def _workplace() -> Iterator[None]:
    """A temporary folder to run in, with the sources, settings and tokenizers that the cases name."""
    os.environ.update(_ENVIRONMENT)
    for name in _UNSET:
        os.environ.pop(name, None)
    before = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="identity-") as folder:
        os.chdir(Path(folder).resolve())
        os.environ["XDG_CONFIG_HOME"] = os.environ["APPDATA"] = str(Path.cwd() / "settings")
        try:
            _write_sources()
            yield
        finally:
            os.chdir(before)


def _write_sources() -> None:
    """The key, copies of corpora and examples, chats made of them, and tokenizers, all in the current folder."""
    _KEY_FILE.parent.mkdir(parents=True, mode=0o700)
    _KEY_FILE.write_bytes(_KEY)
    _KEY_FILE.chmod(0o600)
    shutil.copytree(_REPOSITORY / "docs" / "examples", "examples")
    shutil.copytree(_REPOSITORY / "tests" / "corpora", "samples", ignore=shutil.ignore_patterns("privacy"))
    _write_copies()
    _write_mixed()
    _write_chat(Path(_PRIVATE), _private_lines())
    controls = ["so </s> is the end", "and <s> the start [INST]", "<|im_start|>user says hi", "Ada Lind: hello", "fine"]
    _write_chat(Path("controls", "WhatsApp Chat with Ben Kowal.txt"), controls * 8)
    for name, by_words, template in (("words", True, None), ("reaching", False, None), ("chatml", True, _CHATML)):
        _write_tokenizer(Path("tokenizers", name), by_words, template)
    for path in Path().rglob("*"):
        os.utime(path, (_MOMENT, _MOMENT))


def _write_copies() -> None:
    """Two exports of one chat, of which the second begins and ends later, and a short chat that goes with samples."""
    lines = Path(_CHAT).read_text(encoding="utf-8").splitlines(keepends=True)
    parts = {"copies/first": lines[:360], "copies/second": lines[120:], "companion": lines[:80]}
    for name, part in parts.items():
        path = Path(name, Path(_CHAT).name)
        path.parent.mkdir(parents=True)
        path.write_text("".join(part), encoding="utf-8", newline="\n")


def _write_mixed() -> None:
    """A folder of WhatsApp chats, a Telegram and a Discord export, an essay and a journal."""
    mixed = Path("mixed")
    shutil.copytree(_WRITINGS, mixed)
    shutil.copy(_CHAT, mixed)
    for name in ("WhatsApp Chat with B", "telegram", "discord"):
        (mixed / name).mkdir()
    write_whatsapp(mixed / "WhatsApp Chat with B" / "WhatsApp Chat with B.txt", 150, seed=2)
    write_telegram(mixed / "telegram" / "result.json", 200, seed=3)
    write_discord(mixed / "discord" / "Pond - general [700000000000000001].json", 200, seed=4)


def _private_lines() -> list[str]:
    """Every other line of the corpus of private data, as somebody would write it."""
    lines = []
    for path in sorted((_REPOSITORY / "tests" / "corpora" / "privacy").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines()[::2]:
            head, bar, text = line.partition(" | ")
            if bar and not head.startswith("#"):
                lines.append(re.sub(r"\{\{?(?:[a-z]+:)?(.*?)\}\}?", r"\1", text))
    return lines


def _write_chat(path: Path, texts: list[str]) -> None:
    """A WhatsApp chat of two people who take turns, some twelve messages a day."""
    path.parent.mkdir(parents=True)
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for number, text in enumerate(texts):
            day, minute = divmod(number, 12)
            date = f"{day % 28 + 1:02}/{day // 28 % 12 + 1:02}/{2023 + day // 336}"
            out.write(f"{date}, 18:{minute:02} - {('Ben Kowal', 'Ada Lind')[number % 2]}: {text}\n")


def _write_tokenizer(folder: Path, by_words: bool, template: str | None) -> None:
    """A byte-level BPE of the sample chat; with `by_words`, no token reaches beyond a word."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=by_words)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<s>", "</s>", "<|im_start|>", "<|im_end|>"]
    trainer = trainers.BpeTrainer(
        vocab_size=600,
        special_tokens=special,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    lines = [line.partition(" - ")[2] for line in Path(_CHAT).read_text(encoding="utf-8").splitlines()]
    # Parts of some lines, as a trainer without words takes long for a whole text.
    tokenizer.train_from_iterator(["\n".join(lines[at : at + 3])[:200] for at in range(0, len(lines), 3)], trainer)
    folder.mkdir(parents=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {"bos_token": "<s>", "eos_token": "<|im_end|>" if template else "</s>", "chat_template": template}
    (folder / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")


def _inputs(recorder: Recorder) -> None:
    """The sources themselves, so that a change of theirs is not taken for one of the code."""
    folders = [*Path("samples").iterdir(), *(path for path in Path().iterdir() if path.name != "samples")]
    for folder in folders:
        told = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path}\n" for path in _files(folder))
        recorder.add("inputs", str(folder), told.encode())


def _samples(recorder: Recorder) -> None:
    """Every sample of every importer is read, inspected and converted; what no importer takes is read only."""
    for path in sorted(Path("samples").glob("*/*")):
        if path.name.endswith((_EXPECTED, _OPTIONS)) or path.name.startswith("."):
            continue
        name = str(path.relative_to("samples"))
        expected = path.with_name(path.name + _EXPECTED)
        options = _options(path)
        recorder.run("read", name, "read", path, *options)
        if not expected.exists():
            continue
        recorder.run("inspect", f"{name}.txt", "inspect", path, *options)
        recorder.run("inspect", f"{name}.json", "inspect", path, *options, "--json")
        source = (str(path), *options, "--me", _most_frequent(expected))
        recorder.run("said", f"samples/{name}/alone", "convert", *source, "-o", f"made/alone/{name}")
        # Most samples alone are too small to train on.
        source += (_COMPANION, *_ME)
        recorder.convert(f"samples/{name}/plain", ("all-tokens",), *source)
        chosen = sorted(_SPREAD)[zlib.crc32(name.encode()) % len(_SPREAD)]
        recorder.convert(f"samples/{name}/{chosen}", ("all",), *source, *_SPREAD[chosen])


def _options(sample: Path) -> tuple[str, ...]:
    """The options of the importer that a sample is to be read with."""
    file = sample.with_name(sample.name + _OPTIONS)
    if not file.exists():
        return ()
    pairs = json.loads(file.read_bytes()).items()
    return tuple(word for key, value in pairs for word in ("-i", key, value))


def _most_frequent(expected: Path) -> str:
    """The id of who wrote most messages, the first by name of several; Ada where nobody is named."""
    counts: Counter[str] = Counter()
    for line in expected.read_bytes().splitlines():
        if line.strip():
            counts.update(message["author"] for message in json.loads(line)["messages"] if message["author"])
    return min(counts, key=lambda author: (-counts[author], author), default="Ada")


def _examples(recorder: Recorder) -> None:
    """Datasets of the examples and of the chats made of them, with a spread of options."""
    for name, source in {
        "chat": _CHAT,
        "writings": _WRITINGS,
        "mixed": "mixed",
        "private": _PRIVATE,
        "copies": "copies",
    }.items():
        recorder.run("read", f"examples/{name}", "read", source)
        recorder.run("inspect", f"examples/{name}.txt", "inspect", source)
        recorder.run("inspect", f"examples/{name}.json", "inspect", source, "--json")
        recorder.run("redactions", name, "redactions", source)
    for name, arguments in _DATASETS.items():
        recorder.convert(name, _PREVIEWS, *arguments)


def _files(folder: Path) -> list[Path]:
    """All files in a folder, in the order of their names."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _remembered() -> list[Path]:
    """What commands left among the settings besides the key, such as who is called what."""
    return [path for path in _files(Path("settings")) if path != _KEY_FILE]


def _forget() -> None:
    """Let no dataset depend on the one before: invented names are kept from run to run."""
    for path in _remembered():
        path.unlink()


def _group(path: Path) -> str:
    """The group of a dataset's file."""
    if path.name == "simulacrum.json":
        return "manifest"
    return "rows" if path.parts[0].partition(".")[0] in ("train", "validation", "tokens") else "files"


if __name__ == "__main__":
    sys.exit(main())
