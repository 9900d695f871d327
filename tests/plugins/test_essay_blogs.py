"""Exports of blogs: what the blog's program wrote is nobody's, what only looks like it is the author's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulacrum_core import Recipe, Source, convert
from simulacrum_essays import EssaysImporter

PROSE = "The boat lay on its side all winter, and nobody in the village asked me why."
LATER = "It went back to the water in spring, and nobody in the village saw it go."


def read(path: Path, text: str | None = None, **options: object) -> list[tuple[str, str]]:
    if text is not None:
        path.write_text(text, encoding="utf-8")
    essays = EssaysImporter.model_validate(options).read(Source([path]))
    return [(message.kind, message.text) for essay in essays for message in essay.messages]


def item(content: str, number: int, kind: str = "post", **fields: str) -> str:
    told = {"post_date_gmt": "2022-03-01 10:00:00", "status": "publish"} | fields
    rest = "".join(f"<wp:{key}>{value}</wp:{key}>" for key, value in told.items())
    return (
        f"<item><title>x</title><content:encoded><![CDATA[{content}]]></content:encoded><wp:post_id>{number}</wp:post_id>"
        f"<wp:post_type>{kind}</wp:post_type>{rest}</item>"
    )


def blog(*items: str) -> str:
    return (
        '<?xml version="1.0"?><rss xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:wp="http://wordpress.org/export/1.2/"><channel>' + "".join(items) + "</channel></rss>"
    )


@pytest.mark.parametrize(
    "default",
    [
        item(
            "<p>Willkommen bei WordPress. Dies ist dein erster Beitrag. Bearbeite ihn.</p>", 1, post_name="hallo-welt"
        ),
        item(f'<p>{PROSE}</p><p>Nu kan du gå till <a href="https://b.example/wp-admin/">panelen</a>.</p>', 2, "page"),
        item(f"<h2>Chi siamo</h2><p>{PROSE}</p>", 3, "page", status="draft"),
        item(f'<p><b class="privacy-policy-tutorial">a</b>{PROSE}<i class="wp-suggested-text">b</i></p>', 77, "page"),
    ],
)
def test_what_wordpress_wrote_into_a_new_blog_is_nobodys(tmp_path: Path, default: str) -> None:
    found = read(tmp_path / "blog.xml", blog(item(PROSE, 9), default))
    assert found[0] == ("text", PROSE)
    assert found[1:]
    assert {kind for kind, _ in found[1:]} == {"boilerplate"}


@pytest.mark.parametrize(
    "own",
    [
        item(f"I have left WordPress at last. {PROSE}", 1, post_modified_gmt="2022-03-09 10:00:00"),
        item(PROSE, 1),
        item(PROSE, 2, "page"),
        item(PROSE, 3, "page"),
    ],
)
def test_a_first_post_that_its_author_wrote_is_theirs(tmp_path: Path, own: str) -> None:
    assert [kind for kind, _ in read(tmp_path / "blog.xml", blog(item(PROSE, 9), own))] == ["text", "text"]


def test_a_post_in_the_trash_is_counted_and_is_no_later_version_of_a_draft(tmp_path: Path) -> None:
    draft, gone = item(PROSE, 8, status="draft"), item(f"{PROSE}\n\n{LATER}", 9, status="trash")
    found = read(tmp_path / "blog.xml", blog(draft, gone))
    assert found == [("text", PROSE), ("trash", f"{PROSE}\n\n{LATER}")]


def test_comments_of_visitors_are_counted(tmp_path: Path) -> None:
    comment = "<wp:comment><wp:comment_content>No.</wp:comment_content></wp:comment>"
    (tmp_path / "blog.xml").write_text(blog(item(PROSE, 9).replace("</item>", f"{comment}</item>")))
    source = Source([tmp_path / "blog.xml"])
    assert len(list(EssaysImporter().read(source))) == 1
    told = {decision.subject: decision.evidence for decision in source.findings.decisions}
    assert told["entries of other types"] == "1 comment"


@pytest.mark.parametrize(
    "block",
    [
        '<pre class="wp-block-verse">{}</pre>',
        '<pre class="wp-block-preformatted">{}</pre>',
        '<div class="preformatted-block"><label>Kept as it is.</label><pre class="text">{}</pre></div>',
    ],
)
def test_a_poem_is_its_authors_own(tmp_path: Path, block: str) -> None:
    poem = "The keel is red,\n   the oar is dead"
    found = read(tmp_path / "blog.xml", blog(item(f"<!-- wp:x -->{block.format(poem)}<pre>let keel = 1;</pre>", 9)))
    assert found[:2] == [("text", poem), ("quote", "let keel = 1;")]
    assert found[2:] == ([("boilerplate", "Kept as it is.")] if "<label>" in block else [])


def test_what_ghost_tells_of_itself_in_a_new_blog_is_nobodys(tmp_path: Path) -> None:
    users = [{"id": "1", "slug": "ghost", "name": "Ghost"}, {"id": "2", "slug": "ada", "name": "Ada Lind"}]
    posts = [{"id": key, "author_id": key, "title": "x", "html": f"<p>{PROSE}</p>"} for key in "12"]
    data = {"db": [{"meta": {"exported_on": 1, "version": "4"}, "data": {"posts": posts, "users": users}}]}
    assert [kind for kind, _ in read(tmp_path / "blog.json", json.dumps(data))] == ["boilerplate", "text"]


@pytest.mark.parametrize("place", [0, 1, 17, 65_000, 65_530])
def test_an_ampersand_that_nobody_escaped_is_one(tmp_path: Path, place: int) -> None:
    written = f"<p>{'b ' * (place // 2)}Tom & Jerry, Q&A, a &amp; b, caf&eacute;&nbsp;au lait &copy &foo; &#38; &</p>"
    plain = item(PROSE, 9).replace(f"<![CDATA[{PROSE}]]>", written.replace("<", "&lt;").replace(">", "&gt;"))
    found = read(tmp_path / "a.xml", blog(plain, item(f"<p>{PROSE} A &amp; B, C & D</p>", 10), item(LATER, 11)))
    shown = f"{'b ' * (place // 2)}Tom & Jerry, Q&A, a & b, café\xa0au lait © &foo; & &"
    assert found == [("text", shown), ("text", f"{PROSE} A & B, C & D"), ("text", LATER)]


def test_what_substack_announces_in_a_new_newsletter_is_nobodys(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    rows = [
        "post_id,post_date,is_published,title",
        "1.coming-soon,2023-02-03,true,Coming soon",
        "2.a,2023-02-04,true,A",
    ]
    (tmp_path / "posts.csv").write_text("\n".join(rows))
    (tmp_path / "posts" / "1.coming-soon.html").write_text("<p>This is Boats, a newsletter about boats and rain.</p>")
    (tmp_path / "posts" / "2.a.html").write_text(f"<p>{PROSE}</p>")
    assert [kind for kind, _ in read(tmp_path)] == ["boilerplate", "text"]


AUTHOR = (
    "<wp:author><wp:author_id>4</wp:author_id><wp:author_login>ada</wp:author_login>"
    "<wp:author_display_name>Ada Lind</wp:author_display_name></wp:author>"
)


def comment(number: int, name: str, text: str, user: int = 0, parent: int = 0, **fields: str) -> str:
    told = {
        "id": number,
        "author": name,
        "date_gmt": f"2022-03-0{number} 10:00:00",
        "content": text,
        "approved": "1",
        "parent": parent,
        "user_id": user,
    } | fields
    return (
        "<wp:comment>"
        + "".join(f"<wp:comment_{key}>{value}</wp:comment_{key}>" for key, value in told.items())
        + "</wp:comment>"
    )


def test_comments_under_which_the_author_answers_are_a_conversation(tmp_path: Path) -> None:
    said = (
        comment(3, "Ada Lind", "Three weeks, then the tar was dry.", 4, 2)
        + comment(2, "Bo Ek", "How long did it lie there?")
        + comment(4, "Ada Lind", "I am somebody else.")
        + comment(5, "Pills", "Buy pills", approved="spam")
    )
    post = item(PROSE, 9).replace("</item>", f"<dc:creator xmlns:dc='d'>ada</dc:creator>{said}</item>")
    (tmp_path / "blog.xml").write_text(blog(AUTHOR, post, item(LATER, 10)))
    source = Source([tmp_path / "blog.xml"])
    talks = [(found, list(found.messages)) for found in EssaysImporter().read(source)]
    (talk,) = [(found, messages) for found, messages in talks if not found.monologue]
    assert talk[0].one_session
    assert [(message.author, message.text, message.reply_to) for message in talk[1]] == [
        ("Bo Ek", "How long did it lie there?", None),
        ("Ada Lind", "Three weeks, then the tar was dry.", "2"),
        ("Ada Lind (2)", "I am somebody else.", None),
    ]
    told = {one.subject: one.evidence for one in source.findings.decisions}
    assert told["entries of other types"] == "1 comment"
    assert told["comments"] == "to 1 posts, under which an author of the blog answers"


def test_an_answer_to_a_comment_is_trained_on(tmp_path: Path) -> None:
    posts = []
    for number in range(1, 4):
        said = comment(1, "Bo Ek", f"Question {number}?") + comment(2, "Ada Lind", f"Answer {number}.", 4, 1)
        post = item(f"{PROSE} {number}", number).replace(
            "</item>", f"<dc:creator xmlns:dc='d'>ada</dc:creator>{said}</item>"
        )
        posts.append(post)
    (tmp_path / "blog.xml").write_text(blog(AUTHOR, *posts))
    made = convert(tmp_path / "blog.xml", me="Ada Lind", folder=tmp_path / "out", recipe=Recipe(validation=0))
    assert made.manifest.ledger.trained == 6
    assert made.manifest.ledger.context == 3


def test_a_text_of_several_authors_is_the_one_s_who_asks(tmp_path: Path) -> None:
    for number, author in enumerate(("Ada Lind, Bo Ek", "Bo Ek and Ada Lind", "Ada Lind", "Bo Ek")):
        (tmp_path / f"{number}.md").write_text(f"---\nauthor: {author}\n---\n{PROSE} {number}\n")
    source = Source([tmp_path])
    source.names = ("ada lind",)
    names = [essay.participants[0].name for essay in EssaysImporter().read(source)]
    assert names == ["Ada Lind", "Ada Lind", "Ada Lind", "Bo Ek"]
