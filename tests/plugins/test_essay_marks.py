"""What apps for notes and editors keep beside the words of an essay is no word of it, and nothing goes uncounted."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from simulacrum_core import Source
from simulacrum_essays import EssaysImporter

PROSE = "The boat lay on its side all winter, and nobody in the village asked me why."


def read(path: Path, text: str, **options: object) -> tuple[list[tuple[str, str]], dict[str, str]]:
    path.write_text(text, encoding="utf-8")
    source = Source([path])
    found = [
        (message.kind, message.text)
        for essay in EssaysImporter.model_validate(options).read(source)
        for message in essay.messages
    ]
    return found, {decision.subject: decision.evidence for decision in source.findings.decisions}


@pytest.mark.parametrize(
    ("written", "kept", "count"),
    [
        ("![The keel](keel.jpg)", "", "1 as markup"),
        ("[![The keel](keel.jpg)](https://example.org/a_(b))", "", "1 as markup"),
        ("![][image1]\n\n[image1]: <data:image/png;base64,AAAA>", "", "1 link definitions"),
        (
            "See [the log][Log] and [log], not [this] or `[log]`.\n\n[log]: https://reed.example/log",
            "See the log and log, not [this] or `[log]`.",
            "1 link definitions",
        ),
        ("As it was ![keel](<my keel.jpg>){width=40%} then.", "As it was  then.", "1 as markup"),
        (
            "As it was [then][one].\n\n[one]: https://example.org/b 'Then'",
            "As it was then.",
            "1 link definitions",
        ),
        ("![[keel.png|200]]", "", "1 as markup"),
        ("# <% tp.file.title %>\n\nIt rained.", "It rained.", "1 tags of templates"),
        ("mood:: 3\ntags:: boats, rain\n\nIt rained.", "It rained.", "2 properties and clocks"),
        ("- it rained\n  id:: 65e4\n- and then not", "- it rained\n- and then not", "1 properties and clocks"),
        ("It rained [weight:: 70] today.", "It rained  today.", "1 properties and clocks"),
        ("- [ ] mend the keel 📅 2024-03-05 ⏫", "- mend the keel", "1 marks of tasks"),
        ("- [ ] mend the keel 🆔 ab1 ⛔ cd2, ef3 🏁 delete", "- mend the keel", "1 marks of tasks"),
        ("- TODO mend the keel\n  SCHEDULED: <2024-03-05 Tue>", "- mend the keel", "1 marks of tasks"),
        ("- a\n  :LOGBOOK:\n  CLOCK: [2024-03-05 Tue 10:00]\n  :END:\n- b", "- a\n- b", "3 properties and clocks"),
        ("- {{embed ((65e4a1b2-0000-4000-8000-000000000001))}}\n- b", "- b", "1 tags of templates"),
        ("- as in ((65e4a1b2-0000-4000-8000-000000000001)) above", "- as in  above", "1 properties and clocks"),
        ("> [!NOTE] Mine\n> It rained.\n> And then not.", "Mine\nIt rained.\nAnd then not.", ""),
    ],
)
def test_marks_of_an_app_are_no_words(tmp_path: Path, written: str, kept: str, count: str) -> None:
    found, told = read(tmp_path / "a.md", f"# Boats\n\n{PROSE}\n\n{written}\n\n{PROSE}\n")
    assert found == [("text", "\n\n".join(filter(None, [PROSE, kept, PROSE])))]
    assert count in f"{told.get('marks of apps')} {told.get('pictures inside of texts')}"


@pytest.mark.parametrize("head", ["[!ai]+ Of plums", "[!note] ChatGPT says", "[!abstract]- AI Summary"])
def test_a_box_in_which_an_assistant_speaks_is_no_word_of_the_authors(tmp_path: Path, head: str) -> None:
    found, _ = read(tmp_path / "a.md", f"# Boats\n\n{PROSE}\n\n> {head}\n> They want sun.\n\n{PROSE}\n")
    assert [kind for kind, _ in found] == ["text", "quote", "text"]
    assert "They want sun." in found[1][1]


@pytest.mark.parametrize(
    "written",
    [
        "`![keel](keel.jpg)` shows a picture, std::vector holds many, and !important is no picture.",
        "[Ada]: it rained all day, and I said so.",
        "Three things matter: NOW, LATER and never.",
        "[^1]: no note of mine has a colon :: in it.",
    ],
)
def test_what_only_looks_like_a_mark_stays(tmp_path: Path, written: str) -> None:
    found, _ = read(tmp_path / "a.md", f"{PROSE}\n\n{written}\n\n{PROSE}\n", footnotes="keep")
    assert found == [("text", f"{PROSE}\n\n{written}\n\n{PROSE}")]


def test_a_quotation_in_a_box_or_in_orgs_way_is_one(tmp_path: Path) -> None:
    text = f"{PROSE}\n\n> [!quote] Somebody\n> A boat is a hole.\n\n#+BEGIN_QUOTE\nIn the water.\n#+END_QUOTE\n"
    found, _ = read(tmp_path / "a.md", text)
    assert [kind for kind, _ in found] == ["text", "quote"]
    assert found[1][1] == "> [!quote] Somebody\n> A boat is a hole.\n\n> In the water."


def test_org_prose_is_an_essay(tmp_path: Path) -> None:
    text = f"""#+TITLE: Boats
#+AUTHOR: Ada Lind
#+DATE: <2024-03-05 Tue>
:PROPERTIES:
:ID: 65e4
:END:
# a comment

{PROSE}[fn:1] See [[https://example.org][the yard]] and [[./keel.png]].

* TODO Later                                  :boats:
SCHEDULED: <2024-03-06 Wed>
- [X] mend the keel
- paint it

#+begin_verse
The keel is red,
  the oar is dead.
#+end_verse

#+begin_quote
A boat is a hole.
#+end_quote

#+begin_src python
print("boat")
#+end_src

* COMMENT Ideas
{PROSE}
* Old :ARCHIVE:
{PROSE}
* End
{PROSE}

[fn:1] In the yard.
"""
    (tmp_path / "boats.org").write_text(text)
    source = Source([tmp_path / "boats.org"])
    assert EssaysImporter().identify(source)
    (essay,) = EssaysImporter().read(source)
    messages = list(essay.messages)
    assert (essay.title, essay.participants[0].name, str(messages[0].sent_at)[:10]) == (
        "Boats",
        "Ada Lind",
        "2024-03-05",
    )
    own = f"{PROSE} See the yard and .\n\nLater\n\n- mend the keel\n- paint it\n\nThe keel is red,\n  the oar is dead."
    assert [(message.kind, message.text) for message in messages] == [
        ("text", own),
        ("quote", "A boat is a hole."),
        ("quote", 'print("boat")'),
        ("text", f"End\n\n{PROSE}"),
        ("boilerplate", f"COMMENT Ideas\n\n{PROSE}"),
        ("trash", f"Old\n\n{PROSE}"),
        ("boilerplate", "In the yard."),
    ]
    told = {decision.subject: decision.evidence for decision in source.findings.decisions}
    assert told["marks of apps"] == "1 comments, 1 marks of tasks, 4 properties and clocks"


def test_org_prose_that_an_editor_wrapped_is_joined(tmp_path: Path) -> None:
    words = " ".join(f"{PROSE} That was year {number}." for number in range(9))
    found, _ = read(tmp_path / "a.org", f"* Boats\n\n{textwrap.fill(words, 70)}\n\n{textwrap.fill(words, 70)}\n")
    assert found == [("text", f"Boats\n\n{words}\n\n{words}")]


@pytest.mark.parametrize(
    ("indented", "kind"),
    [
        ("The keel is red,\n    the oar is dead,\n        and nobody rows", "text"),
        ("let keel = 1;\n    return keel;", "quote"),
        ("git commit now\n    git push again", "quote"),
        ("for keel in boats:\n      paint the keel", "quote"),
        ("keel", "quote"),
    ],
)
def test_indented_words_are_verse_and_not_code(tmp_path: Path, indented: str, kind: str) -> None:
    found, _ = read(tmp_path / "a.md", f"{PROSE}\n\n    {indented}\n\n{PROSE}\n")
    (shown,) = [found_kind for found_kind, text in found if indented.split("\n")[0] in text]
    assert shown == kind


def test_backslashes_before_signs_are_not_words_but_those_of_code_and_shrugs_are(tmp_path: Path) -> None:
    written = r"It cost 5\.50 \- no more\! \[sic\] `a\.b` ¯\_(ツ)_/¯ \![no picture](a.jpg) C:\Users"
    found, told = read(tmp_path / "a.md", f"{PROSE}\n\n{written}\n\n> Cheap\\!\n")
    kept = r"It cost 5.50 - no more! [sic] `a\.b` ¯\_(ツ)_/¯ ![no picture](a.jpg) C:\Users"
    assert found == [("text", f"{PROSE}\n\n{kept}"), ("quote", "> Cheap!")]
    assert "7 backslashes before signs" in told["marks of apps"]
