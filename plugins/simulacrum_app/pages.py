"""The web application: screens, what their buttons ask for, and the guards before all of it."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec

from simulacrum_core import (
    Access,
    Chat,
    Guards,
    MissingExtraError,
    SimulacrumError,
    Talk,
    TrainingExample,
    UsageError,
    asset,
    page_policy,
    preview,
    quiz_policy,
    redactions,
    request_body,
    same_page_only,
    talk_routes,
    write_report,
)
from simulacrum_core.training import read_losses

from . import compare, screens
from .work import Processes, Work
from .workspace import Choices, Workspace

REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
_MOST_PLACES = 200
_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


class Place(msgspec.Struct):
    """What a button sends: a path, or the name of a talk."""

    path: str = ""


class App:
    """What the screens show and what their buttons do."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.work, self.processes = Work(workspace), Processes(workspace)
        self.talk: Talk | None = None
        if workspace.state.sources:
            self.work.look()

    async def sources(self, _: Any) -> Any:
        return _html(screens.sources(self.workspace, self.work))

    async def you(self, _: Any) -> Any:
        return _html(screens.you(self.workspace, self.work))

    async def private(self, _: Any) -> Any:
        good = self.work.readable()
        found = await asyncio.to_thread(lambda: list(islice(redactions(good), _MOST_PLACES)) if good else [])
        return _html(screens.private(found, _MOST_PLACES))

    async def dataset(self, request: Any) -> Any:
        wanted = request.query_params.get("row", "0")
        row, example, talk, count = await asyncio.to_thread(self._example, wanted)
        return _html(screens.dataset(self.workspace, self.work, example, row, talk, count))

    async def train_screen(self, _: Any) -> Any:
        losses = read_losses(self.workspace.dataset / "model")
        return _html(screens.training(self.workspace, self.processes.training, losses))

    async def progress(self, _: Any) -> Any:
        work = self.work
        share = min(work.done / work.total, 1) if work.total else 0
        running = {name: compare.share(self.workspace) for name in self.processes.running()}
        return _json({"running": work.is_running, "share": share, "processes": running})

    async def report(self, _: Any) -> Any:
        """The report of now: how a training went and what was measured came after it was written."""
        with suppress(SimulacrumError, OSError):
            await asyncio.to_thread(write_report, self.workspace.dataset)
        return _page_of(self.workspace.dataset / "report.html")

    async def compare(self, _: Any) -> Any:
        return _html(compare.screen(self.workspace, self.processes))

    async def evaluation(self, _: Any) -> Any:
        return _page_of(self.workspace.dataset / "evaluation" / "evaluation.html")

    async def quiz(self, _: Any) -> Any:
        return _page_of(self.workspace.dataset / compare.QUIZ)

    async def upload(self, request: Any) -> Any:
        """A file as it comes, block by block, so that its size does not matter."""
        place = self.workspace.place_for(unquote(request.headers.get("x-name", "file")))
        try:
            with place.open("xb") as out:
                async for block in request.stream():
                    out.write(block)
        except BaseException:
            shutil.rmtree(place.parent, ignore_errors=True)
            raise
        self.workspace.add(place)
        self._look()
        return _json({})

    async def path(self, request: Any) -> Any:
        sent = await _sent(request, Place)
        self.workspace.add(Path(sent.path).expanduser().absolute())
        self._look()
        return _json({})

    async def sample(self, _: Any) -> Any:
        place = self.workspace.place_for("WhatsApp Chat with Ben Kowal.txt")
        place.write_bytes((Path(__file__).parent / "sample.txt").read_bytes())
        self.workspace.add(place)
        self._look()
        return _json({})

    async def remove(self, request: Any) -> Any:
        self.workspace.remove((await _sent(request, Place)).path)
        self.work.report = None
        self._look()
        return _json({})

    async def make(self, request: Any) -> Any:
        choices = await _sent(request, Choices)
        if not choices.me:
            raise UsageError("tick at least one name that is you")
        before, self.workspace.state.choices = self.workspace.state.choices, choices
        try:
            self.workspace.persona()
            self.workspace.recipe()
        except UsageError:
            self.workspace.state.choices = before
            raise
        self.workspace.save()
        self.talk = None
        self.work.make()
        return _json({"then": "/dataset"})

    async def leave_out(self, request: Any) -> Any:
        """The dataset anew, without a talk."""
        self.workspace.state.talks_left_out.append((await _sent(request, Place)).path)
        self.workspace.save()
        self.work.make()
        return _json({"then": "/dataset"})

    async def stop(self, _: Any) -> Any:
        self.work.stop()
        await asyncio.to_thread(self.work.wait)
        return _json({})

    async def train(self, _: Any) -> Any:
        self.processes.start(self.processes.training)
        return _json({})

    async def measure(self, _: Any) -> Any:
        self.processes.start(self.processes.measuring)
        return _json({})

    async def make_quiz(self, _: Any) -> Any:
        self.processes.start(self.processes.quiz)
        return _json({})

    async def stop_process(self, _: Any) -> Any:
        self.processes.stop()
        return _json({})

    async def forget(self, _: Any) -> Any:
        self.work.stop()
        await asyncio.to_thread(self.processes.end)
        await asyncio.to_thread(self.work.wait)
        self.workspace.forget()
        self.work, self.talk = Work(self.workspace), None
        return _json({"then": "/"})

    async def talking(self, scope: Any, receive: Any, send: Any) -> None:
        """The page to talk on, once there is a model; it is loaded when it is asked for."""
        from starlette.routing import Router

        if self.talk is None:
            try:
                chat = await asyncio.to_thread(Chat.load, self.workspace.dataset)
            except SimulacrumError as error:
                told = f"<section><p>{screens.safe(str(error), 600)}</p></section>"
                if not self.workspace.has_model():
                    told = screens.first("Train a model first", "/training", "Training")
                await _html(screens.page("/talk/", "Talk", told))(scope, receive, send)
                return
            self.talk = Talk(chat.anew, chat.sampling, steps=screens.TABS)
        await Router(talk_routes(self.talk))(scope, receive, send)

    def _look(self) -> None:
        # Whatever is being read is read first; what came since is looked at by the next one.
        with suppress(SimulacrumError):
            self.work.look()

    def _example(self, wanted: str) -> tuple[int, TrainingExample | None, str, int]:
        manifest = self.workspace.manifest()
        if manifest is None or self.work.is_running:
            return 0, None, "", 0
        count = sum(manifest.statistics.examples.values())
        if wanted == "longest":
            row = max(
                enumerate(preview(self.workspace.dataset, None)),
                key=lambda pair: sum(len(segment.text) for segment in pair[1].segments),
            )[0]
        elif wanted == "random":
            row = random.randrange(count)
        else:
            row = min(int(wanted), count - 1) if wanted.isdecimal() else 0
        example = next(islice(preview(self.workspace.dataset, None), row, None), None)
        return row, example, self._talk_of(row), count

    def _talk_of(self, row: int) -> str:
        with suppress(OSError, ValueError), (self.workspace.dataset / "provenance.jsonl").open("rb") as lines:
            origins = sorted((msgspec.json.decode(line) for line in lines), key=lambda one: (one["split"], one["row"]))
            return str(origins[row]["title"] or origins[row]["conversation"])
        return ""


async def _sent(request: Any, type: Any) -> Any:
    try:
        return msgspec.json.decode(await request_body(request), type=type)
    except ValueError as error:
        raise UsageError(f"what was sent is not understood ({error})") from None


def _html(text: str) -> Any:
    from starlette.responses import Response

    return Response(text, media_type="text/html")


def _page_of(path: Path) -> Any:
    """A page that a command has made; it lies in the dataset, and nothing in the request says where."""
    from starlette.responses import Response

    if not path.is_file():
        return Response("it is not made yet", 404)
    return Response(path.read_bytes(), media_type="text/html")


def _json(content: dict[str, Any], status: int = 200) -> Any:
    from starlette.responses import JSONResponse

    return JSONResponse(content, status)


def _told(action: Callable[[Any], Awaitable[Any]]) -> Any:
    """An action whose errors are told on the page."""

    async def answered(request: Any) -> Any:
        try:
            return await action(request)
        except (SimulacrumError, OSError) as error:
            return _json({"error": str(error)}, 400)

    return same_page_only(answered)


def guarded_app(workspace: Workspace, port: int, token: str) -> Guards:
    """The application behind the guards."""
    try:
        from starlette.applications import Starlette
        from starlette.routing import Mount, Route
    except ImportError as error:
        raise MissingExtraError(str(error.name), "app") from None
    app = App(workspace)
    shown = {"/": app.sources, "/you": app.you, "/dataset": app.dataset, "/training": app.train_screen}
    shown |= {"/private": app.private, "/progress": app.progress, "/report": app.report, "/compare": app.compare}
    shown |= {"/evaluation": app.evaluation, "/quiz": app.quiz}
    actions = {
        "/upload": app.upload,
        "/path": app.path,
        "/sample": app.sample,
        "/remove": app.remove,
        "/make": app.make,
        "/leave-out": app.leave_out,
        "/stop": app.stop,
        "/train": app.train,
        "/stop-process": app.stop_process,
        "/measure": app.measure,
        "/make-quiz": app.make_quiz,
        "/forget": app.forget,
    }
    routes = [Route(place, screen) for place, screen in shown.items()]
    routes += [Route(place, _told(action), methods=["POST"]) for place, action in actions.items()]
    here = Path(__file__).parent
    routes += [Route(f"/app.{kind}", asset(here / f"app.{kind}", type)) for kind, type in _TYPES.items()]
    whole = Starlette(routes=[*routes, Mount("/talk", app=app.talking)])
    policies = {"/report": REPORT_POLICY, "/evaluation": REPORT_POLICY}
    policies["/quiz"] = f"{quiz_policy()}; frame-ancestors 'none'"
    access = Access(port=port, token=token, policy=page_policy(), policies=policies)
    return Guards(whole, access)
