"""Exports that an editor saved again in UTF-16 are read as what their app wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulacrum_core import Importer, Source
from simulacrum_essays import EssaysImporter
from simulacrum_journals import JournalsImporter
from simulacrum_mail import MailImporter

WORDS = "The harbour was quiet, and ülker the cat slept on the warm planks until the tide came in again."
ENEX = (
    '<?xml version="1.0" encoding="{}"?>\n<!DOCTYPE en-export SYSTEM "http://xml.evernote.com/pub/evernote-export3.dtd">'
    '<en-export export-date="20240301T100000Z" application="Evernote"><note><title>Tide</title>'
    "<content><![CDATA[<en-note><div>{}</div></en-note>]]></content><created>20240301T100000Z</created></note></en-export>"
)
WXR = (
    '<?xml version="1.0" encoding="{}"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
    "<wp:wxr_version>1.2</wp:wxr_version><item><title>Tide</title><dc:creator>ada</dc:creator>"
    "<content:encoded><![CDATA[<p>{}</p>]]></content:encoded><wp:post_id>5</wp:post_id><wp:post_type>post</wp:post_type>"
    "<wp:status>publish</wp:status><wp:post_date>2024-03-01 10:00:00</wp:post_date></item></channel></rss>"
)
KEEP = '{{"title": "Tide", "textContent": "{1}", "isTrashed": false, "isPinned": false, "x": "{0}"}}'
DAY = '{{"metadata": {{"version": "1.0"}}, "entries": [{{"uuid": "A1", "creationDate": "2024-03-01T10:00:00Z", "text": "{1}", "x": "{0}"}}]}}'
MBOX = "From ada@x.example Tue Mar  5 10:00:00 2024\nFrom: ada@x.example\nTo: bo@x.example\nSubject: {0}\nMessage-ID: <1@x>\nDate: 5 Mar 2024 10:00:00 +0100\nContent-Type: text/plain; charset=utf-8\n\n{1}\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le-mark"])
@pytest.mark.parametrize(
    ("name", "data", "importer"),
    [
        ("notes.enex", ENEX, EssaysImporter),
        ("blog.xml", WXR, EssaysImporter),
        ("Tide.json", KEEP, EssaysImporter),
        ("Journal.json", DAY, JournalsImporter),
        ("box.mbox", MBOX, MailImporter),
    ],
)
def test_a_copy_in_utf_16_gives_the_same(
    tmp_path: Path, name: str, data: str, importer: type[Importer], encoding: str
) -> None:
    told = "UTF-8" if encoding == "utf-8" else "UTF-16"
    text = data.format(told, WORDS)
    path = tmp_path / name
    path.write_bytes(text.encode(encoding) if "mark" not in encoding else b"\xff\xfe" + text.encode("utf-16-le"))
    assert importer().identify(Source([path]))
    texts = [message.text for chat in importer().read(Source([path])) for message in chat.messages]
    assert texts == [WORDS]
