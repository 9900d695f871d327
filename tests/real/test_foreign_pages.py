"""A real browser on a foreign name of this machine, and on pages of other sites, gets nothing from what listens here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from simulacrum_core.chat.chat import Chat

from ..chat.servers import PATH, ask, messages, serving
from ..chat.test_chat import manifest
from ..chat.test_server import Echo
from .foreign_browser import EVIL, FOREIGN, attacked, rebound_browser, refused, shown
from .foreign_site import foreign_site
from .shown_page import PATIENCE, TOKEN, shown_page

pytestmark = pytest.mark.slow


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
    with rebound_browser() as opened:
        yield opened


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
