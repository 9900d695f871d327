"""What is done with each conversation, decided from what is known of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ..conversations.accounts import Account
from ..conversations.duplicates import Duplicate
from ..conversations.likeness import most_like
from ..conversations.participants import People
from ..conversations.persona_accounts import PersonaAccounts
from ..threads.ranker import OFTEN
from .languages import in_languages
from .mixture import capped, held_out, repeats
from .partners import Partner, partners
from .plan import ConversationPlan, Copy, LeftOut, Plan, Said
from .quiet import quiet_among
from .repeated import without_repeated
from .surveyed import Surveyed
from .watched import Call


def planned(found: Sequence[Surveyed], copies: Sequence[Duplicate], people: People, call: Call) -> Plan:
    cut = [(one.source, one.sessions) for one in found]
    is_asked = call.recipe.threads != "off"
    accounts = call.accounts or PersonaAccounts()
    others, foreign = in_languages([one.heard for one in found], call.recipe.languages, cut)
    uses = repeats(cut, call.recipe, others)
    uses, repeated = without_repeated([(one.source, one.id, one.seen) for one in found], uses, cut, call.recipe)
    uses = capped(cut, uses, call.recipe, _partners(found, people, accounts, call))
    held = held_out(cut, uses, call.recipe.validation)
    return Plan(
        call.persona,
        people,
        Counter(person.name for one in found for person in one.signed.values()),
        tuple(
            ConversationPlan(
                one.source,
                one.id,
                tuple(sorted(one.mine)),
                one.copied,
                out,
                used,
                one.gap,
                repeated=left,
                foreign=read,
                splits=1 if one.monologue else call.recipe.splits,
                borders=one.borders,
                times=one.times,
                has_replies=one.has_replies,
                often=OFTEN * one.said.usable > one.sketch.messages,
                quiet=quiet_among(one.sessions.starts, one.sessions.ends, one.gap) if is_asked else b"",
            )
            for one, out, used, left, read in zip(found, held, uses, repeated, foreign, strict=True)
        ),
        tuple(_copy_of(copy, found) for copy in copies),
        sum((one.said for one in found if one.said.usable), Said()),
        tuple(_left_out(found, people, accounts)),
        accounts,
    )


def _partners(found: Sequence[Surveyed], people: People, accounts: PersonaAccounts, call: Call) -> list[Partner | None]:
    """With whom each conversation is where that is asked for; None for a monologue."""
    if call.recipe.cap_per_partner is None:
        return [None] * len(found)
    chats = [(one.source, one.id) for one in found]
    each = partners(chats, people.accounts, accounts.keys, call.persona)
    return [None if one.monologue else partner for one, partner in zip(found, each, strict=True)]


def _left_out(found: Sequence[Surveyed], people: People, accounts: PersonaAccounts) -> Iterator[LeftOut]:
    """The chats without the persona, the longest first, each with an account that may be the persona's."""
    places = {place for place, one in enumerate(found) if not one.mine and not one.monologue and one.sketch.messages}
    if not places:
        return
    there: dict[int, list[Account]] = {}
    for account in people.accounts.values():
        for place in places.intersection(account.places):
            there.setdefault(place, []).append(account)
    persona = [people.accounts[key] for key in accounts.keys]
    labels = people.labels()
    for place in sorted(places, key=lambda place: -found[place].sketch.messages):
        one, likely = found[place], most_like(there.get(place, ()), persona)
        name, count = (labels[likely.key], likely.messages) if likely else ("", 0)
        yield LeftOut(one.source, one.sketch.name, one.sketch.messages, name, count)


def _copy_of(copy: Duplicate, found: Sequence[Surveyed]) -> Copy:
    worse, better = found[copy.worse], found[copy.better]
    name, other = worse.sketch.name, better.sketch.name
    if name == other:
        # Two exports of one chat mostly have its name.
        name, other = f"{name} ({worse.id})", f"{other} ({better.id})"
    return Copy(name, other, worse.sketch.messages, better.sketch.messages, copy.shift)
