"""Invented folders: many small chats, channel files, notes and PDFs."""

from __future__ import annotations

import random
from pathlib import Path

from .chats import said, write_discord


def write_small_chats(folder: Path, count: int, messages: int = 10) -> None:
    """Chats of WhatsApp, each with somebody else."""
    folder.mkdir()
    for number in range(count):
        lines = [
            f"{now:%d/%m/%Y, %H:%M} - {('Ada Lind', f'Person {number}')[author]}: {text}\n"
            for now, author, text, _ in said(messages, number)
        ]
        path = folder / f"WhatsApp Chat with Person {number}.txt"
        path.write_text("".join(lines), encoding="utf-8", newline="\n")


def write_channels(folder: Path, count: int, messages: int = 200) -> None:
    """Channels of a server as DiscordChatExporter writes them, each with an id of its own."""
    folder.mkdir()
    for number in range(count):
        write_discord(folder / f"Pond - room-{number}.json", messages, number, channel=number)


def write_notes(folder: Path, count: int) -> None:
    """Notes in Markdown, with headings, a list and a quotation."""
    folder.mkdir()
    for number in range(count):
        paragraphs = _paragraphs(number)
        text = f"# Note {number} on the pond\n\n{paragraphs}\n\n- one\n- two\n\n> what somebody said\n"
        (folder / f"note {number}.md").write_text(text, encoding="utf-8")


def write_pdfs(folder: Path, count: int, pages: int = 2) -> None:
    """Documents of pages with 30 lines each."""
    folder.mkdir()
    for number in range(count):
        (folder / f"text {number}.pdf").write_bytes(_pdf([_lines(number * pages + page) for page in range(pages)]))


def _paragraphs(seed: int) -> str:
    return "\n\n".join(" ".join(text for _, _, text, _ in said(8, seed * 10 + part)) + "." for part in range(4))


def _lines(seed: int) -> list[str]:
    rng = random.Random(seed)
    words = _paragraphs(seed).encode("ascii", "ignore").decode().split()
    return [" ".join(rng.choices(words, k=9)).replace("(", "").replace(")", "") for _ in range(30)]


def _pdf(pages: list[list[str]]) -> bytes:
    """A document as small as they come: a font that every reader has, and a stream of text for each page."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, lines in enumerate(pages):
        text = "BT /F 11 Tf 14 TL 60 760 Td " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> "
            f"/Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(text)} >>\nstream\n{text}\nendstream")
    out, places = "%PDF-1.4\n", list[int]()
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return (out + f"xref\n0 {size}\n0000000000 65535 f \n{table}{end}").encode("ascii")
