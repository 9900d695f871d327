"""Mail: threads as dialogues, whose words are whose, and what nobody wrote."""

from __future__ import annotations

import base64
from collections import Counter
from pathlib import Path

import pytest

from simulacrum_core import Message, Source, SourceError
from simulacrum_core.sources import mail_words
from simulacrum_core.testing import ImporterTests
from simulacrum_mail import MailImporter
from simulacrum_mail.signatures import without_signature

from ..conftest import Simulacrum

CORPUS = Path(__file__).parents[1] / "corpora" / "mail"


class TestMailImporter(ImporterTests):
    importer = MailImporter
    corpus = CORPUS


HEAD = "From: Ada Lind <ada@lindwerft.example>\nTo: ben@kowal.example\nMessage-ID: <{id}>\nDate: Tue, 5 Mar 2024 10:00:00 +0100\nMIME-Version: 1.0\n"
ENVELOPE = "From ada@lindwerft.example Tue Mar  5 10:00:00 2024\n"


def read(path: Path) -> tuple[list[Message], Source]:
    source = Source([path])
    return [message for chat in MailImporter().read(source) for message in chat.messages], source


def texts(tmp_path: Path, data: str | bytes, name: str = "mail.eml") -> list[str]:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return [message.text for message in read(path)[0]]


@pytest.mark.parametrize(
    ("written", "own"),
    [
        ("Ja.\n\nAm Mi., 6. März 2024 um 08:02 Uhr schrieb Bo <b@x.example>:\n\n> q", "Ja."),
        ("Oui.\n\nLe mer. 6 mars 2024 à 08:02, Bo <b@x.example> a écrit :\n\nq", "Oui."),
        ("Sí.\n\nEl mié, 6 mar 2024 a las 8:02, Bo (<b@x.example>) escribió:\n\n> q", "Sí."),
        ("Sì.\n\nIl giorno mer 6 mar 2024 alle ore 08:02 Bo <b@x.example> ha scritto:\n> q", "Sì."),
        ("Tak.\n\nśr., 6 mar 2024 o 08:02 Bo Ek <b@x.example> napisał(a):\n\nq", "Tak."),
        ("Да.\n\nср, 6 мар. 2024 г. в 08:02, Bo <b@x.example>:\n\n> q", "Да."),
        ("はい。\n\n2024年3月6日(水) 8:02 Bo <b@x.example>:\n\n> q", "はい。"),
        ("好。\n\nBo <b@x.example> 于2024年3月6日周三 08:02写道：\n\nq", "好。"),
        ("Yes.\n\nOn Wed, Mar 6, 2024 at 8:02 AM Bo Ek\n<b@x.example> wrote:\n\nq", "Yes."),
        ("Yes.\n\n2012/3/5 Bo Ek <b@x.example>\n\n> q", "Yes."),
        ("Ja.\n\n-----Ursprüngliche Nachricht-----\nVon: Bo\n\nq", "Ja."),
        ("Oui.\n\n____________________________\nDe : Bo\nEnvoyé : mercredi 6 mars 2024 08:02\nÀ : Ada\n\nq", "Oui."),
        ("Hi.\n\n*From:* Bo\n*Sent:* Wednesday, March 6, 2024 8:02\n*To:* Ada\n*Subject:* q\n\nq", "Hi."),
        ("نعم\n\nمن: Bo\nتم الإرسال: 6 مارس 2024 8:02\nإلى: Ada\nالموضوع: q\n\nq", "نعم"),
        ("Jah.\n\nSaatja: Bo\nSaadetud: kolmapäev, 6. märts 2024 8:02\nAdressaat: Ada\nTeema: q\n\nq", "Jah."),
        ("Oo.\n\nMula kay: Bo <b@x.example>\nIpinadala: 6 Marso 2024 8:02\nKay: Ada\nPaksa: q\n\nq", "Oo."),
        (
            "Kommt!\n\nKontakt: Ada Lind <a@x.example>\nDatum: 6. März 2024, 8:02\nOrt: Hafen\n\nBis dann",
            "Kommt!\n\nKontakt: Ada Lind <a@x.example>\nDatum: 6. März 2024, 8:02\nOrt: Hafen\n\nBis dann",
        ),
        ("好\n\n发件人: Bo\n发送时间: 2024年3月6日 8:02\n收件人: Ada\n\nq", "好"),
        ("Ok\n\n On Tue, 5 Mar 2024 at 9:00, Bo<b@x.example> wrote:   Is it fine?", "Ok"),
        ("כן.\n\n\u202bבתאריך יום ג׳, 5 במרץ 2024 ב-9:00 מאת Bo <\u202ab@x.example\u202c>:\u202c\n\n> q", "כן."),
        ("Yes.\n\nOn Wed, 6 Mar 2024 at 8:02, Bo Ek via the list\n<b@x.example> wrote:\n\n> q", "Yes."),
        ("Yes.\n\nOn 6 Mar 2024, at 8:02, Bo Ek <b@x.example>\nwrote:\n\n> q", "Yes."),
        ("I left on 6.3.2024 at 8:02.\nBo Ek wrote:\n> q", "I left on 6.3.2024 at 8:02."),
        ("Ja.\n\nGesendet: Mittwoch, 6. März 2024 um 8:02 Uhr\nVon: Bo\nAn: Ada\nBetreff: q\n\nq", "Ja."),
        ("Ja.\n\nBo Ek schrieb:\n| q\n| r\n\nDoch.", "Ja.\n\nDoch."),
        ("| a | b |\n| c | d |", "| a | b |\n| c | d |"),
        ("> a?\n\nyes\n\n> b?\n\nno", "yes\n\nno"),
        ("-----Original Message-----\nFrom: Bo\n\n> q\n\nMy answer below.", "My answer below."),
        ("In 2019 Joyce wrote:\nIt was good.", "In 2019 Joyce wrote:\nIt was good."),
        ("From: here to there.\nTo: nowhere.\n\nI mean it.", "From: here to there.\nTo: nowhere.\n\nI mean it."),
    ],
)
def test_what_others_wrote_is_left_out_in_any_language(written: str, own: str) -> None:
    assert mail_words(written, Counter()).own == own


@pytest.mark.parametrize(
    ("written", "own"),
    [
        ("Hi\n\n-- \nAda\nLindwerft", "Hi"),
        ("Salut\n\nEnvoyé de mon iPhone", "Salut"),
        ("Hej\n\nSkickat från min iPhone", "Hej"),
        ("好\n\n发自我的 iPhone", "好"),
        ("はい\n\niPhoneから送信", "はい"),
        ("Hi\n\nGet Outlook for iOS<https://aka.example/x>", "Hi"),
        ("Hi\n\nDiese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.", "Hi"),
        ("Hi\n\n*** This is confidential. If you are not the recipient, delete it. ***", "Hi"),
        ("Ja\n\nVon meinem iPhone gesendet", "Ja"),
        ("Ano\n\nOdesláno z iPhonu", "Ano"),
        ("Vâng\n\nĐã gửi từ iPhone của tôi", "Vâng"),
        ("好\n\n從我的 iPhone 傳送", "好"),
        ("هن\n\nارسال شده از iPhone من", "هن"),
        ("หวัดดี\n\nส่งจาก iPhone ของฉัน", "หวัดดี"),
        (
            "Hi\n_______________________________________________\nRope mailing list\nrope@l.example\nhttps://l.example/listinfo/rope",
            "Hi",
        ),
        (
            "Hi\n\n-=-=-=-=-=-=-=-=-=-=-=-\nGroups.io Links: reply online\nhttps://groups.io/x\n-=-=-=-=-=-=-=-=-=-=-=-",
            "Hi",
        ),
        ("Hi\n\n--------------------\nhttps://l.example", "Hi\n\n--------------------\nhttps://l.example"),
        ("Did you get the iPhone?", "Did you get the iPhone?"),
        ("Hi\n\nHave you sent it from your phone or mobile?", "Hi\n\nHave you sent it from your phone or mobile?"),
    ],
)
def test_signatures_are_left_out_and_words_stay(written: str, own: str) -> None:
    assert without_signature(written, Counter()) == own


def test_contact_data_that_recur_are_a_signature_and_the_greeting_stays(tmp_path: Path) -> None:
    end = "Best,\nAda\nAda Lind, Lindwerft\nTel. +49 170 5550101"
    mails = [f"{ENVELOPE}{HEAD.format(id=n)}Subject: {n}\n\nMail {n}.\n\n{end}\n\n" for n in range(4)]
    assert texts(tmp_path, "".join(mails), "box.mbox") == [f"Mail {n}.\n\nBest,\nAda" for n in range(4)]
    assert texts(tmp_path, "".join(mails[:2]), "two.mbox") == [f"Mail {n}.\n\n{end}" for n in range(2)]


def test_lines_of_a_text_that_look_like_an_envelope_part_no_mail(tmp_path: Path) -> None:
    body = "hello\n\nFrom time to time\nnote: it rains\n\n>From me at 10:00\n"
    two = f"{ENVELOPE}{HEAD.format(id=1)}\n{body}{ENVELOPE}{HEAD.format(id=2)}\nbye\n"
    assert texts(tmp_path, two, "box") == [
        "hello\n\nFrom time to time\nnote: it rains\n\nFrom me at 10:00",
        "bye",
    ]


@pytest.mark.parametrize(
    ("rest", "text"),
    [
        ("Content-Type: text/plain; charset=rot13\n\nabc", "abc"),
        ("Content-Type: text/plain; charset=idna\n\nabc", "abc"),
        ("Content-Transfer-Encoding: base64\n\nSGVsbG8gd29yb=GQ=!!!\n***", "Hello world"),
        ("Subject: " + "=?utf-8?q?a?= " * 9000 + "\n\nhi", "hi"),
        (
            "Content-Type: multipart/mixed; boundary=b\n\n"
            + "--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 2000,
            "",
        ),
        ("Content-Type: multipart/alternative\n\nno boundary", "no boundary"),
        ("\nhi \x00 there", "hi  there"),
    ],
)
def test_hostile_mails_are_read_as_far_as_they_are_sound(rest: str, text: str, tmp_path: Path) -> None:
    assert texts(tmp_path, HEAD.format(id=1) + rest) == [text]


def test_a_page_that_is_nested_too_deeply_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "deep.eml"
    path.write_text(HEAD.format(id=1) + "Content-Type: text/html\n\n" + "<div>" * 9000)
    with pytest.raises(SourceError, match=r"deep\.eml:1: left out: a mail whose page cannot be read"):
        read(path)


def test_text_without_references_finds_its_thread_by_subject_and_people(tmp_path: Path) -> None:
    answer = HEAD.replace(
        "From: Ada Lind <ada@lindwerft.example>\nTo: ben@kowal.example",
        "From: ben@kowal.example\nTo: ada@lindwerft.example",
    )
    box = f"{ENVELOPE}{HEAD.format(id=1)}Subject: Rope\n\nHow long?\n\n{ENVELOPE}{answer.format(id=2)}Subject: AW: Rope\n\nTwelve.\n"
    (tmp_path / "box").write_text(box)
    (chat,) = MailImporter().read(Source([tmp_path / "box"]))
    assert [message.text for message in chat.messages] == ["How long?", "Twelve."]


def test_an_answer_stands_behind_what_it_answers_also_where_the_clocks_disagree(tmp_path: Path) -> None:
    mail = "Message-ID: <{id}>\nIn-Reply-To: <{to}>\nMIME-Version: 1.0\nSubject: Rope\n"
    box = (
        f"{ENVELOPE}From: ada@a.example\nDate: Tue, 5 Mar 2024 09:58:00 +0000\n{mail.format(id=2, to=1)}\nTwelve.\n\n"
        f"{ENVELOPE}From: ben@b.example\nDate: Tue, 5 Mar 2024 10:00:00 +0000\n{mail.format(id=1, to=9)}\nHow long?\n\n"
        f"{ENVELOPE}From: ben@b.example\nDate: Tue, 5 Mar 2024 09:59:00 +0000\n{mail.format(id=3, to=2)}\nThanks.\n\n"
        f"{ENVELOPE}From: cy@c.example\nDate: Tue, 5 Mar 2024 09:00:00 +0000\n{mail.format(id=5, to=4)}\nRound.\n\n"
        f"{ENVELOPE}From: cy@c.example\nDate: Tue, 5 Mar 2024 09:01:00 +0000\n{mail.format(id=4, to=5)}\nAnd round.\n"
    )
    found = texts(tmp_path, box, "box")
    assert found[:3] == ["How long?", "Twelve.", "Thanks."]
    assert sorted(found[3:]) == ["And round.", "Round."]


def test_what_gmx_marks_as_answered_is_a_quotation(tmp_path: Path) -> None:
    page = (
        '<div>Yes.</div><div name="quote"><div><b>Von:</b> Bo</div><div name="quoted-content">Is it fine?</div></div>'
        "<div>And no.</div>"
    )
    assert texts(tmp_path, f"{HEAD.format(id=1)}Content-Type: text/html\n\n{page}") == ["Yes.\n\nAnd no."]


def test_an_archive_of_a_list_shows_addresses_in_its_own_way(tmp_path: Path) -> None:
    box = "".join(
        f"From {name} at x.example  Tue Mar  5 1{n}:00:00 2024\nFrom: {name} at x.example ({name.title()} Lind)\n"
        f"Date: Tue, 5 Mar 2024 1{n}:00:00 +0000\nMessage-ID: <{n}>\nSubject: Rope\n\nMail {n}.\n\n"
        for n, name in enumerate(("ada", "ben"))
    )
    (tmp_path / "2024-March.txt").write_text(box)
    found = list(MailImporter().read(Source([tmp_path / "2024-March.txt"])))
    people = [(one.id, one.name) for chat in found for one in chat.participants]
    assert people == [("ada@x.example", "Ada Lind"), ("ben@x.example", "Ben Lind")]


def test_the_owner_is_called_as_people_write_and_not_as_address_books_do(tmp_path: Path) -> None:
    (tmp_path / "Sent").mkdir()
    names = ['"Lind, Ada" <a.lind@x.example>'] * 3 + ["Ada Lind <ada@x.example>"]
    box = "".join(
        f"{ENVELOPE}From: {name}\nTo: ben@b.example\nDate: Tue, 5 Mar 2024 1{n}:00:00 +0000\nMessage-ID: <{n}>\n\nMail {n}.\n\n"
        for n, name in enumerate(names)
    )
    (tmp_path / "Sent" / "mbox").write_text(box)
    (owner,) = {chat.participants[0] for chat in MailImporter().read(Source([tmp_path]))}
    assert (owner.name, owner.handles) == ("Ada Lind", ("ada@x.example", "Lind, Ada"))


def test_every_mail_is_in_the_ledger(simulacrum: Simulacrum) -> None:
    told = simulacrum("convert", CORPUS / "takeout", "--me", "ada@lindwerft.example", "-o", "out").stderr
    assert "16 messages: 3 trained on, 3 context, 10 left out" in told
    assert "6 written by a bot" in told
    assert "2 deleted, archived or never sent by its author" in told
    assert "1 another version of the same text" in told


def test_who_answers_in_a_box_of_sent_mail_is_not_its_owner(tmp_path: Path) -> None:
    def mail(sender: str, name: str, to: str, text: str) -> str:
        head = f"From: {name} <{sender}>\nTo: {to}\nMessage-ID: <{len(text)}@x.example>\n"
        return f"{ENVELOPE}{head}Subject: Boat\nDate: Tue, 5 Mar 2024 10:00:00 +0100\n\n{text}\n\n"

    ada, old, bo = "ada@lindwerft.example", "lind@old.example", "bo@ek.example"
    path = tmp_path / "Sent.mbox"
    path.write_text(
        mail(bo, "Bo Ek", ada, "Is the boat dry?")
        + mail(ada, "Ada Lind", bo, "Dry enough.")
        + mail(bo, "Bo Ek", ada, "Then I come.")
        + mail(ada, "Ada Lind", bo, "Come.")
        + mail(ada, "Ada Lind", "cy@oh.example", "The boat is dry.")
        + mail(old, "Ada Lind", ada, "A note to myself.")
    )
    by = {message.text: message.author for message in read(path)[0]}
    assert by["Is the boat dry?"] == by["Then I come."] == bo
    assert by["Dry enough."] == by["A note to myself."] == ada


def test_a_mark_before_the_first_envelope_hides_no_mail(tmp_path: Path) -> None:
    box = f"\ufeff{ENVELOPE}{HEAD.format(id='1@x')}\nFirst.\n\n{ENVELOPE}{HEAD.format(id='2@x')}\nSecond.\n"
    assert texts(tmp_path, box, "box.mbox") == ["First.", "Second."]


def test_an_answer_on_another_day_is_trained_on_without_links_too(simulacrum: Simulacrum, tmp_path: Path) -> None:
    box = ""
    for number, day in ((1, 5), (2, 9), (3, 10), (4, 28)):
        asks = number % 2
        who = "From: Ben Kowal <ben@kowal.example>\nTo: ada@lindwerft.example\n"
        head = (who if asks else HEAD.partition("Message-ID")[0]) + f"Message-ID: <{number}@x.example>\n"
        head += "" if asks else f"In-Reply-To: <{number - 1}@x.example>\n"
        title = f"Re: Rope {(number + 1) // 2}"
        box += f"{ENVELOPE}{head}Date: {day} Mar 2024 10:00:00 +0100\nSubject: {title}\n\nWords number {number}.\n\n"
    (tmp_path / "All.mbox").write_text(box)
    told = simulacrum(
        "convert", "All.mbox", "--me", "ada@lindwerft.example", "--replies", "off", "-o", "out", "--validation", "0"
    )
    assert "4 messages: 2 trained on, 2 context, 0 left out" in told.stderr


def boxed(*mails: tuple[str, str, str]) -> str:
    """A box of mails by their senders, receivers and words."""
    return "".join(
        f"{ENVELOPE}From: {sender}\nTo: {to}\nMessage-ID: <{number}@x.example>\nSubject: Re: The mast {number}\n"
        f"Date: {number + 1} Mar 2024 10:00:00 +0100\n\n{text}\n\n"
        for number, (sender, to, text) in enumerate(mails)
    )


def test_addresses_with_one_full_name_are_one_person_unless_they_wrote_to_each_other(tmp_path: Path) -> None:
    ada, cy = "Ada Lind <ada@lindwerft.example>", "Cy Orr <{}@orr.example>"
    (tmp_path / "Sent.mbox").write_text(boxed((ada, "cy1@orr.example", "Is it long enough?")))
    mails = [(cy.format("cy1"), "ada@lindwerft.example", "Yes."), (cy.format("cy2"), "ada@lindwerft.example", "No!")]
    mails += [
        ("Info <info@one.example>", "ada@lindwerft.example", "Hi."),
        ("Info <info@two.example>", "x@y.example", "Ho."),
    ]
    (tmp_path / "Inbox.mbox").write_text(boxed(*mails).replace("@x.example", "@z.example"))
    by = {message.text: message.author for message in read(tmp_path)[0]}
    assert by["Yes."] == by["No!"] == "cy1@orr.example"
    assert by["Hi."] != by["Ho."]
    (tmp_path / "Inbox.mbox").write_text(boxed(*mails, (cy.format("cy2"), "cy1@orr.example", "My namesake!")))
    by = {message.text: message.author for message in read(tmp_path)[0]}
    assert by["My namesake!"] == "cy2@orr.example"


def test_single_mails_name_who_may_be_the_owner_and_me_decides(tmp_path: Path) -> None:
    for number, (sender, to) in enumerate(
        [("ada@lindwerft.example", "bo@ek.example"), ("bo@ek.example", "ada@l.example")]
    ):
        head = f"From: {sender}\nTo: {to}\nMessage-ID: <{number}@x.example>\n"
        (tmp_path / f"{number}.eml").write_text(
            f"{head}Subject: Boat\nDate: 5 Mar 2024 10:00:00 +0100\n\nWords {number}.\n"
        )
    source = Source([tmp_path])
    assert {chat.owner for chat in MailImporter().read(source)} == {None}
    (told,) = (one for one in source.findings.decisions if one.subject == "owner of the mailbox")
    assert (told.answer, told.option) == ("unknown", "--me ADDRESS")
    assert "ada@lindwerft.example> (1 mails)" in told.evidence
    source = Source([tmp_path])
    source.names = ("ada@lindwerft.example",)
    assert {chat.owner for chat in MailImporter().read(source)} == {"ada@lindwerft.example", None}


def mail_of(subject: str, text: str) -> str:
    return f"From: Ada Lind <a@x.example>\nTo: b@x.example\nMessage-ID: <1@x.example>\nSubject: {subject}\n\n{text}\n"


@pytest.mark.parametrize("subject", ["Read: this book", "Gelesen: dein Brief", "Lu : ton livre"])
def test_a_mail_about_a_book_is_written_and_a_receipt_is_not(tmp_path: Path, subject: str) -> None:
    for text, kind in (("It is short and sad.", "text"), ("Your message was read on Tuesday, 5 March 2024.", "bot")):
        (tmp_path / "mail.eml").write_text(mail_of(subject, text))
        assert [message.kind for message in read(tmp_path / "mail.eml")[0]] == [kind]


@pytest.mark.parametrize(
    "told",
    [
        "Ada Lind is inviting you to a scheduled Zoom meeting.\n\nJoin Zoom Meeting\nhttps://zoom.example/j/1",
        f"{'_' * 60}\nMicrosoft Teams meeting\nJoin on your computer, mobile app or room device\nMeeting ID: 1",
        "Join with Google Meet\nhttps://meet.example/abc",
    ],
)
def test_what_a_program_says_of_a_meeting_is_none_of_the_senders_words(tmp_path: Path, told: str) -> None:
    assert texts(tmp_path, mail_of("Boat", f"Shall we talk on Monday?\n\n{told}")) == ["Shall we talk on Monday?"]
    own = "Join Zoom if you like. Teams meetings are worse."
    assert texts(tmp_path, mail_of("Boat", own)) == [own]


def test_a_text_that_damage_made_of_bytes_is_no_text(tmp_path: Path) -> None:
    packed = base64.b64encode(("Twelve metres, see the picture of the rope that lies on deck. " * 3).encode())
    # A piece is gone, so that all behind it is decoded from the wrong places.
    for data, kind in ((packed, "text"), (packed[:21] + packed[40:], "machine")):
        path = tmp_path / f"{kind}.eml"
        head = b"From: a@x.example\nTo: b@x.example\nMessage-ID: <1@x.example>\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
        path.write_bytes(head + data)
        assert [message.kind for message in read(path)[0]] == [kind]


def test_a_post_of_a_forum_in_a_mail_is_none_of_the_senders_words(tmp_path: Path) -> None:
    assert texts(tmp_path, mail_of("Boat", "I do not agree.\n\n[quote=Ben]Sell it.[/quote]\n\nNever.")) == [
        "I do not agree.\n\nNever."
    ]
    own = "I wrote [b]this[/b] and [quote] that."
    assert texts(tmp_path, mail_of("Boat", own)) == [own]


def test_an_assistants_answer_in_a_mail_is_none_of_the_senders_words(tmp_path: Path) -> None:
    asked, own = "I asked a machine about the roof, and here is what it says.", "So what do you say?"
    answer = "Moss can hold moisture against the tiles, which may lead to damage in winter."
    for label in ("ChatGPT:\n", "ChatGPT: ", "**ChatGPT:** ", "Answer from ChatGPT:\n\n"):
        text = f"{asked}\n\n{label}{answer}\n\n{own} I would rather ask you, as my roof is your roof.\n"
        (found,) = texts(tmp_path, mail_of("roof", text))
        assert found == f"{asked}\n\n{own} I would rather ask you, as my roof is your roof."
    (found,) = texts(tmp_path, mail_of("roof", f"{own}\n\nChatGPT: no idea, it only talks of moss.\n"))
    assert found == f"{own}\n\nChatGPT: no idea, it only talks of moss."
