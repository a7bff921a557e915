"""Figures: the citable published numbers of a release, and the edition that carries them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator

from pipeline.model import Text, in_both
from pipeline.target import Announcement

_NOTHING = Text("", "")
Topic = Literal[
    "output_round",  # total of one (indicator, unit) in one round, over the members that reported
    "output_year",  # the same for a calendar year
    "running_total",  # from the calendar's start to the end of the release's round
    "ratio",  # one total in percent of another of the same scope, or why it cannot be computed
    "breakdown",  # one category of such a total, by taxon group, form, channel, region and so on
    "quotation",  # one public or permitted observation, as its source worded it
    "membership",  # members in the register at the end of a round
    "coverage",  # n of N eligible members with a value inside the round
    "goal",  # the target, measured or not computable
    "goal_part",  # the same for one channel or taxon group apart, held against nothing
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One citable number with everything needed to quote it rightly."""

    id: str
    """Permalink within the release, e.g. `output_round/listings_removed/2021-Q1`."""
    topic: Topic
    indicator: str
    indicator_label: Text
    unit: str
    unit_label: Text
    measure_class: str
    subject: str
    subject_label: Text
    dimensions: dict[str, str] = field(default_factory=dict)
    """Dimensions that are not `all` (of quotations); the dimension and category of a breakdown."""
    period: str
    """ISO 8601: `2021-Q1`, `2019`, `2018-01-01/2021-06-30`, `../2021-06-05`."""
    period_start: date | None
    period_end: date
    value: Decimal | None
    value_low: Decimal | None
    value_high: Decimal | None
    interval_low: Decimal | None = None
    """95% interval of an estimate; bounds of a printed figure are value_low and value_high."""
    interval_high: Decimal | None = None
    qualifier: str
    """Code of the qualifiers list; empty where there is no number."""
    status: str
    """Code of the obs_status list, or `not_computable` for the goal and for ratios."""
    conf_status: str = ""
    """SDMX CONF_STATUS of a suppressed figure: C primary, D secondary."""
    coverage_n: int | None = None
    coverage_of: int | None = None
    largest_share: str = ""
    """Of a total: how much of it stands behind the largest owner group, code of the largest_shares list."""
    numerator: Decimal | None = None
    """Of a ratio: the total that is divided; None where it is not shown as a value."""
    denominator: Decimal | None = None
    """Of a ratio: the total that it is divided by; None likewise."""
    gaps: Text = _NOTHING
    """What of the window no counted value covers, in words; empty when all is covered."""
    target: Decimal | None = None
    """Of the goal: the announced reduction it is held against, in the figure's unit."""
    target_date: date | None = None
    missing: tuple[Text, ...] = ()
    """Of a goal or a ratio that is not computable: what is missing."""
    probability: Decimal | None = None
    """Of the goal: that the true reduction reaches the target, between 0 and 1."""
    remarks: tuple[Text, ...] = ()
    """Of the goal: what must be said beside the number."""
    beside: tuple[Text, ...] = ()
    """Of the goal: published changes that look like the answer, and what each of them is."""
    wording: Text
    """A sentence that may be quoted as it stands."""
    attributed_to: str = ""
    quote: str = ""
    source_title: str = ""
    source_publisher: str = ""
    source_url: str = ""
    source_date: date | None = None
    also_announced: tuple[Announcement, ...] = ()
    """Of the goal: the further wordings in which it was announced; the first is the quote."""
    supersedes: str = ""
    """`ROUND@V` whose value this one replaces, when it differs."""


Printed = Literal["value", "bounds", "not_shown", "none"]
"""How a release printed a total: as a value, by bounds, as not shown; or there was no such figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A total, or a category of one, that a release before this one printed otherwise."""

    figure: str
    indicator_label: Text
    category_label: Text = _NOTHING
    """Of a total broken down: by what, and which category."""
    period: str
    old_state: Printed = "value"
    old: Decimal | None
    """None where that release printed no value."""
    old_low: Decimal | None = None
    old_high: Decimal | None = None
    new_state: Printed = "value"
    new: Decimal | None
    """None where this release prints no value."""
    new_low: Decimal | None = None
    new_high: Decimal | None = None
    is_break: bool = False
    """Values behind it are counted under another definition now: the two do not compare."""
    since: str
    """`ROUND@V` that printed the old one, or that covered the window without such a figure."""
    replaces: str = ""
    """`ROUND@V` whose value was the last one by then, when it is another and the new one is a value."""
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """State of one round's returns: how many eligible members stand where."""

    round: str
    eligible: int
    on_time: int
    late: int
    missing: int
    """Nothing received by the cut-off of this release."""
    not_accepted: int
    """Received, but nothing of it could be accepted."""
    with_value: int
    """Eligible members with at least one accepted value inside the round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipChange:
    """One dated change of membership, with its source."""

    party: str
    party_label: Text
    change: Literal["joined", "left"]
    on: date
    precision: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedCapability:
    """A capability of a party as published: never added up, never upgraded from planned to live."""

    party_label: Text
    kind_label: Text
    title: str
    status: str
    status_label: Text
    status_date: date
    status_date_precision: str
    quote: str = ""
    source_title: str = ""
    source_publisher: str = ""
    source_url: str = ""
    source_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoredRate:
    """One quarter of the outcome series: advertisements found per hour of search over the sites that were
    searched in all its quarters under one keyword list. A quarter with other sites, or none, is absent.
    """

    period: str
    period_start: date
    period_end: date
    found: Decimal
    effort: Decimal
    sites: int
    protocol: str = ""
    """The keyword list; another one than in the point before is a break. Empty in editions of versions that
    did not say it."""


Answer = Literal["agrees", "possible", "disagrees", "depends", "not_comparable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Published figures held against each other, or against ours."""

    id: str
    about: Text
    answer: Answer
    """`possible`: only the words of the sources allow it; `depends`: on what a source left unsaid."""
    wording: Text
    """The arithmetic and what follows from it, in a sentence or two."""
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vintage:
    """One total as one release printed it: a cell of the revision triangle of its series."""

    indicator: str
    indicator_label: Text
    unit_label: Text
    period: str
    release: str = ""
    """`ROUND@V` that printed it; empty for the edition's own, which has its version only when it is sealed,
    and in editions of versions that did not say it."""
    as_of: date
    """The day whose knowledge the release used."""
    state: Printed = "value"
    value: Decimal | None
    """None where it was given by bounds or not shown."""
    low: Decimal | None = None
    high: Decimal | None = None
    before: Decimal | None
    """The value that was given last before; None in the first release that gave one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One window of an indicator beside the one before it, three ways: all reporters, panel, chained."""

    indicator: str
    indicator_label: Text
    unit_label: Text
    period: str
    before: str
    """The window it is compared with; empty for the first."""
    total: Decimal | None
    """Of all reporters, in the indicator's unit; None where it is suppressed."""
    coverage_n: int
    coverage_of: int
    largest_share: str = "not_stated"
    """How much of the total stands behind the largest owner group, code of the largest_shares list."""
    panel_members: int | None
    """Subjects that cover both windows wholly under one definition; None where the change is not shown."""
    panel_change: Decimal | None
    """Change of the panel in percent, rounded to `rounded_to` percentage points."""
    rounded_to: Decimal | None
    entered: Decimal | None
    """Brought by subjects that were not in the window before; None where it is not shown."""
    departed: Decimal | None
    """Lost with subjects that are no longer in, a negative number; None where it is not shown."""
    uneven: Decimal | None
    """Change of subjects with gaps, or with another definition, in one of the two; None likewise."""
    is_break: bool = False
    """Somebody's figure in the total is counted under another definition than in the window before."""
    members_absent: int | None = None
    """Members that brought nothing to the window, though something of theirs could be missing; like all that
    follows of what is missing, None or empty in editions of versions that did not say it."""
    absent_in_before: int | None = None
    """Those of them that covered the window before wholly."""
    members_in_part: int | None = None
    """Members that reported for only a part of the quarters in which they were in."""
    absence_bound: str = ""
    """Whether what is missing is bounded, and why not: code of the absence_bounds list."""
    total_low: Decimal | None = None
    """Least that the total can be, the absent bringing nothing; None where the total is not shown."""
    total_high: Decimal | None = None
    """Most that it can be, the absent bringing no more than in the window before; None where it is open."""
    as_before: Decimal | None = None
    """The total and what those in `absent_in_before` brought in the window before, at most."""
    change_low: Decimal | None = None
    """Change over all reporters from the window before, in percent, with the least total and the most."""
    change_high: Decimal | None = None
    base: str
    """The window at which the chain stands at 100."""
    index_all: Decimal | None
    """All reporters, the base at 100."""
    index_chained: Decimal | None
    """The panel's changes multiplied up, the base at 100."""
    index_low: Decimal | None
    """What the rounding of the changes leaves open, below and above."""
    index_high: Decimal | None
    index_direct: Decimal | None
    """Compared with the base at once, over the subjects in both."""
    direct_rounded_to: Decimal | None
    direct_members: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Everything a release of a round shows to the public, after disclosure control."""

    round: str
    version: int | None
    """None while it is a draft."""
    as_of: datetime
    title: Text
    publisher: Annotated[Text, BeforeValidator(in_both)]
    """Earlier editions have one name for both languages."""
    invented: bool
    """The home is an exercise: every page says that its figures are invented."""
    figures: tuple[Figure, ...]
    breakdown_gaps: tuple[Text, ...] = ()
    """Breakdowns that members reported and that cannot be shown, with the reason."""
    trends: tuple[Trend, ...] = ()
    revisions: tuple[Revision, ...] = ()
    held_against: tuple[str, ...] = ()
    """`ROUND@V` of every release that the revisions were looked for in, oldest first."""
    vintages: tuple[Vintage, ...] = ()
    reconciliations: tuple[Reconciliation, ...] = ()
    completeness: tuple[Completeness, ...] = ()
    membership: tuple[MembershipChange, ...] = ()
    capabilities: tuple[PublishedCapability, ...] = ()
    monitoring: tuple[MonitoredRate, ...] = ()
    notes: tuple[Text, ...] = ()
