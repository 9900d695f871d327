"""The web application: the screens, and the guards before all of it."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from simulacrum_core import (
    Access,
    Guards,
    Manifest,
    MissingExtraError,
    SimulacrumError,
    TrainingExample,
    asset,
    page_policy,
    preview,
    printable,
    quiz_policy,
    talk_routes,
    write_report,
)
from simulacrum_core.training import read_losses, seconds_left

from .answers import html, json, page_of, told
from .buttons import Buttons
from .private import MOST_PLACES
from .screens import compare, dataset, sources, training, you
from .screens.dataset import Shown
from .screens.markup import first, page, safe
from .workspace import BUNDLE, MODEL, Workspace

REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
_MOST_DIGITS = 20
_UNTOLD = 1.0
"""Seconds that somebody waits without being told for what."""
_LOADING = (
    '<section data-live="talk"><p role="status">The model is being loaded. It takes seconds, a large one minutes.</p>'
    '<progress aria-label="Loading the model"></progress></section>'
)
_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


class Pages:
    """What the screens show."""

    def __init__(self, workspace: Workspace, buttons: Buttons) -> None:
        self.workspace, self._buttons = workspace, buttons

    async def sources(self, _: Any) -> Any:
        self._buttons.look_on()
        return html(sources.screen(self.workspace, self._buttons.work))

    async def you(self, _: Any) -> Any:
        return html(you.screen(self.workspace, self._buttons.work, self._buttons.writer))

    async def private(self, _: Any) -> Any:
        buttons = self._buttons
        try:
            found = await buttons.private.places(buttons.work, _UNTOLD)
        except (SimulacrumError, OSError) as error:
            return html(page("/you", "What would be replaced", f"<section><p>{safe(str(error), 600)}</p></section>"))
        return html(you.private(found, MOST_PLACES))

    async def dataset(self, request: Any) -> Any:
        wanted = request.query_params.get("row", "0")
        shown = await asyncio.to_thread(self._example, wanted)
        return html(dataset.screen(self.workspace, self._buttons.work, shown))

    async def train_screen(self, _: Any) -> Any:
        losses = read_losses(self.workspace.dataset / MODEL)
        return html(training.screen(self.workspace, self._buttons.work, self._buttons.processes, losses))

    async def progress(self, _: Any) -> Any:
        work = self._buttons.work
        training = self._buttons.processes.training
        run = training.progress()
        shares = {name: compare.share(self.workspace) for name in self._buttons.processes.running()}
        left = {"seconds_left": work.seconds_left()}
        if training.name in shares:
            shares[training.name] = run.step / run.steps if run and run.steps else None
            left["process_left"] = seconds_left(run, time.time()) if run else None
        waited = (("talk", self._buttons.talking.is_loading), ("private", self._buttons.private.is_looking))
        shares |= {name: None for name, is_there in waited if is_there}
        told = {
            "losses": len(read_losses(self.workspace.dataset / MODEL)),
            "line": printable(training.last_line(), 300),
        }
        return json({"running": work.is_running, "share": work.share, "processes": shares} | left | told)

    async def report(self, _: Any) -> Any:
        """The report of now: how a training went and what was measured came after it was written."""
        with suppress(SimulacrumError, OSError):
            await asyncio.to_thread(write_report, self.workspace.dataset)
        return page_of(self.workspace.dataset / "report.html")

    async def compare(self, _: Any) -> Any:
        return html(compare.screen(self.workspace, self._buttons.work, self._buttons.processes))

    async def evaluation(self, _: Any) -> Any:
        return page_of(self.workspace.dataset / "evaluation" / "evaluation.html")

    async def quiz(self, _: Any) -> Any:
        return page_of(self.workspace.dataset / compare.QUIZ)

    async def bundle(self, _: Any) -> Any:
        """The dataset with its script, to be uploaded to a rented machine."""
        from starlette.responses import FileResponse, Response

        path = self.workspace.folder / BUNDLE
        return FileResponse(path, filename=path.name) if path.is_file() else Response("it is not made yet", 404)

    async def talking(self, scope: Any, receive: Any, send: Any) -> None:
        """The page to talk on, once there is a model; while that is being loaded, it says so."""
        from starlette.routing import Router

        is_page = scope["type"] == "http" and scope["method"] == "GET" and scope["path"].endswith("/talk/")
        try:
            talk = await self._buttons.talking.talk(_UNTOLD if is_page else None)
        except SimulacrumError as error:
            why = f"<section><p>{safe(str(error), 600)}</p></section>"
            if not self.workspace.has_model():
                why = first("Train a model first", "/training", "Training")
            await html(page("/talk/", "Talk", why))(scope, receive, send)
            return
        if talk is None:
            await html(page("/talk/", "Talk", _LOADING))(scope, receive, send)
            return
        await Router(talk_routes(talk))(scope, receive, send)

    def _example(self, wanted: str) -> Shown | None:
        manifest = self.workspace.manifest()
        if manifest is None or self._buttons.work.is_running:
            return None
        count = sum(manifest.statistics.examples.values())
        row = self._row(wanted, count)
        example = next(islice(preview(self.workspace.dataset, None), row, None), None)
        return Shown(example, row, count, *self._origin(manifest, row)) if example else None

    def _row(self, wanted: str, count: int) -> int:
        if wanted == "longest":
            return max(enumerate(preview(self.workspace.dataset, None)), key=lambda pair: _length(pair[1]))[0]
        if wanted == "random":
            return random.randrange(count)
        return min(int(wanted), count - 1) if wanted.isdecimal() and len(wanted) < _MOST_DIGITS else 0

    def _origin(self, manifest: Manifest, row: int) -> tuple[str, str, bool, str]:
        """As it is shown, without the example; nothing of what is not known."""
        # Of a line for each example, only the one that is shown is decoded.
        begin = _beginning(manifest.statistics.examples, row).encode()
        with (
            suppress(OSError, ValueError, KeyError, StopIteration),
            (self.workspace.dataset / "provenance.jsonl").open("rb") as lines,
        ):
            origin = msgspec.json.decode(next(line for line in lines if line.startswith(begin)))
            moments = [str(origin[name]) for name in ("first", "last") if origin.get(name)]
            chat = str(origin["title"] or origin["conversation"])
            days = "..".join(dict.fromkeys(moment[:10] for moment in moments))
            # A clock that was set back while they talked makes the first moment the later one.
            talk = f"{chat} {'..'.join(sorted(moments))}" if moments else ""
            return chat, days, not manifest.recipe.pseudonyms and self._is_named(chat), talk
        return "", "", False, ""

    def _is_named(self, chat: str) -> bool:
        """Whether the sources call a chat so: in a dataset names may be invented, and numbers replaced."""
        report = self._buttons.work.report
        return report is not None and any(chat in (one.title, one.id) for one in report.conversations)


def _beginning(examples: Mapping[str, int], row: int) -> str:
    """How the line of provenance begins that is of an example, counted from 0 over all splits in their order."""
    for split, count in sorted(examples.items()):
        if row < count:
            return f'{{"split":"{split}","row":{row + 1},'
        row -= count
    return "nothing"


def _length(example: TrainingExample) -> int:
    return sum(len(segment.text) for segment in example.segments)


def guarded_app(workspace: Workspace, port: int, token: str) -> Guards:
    """The application behind the guards."""
    try:
        from starlette.applications import Starlette
        from starlette.routing import Mount, Route
    except ImportError as error:
        raise MissingExtraError(str(error.name), "app") from None
    buttons = Buttons(workspace)
    pages = Pages(workspace, buttons)
    shown = {"/": pages.sources, "/you": pages.you, "/dataset": pages.dataset, "/training": pages.train_screen}
    shown |= {"/private": pages.private, "/progress": pages.progress, "/report": pages.report}
    shown |= {"/compare": pages.compare, "/evaluation": pages.evaluation, "/quiz": pages.quiz}
    shown |= {"/dataset.zip": pages.bundle}
    routes = [Route(place, screen) for place, screen in shown.items()]
    routes += [Route(place, told(action), methods=["POST"]) for place, action in buttons.actions().items()]
    here = Path(__file__).parent
    routes += [Route(f"/app.{kind}", asset(here / f"app.{kind}", type)) for kind, type in _TYPES.items()]
    whole = Starlette(routes=[*routes, Mount("/talk", app=pages.talking)])
    policies = {"/report": REPORT_POLICY, "/evaluation": REPORT_POLICY}
    policies["/quiz"] = f"{quiz_policy()}; frame-ancestors 'none'"
    access = Access(port=port, token=token, policy=page_policy(), policies=policies)
    return Guards(whole, access)
