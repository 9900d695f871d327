"""The screens as HTML, drawn from files and from what is being done: a page that is opened again loses nothing."""

from __future__ import annotations

import html
import shlex
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from simulacrum_core import Redaction, Report, TrainingExample, printable
from simulacrum_core.training import Loss, best

from .work import Process, Work
from .workspace import Workspace

TABS = (
    ("/", "Sources"),
    ("/you", "You"),
    ("/dataset", "Dataset"),
    ("/training", "Training"),
    ("/talk/", "Talk"),
    ("/compare", "Compare"),
)
_KINDS = "WhatsApp, Telegram, Discord, mail, essays, notes, journals"
_MOST_PEOPLE = 40


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
    shown = safe(" ".join(map(_quoted, words)), 600)
    return f'<p class="same">The same in a terminal: <code>{shown}</code></p>'


def _quoted(word: str) -> str:
    """A word as a shell takes it, a path in the home folder as one types it."""
    home = f"{Path.home()}/"
    return f"~/{shlex.quote(word.removeprefix(home))}" if word.startswith(home) else shlex.quote(word)


def progress(work: Work) -> str:
    """What is being done, or why the last thing failed."""
    if work.is_running:
        share = min(work.done / work.total, 1) if work.total else 0
        return (
            f'<section id="progress" data-running><h2>{safe(work.what)}</h2>'
            f'<progress max="1" value="{share:.3f}" aria-label="{safe(work.what)}"></progress>'
            f'<p class="note"><span id="percent">{100 * share:.0f} %</span></p>'
            '<button class="quiet" data-post="/stop">Stop</button></section>'
        )
    return f'<section class="wrong" role="alert"><p>{safe(work.error, 600)}</p></section>' if work.error else ""


def sources(workspace: Workspace, work: Work) -> str:
    """Screen 1: what is handed in."""
    rows = "".join(_source(place, work.reports.get(place)) for place in workspace.state.sources)
    drop = (
        '<section class="drop" id="drop"><p><b>Drop exports here</b>, a zip or a file.</p>'
        f'<p class="note">{_KINDS} and more. They stay on this machine.</p>'
        '<p><label class="button" for="files">Choose files</label><input type="file" id="files" multiple></p>'
        '<p id="uploading" role="status"></p>'
        '<form data-post="/path"><label>or the place on this machine '
        '<input name="path" placeholder="~/Downloads/chat.zip" required></label> <button>Read</button></form></section>'
    )
    here = (
        card(
            "Here so far",
            '<table class="sources"><thead><tr><th scope="col">Source</th><th scope="col" class="number">messages</th>'
            f'<th scope="col" class="number">people</th><td></td></tr></thead><tbody>{rows}</tbody></table>',
            '<p><a class="button" href="/you">Next: who are you?</a></p>'
            if work.report and not work.is_running
            else "",
            command("simulacrum", "inspect", *workspace.state.sources),
            '<p><button class="quiet" data-post="/forget" data-ask="Delete all that was dropped, made and trained here?">'
            "Forget everything</button></p>",
        )
        if rows
        else '<section><p>Nothing is here yet. <button class="quiet" data-post="/sample">Try the invented sample</button>'
        "</p></section>"
    )
    return page("/", "What did you write?", drop, progress(work), here)


def _source(place: str, found: Report | str | None) -> str:
    name, told, messages, people = safe(Path(place).name), "not read yet", "", ""
    if isinstance(found, str):
        told = f'<span class="bad">was not read.</span> {safe(found, 600)}'
    elif found is not None:
        messages = f"{sum(one.messages for one in found.conversations):,}"
        people = f"{len({name for one in found.conversations for name in one.people}):,}"
        told = safe(", ".join(sorted({source_name(one.source) for one in found.conversations})))
        told += "".join(
            f"<br>{safe(one.subject)}: {safe(str(one.answer))}, as {safe(one.evidence)}"
            for one in [one for one in found.decisions if one.option][:3]
        )
    return (
        f'<tr><th scope="row"><bdi>{name}</bdi><small>{told}</small></th><td class="number" data-word="messages">{messages}</td>'
        f'<td class="number" data-word="people">{people}</td><td><button class="quiet" data-post="/remove" data-place="{kept(place)}" '
        f'aria-label="Remove {name}">Remove</button></td></tr>'
    )


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


def you(workspace: Workspace, work: Work) -> str:
    """Screen 2: who is imitated, and what is left out."""
    if work.report is None:
        return page("/you", "Who are you in these?", progress(work), first("Read something first", "/", "Sources"))
    choices = workspace.state.choices
    rows = "".join(
        f'<tr><th scope="row"><label><input type="checkbox" name="me" value="{kept(name)}"'
        f"{' checked' if name in choices.me else ''}> <bdi>{safe(name)}</bdi></label>"
        f"<small>{safe(source_name(source))}{f'. Probably you: {safe(why)}' if why else ''}</small></th>"
        f'<td class="number">{count:,}</td><td class="number">{chats:,}</td></tr>'
        for name, source, count, chats, why in people_of(work.report)[:_MOST_PEOPLE]
        if name != "(not named)"
    )
    who = card(
        "Tick every name that is you",
        '<p class="note">The model learns to write like whoever is ticked. Nobody is ticked for you; the guess stands first, '
        "with its reason.</p>",
        '<table><thead><tr><th scope="col">Name</th><th scope="col" class="number">messages</th>'
        f'<th scope="col" class="number">chats</th></tr></thead><tbody>{rows}</tbody></table>',
        _field("name", "What the model is called", choices.name, "as in the source"),
        '<p><label for="facts">A few true facts, so that it invents none of its own</label>'
        f'<textarea id="facts" name="facts" rows="2">{kept(choices.facts)}</textarea></p>',
        f'<p class="note">About {len(choices.facts) // 4:,} tokens in each example.</p>' if choices.facts else "",
        _field("base_model", "The model to train", choices.base_model, "a folder, or Qwen/Qwen3-0.6B-Base; else later"),
    )
    out = card(
        "Leave out",
        '<p class="note">Others did not ask to be in a model. Whoever is left out is nowhere in the dataset. '
        "Several are parted by commas.</p>",
        '<div class="three">',
        _field("people", "People or chats", choices.people, "Ben Kowal"),
        _field("words", "Words", choices.words, "a word or phrase"),
        _field("days", "Days", choices.days, "2024-03-01..2024-03-14"),
        "</div>",
        _box("redact", "Replace phone numbers, passwords, cards, addresses and the like", choices.redact),
        '<p class="note"><a href="/private">Show what would be replaced</a>, before anything is made.</p>',
        _box("pseudonyms", "Give everybody else an invented name", choices.pseudonyms),
        _field("held_out", "Talks to hold back, in percent", choices.held_out, "5"),
        '<p class="note">The newest talks are not trained on: by them it is told when to stop, and how like you the model is. '
        "Of a small source hold back 20, so that there is enough to compare.</p>",
        "<p><button>Make the dataset</button></p>",
    )
    place = str(workspace.folder / "persona.toml")
    words = ["--redact", "all"] if choices.redact else []
    words += ["--pseudonyms"] if choices.pseudonyms else []
    words += ["--validation", f"{workspace.recipe().validation:g}"] if choices.held_out != "5" else []
    words += ["--base-model", choices.base_model] if choices.base_model else []
    same = command(
        "simulacrum", "convert", *workspace.state.sources, "--persona", place, *words, "-o", str(workspace.dataset)
    )
    return page("/you", "Who are you in these?", progress(work), f'<form data-post="/make">{who}{out}</form>', same)


def private(places: Sequence[Redaction], most: int) -> str:
    """What would be replaced, before anything is made; it is shown on this machine only."""
    rows = "".join(
        f'<tr><th scope="row"><bdi>{safe(place.old)}</bdi></th><td><bdi>{safe(place.new)}</bdi></td>'
        f"<td>{safe(place.category)}</td></tr>"
        for place in places
    )
    told = f"The first {most:,} places." if len(places) >= most else f"{len(places):,} places."
    table = (
        '<table><thead><tr><th scope="col">What stands there</th><th scope="col">What would be written</th>'
        f'<th scope="col">Kind</th></tr></thead><tbody>{rows}</tbody></table>'
    )
    body = card("Private data", f'<p class="note">{told}</p>', table if rows else "")
    return page("/you", "What would be replaced", body, '<p><a class="button" href="/you">Back</a></p>')


def _field(name: str, label: str, value: str, hint: str) -> str:
    return (
        f'<p class="field"><label for="{name}">{label}</label>'
        f'<input id="{name}" name="{name}" value="{kept(value)}" placeholder="{hint}" autocomplete="off"></p>'
    )


def _box(name: str, label: str, checked: bool) -> str:
    return f'<p><label><input type="checkbox" name="{name}"{" checked" if checked else ""}> {label}</label></p>'


def first(what: str, place: str, name: str) -> str:
    return f'<section><p>{what}: <a href="{place}">{name}</a>.</p></section>'


def dataset(workspace: Workspace, work: Work, example: TrainingExample | None, row: int, talk: str, count: int) -> str:
    """Screen 3: what came of it, and the examples with what is trained on marked."""
    manifest = workspace.manifest()
    if manifest is None:
        return page("/dataset", "The dataset", progress(work), first("Make it first", "/you", "You"))
    numbers, ledger = manifest.statistics, manifest.ledger
    out, unit = ledger.left_out.total(), "bytes" if manifest.tokenizer.spec == "bytes" else "tokens"
    told = (
        f"<p>{ledger.read:,} messages were read: <b>{ledger.trained:,}</b> are trained on, {ledger.context:,} are context, "
        f"{out:,} are left out. That makes {count:,} examples of {numbers.tokens:,} {unit}.</p>"
    )
    shown = ""
    if example is not None:
        text = "".join(
            f"<mark>{html.escape(segment.text)}</mark>" if segment.label else html.escape(segment.text)
            for segment in example.segments
        )
        leave = (
            f'<button class="quiet" data-post="/leave-out" data-place="{kept(talk)}">Leave this talk out</button>'
            if talk
            else ""
        )
        shown = card(
            "Examples",
            '<p class="note">What the trainer sees. <mark>Marked text</mark> is trained on, the rest is only read. '
            "Read ten before you train.</p>",
            f'<pre tabindex="0" dir="auto">{text}</pre><p class="note">Example {row + 1:,} of {count:,}'
            f"{f', <bdi>{safe(talk)}</bdi>' if talk else ''}</p>",
            f'<p class="row"><a class="button quiet" href="/dataset?row={max(row - 1, 0)}">Previous</a>'
            f'<a class="button quiet" href="/dataset?row={min(row + 1, count - 1)}">Next</a>'
            f'<a class="button quiet" href="/dataset?row=random">A random one</a>'
            f'<a class="button quiet" href="/dataset?row=longest">The longest</a>{leave}</p>',
        )
    report = (
        '<section><p>Is it enough, and why were messages left out? <a href="/report" target="_blank">The whole report</a>'
        f", a page of its own in <code>{safe(_quoted(str(workspace.dataset)))}</code>.</p>"
        '<p><a class="button" href="/training">Next: training</a></p></section>'
    )
    same = command("simulacrum", "preview", str(workspace.dataset))
    title = f"{safe(manifest.template.name)}: {ledger.trained:,} of your messages"
    return page("/dataset", title, progress(work), card("What came of it", told), shown, report, same)


def training(workspace: Workspace, run: Process, losses: Sequence[Loss]) -> str:
    """Screen 4: training, as a process of its own."""
    manifest = workspace.manifest()
    if manifest is None:
        return page("/training", "Training", first("Make the dataset first", "/you", "You"))
    name, running = safe(manifest.template.name), run.process is not None
    found = best(losses)
    if running:
        state = (
            "<p>It is running. You may close this page, and the browser: training goes on.</p>"
            '<p><button data-post="/stop-process">Stop and keep the best</button></p>'
        )
    else:
        state = '<p><button data-post="/train">Start training</button></p>'
        if manifest.base_model is None:
            state = '<p>Name the model to train, and make the dataset again: <a href="/you">You</a>.</p>'
    last = (
        f'<p class="note">It wrote last: <code id="line">{safe(run.last_line(), 300)}</code></p>'
        if run.last_line()
        else ""
    )
    curve = _curve(losses)
    told = (
        f"<p><b>{found.validation:.2f}</b> on what was held out, at step {found.step}: while this falls, it learns; when it "
        "rises, it memorises.</p>"
        if found and found.validation is not None
        else ""
    )
    script = card(
        "No graphics card?",
        '<p class="note">A model of 135 million parameters takes minutes on this machine, one of 8 billion days.</p>',
        command("simulacrum", "train", str(workspace.dataset), "--script"),
        "<p class='note'>writes one script for a rented machine, and prints the three lines to type.</p>",
    )
    live = ' data-live="train"' if running else ""
    body = f"<section{live}><h2>{'Running' if running else 'This machine'}</h2>{curve}{told}{state}{last}</section>"
    return page("/training", f"Training {name}", body, command(*run.command()), script)


def _curve(losses: Sequence[Loss]) -> str:
    points = {
        "seen": [(loss.step, loss.train) for loss in losses if loss.train is not None],
        "held": [(loss.step, loss.validation) for loss in losses if loss.validation is not None],
    }
    values = [value for run in points.values() for _, value in run]
    if len(values) < 2:
        return ""
    low, high, last = min(values), max(values), max(losses[-1].step, 1)
    size = (high - low) or 1
    lines = "".join(
        f'<polyline class="{kind}" points="'
        + " ".join(f"{100 * step / last:.1f},{100 - 100 * (value - low) / size:.1f}" for step, value in run)
        + '"/>'
        for kind, run in points.items()
    )
    return (
        f'<svg class="curve" viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label="Losses, {high:.2f} to '
        f'{low:.2f}, in {last} steps">{lines}</svg><p class="legend"><i class="seen"></i> what it learns from '
        '<i class="held"></i> held out</p>'
    )
