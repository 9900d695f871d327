"""Whose mailbox it is: addresses that send what lies among sent mail, else the one to which mail is delivered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from simulacrum_core import Findings
from simulacrum_core.sources import folded_name

_SHARE, _SHOWN = 5, 5
_MOST_MET = 1000


class Owner:
    """Counts what tells it while mails come; asked when all are known."""

    def __init__(self) -> None:
        self._written = Counter[str]()
        self._sent = Counter[str]()
        self._delivered = Counter[str]()
        self._names: dict[str, Counter[str]] = {}
        self._wrote_to: dict[str, set[str]] = {}
        self._met: dict[str, set[str]] = {}

    def add(self, sender: str, name: str, delivered_to: str, *, people: Iterable[str] = (), is_sent: bool) -> None:
        """Take the next mail of a person; `people` are the addresses on it."""
        if is_sent:
            self._wrote_to.setdefault(sender, set()).update(people)
        met = self._met.setdefault(sender, set())
        if len(met) < _MOST_MET:
            met.update(people)
        self._written[sender] += 1
        self._sent[sender] += is_sent
        if name:
            self._names.setdefault(sender, Counter())[name] += 1
        if delivered_to:
            self._delivered[delivered_to] += 1

    def addresses(self, names: Sequence[str] = ()) -> list[str]:
        """The owner's addresses, the one most used first; none where nothing tells it.

        Where the mails do not tell it, they are those that `names` stand for, which the user gave.
        """
        given = set(map(folded_name, names))
        return self._told() or self._sorted(
            address for address in self._written if {address, self.name(address).casefold()} & given
        )

    def _told(self) -> list[str]:
        found = self._senders()
        total = self._delivered.total()
        most = self._delivered.most_common(1)
        # Mail comes to all who take part in a list, but it is delivered to one.
        if most and most[0][1] * _SHARE >= total * 2:
            found += [
                address
                for address, count in self._delivered.items()
                if self._written[address] and count * _SHARE * 2 >= total and address not in found
            ]
        return self._sorted(found)

    def _sorted(self, addresses: Iterable[str]) -> list[str]:
        return sorted(addresses, key=lambda address: (-self._written[address], address))

    def same_people(self, mine: Sequence[str]) -> dict[str, list[str]]:
        """Addresses of others that are one person's each, the one most used first, by each of them.

        They bear one full name, and none of them wrote to another.
        """
        by_name: dict[str, list[str]] = {}
        for address in self._sorted(address for address in self._names if address not in mine):
            name = self.name(address).casefold()
            if len(re.findall(r"[^\W\d_]+", name)) > 1 and "@" not in name:
                by_name.setdefault(name, []).append(address)
        several = [group for group in by_name.values() if len(group) > 1]
        apart = (group for group in several if not any(self._met[one] & ({*group} - {one}) for one in group))
        return {address: group for group in apart for address in group}

    def _senders(self) -> list[str]:
        """Who sends what lies among sent mail: one person, though what others answered may be kept there too."""
        found = [
            address for address, count in self._sent.items() if count * 2 >= max(self._written[address], 1) and count
        ]
        found.sort(key=lambda address: (-self._sent[address], -len(self._wrote_to[address]), address))
        return [address for address in found if address == found[0] or not self._are_two(found[0], address)]

    def _are_two(self, one: str, other: str) -> bool:
        """Whether two addresses write to each other under names without a word in common."""
        meet = other in self._wrote_to.get(one, ()) or one in self._wrote_to.get(other, ())
        return meet and not self._words(one) & self._words(other)

    def _words(self, address: str) -> set[str]:
        return set(re.findall(r"\w+", self.name(address).casefold()))

    def evidence(self, addresses: list[str]) -> str:
        """On which evidence these are the owner's."""
        count = sum(self._sent[address] for address in addresses)
        delivered = sum(self._delivered[address] for address in addresses)
        told = [f"{count:,} mails lie among sent mail"] if count else []
        told += [f"{delivered:,} were delivered there"] if delivered else []
        return ", ".join(told) or "a name that you gave"

    def name(self, address: str) -> str:
        """What stands before an address most often, else the address."""
        names = self._names.get(address)
        return min(names.items(), key=lambda pair: (-pair[1], pair[0]))[0] if names else address

    def names(self, addresses: Iterable[str]) -> list[str]:
        """The names of one person, the one most used first; `Lind, Ada` is so written by address books, and comes last.

        Where there is none it is the first address.
        """
        of = list(addresses)
        found = sum((self._names.get(address, Counter[str]()) for address in of), Counter[str]())
        return sorted(found, key=lambda name: ("," in name, -found[name], name)) or of[:1]

    def tell(self, findings: Findings, addresses: list[str], *, is_asked: bool) -> None:
        """Tell whose mailbox it is; who may be its owner where nothing tells it, and nobody `is_asked` for."""
        if addresses:
            shown = ", ".join(addresses[:_SHOWN]) + (
                f" and {len(addresses) - _SHOWN} more" if addresses[_SHOWN:] else ""
            )
            findings.decide("owner of the mailbox", f"{self.names(addresses)[0]} ({shown})", self.evidence(addresses))
        elif not is_asked and self._written:
            likely = sorted(self._written.items(), key=lambda pair: (-pair[1], pair[0]))[:_SHOWN]
            told = ", ".join(f"{self.name(address)} <{address}> ({count:,} mails)" for address, count in likely)
            findings.decide(
                "owner of the mailbox",
                "unknown",
                f"no mail lies among sent mail; it may be {told}",
                option="--me ADDRESS",
            )
