"""The quiz in a real browser, from a file: by mouse, by keys, offline, and no text of strangers is markup."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from docs.make_pictures import set_look
from simulacrum_core.evaluation.quiz_page import Round, quiz_page

from .test_web import ARGUMENTS

pytestmark = pytest.mark.slow

AXE = files("selenium_axe_python").joinpath("axe-core/axe.min.js").read_text(encoding="utf-8")
FAULTS = "const done = arguments[0]; axe.run().then((found) => done(found.violations.map((one) => one.id)))"
FITS = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"
TURNED = "\u202edneirf\u202c \u2067 \u05e9\u05dc\u05d5\u05dd \u202e"
HOSTILE = [
    TURNED,
    "x" * 600,
    "\u0627\u0644\u0642\u0627\u0631\u0628 " * 20,
    "a\u0301\u0302\u0303" * 40,
    "\n" * 30 + "end",
    "\U0001f642" * 90,
]
EVIL = "</script><script>document.title='hacked'</script><img src=x onerror=document.title='hacked'>"
ROUNDS = [
    Round((("Ben", f"question {number} {EVIL}"),), (f"left {number}\nand on", f"right {number} {EVIL}"), number % 2)
    for number in range(20)
]


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    (tmp_path / "quiz.html").write_text(quiz_page("Ada <b>", ROUNDS), encoding="utf-8")
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or pytest.fail("these tests need chromium")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    for argument in ARGUMENTS:
        options.add_argument(argument)
    opened = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    opened.get((tmp_path / "quiz.html").as_uri())
    yield opened
    opened.quit()


def heading(browser: webdriver.Chrome) -> str:
    return browser.find_element(By.TAG_NAME, "h2").text


def test_who_always_clicks_the_right_one_is_told_what_gave_the_model_away(browser: webdriver.Chrome) -> None:
    for number, shown in enumerate(ROUNDS):
        assert heading(browser).startswith(f"{number + 1} / 20")
        assert f"question {number} {EVIL}" in browser.find_element(By.CLASS_NAME, "talk").text
        buttons = browser.find_elements(By.CSS_SELECTOR, ".choices button")
        assert [button.text.split()[1] for button in buttons] == ["left", "right"]
        buttons[shown.real].click()
    assert heading(browser) == "20 / 20 found"
    result = browser.find_element(By.ID, "result").text
    assert result == "100%, 95% interval 84% – 100%. The model is told from the person."
    assert len(browser.find_elements(By.CSS_SELECTOR, "li.found")) == 20
    assert "left 0\nand on" in browser.find_element(By.CSS_SELECTOR, "li.found").text
    assert browser.title == "Which reply is Ada <b>'s?"
    assert browser.get_log("browser") == []


def test_it_is_answered_by_keys_alone_and_begins_again(browser: webdriver.Chrome) -> None:
    for number in range(20):
        keys = [Keys.TAB, Keys.ENTER] if number % 2 == 0 else ["a"]
        for key in keys:
            browser.switch_to.active_element.send_keys(key)
    # Always the first one, which is right every other time.
    assert heading(browser) == "10 / 20 found"
    assert "50%, 95% interval 30% – 70%. That may be guessing" in browser.find_element(By.ID, "result").text
    assert len(browser.find_elements(By.CSS_SELECTOR, "li.missed")) == 10
    browser.find_element(By.XPATH, "//button[text()='Again']").click()
    assert heading(browser).startswith("1 / 20")


def test_nothing_can_be_fetched(browser: webdriver.Chrome) -> None:
    asked = "const done = arguments[0]; fetch('https://example.org').then(() => done('sent'), () => done('refused'))"
    assert browser.execute_async_script(asked) == "refused"
    resources = browser.execute_script("return performance.getEntriesByType('resource').map((one) => one.name)")
    assert resources in ([], ["https://example.org/"])


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_phone_and_desk_with_any_text_and_asks_nobody(
    browser: webdriver.Chrome, tmp_path: Path, width: int, scheme: str
) -> None:
    replies = [(HOSTILE[place % len(HOSTILE)], "fine") for place in range(20)]
    shown = [Round((("Ben" * 40, text), (TURNED, EVIL)), (text, said), 1) for text, said in replies]
    (tmp_path / "hostile.html").write_text(quiz_page(f"Ada {TURNED}", shown), encoding="utf-8")
    set_look(browser, width, 800, scheme)
    browser.get((tmp_path / "hostile.html").as_uri())
    browser.execute_script(AXE)
    for place, (text, _) in enumerate(replies):
        assert heading(browser).startswith(f"{place + 1} / 20: Which reply is")
        assert heading(browser).endswith("'s own?")
        assert browser.execute_script(FITS), text
        if place == 0:
            assert browser.execute_async_script(FAULTS) == []
        first, second = browser.find_elements(By.CSS_SELECTOR, ".choices button")
        assert first.get_property("textContent") == f"A {text}"
        assert second.rect["width"] > 100
        browser.switch_to.active_element.send_keys("b")
    assert heading(browser) == "20 / 20 found"
    assert browser.execute_script(FITS)
    assert browser.execute_async_script(FAULTS) == []
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [one["params"]["request"]["url"] for one in events if one["method"] == "Network.requestWillBeSent"]
    assert asked
    assert all(url.startswith(("file:", "data:", "about:", "chrome:")) for url in asked)
    assert browser.get_log("browser") == []
