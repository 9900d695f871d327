"""Files and folders dropped on the app in a real browser: a large zip, a folder, what is hostile, and a stop."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from docs.make_pictures import browser, wait

from ..conftest import chat_text
from ..sources.test_byte_ranges import FILM, NOISE, hostile, packed, with_films_of
from .app_process import most_memory, running_app

pytestmark = pytest.mark.slow

MEGABYTES = int(os.environ.get("SIMULACRUM_DROP_MB", "6000"))
EVIL = "<img src=x onerror=document.title='hacked'>"


@pytest.fixture(scope="module")
def opened() -> Iterator[webdriver.Chrome]:
    with browser() as found:
        yield found


def drop(opened: webdriver.Chrome, *paths: Path) -> None:
    """Drop files or folders on the box, as a hand does."""
    box = opened.find_element(By.ID, "drop").rect
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for type in ("dragEnter", "dragOver", "drop"):
        place = {"type": type, "x": box["x"] + 30, "y": box["y"] + 30, "data": data}
        opened.execute_cdp_cmd("Input.dispatchDragEvent", place)


def main(opened: webdriver.Chrome) -> str:
    return opened.find_element(By.TAG_NAME, "main").text


def test_a_large_zip_is_dropped_in_constant_memory(opened: webdriver.Chrome, tmp_path: Path) -> None:
    """Six gigabytes that take no room here, as all but the text are holes; SIMULACRUM_DROP_MB makes it more or less."""
    place = with_films_of(tmp_path / "WhatsApp Chat with Ben.zip", MEGABYTES * 500_000)
    with running_app(tmp_path / "ws") as address:
        opened.get(address)
        before = most_memory(tmp_path / "ws")
        began = time.monotonic()
        drop(opened, place)
        wait(opened, lambda page: "Next: who are you?" in main(page))
        seconds = time.monotonic() - began
        grown = most_memory(tmp_path / "ws") - before
        (copy,) = (tmp_path / "ws").glob("dropped/*/*")
        assert copy.stat().st_size == place.stat().st_size
        assert copy.stat().st_blocks * 512 < 1 << 20
    print(f"{MEGABYTES} MB: {before} MB of memory before, {grown} MB more at most, {seconds:.1f} s")
    assert grown < 60


def test_folders_and_hostile_zips_are_dropped(opened: webdriver.Chrome, tmp_path: Path) -> None:
    folder = tmp_path / "Chats"
    (folder / "deep" / "er").mkdir(parents=True)
    for number in range(130):
        # The browser hands over a hundred names at a time.
        (folder / "deep" / f"{number}.jpg").write_bytes(b"x")
    names = ("deep/er/WhatsApp Chat with Ben.txt", f"WhatsApp Chat with {EVIL.replace('/', '')}.txt")
    for name in names:
        (folder / name).write_text(chat_text(*[f"{EVIL}: {EVIL}", "Ada: yo"] * 20), encoding="utf-8")
    packed(
        folder / "WhatsApp Chat with Zoe.zip", {FILM: NOISE, "WhatsApp Chat with Zoe.txt": chat_text(*["Zoe: a"] * 9)}
    )
    bad = hostile(tmp_path)
    with running_app(tmp_path / "ws") as address:
        opened.get(address)
        drop(opened, folder)
        wait(opened, lambda page: "Next: who are you?" in main(page))
        assert "89" in opened.find_element(By.CSS_SELECTOR, "[data-word=messages]").text
        assert not list((tmp_path / "ws").rglob("*.jpg"))
        drop(opened, *bad.values())
        wait(opened, lambda page: main(page).count("was not read.") == len(bad))
        assert "Next: who are you?" in main(opened)
        opened.find_element(By.LINK_TEXT, "Next: who are you?").click()
        wait(opened, lambda page: EVIL in main(page))
        assert opened.title.startswith("Who are you")


def test_a_folder_is_chosen_with_the_button(opened: webdriver.Chrome, tmp_path: Path) -> None:
    folder = tmp_path / "Chats"
    (folder / "deep").mkdir(parents=True)
    chat = chat_text(*["Ben: hi", "Ada: yo"] * 20)
    (folder / "deep" / "WhatsApp Chat with Ben.txt").write_text(chat, encoding="utf-8")
    with running_app(tmp_path / "ws") as address:
        opened.get(address)
        opened.find_element(By.ID, "folder").send_keys(str(folder))
        wait(opened, lambda page: "Next: who are you?" in main(page))
        (copy,) = (tmp_path / "ws").glob("dropped/1/**/*.txt")
        assert copy.relative_to(tmp_path / "ws").as_posix() == "dropped/1/Chats/deep/WhatsApp Chat with Ben.txt"


def test_a_stop_while_it_is_taken_over_leaves_nothing(opened: webdriver.Chrome, tmp_path: Path) -> None:
    large = tmp_path / "chat.txt"
    with large.open("wb") as file:
        file.truncate(1 << 30)
    with running_app(tmp_path / "ws") as address:
        opened.get(address)
        slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 1 << 20}
        opened.execute_cdp_cmd("Network.enable", {})
        opened.execute_cdp_cmd("Network.emulateNetworkConditions", slow)
        drop(opened, large)
        wait(opened, lambda page: re.search(r"Taking over chat.txt: \d", main(page)))
        opened.find_element(By.ID, "abort").click()
        wait(opened, lambda page: "was stopped" in main(page))
        wait(opened, lambda _: not list((tmp_path / "ws").glob("dropped/*")))
        opened.execute_cdp_cmd("Network.emulateNetworkConditions", slow | {"uploadThroughput": -1})
