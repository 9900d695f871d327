"""An app that runs in this process, and what asks it as its own page does."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from simulacrum_app.pages import guarded_app
from simulacrum_app.workspace import Workspace
from simulacrum_core import listening

from ..chat.servers import ask_fully, running
from ..conftest import chat_text

TOKEN = "open-sesame"
EVIL = "<img src=x onerror=alert(1)>"


class Opened:
    """An app that runs, and what asks it as its own page does."""

    def __init__(self, port: int, workspace: Workspace) -> None:
        self.port, self.workspace = port, workspace
        self.known = {"Cookie": f"simulacrum-{port}={TOKEN}"}
        self.own = self.known | {"X-Simulacrum": "1"}

    def get(self, path: str, **headers: str) -> str:
        status, text, _ = ask_fully(self.port, None, path, headers=self.known | headers)
        assert status == 200, text
        return text

    def post(self, path: str, content: Any = None, **headers: str) -> tuple[int, str]:
        body = content if isinstance(content, str | bytes) else json.dumps(content or {})
        return ask_fully(self.port, body, path, headers=self.own | headers)[:2]

    def drop(self, name: str, files: dict[str, bytes]) -> tuple[int, str, int]:
        """Drop a file, or a folder of files, as the page does: the last answer, and how much was sent."""
        listed = [{"path": path, "size": len(data)} for path, data in files.items()]
        contents, sent = list(files.values()), 0
        status, text = self.post("/drop", {"name": name, "files": listed})
        while status == 200 and (wanted := json.loads(text)["wanted"]):
            body = b"".join(contents[number][start:end] for number, start, end in wanted)
            sent += len(body)
            status, text = self.post("/part", body, **{"X-Drop": json.loads(text)["drop"]})
        return status, text, sent

    def wait(self) -> None:
        until = time.monotonic() + 60
        while json.loads(self.get("/progress"))["running"]:
            assert time.monotonic() < until
            time.sleep(0.02)


@contextmanager
def opened_app(folder: Path) -> Iterator[Opened]:
    """An app on a folder."""
    with Workspace.opened(folder) as workspace, listening(0) as listener:
        port = listener.getsockname()[1]
        with running(guarded_app(workspace, port, TOKEN), listener):
            yield Opened(port, workspace)


def dropped(app: Opened, name: str = "WhatsApp%20Chat%20with%20Ben.txt", text: str | None = None) -> Path:
    data = (text or chat_text(*["Ben: hi", "Ada: yo"] * 20)).encode()
    assert app.drop(unquote(name), {"": data})[0] == 200
    app.wait()
    return Path(app.workspace.state.sources[-1])


def with_model(app: Opened) -> Path:
    """A dataset of which something was trained, measured and asked: what `evaluate` and `quiz` would leave there."""
    dropped(app)
    app.post("/make", {"me": ["Ada"]})
    app.wait()
    folder = app.workspace.dataset
    (folder / "model").mkdir()
    (folder / "model" / "adapter_model.safetensors").write_bytes(b"weights")
    (folder / "model" / "adapter_config.json").write_text("{}")
    return folder
