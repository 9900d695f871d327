"""`simulacrum chat --web` in a real browser: bubbles, streamed, kept, no markup of strangers, nothing from elsewhere."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from .page import BUBBLES, SLOW
from .shown_page import PATIENCE, TOKEN, shown_page

pytestmark = pytest.mark.slow

ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --window-size=1000,900"
).split()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the page is shown."""
    with shown_page() as (port, _):
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture
def browser(address: str) -> Iterator[webdriver.Chrome]:
    """A browser in which the page is open, and nothing was said yet."""
    with contextlib.contextmanager(opened_at)(address) as opened:
        opened.find_element(By.ID, "forget").click()
        wait_until_told(opened, "Nothing was said yet")
        yield opened


def opened_at(address: str) -> Iterator[webdriver.Chrome]:
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    assert chromium, "these tests need chromium and chromedriver: Debian's packages chromium and chromium-driver"
    assert driver, "these tests need chromedriver: Debian's package chromium-driver"
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in ARGUMENTS:
        options.add_argument(argument)
    opened = webdriver.Chrome(options=options, service=Service(driver))
    opened.get(f"{address}?token={TOKEN}")
    WebDriverWait(opened, PATIENCE).until(lambda page: page.find_elements(By.CSS_SELECTOR, "textarea"))
    yield opened
    opened.quit()


def say(browser: webdriver.Chrome, text: str) -> None:
    box = browser.find_element(By.CSS_SELECTOR, "textarea")
    box.send_keys(text)
    box.send_keys(Keys.ENTER)


def wait_until_told(browser: webdriver.Chrome, text: str) -> None:
    WebDriverWait(browser, PATIENCE).until(lambda page: text in page.find_element(By.TAG_NAME, "body").text)


def test_the_answer_comes_in_bubbles_and_the_history_goes_with_the_next_question(browser: webdriver.Chrome) -> None:
    say(browser, "are you there?")
    wait_until_told(browser, "you said '<s>Ben: are you there?' in line 2")
    wait_until_told(browser, "<img src=x onerror=document.title='hacked'> *no* markup")
    say(browser, "again")
    # The question, two bubbles of the answer, the second question, and the line that the model goes on with.
    wait_until_told(browser, "you said 'Ben: again' in line 5")
    text = browser.find_element(By.TAG_NAME, "body").text
    assert "never here" not in text, "what the model says in another's name is not shown"
    assert browser.title == "Ada <b>"


def test_messages_that_are_told_apart_are_bubbles_with_the_lines_that_they_have() -> None:
    with shown_page(BUBBLES) as (port, _), contextlib.contextmanager(opened_at)(f"http://127.0.0.1:{port}/") as browser:
        say(browser, "are you there?")
        wait_until_told(browser, "*no* markup")
        say(browser, "again")
        # The question, an answer of two lines and one of one, the second question, and the line to go on with.
        wait_until_told(browser, "you said 'Ben: again' in line 6")
        wait_until_told(browser, "*no* markup\nBen\nagain")
        shown = [bubble.text for bubble in browser.find_elements(By.CSS_SELECTOR, ".bubble.persona")]
    assert shown[:2] == [
        "you said '<s>Ben: are you there?' in line 2\nand on",
        "<img src=x onerror=document.title='hacked'> *no* markup",
    ]
    assert len(shown) == 4


def test_one_can_be_somebody_else(browser: webdriver.Chrome) -> None:
    name = browser.find_element(By.ID, "you")
    assert name.get_attribute("value") == "Ben"
    name.send_keys(Keys.CONTROL, "a")
    name.send_keys("Zoe")
    say(browser, "who am I?")
    wait_until_told(browser, "you said '<s>Zoe: who am I?'")
    browser.find_element(By.ID, "you").send_keys(Keys.CONTROL, "a")
    browser.find_element(By.ID, "you").send_keys("Ada <b>")
    say(browser, "and now?")
    wait_until_told(browser, "is the persona; use another name")


def test_a_page_that_is_opened_again_shows_what_was_said_until_it_is_forgotten(browser: webdriver.Chrome) -> None:
    say(browser, "remember the pump")
    wait_until_told(browser, "remember the pump' in line 2")
    WebDriverWait(browser, PATIENCE).until(lambda page: not page.find_element(By.ID, "stop").is_displayed())
    browser.refresh()
    wait_until_told(browser, "remember the pump")
    wait_until_told(browser, "*no* markup")
    browser.find_element(By.ID, "forget").click()
    wait_until_told(browser, "Nothing was said yet")
    browser.refresh()
    wait_until_told(browser, "Nothing was said yet")
    assert "pump" not in browser.find_element(By.TAG_NAME, "body").text


def test_an_answer_can_be_stopped_and_what_was_said_of_it_stays() -> None:
    with shown_page(SLOW) as (port, _), contextlib.contextmanager(opened_at)(f"http://127.0.0.1:{port}/") as browser:
        say(browser, "tell me everything")
        wait_until_told(browser, "and so on 3")
        browser.find_element(By.ID, "stop").click()
        WebDriverWait(browser, PATIENCE).until(lambda page: not page.find_element(By.ID, "stop").is_displayed())
        text = browser.find_element(By.ID, "log").text
        browser.refresh()
        wait_until_told(browser, "and so on 3")
        assert browser.find_element(By.ID, "log").text == text


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_fits_its_window_and_the_keyboard_suffices(browser: webdriver.Chrome, width: int) -> None:
    browser.set_window_size(width, 800)
    script = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert browser.execute_script(script)
    assert browser.switch_to.active_element.get_attribute("id") == "text"
    reached = set()
    for _ in range(8):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        reached.add(browser.switch_to.active_element.get_attribute("id"))
    assert {"you", "log", "send", "forget"} <= reached
    for field in browser.find_elements(By.CSS_SELECTOR, "input, textarea, button"):
        assert field.accessible_name or not field.is_displayed()


def test_nothing_is_loaded_from_another_machine(browser: webdriver.Chrome, address: str) -> None:
    script = "return performance.getEntriesByType('resource').filter(e => e.transferSize > 0).map(e => e.name)"
    assert [name for name in browser.execute_script(script) if not name.startswith(address)] == []


def test_the_address_in_the_browser_holds_no_token(browser: webdriver.Chrome, address: str) -> None:
    assert browser.current_url == address
    assert browser.execute_script("return document.cookie") == ""
