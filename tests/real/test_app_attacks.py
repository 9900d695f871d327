"""The app in a real browser, attacked: by a name that is rebound to this machine, by pages of other sites, by markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from docs.make_pictures import wait

from ..conftest import chat_text
from .app_process import running_app
from .foreign_browser import EVIL, FOREIGN, attacked, rebound_browser, refused, shown
from .foreign_site import foreign_site
from .rote_app import pretend

pytestmark = pytest.mark.slow

MARKUP = "<img src=x onerror=document.title='hacked'><b>bold"
HOSTILE = "WhatsApp Chat with <img src=x onerror=document.title='hacked'>.txt"
SCREENS = ("", "you", "private", "dataset", "training", "talk/", "compare", "report")


class Shown(NamedTuple):
    """An app with a dataset, of which something was trained, and the browser that has its cookie."""

    browser: webdriver.Chrome
    address: str
    folder: Path

    @property
    def own(self) -> str:
        return self.address.partition("/?")[0]

    @property
    def port(self) -> int:
        return int(self.own.rpartition(":")[2])


def main(browser: webdriver.Chrome) -> str:
    return browser.find_element(By.TAG_NAME, "main").text


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """Everything that people choose is markup: names, messages, the file, the persona, the facts."""
    folder = tmp_path_factory.mktemp("app")
    source = folder / HOSTILE
    source.write_text(chat_text(*[f"{MARKUP}: {MARKUP}", f"Ada {MARKUP}: call {MARKUP} +14155550162"] * 20), "utf-8")
    with rebound_browser() as browser, running_app(folder / "ws", module="tests.real.rote_app") as address:
        browser.get(address)
        browser.find_element(By.NAME, "path").send_keys(str(source))
        browser.find_element(By.XPATH, "//button[text()='Read']").click()
        wait(browser, lambda page: "Next: who are you?" in main(page))
        browser.get(f"{address.partition('?')[0]}you")
        browser.find_element(By.CSS_SELECTOR, "[name=accounts][value*=Ada]").click()
        for field in ("name", "facts", "people"):
            browser.find_element(By.ID, field).send_keys(f"{field} {MARKUP}".replace("people", "Zoe"))
        browser.find_element(By.XPATH, "//button[text()='Make the dataset']").click()
        wait(browser, lambda page: page.find_elements(By.TAG_NAME, "mark"))
        pretend(folder / "ws" / "dataset")
        yield Shown(browser, address, folder / "ws")


@pytest.fixture(scope="module")
def site() -> Iterator[int]:
    with foreign_site() as port:
        yield port


def test_markup_is_text_on_every_screen(app: Shown) -> None:
    seen = ""
    for screen in SCREENS:
        app.browser.get(f"{app.own}/{screen}")
        wait(app.browser, lambda page: page.find_element(By.TAG_NAME, "h1").text)
        seen = app.browser.find_element(By.TAG_NAME, "body").text
        assert app.browser.execute_script("return document.images.length") == 0, screen
        assert "hacked" not in re.sub("title='hacked", "", app.browser.title), screen
        assert "onerror=" in seen or screen in ("private", "report"), screen
        assert not [bold for bold in app.browser.find_elements(By.TAG_NAME, "b") if bold.text.startswith("bold")]


def test_under_a_name_that_is_rebound_nothing_is_shown_or_done(app: Shown) -> None:
    token = app.address.partition("token=")[2]
    for place in ("/", "/dataset", "/report", f"/?token={token}"):
        assert "not a name of this machine" in shown(app.browser, f"http://{EVIL}:{app.port}{place}")
    # The page that was refused has the origin of the name, and asks for all that the app does.
    script = """const done = arguments[1];
    fetch(arguments[0], {method: 'POST', headers: {'X-Simulacrum': '1'}, body: '{}'}).then(a => a.text()).then(done, done)"""
    for place in ("/forget", "/make", "/stop", f"/forget?token={token}"):
        assert "not a name of this machine" in str(app.browser.execute_async_script(script, place))
    assert (app.folder / "dataset" / "simulacrum.json").is_file()


@pytest.mark.parametrize("host", FOREIGN)
def test_a_page_of_another_site_gets_nothing_and_does_nothing(app: Shown, site: int, host: str) -> None:
    shown(app.browser, app.own)
    # The browser has the cookie of the app, and a port makes no other site of this machine.
    for path in ("/progress", "/forget"):
        refused(attacked(app.browser, host, site, app.own, path))
    assert (app.folder / "dataset" / "simulacrum.json").is_file()


@pytest.mark.parametrize("host", [EVIL, "127.0.0.1"])
def test_no_other_page_can_lay_itself_over_the_app(app: Shown, site: int, host: str) -> None:
    for screen in ("", "dataset", "talk/", "report"):
        app.browser.get(f"http://{host}:{site}/")
        script = """const done = arguments[1], frame = document.createElement('iframe');
        frame.src = arguments[0]; frame.onload = () => done(true); document.body.append(frame)"""
        app.browser.execute_async_script(script, f"{app.own}/{screen}")
        app.browser.switch_to.frame(0)
        assert app.browser.find_elements(By.TAG_NAME, "main") == []
        assert app.browser.find_elements(By.TAG_NAME, "nav") == []
        app.browser.switch_to.default_content()


def test_the_app_itself_is_still_open(app: Shown) -> None:
    """What was refused above was not refused because nothing is answered."""
    app.browser.get(f"{app.own}/dataset")
    assert app.browser.find_elements(By.TAG_NAME, "mark")
