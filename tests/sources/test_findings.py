"""Decisions about files: each is told and kept, those that are alike once."""

from __future__ import annotations

from simulacrum_core.sources.findings import Decision, Findings, doubts

GUESS = "a guess: the dates can be read as dmy or mdy"


def found(*files: str | None, evidence: str = GUESS, answer: str = "dmy") -> Findings:
    findings = Findings()
    for file in files:
        findings.decide("order", answer, evidence, option="-i order", file=file, certain=False)
    return findings


def told(findings: Findings) -> list[str]:
    return list(doubts(findings.decided.items()))


def test_what_few_files_have_in_common_is_told_of_each() -> None:
    assert told(found(None, "a.txt")) == [
        f"order: dmy (not certain): {GUESS}. Override it: -i order dmy, mdy or ymd",
        f"a.txt: order: dmy (not certain): {GUESS}. Override it: -i order dmy, mdy or ymd",
    ]


def test_what_many_files_have_in_common_is_told_once() -> None:
    (line,) = told(found(*"abcd"))
    assert line == f"order: dmy (not certain) in 4 files, a, b, c and d: {GUESS}. Override it: -i order dmy, mdy or ymd"
    (line,) = told(found(*map(str, range(4000))))
    assert (
        line
        == f"order: dmy (not certain) in 4,000 files, the first 0, 1 and 2: {GUESS}. Override it: -i order dmy, mdy or ymd"
    )


def test_a_file_that_differs_is_named() -> None:
    findings = found(*map(str, range(50)))
    findings.extend(found("other", answer="mdy"))
    assert told(findings)[1] == f"other: order: mdy (not certain): {GUESS}. Override it: -i order dmy, mdy or ymd"


def test_evidence_that_counts_does_not_make_lines_of_its_own() -> None:
    findings = found("a", "b", evidence="1 of 2")
    findings.extend(found("c", "d", evidence="2 of 2"))
    assert told(findings) == [
        "order: dmy (not certain) in 4 files, a, b, c and d: 1 of 2 (in the first of them). Override it: -i order dmy, mdy or ymd"
    ]


def test_names_of_files_are_shown_without_what_moves_a_terminal() -> None:
    assert "\x1b" not in told(found("a\x1b[2J"))[0]
    assert "\x1b" not in told(found(*"abc", "d\x1b[2J"))[0]


def test_decisions_stand_file_by_file_and_once() -> None:
    findings = found("a", "b", "a")
    findings.decide("zone", "unknown", "no zone", file="a")
    other = found("b", "c")
    findings.extend(other)
    assert [(one.file, one.subject) for one in findings.decisions] == [
        ("a", "order"),
        ("a", "zone"),
        ("b", "order"),
        ("c", "order"),
    ]
    assert findings.decisions[1] == Decision("zone", "unknown", "no zone", None, "a")


def test_decisions_about_a_file_stand_as_about_the_others() -> None:
    findings = Findings()
    for file, order in (("a", "dmy"), ("b", "mdy")):
        findings.decide("shape", "brackets" if file == "a" else "dash", "seen", file=file)
        findings.decide("order", order, "seen", file=file)
        findings.decide("zone", "unknown", "no zone", file=file)
    assert [one.subject for one in findings.decisions] == ["shape", "order", "zone"] * 2


def test_what_holds_for_all_that_is_read_stands_apart_from_files() -> None:
    assert [list(files) for _, files in found("a", None, "b").apart()] == [[None], ["a", "b"]]
