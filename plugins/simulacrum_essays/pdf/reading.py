"""PDFs, read in a process of their own."""

from __future__ import annotations

import importlib.util
import signal
import subprocess
import sys
from pathlib import Path

import msgspec

from simulacrum_core import MissingExtraError, SourceError
from simulacrum_core.sources import Limits, raise_limit

from .pages import LOCKED
from .worker import Head, Most, Page, Refusal

# The package without its front door, behind which all readers are loaded: that takes longer than a short PDF does.
_START = f"""
import sys, types
package = sys.modules[{__package__!r}] = types.ModuleType({__package__!r})
package.__path__ = [{str(Path(__file__).parent)!r}]
from {__package__}.worker import main
main(sys.stdin.buffer, sys.stdout.buffer, sys.argv[1])
"""
_TOLD = msgspec.json.Decoder(Head | Page | Refusal)


def read_pdf(data: bytes, file: str, limits: Limits) -> tuple[dict[str, str], list[Page]]:
    """What a document tells of itself, and its pages; raises SourceError where it cannot be read, or takes too long."""
    if importlib.util.find_spec("pypdfium2") is None:
        raise MissingExtraError("pypdfium2", "writings")
    most = msgspec.json.encode(msgspec.convert(limits, Most, from_attributes=True)).decode()
    worker = [sys.executable, "-P", "-c", _START, most]
    done = subprocess.run(worker, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    told = [_TOLD.decode(line) for line in done.stdout.split(b"\n")[:-1]]
    pages = [value for value in told if isinstance(value, Page)]
    head = next((value for value in told if isinstance(value, Head)), Head())
    refusal = next((value for value in told if isinstance(value, Refusal)), None)
    if refusal is not None:
        raise _refused(refusal, len(pages) + 1, file, limits)
    _check(head, file, limits)
    if done.returncode or not told:
        raise _killed(done.returncode, len(pages) + 1, file)
    return head.about, pages


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
