"""What must hold across the observations of one file: subjects, periods within the round, one value a key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from pipeline.mapping.complaints import Complaints
from pipeline.mapping.situation import Situation
from pipeline.model import SERIES_KEY, Observation, Precision
from pipeline.values.periods import Period, describe
from pipeline.values.printed import plain


def check_subjects(observations: Iterable[Observation], situation: Situation, complaints: Complaints) -> None:
    """Every subject is in the register, and the reporter may report for it."""
    register, reporter = situation.register, situation.submission.reporter
    for observation in observations:
        subject = observation.subject
        if subject not in register:
            complaints.add("unknown-subject", [observation.place], subject, subject=subject)
        elif not register.may_report(reporter, subject, observation.period_end):
            complaints.add(
                "not-your-subject", [observation.place], subject, reporter=reporter, subject=subject
            )


def check_round(observations: Iterable[Observation], situation: Situation, complaints: Complaints) -> None:
    """No period ends after the round; an end known by month or year only must at least have begun."""
    last = situation.last_day
    for observation in observations:
        if _earliest_end(observation) > last:
            complaints.add(
                "period-after-round",
                [observation.place],
                _period_text(observation),
                round=situation.submission.round,
                last_day=last.isoformat(),
            )


def _earliest_end(observation: Observation) -> date:
    end = observation.period_end
    match observation.period_end_precision:
        case Precision.YEAR:
            return end.replace(month=1, day=1)
        case Precision.QUARTER:
            return end.replace(month=3 * ((end.month - 1) // 3) + 1, day=1)
        case Precision.MONTH:
            return end.replace(day=1)
        case _:
            return end


def _period_text(observation: Observation) -> str:
    if observation.period_start is None:
        return f"../{observation.period_end.isoformat()}"
    return describe(Period(observation.period_start, observation.period_end))


def check_round_covered(
    observations: Sequence[Observation], situation: Situation, complaints: Complaints
) -> None:
    """At least one period touches the round; otherwise the file may belong to another one."""
    first, last = situation.first_day, situation.last_day
    touching = any(first <= o.period_end and (o.period_start or first) <= last for o in observations)
    if observations and not touching:
        places = [observation.place for observation in observations]
        complaints.add("round-not-covered", places, round=situation.submission.round)


def check_keys(observations: Iterable[Observation], complaints: Complaints) -> None:
    """One key once: values that agree corroborate each other, values that do not are both held back."""
    by_key: dict[tuple[object, ...], list[Observation]] = {}
    for o in observations:
        key = (*(getattr(o, name) for name in SERIES_KEY), o.period_start, o.period_end, o.reference_period)
        by_key.setdefault(key, []).append(o)
    for same in by_key.values():
        if len(same) > 1:
            _complain_of_doubles(same, complaints)


def _complain_of_doubles(same: list[Observation], complaints: Complaints) -> None:
    places = [o.place for o in same]
    about = {"subject": same[0].subject, "indicator": same[0].indicator}
    texts = list(dict.fromkeys(_shown(o) for o in same))
    if all(_agree(same[0], other) for other in same[1:]):
        complaints.add("duplicate-value", places, "; ".join(texts), **about)
    else:
        complaints.add("conflicting-values", places, "; ".join(texts), **about, values=", ".join(texts))


def _shown(observation: Observation) -> str:
    if observation.value is None:
        return observation.printed_text or observation.obs_status
    return plain(observation.value)


def _agree(one: Observation, other: Observation) -> bool:
    """Exact values agree when equal; hedged ones when their bounds meet."""
    if one.value is not None and one.value == other.value:
        return True
    if one.value is None and other.value is None and one.value_low is None and other.value_low is None:
        return one.obs_status == other.obs_status
    if one.obs_status != other.obs_status and None in (one.value, other.value):
        return False
    low = max((b for b in (one.value_low, other.value_low) if b is not None), default=None)
    high = min((b for b in (one.value_high, other.value_high) if b is not None), default=None)
    return low is None or high is None or low <= high
