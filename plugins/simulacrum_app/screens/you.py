"""Screen 2: who is imitated, and what is left out."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Sequence

from simulacrum_core import Recipe, Redaction, Report, UsageError

from ..choices import Choices, Form, is_ticked
from ..work import Work
from ..workspace import Workspace
from .markup import box, card, field, first, kept, line, page, progress, safe, source_name

_MOST_PEOPLE, _MOST_OTHERS = 40, 5_000
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::00)?")
UNNAMED = "(not named)"
"""How a report calls whoever wrote texts that name no author."""


def people_of(report: Report) -> list[tuple[str, str, int, int, str]]:
    """Who wrote: name, source, messages, chats, and why it is probably the user; the likeliest first."""
    messages, chats = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for one in report.conversations:
        for name, count in one.people.items():
            messages[one.source, name] += count
            chats[one.source, name] += 1
    why = {(account.source, account.name): account.evidence for account in report.likely}
    order = sorted(messages, key=lambda key: (key not in why, -messages[key], key))
    return [
        (name, source, messages[source, name], chats[source, name], why.get((source, name), ""))
        for source, name in order
    ]


def screen(workspace: Workspace, work: Work, writer: str = "") -> str:
    """Screen 2: who is imitated, and what is left out; `writer` is the page that wrote last what stands there."""
    if work.report is None:
        return page("/you", "Who are you in these?", progress(work), first("Read something first", "/", "Sources"))
    choices = workspace.state.choices
    people = [one for one in people_of(work.report) if one[0] != UNNAMED]
    rows = "".join(_person(choices, *one) for one in people[:_MOST_PEOPLE])
    others = "".join(_person(choices, *one) for one in people[_MOST_PEOPLE:_MOST_OTHERS])
    who = card(
        "Tick every name that is you" if rows else "Who wrote this?",
        '<p class="note">The model learns to write like whoever is ticked. Nobody is ticked for you; the guess stands first, '
        "with its reason.</p>"
        if rows
        else "",
        _table(rows) if rows else "",
        f'<details class="more"><summary>{len(people) - _MOST_PEOPLE:,} more names, who wrote less</summary>{_table(others)}</details>'
        if others
        else "",
        _nameless(work.report),
        field("name", "What the model is called", choices.name, "as in the source" if rows else "your name"),
        '<p><label for="facts">A few true facts, so that it invents none of its own</label>'
        f'<textarea id="facts" name="facts" rows="2">{kept(choices.facts)}</textarea></p>',
        f'<p class="note">About {len(choices.facts) // 4:,} tokens in each example.</p>' if choices.facts else "",
        field("base_model", "The model to train", choices.base_model, "Qwen/Qwen3-0.6B-Base"),
        '<p class="note">Training begins with a model that others made: a folder on this machine, or a name on the Hub. It can be '
        "named later, too: then make the dataset again.</p>",
    )
    out = card(
        "Leave out",
        '<p class="note">Others did not ask to be in a model. Whoever is left out is nowhere in the dataset. '
        "Several are parted by commas.</p>",
        '<div class="three">',
        field("people", "People or chats", choices.people, "Ben Kowal"),
        field("words", "Words", choices.words, "a word or phrase"),
        field("days", "Days", choices.days, "2024-03-01..2024-03-14"),
        "</div>",
        _left_out("talks", "the chat", workspace.state.talks_left_out, choices.talks),
        _left_out("single", "the talk in", workspace.state.single_left_out, choices.single),
        box("redact", "Replace phone numbers, passwords, cards, addresses and the like", choices.redact),
        '<p class="note"><a href="/private">Show what would be replaced</a>, before anything is made.</p>',
        box("pseudonyms", "Give everybody else an invented name", choices.pseudonyms),
        field("held_out", "Talks to hold back, in percent", choices.held_out, "5"),
        '<p class="note">The newest talks are not trained on: by them it is told when to stop, and how like you the model is. '
        "Of a small source hold back 20, so that there is enough to compare.</p>",
        field("session_gap", "A talk ends with a silence of", choices.session_gap, "fitted to each chat"),
        '<p class="note">Such as 45m or 2h: no example reaches across it. The report shows your silences.</p>',
        _replaced(workspace),
        "<p><button>Make the dataset</button></p>",
    )
    shown = f'<p class="same">The same in a terminal: <code id="same">{html.escape(same(workspace, work))}</code></p>'
    return page(
        "/you",
        "Who are you in these?",
        progress(work),
        f'<form data-post="/make" data-keep="/choose">{_hidden(Form.of(writer))}{who}{out}</form>',
        shown,
    )


def _hidden(form: Form) -> str:
    return f'<input type="hidden" name="page" value="{form.page}"><input type="hidden" name="seen" value="{kept(form.seen)}">'


def same(workspace: Workspace, work: Work) -> str:
    """The command that does what is chosen, or what is wrong with that."""
    choices = workspace.state.choices
    try:
        workspace.persona()
        share = workspace.recipe().validation
    except UsageError as error:
        return str(error)
    words = ["--redact", "all"] if choices.redact else []
    words += ["--pseudonyms"] if choices.pseudonyms else []
    words += ["--validation", f"{share:g}"] if share != Recipe().validation else []
    words += ["--session-gap", choices.session_gap.strip()] if choices.session_gap.strip() else []
    words += workspace.state.decided.of_making()
    words += ["--base-model", choices.base] if choices.base else []
    read = ["simulacrum", "convert", *workspace.state.sources, *work.options()]
    persona = ["--persona", str(workspace.folder / "persona.toml")]
    return line([*read, *persona, *words, "-o", str(workspace.dataset)])


def _person(choices: Choices, name: str, source: str, count: int, chats: int, why: str) -> str:
    return (
        f'<tr><th scope="row"><label><input type="checkbox" name="accounts" data-list value="{kept(source)}&#10;{kept(name)}"'
        f"{' checked' if is_ticked(choices, source, name) else ''}> <bdi>{safe(name)}</bdi></label>"
        f"<small>{safe(source_name(source))}{f'. Probably you: {safe(why)}' if why else ''}</small></th>"
        f'<td class="number">{count:,}</td><td class="number">{chats:,}</td></tr>'
    )


def _table(rows: str) -> str:
    return (
        '<table><thead><tr><th scope="col">Name</th><th scope="col" class="number">messages</th>'
        f'<th scope="col" class="number">chats</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _nameless(report: Report) -> str:
    """Texts that name no author are the user's."""
    count = sum(one.people[UNNAMED] for one in report.conversations)
    return f'<p class="note">{count:,} texts name no author: they count as yours.</p>' if count else ""


def _left_out(name: str, what: str, talks: Sequence[str], ticked: Sequence[str] | None) -> str:
    """The chats or talks that were left out one by one; what is not ticked is taken in again."""
    return "".join(
        f'<p><label><input type="checkbox" name="{name}" data-list value="{kept(talk)}"'
        f"{' checked' if ticked is None or talk in ticked else ''}> "
        f"Leave out {what} <bdi>{safe(_worded(talk))}</bdi></label></p>"
        for talk in dict.fromkeys(talks)
    )


def _worded(talk: str) -> str:
    """A talk as one says it: its moments stand behind the chat's name, and have a letter before the hour."""
    chat, _, moments = talk.rpartition(" ")
    worded = " to ".join(_MOMENT.sub(r"\1 \2", moments).split(".."))
    return f"{chat}, {worded}" if worded != moments else talk


def _replaced(workspace: Workspace) -> str:
    """What becomes of the dataset that is there."""
    if workspace.is_worked_on():
        return (
            '<p class="note">There is a dataset already, with what was trained or measured on it. It is put aside, whole: on '
            '<a href="/training">Training</a> you can go back to it. The new one begins without a model.</p>'
        )
    if workspace.manifest() is not None:
        return '<p class="note">The dataset that is there is made anew.</p>'
    return ""


_LOOKING = (
    '<section data-live="private"><p role="status">All that is here is read, and looked through. You may go on meanwhile.</p>'
    '<progress aria-label="Looking for private data"></progress></section>'
)


def private(places: Sequence[Redaction] | None, most: int) -> str:
    """What would be replaced, before anything is made, None while it is looked for; shown on this machine only."""
    if places is None:
        return page("/you", "What would be replaced", _LOOKING, '<p><a class="button quiet" href="/you">Back</a></p>')
    rows = "".join(
        f'<tr><th scope="row"><bdi>{safe(place.old)}</bdi></th><td><bdi>{safe(place.new)}</bdi></td>'
        f"<td>{safe(place.category)}</td></tr>"
        for place in places
    )
    told = f"The first {most:,} places." if len(places) >= most else f"{len(places):,} place{'s' * (len(places) != 1)}."
    told = (
        told
        if places
        else "Nothing was found that looks like a phone number, a password, a card, an address or the like."
    )
    table = (
        '<table class="pairs"><thead><tr><th scope="col">What stands there</th><th scope="col">What would be written</th>'
        f'<th scope="col">Kind</th></tr></thead><tbody>{rows}</tbody></table>'
    )
    body = card("Private data", f'<p class="note">{told}</p>', table if rows else "")
    return page("/you", "What would be replaced", body, '<p><a class="button" href="/you">Back</a></p>')
