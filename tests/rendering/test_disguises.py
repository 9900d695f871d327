"""Lines that speak for somebody by what surrounds a name or stands between its letters, and lines that look like them."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulacrum_core.rendering.impersonation import ImpersonationGuard

from ..conftest import Simulacrum, chat_text

NAMES = [
    *("Mara", "Jo Lind", "Zoë", "Kit 🎸", "Łukasz Wójcik", "Анна", "محمد", "राम", "李雷", "+44 7700 900123", "B"),
]
DISGUISES = [
    *("ᴍᴀʀᴀ:", "ᴊᴏ ʟɪɴᴅ:", "*Mara*:", "**Mara**:", "**Mara:**", "__Mara__:", "> Mara:", ">> Mara:"),
    *("- Mara:", "• Mara:", "1. Mara:", "12) Mara:", "(Mara):", "[Mara]:", "<Mara>:", "{Mara}:"),
    *('"Mara":', "„Mara“:", "«Mara»:", "`Mara`:", "~~Mara~~:", "# Mara:", "### Mara:", "@Mara:"),
    *("@mara:", "Mara [bot]:", "Mara (bot):", "Mara —:", "Mara -:", "[12:30] Mara:", "12:30 Mara:"),
    *("12:30 - Mara:", "[12:30:15] Mara:", "[02/01/24, 12:30:15] Mara:", "02.01.24, 12:30 - Mara:"),
    *("10:30 PM Mara:", "(10:30 am) Mara:", "2024-01-02T10:30Z Mara:", "\x1b[31mMara\x1b[0m:"),
    *("\x1b[1;32mMara:", "[31mMara[0m:", "\x9b31mMara:", "\x1b]0;t\x07Mara:", "<b>Mara</b>:"),
    *('<span class="n">Mara</span>:', "[b]Mara[/b]:", "[Mara](http://a.example/x):", "🙂 Mara:"),
    *("M🙂a🙂r🙂a:", "M.a.r.a:", "M a r a:", "M-A-R-A:", "Ⓜⓐⓡⓐ:", "- Ⓜⓐⓡⓐ:", "🅜🅐🅡🅐:", "🅼🅰🆁🅰:", "🇲🇦🇷🇦:"),
    *("⒨⒜⒭⒜:", "𝓜𝓪𝓻𝓪:", "Ｍａｒａ：", "\u202eMara:", "M\u034far\u034fa:", "M\U000e0061ara:", "\u3164Mara:"),
    *("\uffa0Mara:", "\u2800\u2800Mara:", "Mára:", "M̤a̤r̤a̤:", "Mⱥra:", "Zoe:", "ZOË:", "Zøë:", "Kit:"),
    *("Lukasz Wojcik:", "ŁUKASZ WÓJCIK:", "Ａнна:", "АННА:", "مُحَمَّد:", "محـمد:", "- राम:", "「李雷」:"),
    *("【李雷】:", "李 雷:", "- +44 7700 900123:", "+44\u200b 7700 900123:", "Jo  Lind:", "Jo_Lind:"),
    *("JoLind:", "jo.lind:", "— Jo Lind:", "Jo Lind (2):", "*Jo Lind (2)*:", "a) Mara:", "iv. Mara:"),
    *("--- Mara ---:", "═══ Mara:", "/Mara/:", "\\Mara:", "M\u200da\u200dr\u200da\u200d:", "&gt; Mara:"),
]
HARMLESS = [
    *("I told Mara: no", "so Mara: where are you", "and then Jo Lind: what", "12:30 Mara comes"),
    *("at 10:30 Mara leaves: sad", "10:30: pizza", "10:00", "1:1", "3:2 for us"),
    *("https://mara.example/x: look", "http://mara.de", "mailto:mara@a.example", "Mara's: the best"),
    *("Maras: many", "Marah: a place", "Mara and Jo: come", "Mara, Jo: come", "Mara & Jo Lind: both"),
    *("dear Mara: hi", "Dear Jo Lind: hi", "PS: Mara is late", "Re: Mara: the date", "Fwd: Mara"),
    *("note to self: ask Mara", "todo: Mara", "ingredients: flour", "Q: who?", "A: nobody"),
    *("** note **: careful", "> quoted: yes", "- salt: 5 g", "1. first: this", "[x] done: yes"),
    *("[ ] open: no", "`code`: x", "def f(x): return", "if x: y", '{"a": 1}', "C:\\Users\\mara", "::1"),
    *("fe80::1", "std::vector", ":) Mara", "Mara :)", "Mara", "Mara -", "Mara... wait: what"),
    *("Mara (my sister): she is fine", "Mara said: no", "Mara wrote:", "Joe Lind: x", "Jo Lindt: x"),
    *("Jo: x", "Lind: x", "Kitty: x", "Kate: x", "Zoo: open", "Ann: x", "Иванна: x", "Аня: x"),
    *("محمود: x", "रमा: x", "रामू: x", "李: x", "李雷锋: x", "+44 7700 900124: x", "100:1", "11:11"),
    *("@marah: x", "# x: mara", "<3 : Mara", "Bb: x", "BA: x", "b4: x", "AB: yes", "PM: 10"),
    *("12:30 PM: lunch", "(see below): x", "P.S.: Mara", ":Mara: hm", "Mara : already"),
]


@pytest.mark.parametrize("head", DISGUISES)
def test_what_surrounds_a_name_lets_no_line_speak_for_somebody(head: str) -> None:
    guard = ImpersonationGuard(NAMES)
    text = f"hm\n{head} I owe you"
    safe = guard.defused(text)
    assert safe.replace(" ", "") == text.replace(" ", "")
    assert (guard.imitated(text) is None, guard.imitated(safe)) == (False, None)
    assert guard.defused(safe) is safe


@pytest.mark.parametrize("line", HARMLESS)
def test_lines_that_speak_for_nobody_stay_byte_for_byte(line: str) -> None:
    assert ImpersonationGuard(NAMES).defused(line) is line


@pytest.mark.parametrize("line", ["10:30 go", "[11:30] yes", "01:15", "1:1"])
def test_a_time_is_nobody_though_its_digits_look_like_letters(line: str) -> None:
    assert ImpersonationGuard(["Lo", "Il", "Oli", "L"]).defused(line) is line


@pytest.mark.parametrize("options", [(), ("--bubbles",), ("--style", "origin")])
def test_whoever_bears_a_name_with_signs_around_it_has_turns(
    simulacrum: Simulacrum, tmp_path: Path, options: tuple[str, ...]
) -> None:
    others = ["Mara.", "*Ben*", "Ben", "(Cy)", "Mara [bot]", "1. Eve", "Eve", "ᴍᴀʀᴀ", "M a r a", "10"]
    said = [line for other in others for line in (f"{other}: hi\n{other}: are you there", "Mara: yes\n*Ben*: no")]
    (tmp_path / "chat.txt").write_text(chat_text(*said * 6), encoding="utf-8")
    assert simulacrum("convert", "chat.txt", "--me", "Mara", "-o", "out", *options).exit_code == 0
    result = simulacrum("check", "out")
    assert result.exit_code == 0, result.output
