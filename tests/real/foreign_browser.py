"""A browser that opens a foreign name on this machine, and what pages of another site get in it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from ..chat.servers import messages
from .shown_page import PATIENCE
from .test_web import ARGUMENTS

EVIL = "evil.example"
FOREIGN = (EVIL, "127.0.0.1", "localhost")
"""Names under which the other site is opened: a foreign one, and this machine's own, at another port."""
REQUEST = json.dumps({"messages": messages("who are you?")})


@contextmanager
def rebound_browser() -> Iterator[webdriver.Chrome]:
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
