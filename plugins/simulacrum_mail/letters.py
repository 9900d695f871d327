"""One mail as it is kept: who wrote what when, and which mails it answers."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter

import msgspec

from simulacrum_core import Attachment, SourceError
from simulacrum_core.sources import (
    MailWords,
    assistant_parts,
    is_wrapped,
    join_wrapped,
    mail_words,
    quoted_parts,
    wrap_width,
)

from .automatic import why_automatic
from .boxes import RawMail
from .folders import labels_of
from .headers import addresses, decoded_words, first, ids, moment, sender, split_fields
from .mime import Content, content_of
from .page import page_text
from .phrases import ANSWERED, SENT_ON
from .signatures import without_signature

NOBODY = "unknown sender"
_SIGNED_BEGIN, _SIGNED_END = "-----BEGIN PGP SIGNED MESSAGE-----\n", "\n-----BEGIN PGP SIGNATURE-----"
_LETTERS = re.compile(r"[^\W_][\W_]*[^\W_]")
"""Two letters or digits: fewer are no words."""


class Letter(msgspec.Struct, frozen=True):
    """A mail; `kind` as of messages, `why` what is told of one that is left out.

    `answers` are ids of other mails of its thread, the one that it answers last; `people` all addresses on it.
    """

    id: str
    sender: str
    name: str
    sent_at: dt.datetime | None
    text: str
    kind: str
    position: str
    subject: str = ""
    why: str = ""
    is_sent: bool = False
    is_answer: bool = False
    forwarded_from: str | None = None
    files: tuple[Attachment, ...] = ()
    answers: tuple[str, ...] = ()
    thread: str = ""
    people: tuple[str, ...] = ()
    delivered_to: str = ""


def letter_of(raw: RawMail, file: str, counts: Counter[str], *, drafts: bool, unwrap: bool) -> Letter:
    """The letter in a mail; raises SourceError where its page cannot be read."""
    fields, body = split_fields(raw.data)
    content = content_of(fields, body)
    author = sender(first(fields, "from")) or sender(first(fields, "sender"))
    labels = labels_of(fields, file)
    subject = decoded_words(first(fields, "subject")[:4000])
    email = author.email if author else NOBODY
    kind, why = _kind(labels, why_automatic(fields, email, content), content, drafts=drafts)
    # Of what is left out, nothing is looked for.
    found = counts if not kind else Counter[str]()
    parted = _words(content, file, found, unwrap=unwrap) if kind != "machine" else MailWords("")
    forwarded, text = _sent_on(parted)
    delivered = addresses(fields.get("delivered-to"), 1)
    return Letter(
        id=_id(fields, email, text),
        sender=email,
        name=author.name if author else "",
        sent_at=moment(fields, raw.envelope),
        text=text,
        kind=kind or ("media" if content.files else "text"),
        position=f"{file}:{raw.line}",
        subject=subject,
        why=why,
        is_sent="sent" in labels,
        is_answer=ANSWERED.match(subject) is not None,
        forwarded_from=forwarded,
        files=content.files,
        answers=(*ids(fields.get("references")), *ids(fields.get("in-reply-to"), 1)),
        thread=first(fields, "x-gm-thrid").strip()[:64],
        people=tuple(sorted({email, *addresses(fields.get("to")), *addresses(fields.get("cc"))})),
        delivered_to=delivered[0] if delivered else "",
    )


def _kind(labels: frozenset[str], automatic: str | None, content: Content, *, drafts: bool) -> tuple[str, str]:
    """The kind of a mail that is left out, and what is told of it; "" for a mail that is read."""
    if "trash" in labels:
        return "trash", "mail in the trash"
    if "spam" in labels:
        return "bot", "spam"
    if "drafts" in labels and not drafts:
        return "trash", "drafts"
    if automatic:
        return "bot", automatic
    if content.is_damaged:
        return "machine", "mail whose text is damaged"
    return ("machine", "encrypted mail") if content.is_encrypted else ("", "")


def _words(content: Content, file: str, counts: Counter[str], *, unwrap: bool) -> MailWords:
    """The sender's own words: of the text, else of the page."""
    text = _unflowed(content.plain, joined=content.is_joined) if content.is_flowed else content.plain
    if not _says_something(text) and content.html:
        return _signed_off(mail_words(page_text(content.html, file, counts), counts), counts)
    found = _signed_off(mail_words(_unsigned(text), counts), counts)
    if unwrap and not content.is_flowed:
        return MailWords(_unwrapped(found.own), found.forwarded)
    return found


def _signed_off(parted: MailWords, counts: Counter[str]) -> MailWords:
    parted = _without_answers(_without_posts(parted, counts), counts)
    return MailWords(without_signature(parted.own, counts), parted.forwarded)


def _without_posts(parted: MailWords, counts: Counter[str]) -> MailWords:
    """The words without posts of a forum, which stand in tags."""
    told = quoted_parts([("text", parted.own)], ()) if "[/" in parted.own else None
    if told is None:
        return parted
    counts["quotations"] += sum(is_theirs for _, is_theirs in told[0])
    return MailWords("\n\n".join(text.strip() for text, is_theirs in told[0] if not is_theirs), parted.forwarded)


def _without_answers(parted: MailWords, counts: Counter[str]) -> MailWords:
    """The words without those of an assistant that stand among them."""
    told = assistant_parts([parted.own])
    if told is None:
        return parted
    counts["quotations"] += sum(is_theirs for _, is_theirs in told[0])
    return MailWords("\n\n".join(text.strip() for text, is_theirs in told[0] if not is_theirs), parted.forwarded)


def _says_something(text: str) -> bool:
    return _LETTERS.search(text, 0, 400) is not None


def _sent_on(parted: MailWords) -> tuple[str | None, str]:
    """Whose words they are where a mail has none of its sender's, and the words."""
    if parted.forwarded is not None and not _says_something(parted.own):
        return "", parted.forwarded
    return None, parted.own


def _unsigned(text: str) -> str:
    """A text without the frame of an OpenPGP signature."""
    if not text.lstrip().startswith(_SIGNED_BEGIN):
        return text
    return text.lstrip().partition("\n\n")[2].partition(_SIGNED_END)[0]


def _unflowed(text: str, *, joined: bool) -> str:
    """format=flowed (RFC 3676): a line that ends in a blank goes on in the next; lines with `>` stay as they are."""
    lines: list[str] = []
    is_open = False
    for line in text.split("\n"):
        if line.startswith(">") or line == "-- ":
            lines.append(line)
            is_open = False
            continue
        line = line.removeprefix(" ")
        if is_open:
            lines[-1] += line
        else:
            lines.append(line)
        is_open = line.endswith(" ")
        if is_open and joined:
            lines[-1] = lines[-1][:-1]
    return "\n".join(line.rstrip(" ") if line != "-- " else line for line in lines)


def _unwrapped(text: str) -> str:
    """A text whose lines a program broke at a width, as it was written."""
    paragraphs = [paragraph.split("\n") for paragraph in text.split("\n\n")]
    many = [lines for lines in paragraphs if len(lines) > 1]
    width = wrap_width(many) if many else None
    if width is None:
        return text
    return "\n\n".join(
        join_wrapped(lines) if len(lines) > 1 and is_wrapped(lines, width) else "\n".join(lines) for lines in paragraphs
    )


def _id(fields: dict[str, list[str]], email: str, text: str) -> str:
    """The id of a mail; one that has none is known by its sender, its date and its words."""
    if found := ids(fields.get("message-id"), 1):
        return found[0]
    bare = first(fields, "message-id").strip()
    if bare and len(bare) < 1000 and not bare.isspace():
        return bare
    data = "\0".join((email, first(fields, "date"), first(fields, "subject"), text)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=12).hexdigest()


def bare_subject(subject: str) -> str:
    """A subject without what programs put before it when it is answered or sent on."""
    for _ in range(10):
        match = ANSWERED.match(subject) or SENT_ON.match(subject)
        if match is None:
            break
        subject = subject[match.end() :]
    return subject.strip()


def is_cut_short(raw: RawMail, letter: Letter) -> bool:
    """Whether words may be missing at the end of a mail: its files stand behind them."""
    return raw.is_cut and not letter.files


def told_trouble(error: SourceError) -> str:
    """What is reported of a mail that cannot be read."""
    return f"left out: a mail whose page cannot be read: {error.what}"
