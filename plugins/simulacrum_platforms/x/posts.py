"""Posts of an archive of X: those that belong together are one text, answers stand behind what they answer."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from simulacrum_core import Attachment, Conversation, Message, Participant

from ..monologues import Passage, Writer, monologue
from ..shelf import Shelf
from .archive import NAME, Archive, objects
from .post import Post, liked_text, long_text, post_of

_FIRST_YEAR = 2006
_ANSWERS, _REPOSTS = "answers", "reposts"


class Tally(msgspec.Struct, frozen=True):
    """Posts that earlier archives of the same source had, and counts to tell at the end."""

    read: set[int] = msgspec.field(default_factory=set)
    counts: Counter[str] = msgspec.field(default_factory=Counter)


def post_conversations(archive: Archive, writer: Writer, tally: Tally) -> Iterator[Conversation]:
    """Single posts as they come, then threads, then answers to others, then what others wrote."""
    links = _links(archive, writer)
    joined = links.parents.keys() | set(links.parents.values())
    held: dict[int, Post] = {}
    with Shelf() as shelf:
        answers = _Answers(writer, _liked(archive, links.asked), shelf, tally)
        for post in _own_posts(archive, tally):
            if post.shared_from is not None:
                shelf.add(_REPOSTS, post.number, _message(post, writer))
                tally.counts["reposts"] += 1
            elif post.is_old:
                passages = [Passage(post.text, f"{post.file}:{post.line}", "superseded")]
                yield monologue(writer, f"{post.file}#{post.number}", None, _moment(post), passages)
            elif post.number in joined:
                held[post.number] = post
            elif _is_answer(post, writer):
                answers.add([post])
            else:
                yield _text([post], writer)
        for thread in threads(held, links.parents):
            if _is_answer(thread[0], writer):
                answers.add(thread)
            else:
                yield _text(thread, writer)
        yield from answers.dialogues()
        for id, title in ((_ANSWERS, "Answers to posts that are not in the archive"), (_REPOSTS, "Reposts")):
            if shelf.authors(id):
                messages, me = shelf.messages(id), writer.person
                yield Conversation(NAME, f"{id} of {me.id}", title, (me,), True, messages, owner=me.id)


class _Links(msgspec.Struct, frozen=True):
    """Which post answers which, where the answered one may be the owner's, and which of others' are answered."""

    parents: dict[int, int] = msgspec.field(default_factory=dict)
    asked: set[int] = msgspec.field(default_factory=set)


def _links(archive: Archive, writer: Writer) -> _Links:
    links = _Links()
    for data, file, line in objects(archive.posts, "tweet", archive, tell=False):
        post = post_of(data, file.name, line)
        if post is None or post.parent is None:
            continue
        if _is_strange(post, writer):
            links.asked.add(post.parent)
        elif post.parent < post.number:
            links.parents[post.number] = post.parent
            if not writer.is_known:
                links.asked.add(post.parent)
    return links


def _is_strange(post: Post, writer: Writer) -> bool:
    """Whether a post says that it answers somebody else's."""
    return writer.is_known and post.answered is not None and post.answered != writer.person.id


def _is_answer(post: Post, writer: Writer) -> bool:
    """Whether a post that goes back to none of the owner's answers somebody else's, as far as anybody can tell."""
    return post.parent is not None and not (writer.is_known and post.answered == writer.person.id)


def _own_posts(archive: Archive, tally: Tally) -> Iterator[Post]:
    notes = _long_texts(archive)
    for data, file, line in objects(archive.posts, "tweet", archive, tell=True):
        post = post_of(data, file.name, line)
        if post is None:
            archive.findings.report(file.name, line, "left out: a post without an id or a text")
        elif post.number in tally.read:
            tally.counts["repeated"] += 1
        else:
            tally.read.add(post.number)
            yield msgspec.structs.replace(post, text=long_text(post, notes)) if not post.quoted else post


def threads(held: dict[int, Post], parents: dict[int, int]) -> Iterator[list[Post]]:
    """Posts by the first one that they go back to, in the order of their numbers, which is that of time."""
    roots: dict[int, int] = {}
    found: dict[int, list[Post]] = {}
    for number in sorted(held):
        parent = parents.get(number)
        root = roots.get(parent, number) if parent is not None else number
        roots[number] = root
        found.setdefault(root, []).append(held[number])
    yield from found.values()


def _text(thread: Sequence[Post], writer: Writer) -> Conversation:
    first = thread[0]
    passages = [passage for post in thread for passage in _passages(post)]
    return monologue(writer, f"{first.file}#{first.number}", None, _moment(first), passages)


def _passages(post: Post) -> Iterator[Passage]:
    """The author's words, then what they repeat of somebody else's."""
    position = f"{post.file}:{post.line}"
    if post.text or not post.quoted:
        yield Passage(post.text, position, "media" if post.pictures and not post.text else "text")
    if post.quoted:
        yield Passage(post.quoted, position, "quote")


class _Answers:
    """Answers to posts that their author liked, whose words the archive has; all others go to the shelf.

    What goes on with an answer answers the same post.
    """

    def __init__(self, writer: Writer, liked: dict[int, str], shelf: Shelf, tally: Tally) -> None:
        self._writer, self._liked, self._shelf, self._tally = writer, liked, shelf, tally
        self._known: dict[int, list[Post]] = {}

    def add(self, thread: Sequence[Post]) -> None:
        """An answer with what goes on with it."""
        parent = thread[0].parent
        if parent in self._liked:
            self._known.setdefault(parent, []).extend(thread)
            return
        for post in thread:
            for message in _messages(post, self._writer, parent):
                self._shelf.add(_ANSWERS, post.number, message)
            self._tally.counts["answers"] += 1

    def dialogues(self) -> Iterator[Conversation]:
        """What was liked, and what was answered to it."""
        for parent, posts in self._known.items():
            self._tally.counts["answered"] += len(posts)
            yield _dialogue(parent, self._liked[parent], posts, self._writer)


def _dialogue(parent: int, text: str, posts: Sequence[Post], writer: Writer) -> Conversation:
    first = min(posts, key=lambda post: post.number)
    name = first.answered_name or first.answered or "somebody"
    handles = (first.answered_login,) if first.answered_login else ()
    other = Participant(first.answered or name, name, handles)
    question = Message(str(parent), other.id, None, text, position=f"{first.file}:{first.line}")
    ordered = sorted(posts, key=lambda post: post.number)
    answers = [message for post in ordered for message in _messages(post, writer, parent)]
    people, messages, me = (other, writer.person), [question, *answers], writer.person.id
    return Conversation(NAME, f"post {parent}", name, people, False, messages, owner=me, one_session=True)


def _messages(post: Post, writer: Writer, parent: int | None) -> Iterator[Message]:
    """An answer; what it repeats of somebody else's is a message of nobody's before it."""
    if post.quoted:
        yield Message(
            f"{post.number} quoted", None, _moment(post), post.quoted, "quote", position=f"{post.file}:{post.line}"
        )
    yield _message(post, writer, parent)


def _message(post: Post, writer: Writer, parent: int | None = None) -> Message:
    return Message(
        id=str(post.number),
        author=writer.person.id,
        sent_at=_moment(post),
        text=post.text,
        kind="media" if post.pictures and not post.text else "text",
        reply_to=None if parent is None else str(parent),
        attachments=(Attachment("image"),) * post.pictures,
        forwarded_from=post.shared_from,
        position=f"{post.file}:{post.line}",
    )


def _moment(post: Post) -> dt.datetime | None:
    return post.date if post.date and post.date.year >= _FIRST_YEAR else None


def _liked(archive: Archive, wanted: set[int]) -> dict[int, str]:
    """The words of posts that the owner liked, of those that were answered."""
    if not wanted:
        return {}
    found: dict[int, str] = {}
    for data, _, _ in objects(archive.parts.get("like", ()), "like", archive, tell=False):
        number, text = liked_text(data)
        if number is not None and number in wanted and text:
            found[number] = text
    return found


def _long_texts(archive: Archive) -> dict[str, list[str]]:
    """Texts of long posts, which are cut where the posts stand, by the second in which they were made."""
    found: dict[str, list[str]] = {}
    for data, _, _ in objects(archive.parts.get("note_tweet", ()), "noteTweet", archive, tell=False):
        core, made = data.get("core"), data.get("createdAt")
        text = core.get("text") if isinstance(core, dict) else None
        if isinstance(text, str) and isinstance(made, str):
            found.setdefault(made[:19], []).append(text)
    return found
