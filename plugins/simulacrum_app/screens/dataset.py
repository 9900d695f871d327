"""Screen 3: what came of it, and the examples with what is trained on marked."""

from __future__ import annotations

import html
from typing import NamedTuple

from simulacrum_core import Manifest, TrainingExample, judged_amount

from ..decided import COPIES, FLAGS, THREADS
from ..work import Work
from ..workspace import Workspace
from .decisions import change
from .markup import card, command, first, kept, page, progress, quoted, safe

_MOST_COPIES = 5
_DAYS = "Leave out all that was written then, {}, in every chat? You can take it back on You."
_TALK = "Leave out this talk in the chat {}, {}, and nothing else? You can take it back on You."
_CHAT = "Leave out all of the chat {}, on all days? You can take it back on You."
_UNNAMED = (
    '<p class="note">The chat has an invented name here, or a number in it was replaced: to leave it out, write on '
    '<a href="/you">You</a> what your files call it.</p>'
)
_TO_READ = (
    '<p class="note">What the trainer sees. <mark>Marked text</mark> is trained on, the rest is only read. '
    "Read ten before you train.</p>"
)


class Shown(NamedTuple):
    """An example, its place among all of them, the chat that it is from, and the days of the talk in it.

    `named` where the sources call the chat so, too: it can be left out by its name. `talk` is as an exclusion has it.
    """

    example: TrainingExample
    row: int
    among: int
    chat: str
    days: str
    named: bool
    talk: str


def screen(workspace: Workspace, work: Work, shown: Shown | None) -> str:
    """Screen 3."""
    manifest = workspace.manifest()
    if work.is_running or manifest is None:
        missing = "" if work.is_running else first("Make it first", "/you", "You")
        return page("/dataset", "The dataset", progress(work), missing)
    report = (
        '<section><p>Why were messages left out, and how do you write? <a href="/report" target="_blank">The whole report</a>'
        f", a page of its own in <code>{safe(quoted(str(workspace.dataset)))}</code>.</p>"
        '<p><a class="button" href="/training">Next: training</a></p></section>'
    )
    title = f"{safe(manifest.template.name)}: {manifest.ledger.trained:,} of your messages"
    parts = (
        card("What came of it", _came(manifest), _copies(manifest, workspace), _talks(manifest, workspace)),
        _example(shown) if shown else "",
        report,
    )
    return page("/dataset", title, progress(work), *parts, command("simulacrum", "preview", str(workspace.dataset)))


def _came(manifest: Manifest) -> str:
    numbers, ledger = manifest.statistics, manifest.ledger
    out, amount = ledger.left_out.total(), judged_amount(manifest)
    return (
        f"<p>{ledger.read:,} messages were read: <b>{ledger.trained:,}</b> are trained on, {ledger.context:,} are context, "
        f"{out:,} are left out. That makes {sum(numbers.examples.values()):,} examples.</p>"
        f"<p>Is it enough? About {float(f'{amount.tokens:.2g}'):,.0f} trained tokens: <b>{amount.word}</b>. {amount.told}</p>"
    )


def _copies(manifest: Manifest, workspace: Workspace) -> str:
    """The chats that two exports hold, which are used once."""
    decided, flag = workspace.state.decided, FLAGS[COPIES]
    found = [f"{safe(one.subject)}: {safe(one.answer)}" for one in manifest.decisions if one.option == flag]
    more = f" and {len(found) - _MOST_COPIES:,} more" if len(found) > _MOST_COPIES else ""
    if found:
        return change(COPIES, f"{'; '.join(found[:_MOST_COPIES])}{more}.", decided)
    return (
        change(COPIES, "A chat that two exports hold is used twice, as you said.", decided)
        if decided.keep_copies
        else ""
    )


def _talks(manifest: Manifest, workspace: Workspace) -> str:
    """How the crossing talks of busy groups were taken apart; nothing where there are none."""
    counts, decided = manifest.statistics, workspace.state.decided
    told = ""
    if counts.taken_apart:
        how = f"{counts.quick:,} of them with a quick look" if counts.quick else "each with two looks"
        told = f"{counts.taken_apart:,} messages of busy groups were taken apart into talks, {how}."
    elif manifest.recipe.threads == "off":
        told = "Talks that cross in a busy group were left as they stand, as you said."
    return change(THREADS, told, decided) if told else ""


def _example(shown: Shown) -> str:
    text = "".join(
        f"<mark>{html.escape(segment.text)}</mark>" if segment.label else html.escape(segment.text)
        for segment in shown.example.segments
    )
    row, count, chat, days = shown.row, shown.among, shown.chat, shown.days
    return card(
        "Examples",
        _TO_READ,
        f'<pre tabindex="0" dir="auto">{text}</pre><p class="note">Example {row + 1:,} of {count:,}'
        f"{f', <bdi>{safe(chat)}</bdi>' if chat else ''}{f', {days}' if days else ''}</p>",
        f'<p class="row">{_link("Previous", row - 1 if row else None)}{_link("Next", row + 1 if row + 1 < count else None)}'
        f"{_link('A random one', 'random')}{_link('The longest', 'longest')}</p>",
        '<p class="note">Is something in it that should not be learned? The dataset is then made again without it.</p>',
        f'<p class="row">{_leaving(shown)}</p>',
        _UNNAMED if chat and not shown.named else "",
    )


def _leaving(shown: Shown) -> str:
    """The buttons that leave out the talk, its days, or its chat."""
    days, chat = shown.days, safe(shown.chat)
    talk, whole = (shown.talk, shown.chat) if shown.named else ("", "")
    return (
        _leave("/leave-out-talk", talk, shown.row, "Leave out this talk", _TALK.format(chat, days))
        + _leave("/leave-out-days", days, shown.row, f"Leave out {days}", _DAYS.format(days))
        + _leave("/leave-out", whole, shown.row, "Leave out this whole chat", _CHAT.format(chat))
    )


def _leave(action: str, what: str, row: int, name: str, ask: str) -> str:
    return (
        f'<button class="quiet" data-post="{action}" data-place="{kept(what)}" data-row="{row}" data-ask="{ask}">{name}</button>'
        if what
        else ""
    )


def _link(name: str, row: int | str | None) -> str:
    """A button to another example, which is there but does nothing where there is none."""
    where = "role=link aria-disabled=true" if row is None else f'href="/dataset?row={row}"'
    return f'<a class="button quiet" {where}>{name}</a>'
