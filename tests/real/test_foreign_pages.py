"""A real browser on a foreign name of this machine, and on pages of other sites, gets nothing from what listens here."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from simulacrum_core.chat.chat import Chat

from ..chat.servers import PATH, ask, messages, serving
from ..chat.test_chat import manifest
from ..chat.test_server import Echo
from .foreign_site import foreign_site
from .shown_page import PATIENCE, TOKEN, shown_page
from .test_web import ARGUMENTS

pytestmark = pytest.mark.slow

EVIL = "evil.example"
FOREIGN = (EVIL, "127.0.0.1", "localhost")
"""Names under which the other site is opened: a foreign one, and this machine's own, at another port."""
REQUEST = json.dumps({"messages": messages("who are you?")})


@pytest.fixture(scope="module")
def speaker() -> Echo:
    return Echo()


@pytest.fixture(scope="module")
def endpoint(speaker: Echo) -> Iterator[int]:
    """The port of `serve` without a key."""
    with serving(lambda sampling: Chat(manifest(), speaker, sampling)) as port:
        yield port


@pytest.fixture(scope="module")
def page() -> Iterator[int]:
    """The port of `chat --web`."""
    with shown_page() as (port, _):
        yield port


@pytest.fixture(scope="module")
def site() -> Iterator[int]:
    with foreign_site() as port:
        yield port


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    """A browser for which a foreign name is this machine, as whoever owns the name can have it."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    assert chromium, "these tests need chromium and chromedriver: Debian's packages chromium and chromium-driver"
    assert driver, "these tests need chromedriver: Debian's package chromium-driver"
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in (*ARGUMENTS, f"--host-resolver-rules=MAP {EVIL} 127.0.0.1"):
        options.add_argument(argument)
    opened = webdriver.Chrome(options=options, service=Service(driver))
    opened.set_script_timeout(PATIENCE)
    yield opened
    opened.quit()


def shown(browser: webdriver.Chrome, address: str) -> str:
    browser.get(address)
    return str(browser.find_element(By.TAG_NAME, "body").text)


def attacked(browser: webdriver.Chrome, host: str, site: int, base: str, path: str) -> dict[str, Any]:
    """What a page of another site got, by what it tried."""
    browser.get(f"http://{host}:{site}/")
    script = "const done = arguments[3]; attacked(arguments[0], arguments[1], arguments[2]).then(done, done)"
    found = browser.execute_async_script(script, base, path, REQUEST)
    assert isinstance(found, dict), found
    return found


def refused(told: dict[str, Any]) -> None:
    """Nothing was read. What was only sent must not have been acted upon, which is for the one who was asked to say."""
    assert told.keys() > {"get", "post", "frame", "form", "socket", "beacon"}
    sent = {name: value for name, value in told.items() if value in ("sent", "opaque")}
    assert sent.keys() <= {"form", "beacon", "no-cors"}, told
    assert {value for name, value in told.items() if name not in sent} <= {"refused", "nothing"}, told


def test_under_a_foreign_name_nothing_is_shown(browser: webdriver.Chrome, endpoint: int, page: int) -> None:
    for address in (f"{EVIL}:{endpoint}/v1/models", f"{EVIL}:{page}/", f"{EVIL}:{page}/?token={TOKEN}"):
        text = shown(browser, f"http://{address}")
        assert "not a name of this machine" in text
        assert "Ada" not in text
    assert browser.get_cookies() == []
    # The page that was refused may ask for its own address as often as it likes.
    script = "const done = arguments[1]; fetch(arguments[0]).then(a => a.text()).then(done, done)"
    for place in ("/v1/models", "/state", f"/?token={TOKEN}"):
        assert "not a name of this machine" in str(browser.execute_async_script(script, place))


@pytest.mark.parametrize("host", FOREIGN)
def test_a_page_of_another_site_gets_nothing_from_serve(
    browser: webdriver.Chrome, endpoint: int, site: int, speaker: Echo, host: str
) -> None:
    speaker.prompts.clear()
    for name in ("127.0.0.1", "localhost", EVIL):
        refused(attacked(browser, host, site, f"http://{name}:{endpoint}", PATH))
        refused(attacked(browser, host, site, f"http://{name}:{endpoint}", "/v1/models"))
    assert speaker.prompts == []
    assert ask(endpoint, {"messages": messages("still there?")})[0] == 200


@pytest.mark.parametrize("host", FOREIGN)
def test_a_page_of_another_site_gets_nothing_from_the_page(
    browser: webdriver.Chrome, page: int, site: int, host: str
) -> None:
    own = f"http://127.0.0.1:{page}"
    browser.get(f"{own}/?token={TOKEN}")
    WebDriverWait(browser, PATIENCE).until(lambda opened: opened.find_elements(By.CSS_SELECTOR, "textarea"))
    # The browser has the cookie now, and sends it from every page of this machine.
    for path in ("/state", f"/?token={TOKEN}", "/say", "/forget"):
        refused(attacked(browser, host, site, own, path))


def test_the_address_that_was_told_opens_the_page_and_becomes_a_cookie(browser: webdriver.Chrome, page: int) -> None:
    own = f"http://127.0.0.1:{page}/"
    browser.get(own)
    browser.delete_all_cookies()
    assert "open the address that the program printed" in shown(browser, own)
    assert "open the address that the program printed" not in shown(browser, f"{own}?token={TOKEN}")
    assert browser.current_url == own
    [cookie] = [found for found in browser.get_cookies() if found["value"] == TOKEN]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", "/")
    browser.get(own)
    WebDriverWait(browser, PATIENCE).until(lambda opened: opened.find_elements(By.CSS_SELECTOR, "textarea"))


def test_the_attacks_get_through_where_a_page_is_allowed(browser: webdriver.Chrome, site: int, speaker: Echo) -> None:
    with serving(lambda sampling: Chat(manifest(), speaker, sampling), origins=(f"http://127.0.0.1:{site}",)) as port:
        told = attacked(browser, "127.0.0.1", site, f"http://127.0.0.1:{port}", PATH)
        assert told["anonymous"].startswith("200")
        assert "assistant" in told["anonymous"]
