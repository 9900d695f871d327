"""What WordPress's plugins put in brackets is left out, and what an author puts there stays."""

from __future__ import annotations

import pytest

from simulacrum_essays.blogs.wordpress_shortcodes import without_shortcodes


@pytest.mark.parametrize(
    "text",
    [
        "He wrote 'teh' [sic] twice [see the note below], and left [laughing].",
        "[Silence]",
        "I owe them [more about that later]",
        "a [b] c, x[1] and [2024-01-01]",
        "[[gallery]] is how a gallery is written",
        "[note to self: buy oil]",
    ],
)
def test_what_an_author_puts_in_brackets_stays(text: str) -> None:
    assert without_shortcodes(text) == (text, 0)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('one\n\n[audio src="a.mp3"]\n\ntwo\n\n[audio src="b.mp3"][/audio]\n\nthree', "one\n\n\n\ntwo\n\n\n\nthree"),
        ('[row cols="2"][cell]left[/cell][cell]right[/cell][/row]', "leftright"),
        ("[signup]\nwords", "\nwords"),
        ("[promo 12]\nwords", "\nwords"),
        ("before [embed]https://a.example[/embed] after", "before  after"),
        ("so[efn_note]a source[/efn_note] it goes", 'so it goes\n\n<aside class="footnote">a source</aside>'),
        ("[quote]theirs[/quote]mine", "<blockquote>theirs</blockquote>mine"),
        ("[php]echo 1;[/php]", "<pre>echo 1;</pre>"),
        ("[su_box title='x']kept[/su_box]", "kept"),
        ("kept [/orphan]", "kept "),
    ],
)
def test_shortcodes_are_left_out_and_what_they_enclose_stays(text: str, left: str) -> None:
    found, count = without_shortcodes(text)
    assert found == left
    assert count > 0


def test_captions_and_notes_in_shortcodes_part_no_sentence_and_are_not_lost() -> None:
    found = without_shortcodes(
        'It rained[efn_note]A lot.[/efn_note] all [caption id="a"]<img src="x"> Rain[/caption]day.'
    )
    rest = '<aside class="footnote">A lot.</aside>\n\n<figcaption><img src="x"> Rain</figcaption>'
    assert found == (f"It rained all day.\n\n{rest}", 2)
