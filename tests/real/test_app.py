"""The app in a real browser, as somebody uses it who has never seen it: from the sample to the page to talk on."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from docs.make_pictures import ROOT, browser, set_look, wait, walk

pytestmark = pytest.mark.slow

FITS = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"
REQUESTS = "return performance.getEntriesByType('resource').map(e => e.name)"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("app") / "ws"
    command = [sys.executable, "-m", "simulacrum_core", "app", str(folder), "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT) as program:
        assert program.stderr is not None
        try:
            yield re.findall(r"http\S+", program.stderr.readline())[0]
        finally:
            program.send_signal(signal.SIGINT)


@pytest.fixture(scope="module")
def opened() -> Iterator[webdriver.Chrome]:
    with browser() as found:
        yield found


def test_the_sample_becomes_a_dataset_and_every_screen_fits_and_asks_nobody_else(
    opened: webdriver.Chrome, address: str
) -> None:
    own = address.partition("?")[0]
    seen: list[str] = []

    def look(name: str) -> None:
        seen.append(name)
        for width in (1280, 390):
            set_look(opened, width, 900, "dark" if width == 390 else "light")
            assert opened.execute_script(FITS), (name, width)
        assert [url for url in opened.execute_script(REQUESTS) if not url.startswith(own)] == []
        assert "token=" not in opened.current_url
        for field in opened.find_elements(By.CSS_SELECTOR, "input, textarea, button, a"):
            assert field.accessible_name or not field.is_displayed(), (name, field.get_attribute("outerHTML"))
        ids = [one.get_attribute("id") for one in opened.find_elements(By.CSS_SELECTOR, "[id]")]
        assert len(ids) == len(set(ids))

    walk(opened, address, look)
    assert len(seen) == 5
    opened.get(f"{own}talk/")
    assert "Train a model first" in opened.find_element(By.TAG_NAME, "main").text


def test_what_was_made_is_there_after_a_reload_and_the_keyboard_suffices(
    opened: webdriver.Chrome, address: str
) -> None:
    own = address.partition("?")[0]
    opened.get(f"{own}dataset")
    wait(opened, lambda page: page.find_elements(By.TAG_NAME, "mark"))
    first = opened.find_element(By.TAG_NAME, "pre").text
    for _ in range(30):
        opened.switch_to.active_element.send_keys(Keys.TAB)
        if opened.switch_to.active_element.text == "Next":
            break
    opened.switch_to.active_element.send_keys(Keys.ENTER)
    wait(opened, lambda page: "Example 2 of" in page.find_element(By.TAG_NAME, "main").text)
    assert opened.find_element(By.TAG_NAME, "pre").text != first


def test_a_file_is_dropped_with_the_button_and_one_that_is_damaged_is_told(
    opened: webdriver.Chrome, address: str, tmp_path: Path
) -> None:
    opened.get(address.partition("?")[0])
    (tmp_path / "photos.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    opened.find_element(By.ID, "files").send_keys(str(tmp_path / "photos.zip"))
    wait(opened, lambda page: "was not read" in page.find_element(By.TAG_NAME, "main").text)


def test_a_foreign_name_of_this_machine_shows_nothing(opened: webdriver.Chrome, address: str) -> None:
    opened.get(address.replace("127.0.0.1", "localtest.localhost"))
    text = opened.find_element(By.TAG_NAME, "body").text
    assert "not a name of this machine" in text
    assert json.dumps(opened.get_cookies()) == "[]"
