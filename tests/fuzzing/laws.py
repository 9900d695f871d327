"""What holds whatever became of an export: good conversations and a true ledger, or a sentence."""

from __future__ import annotations

import io
import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from click.testing import Result

from simulacrum_core import Conversation, Importer, Message, Registry, SimulacrumError, Source
from simulacrum_core.conversations.choice import choose
from simulacrum_core.conversations.read import read_parts
from simulacrum_core.errors import PluginError
from simulacrum_core.sources.json_lines import write_conversation
from simulacrum_core.terminal import printable

from .cases import Case
from .material import ME, OTHER, sound
from .running import BrokenLawError, run, timed, told
from .traces import invented

Conversations = list[dict[str, Any]]
_READ = msgspec.json.Decoder(
    msgspec.defstruct(
        "Read",
        [
            (field.name, list[Message] if field.name == "messages" else field.type, field.default)
            for field in msgspec.structs.fields(Conversation)
        ],
    )
)


def check_reading(case: Case, folder: Path, registry: Registry) -> str:
    """Hold the reading of a case against its promises, in an empty folder; returns `read` or `refused`."""
    paths = [str(path) for path in case.write(folder)]
    return "refused" if conversations(case, paths, registry) is None else "read"


def check(case: Case, folder: Path, registry: Registry) -> str:
    """Hold a case against every promise, in an empty folder; returns `dataset` or `refused`, or raises BrokenLawError."""
    paths = [str(path) for path in case.write(folder)]
    found = conversations(case, paths, registry)
    _check_inspection(case, paths, found, registry)
    out = folder / "dataset"
    names = dict.fromkeys([ME, *_loudest(found or [])])
    result = run(
        registry, "convert", *paths, *(f"--me={name}" for name in names), "-o", out, "--validation=0", *_from(case)
    )
    if result.exit_code:
        _check_refusal(case, result, found)
        return "refused"
    if found is None:
        raise BrokenLawError("twice", "what cannot be read was converted")
    _check_ledger(out, sum(len(each["messages"]) for each in found))
    checked = run(registry, "check", out)
    if checked.exit_code:
        raise BrokenLawError("check", checked.output)
    return "dataset"


def conversations(case: Case, paths: Sequence[str], registry: Registry) -> Conversations | None:
    """What is read of a case, none of it invented and the sound chat whole; None where it is refused."""
    try:
        with timed("read"), told():
            parts = choose(registry, paths, case.word).parts
            lines = _lines(parts)
    except PluginError as error:
        raise BrokenLawError("contract", error) from error
    except SimulacrumError as error:
        _check_sentence(case, f"{error}\n")
        return None
    found = [json.loads(line) for line in lines]
    try:
        for line in lines:
            _READ.decode(line)
    except msgspec.ValidationError as error:
        raise BrokenLawError("schema", error) from error
    messages = [message for each in found for message in each["messages"]]
    if word := invented(messages, case.tree):
        raise BrokenLawError("invented", f"{word!r} is said more often than it is written")
    if lost := _sound(case.sound, registry) - _said(found):
        raise BrokenLawError("lost", f"{lost.total()} messages of the sound chat, such as {next(iter(lost))}")
    return found


def _lines(parts: Sequence[tuple[Importer, Source]]) -> list[bytes]:
    """A line for each conversation, as every command gets it."""
    out = io.BytesIO()
    for conversation in read_parts(parts):
        write_conversation(conversation, out)
    return [line for line in out.getvalue().split(b"\n") if line]


def _from(case: Case) -> list[str]:
    return ["--from", case.word] if case.word else []


def _loudest(found: Conversations) -> list[str]:
    """Who says most in what was read, of those whose name is one account's."""
    bearers = Counter(
        name for name, _ in {(person["name"], person["id"]) for each in found for person in each["participants"]}
    )
    names = {person["id"]: person["name"] for each in found for person in each["participants"]}
    said = Counter(names.get(message["author"]) for each in found for message in each["messages"])
    return [name for name, _ in said.most_common() if name and bearers[name] == 1 and name not in (ME, OTHER)][:1]


def _said(found: Conversations) -> Counter[tuple[str, str]]:
    """Messages by author's name and text."""
    names = [{person["id"]: person["name"] for person in each["participants"]} for each in found]
    return Counter(
        (known.get(message["author"]) or str(message["author"]), message["text"])
        for each, known in zip(found, names, strict=True)
        for message in each["messages"]
    )


@cache
def _sound(importer: str, registry: Registry) -> Counter[tuple[str, str]]:
    """What the sound chat of an importer says where nothing is beside it."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in sound(importer).items():
            Path(folder, name).write_bytes(data)
        lines = _lines(choose(registry, [folder], importer).parts)
    return _said([json.loads(line) for line in lines])


def _check_inspection(case: Case, paths: Sequence[str], found: Conversations | None, registry: Registry) -> None:
    result = run(registry, "inspect", "--json", *paths, *_from(case))
    if (result.exit_code == 0) != (found is not None):
        raise BrokenLawError("inspect", f"exit code {result.exit_code}: {result.output[-500:]}")
    if found is not None:
        counted = [each["messages"] for each in json.loads(result.stdout)["conversations"]]
        if counted != [len(each["messages"]) for each in found]:
            raise BrokenLawError("inspect", f"{counted} messages")
    if run(registry, "inspect", *paths, *_from(case)).exit_code != result.exit_code:
        raise BrokenLawError("inspect", "another exit code for people than for programs")


def _check_refusal(case: Case, result: Result, found: Conversations | None) -> None:
    if found is not None:
        raise BrokenLawError("unconverted", f"what can be read was not converted: {result.output}")
    error = next((line for line in result.output.split("\n") if line.startswith("Error: ")), "")
    _check_sentence(case, error + "\n")


def _check_sentence(case: Case, told: str) -> None:
    """One line that names a file of those that were handed in."""
    names = [*case.tree, *case.paths]
    bases = {printable(name.rpartition("/")[2]) for name in names} | set(case.paths)
    if told.count("\n") != 1 or not any(base in told for base in bases):
        raise BrokenLawError("sentence", told)


def _check_ledger(out: Path, read: int) -> None:
    ledger = json.loads((out / "simulacrum.json").read_bytes())["ledger"]
    told = ledger["trained"] + ledger["context"] + sum(ledger["left_out"].values())
    if not ledger["read"] == told == read:
        raise BrokenLawError("ledger", f"{read} messages, {ledger['read']} read, {told} accounted for")
