"""Making: what comes of the sessions of a conversation, one after the other, in each of their uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from random import Random

import msgspec

from ..dataset.provenance import Origin
from ..ledger import Ledger
from ..models import Conversation, Message, TrainingExample, Turn, is_trained
from ..rendering.quotations import QuotingLine
from .context import Context
from .lines import Asked
from .made import made_of_monologue, made_of_talks
from .mixture import seed_of
from .plain import PlainSessions
from .plan import ConversationPlan, SessionPlan
from .results import SessionResult, Together
from .roles import Roles
from .talks import Recent, Talks, cut_of, talks_of


class Making:
    """Makes the examples of a conversation's sessions, and gives results as soon as they are `together`."""

    def __init__(
        self,
        conversation: Conversation,
        plan: ConversationPlan,
        roles: Roles,
        context: Context,
        recent: Recent,
        together: Together,
    ) -> None:
        self._conversation, self._plan, self._roles, self._context = conversation, plan, roles, context
        self._recent, self._together = recent, together
        # To seed one takes half of what a new one does.
        self._rng = Random(0)
        self._plain = PlainSessions(conversation, plan, roles, context, self._rng)
        anonymized = context.wording.anonymizer.anonymized
        self._id, self._title = anonymized(conversation.id), conversation.title and anonymized(conversation.title)

    def of(self, number: int, session: list[Message]) -> Iterator[SessionResult]:
        """What is complete with the next session."""
        plan, recent, together = self._plan.session(number), self._recent, self._together
        if not plan.uses:
            together.ledger += Ledger(read=len(session), left_out=Counter({plan.reason: len(session)}))
            recent.leave_out({message.id: plan.reason for message in session})
        elif self._conversation.monologue:
            yield from self._uses(number, session, plan, None)
        else:
            talks = talks_of(session, recent, self._conversation, self._roles.mine, self._context.recipe)
            if (plain := self._plain.of(session[0], talks, plan)) is not None:
                yield from self._added(plain.examples, plain.others, number, session)
                together.account(plain)
                if plain.shown:
                    together.ledger += _shown_later(plain.shown, recent)
                if recent.is_asked:
                    out = plain.left_out.items()
                    recent.leave_out({message.id: reason for reason, messages in out for message in messages})
            else:
                yield from self._uses(number, session, plan, talks, self._plain.asked)
        if together.is_full():
            yield together.result()

    def _uses(
        self,
        number: int,
        session: list[Message],
        plan: SessionPlan,
        talks: Talks | None,
        asked: Asked | None = None,
    ) -> Iterator[SessionResult]:
        """What is complete with each use of a session, which counts in the first; a monologue has no talks."""
        conversation, roles, context, recent = self._conversation, self._roles, self._context, self._recent
        if talks is not None:
            cut = cut_of(conversation, context.recipe, talks, roles.mine)
        left: dict[str, str] = {}
        for use in range(plan.uses):
            if talks is None:
                made = made_of_monologue(session, conversation, roles, context)
            else:
                self._rng.seed(seed_of(context.recipe.seed, session[0], use))
                made = made_of_talks(talks, roles, context, cut, self._rng, left.keys(), asked)
            examples = made.examples
            if plan.split != "train":
                examples = [msgspec.structs.replace(example, split=plan.split) for example in examples]
            yield from self._added(examples, made.others, number, session, again=use > 0)
            if use:
                self._together.ledger += _taken_back(made.again, left)
                recent.take_back(made.again)
            else:
                self._together.ledger += made.ledger
                if made.shown:
                    self._together.ledger += _shown_later(made.shown, recent)
                left = dict(made.left_out)
                recent.leave_out(left)

    def _added(
        self,
        examples: Sequence[TrainingExample],
        others: frozenset[str],
        number: int,
        session: Sequence[Message],
        *,
        again: bool = False,
    ) -> Iterator[SessionResult]:
        """Add examples to what was made before, which is given where they have no place beside it."""
        if not examples:
            return
        if not self._together.takes(others, again=again):
            yield self._together.result()
        self._together.add(examples, self._origins(examples, others, number, session), others, again=again)

    def _origins(
        self, examples: Sequence[TrainingExample], others: frozenset[str], number: int, session: Sequence[Message]
    ) -> list[Origin]:
        """Where the examples of a session come from, under the names that their text has."""
        source, id, title = self._conversation.source, self._id, self._title
        first = next((message.sent_at for message in session if message.sent_at is not None), None)
        last = next((message.sent_at for message in reversed(session) if message.sent_at is not None), None)
        if len(others) == 1 and not any(example.turns[0].persona for example in examples):
            # Between two people, which is known without looking at all turns.
            return [Origin(source, id, title, number, first, last, tuple(others))] * len(examples)
        names = [
            tuple(dict.fromkeys([turn.name for turn in example.turns if turn.name and not turn.persona]))
            for example in examples
        ]
        found = {those: Origin(source, id, title, number, first, last, those) for those in dict.fromkeys(names)}
        return [found[those] for those in names]


def _shown_later(shown: Sequence[str], recent: Recent) -> Ledger:
    """The account of an earlier session's messages that were left out there, and stand before an answer here."""
    reasons = Counter([recent.left_out.pop(id) for id in shown])
    return Ledger(read=-len(shown), left_out=Counter({reason: -count for reason, count in reasons.items()}))


def _taken_back(again: Mapping[str, Turn], left: dict[str, str]) -> Ledger:
    """The account of messages that the first use of a session left out, by where it was cut, and a later one shows."""
    reasons = Counter([left.pop(id) for id in again])
    trained = sum([is_trained(line) for line in again.values()])
    return Ledger(
        trained=trained,
        context=len(again) - trained,
        untrained=sum([line.untrained for line in again.values()]),
        quoting=sum([line.__class__ is QuotingLine for line in again.values()]),
        left_out=Counter({reason: -count for reason, count in reasons.items()}),
    )
