"""PDFs, read in a process of their own."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import os
import signal
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from typing import IO, cast

import msgspec

from simulacrum_core import MissingExtraError, SourceError
from simulacrum_core.sources import Limits, raise_limit

from .pages import LOCKED
from .worker import SIZE, Head, Most, Page, Refusal

# The package without its front door, behind which all readers are loaded: that takes longer than a short PDF does.
_START = f"""
import sys, types
package = sys.modules[{__package__!r}] = types.ModuleType({__package__!r})
package.__path__ = [{str(Path(__file__).parent)!r}]
from {__package__}.worker import main
main(sys.stdin.buffer, sys.stdout.buffer, sys.argv[1])
"""
Told = Head | Page | Refusal
_TOLD = msgspec.json.Decoder(Told)
_DOCUMENTS = 100


def read_pdf(data: bytes, file: str, limits: Limits) -> tuple[dict[str, str], list[Page]]:
    """What a document tells of itself, and its pages; raises SourceError where it cannot be read, or takes too long."""
    if not _is_installed():
        raise MissingExtraError("pypdfium2", "writings")
    most = msgspec.json.encode(msgspec.convert(limits, Most, from_attributes=True)).decode()
    told, code = _worker(most, os.getpid()).read(data)
    pages = [value for value in told if isinstance(value, Page)]
    head = next((value for value in told if isinstance(value, Head)), Head())
    refusal = next((value for value in told if isinstance(value, Refusal)), None)
    if refusal is not None:
        raise _refused(refusal, len(pages) + 1, file, limits)
    _check(head, file, limits)
    if code or not told:
        raise _killed(code, len(pages) + 1, file)
    return head.about, pages


@functools.cache
def _is_installed() -> bool:
    """Whether PDFium is there, looked up once: that takes as long as reading a quarter of a page."""
    return importlib.util.find_spec("pypdfium2") is not None


class _Worker:
    """A process that reads documents one after the other; `most` are its limits.

    Starting one takes a hundred times what a page does. Another one is started after a document that was too much for
    it, and after `_DOCUMENTS` in any case, so that no memory is lost for long.
    """

    def __init__(self, most: str, owner: int) -> None:
        self._most, self._owner, self._count = most, owner, 0
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, data: bytes) -> tuple[list[Told], int]:
        """All that is told of a document, and the exit code where the process ended before its end."""
        with self._lock:
            process = self._started()
            pipe, answers = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
            with contextlib.suppress(BrokenPipeError, OSError):
                pipe.write(len(data).to_bytes(SIZE) + data)
                pipe.flush()
            told: list[Told] = []
            while (line := answers.readline()) and line != b"\n":
                told.append(_TOLD.decode(line))
            self._count += 1
            if line and self._count < _DOCUMENTS and not any(isinstance(value, Refusal) for value in told):
                return told, 0
            self._process, code = None, _ended(process, self._owner) if line else process.wait()
            return told, 0 if line else code or 1

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            command = [sys.executable, "-P", "-c", _START, self._most]
            kept = subprocess.PIPE
            self._process = subprocess.Popen(command, stdin=kept, stdout=kept, stderr=subprocess.DEVNULL)
            self._count = 0
            weakref.finalize(self, _ended, self._process, self._owner)
        return self._process


def _ended(process: subprocess.Popen[bytes], owner: int) -> int:
    """End a process, which waits for another document; a copy of this process does not own it."""
    if os.getpid() == owner and process.poll() is None:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    return 0


# By process too: one that was forked would share the pipes.
_worker = functools.lru_cache(maxsize=1)(_Worker)


def _check(head: Head, file: str, limits: Limits) -> None:
    if head.fault == LOCKED:
        raise SourceError("it is protected with a password", file=file, remedy="Save a copy without the password")
    if head.fault:
        raise SourceError("not a PDF that can be read: it is damaged", file=file, remedy="Save it again")
    if head.pages > limits.pdf_pages:
        what = f"refused: it has {head.pages:,} pages, more than {limits.pdf_pages:,}"
        raise SourceError(what, file=file, remedy=raise_limit("pdf_pages"))


def _refused(refusal: Refusal, page: int, file: str, limits: Limits) -> SourceError:
    most = f"{getattr(limits, refusal.key):,}"
    what = {
        "document_bytes": f"the text that is packed in it has more than {most} bytes",
        "pdf_objects": f"more than {most} objects are drawn in it, beyond 5,000 a page",
        "pdf_glyphs": f"it has more than {most} characters, beyond 20,000 a page",
    }[refusal.key]
    line = None if refusal.key == "document_bytes" else page
    return SourceError(f"refused: {what}", file=file, line=line, remedy=raise_limit(refusal.key))


def _killed(code: int, page: int, file: str) -> SourceError:
    if code == -getattr(signal, "SIGPROF", 0):
        return SourceError("refused: this page takes too long", file=file, line=page, remedy=raise_limit("pdf_seconds"))
    what = "refused: it makes PDFium crash here, as hostile PDFs do"
    return SourceError(what, file=file, line=page, remedy="Save it again")
