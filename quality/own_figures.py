"""Where the figures of a submission show in the release, as its reporter may be told.

It is worked out from the reporter's own submissions alone, as if nobody else had sent anything, and from what
a sealed release has published; what others sent is not even read. So nothing in it can give another member
away, however often and with whatever figures somebody asks. Hence no total of the running round, no count of
who has reported and no word on whether disclosure would let a total pass: those hang on others' figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pipeline import warehouse
from pipeline.codes import codelist
from pipeline.deployment import Deployment
from pipeline.inputs import Scope
from pipeline.scenarios import Scenario, imagine_alone
from quality.impact import Key, Sent, by_round, in_order, round_scope

TOPICS = {"round": "output_round", "year": "output_year", "running": "running_total"}
CAPABILITY = "capability"
_OUTCOME = ("availability", "effort")
_Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The same total as the last sealed release shows it."""

    release: str
    total: Decimal
    share: Decimal | None
    """What the reporter brings, as a part of it, 0 to 1; None where too few others stand behind the total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One place in the release in which figures of the submission show."""

    topic: str
    """Code of the topics list, or `capability`."""
    indicator: str = ""
    window: str = ""
    """Round or year, or the round until which a running total runs."""
    first_day: date | None = None
    last_day: date | None = None
    value: Decimal | None = None
    """What the reporter brings to the total, by its own submissions alone; None where nothing is accepted."""
    value_if_held: Decimal | None = None
    """The same, were the values held back let in as they stand; None where nothing is held."""
    count: int = 0
    """Values or records that show one by one."""
    published: Published | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFigures:
    """Where the figures of one submission show."""

    submission: str
    round: str
    late: bool
    """Decided after the round's cut-off: it enters a correction or the next release."""
    minimum_holdings: int
    """Fewest owner groups behind a total that is shown."""
    groups: tuple[Group, ...]
    unused: tuple[str, ...]
    """Indicators of accepted values that show in none of the groups."""


def own_figures(sent: Sequence[Sent], deployment: Deployment) -> dict[str, OwnFigures]:
    """Submission -> where its figures show; submissions for no round of the calendar are left out."""
    found: dict[str, OwnFigures] = {}
    for round_, together in by_round(sent, deployment):
        scope = round_scope(together, deployment, round_)
        published = _published(scope)
        with imagine_alone(scope, [s.candidate for s in together], [*_scenarios(together)]) as world:
            contributed = _by_scenario(world.rows("contributions", "left_out IS NULL"))
            quoted = _by_scenario(world.rows("quotations"))
            windows = world.windows()
        for s in together:
            groups = (
                *_totals(s, contributed, windows, published),
                *_quotations(s, quoted),
                *_outcome(s),
                *_capabilities(s),
            )
            found[s.submission.id] = _told(s, scope, groups)
    return found


def _scenarios(sent: Sequence[Sent]) -> Iterator[Scenario]:
    for s in sent:
        yield Scenario(name=_name("accepted", s), only_from=s.submission.reporter)
        if s.held:
            yield Scenario(name=_name("held", s), only_from=s.submission.reporter, let_in=s.held)


def _name(state: str, sent: Sent) -> str:
    return f"{state} {sent.submission.id}"


def _by_scenario(rows: _Rows) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["scenario"], []).append(row)
    return found


def _totals(
    sent: Sent,
    contributed: Mapping[str, _Rows],
    windows: Mapping[tuple[str, str], tuple[date, date]],
    published: Mapping[Key, tuple[str, Mapping[str, Any]]],
) -> Iterator[Group]:
    """The totals to which a value of the submission is added, with what the reporter brings to each."""
    accepted = _contributions(contributed.get(_name("accepted", sent), ()))
    held = _contributions(contributed.get(_name("held", sent), ())) if sent.held else {}
    here = f"{sent.submission.id} "
    for key in sorted({*accepted, *held}, key=in_order):
        rows = [*accepted.get(key, ()), *held.get(key, ())]
        if not any(origin.startswith(here) for row in rows for origin in row["origins"]):
            continue
        kind, window, indicator = key
        first_day, last_day = windows[kind, window]
        brought = sum((row["value"] for row in accepted[key]), Decimal()) if key in accepted else None
        yield Group(
            topic=TOPICS[kind],
            indicator=indicator,
            window=window,
            first_day=first_day,
            last_day=last_day,
            value=brought,
            value_if_held=sum((row["value"] for row in held.get(key, ())), Decimal()) if sent.held else None,
            published=_share(published.get(key), brought),
        )


def _contributions(rows: _Rows) -> dict[Key, list[Mapping[str, Any]]]:
    found: dict[Key, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault((row["kind"], row["name"], row["indicator"]), []).append(row)
    return found


def _published(scope: Scope) -> dict[Key, tuple[str, Mapping[str, Any]]]:
    """Totals that the last sealed release shows, its name, and whether enough others stand behind each."""
    previous = scope.previous_release()
    paths = scope.published("disclosed")
    if previous is None or not paths:
        return {}
    minimum = scope.deployment.settings.minimum_holdings
    rows = warehouse.read_parquet(
        paths[0],
        f"SELECT kind, name, indicator, value, holdings > {minimum} AS enough FROM parquet WHERE shown",
    )
    return {(row["kind"], row["name"], row["indicator"]): (previous.name, row) for row in rows}


def _share(published: tuple[str, Mapping[str, Any]] | None, brought: Decimal | None) -> Published | None:
    if published is None or published[1]["value"] is None:
        return None
    release, row = published
    told = row["enough"] and brought is not None and row["value"] >= brought > 0
    share = (brought / row["value"]).quantize(Decimal("0.0001")) if told and brought is not None else None
    return Published(release=release, total=row["value"], share=share)


def _quotations(sent: Sent, quoted: Mapping[str, _Rows]) -> Iterator[Group]:
    """Values that show one by one, under the subject's name: permitted, or public already."""
    mine = [r for r in quoted.get(_name("accepted", sent), ()) if r["submission"] == sent.submission.id]
    for indicator in sorted({row["indicator"] for row in mine}):
        count = sum(1 for row in mine if row["indicator"] == indicator)
        yield Group(topic="quotation", indicator=indicator, count=count)


def _outcome(sent: Sent) -> Iterator[Group]:
    """Monitoring, from which the goal is measured."""
    given = [row["indicator"] for row in sent.accepted if row["value"] is not None]
    for indicator in sorted(set(given)):
        if codelist("indicators")[indicator].extra["measure_class"] in _OUTCOME:
            yield Group(topic="goal", indicator=indicator, count=given.count(indicator))


def _capabilities(sent: Sent) -> Iterator[Group]:
    if sent.capabilities:
        yield Group(topic=CAPABILITY, count=sent.capabilities)


def _told(sent: Sent, scope: Scope, groups: tuple[Group, ...]) -> OwnFigures:
    given = {row["indicator"] for row in sent.accepted if row["value"] is not None}
    return OwnFigures(
        submission=sent.submission.id,
        round=scope.round,
        late=sent.decided_at > scope.deployment.calendar.round(scope.round).closes_at,
        minimum_holdings=scope.deployment.settings.minimum_holdings,
        groups=groups,
        unused=tuple(sorted(given - {group.indicator for group in groups})),
    )
