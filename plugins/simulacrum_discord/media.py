"""Media: what kind of file an attachment is, and what it is called."""

from __future__ import annotations

import re
from urllib.parse import unquote

from simulacrum_core import Attachment

_ENDINGS = {
    "image": "png jpg jpeg jfif webp bmp heic heif avif tif tiff svg",
    "gif": "gif gifv",
    "video": "mp4 mov webm mkv avi m4v wmv 3gp",
    "audio": "mp3 ogg oga opus wav flac m4a aac wma",
}
_KINDS = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings.split()}


def file(name: str) -> Attachment:
    """An attachment by its file name."""
    return Attachment(_KINDS.get(name.rpartition(".")[2].casefold(), "document"), name)


def file_at(url: str) -> Attachment:
    """An attachment by its address: on the web, or where the exporter saved it."""
    path = re.split(r"[?#]", url, maxsplit=1)[0] if "://" in url else url.replace("\\", "/")
    return file(unquote(path).rstrip("/").rpartition("/")[2])


def sticker(name: str) -> Attachment:
    return Attachment("sticker", name)
