"""What was done and about whom: actions, indicator and subject of a figure.

Actions are read in the stretch of the sentence that belongs to the figure (from the number before it to the
number behind it), so that "removed 263,000 pieces and blocked 1.4 million advertisements" gives two
indicators. The subject is the party named nearest before the figure that is no object of a preposition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.proposing.counting import Counted
from pipeline.proposing.masks import Span
from pipeline.proposing.mentions import HAN
from pipeline.proposing.vocabulary import IndicatorEntry, vocabulary
from pipeline.register import COALITION, Register

_PREPOSITION = re.compile(
    r"(?:\b(?:of|with|by|on|from|for|to|at|including|like|than|via|about|through|joins?|joined|joining|"
    r"and other|such as|version of)\b|加入|包括|与|和|向)\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\b(?:including|such as|like)\b[^.;]*$|包括[^。；]*$|等$")


@dataclass(frozen=True, slots=True)
class Named:
    """A party of the register by its place in a text."""

    start: int
    stop: int
    party: str


class Names:
    """Names and aliases of the register's parties in both languages."""

    def __init__(self, register: Register | None) -> None:
        self._register = register
        self._parties: dict[str, str] = {}
        aliases = vocabulary().cues.aliases
        for party in register.parties.values() if register else ():
            for name in (party.name.en, party.name.zh, *aliases.get(party.id, ())):
                self._parties.setdefault(name, party.id)
        if register is None:
            for identity, names in aliases.items():
                self._parties |= dict.fromkeys(names, identity)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = sorted(self._parties, key=len, reverse=True)
        parts = [
            rf"(?<![A-Za-z0-9]){re.escape(n)}(?![A-Za-z0-9])" if n.isascii() else re.escape(n) for n in names
        ]
        return re.compile("|".join(parts) or r"(?!)")

    def find(self, text: str) -> list[Named]:
        """Every party named in a text."""
        plain = text.replace("’", "'").translate(vocabulary().simplified)
        return [Named(m.start(), m.end(), self._parties[m.group(0)]) for m in self._pattern.finditer(plain)]

    def with_digits(self, text: str, found: Iterable[Named]) -> list[Span]:
        """Places of names that hold digits, which count nothing."""
        return [(n.start, n.stop) for n in found if re.search(r"\d", text[n.start : n.stop])]

    def kind(self, party: str) -> str:
        """Kind of a party; empty where there is no register."""
        return self._register.party(party).kind if self._register and party in self._register else ""

    def english(self, party: str) -> str:
        """A party's English name; its id where there is no register."""
        return self._register.party(party).name.en if self._register and party in self._register else party


def actions_in(stretch: str) -> frozenset[str]:
    """Actions that a stretch names."""
    plain = stretch.translate(vocabulary().simplified)
    return frozenset(name for name, form in vocabulary().actions.items() if form.search(plain))


def actions_of(sentence: str, before: Span, after: Span) -> list[frozenset[str]]:
    """Actions near a figure, nearest first: those before it, with those behind it, of the whole sentence."""
    near, behind = actions_in(sentence[slice(*before)]), actions_in(sentence[slice(*after)])
    earlier = actions_in(sentence[: before[0]])
    order = [near, near | behind, behind, near | behind | earlier, actions_in(sentence)]
    return [actions for number, actions in enumerate(order) if actions not in order[:number]]


def indicator_of(
    counted: Counted, sentence: str, actions: Sequence[frozenset[str]], clause: str
) -> IndicatorEntry | None:
    """The first entry of the vocabulary that fits, under the nearest actions that let one fit.

    `clause` is the part of the sentence that speaks of this figure alone.
    """
    plain, told_here = sentence.translate(vocabulary().simplified), actions_in(clause)
    fitting = [
        entry
        for entry in vocabulary().indicators
        if counted.unit in entry.units
        and (not entry.when or re.search(entry.when, plain))
        and (not entry.unless or not re.search(entry.unless, plain))
        and told_here.issuperset(entry.clause)
    ]
    for nearby in actions:
        for entry in fitting:
            if entry.actions and set(entry.actions) <= nearby:
                return entry
    return next((entry for entry in fitting if not entry.actions), None)


def subject_of(
    sentence: str, figure_at: int, named: Sequence[Named], earlier: Sequence[str], names: Names
) -> str:
    """The party that a figure of a sentence is about; empty when none can be told.

    `earlier`: parties named before the sentence in its article, the latest last.
    """
    plain = sentence.translate(vocabulary().simplified)
    if re.search(vocabulary().cues.members, plain[: figure_at + 40]):
        return COALITION
    before = [n for n in named if n.start < figure_at]
    free = [
        n
        for n in before
        if not _PREPOSITION.search(sentence[: n.start]) and not _LISTED.search(sentence[: n.start])
    ]
    if re.search(vocabulary().cues.speaker, plain) and not [n for n in free if n.party != COALITION]:
        speakers = [
            p for p in earlier if p != COALITION and names.kind(p) not in ("convener", "secretariat", "group")
        ]
        return speakers[-1] if speakers else ""
    if HAN.search(sentence) and (topic := free or before):
        clause = sentence.rfind("；", 0, figure_at) + 1
        return next((n for n in topic if n.start >= clause), topic[0]).party
    for group in (free, before, [n for n in named if n.start >= figure_at]):
        chosen = [n for n in group if n.party != COALITION] or list(group)
        if chosen:
            return chosen[-1].party if group is not before else chosen[0].party
    return earlier[-1] if earlier else ""
