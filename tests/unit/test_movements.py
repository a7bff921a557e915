"""What became of each subject from one window to the next, out of contributions."""

from __future__ import annotations

from decimal import Decimal

from pipeline import warehouse
from pipeline.aggregate import make_table

COLUMNS = {
    **dict.fromkeys(("kind", "name", "indicator", "subject", "holding", "left_out"), "VARCHAR"),
    **dict.fromkeys(("days_in_window", "days_covered"), "INTEGER"),
    "value": "DECIMAL(38,6)",
    "is_public": "BOOLEAN",
    "definition_versions": "VARCHAR[]",
}


def contribution(year: str, subject: str, holding: str, value: int) -> dict[str, object]:
    return {
        "kind": "year",
        "name": year,
        "indicator": "i",
        "subject": subject,
        "holding": holding,
        "left_out": None,
        "days_in_window": 365,
        "days_covered": 365,
        "value": value,
        "is_public": False,
        "definition_versions": ["1"],
    }


def test_a_subject_sold_within_a_year_is_counted_once() -> None:
    """Its year is two contributions, one with each owner group; the year before is still one."""
    told = [
        contribution("2019", "shop", "old owner", 60),
        contribution("2020", "shop", "old owner", 20),
        contribution("2020", "shop", "new owner", 50),
        contribution("2020", "mall", "mall", 5),
    ]
    windows = [
        {"kind": "year", "name": y, "indicator": "i", "window_start": f"{y}-01-01"} for y in ("2019", "2020")
    ]
    with warehouse.connection() as engine:
        warehouse.create_table(engine, "contributions", COLUMNS, told)
        dated = {**dict.fromkeys(("kind", "name", "indicator"), "VARCHAR"), "window_start": "DATE"}
        warehouse.create_table(engine, "totals", dated, windows)
        make_table(engine, "movements")
        found = warehouse.rows(engine, "SELECT * FROM movements WHERE span = 'step' ORDER BY subject")
    assert [
        (r["subject"], r["holding"], r["movement"], r["value_before"], r["value_now"]) for r in found
    ] == [
        ("mall", "mall", "entered", None, Decimal(5)),
        ("shop", "new owner", "panel", Decimal(60), Decimal(70)),
    ]
