"""What members brought to two quarters, and what the real SQL makes of it about those who are absent."""

from __future__ import annotations

from datetime import date, timedelta

from pipeline import warehouse
from pipeline.aggregate import make_table

Q1 = (date(2021, 1, 1), date(2021, 3, 31))
Q2 = (date(2021, 4, 1), date(2021, 6, 30))
QUARTERS = {"2021-Q1": Q1, "2021-Q2": Q2}
NUMBER = "DECIMAL(38,6)"
SEVEN = ("a", "b", "c", "d", "e", "f", "g")
PART = {
    **dict.fromkeys(
        ("kind", "name", "indicator", "subject", "holding", "left_out", "definition_version"), "VARCHAR"
    ),
    **dict.fromkeys(("period_start", "period_end"), "DATE"),
    **dict.fromkeys(("days_in_window", "days_covered"), "INTEGER"),
    **dict.fromkeys(("value", "value_low", "value_high"), NUMBER),
    "is_public": "BOOLEAN",
    **dict.fromkeys(("statuses", "qualifiers", "origins"), "VARCHAR[]"),
}
COUNTED = {
    **dict.fromkeys(("subject", "indicator", "obs_status"), "VARCHAR"),
    **dict.fromkeys(("period_start", "period_end"), "DATE"),
    "value": NUMBER,
    "counts": "BOOLEAN",
}


def part(quarter, subject, value, *, indicator="i", days=None, low=None, high=None, left_out=None):
    """What a subject brought to a quarter: a value with its bounds, `high="open"` for none above."""
    start, end = QUARTERS[quarter]
    last = end if days is None else start + timedelta(days - 1)
    return {
        "kind": "round",
        "name": quarter,
        "indicator": indicator,
        "subject": subject,
        "holding": subject,
        "left_out": left_out,
        "definition_version": "1",
        "period_start": start,
        "period_end": last,
        "days_in_window": (end - start).days + 1,
        "days_covered": (last - start).days + 1,
        "value": value,
        "value_low": value if low is None else low,
        "value_high": None if high == "open" else value if high is None else high,
        "is_public": False,
        "statuses": ["normal"],
        "qualifiers": ["exact"],
        "origins": [subject],
    }


def brought(quarter, values, **told):
    return [part(quarter, subject, value, **told) for subject, value in values.items()]


def bounds(parts, *, members=SEVEN, members_now=None, owners=(), said=(), hidden=()):
    """Rows of `absence_bounds` of the second quarter by indicator; what is hidden is (quarter, indicator)."""
    now = members if members_now is None else members_now
    eligible = [("2021-Q1", m) for m in members] + [("2021-Q2", m) for m in now]
    names = dict.fromkeys(("round", "party", "holding", "owner"), "VARCHAR")
    days = {"first_day": "DATE", "last_day": "DATE"}
    indicators = sorted({p["indicator"] for p in parts})
    with warehouse.connection() as engine:

        def table(name, columns, rows):
            warehouse.create_table(engine, name, columns, rows)

        table("window_parts", PART, parts)
        table("counted", COUNTED, said)
        table(
            "rounds",
            {"round": "VARCHAR", **days},
            [{"round": q, "first_day": s, "last_day": e} for q, (s, e) in QUARTERS.items()],
        )
        table(
            "windows",
            {"kind": "VARCHAR", "name": "VARCHAR", "start": "DATE", "end": "DATE"},
            [{"kind": "round", "name": q, "start": s, "end": e} for q, (s, e) in QUARTERS.items()],
        )
        table(
            "members",
            {name: names[name] for name in ("round", "party", "holding")},
            [{"round": q, "party": m, "holding": m} for q, m in eligible],
        )
        table(
            "ownership",
            names,
            [
                {"round": q, "party": party, "holding": owner, "owner": owner}
                for q in QUARTERS
                for party, owner in owners
            ],
        )
        table(
            "scope",
            {"minimum_holdings": "INTEGER", "p_percent": "DOUBLE"},
            [{"minimum_holdings": 3, "p_percent": 15.0}],
        )
        table(
            "disclosure",
            {
                **dict.fromkeys(("kind", "name", "indicator", "conf_status"), "VARCHAR"),
                "shown": "BOOLEAN",
                "bound_low": NUMBER,
                "bound_high": NUMBER,
            },
            [
                {"kind": "round", "name": q, "indicator": i, "conf_status": "", "shown": (q, i) not in hidden}
                | {"bound_low": None, "bound_high": None}
                for q in QUARTERS
                for i in indicators
            ],
        )
        for name in ("contributions", "totals", "disclosed", "movements", "links"):
            make_table(engine, name)
        engine.execute(
            "CREATE TEMP TABLE change_rounding AS "
            "SELECT span, kind, name, indicator, rounded_to::DECIMAL(18, 1) AS rounded_to FROM links"
        )
        for name in ("trends", "absences", "absence_bounds"):
            make_table(engine, name)
        rows = warehouse.rows(engine, "SELECT * FROM absence_bounds WHERE name = '2021-Q2'")
    return {row["indicator"]: row for row in rows}


def who(row):
    return row["members_absent"], row["absent_in_before"], row["members_in_part"]


ALL_BEFORE = brought("2021-Q1", dict.fromkeys(SEVEN, 100))
FOUR_NOW = brought("2021-Q2", dict.fromkeys("abcd", 100))
