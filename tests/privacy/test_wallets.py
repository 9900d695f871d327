"""Recovery phrases that a message announces, of words of no list that wallets share."""

from __future__ import annotations

import pytest

from simulacrum_core.privacy.finder import Finder
from simulacrum_core.privacy.prefilter import Prefilter
from simulacrum_core.privacy.recognizers.wallets import STEMS

FINDER = Finder()

ANNOUNCED = {
    "en": (
        "keep this safe, seed phrase: ",
        "kettle bramble otter lantern pebble thimble walnut drizzle ferret mitten acorn puddle",
    ),
    "de": (
        "wiederherstellungswörter der wallet: ",
        "kessel brombeere laterne kiesel fingerhut walnuss regen frettchen eichel pfütze dachs rinde",
    ),
    "nl": ("herstelwoorden: ", "ketel braam lantaarn kiezel vingerhoed walnoot regen fret eikel plas das schors"),
    "fr": (
        "la phrase de récup, garde-la : ",
        "bouilloire ronce loutre lanterne caillou noix bruine furet moufle gland flaque écorce",
    ),
    "es": (
        "guarda las doce palabras: ",
        "tetera zarza nutria farol piedra dedal nuez lluvia hurón guante bellota charco",
    ),
    "it": (
        "parole di recupero: ",
        "bollitore rovo lontra lanterna sasso ditale noce pioggia furetto guanto ghianda pozza",
    ),
    "pt": (
        "doze palavras da carteira: ",
        "chaleira amora lontra lanterna pedra dedal noz chuva furão luva bolota poça",
    ),
    "pl": (
        "słowa do portfela: ",
        "czajnik jeżyna wydra latarnia kamyk naparstek orzech deszcz fretka żołądź kałuża borsuk",
    ),
    "ru": ("сид-фраза: ", "чайник ежевика выдра фонарь камешек наперсток орех дождь хорек варежка желудь лужа"),
    "tr": (
        "cüzdanın kelimeleri: ",
        "çaydanlık böğürtlen samur fener çakıl yüksük ceviz yağmur gelincik eldiven meşe gölet",
    ),
    "ar": ("كلمات المحفظة: ", "إبريق توت فانوس حصاة جوز مطر قفاز بلوط بركة لحاء سنجاب ورقة"),
    "hi": ("वॉलेट के शब्द: ", "केतली जामुन लालटेन कंकड़ अखरोट बारिश दस्ताना तालाब छाल गिलहरी पत्ता बादल"),
    "zh": ("助记词: ", "茶壶 黑莓 水獭 灯笼 石子 顶针 核桃 细雨 雪貂 手套 橡果 水洼"),
}


@pytest.mark.parametrize("language", ANNOUNCED)
def test_a_row_of_a_dozen_words_behind_its_announcement_is_a_recovery_phrase(language: str) -> None:
    lead, words = ANNOUNCED[language]
    spans = FINDER.find(lead + words)
    assert [(lead + words)[span.start : span.end] for span in spans] == [words]
    assert Prefilter().look(["ok", lead + words]).places == {1}


@pytest.mark.parametrize("stem", STEMS)
def test_every_announcement_is_seen_by_the_look_at_a_whole_talk(stem: str) -> None:
    text = f"{stem.strip()}: {ANNOUNCED['en'][1]}"
    assert [text[span.start : span.end] for span in FINDER.find(text)] == [ANNOUNCED["en"][1]]
    assert Prefilter().look(["ok", text]).places == {1}


def test_it_may_be_numbered_joined_by_commas_and_twice_as_long() -> None:
    words = ANNOUNCED["en"][1].split()
    numbered = " ".join(f"{number}. {word}" for number, word in enumerate(words, 1))
    assert [span.category for span in FINDER.find(f"recovery words {numbered}")] == ["credential"]
    assert [span.category for span in FINDER.find(f"my wallet, {', '.join(words)}")] == ["credential"]
    longer = " ".join([*words, *ANNOUNCED["de"][1].split()])
    text = f"wallet\n{longer}"
    assert [text[span.start : span.end] for span in FINDER.find(text)] == [longer]


@pytest.mark.parametrize(
    "text",
    [
        "i left my wallet and keys somewhere between the station and the market, can you look again please",
        "hab den geldbeutel verloren, seed phrase weiß ich auch nicht mehr, muss wohl alles neu machen",
        "wallet gone, phone gone, keys gone",
        "mnemonic devices help people who learn long lists of words before exams, teachers often say that",
        ANNOUNCED["en"][1],
    ],
)
def test_a_sentence_about_a_wallet_is_none_and_words_alone_are_none(text: str) -> None:
    assert FINDER.find(text) == ()
