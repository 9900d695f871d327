"""The page: whole in itself, small, without scripts, messages or, where that is asked for, names; readable without eyes."""

from __future__ import annotations

import html.parser
import json
import re
from pathlib import Path

import pytest

from simulacrum_core import convert, report
from simulacrum_core.dataset.statistics import ConversationCounts, Writing, read_statistics, write_statistics
from simulacrum_core.inspection.report import dataset_page
from simulacrum_core.inspection.report.pictures import marked
from simulacrum_core.inspection.report.reasons import explained
from simulacrum_core.inspection.report.shown import duration
from simulacrum_core.ledger import REASONS

from ..conftest import Simulacrum, chat_text

EVIL = '<img src=x onerror=alert(1)>"\u202egnp\u2066'


class Page(html.parser.HTMLParser):
    """What elements and addresses a page has, and whether all that is opened is closed."""

    VOID = ("meta", "link", "br", "img")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.ids: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    (tmp_path / "chat.txt").write_text(chat_text(*["Ben: Have you seen Petunia?", "Ada: nope"] * 20), encoding="utf-8")
    convert(tmp_path / "chat.txt", me="Ada", folder=tmp_path / "ada")
    return tmp_path / "ada"


def test_the_page_has_no_script_and_asks_for_nothing(dataset: Path) -> None:
    text = (dataset / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    assert not {"script", "iframe", "object", "embed", "img", "link", "form", "base"} & set(page.tags)
    assert not [
        name for name, _ in page.attributes if name.startswith("on") or name in ("src", "href", "action", "srcset")
    ]
    assert not re.search(r"url\(|@import|https?:", text)
    assert "default-src 'none'" in text
    assert len(page.ids) == len(set(page.ids))


def test_no_message_is_on_the_page(dataset: Path) -> None:
    for name in ("report.html", "statistics.json"):
        text = (dataset / name).read_text(encoding="utf-8")
        assert "Petunia" not in text
        assert "nope" not in text


def test_hostile_names_are_no_markup(dataset: Path) -> None:
    figures = read_statistics(dataset)
    assert figures
    figures.partners = {EVIL: 5}
    figures.months = {EVIL: {"2024-01": [1, 1]}}
    figures.conversations = {
        "0": ConversationCounts(EVIL, EVIL, read=5),
        "1": ConversationCounts("x", EVIL, reason=EVIL),
    }
    write_statistics(figures, dataset)
    manifest = json.loads((dataset / "simulacrum.json").read_text(encoding="utf-8"))
    manifest["template"]["name"] = EVIL
    manifest["ledger"]["left_out"] |= {EVIL: 3, f"over_cap:{EVIL}": 1}
    manifest["ledger"]["redacted"] = {EVIL: 3}
    (dataset / "simulacrum.json").write_text(json.dumps(manifest), encoding="utf-8")
    text = dataset_page(dataset)
    page = Page(text)
    assert "img" not in page.tags
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)
    assert text.count("&lt;img src=x") >= 5


def test_names_are_hidden_behind_numbers(simulacrum: Simulacrum, tmp_path: Path) -> None:
    (tmp_path / "WhatsApp Chat with Mira Holt.txt").write_text(
        chat_text(*["Mira Holt: hi", "Ada Lind: yo"] * 20), encoding="utf-8"
    )
    source = "WhatsApp Chat with Mira Holt.txt"
    assert simulacrum("convert", source, "--me", "Ada Lind", "-o", "out").exit_code == 0
    for place in (source, "out"):
        done = simulacrum("report", place, "--pseudonyms", "-o", "page.html", "--force")
        assert (done.exit_code, done.stdout) == (0, "page.html\n"), done.output
        text = (tmp_path / "page.html").read_text(encoding="utf-8")
        assert not re.search("Mira|Holt|Ada|Lind", text)
        assert "conversation 1" in text
        assert "Mira Holt" in simulacrum_text(simulacrum, tmp_path, place)


def simulacrum_text(simulacrum: Simulacrum, folder: Path, place: str) -> str:
    assert simulacrum("report", place, "-o", "page.html", "--force").exit_code == 0
    return (folder / "page.html").read_text(encoding="utf-8")


def test_every_picture_has_its_numbers_in_a_table(dataset: Path) -> None:
    text = (dataset / "report.html").read_text(encoding="utf-8")
    assert len(re.findall("<svg(?! x=)", text)) == len(re.findall('<svg[^>]*aria-hidden="true"', text))
    for id in ("months", "silences", "lengths", "habits"):
        (card,) = re.findall(rf'<section id="{id}".*?</section>', text, re.DOTALL)
        assert "<caption>" in card
    for id in ("conversations", "partners"):
        (card,) = re.findall(rf'<section id="{id}".*?</section>', text, re.DOTALL)
        assert '<th scope="row">' in card


def test_a_report_says_what_is_checked_and_trained(simulacrum: Simulacrum, dataset: Path) -> None:
    assert simulacrum("report", dataset).exit_code == 0
    assert "Every promise holds" in (dataset / "report.html").read_text(encoding="utf-8")
    history = [{"step": i, "loss": 3 - i / 10, "eval_loss": 2 + (i - 5) ** 2 / 100} for i in range(1, 9)]
    (dataset / "model").mkdir()
    (dataset / "model" / "trainer_state.json").write_text(json.dumps({"log_history": history}), encoding="utf-8")
    with (dataset / "train.jsonl").open("ab") as rows:
        rows.write(b"{}\n")
    assert simulacrum("report", dataset).exit_code == 0
    text = (dataset / "report.html").read_text(encoding="utf-8")
    assert "promises are broken" in text
    assert "best: step 5" in text
    assert simulacrum("report", dataset, "--no-check").exit_code == 0
    assert "promises are broken" not in (dataset / "report.html").read_text(encoding="utf-8")


def test_the_figures_of_a_source_are_those_that_inspect_prints(simulacrum: Simulacrum, tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text(chat_text(*["Ben: Hi.", "Ben: So?", "Ada: yo"] * 10), encoding="utf-8")
    told = json.loads(simulacrum("inspect", "chat.txt", "--json").stdout)["figures"]
    assert told["others"]["in_a_row"] == {"1": 10}
    done = simulacrum("report", "chat.txt", "--me", "Ada")
    assert (done.exit_code, done.stdout) == (0, "report.html\n")
    assert "10</td><td" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert simulacrum("report", "chat.txt").exit_code == 2
    assert "How you write" in report("chat.txt", me=["Ada"])


def test_a_dataset_that_was_pulled_is_told_to_have_no_figures(simulacrum: Simulacrum, dataset: Path) -> None:
    (dataset / "statistics.json").unlink()
    done = simulacrum("report", dataset)
    assert done.exit_code == 1
    assert "Convert again" in done.stderr


def test_no_report_is_written_where_none_is_wanted(simulacrum: Simulacrum, dataset: Path) -> None:
    done = simulacrum("convert", "chat.txt", "--me", "Ada", "-o", "plain", "--no-report")
    assert done.exit_code == 0
    assert "report.html" not in done.output
    assert not (dataset.parent / "plain" / "report.html").exists()


def test_the_page_stays_small(dataset: Path) -> None:
    figures = read_statistics(dataset)
    assert figures
    hours = dict.fromkeys(range(24), 10)
    figures.you = figures.others = Writing(240, words=dict.fromkeys(range(1, 31), 8), hours=hours)
    months = {f"{year}-{month:02}": [1000, 2000] for year in range(1995, 2027) for month in range(1, 13)}
    figures.months = {f"source {i}": months for i in range(8)}
    figures.conversations = {f"{i}": ConversationCounts("x", "n" * 200, read=9) for i in range(5_000)}
    figures.partners = {"n" * 100 + str(i): 5 for i in range(5_000)}
    write_statistics(figures, dataset)
    assert len(dataset_page(dataset).encode()) < 250_000


def test_every_reason_of_the_ledger_has_plain_words() -> None:
    for reason in REASONS:
        first, _ = explained(reason)
        assert "{" not in first


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        *((0.4, "0 s"), (45, "45 s"), (60, "1 min"), (3_000, "50 min"), (3_600, "1 h"), (3_714, "62 min")),
        *((18_720, "5.2 h"), (28_800, "8 h"), (86_400, "24 h"), (259_200, "3 days"), (2_592_000, "30 days")),
    ],
)
def test_durations_are_told_in_one_way(seconds: float, told: str) -> None:
    assert duration(seconds) == told


def test_a_cut_is_told_as_its_axis_is(simulacrum: Simulacrum, tmp_path: Path) -> None:
    text = "".join(f"[2024-01-{1 + n // 9:02}, {9 + n % 9:02}:00:00] {('Ben', 'Ada')[n % 2]}: hi\n" for n in range(90))
    (tmp_path / "chat.txt").write_text(text, encoding="utf-8")
    assert simulacrum("convert", "chat.txt", "--me", "Ada", "--session-gap", "61.9m", "-o", "ada").exit_code == 0
    page = (tmp_path / "ada" / "report.html").read_text(encoding="utf-8")
    assert "<code>--session-gap</code>, 62 min, as you asked" in page
    assert "cut 62 min" in page
    assert ">1 h<" in page
    assert not re.search(r"\b\d[\d.]*[mhd]\b", re.sub("<style>.*?</style>|<svg.*?</svg>", "", page, flags=re.DOTALL))


@pytest.mark.parametrize(("place", "left"), [(0.2, True), (0.5, False), (0.95, True), (0.02, False)])
def test_words_beside_a_line_stand_where_no_other_line_is(place: float, left: bool) -> None:
    drawn = marked("", (0.25, "was", ""), (0.06, "was", ""), (place, "now", "here"))
    assert (f'<span class="upright now left" style="left:{100 * place:.4g}%">' in drawn) is left


def test_months_of_one_source_say_nothing_of_scales(simulacrum: Simulacrum, tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Ben.txt"
    path.write_text(chat_text(*["Ben: hi", "Ada: yo"] * 40))
    simulacrum("report", path, "-o", tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text()
    assert "Messages a month." in text
    assert "Each row has its own scale" not in text
    assert re.search(r"<h1[^>]*>.{0,20}Ada", text)
    assert "probably you" in text
