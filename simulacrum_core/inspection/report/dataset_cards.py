"""What became of every message, whether it is enough, and what the examples are like."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ...dataset.manifest import Manifest
from ...dataset.statistics import ConversationCounts
from ...tokens.tokenizers import BYTES
from ..amount import KNOWN_TO_WORK, LITTLE, judged_amount
from .markup import card, for_readers, legend, note, number, percent, safe, table
from .pictures import axis, bar, columns, marked
from .reasons import explained
from .shown import Shown, source_name

_SHORTENED = 5_168
"""Trained tokens of the sample, of which a model of 135 million parameters learned to write short and in lower case."""
_LEAST, _MOST = 3, 7
"""Powers of ten between which the scale of tokens lies."""
_SHOWN_CONVERSATIONS, _SHOWN_PARTNERS = 25, 12
_MOST_STEPS = 50


def enough(manifest: Manifest) -> str:
    """Plot 1: trained tokens on a log scale."""
    count, word, told, is_estimate = judged_amount(manifest)
    how = " Estimated from bytes; pass <code>--base-model</code> to count." if is_estimate else ""
    scale = bar((_place(LITTLE), "low"), (_place(KNOWN_TO_WORK) - _place(LITTLE), "mid"), (1, "high"))
    marks = [(_place(_SHORTENED), "was", ""), (_place(KNOWN_TO_WORK), "was", ""), (_place(count), "now", "here")]
    powers = [(_place(10**power), text) for power, text in zip(range(_LEAST, _MOST + 1), _POWERS, strict=True)]
    return card(
        "enough",
        "Is this enough?",
        note(f"About <b>{number(_rounded(count))}</b> trained tokens: {word}. {told}{how}"),
        f'<div class="big">{marked(scale, *marks)}</div>',
        axis(powers),
        f"<ul><li><small>{number(_SHORTENED)}: a small model already wrote shorter replies</small></li>"
        f"<li><small>{number(KNOWN_TO_WORK)}: “a few hundred thousand or more”, says the recipe that this follows"
        "</small></li></ul>",
    )


_POWERS = ("1k", "10k", "100k", "1M", "10M")


def _place(count: float) -> float:
    """Where a number of tokens stands on the scale, from 0 to 1."""
    place = (math.log10(max(count, 1)) - _LEAST) / (_MOST - _LEAST)
    return min(max(place, 0.0), 1.0)


def _rounded(count: int) -> float:
    return float(f"{count:.2g}")


def accounted(manifest: Manifest) -> str:
    """Plot 2: what became of every message, and why messages were left out."""
    ledger = manifest.ledger
    out = ledger.left_out.total()
    read = max(ledger.read, 1)
    parts = (
        ("you", ledger.trained, "trained on", "your messages, each once"),
        ("others", ledger.context, "context", "what others said before"),
        ("out", out, "left out", "for a reason below"),
    )
    keys = "".join(
        f'<div><i class="key {kind}"></i><b>{number(count)}</b> {word}<small>{told}</small></div>'
        for kind, count, word, told in parts
    )
    most = max(ledger.left_out.values(), default=1)
    reasons = (
        (f"{first}<small>{_code(second)}</small>", number(count), bar((count / most, "out")))
        for reason, count in ledger.left_out.most_common()
        if count > 0
        for first, second in [explained(reason)]
    )
    return card(
        "messages",
        "Every message, accounted for",
        note(
            f"{number(ledger.read)} messages were read. {percent(ledger.trained, read)} are yours and teach the model; "
            f"{percent(ledger.context, read)} are what you answered to."
        ),
        f'<div class="big">{bar(*((count / read, kind) for kind, count, _, _ in parts))}</div>',
        f'<div class="figures">{keys}</div>',
        "<h3>Why messages were left out</h3>" + table(("Reason", "messages", ""), reasons) if out else "",
    )


def _code(told: str) -> str:
    """A hint with its options as code."""
    words = (f"<code>{word}</code>" if word.startswith("--") else word for word in told.replace(";", " ;").split(" "))
    return " ".join(words).replace(" ;", ";").replace(",</code>", "</code>,")


def conversations(shown: Shown) -> str:
    """Plot 4: what each conversation gives."""
    found = list(shown.figures.conversations.values())
    if not found:
        return ""
    is_dataset = shown.manifest is not None
    talks = [one for one in found if one.title is not None and not one.monologue]
    rest = [one for one in found if one.title is None or one.monologue]
    rows = [*_rows(talks[:_SHOWN_CONVERSATIONS], shown), *_folded_rows(talks[_SHOWN_CONVERSATIONS:], rest, is_dataset)]
    count = sum(one.conversations for one in found)
    whole = sum(one.conversations for one in found if one.reason)
    told = f"{number(count)} conversation{'s' if count != 1 else ''}"
    if is_dataset:
        told += f", {number(whole)} of them left out whole." if whole else "."
        keys = legend(("you", "trained on"), ("others", "context"), ("out", "left out"))
        heads = ("Conversation", "read", "trained", "")
    else:
        told += "."
        keys, heads = legend(("you", "yours"), ("others", "of others")), ("Conversation", "read", "yours", "")
    return card("conversations", "By conversation", note(told), keys, table(heads, rows))


def _rows(talks: list[ConversationCounts], shown: Shown) -> Iterator[tuple[str, ...]]:
    for one in talks:
        below = source_name(one.source)
        if one.reason:
            below += f" · left out whole: {_WHOLE.get(one.reason, explained(one.reason)[0].lower())}"
        yield _row(
            shown.names.conversation(one.title, source_name(one.source)), below, one, is_dataset=_is_built(shown)
        )


_WHOLE = {"no_persona": "you do not write here", "excluded_conversation": "you asked for it"}


def _is_built(shown: Shown) -> bool:
    return shown.manifest is not None


def _row(name: str, below: str, one: ConversationCounts, *, is_dataset: bool = True) -> tuple[str, ...]:
    read = max(one.read, 1)
    if is_dataset:
        picture = bar((one.trained / read, "you"), (one.context / read, "others"), (_left(one) / read, "out"))
        return f"{name}<small>{below}</small>", number(one.read), number(one.trained), picture
    picture = bar((one.own / read, "you"), ((one.read - one.own) / read, "others"))
    return f"{name}<small>{below}</small>", number(one.read), number(one.own), picture


def _left(one: ConversationCounts) -> int:
    return max(one.read - one.trained - one.context, 0)


def _folded_rows(
    talks: list[ConversationCounts], rest: list[ConversationCounts], is_dataset: bool
) -> Iterator[tuple[str, ...]]:
    """A line for all further talks of each source, and one for its writings."""
    sums: dict[tuple[str, bool], ConversationCounts] = {}
    for one in (*talks, *rest):
        key = (one.source, one.monologue)
        whole = sums.setdefault(key, ConversationCounts(one.source, None, 0, one.monologue))
        whole.conversations += one.conversations
        whole += one
    for (source, monologue), one in sums.items():
        what = "text" if monologue else "further conversation"
        told = f"{number(one.conversations)} {what}{'s' if one.conversations != 1 else ''}"
        yield _row(told, source_name(source), one, is_dataset=is_dataset)


def lengths(shown: Shown, manifest: Manifest) -> str:
    """Plot 6: how long the examples are against the budget."""
    counts, budget = shown.figures.lengths, manifest.recipe.budget
    if not counts:
        return ""
    last = max(counts)
    size = 1 if last < _MOST_STEPS else 2
    steps = [sum(counts.get(step + more, 0) for more in range(size)) for step in range(0, last + 1, size)]
    longest = manifest.statistics.longest
    unit = "bytes" if manifest.tokenizer.spec == BYTES else "tokens"
    near = sum(count for step, count in counts.items() if step >= 95)
    whole = sum(counts.values())
    told = (
        f"{number(near)} of them come near it; more <code>--budget</code> would make some longer."
        if near
        else f"nothing is near the budget, {percent(longest, budget)} of it is ever used."
    )
    width = len(steps) * size * budget / 100
    labels = [(part / 4, number(width * part / 4)) for part in range(5)]
    heard = [
        (f"{number(place * size * budget / 100)} or more", number(count)) for place, count in enumerate(steps) if count
    ]
    return card(
        "lengths",
        "How long the examples are",
        note(
            f"{number(whole)} examples, counted in {unit}. "
            f"The longest has {number(longest)} of {number(budget)}: {told}"
        ),
        columns([(count,) for count in steps], ("you",)),
        axis(labels),
        for_readers("Examples by length", (unit.capitalize(), "examples"), heard),
    )


def partners(shown: Shown, manifest: Manifest) -> str:
    """Plot 7: whom the persona answers."""
    counts = sorted(shown.figures.partners.items(), key=lambda pair: (-pair[1], pair[0]))
    if not counts:
        return ""
    most, whole = counts[0][1] or 1, manifest.statistics.trained_tokens
    first, rest = counts[:_SHOWN_PARTNERS], counts[_SHOWN_PARTNERS:]
    rows = [
        (
            shown.names.person(name) if name else "everybody else",
            percent(count, whole),
            bar((count / most, "you")),
        )
        for name, count in first
    ]
    more = note(f"And {number(len(rest))} more.") if rest else ""
    told = (
        "Trained tokens of examples in which this person speaks; in a group several do. "
        "If one person is nearly everything, the model writes as you write to them."
    )
    return card("partners", "Whom you answer", note(told), table(("Person", "share", ""), rows), more)


def private(manifest: Manifest) -> str:
    """Plot 8: private data that was replaced, by kind."""
    ledger = manifest.ledger
    counts = ledger.redacted.most_common()
    if not counts:
        told = "It was searched for, and nothing was found."
        if not manifest.recipe.redact:
            told = "Not searched for: <code>--redact all</code> replaces phone numbers, passwords, cards and the like."
        return card("private", "Private data replaced", note(told))
    most = counts[0][1]
    rows = ((_KINDS.get(kind) or safe(kind), number(count), bar((count / most, "private"))) for kind, count in counts)
    told = f"{number(sum(count for _, count in counts))} places. What was found is not shown here."
    return card("private", "Private data replaced", note(told), table(("Kind", "places", ""), rows))


_KINDS = {"name": "names of people who take part", "third_party": "names of others"}
