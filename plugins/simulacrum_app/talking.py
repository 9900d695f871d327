"""The model that talks: loaded when somebody asks for it, and anew when another one was trained since."""

from __future__ import annotations

import asyncio

from simulacrum_core import Chat, Talk
from simulacrum_core.training import best, read_losses

from .screens.markup import TABS
from .workspace import MODEL, Workspace


class Talking:
    """What is said goes on as long as the model is the one of now."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._loading: asyncio.Task[Talk] | None = None
        self._trained_at = 0.0

    @property
    def is_loading(self) -> bool:
        return self._loading is not None and not self._loading.done()

    def forget(self) -> None:
        """The dataset is another one: what is loaded, or being loaded, is of no use."""
        self._loading = None

    async def talk(self, patience: float | None = None) -> Talk | None:
        """The talk; None where it is not loaded within `patience` seconds, which then goes on.

        Raises SimulacrumError where it cannot be loaded; the next call tries again.
        """
        trained_at = self._workspace.trained_at()
        if self._loading is None or trained_at > self._trained_at:
            self._trained_at = trained_at
            self._loading = asyncio.create_task(asyncio.to_thread(self._load))
        loading = self._loading
        await asyncio.wait({loading}, timeout=patience)
        if not loading.done():
            return None
        if loading.exception() is not None and self._loading is loading:
            self._loading = None
        return loading.result()

    def _load(self) -> Talk:
        chat = Chat.load(self._workspace.dataset, self._workspace.model())
        return Talk(chat.anew, chat.sampling, self._about(), TABS)

    def _about(self) -> str:
        """Which model talks."""
        manifest, found = self._workspace.manifest(), best(read_losses(self._workspace.dataset / MODEL))
        base = manifest.base_model.rstrip("/").rpartition("/")[2] if manifest and manifest.base_model else "A model"
        return f"{base}, trained on your messages" + (f"; best at step {found.step:,}." if found else ".")
