"""`make bench` and `make bench-peers`: what each stage costs, beside peers on the same files, and the table of docs.

    python -m bench [--peers PYTHON] [--messages N] [--runs N] [--chats N] [--write]

PYTHON is that of an environment with the peers of `bench/peers.txt`. With --write, docs/performance.md has the table.
Ratios of one run mean something, seconds do not: programs that are compared take turns.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import msgspec

from .chats import write_bpe, write_discord, write_group, write_telegram, write_whatsapp
from .folders import write_channels, write_notes, write_pdfs, write_small_chats
from .measuring import Cost, cost, in_turn, told, took
from .plot import draw

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
_BEGIN, _END = "<!-- measured -->", "<!-- end -->"
_READ = (
    "from simulacrum_core import Source; from simulacrum_{name} import {cls}\n"
    "import time; start = time.process_time()\n"
    "print(sum(1 for c in {cls}().read(Source([{path!r}])) for m in c.messages))\n"
    "print(time.process_time() - start)"
)
_CHATPACK = (
    "import chatpack, time; start = time.process_time()\n"
    "print(len(chatpack.parse_{name}({path!r})))\nprint(time.process_time() - start)"
)
_PEERS = {
    "whatstk": (
        "from whatstk import WhatsAppChat\nWhatsAppChat.from_source({path!r}, hformat='%d/%m/%Y, %H:%M - %name:')"
    ),
    "chat-miner": (
        "from chatminer.chatparsers import WhatsAppParser\n"
        "parser = WhatsAppParser({path!r}); parser.parse_file(); parser.parsed_messages.get_df()"
    ),
}
_IDENTIFY = (
    "from simulacrum_core import Registry; from simulacrum_core.conversations.choice import choose\n"
    "import time; registry = Registry.installed(); registry.importers(); start = time.process_time()\n"
    "choose(registry, [{path!r}], None); print(time.process_time() - start)"
)
_ENGINE = (
    "from tokenizers import Tokenizer; bpe = Tokenizer.from_file({model!r})\n"
    "for line in open({path!r}): bpe.encode(line[20:].partition(': ')[2], add_special_tokens=False)"
)
_ESSAYS = (
    "from simulacrum_core import Source; from simulacrum_essays import EssaysImporter\n"
    "for essay in EssaysImporter().read(Source([{path!r}])): list(essay.messages)\n"
    "from simulacrum_essays.pdf.reading import _worker\n_worker.cache_clear()"
)


class Kind(msgspec.Struct, frozen=True):
    """A kind of export: what writes one, and what reads it."""

    title: str
    write: Callable[[Path, int], None]
    name: str
    cls: str


KINDS = (
    Kind("WhatsApp", write_whatsapp, "whatsapp", "WhatsAppImporter"),
    Kind("Telegram, compact", partial(write_telegram, indent=None), "telegram", "TelegramImporter"),
    Kind("Telegram, indented", write_telegram, "telegram", "TelegramImporter"),
    Kind("Discord, compact", partial(write_discord, indent=None), "discord", "DiscordImporter"),
    Kind("Discord, indented", write_discord, "discord", "DiscordImporter"),
)


class Bench(msgspec.Struct, frozen=True):
    """What is measured with which sizes; rows are what, ours, the peer, and their ratio."""

    folder: Path
    messages: int
    chats: int
    runs: int
    peers: str | None

    def rows(self) -> Iterator[tuple[str, str, str, str]]:
        for kind in KINDS:
            yield from self._of_kind(kind)
        yield from self._of_work()
        yield from self._of_folders()
        yield from self._of_start_up()

    def _of_kind(self, kind: Kind) -> Iterator[tuple[str, str, str, str]]:
        path = self.folder / "chat"
        kind.write(path, self.messages)
        ours = [sys.executable, "-c", _READ.format(name=kind.name, cls=kind.cls, path=str(path))]
        commands = [ours, self._convert(path, kind.name)]
        if self.peers:
            commands.append([self.peers, "-c", _CHATPACK.format(name=kind.name, path=str(path))])
            by_call = [[told(commands[0]), told(commands[2])] for _ in range(self.runs)]
            mine, theirs = (min(run[side] for run in by_call) for side in (0, 1))
            yield (
                f"{kind.title}: reading by call, chatpack",
                self._each(mine),
                self._each(theirs),
                f"{mine / theirs:.2f}",
            )
        read, made, *peer = in_turn(commands, self.runs)
        yield from self._compared(f"{kind.title}: reading, whole process, chatpack", read, peer)
        yield from self._compared(f"{kind.title}: convert, bytes, chatpack's parsing", made, peer)
        if self.peers and kind is KINDS[0]:
            for name, code in _PEERS.items():
                mine_again, other = in_turn([ours, [self.peers, "-c", code.format(path=str(path))]], 1)
                yield from self._compared(f"{kind.title}: reading, whole process, {name}", mine_again, [other])

    def _of_work(self) -> Iterator[tuple[str, str, str, str]]:
        """What a conversion costs beside itself: in a group, with a tokenizer, redacted, checked, by two processes."""
        path, group, model = (self.folder / name for name in ("chat", "group", "model"))
        write_whatsapp(path, self.messages)
        write_group(group, self.messages)
        write_bpe(model, path)
        plain = self._convert(path)
        measured = in_turn(
            [
                plain,
                # Of this dataset: a dozen everyday words over two bubbles are private data left in a redacted one.
                _simulacrum("check", str(self.folder / "o")),
                self._convert(group),
                self._convert(path, "whatsapp", "--tokenizer", str(model)),
                [sys.executable, "-c", _ENGINE.format(model=str(model / "tokenizer.json"), path=str(path))],
                self._convert(path, "whatsapp", "--redact", "all"),
            ],
            self.runs,
        )
        once, checked, fifty, counted, engine, redacted = measured
        yield from self._compared("a group of fifty: convert, bytes; a chat of two", fifty, [once])
        more = Cost(counted.seconds - once.seconds, counted.memory)
        yield from self._compared("convert with a BPE beyond bytes; the engine's own", more, [engine])
        yield from self._compared("convert --redact all; plain", redacted, [once])
        yield from self._compared("check; convert", checked, [once])
        alone, both = (took(self._convert(path, "whatsapp", "--workers", count)) for count in ("1", "2"))
        yield "convert in two processes, by the clock; in one", f"{both:.1f} s", f"{alone:.1f} s", f"{both / alone:.2f}"

    def _convert(self, path: Path, importer: str = "whatsapp", *options: str) -> list[str]:
        made = ["--me", "Ada Lind", "--force", "-o", str(self.folder / "o")]
        return _simulacrum("convert", str(path), "--from", importer, *made, *options)

    def _compared(self, what: str, ours: Cost, peer: list[Cost]) -> Iterator[tuple[str, str, str, str]]:
        shown = f"{self._each(ours.seconds)}, {ours.memory:.0f} MB"
        theirs = [f"{self._each(one.seconds)}, {one.memory:.0f} MB" for one in peer]
        yield what, shown, *(theirs or [""]), *([f"{ours.seconds / peer[0].seconds:.2f}"] if peer else [""])

    def _each(self, seconds: float) -> str:
        return f"{seconds / self.messages * 1e6:.2f} µs"

    def _of_folders(self) -> Iterator[tuple[str, str, str, str]]:
        """Many files: what finding out their formats costs beside the reading, and what one page and one note does."""
        write_channels(self.folder / "channels", 500)
        write_small_chats(self.folder / "chats", self.chats)
        path = str(self.folder / "channels")
        found = min(told([sys.executable, "-c", _IDENTIFY.format(path=path)]) for _ in range(self.runs))
        (work,) = in_turn([_simulacrum("inspect", path, "--from", "discord")], 1)
        yield (
            "formats of 500 channel files, inspect",
            f"{found:.2f} s",
            f"{work.seconds:.2f} s",
            f"{found / work.seconds:.2f}",
        )
        path = str(self.folder / "chats")
        found = told([sys.executable, "-c", _IDENTIFY.format(path=path)])
        work = cost(_simulacrum("inspect", path, "--from", "whatsapp"))
        yield (
            f"formats of {self.chats:,} chats of a phone backup, inspect",
            f"{found:.2f} s",
            f"{work.seconds:.2f} s",
            f"{found / work.seconds:.2f}",
        )
        for command in (["inspect"], ["convert", "--me", "Ada Lind", "--force", "-o", str(self.folder / "o")]):
            one = cost(_simulacrum(command[0], path, "--from", "whatsapp", *command[1:]))
            yield (
                f"{command[0]} of {self.chats:,} chats in a folder",
                f"{one.seconds:.1f} s, {one.memory:.0f} MB",
                "",
                "",
            )
        for name, write, count, each in (("PDF page", write_pdfs, 40, 2), ("Markdown note", write_notes, 400, 1)):
            few, many = self.folder / f"{name} few", self.folder / f"{name} many"
            write(few, count // 10)
            write(many, count)
            less, more = in_turn([[sys.executable, "-c", _ESSAYS.format(path=str(p))] for p in (few, many)], self.runs)
            milliseconds = (more.seconds - less.seconds) / (count - count // 10) / each * 1000
            yield f"{name}, read", f"{milliseconds:.2f} ms", "", ""

    def _of_start_up(self) -> Iterator[tuple[str, str, str, str]]:
        hf = Path(sys.executable).with_name("hf")
        commands = [_simulacrum("--help"), *([[str(hf), "--help"]] if hf.exists() else [])]
        ours, *peer = in_turn(commands, 2 * self.runs)
        ratio = f"{ours.seconds / peer[0].seconds:.2f}" if peer else ""
        yield (
            "`--help`, `hf --help`",
            f"{ours.seconds:.2f} s",
            *([f"{one.seconds:.2f} s" for one in peer] or [""]),
            ratio,
        )


def main() -> None:
    """Print the rows as they come, and write them into the page where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers")
    parser.add_argument("--messages", type=int, default=200_000)
    parser.add_argument("--chats", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rows = [("what", "ours", "peer", "ours / peer"), ("---", "---", "---", "---")]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), options.messages, options.chats, options.runs, options.peers)
        for row in rows:
            print(f"| {' | '.join(row)} |")
        for row in bench.rows():
            rows.append(row)
            print(f"| {' | '.join(row)} |", flush=True)
    if options.write:
        draw(rows[2:], PAGE.with_suffix(".svg"))
        _write(rows, f"{options.messages:,} messages, {options.chats:,} chats, {options.runs} runs.")


def _simulacrum(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "simulacrum_core", *arguments]


def _write(rows: list[tuple[str, str, str, str]], sizes: str) -> None:
    before, _, rest = PAGE.read_text("utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    PAGE.write_text(f"{before}{_BEGIN}\n{sizes}\n\n{table}\n{_END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
