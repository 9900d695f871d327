"""`make pictures`: docs/pictures, taken by Chromium of the invented sample and of a model that was trained on it.

Light and dark, wide and narrow. With `--folder` what was trained there is not trained again.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
ARGUMENTS = "--headless=new --no-sandbox --disable-gpu --hide-scrollbars --disable-background-networking".split()
LOOKS = {"1280-light": (1280, "light"), "390-dark": (390, "dark")}
_PATIENCE = 60
_COLOURS = 64
_LONG = 3 * 3600
"""Seconds in which a small model is trained and measured on a slow machine."""
_QUESTION = "are you coming down to the harbour tonight?"


@contextlib.contextmanager
def browser() -> Iterator[webdriver.Chrome]:
    """Chromium without a window."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (chromium and driver):
        sys.exit("chromium and chromedriver are needed: Debian's packages chromium and chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    for argument in ARGUMENTS:
        options.add_argument(argument)
    opened = webdriver.Chrome(options=options, service=Service(driver))
    try:
        yield opened
    finally:
        opened.quit()


@contextlib.contextmanager
def shown_app(folder: Path, python: Path | str = sys.executable) -> Iterator[str]:
    """The address of an app that runs."""
    home = os.environ | {"HOME": str(folder.parent)}
    command = [str(python), "-m", "simulacrum_core", "app", str(folder), "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=home) as program:
        assert program.stderr is not None
        try:
            yield re.findall(r"http\S+", program.stderr.readline())[0]
        finally:
            program.send_signal(signal.SIGINT)


def wait(opened: webdriver.Chrome, until: Callable[[Any], object], patience: float = _PATIENCE) -> None:
    """A page that is drawn anew may lose what was just found on it."""
    WebDriverWait(opened, patience, ignored_exceptions=[WebDriverException]).until(until)


def take(opened: webdriver.Chrome, name: str, height: int | None = None) -> None:
    """A picture of the page in each look, as high as the page unless a height is given."""
    for look, (width, scheme) in LOOKS.items():
        set_look(opened, width, height or 800, scheme)
        whole = height or opened.execute_script("return document.documentElement.scrollHeight")
        set_look(opened, width, whole, scheme)
        save(opened, f"{name}-{look}")
    set_look(opened, 1280, 900, "light")


def save(opened: webdriver.Chrome, name: str) -> None:
    """A picture in few colours, which these pages have, so that a clone stays small."""
    from PIL import Image

    with Image.open(io.BytesIO(opened.get_screenshot_as_png())) as shot:
        few = shot.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
        few.save(PICTURES / f"{name}.png", optimize=True)


def set_look(opened: webdriver.Chrome, width: int, height: int, scheme: str) -> None:
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    opened.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    features = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    opened.execute_cdp_cmd("Emulation.setEmulatedMedia", features)


def walk(opened: webdriver.Chrome, address: str, seen: Callable[[str], None], base_model: str = "") -> None:
    """From the sample to a dataset, as somebody does who has never seen a terminal."""
    own = address.partition("?")[0]
    opened.get(address)
    opened.find_element(By.CSS_SELECTOR, "[data-post='/sample']").click()
    wait(opened, lambda page: "472" in page.find_element(By.TAG_NAME, "main").text)
    seen("app-sources")
    opened.find_element(By.LINK_TEXT, "Next: who are you?").click()
    wait(opened, lambda page: page.find_elements(By.NAME, "accounts"))
    opened.find_elements(By.NAME, "accounts")[0].click()
    opened.find_element(By.ID, "name").send_keys("Ada")
    opened.find_element(By.ID, "facts").send_keys(
        "{me} is a student of marine engineering. She looks after an old boat."
    )
    opened.find_element(By.ID, "base_model").send_keys(base_model)
    opened.find_element(By.ID, "held_out").clear()
    opened.find_element(By.ID, "held_out").send_keys("20")
    opened.execute_script("document.activeElement.blur()")
    seen("app-you")
    opened.find_element(By.XPATH, "//button[text()='Make the dataset']").click()
    wait(opened, lambda page: page.find_elements(By.TAG_NAME, "pre"))
    seen("app-dataset")
    opened.get(f"{own}report")
    seen("report")
    opened.get(f"{own}training")
    seen("app-training")


def train_and_measure(opened: webdriver.Chrome, address: str) -> None:
    """By the buttons of the app, as somebody does who waits."""
    own = address.partition("?")[0]
    opened.get(f"{own}training")
    opened.find_element(By.XPATH, "//button[text()='Start training']").click()
    wait(opened, lambda page: page.find_elements(By.LINK_TEXT, "Next: talk"), _LONG)
    opened.get(f"{own}compare")
    opened.find_element(By.CSS_SELECTOR, "[data-post='/measure']").click()
    wait(opened, lambda page: page.find_elements(By.CSS_SELECTOR, ".profile"), _LONG)


def take_of_a_model(opened: webdriver.Chrome, address: str) -> None:
    """What is there when a model was trained: its curve, the page to talk on, and what was measured."""
    own = address.partition("?")[0]
    opened.get(f"{own}training")
    take(opened, "app-training")
    opened.get(f"{own}talk/")
    wait(opened, lambda page: page.find_element(By.ID, "text").is_displayed(), _LONG)
    opened.find_element(By.ID, "text").send_keys(_QUESTION + Keys.ENTER)
    wait(opened, lambda page: page.find_elements(By.CSS_SELECTOR, ".bubble.persona"), _LONG)
    wait(opened, lambda page: page.find_element(By.ID, "send").is_displayed(), _LONG)
    take(opened, "app-talk", 800)
    opened.get(f"{own}compare")
    take(opened, "app-compare")
    opened.get(f"{own}report")
    # The top alone stands in the README.
    save(opened, "report-top-1280-light")
    take(opened, "report")


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base-model", type=Path, required=True, help="The folder of a small model, such as SmolLM2.")
    parser.add_argument("--python", type=Path, default=Path(sys.executable), help="A Python that has torch as well.")
    parser.add_argument("--folder", type=Path, help="Where the app keeps its files; by default nowhere.")
    wanted = parser.parse_args()
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place, browser() as opened:
        folder = wanted.folder or Path(place) / "ada"
        is_new = not (folder / "dataset").exists()
        # Paths in pictures are those of a home folder, not of the machine that made them.
        base = folder.parent / wanted.base_model.name
        if not base.exists():
            base.symlink_to(wanted.base_model.resolve())
        with shown_app(folder, wanted.python) as address:
            set_look(opened, 1280, 900, "light")
            if is_new:
                still_to_come = ("report", "app-training")
                walk(
                    opened,
                    address,
                    lambda name: None if name in still_to_come else take(opened, name),
                    f"~/{base.name}",
                )
                train_and_measure(opened, address)
            else:
                opened.get(address)
            take_of_a_model(opened, address)


if __name__ == "__main__":
    main()
