"""Measures how well talks are taken apart, on any folder in the corpus' layout.

    python -m bench.threads.evaluate FOLDER... [--length 8] [--replies 0.25] [--thin SHARE STRETCH]

Links and talks are measured as the field does; contexts are measured on every message that answers something: whether
the answered message is among the last `--length` of its talk before it, which share of them is of the same annotated
talk, and how many are clean: all of it, and the answered message. The first row of a folder cuts sessions by a fitted
gap and nothing else; in the second each message is looked at quickly, as in the course of a long chat. `--replies`
reveals a share of the true links as replies of the chat program.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from random import Random

import msgspec

from simulacrum_core.examples.gaps import fitted_gap, measured
from simulacrum_core.examples.sessions import sessions
from simulacrum_core.models import Message
from simulacrum_core.threads import Link, Threads, context, is_busy, joined, threads

from .copies import nameless, thinned
from .corpus import Log, logs, without_system
from .metrics import clusters, overlap, prf, roots, variation

COLUMNS = "folder and method|links P/R/F|VI|1-1|exact P/R/F|parent|pure|clean|length|µs"
Contexts = Callable[[Sequence[Message], int], tuple[Threads, Callable[[int], list[int]]]]


class Measured(msgspec.Struct):
    """What is counted over the files of a folder."""

    links: list[int] = msgspec.field(default_factory=lambda: [0, 0, 0])
    exact: list[int] = msgspec.field(default_factory=lambda: [0, 0, 0])
    gold: list[tuple[str, list[set[int]]]] = []
    found: dict[str, list[set[int]]] = {}
    overlap: int = 0
    lines: int = 0
    messages: int = 0
    contexts: int = 0
    sums: list[float] = msgspec.field(default_factory=lambda: [0.0] * 4)
    seconds: float = 0.0
    certain: list[tuple[float, bool]] = []

    def row(self) -> str:
        """The measures in the order of the columns."""
        one = 100 * self.overlap / (self.lines or 1)
        parent, pure, clean, length = (value / (self.contexts or 1) for value in self.sums)
        contexts = f"{100 * parent:.1f}|{100 * pure:.1f}|{100 * clean:.1f}|{length:.1f}"
        talks = f"{_slashed(self.links)}|{variation(self.gold, self.found):.1f}|{one:.1f}|{_slashed(self.exact)}"
        return f"{talks}|{contexts}|{1e6 * self.seconds / (self.messages or 1):.0f}"


def main() -> None:
    """Print a table with three rows for each folder, and how sure links are against how often they are right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--length", type=int, default=8)
    parser.add_argument("--replies", type=float, default=0.0)
    parser.add_argument("--thin", type=float, nargs=2, metavar=("SHARE", "STRETCH"))
    parser.add_argument("--nameless", action="store_true")
    arguments = parser.parse_args()
    print(COLUMNS)
    for folder in arguments.folders:
        data = list(_chosen(logs(folder), arguments))
        for name, method in (("gap", by_gap), ("quick", by_quick_threads), ("threads", by_threads)):
            result = measure(data, method, arguments.length)
            print(f"{folder.name}, {name}|{result.row()}", flush=True)
        print(f"{folder.name}, said and true: {_calibration(result.certain)}; busy: {_busy(data)} of {len(data)}")


def measure(data: Iterable[Log], method: Contexts, length: int) -> Measured:
    """The measures of a method over files."""
    result = Measured()
    for log in data:
        said = without_system(log)
        start = time.process_time()
        taken, contexts = method(said.messages, length)
        result.seconds += time.process_time() - start
        result.messages += len(said.messages)
        _count_links(log, said, taken, result)
        _count_contexts(said, taken, contexts, result)
    return result


def by_threads(messages: Sequence[Message], length: int) -> tuple[Threads, Callable[[int], list[int]]]:
    """Talks and contexts as the core finds them."""
    taken = threads(messages)
    return taken, lambda index: context(taken, index, length)


def by_quick_threads(messages: Sequence[Message], length: int) -> tuple[Threads, Callable[[int], list[int]]]:
    """The same, where every message is looked at quickly, as in the course of a long chat."""
    taken = threads(messages, quick_from=0)
    return taken, lambda index: context(taken, index, length)


def by_gap(messages: Sequence[Message], length: int) -> tuple[Threads, Callable[[int], list[int]]]:
    """Sessions are talks, every message answers the one before it, and what stands before it is its context."""
    gap = fitted_gap(measured(messages, set()).gaps, "group")
    cuts, first = [], 0
    for session in sessions(messages, gap):
        cuts += [first] * len(session)
        first += len(session)
    taken = joined([Link(max(cut, i - 1), 1.0) for i, cut in enumerate(cuts)])
    return taken, lambda index: list(range(max(cuts[index], index - length), index))


def _count_links(log: Log, said: Log, taken: Threads, result: Measured) -> None:
    places = [place for place, message in enumerate(log.messages) if message.author is not None]
    answers = {line: {line} for line in log.answers}
    for i, befores in said.answers.items():
        link = taken.links[i]
        answers[places[i]] = {places[link.parent]}
        result.certain.append((link.confidence, link.parent in befores))
    right = sum(len(answers[line] & befores) for line, befores in log.answers.items())
    _add(result.links, right, len(answers), sum(map(len, log.answers.values())))
    gold, found = clusters(log.answers), clusters(answers)
    several, others = ({frozenset(one) for one in ones if len(one) > 1} for ones in (gold, found))
    _add(result.exact, len(several & others), len(others), len(several))
    result.gold.append((log.name, gold))
    result.found[log.name] = found
    result.overlap += overlap(gold, found)
    result.lines += len(log.answers)


def _count_contexts(said: Log, taken: Threads, contexts: Callable[[int], list[int]], result: Measured) -> None:
    talk = roots(said.answers)
    for i, befores in said.answers.items():
        if befores == {i} or befores == {-1}:
            continue
        found = contexts(i)
        same = sum(talk.get(j) == talk[i] for j in found)
        parent = not befores.isdisjoint(found)
        result.contexts += 1
        _add(result.sums, parent, same / (len(found) or 1), parent and same == len(found), len(found))


def _chosen(data: Iterable[Log], arguments: argparse.Namespace) -> Iterable[Log]:
    random = Random(1)
    for original in data:
        log = nameless(original) if arguments.nameless else original
        log = thinned(without_system(log), *arguments.thin, random) if arguments.thin else log
        yield with_replies(log, arguments.replies, random)


def with_replies(log: Log, share: float, random: Random) -> Log:
    """The log with a share of the links that people annotated as replies of the chat program."""
    linked = {line: max(befores) for line, befores in log.answers.items() if befores != {line} and befores != {-1}}
    told = {line: before for line, before in linked.items() if random.random() < share}
    messages = [
        msgspec.structs.replace(message, reply_to=str(log.messages[told[i]].id)) if i in told else message
        for i, message in enumerate(log.messages)
    ]
    return Log(log.name, messages, log.answers)


def _busy(data: Iterable[Log]) -> int:
    return sum(is_busy(without_system(log).messages) for log in data)


def _calibration(certain: Sequence[tuple[float, bool]]) -> str:
    told = []
    for tenth in range(10):
        inside = [right for said, right in certain if tenth <= 10 * said < tenth + 1]
        if inside:
            told.append(f"{10 * tenth + 5} → {100 * sum(inside) / len(inside):.0f} % of {len(inside)}")
    return ", ".join(told)


def _slashed(counts: Sequence[int]) -> str:
    return "/".join(f"{value:.1f}" for value in prf(*counts))


def _add(sums: list[int] | list[float], *values: float) -> None:
    sums[:] = [total + value for total, value in zip(sums, values, strict=True)]


if __name__ == "__main__":
    main()
