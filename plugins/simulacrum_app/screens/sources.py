"""Screen 1: what is handed in."""

from __future__ import annotations

from pathlib import Path

from simulacrum_core import Decision, Report

from ..work import Work
from ..workspace import Workspace
from .markup import card, command, kept, page, progress, safe, source_name

_KINDS = "WhatsApp, Telegram, Discord, mail, essays, notes, journals"


def screen(workspace: Workspace, work: Work) -> str:
    """Screen 1: what is handed in."""
    rows = "".join(_source(place, work.reports.get(place)) for place in workspace.state.sources)
    drop = (
        '<section class="drop" id="drop"><p><b>Drop exports here</b>: zips, files or folders.</p>'
        f'<p class="note">{_KINDS} and more. They stay on this machine. Of a zip or a folder only the texts are taken over, not '
        "the pictures, films and sound.</p>"
        '<p class="row"><label class="button" for="files">Choose files</label><input type="file" id="files" multiple>'
        '<label class="button quiet" for="folder">Choose a folder</label><input type="file" id="folder" webkitdirectory></p>'
        '<div id="uploading" hidden><p id="taken" role="status"></p><progress max="1" aria-label="Taken over"></progress>'
        '<p><button class="quiet" id="abort">Stop</button></p></div>'
        '<form data-post="/path"><label>or the place on this machine '
        '<input name="path" placeholder="~/Downloads/chat.zip" required></label> <button class="quiet">Read</button></form></section>'
    )
    here = (
        card(
            "Here so far",
            '<table class="sources"><thead><tr><th scope="col">Source</th><th scope="col" class="number">messages</th>'
            f'<th scope="col" class="number">people</th><td></td></tr></thead><tbody>{rows}</tbody></table>',
            _next(work),
            command("simulacrum", "inspect", *workspace.state.sources),
            '<p><button class="quiet" data-post="/forget" data-ask="Delete all that was dropped, made and trained here?">'
            "Forget everything</button></p>",
        )
        if rows
        else '<section><p>Nothing is here yet. <button class="quiet" data-post="/sample">Try the invented sample</button>'
        "</p></section>"
    )
    return page("/", "What did you write?", drop, progress(work), here)


_ORDERS = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}


def _decided(one: Decision) -> str:
    """What was decided, for somebody who knows no options; nothing where it changes nothing that is made here."""
    answer = safe(str(one.answer))
    if one.option is None or one.subject == "time zone":
        return ""
    if one.subject == "me":
        return f"the export of {answer}"
    if one.subject == "author" and one.answer == "the persona":
        return "no author is named: all of it counts as yours"
    if one.subject == "order of day and month":
        sure = "" if one.certain else f", which is a guess: {safe(one.evidence)}"
        return f"dates are read as {_ORDERS.get(answer, answer)}{sure}"
    return f"{safe(one.subject)}: {answer}, as {safe(one.evidence)}"


def _next(work: Work) -> str:
    if work.is_running:
        return ""
    if work.unread():
        return '<p><button data-post="/look">Read what is not read yet</button></p>'
    return '<p><a class="button" href="/you">Next: who are you?</a></p>' if work.report else ""


def _source(place: str, found: Report | str | None) -> str:
    name, told, messages, people, word = safe(Path(place).name), "not read yet", "", "", "people"
    if isinstance(found, str):
        told = f'<span class="bad">was not read.</span> {safe(found, 600)}'
    elif found is not None:
        messages = f"{sum(one.messages for one in found.conversations):,}"
        people = f"{len({name for one in found.conversations for name in one.people}):,}"
        word = "person" if people == "1" else "people"
        told = safe(", ".join(sorted({source_name(one.source) for one in found.conversations})))
        told += "".join(f"<br>{line}" for line in map(_decided, found.decisions) if line)
    return (
        f'<tr><th scope="row"><bdi>{name}</bdi><small>{told}</small></th><td class="number" data-word="messages">{messages}</td>'
        f'<td class="number" data-word="{word}">{people}</td><td><button class="quiet" data-post="/remove" data-place="{kept(place)}" '
        f'aria-label="Remove {name}">Remove</button></td></tr>'
    )
