"""When people wrote, where their talks end, and how they write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...dataset.statistics import MOST_IN_A_ROW, MOST_WORDS, Writing
from ...examples.times import STEPS
from .markup import card, for_readers, legend, note, number, percent, table
from .pictures import axis, columns, dots, marked
from .shown import Shown, duration, source_name

_BOTH = (("you", "you"), ("others", "others"))
_MOST_COLUMNS, _MOST_READ_OUT = 240, 36
_MINUTE = 60


def months(shown: Shown) -> str:
    """Plot 3: messages a month, a row for each source."""
    found = {source: counts for source, counts in shown.figures.months.items() if counts}
    if not found:
        return ""
    span = _span(min(min(counts) for counts in found.values()), max(max(counts) for counts in found.values()))
    size = -(-len(span) // _MOST_COLUMNS)
    rows = sorted(found.items(), key=lambda pair: -sum(map(sum, pair[1].values())))
    years = [
        (place / len(span), month[:4])
        for place, month in enumerate(span)
        if month.endswith("-01") and (int(month[:4]) % (1 + len(span) // 120) == 0)
    ]
    labels = years if len(years) > 1 else [(0, span[0]), *([(1, span[-1])] if len(span) > 1 else [])]
    scales = " Each row has its own scale, as a journal is never as loud as a group." if len(rows) > 1 else ""
    return card(
        "months",
        "When you wrote",
        note(f"Messages a month.{scales}"),
        legend(*_BOTH),
        *(_row(source, counts, span, size) for source, counts in rows),
        axis(labels),
    )


def _row(source: str, counts: Mapping[str, Sequence[int]], span: Sequence[str], size: int) -> str:
    steps = [[counts.get(month, (0, 0)) for month in span[start : start + size]] for start in range(0, len(span), size)]
    stacks = [(sum(own for own, _ in step), sum(theirs for _, theirs in step)) for step in steps]
    own, whole = sum(stack[0] for stack in stacks), sum(map(sum, stacks))
    most = max(map(sum, counts.values()))
    told = f"{number(whole)} messages, {percent(own, whole)} yours; most in a month {number(most)}"
    heard = [(when, number(own), number(theirs)) for when, (own, theirs) in _read_out(counts).items()]
    return (
        f'<p class="source"><b>{source_name(source)}</b> {told}</p>'
        f'<div class="low-columns">{columns(stacks, ("you", "others"))}</div>'
        + for_readers(f"{source_name(source)}, messages by time", ("When", "you", "others"), heard)
    )


def _read_out(counts: Mapping[str, Sequence[int]]) -> dict[str, tuple[int, int]]:
    """The sums of both sides by month, of many months by year: nobody listens to hundreds of numbers."""
    size = len("2024-03") if len(counts) <= _MOST_READ_OUT else len("2024")
    found: dict[str, tuple[int, int]] = {}
    for month in sorted(counts):
        own, theirs = found.get(month[:size], (0, 0))
        found[month[:size]] = own + counts[month][0], theirs + counts[month][1]
    return found


def _span(first: str, last: str) -> list[str]:
    """All months from one to another."""
    year, month = map(int, first.split("-"))
    found = [first]
    while found[-1] < last:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        found.append(f"{year:04}-{month:02}")
    return found


def silences(shown: Shown) -> str:
    """Plot 5: silences on a log axis, root height, and where talks are cut."""
    counts = shown.figures.silences
    whole = sum(counts.values())
    if whole < 2:
        return ""
    edges = _edges(counts)
    ends = [*edges[1:], float("inf")]
    heights = [
        sum(count for step, count in counts.items() if edge <= step < end)
        for edge, end in zip(edges, ends, strict=True)
    ]
    labels = [(place / len(edges), duration(edge)) for place, edge in enumerate(edges) if edge in _AXIS]
    heard = [(_silence(edge), number(count)) for edge, count in zip(edges, heights, strict=True) if count]
    picture = columns([(height**0.5,) for height in heights], ("others",))
    return card(
        "silences",
        "Where a talk ends",
        note(f"Time between one message and the next, from short to long. {_cut_told(shown, whole)}"),
        marked(picture, *_cuts(shown, edges)),
        axis(labels),
        for_readers("Silences by length", ("Silence", "times"), heard),
    )


_AXIS = (60, 480, 3600, 28800, 259200, 2592000)
"""The silences, in seconds, that are named below the bars."""


def _edges(counts: Mapping[int, int]) -> list[int]:
    """Where bars begin: below a minute only where the source tells seconds."""
    last = max(counts)
    tells_seconds = any(0 < step < _MINUTE for step in counts)
    return [step for step in STEPS if step <= last and (tells_seconds or step == 0 or step >= _MINUTE)]


def _silence(edge: float) -> str:
    return f"{duration(edge)} or more" if edge else "less"


def _cut_told(shown: Shown, whole: int) -> str:
    cuts = shown.figures.cuts
    if not cuts:
        return "Heights grow with the square root, so that rare long silences can be seen."
    begun, shortest, longest = sum(cuts.values()), min(cuts), max(cuts)
    gap = duration(shortest) if shortest == longest else f"{duration(shortest)} to {duration(longest)}"
    how = "fitted to each chat" if shown.manifest and shown.manifest.recipe.session_gap == "auto" else "as you asked"
    return (
        f"The line is <code>--session-gap</code>, {gap}, {how}: longer silences, {number(begun)} of {number(whole)}, "
        "begin a new talk, and no example reaches across one. A line in a valley is good. Heights grow with the square "
        "root, so that rare long silences can be seen."
    )


def _cuts(shown: Shown, edges: Sequence[int]) -> Iterator[tuple[float, str, str]]:
    """The silences that end most talks, at most three of them."""
    cuts = shown.figures.cuts
    first = sorted(cuts, key=lambda gap: (-cuts[gap], gap))[:3]
    for place, gap in enumerate(first):
        yield _place(gap, edges), "", f"cut {duration(gap)}" if not place else ""


def _place(seconds: float, edges: Sequence[int]) -> float:
    """Where a length of time lies among the bars, from 0 to 1."""
    below = max(place for place, edge in enumerate(edges) if edge <= seconds)
    start, end = edges[below], edges[below + 1] if below + 1 < len(edges) else edges[below] * 2
    return (below + min((seconds - start) / (end - start), 1.0)) / len(edges)


_HABITS = (
    ("capitals", "begins with a capital"),
    ("full_stops", "ends in a full stop"),
    ("questions", "ends in ?"),
    ("exclamations", "ends in !"),
    ("emoji", "has an emoji"),
    ("links", "has a link"),
)


def habits(shown: Shown) -> str:
    """Plot 9: how the persona writes beside everybody else."""
    you, others = shown.figures.you, shown.figures.others
    if not you.messages:
        return ""
    rows = [_habit(word, getattr(you, field), getattr(others, field), you, others) for field, word in _HABITS]
    three = (
        _beside(
            "Words a message", you.words, others.words, range(1, MOST_WORDS + 1), (1, 5, 10, 15, 20, 25, MOST_WORDS)
        ),
        _beside("Messages in a row", you.in_a_row, others.in_a_row, range(1, MOST_IN_A_ROW + 1), range(1, 9)),
        _beside("Hour of the day", you.hours, others.hours, range(24), (0, 6, 12, 18, 23)),
    )
    told = (
        "Bars are you, the line is everybody else. Where they differ, the model has something to learn; compare with "
        "what it writes after training."
    )
    looked = f"{number(you.messages)} messages of yours and {number(others.messages)} of others in talks."
    return card(
        "habits",
        "How you write",
        note(f"{told} {looked}"),
        legend(*_BOTH),
        table(("A message", "you", "others", ""), rows),
        f'<div class="three">{"".join(three)}</div>',
    )


def _habit(word: str, own: int, theirs: int, you: Writing, others: Writing) -> tuple[str, ...]:
    mine, other = own / max(you.messages, 1), theirs / max(others.messages, 1)
    return word, percent(own, you.messages), percent(theirs, others.messages), dots((mine, "you"), (other, "others"))


def _beside(title: str, own: Mapping[int, int], theirs: Mapping[int, int], keys: range, labelled: Sequence[int]) -> str:
    """The shares of both sides by a number, as far as there are any; the last number may stand for more."""
    last = max([*own, *theirs], default=keys[0])
    shown = [key for key in keys if key <= last or keys[0] == 0]
    mine, other = _shares(own, shown), _shares(theirs, shown)
    more = keys[-1] if keys[0] else None
    labels = [
        ((place + 0.5) / len(shown), f"{key}+" if key == more else f"{key}")
        for place, key in enumerate(shown)
        if key in labelled
    ]
    pairs = zip(shown, mine, other, strict=True)
    heard = [(f"{key}", f"{100 * one:.0f} %", f"{100 * two:.0f} %") for key, one, two in pairs]
    picture = columns([(share,) for share in mine], ("you",), other if theirs else ())
    return f"<div><h3>{title}</h3>{picture}{axis(labels)}{for_readers(title, (title, 'you', 'others'), heard)}</div>"


def _shares(counts: Mapping[int, int], keys: Sequence[int]) -> list[float]:
    whole = sum(counts.values()) or 1
    return [counts.get(key, 0) / whole for key in keys]
