"""The trained words are read without trusting any importer."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from simulacrum_core import Segment, TrainingExample
from simulacrum_core.checks.trained_text import TrainedText

from ..conftest import Simulacrum, chat_text

ODD = {
    "header": "Ada: 13.01.26, 21:00 - Nils Arp: are you up",
    "machine": f"Ada: {base64.b64encode(bytes(range(250))).decode()}",
    "markup": '<div class="post">hello</div>',
    "template": "Ada: <% tp.date.now() %>",
    "control": "Ada: a\x07b",
}
PLAIN = [
    "Ada: at 21:00 - or never: your choice",
    "Ada: Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz und Donaudampfschifffahrtsgesellschaft",
    "Ada: lentokonesuihkuturbiinimoottoriapumekaanikkoaliupseerioppilas",
    "Ada: 我们今天晚上去河边看看那条船是不是还在那里然后再决定要不要一起去吃饭好吗",
    "Ada: i <3 this, a < b and <b>so</b>",
    "Ada: see https://a.example/path?q=1",
    "Ada: [note to self] {sigh} 100 % sure",
    "Ada: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaah",
]


def found(*lines: str, label: bool = True, is_text: bool = False) -> dict[str, int]:
    reader = TrainedText(name="Ada")
    for number, line in enumerate(lines, 1):
        reader.add(TrainingExample((Segment(label, f"{line}\n"),)), "train.jsonl", number, is_text=is_text)
    return {kind: suspect.count for kind, suspect in reader.suspects.items()}


@pytest.mark.parametrize("kind", ODD)
def test_what_nobody_wrote_is_found_in_the_trained_text_only(kind: str) -> None:
    assert found(ODD[kind]) == {kind: 1}
    assert found(ODD[kind], label=False) == {}


def test_json_is_machine_text() -> None:
    assert found('Ada: [{"type": "message", "user": "U1"}]') == {"machine": 1}


MINIFIED = [
    "!function(e,t){var n=e.a;n.x=t}(window,1);", ".a{color:red;margin:0}.b{padding:0;top:1px}",
    "const f=(a,b)=>{if(a>b){return a}return b};", "Ada: $(function(){$('#a').hide();b.c(d);e=f});",
    "for(var i=0;i<9;i++){a[i]=b(i)&&c;d(a[i]);}",
]  # fmt: skip
MARKED = {
    "markup": [
        'I went <a href="https://a.example">there</a>', "one<br/>two", "fish &amp; chips", "<h2>Ropes</h2>", "<o:p></o:p>",
        "[b]so[/b]", "[quote=Nils]no[/quote]", "![](https://a.example/a.png)", "![[rope.png]]", "{\\rtf1\\ansi rope}",
        "\\begin{itemize} \\item rope", "<!-- wp:paragraph -->", "<en-todo/> rope",
    ],
    "template": [
        '{% include "rope" %}', "dear ${name},", "[[_TOC_]]", "%%rope%%", '[contact-form-7 id="12"]', "[/caption]",
        "*|FNAME|*, hello", "Dear %FIRST_NAME%", "#+TITLE: Ropes", "#+begin_src sh", "[vc_row]x[/vc_row]", ":PROPERTIES:",
        "{{< figure >}}", "%% kanban:settings",
    ],
    "control": [
        "a\x00b", "a\x0bb", "a\x85b", "a\x9bb", "a\ufffeb", "a\ue000b", "a\ufdd0b", "a\x0cb", "a\ufffdb", "a\ufeffb",
        "a\u2028b", "Ada: a\u2029b",
    ],
    "mail": [
        "From: Nils <nils@a.example>", "Message-ID: <1@a>", "Content-Type: text/plain; charset=utf-8", "X-Mailer: Rope",
        "On Mon, 4 Mar 2024 at 08:01, Nils <nils@a.example> wrote:", "Am 04.03.2024 um 08:01 schrieb Nils:",
        "-----Original Message-----", "---------- Forwarded message ---------", "Von: Nils\nAn: Ada\nBetreff: Tau",
        "Le lun. 4 mars 2024 à 08:01, Nils a écrit :",
        "Subject: ropes\nI have some.", "Betreff: Taue", "Von: Nils Arp\nIch komme.", "件名: 縄", "Ada: Тема: верёвки",
    ],
    "app": [
        "Sent from my iPhone", "Ada: Von meinem iPhone gesendet", "Envoyé de mon iPad", "Get Outlook for Android",
        "iPhoneから送信", "Sent via Gmail Mobile", "Enviado desde mi iPhone.", "发自我的 iPhone",
    ],
    "quoted": ["> one\n> two\n> three", "> a\n>\n> b\n> c", ">> one\n> two\n> three"],
    "machine": ['{"a": 1, "b": [2]}', *MINIFIED, "Ada: {\"a\": 1}"],
}  # fmt: skip
HANDMADE = [
    "roses are red,\nviolets are blue", "| a | b |\n|---|---|\n| one | two |", "08:15 - woke late\n09:30 - tea",
    "Note: I was there.\nWeather: rain", "From: the sea, with love", "Subject to change: everything", "To: be, or not",
    "C  G  Am  F\nI walked along", "1. e4 e5 2. Nf3 Nc6 3. Bb5 a6 4. Ba4 Nf6 5. O-O Be7", "knit 2, k2tog, yo (12 sts)",
    "[Refrain]\nla la la\n[Verse 2]\nla la", "f(x) = x^2 + 3x; g(x) = 0.", "a <i know> b, <3 <3, x_x ^_^ >_<",
    "salt & pepper &c.", "¯\\_(ツ)_/¯", "می‌خواهم بروم", "👩‍👩‍👧‍👦 family 🏳️‍🌈", "Ἄνδρα μοι ἔννεπε, Μοῦσα", "ქართული ენა",
    "ภาษาไทยไม่มีช่องว่างระหว่างคำและนี่คือประโยคที่ยาวพอสมควร", "המים קרים: כן", "100% sure, $5 (5%) [sic] {sigh}",
    "On Monday I wrote: nothing", "ATGCGTACGTTAGCATCGATCGATCGTACGATCGATCGTAGCTAGC", "at 10:00, Nils: come home!",
    "my \uf8ff is broken", "I said: Subject: to nothing", "To: Spring", "From: Monday on, no bread", "De: nada",
    "> one\n> two", ">:( >_< >.>\n>:D\n>:)", ">be me\n>be late\n>no bus", "lol :);) :);) :);) (^_^;);) {^o^};)};)};)",
    "{a,b}={b,a}; so the sets are equal, you see", "x->y->z; f:A->B; g:B->C, and thus g.f:A->C", "ok;ok;ok;{ok};ok;ok;ok;ok",
    "See https://a.example/a?b=c&d=e;f={g};h=i(j)", "Von Hand gesendet", "mit dem Telefon in der Hand", "I read more",
    "Verschickt, gesendet, verloren", "Sent from heaven", "Kaksi köyttä: yksi ja toinen", "Data: 3.4.", "Dato: i morgen",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind, lines in MARKED.items() for line in lines])
def test_marks_of_programs_are_found_wherever_they_stand(kind: str, line: str) -> None:
    assert found(line) == {kind: 1}


@pytest.mark.parametrize("line", HANDMADE)
def test_poems_tables_games_and_languages_are_not_suspected(line: str) -> None:
    assert found(line) == {}


def test_the_first_places_are_told() -> None:
    reader = TrainedText()
    for number in range(1, 10):
        reader.add(TrainingExample((Segment(True, "fish &amp; chips\n&lt;3\n"),)), "train.jsonl", number)
    one = reader.suspects["markup"]
    assert (one.count, one.line, one.more) == (18, 1, [("train.jsonl", number) for number in range(2, 6)])


@pytest.mark.parametrize("line", PLAIN)
def test_what_people_write_is_not_suspected(line: str) -> None:
    assert found(line) == {}


def test_a_long_line_in_many_rows_is_told_once() -> None:
    line = "Ada: This message was sent from my phone, please excuse what is short in it."
    assert found(*[line] * 50) == {"repeated": 1}
    assert found(*["Ada: ok"] * 50) == {}


def test_a_field_of_a_mail_is_one_at_the_begin_of_a_text() -> None:
    for line in ("From: Nils", "Date: Mon, 4 March 2024 08:01", ">one\n>two\n>three"):
        assert (list(found(line)), len(found(line, is_text=True))) == ([], 1)
    assert found("I woke late.\nSubject: what we are for\nI do not know.", is_text=True) == {}


@pytest.mark.parametrize(
    ("line", "texts", "others", "count"),
    [
        ("Continue reading", 3, 90, 3),
        ("Edited with Rope 2", 9, 0, 9),
        ("What made you smile today?", 20, 30, 20),
        ("What made you smile today?", 20, 80, 0),
        ("What made you smile today?", 9, 0, 0),
        ("Your Ada Lind", 50, 0, 0),
        ("Dear diary,", 50, 0, 0),
        ("Goodnight.", 50, 0, 0),
        ("...", 50, 0, 0),
    ],
)
def test_short_lines_of_many_texts_are_told_and_what_a_person_says_often_is_not(
    line: str, texts: int, others: int, count: int
) -> None:
    rows = [f"I woke {number} times.\n{line}" for number in range(texts)]
    rows += [f"I slept {number} hours." for number in range(others)]
    assert found(*rows, is_text=True) == ({"short": count} if count else {})


def test_short_lines_that_repeat_in_talks_are_style() -> None:
    assert found(*["Ada: see you later then", "Ada: haha ok, love it", "Ada: good night", "Ada: like this"] * 90) == {}
    assert found(*["Ada: read more"] * 19) == {}
    assert found(*["Ada: read more"] * 20) == {"short": 20}


def test_the_first_rows_of_a_repeated_line_are_told() -> None:
    reader = TrainedText(name="Ada")
    for number in range(1, 30):
        text = f"I woke {number} times.\nWhat made you smile today?" if number > 3 else "I slept."
        reader.add(TrainingExample((Segment(True, text),)), "train.jsonl", number, is_text=True)
    one = reader.suspects["short"]
    assert (one.count, one.line, one.more) == (26, 4, [("train.jsonl", number) for number in range(5, 9)])


def test_every_promise_is_not_said_to_hold_over_somebody_elses_lines(simulacrum: Simulacrum, tmp_path: Path) -> None:
    said = ["Ben: what did they write", "Ada: [13.01.26, 21:00:05] Nils Arp: are you up", "Ben: hm", "Ada: yes"]
    (tmp_path / "chat.txt").write_text(chat_text(*said * 6), encoding="utf-8")
    options = ["--me", "Ada", "-o", "out", "--validation", "0", "--force"]
    assert simulacrum("convert", "chat.txt", *options, "--train", "quoted").exit_code == 0
    told = simulacrum("check", "out")
    assert told.exit_code == 0
    assert "6 lines that look like the header of a message in a chat in the trained text" in told.stdout
    assert "Every promise holds." not in told.stdout
    assert simulacrum("convert", "chat.txt", *options).exit_code == 0
    assert simulacrum("check", "out").stdout.endswith("Every promise holds.\n")
    rows = [json.loads(line)["segments"] for line in (tmp_path / "out" / "train.jsonl").read_text().splitlines()]
    assert not [part for row in rows for part in row if part["label"] and "Nils" in part["text"]]
