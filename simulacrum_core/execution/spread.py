"""The survey of a source whose groups are read side by side, whatever does that."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar

import msgspec

from ..config.persona import Persona
from ..config.recipe import Recipe
from ..conversations.groups import settled
from ..conversations.participants import People
from ..conversations.persona_accounts import persona_accounts
from ..conversations.read import Failures
from ..errors import SourceError
from ..examples.plan import Plan
from ..examples.survey import Ask, call_of, concluded, misjudged
from ..examples.surveyed import Surveyed
from ..examples.watched import Call
from ..rendering.control_tokens import ControlTokens
from .looking import Look, Seen, learn, look, look_again, look_and_pack, together
from .sections import Section, Sections


class Spread(ABC):
    """An engine that has many tasks done at a time; a task reads groups of at least `task_size` bytes."""

    task_size: ClassVar[int]

    @abstractmethod
    def _done(self, do: Callable[..., Any], work: Iterable[tuple[Any, int]], *more: Any) -> Iterator[tuple[Any, int]]:
        """What `do` gives for each piece of work, in their order, with the number that came with it."""

    def survey(
        self, reading: Sections, persona: Persona, recipe: Recipe, controls: ControlTokens, ask: Ask | None
    ) -> Plan:
        """The plan, of what was seen in all sections; what was looked at for other accounts is looked at again."""
        call = call_of(persona, recipe, controls, is_parted=True)
        people, found = People(), list[Surveyed]()
        failures = Failures() if len(reading.sections) > 1 else None
        for section in reading.sections:
            for one, who in self._seen_in(section, call, failures):
                found.append(one)
                people.add(who)
            reading.ended(len(found))
        if failures is not None and failures.first is not None and failures.is_empty:
            raise failures.first
        if not persona.is_known() and ask is not None:
            call = msgspec.structs.replace(call, persona=ask(people))
        accounts = persona_accounts(call.persona, people)
        call = msgspec.structs.replace(call, accounts=accounts)
        wrong = misjudged(found, accounts.places(people))
        again = ((part, part.count) for part in map(reading.part, wrong))
        for place, (looked, _) in zip(wrong, self._done(look_again, again, call), strict=True):
            found[place] = looked
        return concluded(found, people, call, reading.among)

    def _seen_in(self, section: Section, call: Call, failures: Failures | None) -> Iterator[Seen]:
        """What is seen in a section; where a group cannot be read to its end, this process finds out what can."""
        if section.groups is None:
            return section.read_here(call, failures)
        if failures is None:
            return self._in_groups(section, call)
        try:
            found = list(self._in_groups(section, call))
        except SourceError:
            return section.read_here(call, failures)
        failures.is_empty = False
        return iter(found)

    def _in_groups(self, section: Section, call: Call) -> Iterator[Seen]:
        self._settle(section)
        for one in self._looked_at(section, call):
            yield from section.take(one)
        section.finish()

    def _settle(self, section: Section) -> None:
        """Where how a group is read depends on the others, find out how."""
        groups = section.groups or []
        if not groups[0].learns:
            return
        learned = list[Any]()
        for found, size in self._done(learn, together(groups, self.task_size)):
            section.source.tell_read(size)
            for one, findings in found:
                learned.append(one)
                section.source.findings.extend(findings)
        section.groups = settled(groups, learned, section.source)

    def _looked_at(self, section: Section, call: Call) -> Iterator[Look]:
        """What is seen in the groups, in their order."""
        work, do = together(section.groups or (), self.task_size), look_and_pack if section.keeps else look
        for looks, size in self._done(do, work, call):
            section.source.tell_read(size * section.importer.readings)
            yield from looks
