"""The register: parties and their dated relations; who is a member when, who owns whom, who may report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Literal, Self

from pydantic import model_validator

from pipeline.model import Precision, Text
from pipeline.strict_yaml import StrictModel

PartyKind = Literal["company", "holding", "platform", "convener", "secretariat", "group", "panel", "site"]
RelationKind = Literal["member", "owned_by", "platform_of", "reports_for", "part_of", "convenes"]
COALITION = "coalition"


class Party(StrictModel):
    """Anyone in the register."""

    id: str
    kind: PartyKind
    name: Text
    country: str = ""
    channel: str = ""
    note: str = ""


class Relation(StrictModel):
    """A dated relation. No `start` means unknown, no `end` means still running; both days are included."""

    party: str
    relation: RelationKind
    of: str
    start: date | None = None
    start_precision: Precision = Precision.DAY
    end: date | None = None
    end_precision: Precision = Precision.DAY
    source: str = ""
    source_url: str = ""
    note: str = ""

    def runs_on(self, day: date) -> bool:
        """Whether the relation holds on a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"{self.party} {self.relation} {self.of}: ends {self.end}, before it starts")
        return self


class RegisterFile(StrictModel):
    """register.yaml as written."""

    parties: tuple[Party, ...]
    relations: tuple[Relation, ...] = ()


class Register:
    """The register with its look-ups."""

    def __init__(self, written: RegisterFile) -> None:
        """Index the parties. Raises ValueError on a party that stands twice or a relation to nobody."""
        self.parties: dict[str, Party] = {}
        for party in written.parties:
            if party.id in self.parties:
                raise ValueError(f"party '{party.id}' stands twice")
            self.parties[party.id] = party
        for relation in written.relations:
            for name in (relation.party, relation.of):
                if name not in self.parties:
                    raise ValueError(
                        f"relation {relation.party} {relation.relation} {relation.of}: "
                        f"'{name}' is not among the parties"
                    )
        self.relations = written.relations

    def __contains__(self, party: object) -> bool:
        return party in self.parties

    def party(self, party: str) -> Party:
        """A party by its id. Raises KeyError."""
        return self.parties[party]

    def relations_of(self, party: str, *kinds: RelationKind, on: date | None = None) -> Iterator[Relation]:
        """Relations that start at a party, of the given kinds, on a day (or at any time)."""
        for relation in self._by_party.get(party, ()):
            if relation.relation in kinds and (on is None or relation.runs_on(on)):
                yield relation

    @cached_property
    def _by_party(self) -> dict[str, list[Relation]]:
        index: dict[str, list[Relation]] = {}
        for relation in self.relations:
            index.setdefault(relation.party, []).append(relation)
        return index

    def members(self, on: date) -> tuple[str, ...]:
        """Members of the Coalition on a day, sorted."""
        return tuple(
            sorted(
                {
                    r.party
                    for r in self.relations
                    if r.relation == "member" and r.of == COALITION and r.runs_on(on)
                }
            )
        )

    def owners(self, party: str, on: date) -> tuple[str, ...]:
        """Those a party is a platform of or owned by on a day, nearest first, up to the owner group."""
        chain: list[str] = []
        current = party
        while owner := next(
            (r.of for r in self.relations_of(current, "platform_of", "owned_by", on=on)), None
        ):
            if owner in chain or owner == party:
                break
            chain.append(owner)
            current = owner
        return tuple(chain)

    def holding(self, party: str, on: date) -> str:
        """The owner group on a day; the party itself when nobody owns it."""
        owners = self.owners(party, on)
        return owners[-1] if owners else party

    @cached_property
    def reporters(self) -> tuple[str, ...]:
        """Parties that may send submissions, sorted: every party except groups, panels and sites."""
        return tuple(sorted(p.id for p in self.parties.values() if p.kind not in ("group", "panel", "site")))

    def may_report(self, reporter: str, subject: str, on: date) -> bool:
        """Whether a reporter may send figures about a subject whose period ends on a day.

        The secretariat and conveners may report about anyone; a company about itself, about what it owns,
        and about those it is registered to report for.
        """
        if self.parties[reporter].kind in ("convener", "secretariat") or reporter == subject:
            return True
        if reporter in self.owners(subject, on):
            return True
        return any(r.of == subject for r in self.relations_of(reporter, "reports_for", on=on))

    def source_rank(self, reporter: str) -> int:
        """Standing of a reporter's word: 0 a company's own submission, 1 a convener's, 2 a public statement.

        What the secretariat enters is a public statement, whoever said it.
        """
        return {"convener": 1, "secretariat": 2}.get(self.parties[reporter].kind, 0)
