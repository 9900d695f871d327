"""Whom a name, an id, a handle or a phone number stands for."""

from __future__ import annotations

from collections import Counter

import pytest

from simulacrum_core import Findings, Persona
from simulacrum_core.conversations.accounts import Account, Key, matching
from simulacrum_core.conversations.participants import People
from simulacrum_core.conversations.persona_accounts import persona_accounts, tell_accounts


def account(source: str, id: str, *names: str, handles: tuple[str, ...] = (), messages: int = 1) -> Account:
    return Account(source, id, Counter(names or [id]), set(handles), messages)


def table(*accounts: Account) -> dict[Key, Account]:
    return {each.key: each for each in accounts}


ADA = account("telegram", "user1", "Ada Lind", handles=("adalind", "+49 170 5550101"), messages=5)
NAMESAKE = account("telegram", "user7", "Ada Lind", messages=9)
WHATSAPP = account("whatsapp", "Ada Lind")
NUMBER = account("whatsapp", "+49 170 5550101")
DISCORD = account("discord", "301", "ada", "Captain", handles=("ada.l", "ada#0042"))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("user1", {ADA.key}),
        ("@adalind", {ADA.key}),
        ("AdaLind", {ADA.key}),
        ("telegram:user1", {ADA.key}),
        ("telegram:@adalind", {ADA.key}),
        ("0170 555 01 01", {ADA.key, NUMBER.key}),
        ("0049-170-5550101", {ADA.key, NUMBER.key}),
        ("whatsapp:+491705550101", {NUMBER.key}),
        ("Captain", {DISCORD.key}),
        ("captain", {DISCORD.key}),
        ("ada#0042", {DISCORD.key}),
        ("whatsapp:ada lind", {WHATSAPP.key}),
    ],
)
def test_an_account_is_found_by_any_of_its_words(word: str, expected: set[Key]) -> None:
    found = matching([word], table(ADA, NAMESAKE, WHATSAPP, NUMBER, DISCORD))
    assert (found.keys, found.ambiguous, found.unknown) == (expected, (), ())


def test_a_name_of_two_accounts_of_one_source_is_ambiguous_there_only() -> None:
    found = matching(["Ada Lind"], table(ADA, NAMESAKE, WHATSAPP))
    assert found.keys == {WHATSAPP.key}
    assert [(one.word, [each.id for each in one.accounts]) for one in found.ambiguous] == [
        ("Ada Lind", ["user7", "user1"])
    ]


def test_the_sign_of_an_unsaved_contact_makes_two_people() -> None:
    saved, unsaved = account("whatsapp", "Dana"), account("whatsapp", "~ Dana", "~ Dana")
    assert matching(["Dana"], table(saved, unsaved)).keys == {saved.key}
    assert matching(["~ Dana"], table(saved, unsaved)).keys == {unsaved.key}
    assert len(matching(["dana"], table(saved, unsaved)).ambiguous) == 1
    assert matching(["Dana"], table(unsaved)).keys == {unsaved.key}


def test_marks_and_composed_letters_are_one_name() -> None:
    plain, marked = account("whatsapp", "Zoë"), account("whatsapp", "\u200eZoe\u0308")
    assert matching(["zoë"], table(plain, marked)).keys == {plain.key, marked.key}


def test_what_fits_nobody_is_told() -> None:
    assert matching(["Nils", "12"], table(ADA)).unknown == ("Nils", "12")


def owned(source: str, id: str, *names: str, handles: tuple[str, ...] = ()) -> Account:
    found = account(source, id, *names, handles=handles)
    found.owned = True
    return found


BEN = account("whatsapp", "Ben Kowal")
X = owned("x", "4411", "Ada Lind", handles=("quill",))
REDDIT = owned("reddit", "quill")


@pytest.mark.parametrize("word", ["quill", "x:4411", "Ada Lind"])
def test_the_owners_name_is_theirs_in_other_sources_whichever_account_was_named(word: str) -> None:
    found = persona_accounts(Persona(me=[word]), People(accounts=table(X, REDDIT, WHATSAPP, BEN)))
    assert found.keys == {X.key, REDDIT.key, WHATSAPP.key}


def test_who_is_named_and_known_beside_the_owner_is_not_the_owner() -> None:
    people = People(accounts=table(X, REDDIT, WHATSAPP, BEN))
    assert persona_accounts(Persona(me=["Ben Kowal"]), people).keys == {BEN.key}
    # An export whose owner bears another name is theirs where nothing speaks against it.
    other = People(accounts=table(REDDIT, BEN))
    assert persona_accounts(Persona(me=["Ben Kowal"]), other).keys == {BEN.key, REDDIT.key}


def test_a_name_that_fits_nobody_is_told_where_an_owner_is_taken_instead() -> None:
    people, findings = People(accounts=table(X)), Findings()
    tell_accounts(findings, persona_accounts(Persona(me=["Nils"]), people), people)
    assert findings.remarks[0] == "--me 'Nils' fits nobody"
