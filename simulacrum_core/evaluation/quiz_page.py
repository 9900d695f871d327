"""The page of a quiz: whole in one file, with a script of its own and nothing that could reach a network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from html import escape
from importlib.resources import files

import msgspec

from .page import STYLE

_STYLE = """
.talk { list-style: none; padding: 0; } .talk li { margin: .3rem 0; }
.name { font-weight: 600; margin-inline-end: .5rem; }
.reply { white-space: pre-wrap; overflow-wrap: anywhere; }
.choices { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); }
button { font: inherit; text-align: start; padding: 1rem; border: 2px solid #777; border-radius: .5rem; }
button:hover, button:focus-visible { border-color: currentColor; outline: 2px solid currentColor; outline-offset: 2px; }
h2:focus { outline: none; }
"""


class Round(msgspec.Struct, frozen=True):
    """What was said before, two replies, and which of them, 0 or 1, is the person's own."""

    before: tuple[tuple[str, str], ...]
    replies: tuple[str, str]
    real: int


def quiz_page(persona: str, rounds: Sequence[Round]) -> str:
    """The page; what happens on it stays on it."""
    script = _script()
    title = f"Which reply is {persona}'s?"
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{quiz_policy()}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1><bdi>{escape(title)}</bdi></h1>\n"
        f"<p>One reply is <bdi>{escape(persona)}</bdi>'s own, the other one the model's. "
        "Nothing leaves this page.</p>\n"
        f'<div id="quiz"><noscript>The quiz needs its script, which is in this file.</noscript></div>\n</main>\n'
        f"{_data('rounds', rounds)}{_data('words', _words(persona))}<script>{script}</script>\n</body>\n</html>\n"
    )


def quiz_policy() -> str:
    """The content policy of the page: no script runs but the one that this version writes into it."""
    digest = base64.b64encode(hashlib.sha256(_script().encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; base-uri 'none'; "
        "form-action 'none'"
    )


def _script() -> str:
    return files(__package__).joinpath("quiz.js").read_text("utf-8")


def _data(id: str, value: object) -> str:
    """Data that no text in it can end: every `<` is an escape."""
    text = msgspec.json.encode(value).decode().replace("<", "\\u003c").replace("\u2028", "\\u2028")
    return f'<script type="application/json" id="{id}">{text}</script>\n'


def _words(persona: str) -> dict[str, str]:
    # A name keeps its direction to itself, and what in it turns the direction of others.
    persona = f"\u2068{persona}\u2069"
    return {
        "question": f"Which reply is {persona}'s own?",
        "hint": "Click, or press A or B.",
        "right": "found",
        "interval": "95% interval",
        "known": "The model is told from the person.",
        "fooled": "The model is taken for the person more often than the person.",
        "unsure": "That may be guessing: half is found by chance.",
        "gave": "Gave it away",
        "passed": "Passed for real",
        "real": f"{persona}:",
        "model": "The model:",
        "again": "Again",
    }
