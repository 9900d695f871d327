"""What all screens are made of."""

from __future__ import annotations

import html
import math
import shlex
from collections.abc import Sequence
from pathlib import Path

from simulacrum_core import printable

from ..work import Work

TABS = (
    ("/", "Sources"),
    ("/you", "You"),
    ("/dataset", "Dataset"),
    ("/training", "Training"),
    ("/talk/", "Talk"),
    ("/compare", "Compare"),
)


def safe(text: str, width: int = 200) -> str:
    """Text of strangers: no markup, no invisible or turning characters."""
    return html.escape(printable(text, width))


def kept(text: str) -> str:
    """Text of strangers that comes back as it is: it stands in an attribute, where it is not shown."""
    return html.escape(text.encode("utf-8", "replace").decode())


def source_name(source: str) -> str:
    """An importer's name as its readers know it."""
    return {"whatsapp": "WhatsApp", "livejournal": "LiveJournal"}.get(source, source.capitalize())


def page(place: str, title: str, *parts: str) -> str:
    """A whole page with its tabs."""
    tabs = "".join(
        f'<li><a href="{to}"{" aria-current=page" if to == place else ""}><b>{number}</b> {name}</a></li>'
        for number, (to, name) in enumerate(TABS, 1)
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title} · simulacrum</title>"
        '<link rel="icon" href="/app.svg" type="image/svg+xml"><link rel="stylesheet" href="/app.css">'
        '<script src="/app.js" defer></script></head><body><nav aria-label="Steps"><ol>'
        f'{tabs}</ol></nav><main><h1>{title}</h1><p id="told" role="alert" hidden></p>{"".join(parts)}</main></body></html>'
    )


def card(title: str, *parts: str) -> str:
    return f"<section><h2>{title}</h2>{''.join(parts)}</section>"


def command(*words: str) -> str:
    """The command that does the same."""
    return f'<p class="same">The same in a terminal: <code>{html.escape(line(words))}</code></p>'


def line(words: Sequence[str]) -> str:
    """A command as one types it, whole however long it is."""
    return " ".join(map(quoted, words))


def quoted(word: str) -> str:
    """A word as a shell takes it, a path in the home folder as one types it; what cannot be seen is spelled out."""
    if printable(word) != word:
        return f"$'{''.join(map(_spelled, word))}'"
    home = f"{Path.home()}/"
    return f"~/{shlex.quote(word.removeprefix(home))}" if word.startswith(home) else shlex.quote(word)


def _spelled(char: str) -> str:
    if char in "'\\":
        return f"\\{char}"
    if printable(char) == char:
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 1 << 16 else f"\\U{ord(char):08x}"


def progress(work: Work) -> str:
    """What is being done, or why the last thing failed."""
    if work.is_running:
        return (
            f'<section id="progress" data-running><h2>{safe(work.what)}</h2>'
            f'<progress max="1" value="{work.share:.3f}" aria-label="{safe(work.what)}"></progress>'
            f'<p class="note"><span id="percent">{100 * work.share:.0f} %</span></p>'
            '<button class="quiet" data-post="/stop">Stop</button></section>'
        )
    return (
        f'<section class="wrong" role="alert"><p>{safe(work.error, 600)}{hint(work.error)}</p></section>'
        if work.error
        else ""
    )


YOU = '<a href="/you">You</a>'
_HINTS = {
    "--validation": f" That is on the screen {YOU}: hold back more talks.",
    "--tokenizer": f' It is "The model to train" on the screen {YOU}: name a folder that is here, or leave it empty for now.',
    "--base-model": f' It is "The model to train" on the screen {YOU}.',
    "--me": f" Tick who you are on the screen {YOU}.",
    "--exclude": f' That is "People or chats" to leave out, on the screen {YOU}.',
    "--session-gap": f' It is "A talk ends with a silence of" on the screen {YOU}.',
    "-t base_model": f' It is "The model to train" on the screen {YOU}.',
}


def hint(told: str) -> str:
    """What an option of a command is called here."""
    words = next((words for option, words in _HINTS.items() if option in told), "")
    return f"{'' if told.endswith('.') else '.'}{words}" if words else ""


def left(seconds: float | None) -> str:
    """How long something still takes, as the script says it too."""
    if not seconds:
        return ""
    told = f"{math.ceil(seconds)} seconds" if seconds < 90 else f"{math.ceil(seconds / 60)} minutes"
    return f", about {told} left"


def field(name: str, label: str, value: str, hint: str) -> str:
    return (
        f'<p class="field"><label for="{name}">{label}</label>'
        f'<input id="{name}" name="{name}" value="{kept(value)}" placeholder="{hint}" autocomplete="off"></p>'
    )


def box(name: str, label: str, checked: bool) -> str:
    return f'<p><label><input type="checkbox" name="{name}"{" checked" if checked else ""}> {label}</label></p>'


def first(what: str, place: str, name: str) -> str:
    return f'<section><p>{what}: <a href="{place}">{name}</a>.</p></section>'
