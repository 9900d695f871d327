"""Roam and Logseq, read by essays and journals: the laws that no single sample shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from simulacrum_core import Source, read
from simulacrum_essays import EssaysImporter
from simulacrum_journals import JournalsImporter

HULL = "A hull is a promise that somebody made to the water, and mine leaks."
Told = list[tuple[str | None, str | None, str, str]]


def block(string: str, *children: dict[str, Any], **keys: object) -> dict[str, Any]:
    return {"string": string, "uid": "abcDEF-_9", "children": list(children), **keys}


def page(title: str, *children: dict[str, Any], **keys: object) -> dict[str, Any]:
    return {"title": title, "uid": f"id of {title}", "edit-time": 1709542923000, "children": list(children), **keys}


def graph(folder: Path, *pages: object) -> Path:
    (folder / "graph.json").write_text(json.dumps(pages))
    return folder / "graph.json"


def told(path: Path, importer: Any = EssaysImporter) -> tuple[Told, Source]:
    source = Source([path])
    assert importer().identify(source)
    found = [
        (one.title, message.sent_at and message.sent_at.isoformat(), message.kind, message.text)
        for one in importer().read(source)
        for message in one.messages
    ]
    return found, source


def answers(source: Source) -> dict[str, str]:
    return {decision.subject: decision.evidence for decision in source.findings.decisions}


def test_blocks_of_roam_stand_in_their_order_and_below_each_other(tmp_path: Path) -> None:
    body = (block(HULL, block("I caulk it", block("every spring")), block("and it\nforgets me")), block("So be it."))
    found, _ = told(graph(tmp_path, page("On hulls", *body, **{"create-time": 1709539200000})))
    own = f"{HULL}\n- I caulk it\n  - every spring\n- and it\n  forgets me\n\nSo be it."
    assert found == [("On hulls", "2024-03-04T08:00:00+00:00", "text", own)]


@pytest.mark.parametrize(
    ("string", "shown"),
    [
        ("[[Ben]] and [[the [[deep]] sea]] and #[[old rope]]", "Ben and the deep sea and old rope"),
        ("{{[[TODO]]}} buy tar", "buy tar"),
        ("{{DONE}} buy tar", "buy tar"),
        ("as said ((abcDEF-_9)) there", "as said there"),
        ("[mine](((abcDEF-_9))) and [his]([[Ben]])", "mine and his"),
        ("^^loud^^ and __slow__ and **far**", "loud and slow and **far**"),
        ("look ![a gull](https://a.example/g.png) here", "look here"),
        ("snake__case__name stays", "snake__case__name stays"),
        ("It was 10 (((almost))) by then", "It was 10 (((almost))) by then"),
    ],
)
def test_a_block_of_roam_is_what_it_is_shown_as(string: str, shown: str, tmp_path: Path) -> None:
    (found,), _ = told(graph(tmp_path, page("On hulls", block(string))))
    assert found[-1] == shown


@pytest.mark.parametrize(
    ("string", "why"),
    [
        ("Status:: a draft", "1 properties and clocks"),
        ("{{[[query]]: {and: [[a]] [[b]]}}}", "1 macros"),
        ("{{embed: ((abcDEF-_9))}}", "1 macros"),
        (":q [:find ?a :where [?a :b]]", "1 macros"),
    ],
)
def test_what_a_program_fills_in_is_left_out_and_counted(string: str, why: str, tmp_path: Path) -> None:
    found, source = told(graph(tmp_path, page("On hulls", block(HULL), block(string), block("---"))))
    assert [text for *_, text in found] == [HULL]
    assert answers(source)["marks of apps"] == why


def test_quotations_code_and_headings_of_roam(tmp_path: Path) -> None:
    body = (
        block("Of wood", heading=2),
        block("> Said Ben"),
        block("```js\nlet a = 1;\n```"),
        block("[[>]] And I"),
        block(HULL),
    )
    found, _ = told(graph(tmp_path, page("On hulls", *body)))
    assert [(kind, text) for *_, kind, text in found] == [
        ("text", "## Of wood"),
        ("quote", "Said Ben"),
        ("quote", "```js\nlet a = 1;\n```"),
        ("quote", "And I"),
        ("text", HULL),
    ]


def test_daily_notes_of_roam_are_entries_of_a_journal_and_other_pages_go_along(tmp_path: Path) -> None:
    pages = (
        page("April 19th, 2020", block("Woke late.")),
        page("April 20th, 2020", block("Rain.")),
        page("On hulls", block(HULL)),
    )
    path = graph(tmp_path, *pages, page("Ben"))
    found, source = told(path, JournalsImporter)
    assert found == [
        (None, "2020-04-19T00:00:00", "text", "Woke late."),
        (None, "2020-04-20T00:00:00", "text", "Rain."),
        ("On hulls", "2024-03-04T09:02:03+00:00", "text", HULL),
    ]
    assert answers(source)["what apps keep in notes"] == "1 empty pages"
    assert {chat.source for chat in read(path)} == {"journals"}
    assert {chat.source for chat in read(graph(tmp_path, *pages[1:], page("On nets", block(HULL))))} == {"essays"}


@pytest.mark.parametrize("more", ["April 21st, 2020", "On nets"])
def test_a_graph_of_days_and_pages_is_the_same_whoever_reads_it(more: str, tmp_path: Path) -> None:
    page_of_prose = page("On hulls", block(HULL, block("And rope.")), **{"create-time": 1587300000000})
    path = graph(tmp_path, page("April 19th, 2020", block("Woke late.")), page_of_prose, page(more, block("More.")))
    found = [(chat.source, message) for chat in read(path) for message in chat.messages]
    assert {source for source, _ in found} == {"journals" if more.startswith("April") else "essays"}
    assert [message.text for _, message in found] == ["Woke late.", f"{HULL}\n- And rope.", "More."]
    assert [str(message.sent_at)[:10] for _, message in found][:2] == ["2020-04-19", "2020-04-19"]


def test_in_a_graph_of_several_users_each_block_has_its_author(tmp_path: Path) -> None:
    ada, ben = ({":create/user": {":user/uid": name}} for name in ("ada-1", "ben-2"))
    one = page("On hulls", block(HULL, **ada), block("And rope.", **ada), block("I disagree.", **ben))
    path = graph(tmp_path, one, page("April 19th, 2020", block("My day.", **ben)))
    chats = [(chat, list(chat.messages)) for chat in EssaysImporter().read(Source([path]))]
    assert [chat.participants[0].id for chat, _ in chats] == ["ada-1", "ben-2", "ben-2"]
    assert [(message.kind, message.text) for _, messages in chats for message in messages] == [
        ("text", f"{HULL}\n\nAnd rope."),
        ("quote", "I disagree."),
        ("quote", f"{HULL}\n\nAnd rope."),
        ("text", "I disagree."),
        ("text", "My day."),
    ]
    assert not JournalsImporter().identify(Source([path]))


def test_a_graph_that_is_cut_odd_or_deep_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    odd = [page("a", block(HULL)), {"title": 5}, 7, {"title": "b", "uid": 1, "children": [3, {"string": 4}]}]
    path = graph(tmp_path, *odd, page("c", block("Lost.")))
    path.write_text(path.read_text()[:-20])
    found, source = told(path)
    assert [text for *_, text in found] == [HULL]
    assert source.findings.problems
    deep = block("end")
    for _ in range(80):
        deep = block("x", deep)
    found, _ = told(graph(tmp_path, page("a", deep)))
    assert found[0][-1].endswith("- end")
    text = json.dumps([page("a", block(HULL))])[:-1] + ', {"title": "b", "children": ' + "[" * 100_000
    (tmp_path / "graph.json").write_text(text)
    found, source = told(tmp_path / "graph.json")
    assert [text for *_, text in found] == [HULL]
    assert source.findings.problems


def vault(folder: Path, files: dict[str, str]) -> Path:
    for name, text in {"logseq/config.edn": "{:meta/version 1}", **files}.items():
        path = folder / "graph" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder / "graph"


def test_pages_of_logseq_are_essays_and_its_days_entries(tmp_path: Path) -> None:
    files = {
        "pages/boats___On%20hulls.md": f"type:: essay\ncreated-at:: 1709539200000\n\n- {HULL}\n  id:: 65e4a1b2-0000-4000-8000-000000000001\n\t- TODO caulk ^^it^^\n",
        "pages/Ben.md": "- he lends me a ladder\n",
        "pages/empty.md": "-\n",
        "pages/site.md": "A page of some site that is no outline, and has a sentence.\n",
        "journals/2024_03_04.md": "- woke late, [as always]([[Habits]])\n",
        "logseq/bak/pages/Ben.md": "- an older ladder that he lent to me\n",
        "logseq/.recycle/pages_x.md": "- thrown away words about a ladder\n",
    }
    path = vault(tmp_path, files)
    found = {(chat.source, chat.title, message.text) for chat in read(path, keep=True) for message in chat.messages}
    assert found == {
        ("essays", "boats/On hulls", f"- {HULL}\n\t- caulk it"),
        ("essays", "Ben", "- he lends me a ladder"),
        ("essays", "site", "A page of some site that is no outline, and has a sentence."),
        ("journals", None, "- woke late, as always"),
    }
    essays = {chat.title: chat for chat in read(path, importer="essays", keep=True)}
    assert str(next(iter(essays["boats/On hulls"].messages)).sent_at) == "2024-03-04 08:00:00+00:00"


def test_templates_of_logseq_are_nobodys(tmp_path: Path) -> None:
    files = {
        "pages/templates.md": "- Day\n  template:: day\n\t- What was good?\n",
        "pages/Ben.md": "- he lends me a ladder\n",
    }
    found, source = told(vault(tmp_path, files))
    assert [(title, kind) for title, _, kind, _ in found] == [("Ben", "text"), ("templates", "boilerplate")]
    assert answers(source)["pages of an app"] == "1 texts came with the app"
