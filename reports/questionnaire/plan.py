"""What a reporting workbook asks of one member for one round, before anything is written.

Each row is one figure. The rows are those that the member gave last time; a member that never gave any gets
the indicators that fit its platforms. Names are spelled as the member's profile reads them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.codes import codelist
from pipeline.deployment import Deployment
from pipeline.labels import fold
from pipeline.last_accepted import AcceptedValue, last_accepted
from pipeline.layouts.known import built_in
from pipeline.model import Text
from pipeline.profiles import Layout, Profile
from pipeline.register import Register
from pipeline.rounds import Round
from pipeline.strict_yaml import parse_text
from reports.language import LANGUAGES, Language, say

LAYOUT = "coalition-workbook"
"""The built-in layout that reads the workbook."""
_REPORTED_ABOUT = ("company", "holding", "platform")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure asked for, in codes."""

    subject: str
    indicator: str
    taxon_group: str = "all"
    form: str = "all"
    before: AcceptedValue | None = None
    """The value accepted last."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that goes into one workbook."""

    member: Text
    round: Round
    language: Language
    edition: str
    publisher: Text
    platforms: dict[str, str]
    """Party -> its name as the workbook spells it and the profile reads it."""
    rows: tuple[Row, ...]
    compared_with: str
    """Round whose accepted values stand beside the cells; empty when there is none."""
    left_out: int
    """Series of that round that are broken down further than the workbook asks for."""


def plan(deployment: Deployment, member: str, round_: str, language: Language) -> Plan:
    """Plan the workbook of a member. Raises KeyError for a party or round that does not exist."""
    register, called = deployment.register, deployment.calendar.round(round_)
    before = last_accepted(deployment, member, round_)
    subjects = _subjects(register, member, called)
    known = {value.subject for value in before.values}
    rows = tuple(
        Row(value.subject, value.indicator, value.taxon_group, value.form, value)
        for value in before.values
        if value.subject in subjects
    )
    rows += tuple(row for row in _first_rows(register, member, subjects) if row.subject not in known)
    return Plan(
        member=register.party(member).name,
        round=called,
        language=language,
        edition=newest_edition(),
        publisher=deployment.settings.publisher,
        platforms=_spelled(deployment, member, round_, subjects, language),
        rows=tuple(sorted(rows, key=lambda row: _position(row, subjects))),
        compared_with=before.round,
        left_out=before.broken_down,
    )


@cache
def newest_edition() -> str:
    """The edition of the template that is handed out now."""
    edition: str = built_in(LAYOUT).layout["template"]["newest"]
    return edition


def _subjects(register: Register, member: str, round_: Round) -> tuple[str, ...]:
    """Whom the member may give figures about in the round: itself first, then the others by name."""
    others = (
        party.id
        for party in register.parties.values()
        if party.kind in _REPORTED_ABOUT
        and party.id != member
        and register.party(member).kind in _REPORTED_ABOUT
        and register.may_report(member, party.id, round_.last_day)
    )
    return member, *sorted(others, key=lambda party: (register.party(party).name.en, party))


def _position(row: Row, subjects: tuple[str, ...]) -> tuple[int, ...]:
    """Order of the rows: platforms as listed, everything else as in the code lists."""
    lists = ("indicators", row.indicator), ("taxon_groups", row.taxon_group), ("forms", row.form)
    return subjects.index(row.subject), *(list(codelist(name).codes).index(code) for name, code in lists)


def _first_rows(register: Register, member: str, subjects: tuple[str, ...]) -> Iterable[Row]:
    """Rows for those who never gave figures: what fits the channel of each platform."""
    by_channel = _first_indicators()
    for subject in subjects[1:] or subjects:
        party = register.party(subject)
        if party.kind == "holding" and subject != member:
            continue
        for indicator in by_channel.get(party.channel, by_channel["all"]):
            yield Row(subject, indicator)


@cache
def _first_indicators() -> dict[str, list[str]]:
    """Channel -> indicators asked for at first, from `first_indicators.yaml`."""
    text = (files("reports") / "questionnaire" / "first_indicators.yaml").read_text(encoding="utf-8")
    written: Any = parse_text(text, name="first_indicators.yaml")
    return {str(channel): list(listed) for channel, listed in written.items()}


def own_names(register: Register, subjects: Iterable[str]) -> dict[str, Text]:
    """The register's names of parties; where two share one, the id stands behind it."""
    names = {subject: register.party(subject).name for subject in subjects}
    counted = Counter(fold(text) for name in names.values() for text in {name.en, name.zh})
    shared = {text for text, count in counted.items() if count > 1}
    return {
        subject: Text(
            *(f"{text} ({subject})" if fold(text) in shared else text for text in (name.en, name.zh))
        )
        for subject, name in names.items()
    }


def profile_texts(deployment: Deployment, member: str, round_: str) -> dict[str, str]:
    """Text -> party, in both languages: what fills `subjects` of the layout that reads the workbook."""
    subjects = _subjects(deployment.register, member, deployment.calendar.round(round_))
    names = own_names(deployment.register, subjects)
    return {say(names[subject], language): subject for subject in subjects for language in LANGUAGES}


def reading_layout(profile: Profile | None, round_: str) -> Layout | None:
    """The layout of a profile that reads the workbook in a round."""
    serving = (layout for layout in (profile.layouts if profile else ()) if layout.known == LAYOUT)
    return next(
        (each for each in serving if each.from_round <= round_ and (each.to_round or round_) >= round_), None
    )


def read_as(layout: Layout) -> Mapping[str, str]:
    """Text -> party, as the layout reads the column of platforms."""
    codes = layout.blocks[0].fields["subject"].codes or {}
    return {text: meant.get("", meant.get("subject", "")) for text, meant in codes.items()}


def _spelled(
    deployment: Deployment, member: str, round_: str, subjects: tuple[str, ...], language: Language
) -> dict[str, str]:
    """Names of the platforms: the register's, unless the member's profile knows only another."""
    names = {
        subject: say(name, language) for subject, name in own_names(deployment.register, subjects).items()
    }
    layout = reading_layout(deployment.profiles.get(member), round_)
    if layout is None:
        return names
    read = read_as(layout)
    spelled = dict(names)
    for subject, name in names.items():
        texts = [text for text, party in read.items() if party == subject]
        if texts and read.get(fold(name)) != subject:
            spelled[subject] = texts[0]
    return spelled
