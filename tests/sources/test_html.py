"""Web pages as blocks: what a browser shows as a paragraph is one, and nothing else of the page is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core import SourceError
from simulacrum_core.sources.html.blocks import html_blocks, markup_text


def told(markup: str | bytes) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in html_blocks(markup)]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("", []),
        ("<p>&nbsp;</p><hr>", []),
        ("loose <b>wo</b>rds\nand more", [("text", "loose words and more")]),
        ("<p>one</p>two<p>three", [("text", "one"), ("text", "two"), ("text", "three")]),
        ("<div>a<br>b<br><br>c</div>", [("text", "a\nb\n\nc")]),
        ("<p>no&nbsp;break\u00ad \u200dand \u2028 more</p>", [("text", "no\u00a0break\u00ad \u200dand \u2028 more")]),
        ("<p>he said <q>no</q>.</p>", [("text", "he said “no”.")]),
        ("<h2>Head <i>line</i></h2><p>x</p>", [("heading", "Head line"), ("text", "x")]),
        ("<ul><li>a</li><li>b<ol start=4><li>c</ol></li></ul>", [("text", "- a\n- b\n  4. c")]),
        ("<ul><li><p>a</p><p>b</p></li></ul>", [("text", "- a\n  b")]),
        ("<table><tr><td>a<td>b<tr><td>c</table>", [("text", "a\tb\nc")]),
        ("<pre>\n a\n   b\n</pre>", [("code", " a\n   b")]),
        ("a<blockquote>b<p>c</p></blockquote>d", [("text", "a"), ("quote", "b"), ("quote", "c"), ("text", "d")]),
        (
            "<ul><li>a<blockquote>b</blockquote>c</li><li>d</li></ul>",
            [("text", "- a"), ("quote", "b"), ("text", "c\n- d")],
        ),
        (
            "<p>x<sup><a href='#fn1'>1</a></sup>.</p><li id='fn1'>n <a href='#r'>↩</a></li>",
            [("text", "x."), ("note", "n")],
        ),
        ("<p>10<sup>2</sup> <a href='#top'>up</a></p>", [("text", "102 up")]),
        (
            "<nav>n</nav><script>s</script><p hidden>h</p><form>f<select><option>o</select></form><p>x</p>"
            "<div class='comments-area'>c<p>d</p></div><span class='headerlink'>s</span>",
            [("text", "x"), *(("boilerplate", words) for words in ("n", "h", "f", "c d"))],
        ),
        (
            "<p>x</p><div id='disqus_thread'><p>c</p></div><section id='comments'>d</section><p id='comment'>y</p>",
            [("text", "x"), ("text", "y"), ("boilerplate", "c"), ("boilerplate", "d")],
        ),
        (
            "<p>a <i style='display:none'>se<b>c</b>ret<script>s</script></i>b</p><div hidden><p>x</p>y<br>z</div>",
            [("text", "a b"), ("boilerplate", "secret"), ("boilerplate", "x y z")],
        ),
        ("<ul><li>a<i style='display: none'>..</i></li></ul><p hidden='known'>h</p>", [("text", "- a")]),
        ("<p>a<!-- no -->b<script>x</script>c</p>", [("text", "abc")]),
    ],
)
def test_a_page_is_read_as_it_is_shown(markup: str, expected: list[tuple[str, str]]) -> None:
    assert told(markup) == expected


def test_many_levels_of_lists_do_not_make_a_short_item_long() -> None:
    items = 400
    [block] = html_blocks("<ul>" * 1000 + "<li>a" * items)
    assert len(block.text) < 100 * items


def test_lines_are_counted_from_one() -> None:
    assert [block.line for block in html_blocks("<p>a</p>\n<p>b</p>\n\n<ul>\n<li>c</li></ul>")] == [1, 2, 5]


def test_a_page_is_decoded_as_it_says() -> None:
    assert markup_text("é".encode("utf-8-sig")) == "é"
    assert markup_text("é".encode("utf-16")) == "é"
    assert markup_text(b'<meta charset="iso-8859-5">\xb0') == '<meta charset="iso-8859-5">А'
    assert markup_text(b"caf\xe9 \x93x\x94") == "café “x”"
    assert markup_text(b'<meta charset="nonsense">\xe9').endswith("é")


def test_nesting_without_end_is_an_error() -> None:
    with pytest.raises(SourceError, match=r"a\.html: its elements are nested more than 2,048 deep"):
        html_blocks("<div>" * 10_000, "a.html")


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="<>&"), max_size=60))
def test_no_word_is_lost_or_altered(text: str) -> None:
    assert "".join(block.text for block in html_blocks(f"<p>{text}</p>")).split() == text.split()


PIECES = ["<p>", "</p>", "<ul>", "<li>", "</ul>", "<blockquote>", "</div>", "<td>", "<pre>", "a ", "&amp;", "<", "\n"]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_page_is_read(markup: str) -> None:
    assert all(text.strip() for _, text in told(markup))


def test_lines_of_a_stanza_are_lines_and_stanzas_are_paragraphs() -> None:
    stanza = '<div class="stanza"><p class="line">{}</p>\n<p>{} <i>{}</i></p></div>'
    page = f'<div class="poem">{stanza.format("one", "two", "three")}{stanza.format("four", "five", "six")}</div><p>seven</p><p>eight</p>'
    assert [block.text for block in html_blocks(page)] == ["one\ntwo three", "four\nfive six", "seven", "eight"]
    long = f'<div class="poem"><p>{"word " * 50}</p><p>{"word " * 50}</p></div>'
    assert len(html_blocks(long)) == 2
