"""Posts of a blog: what its owner wrote is theirs, what is quoted or reblogged is not."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest

import msgspec

from simulacrum_core import Conversation, Findings, Message, Participant, SourceError
from simulacrum_core.sources import Element, Limits, content_of, date_of, hide, html_tree, tag_of

from ..markup import html_passages, own_text, tree_passages
from ..monologues import Passage, Writer, monologue, sound
from ..xml import child_text, elements
from .files import Part, post_id

NAME = "tumblr"
UNKNOWN = "me"
_ASKER = Participant("asker", "somebody")
"""Whoever asks where nothing tells their name."""
_TITLES = ("regular-title", "link-text", "conversation-title")
_OWN = ("regular-body", "link-description", "photo-caption", "video-caption", "audio-caption", "answer")
_OTHERS = ("quote-text", "quote-source", "conversation-text")
_NAMED = re.compile(r"\s*[\w-]{1,64}:\s*")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")


class Tally(msgspec.Struct, frozen=True):
    """Posts that were read, the blogs whose they are, and counts to tell at the end."""

    read: set[str] = msgspec.field(default_factory=set)
    blogs: dict[str, int] = msgspec.field(default_factory=dict)
    counts: Counter[str] = msgspec.field(default_factory=Counter)


def writer_of(blog: str) -> Writer:
    """The owner of a blog, who is called like it."""
    return Writer(NAME, Participant(blog or UNKNOWN, blog or UNKNOWN), is_known=bool(blog))


def post_conversations(part: Part, findings: Findings, tally: Tally) -> Iterator[Conversation]:
    """The posts of a table, one by one; one that cannot be read is reported."""
    for number, element in enumerate(elements(part.file, frozenset(("post",)), findings), 1):
        id, position = sound(element.get("id") or ""), f"{part.file.name}:{element.sourceline}"
        if id and id in tally.read:
            tally.counts["repeated"] += 1
            continue
        try:
            found = _conversation(element, id or f"{part.file.name}#{number}", position, part.file.name, tally)
        except SourceError as error:
            findings.report(part.file.name, element.sourceline, f"left out: a post: {error.what}")
            continue
        tally.read.add(id)
        yield found


def _conversation(element: Element, id: str, position: str, file: str, tally: Tally) -> Conversation:
    blog = sound(element.get("tumblelog") or "")
    tally.blogs[blog] = tally.blogs.get(blog, 0) + 1
    tally.counts["drafts"] += element.get("state") in ("draft", "queue", "queued")
    writer, date = writer_of(blog), _moment(element)
    passages = _passages(element, position, file)
    if question := html_passages(child_text(element, "question"), position, file):
        return answer(id, question, passages, date, writer)
    is_reblog = element.get("is_reblog") == "true"
    tally.counts["reblogs"] += is_reblog
    if is_reblog and not any(passage.kind == "quote" for passage in passages):
        # Nothing tells what the owner has added, if they have.
        passages = [msgspec.structs.replace(passage, kind="quote") for passage in passages]
    title = next((text for name in _TITLES if (text := sound(child_text(element, name)).strip())), None)
    if not passages and title and not is_reblog:
        passages, title = [Passage(title, position)], None
    kind = (
        "media" if any(tag_of(child) in ("photo-url", "video-player", "audio-player") for child in element) else "text"
    )
    return monologue(
        writer, id, title, date, passages or [Passage("", position, "media" if kind == "media" else "text")]
    )


def _passages(element: Element, position: str, file: str) -> list[Passage]:
    found: list[Passage] = []
    for child in element:
        name, text = tag_of(child), "".join(child.itertext())
        if name in _OWN:
            found += without_names(html_passages(text, position, file))
        elif name in _OTHERS:
            found += [msgspec.structs.replace(one, kind="quote") for one in html_passages(text, position, file)]
    return found


def without_names(passages: list[Passage]) -> list[Passage]:
    """The passages, where `name:` above what was reblogged is the site's."""
    return [
        msgspec.structs.replace(passage, kind="boilerplate")
        if passage.kind == "text" and after is not None and after.kind == "quote" and _NAMED.fullmatch(passage.text)
        else passage
        for passage, after in zip_longest(passages, passages[1:])
    ]


def answer(
    id: str,
    question: list[Passage],
    passages: list[Passage],
    date: dt.datetime | None,
    writer: Writer,
    asker: Participant | None = None,
) -> Conversation:
    """A question that somebody sent, and the answer."""
    asker = asker or _ASKER
    asked = sound("\n\n".join(passage.text for passage in question))
    messages = [
        Message(f"{id} question", asker.id, date, asked, position=question[0].position),
        Message(id, writer.person.id, date, own_text(passages), position=question[0].position),
    ]
    quotes = [
        Message(f"{id} {number}", None, date, passage.text, passage.kind, position=passage.position)
        for number, passage in enumerate(passages, 1)
        if passage.kind != "text"
    ]
    people = (asker, writer.person)
    messages = [*quotes, *messages]
    return Conversation(NAME, id, None, people, False, messages, owner=writer.person.id, one_session=True)


def page_conversation(part: Part, limits: Limits) -> Conversation | None:
    """The post that a page shows; whose blog it is, no page tells."""
    tree = html_tree(content_of(part.file, limits, "message_bytes"), part.file.name, extra="html")
    body = None if tree is None else tree.find(".//body")
    if body is None:
        return None
    date = None
    for foot in body.xpath(".//*[@id='footer']"):
        told = foot.xpath(".//*[@id='timestamp']")
        date = _shown(" ".join("".join(told[0].itertext()).split())) if told else None
        hide(foot)
    title = next((" ".join("".join(head.itertext()).split()) for head in body.iter("h1")), "")
    passages = without_names(tree_passages(body, f"{part.file.name}:1"))
    if title and passages and passages[0].text == title and len(passages) > 1:
        passages = passages[1:]
    return monologue(
        writer_of(""), post_id(part.file), title or None, date, passages or [Passage("", f"{part.file.name}:1")]
    )


def _shown(text: str) -> dt.datetime | None:
    """A moment such as `March 2nd, 2019 5:41am`, which no zone stands beside."""
    text = _ORDINAL.sub("", text)
    for form in ("%B %d, %Y %I:%M%p", "%B %d, %Y %I:%M:%S%p", "%B %d, %Y"):
        try:
            return dt.datetime.strptime(text, form)
        except ValueError:
            continue
    return date_of(text)


def _moment(element: Element) -> dt.datetime | None:
    seconds = element.get("unix-timestamp") or ""
    try:
        return dt.datetime.fromtimestamp(int(seconds), dt.UTC)
    except (ValueError, OverflowError, OSError):
        return date_of(element.get("date-gmt"))
