"""The laws of the WhatsApp phrase tables: folded keys, one meaning a phrase, and the phrases of FORMATS.md inside."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from simulacrum_core import Source
from simulacrum_whatsapp import phrases
from simulacrum_whatsapp.bodies import Reader
from simulacrum_whatsapp.importer import WhatsAppImporter
from simulacrum_whatsapp.phrases import fold_phrase

WHOLE_BODIES = {
    "OMITTED": frozenset(phrases.OMITTED),
    "OMITTED_MEDIA": phrases.OMITTED_MEDIA,
    "DELETED": phrases.DELETED,
    "CALLS": phrases.CALLS,
    "NOT_SHOWN": phrases.NOT_SHOWN,
    "EDITED": phrases.EDITED,
    "LIVE_LOCATIONS": phrases.LIVE_LOCATIONS,
}
WORDS = {
    "DELETED_BY_ADMIN": frozenset(phrases.DELETED_BY_ADMIN),
    "POLLS": phrases.POLLS,
    "POLL_OPTIONS": phrases.POLL_OPTIONS,
    "LOCATIONS": phrases.LOCATIONS,
    "ATTACHED_SUFFIXES": phrases.ATTACHED_SUFFIXES,
    "ATTACHED_WORDS": phrases.ATTACHED_WORDS,
}
ORDINARY = """
    ok video image photo foto bild audio gif sticker document call llamada anruf hovor appel chiamata chamada
    edited deleted missed null location yes no видео фото звонок 视频 图片 動画 写真 전화 صورة فيديو
"""


@pytest.mark.parametrize("name", [*WHOLE_BODIES, *WORDS])
def test_every_key_equals_its_own_fold(name: str) -> None:
    keys = {**WHOLE_BODIES, **WORDS}[name]
    assert {key for key in keys if not key or key != fold_phrase(key)} == set()


@pytest.mark.parametrize(("one", "other"), list(combinations(WHOLE_BODIES, 2)))
def test_no_phrase_has_two_meanings(one: str, other: str) -> None:
    assert WHOLE_BODIES[one] & WHOLE_BODIES[other] == frozenset()


@pytest.mark.parametrize("name", WHOLE_BODIES)
def test_no_whole_body_is_an_ordinary_word(name: str) -> None:
    assert WHOLE_BODIES[name] & set(ORDINARY.split()) == set()
    assert {key for key in WHOLE_BODIES[name] if len(key) < 4} == set()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("\u200eThis message was deleted.", "this message was deleted"),
        ("\ufeff\u202a\u2068Bild weggelassen\u2069\u202c\u061c", "bild weggelassen"),
        ("\u200fיום\u00a0טוב\u202fלך ", "יום טוב לך"),
        ("このメッセージは削除されました。", "このメッセージは削除されました"),
        ("এই মেসেজ।", "এই মেসেজ"),
        ("wait .. ", "wait ."),
        ("STRASSE straße", "strasse strasse"),
        ("", ""),
    ],
)
def test_folding_drops_marks_case_and_one_full_stop(text: str, folded: str) -> None:
    assert fold_phrase(text) == folded


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("\u200eimage omitted", "image"),
        ("\u200evideo omitted", "video"),
        ("\u200eaudio omitted", "audio"),
        ("\u200eGIF omitted", "gif"),
        ("\u200esticker omitted", "sticker"),
        ("\u200edocument omitted", "document"),
        ("\u200eContact card omitted", "contact"),
        ("Video note omitted", "video"),
        ("\u200eKontaktkarte ausgelassen", "contact"),
        ("\u200egörüntü dahil edilmedi", "image"),
        ("\u200f\u200eלא", None),
        ("\u200eĐã bỏ qua ảnh GIF", "gif"),
        ("联系人卡片已忽略", "contact"),
        ("產品圖片已省略", "image"),
        ("документ пропущено", "document"),
    ],
)
def test_an_omitted_phrase_tells_its_kind_in_any_language(text: str, kind: str | None) -> None:
    assert phrases.OMITTED.get(fold_phrase(text)) == kind


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("OMITTED_MEDIA", "Media omitted"),
        ("OMITTED_MEDIA", "Без медиафайлов"),
        ("DELETED", "\u200eThis message was deleted."),
        ("DELETED", "\u200eYou deleted this message."),
        ("DELETED", "Du hast diese Nachricht gelöscht."),
        ("DELETED_BY_ADMIN", "This message was deleted by admin"),
        ("EDITED", "This message was edited"),
        ("EDITED", "Bu mesaj düzenlendi"),
        ("EDITED", "Se editó este mensaje."),
        ("CALLS", "\u200eMissed voice call"),
        ("CALLS", "\u200eVideo call, \u200e5 min".partition(",")[0]),
        ("CALLS", "\u200eNo answer"),
        ("CALLS", "\u200eTap to call back"),
        ("CALLS", "Zmeškaný hovor"),
        ("CALLS", "Gemiste spraakoproep"),
        ("POLLS", "\u200ePOLL"),
        ("POLLS", "\u200eENCUESTA"),
        ("POLLS", "SONDAGE\u00a0"),
        ("POLL_OPTIONS", "\u200eOPTION"),
        ("POLL_OPTIONS", "\u200eOPCIÓN"),
        ("LOCATIONS", "\u200eLocation"),
        ("LOCATIONS", "poloha"),
        ("LIVE_LOCATIONS", "live location shared"),
        ("ATTACHED_SUFFIXES", "file attached"),
        ("ATTACHED_SUFFIXES", "soubor byl přiložen"),
        ("ATTACHED_WORDS", "attached"),
        ("ATTACHED_WORDS", "Anhang"),
    ],
)
def test_the_phrases_of_the_format_page_are_known(name: str, text: str) -> None:
    assert fold_phrase(text) in {**WHOLE_BODIES, **WORDS}[name]


@pytest.mark.parametrize(
    ("stem", "chat"),
    [
        ("WhatsApp Chat with Ada", "Ada"),
        ("WhatsApp Chat - Ada", "Ada"),
        ("WhatsApp Chat mit Ada", "Ada"),
        ("Chat WhatsApp s uživatelem Ada", "Ada"),
        ("Чат WhatsApp с контактом Ада", "Ада"),
        ("Чат WhatsApp с Ада", "Ада"),
        ("与Ada的 WhatsApp 聊天", "Ada"),
        ("與Ada的 WhatsApp 對話", "Ada"),
        ("Ada ile WhatsApp Sohbeti", "Ada"),
        ("WhatsApp-keskustelu henkilön Ada kanssa", "Ada"),
    ],
)
def test_the_first_title_that_fits_gives_the_chat_name(stem: str, chat: str) -> None:
    prefix, suffix = next(pair for pair in phrases.TITLES if stem.startswith(pair[0]) and stem.endswith(pair[1]))
    assert stem.removeprefix(prefix).removesuffix(suffix) == chat


def test_every_title_holds_words_of_its_own() -> None:
    assert [pair for pair in phrases.TITLES if len("".join(pair).strip()) < 8] == []
    assert len(set(phrases.TITLES)) == len(phrases.TITLES)


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        ("POLL:\nWho washes up?\nOPTION: Ada (2 votes)", "poll", "POLL:\nWho washes up?\nOPTION: Ada (2 votes)"),
        ("UMFRAGE:\nWer?\nOPTION: Ada (2 Stimmen)", "poll", "UMFRAGE:\nWer?\nOPTION: Ada (2 Stimmen)"),
        ("my cat video omitted", "media", "my cat"),
        ("my cat\nand its tail image omitted", "media", "my cat\nand its tail"),
        ("mein Hund Dokument weggelassen", "media", "mein Hund"),
        ("he said it was omitted", "text", "he said it was omitted"),
        ("note: two things\nfirst: one", "text", "note: two things\nfirst: one"),
    ],
)
def test_what_an_iphone_wrote_is_known_where_its_marks_are_lost(
    tmp_path: Path, body: str, kind: str, words: str
) -> None:
    path = tmp_path / "_chat.txt"
    said = ["Ben: who does it", f"Ada: {body}", "Ben: fine"]
    path.write_text("".join(f"[13/03/2026, 10:00:0{i}] {line}\n" for i, line in enumerate(said)), encoding="utf-8")
    (conversation,) = WhatsAppImporter().read(Source([path]))
    message = list(conversation.messages)[1]
    assert (message.kind, message.text) == (kind, words)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("\u200ePOLL:\nWho washes up?\n\u200eOPTION: Ada (2 votes)\n\u200eOPTION: Ben (0 votes)\n", "poll"),
        ("\u200eSONDAGE :\nQui ?\n\u200eOPTION : Ada (2 votes)\n", "poll"),
        ("\u200e投票：\n吃什么\n\u200e选项：面 (1 票)\n", "poll"),
        ("\u200eEVENT: Roof party\nStarts at: 7 March\nLocation: roof", "media"),
        ("\u200eÉVÉNEMENT : Fête\nQuand : samedi", "media"),
    ],
)
def test_what_an_iphone_sends_as_a_card_is_nobodys_words(tmp_path: Path, body: str, kind: str) -> None:
    """The phone marks the record as it marks one with a file, and WhatsApp writes most of the lines."""
    said = ["Ben: who does it", f"Ada: {body}", "Ben: fine", "Ada: a caption \u200eimage omitted"]
    records = [
        f"{chr(0x200E) if chr(0x200E) in line else ''}[13/03/2026, 10:00:0{i}] {line}\r\n"
        for i, line in enumerate(said)
    ]
    path = tmp_path / "_chat.txt"
    path.write_bytes("".join(records).encode())
    (conversation,) = WhatsAppImporter().read(Source([path]))
    messages = list(conversation.messages)
    assert [message.kind for message in messages] == ["text", kind, "text", "media"]
    assert messages[1].author == "Ada"
    assert kind == "poll" or not messages[1].text
    assert messages[3].text == "a caption"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("No answer", "text"),
        ("no answer.", "text"),
        ("Call failed", "text"),
        ("\u200eNo answer", "call"),
        ("Voice call, No answer", "call"),
        ("Missed voice call", "call"),
    ],
)
def test_how_a_call_ended_is_somebodys_words_where_the_app_marks_nothing(text: str, kind: str) -> None:
    assert Reader("dash", "", ()).read(text, "").kind == kind
