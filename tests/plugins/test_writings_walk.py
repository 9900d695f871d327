"""What a walk through exports of many apps showed: whose words a passage is, in small files as the apps write them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulacrum_core import read
from simulacrum_core.sources import with_highlights, with_line_breaks

OWN = "The weir was loud tonight and I counted nine herons."
OTHER = "Herons are patient birds that stand in shallow water."


def kinds(path: Path) -> dict[str, list[str]]:
    """The texts of all messages by their kinds."""
    found: dict[str, list[str]] = {}
    for chat in read(path, keep=True):
        for message in chat.messages:
            found.setdefault(message.kind, []).append(message.text)
    return found


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_first_paragraph_without_blanks_is_no_title(tmp_path: Path) -> None:
    first, second = (
        "今夜は堰の音が大きくて鷺を九羽まで数えた。川は静かだった。",
        "明日もまた同じ場所へ行って鷺を数えようと思う。",
    )
    found = kinds(written(tmp_path / "a.txt", f"{first}\n\n{second}\n"))
    assert found == {"text": [f"{first}\n\n{second}"]}
    (chat,) = read(written(tmp_path / "b.txt", f"堰の夜\n\n{second}{first}\n"))
    assert chat.title == "堰の夜"


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        (f"{OWN}\n   Then it rained, and I went home without them.", "text"),
        ("Nine herons on the weir,\nno moon, no lamp, no fish.", "text"),
        ("for heron in weir:\n    count(heron)", "quote"),
        ("<code>the herons stand here and the water is loud.</code>", "quote"),
    ],
)
def test_preformatted_words_are_their_authors(typed: str, kind: str, tmp_path: Path) -> None:
    page = f"<html><body><article><p>{OWN} Twice.</p><pre>{typed}</pre></article></body></html>"
    found = kinds(written(tmp_path / "a.html", page))
    words = typed.removeprefix("<code>").removesuffix("</code>")
    assert any(words in text for text in found[kind])


def post(number: int, text: str, **more: object) -> dict[str, object]:
    stamp = f"Mon Mar 04 08:{number % 60:02d}:00 +0000 2024"
    return {"tweet": {"id_str": str(number), "created_at": stamp, "full_text": text, "entities": {}, **more}}


def test_what_is_passed_on_by_hand_is_not_the_owners(tmp_path: Path) -> None:
    posts = [
        post(1, f"“@heron: {OTHER}”"),
        post(2, f"Quite so. RT @heron: {OTHER}"),
        post(3, f'"@heron: {OTHER}" {OWN}'),
        post(4, "I asked “@heron where are you” and got no answer"),
    ]
    written(tmp_path / "x/data/tweets.js", "window.YTD.tweets.part0 = " + json.dumps(posts))
    account = [{"account": {"accountId": "7", "username": "ada", "accountDisplayName": "Ada"}}]
    written(tmp_path / "x/data/account.js", "window.YTD.account.part0 = " + json.dumps(account))
    found = kinds(tmp_path / "x")
    assert sorted(found["text"]) == sorted(["Quite so.", OWN, "I asked “@heron where are you” and got no answer"])
    assert found["quote"] == [f"@heron: {OTHER}"] * 3


def test_tasks_of_standard_notes_are_words(tmp_path: Path) -> None:
    groups = {
        "schemaVersion": "1.0.0",
        "groups": [{"name": "Weir", "tasks": [{"description": OWN, "completed": True}]}],
    }
    items = [
        {"uuid": str(number), "content_type": "Note", "content": {"title": "t", "text": text, "noteType": "task"}}
        for number, text in enumerate((json.dumps(groups), f"- [ ] {OTHER}", '{"x": 1}'))
    ]
    path = written(tmp_path / "b.txt", json.dumps({"version": "004", "items": items}))
    found = kinds(path)
    assert sorted(found["text"]) == [f"- {OTHER}", f"Weir\n\n- {OWN}"]
    assert found["machine"] == ['{"x": 1}']


LOGSEQ = f"""- {OWN} {{{{cloze nine}}}} of them
- [:div {{:class "x"}} "made"]
- {OTHER}
  ls-type:: annotation
  hl-page:: 3
	- Mine below it.
"""


@pytest.mark.parametrize("name", ["pages/Weir.md", "journals/2024_03_04.md"])
def test_annotations_of_logseq_are_quotations_and_what_is_to_be_learned_is_a_word(name: str, tmp_path: Path) -> None:
    written(tmp_path / "g/logseq/config.edn", "{}")
    written(tmp_path / "g" / name, LOGSEQ)
    found = kinds(tmp_path / "g")
    own = "\n".join(found["text"])
    assert f"{OWN} nine of them" in own
    assert "Mine below it." in own
    assert OTHER not in own
    assert "div" not in own
    assert OTHER in "\n".join(found["quote"])


READWISE = f"""## Metadata
- Author: [[Per Holm]]
- Category: #books

## Highlights
- {OTHER} ([Location 12](https://readwise.io/to_kindle?action=open))
- {OTHER}
  And more of it. ([View Highlight](https://read.readwise.io/read/1))
- {OWN}
"""


def test_highlights_are_quotations_and_metadata_are_properties() -> None:
    lines = with_highlights(READWISE).split("\n")
    assert lines[1:3] == ["- Author:: [[Per Holm]]", "- Category:: #books"]
    assert lines[5].startswith(f"- > {OTHER}")
    assert lines[6:9] == [f"- > {OTHER}", lines[7], f"- {OWN}"]
    assert lines[7].startswith("  > And more")


def test_a_page_of_highlights_trains_only_what_is_added(tmp_path: Path) -> None:
    found = kinds(written(tmp_path / "Weir.md", READWISE))
    assert OWN in "\n".join(found["text"])
    assert OTHER not in "\n".join(found["text"])
    assert "Per Holm" not in "\n".join(found["text"])


def test_expressions_of_orgs_diary_are_no_words(tmp_path: Path) -> None:
    org = f"#+title: Weir\n\n{OWN}\n%%(org-anniversary 1956 5 14) Heron is %d\n\n{OWN} Twice.\n"
    assert "anniversary" not in "".join(kinds(written(tmp_path / "a.org", org))["text"])
    entry = f"* 2024-03-04 Monday\n{OWN}\n%%(diary-float t 4 2) heron\n* 2024-03-05 Tuesday\n{OWN} Twice.\n"
    assert "float" not in "".join(kinds(written(tmp_path / "d" / "j.org", entry))["text"])


def test_tags_for_the_look_of_words_and_entities_are_shown_as_they_look() -> None:
    assert with_line_breaks("a <u>b</u> <span style='x'>c <kbd>d</kbd></span>&nbsp;e &amp; f") == "a b c d e & f"
    assert with_line_breaks("`<u>b</u> &amp;` and a <b> alone; x") == "`<u>b</u> &amp;` and a <b> alone; x"
    assert with_line_breaks("a &#x200B; b; AT&T; 3 < 4") == "a  b; AT&T; 3 < 4"


def test_separators_of_lines_are_line_breaks(tmp_path: Path) -> None:
    entry = {"uuid": "A", "creationDate": "2024-03-04T08:00:00Z", "text": f"{OWN}\u2028Nine."}
    path = written(tmp_path / "Journal.json", json.dumps({"metadata": {"version": "1.0"}, "entries": [entry]}))
    assert kinds(path)["text"] == [f"{OWN}\nNine."]
    assert kinds(written(tmp_path / "e/a.txt", f"{OWN}\u2028Nine herons it was.\n"))["text"] == [
        f"{OWN}\nNine herons it was."
    ]


def test_a_calendar_beside_a_text_makes_it_no_invitation(tmp_path: Path) -> None:
    def mail(number: int, calendar: str) -> str:
        return (
            f"From x@x Mon Mar 04 08:00:0{number} 2024\nMessage-ID: <{number}@x>\nFrom: Ada <ada@x.example>\n"
            f"To: per@x.example\nSubject: Weir {number}\nDate: Mon, 4 Mar 2024 08:0{number}:00 +0000\n"
            "Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain\n\n"
            f"{OWN} {number}\n--B\nContent-Type: {calendar}\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n--B--\n\n"
        )

    path = written(
        tmp_path / "Sent.mbox", mail(1, "text/calendar; name=a.ics") + mail(2, "text/calendar; method=REQUEST")
    )
    found = kinds(path)
    assert found["text"] == [f"{OWN} 1"]
    assert len(found["bot"]) == 1


def test_what_reddits_editor_puts_on_an_empty_line_is_no_word(tmp_path: Path) -> None:
    rows = f'id,permalink,date,ip,subreddit,gildings,title,url,body\na,x,2024-03-04 08:00:00 UTC,,s,0,t,,"{OWN}\n\n&#x200B;\n\nNine."\n'
    written(tmp_path / "r/posts.csv", rows)
    written(tmp_path / "r/statistics.csv", "statistic,value\naccount name,ada\n")
    (text,) = kinds(tmp_path / "r")["text"]
    assert text.split() == [*OWN.split(), "Nine."]
    assert "\u200b" not in text


def test_formulas_of_roam_are_no_words(tmp_path: Path) -> None:
    page = {"title": "Weir", "uid": "p", "children": [{"string": f"{OWN} $$x = 3$$", "uid": "a", "create-time": 1}]}
    assert kinds(written(tmp_path / "g.json", json.dumps([page])))["text"] == [OWN]


def test_a_first_line_of_simplenote_that_is_a_sentence_is_text(tmp_path: Path) -> None:
    texts = [f"{OWN}\n{OTHER}", f"Weir\n{OWN}"]
    notes = [{"id": str(number), "content": text} for number, text in enumerate(texts)]
    path = written(tmp_path / "notes.json", json.dumps({"activeNotes": notes, "trashedNotes": []}))
    chats = list(read(path))
    assert [(chat.title, next(iter(chat.messages)).text) for chat in chats] == [
        (None, f"{OWN}\n{OTHER}"),
        ("Weir", OWN),
    ]


def test_a_clip_without_an_author_is_a_copy_of_a_page(tmp_path: Path) -> None:
    head = "---\nsource: https://news.example/a\n"
    written(tmp_path / "v/Clip.md", f"{head}---\n{OTHER}\n\n{OTHER} So it is.\n")
    written(tmp_path / "v/Mine.md", f"{head}author: Ada\n---\n{OWN}\n\n{OWN} Twice.\n")
    written(tmp_path / "v/Phone.md", f"---\nsource: mobile.iphone\n---\n{OWN} Here.\n\n{OWN} There.\n")
    found = kinds(tmp_path / "v")
    assert len(found["text"]) == 2
    assert OTHER in found["quote"][0]


def test_what_a_browser_saves_with_a_page_is_not_read(tmp_path: Path) -> None:
    page = "<html><body><article><p>{}</p><p>{}</p></article></body></html>"
    written(tmp_path / "p/Weir.html", page.format(OWN, f"{OWN} Twice."))
    for number, end in enumerate(("_files", "-Dateien", "_fichiers")):
        written(tmp_path / f"p/Weir{end}/ad{number}.html", page.format(OTHER, f"{OTHER} So they say."))
    written(tmp_path / "p/Weir_drafts/mine.html", page.format(f"{OWN} Once.", f"{OWN} More than that."))
    assert OTHER not in "\n".join(kinds(tmp_path / "p")["text"])
    assert "More than that." in "\n".join(kinds(tmp_path / "p")["text"])


def test_marks_of_bear_and_of_r_are_no_words(tmp_path: Path) -> None:
    path = written(tmp_path / "a.md", f"{OWN} [file:AB/weir.pdf]\n\nThere were `r length(x)` herons, not `nine`.\n")
    assert kinds(path)["text"] == [f"{OWN}\n\nThere were  herons, not `nine`."]


BOX = r"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt\pard Nine in a box.\par}}{\shprslt Nine in a box.}}"


def test_words_of_rich_text_and_of_word_that_were_lost(tmp_path: Path) -> None:
    text = rf"{{\rtf1\ansi {OWN} Yes.\par {OWN}{BOX} Twice.\column Then rain.\par}}"
    (words,) = kinds(written(tmp_path / "a.rtf", text))["text"]
    assert words.split("\n\n") == [f"{OWN} Yes.", f"{OWN} Twice.", "Then rain.", "Nine in a box."]


def test_components_and_comments_of_mdx_are_no_words(tmp_path: Path) -> None:
    text = f'{OWN}\n\n{{/* a remark */}}\n\n<Chart data={{"herons"}} />\n\n<Note>\n{OWN} Twice.\n</Note>\n'
    words = "\n".join(kinds(written(tmp_path / "a.mdx", text))["text"])
    assert words.split() == [*OWN.split(), *OWN.split(), "Twice."]


_ME, _PUBLIC = "https://a.example/users/ada", ["https://www.w3.org/ns/activitystreams#Public"]


def posted(folder: Path, content: str, **fields: str) -> dict[str, list[str]]:
    note = {"id": f"{_ME}/1", "type": "Note", "content": content, "published": "2024-03-04T08:00:00Z", "to": _PUBLIC}
    item = {"type": "Create", "actor": _ME, "published": "2024-03-04T08:00:00Z", "to": _PUBLIC, "object": note | fields}
    written(folder / "outbox.json", json.dumps({"type": "OrderedCollection", "orderedItems": [item]}))
    written(folder / "actor.json", json.dumps({"id": _ME, "preferredUsername": "ada"}))
    return kinds(folder)


def test_the_address_of_a_quoted_post_is_no_word_of_mastodon(tmp_path: Path) -> None:
    content = f'<p>{OWN}<span class="quote-inline"><br/>RE: <a href="x">https://b.example/1</a></span></p>'
    found = posted(tmp_path / "m", content)
    assert found["text"] == [OWN]
    assert "b.example" in found["boilerplate"][0]


@pytest.mark.parametrize("field", ["quote", "quoteUrl", "quoteUri", "_misskey_quote"])
@pytest.mark.parametrize("shape", ["<p>RE: {}</p><p>{}</p>", "<p>{1}<br><br>RE: {0}</p>", "<p>{1}</p><p>RE: {0}</p>"])
def test_so_it_is_without_a_class_where_a_field_says_that_a_post_is_quoted(
    tmp_path: Path, field: str, shape: str
) -> None:
    address = "https://b.example/1"
    link = f'<a href="{address}"><span class="invisible">https://</span>b.example/1</a>'
    for number, shown in enumerate((address, link)):
        found = posted(tmp_path / f"m{number}", shape.format(shown, OWN), **{field: address})
        assert found["text"] == [OWN]
        assert "b.example" in found["boilerplate"][0]


def test_an_address_that_somebody_typed_and_words_behind_re_are_theirs(tmp_path: Path) -> None:
    assert posted(tmp_path / "a", f"<p>{OWN}<br>RE: https://b.example/1</p>")["text"] == [
        f"{OWN}\nRE: https://b.example/1"
    ]
    own = f"<p>RE: the geese, {OWN}</p><p>RE: geese</p>"
    assert posted(tmp_path / "b", own, quoteUri="x")["text"] == [f"RE: the geese, {OWN}\n\nRE: geese"]


def test_signs_for_the_end_of_a_page_and_of_a_file_are_no_words(tmp_path: Path) -> None:
    long = f"{OWN} {OTHER} " * 9
    (text,) = kinds(written(tmp_path / "a.txt", f"{long}\x0c\n{OWN} Twice.\n\x1a"))["text"]
    assert text == f"{long.rstrip()}\n{OWN} Twice."


def test_comments_of_ulysses_are_no_words_and_what_stands_between_them_is(tmp_path: Path) -> None:
    text = f"{OWN}\n\n%% {OTHER}\n\n{OWN} Twice.\n\n%% {OTHER}\n\n++{OTHER}++\n\n{OWN} Thrice.{{>>{OTHER}<<}}\n"
    assert kinds(written(tmp_path / "a.md", text))["text"] == [f"{OWN}\n\n{OWN} Twice.\n\n{OWN} Thrice."]
    vault = f"{OWN}\n\n%%\n{OTHER}\n%%\n\n++{OWN} Twice.++\n\n%%{OTHER}%%\n\n%% {OTHER}\nMore of it. %%\n"
    assert kinds(written(tmp_path / "b.md", vault))["text"] == [f"{OWN}\n\n++{OWN} Twice.++"]
    diary = f"# 2024-03-04\n{OWN}\n%% {OTHER}\n{OWN} Twice.\n%% {OTHER}\n# 2024-03-05\n{OWN} Thrice.{{>>{OTHER}<<}}\n"
    assert "\n".join(kinds(written(tmp_path / "d/j.md", diary))["text"]).count(OTHER) == 0
    assert "Twice." in "\n".join(kinds(tmp_path / "d/j.md")["text"])


def test_the_name_of_a_theorem_is_a_heading(tmp_path: Path) -> None:
    text = (
        "\\documentclass{article}\n\\newtheorem{heron}{Heron}\n\\begin{document}\n"
        f"{OWN}\n\\begin{{heron}}[Of \\emph{{nine}}] {OWN} Twice.\\end{{heron}}\n"
        f"\\begin{{lemma}}[The weir]\\label{{a}} {OWN} Thrice.\\end{{lemma}}\n"
        f"\\begin{{center}}[t] {OWN} Once more.\\end{{center}}\n\\end{{document}}\n"
    )
    (words,) = kinds(written(tmp_path / "a.tex", text))["text"]
    assert words.split("\n\n") == [
        OWN,
        "Of nine",
        f"{OWN} Twice.",
        "The weir",
        f"{OWN} Thrice. {OWN} Once more.",
    ]


def test_a_note_that_is_all_quotation_or_machine_text_is_counted(tmp_path: Path) -> None:
    written(tmp_path / "g/logseq/config.edn", "{}")
    written(tmp_path / "g/pages/Mine.md", f"- {OWN}\n- {OWN} Twice.\n")
    written(tmp_path / "g/pages/hls__weir.md", f"- {OTHER}\n  ls-type:: annotation\n  hl-page:: 3\n")
    found = kinds(tmp_path / "g")
    assert OTHER in found["quote"][0]
    assert OTHER not in "\n".join(found["text"])


def test_the_header_card_of_ghost_is_its_authors(tmp_path: Path) -> None:
    card = {"type": "header", "header": "Nine herons", "subheader": "<p>and a weir</p>", "buttonText": "Read on"}
    paragraph = {"type": "paragraph", "children": [{"type": "extended-text", "text": OWN}]}
    post = {"id": "1", "type": "post", "lexical": json.dumps({"root": {"type": "root", "children": [card, paragraph]}})}
    data = {"db": [{"meta": {"version": "5.1"}, "data": {"posts": [post]}}]}
    found = kinds(written(tmp_path / "a.json", json.dumps(data)))
    assert found == {"text": [f"Nine herons\n\nand a weir\n\n{OWN}"], "boilerplate": ["Read on"]}


def test_who_changed_a_block_of_roam_is_its_author_where_nothing_tells_who_made_it(tmp_path: Path) -> None:
    def block(text: str, who: str) -> dict[str, object]:
        return {"string": text, "uid": f"{len(text)}{who}", "edit-email": f"{who}@x.example", "edit-time": 1}

    blocks = [block(OWN, "ada"), block(OTHER, "per"), block(f"{OWN} Twice.", "ada")]
    path = written(tmp_path / "g.json", json.dumps([{"title": "Weir", "uid": "p", "children": blocks}]))
    said = {
        chat.participants[0].id: [message.text for message in chat.messages if message.kind == "text"]
        for chat in read(path, keep=True)
    }
    assert said == {"ada@x.example": [OWN, f"{OWN} Twice."], "per@x.example": [OTHER]}


@pytest.mark.parametrize(
    "box",
    [
        '<div class="native-audio-embed">A reading of the weir, 4 min</div>',
        '<div class="native-video-embed">The weir at dusk, 2 min</div>',
        '<div class="latex-rendered">n = 9</div>',
    ],
)
def test_what_an_editor_embeds_is_nobodys_and_is_counted(box: str, tmp_path: Path) -> None:
    page = f"<html><body><article><p>{OWN} Twice.</p>{box}<p>{OWN} Thrice.</p></article></body></html>"
    found = kinds(written(tmp_path / "a.html", page))
    assert found.pop("text") == [f"{OWN} Twice.\n\n{OWN} Thrice."]
    assert found
