"""The app in a real browser, as somebody uses it who has never seen it: from the sample to the page to talk on."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from docs.make_pictures import browser, set_look, wait, walk
from simulacrum_core.evaluation.quiz_page import Round, quiz_page
from simulacrum_core.files import write_private

from ..plugins.test_app import evaluation
from ..plugins.test_app import save_evaluation as save
from .app_process import running_app
from .environment import training_environment, training_variables
from .tiny import tiny_model

pytestmark = pytest.mark.slow

AXE = files("selenium_axe_python").joinpath("axe-core/axe.min.js").read_text(encoding="utf-8")
FAULTS = """const done = arguments[0];
axe.run().then(({violations}) => done(violations.map(v => [v.id, v.nodes.map(n => n.html).slice(0, 3)])))"""
LOOKS = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]
LOOPBACK = re.compile(r"(http://127\.0\.0\.1:\d+/|data:|about:blank|chrome:)")
FITS = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"
REQUESTS = "return performance.getEntriesByType('resource').map(e => e.name)"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_app(tmp_path_factory.mktemp("app") / "ws") as found:
        yield found


@pytest.fixture(scope="module")
def opened() -> Iterator[webdriver.Chrome]:
    with browser() as found:
        yield found


def look_at(opened: webdriver.Chrome, name: str) -> None:
    """The page fits, and axe finds no fault in it, wide and narrow, light and dark."""
    opened.execute_script(AXE)
    for width, scheme in LOOKS:
        set_look(opened, width, 900, scheme)
        assert opened.execute_script(FITS), (name, width)
        assert opened.execute_async_script(FAULTS) == [], (name, width, scheme)


def foreign(opened: webdriver.Chrome) -> list[str]:
    """What was asked for off this machine since the last look into the network log."""
    events = [json.loads(entry["message"])["message"] for entry in opened.get_log("performance")]
    asked = [one["params"]["request"]["url"] for one in events if one["method"] == "Network.requestWillBeSent"]
    assert asked
    return [url for url in asked if not LOOPBACK.match(url)]


def test_the_sample_becomes_a_dataset_and_every_screen_fits_and_asks_nobody_else(
    opened: webdriver.Chrome, address: str
) -> None:
    own = address.partition("?")[0]
    seen: list[str] = []

    def look(name: str) -> None:
        seen.append(name)
        look_at(opened, name)
        assert [url for url in opened.execute_script(REQUESTS) if not url.startswith(own)] == []
        assert "token=" not in opened.current_url
        for field in opened.find_elements(By.CSS_SELECTOR, "input, textarea, button, a"):
            assert field.accessible_name or not field.is_displayed(), (name, field.get_attribute("outerHTML"))
        ids = [one.get_attribute("id") for one in opened.find_elements(By.CSS_SELECTOR, "[id]")]
        assert len(ids) == len(set(ids))

    opened.get(address)
    opened.execute_script(AXE + "; document.body.append(document.createElement('img'))")
    assert "image-alt" in [fault[0] for fault in opened.execute_async_script(FAULTS)]
    walk(opened, address, look)
    assert len(seen) == 5
    for place in ("talk/", "compare"):
        opened.get(f"{own}{place}")
        assert "Train a model first" in opened.find_element(By.TAG_NAME, "main").text
        look(place)
    opened.get(f"{own}private")
    look("private")
    assert foreign(opened) == []


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


def press(opened: webdriver.Chrome, name: str, key: str = Keys.ENTER) -> None:
    """Reach what has this name by the Tab key, and press a key on it."""
    for _ in range(60):
        found = opened.switch_to.active_element
        if found.accessible_name == name:
            ActionChains(opened).send_keys(key).perform()
            return
        ActionChains(opened).send_keys(Keys.TAB).perform()
    pytest.fail(f"the Tab key does not lead to {name!r}")


def main(opened: webdriver.Chrome) -> str:
    return opened.find_element(By.TAG_NAME, "main").text


def test_by_the_keyboard_alone_from_the_sample_to_talk_and_to_what_is_measured(
    opened: webdriver.Chrome, tmp_path: Path
) -> None:
    """With a tiny model, which is trained on the way; axe looks at what only a trained model shows."""
    shutil.copytree(tiny_model(), tmp_path / "tiny")
    config = json.loads((tmp_path / "tiny" / "config.json").read_text(encoding="utf-8")) | {
        "max_position_embeddings": 1024
    }
    (tmp_path / "tiny" / "config.json").write_text(json.dumps(config), encoding="utf-8")
    torch = training_environment()
    dataset = tmp_path / "ws" / "dataset"
    variables = training_variables(torch) | {"OMP_NUM_THREADS": "1"}
    # What a test before this one asked for is not this one's.
    opened.get_log("performance")
    with running_app(tmp_path / "ws", torch / "bin" / "python", variables) as address:
        opened.get(address)
        press(opened, "Try the invented sample")
        wait(opened, lambda page: "472" in main(page))
        press(opened, "Next: who are you?")
        wait(opened, lambda page: page.find_elements(By.NAME, "accounts"))
        press(opened, "Ada Lind", Keys.SPACE)
        press(opened, "What the model is called", "Ada")
        press(opened, "The model to train", str(tmp_path / "tiny"))
        # What finds phone numbers is not installed beside torch.
        press(opened, "Replace phone numbers, passwords, cards, addresses and the like", Keys.SPACE)
        press(opened, "Make the dataset")
        wait(opened, lambda page: page.find_elements(By.TAG_NAME, "mark"))
        press(opened, "Next: training")
        press(opened, "Start training")
        wait(opened, lambda page: "Stop and keep the best" in main(page))
        wait(opened, lambda page: "on what was held out" in main(page) and "Go on training" in main(page), 300)
        look_at(opened, "trained")
        press(opened, "5 Talk")
        wait(opened, lambda page: page.find_elements(By.ID, "text"))
        press(opened, "Write to Ada", "are you there?" + Keys.ENTER)
        wait(opened, lambda page: page.find_elements(By.CSS_SELECTOR, ".bubble.you"))
        wait(opened, lambda page: page.find_element(By.ID, "send").is_displayed())
        assert opened.find_element(By.CSS_SELECTOR, ".bubble.persona").text
        look_at(opened, "talk")
        press(opened, "6 Compare")
        press(opened, "Measure it")
        wait(opened, lambda page: "You may close this page: it goes on." in main(page))
        look_at(opened, "measuring")
        press(opened, "Stop")
        wait(opened, lambda page: "Measure it" in main(page))
        save(evaluation("Ada"), dataset)
        rounds = [Round((("Ben", "well?"),), ("yes", "no"), 0)] * 10
        write_private(dataset / "evaluation" / "quiz.html", quiz_page("Ada", rounds))
        opened.refresh()
        look_at(opened, "compare")
        own = opened.current_url.removesuffix("compare")
        for place in ("evaluation", "quiz", "report"):
            opened.get(f"{own}{place}")
            look_at(opened, place)
        opened.get(f"{own}quiz")
        opened.switch_to.active_element.send_keys("a")
        assert opened.find_element(By.TAG_NAME, "h2").text.startswith("2 / 10")
    assert foreign(opened) == []


def test_the_order_of_dates_and_the_numbers_of_a_training_are_set_by_the_keyboard(
    opened: webdriver.Chrome, tmp_path: Path
) -> None:
    """axe looks at what is folded, too."""
    lines = [f"[03/04/24, 10:00:{n:02}] {('Ben', 'Ada')[n % 2]}: over {n}" for n in range(60)]
    (tmp_path / "chat.txt").write_text("\n".join(lines), encoding="utf-8")
    shutil.copytree(tiny_model(), tmp_path / "tiny")
    with running_app(tmp_path / "ws") as address:
        opened.get(address)
        opened.find_element(By.ID, "files").send_keys(str(tmp_path / "chat.txt"))
        wait(opened, lambda page: "which is a guess" in main(page))
        opened.find_element(By.CSS_SELECTOR, ".change summary").send_keys(Keys.ENTER)
        look_at(opened, "change")
        (choice,) = [one for one in opened.find_elements(By.NAME, "value") if one.is_displayed()]
        assert choice.accessible_name.startswith("Order of day")
        choice.send_keys("month, day")
        press(opened, "Read again")
        wait(opened, lambda page: "dates are read as month, day, year" in main(page))
        assert "-i order mdy" in main(opened)
        press(opened, "Next: who are you?")
        wait(opened, lambda page: page.find_elements(By.NAME, "accounts"))
        press(opened, "Ada", Keys.SPACE)
        press(opened, "The model to train", str(tmp_path / "tiny"))
        press(opened, "Replace phone numbers, passwords, cards, addresses and the like", Keys.SPACE)
        press(opened, "Make the dataset")
        wait(opened, lambda page: page.find_elements(By.TAG_NAME, "mark"))
        press(opened, "Next: training")
        press(opened, "More settings")
        look_at(opened, "settings")
        press(opened, "Times it reads your text", "3" + Keys.ENTER)
        wait(opened, lambda page: "-t epochs 3" in main(page))
