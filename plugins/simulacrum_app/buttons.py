"""What the buttons ask for, each with what then is shown."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from simulacrum_core import SimulacrumError, UsageError

from .answers import Change, Place, json, sent
from .choices import Choices, Form
from .decided import OF_MAKING
from .drops import MOST_BYTES, Arrival, Dropped, Drops
from .private import Private
from .processes import Processes
from .screens import you
from .settings import choose
from .talking import Talking
from .work import Work
from .workspace import Workspace

_SAMPLE = "WhatsApp Chat with Ben Kowal.txt"


class Buttons:
    """What is done on the folder."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.work, self.processes, self._drops = Work(workspace), Processes(workspace), Drops(workspace)
        self.talking, self.private = Talking(workspace), Private(workspace)
        self.writer = ""
        """The page that wrote last what stands on the second screen."""
        if workspace.state.sources:
            self.work.look()

    def actions(self) -> dict[str, Callable[[Any], Awaitable[Any]]]:
        """Where each is asked for."""
        named = (
            *(self.drop, self.part, self.path, self.sample, self.remove, self.look, self.change),
            *(self.choose, self.make, self.leave_out, self.leave_out_days, self.leave_out_talk),
            *(self.stop, self.train, self.script, self.measure, self.make_quiz, self.stop_process, self.take_earlier),
            *(self.delete_earlier, self.forget),
        )
        return {f"/{action.__name__.replace('_', '-')}": action for action in named}

    async def drop(self, request: Any) -> Any:
        """Something is dropped: what is wanted of it."""
        dropped = await sent(request, Dropped, MOST_BYTES)
        number, arrival = await asyncio.to_thread(self._drops.begin, dropped)
        return self._arrived(number, arrival)

    async def part(self, request: Any) -> Any:
        """What was wanted comes, block by block, so that its size does not matter."""
        number = request.headers.get("x-drop", "")
        return self._arrived(number, await self._drops.take(number, request.stream()))

    def _arrived(self, number: str, arrival: Arrival) -> Any:
        if not arrival.wanted:
            self.workspace.add(arrival.place)
            self._look()
        return json({"drop": number, "wanted": [msgspec.structs.astuple(piece) for piece in arrival.wanted]})

    async def path(self, request: Any) -> Any:
        place = await sent(request, Place)
        self.workspace.add(Path(place.path.strip()).expanduser().absolute())
        self._look()
        return json({})

    async def sample(self, _: Any) -> Any:
        place = self.workspace.place_for(_SAMPLE)
        place.write_bytes((Path(__file__).parent / "sample.txt").read_bytes())
        self.workspace.add(place)
        self._look()
        return json({})

    async def remove(self, request: Any) -> Any:
        self.workspace.remove((await sent(request, Place)).path)
        self.work.report = None
        self._look()
        return json({})

    async def change(self, request: Any) -> Any:
        """What was decided is decided otherwise; where it is a matter of reading, all is read again."""
        wanted = await sent(request, Change)
        self._idle()
        self.workspace.state.decided.change(wanted.option, wanted.value)
        self.workspace.save()
        if wanted.option not in OF_MAKING:
            self.work.look_again()
        return json({})

    async def choose(self, request: Any) -> Any:
        """What is answered is kept as it is written, so that another screen or a reload loses nothing of it."""
        self.workspace.state.choices = self._written(await sent(request, Form))
        self.workspace.save()
        with suppress(UsageError):
            self.workspace.save_persona()
        return json({"command": you.same(self.workspace, self.work)})

    def _written(self, form: Form) -> Choices:
        """What a page sends, unless another one, or a button, wrote since it was drawn; a program sends no page."""
        if form.page:
            if self.writer not in (form.page, form.seen):
                raise UsageError(
                    "what stands here was changed meanwhile, in another tab or by a button",
                    remedy="Load the page again to see it; what you did here since is not kept",
                )
            self.writer = form.page
        return form.choices()

    async def make(self, request: Any) -> Any:
        choices = self._written(await sent(request, Form))
        self._alone()
        self._check_persona(choices)
        before, self.workspace.state.choices = self.workspace.state.choices, choices
        try:
            self.workspace.persona()
            self.workspace.recipe()
        except UsageError:
            self.workspace.state.choices = before
            raise
        self.workspace.state.take_in_again()
        return self._made()

    def _check_persona(self, choices: Choices) -> None:
        """Somebody has to be imitated: where no text names its author, it is whoever the model is called."""
        if choices.me or choices.accounts:
            return
        report = self.work.report
        if report is None or any(name != you.UNNAMED for name, *_ in you.people_of(report)):
            raise UsageError("tick at least one name that is you")
        if not choices.name.strip():
            raise UsageError("write what the model is called: nothing in it names who wrote it")
        choices.me = [choices.name.strip()]

    async def leave_out(self, request: Any) -> Any:
        """The dataset anew, without a chat."""
        place = await sent(request, Place)
        self._alone()
        self.workspace.state.take_in_again()
        self.workspace.state.talks_left_out.append(place.path)
        return self._made_without(place)

    async def leave_out_days(self, request: Any) -> Any:
        """The dataset anew, without what was written on some days, which then stand on the second screen."""
        place = await sent(request, Place)
        self._alone()
        choices = self.workspace.state.choices
        before = choices.days
        choices.days = ", ".join(part for part in (before.strip(" ,"), place.path) if part)
        try:
            self.workspace.persona()
        except UsageError:
            choices.days = before
            raise
        return self._made_without(place)

    async def leave_out_talk(self, request: Any) -> Any:
        """The dataset anew, without a single talk, which then stands on the second screen."""
        place = await sent(request, Place)
        self._alone()
        self.workspace.state.take_in_again()
        before = self.workspace.state.single_left_out
        self.workspace.state.single_left_out = [*before, place.path]
        try:
            self.workspace.persona()
        except UsageError:
            self.workspace.state.single_left_out = before
            raise
        return self._made_without(place)

    def _made_without(self, place: Place) -> Any:
        """The dataset anew; whoever reads one example after another goes on where it was."""
        self.writer = secrets.token_hex(8)
        return self._made(f"/dataset?row={place.row}" if place.row.isdecimal() else "/dataset")

    def _made(self, then: str = "/dataset") -> Any:
        self.workspace.save()
        self.talking.forget()
        self.work.make()
        return json({"then": then})

    def _alone(self) -> None:
        """Nothing may train on a dataset, or measure it, that is put aside."""
        if running := self.processes.running():
            what = f"`simulacrum {running[0]}` is running on the dataset"
            raise SimulacrumError(what, remedy="Wait for it, or stop it, on Training or Compare")
        self._idle()

    def _idle(self) -> None:
        if self.work.is_running:
            raise SimulacrumError("something is being done already", remedy="Wait for it, or stop it")

    async def stop(self, _: Any) -> Any:
        self.work.stop()
        await asyncio.to_thread(self.work.wait)
        return json({})

    async def train(self, request: Any) -> Any:
        """Start with what was set, or go on with what it began with."""
        wanted = await sent(request, dict[str, str | bool])
        self._idle()
        if not (self.processes.running() or self.processes.training.goes_on()):
            choose(self.workspace, wanted)
        self.processes.start(self.processes.training)
        return json({})

    async def script(self, _: Any) -> Any:
        """The script for a rented machine; what stands in its way is told."""
        await asyncio.to_thread(self.processes.script.run)
        return json({})

    async def measure(self, _: Any) -> Any:
        self._idle()
        self.processes.start(self.processes.measuring)
        return json({})

    async def make_quiz(self, _: Any) -> Any:
        self._idle()
        self.processes.start(self.processes.quiz)
        return json({})

    async def stop_process(self, _: Any) -> Any:
        self.processes.stop()
        return json({})

    async def take_earlier(self, request: Any) -> Any:
        """Go back to a model that was put aside."""
        place = await sent(request, Place)
        self._alone()
        self.workspace.take_earlier(place.path)
        self.talking.forget()
        return json({"then": "/training"})

    async def delete_earlier(self, request: Any) -> Any:
        place = await sent(request, Place)
        await asyncio.to_thread(self.workspace.delete_earlier, place.path)
        return json({})

    async def forget(self, _: Any) -> Any:
        self.work.stop()
        await asyncio.to_thread(self.processes.end)
        await asyncio.to_thread(self.work.wait)
        self.workspace.forget()
        self.work, self._drops = Work(self.workspace), Drops(self.workspace)
        self.talking.forget()
        self.private.forget()
        self.writer = secrets.token_hex(8)
        return json({"then": "/"})

    async def look(self, _: Any) -> Any:
        """Read what was not read, such as after a stop."""
        self._look()
        return json({})

    def _look(self) -> None:
        # Whatever is being read is read first; what is added meanwhile is read after it.
        with suppress(SimulacrumError):
            self.work.look()

    def look_on(self) -> None:
        """Read what was added in the very moment in which the last reading ended."""
        if self.work.unread() and not self.work.error:
            self._look()
