"""Screen 1: what is handed in."""

from __future__ import annotations

from pathlib import Path

from simulacrum_core import Report

from ..decided import Decided, Fields
from ..work import Work
from ..workspace import Workspace
from .decisions import decisions
from .markup import card, command, kept, page, progress, safe, source_name

_KINDS = "WhatsApp, Telegram, Discord, mail, essays, notes, journals"


def screen(workspace: Workspace, work: Work) -> str:
    """Screen 1: what is handed in."""
    rows = "".join(
        _source(place, work.reports.get(place), work.fields.get(place, {}), workspace.state.decided)
        for place in workspace.state.sources
    )
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
            command("simulacrum", "inspect", *workspace.state.sources, *work.options()),
            '<p><button class="quiet" data-post="/forget" data-ask="Delete all that was dropped, made and trained here?">'
            "Forget everything</button></p>",
        )
        if rows
        else '<section><p>Nothing is here yet. <button class="quiet" data-post="/sample">Try the invented sample</button>'
        "</p></section>"
    )
    return page("/", "What did you write?", drop, progress(work), here)


def _next(work: Work) -> str:
    if work.is_running:
        return ""
    if work.unread():
        return '<p><button data-post="/look">Read what is not read yet</button></p>'
    return '<p><a class="button" href="/you">Next: who are you?</a></p>' if work.report else ""


def _source(place: str, found: Report | str | None, fields: Fields, decided: Decided) -> str:
    name, told, messages, people, word = safe(Path(place).name), "not read yet", "", "", "people"
    if isinstance(found, str):
        told = f'<span class="bad">was not read.</span> {safe(found, 600)}'
    elif found is not None:
        messages = f"{sum(one.messages for one in found.conversations):,}"
        people = f"{len({name for one in found.conversations for name in one.people}):,}"
        word = "person" if people == "1" else "people"
        told = safe(", ".join(sorted({source_name(one.source) for one in found.conversations})))
    more = "" if found is None else decisions(found, fields, decided)
    return (
        f'<tr><th scope="row"><bdi>{name}</bdi><small>{told}</small>{more}</th><td class="number" data-word="messages">{messages}</td>'
        f'<td class="number" data-word="{word}">{people}</td><td><button class="quiet" data-post="/remove" data-place="{kept(place)}" '
        f'aria-label="Remove {name}">Remove</button></td></tr>'
    )
