"""What all figures share: rows of a table, names of indicators, parties and the Coalition."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from pipeline.aggregate import read_table
from pipeline.codes import codelist
from pipeline.inputs import Scope
from pipeline.model import Text
from pipeline.register import COALITION

Row = dict[str, Any]
Window = tuple[str, str, str]
"""Kind and name of a window, and the indicator."""


_WEAKEST_FIRST = ("imputed", "estimated", "provisional")


def table(scope: Scope, name: str) -> list[Row]:
    """Rows of a built table."""
    return cast("list[Row]", read_table(name, scope))


def largest_shares(scope: Scope) -> dict[Window, str]:
    """How much of each total stands behind its largest owner group, code of the largest_shares list."""
    return {
        (row["kind"], row["name"], row["indicator"]): row["largest_share"]
        for row in table(scope, "largest_holdings")
    }


def indicator_words(code: str) -> dict[str, Any]:
    """The fields of a figure that an indicator's code fixes."""
    indicator = codelist("indicators")[code]
    return {
        "indicator": code,
        "indicator_label": indicator.label,
        "unit": indicator.extra["unit"],
        "unit_label": codelist("units").label(indicator.extra["unit"]),
        "measure_class": indicator.extra["measure_class"],
    }


def register_words(code: str, label: Text) -> dict[str, Any]:
    """The same fields for a figure that counts members in the register."""
    return {
        "indicator": code,
        "indicator_label": label,
        "unit": "company",
        "unit_label": codelist("units").label("company"),
        "measure_class": "context",
    }


def weakest_state(row: Row) -> str:
    """The weakest state among the parts of a figure, empty where all of them are normal."""
    return next((state for state in _WEAKEST_FIRST if state in row["statuses"]), "")


def status_of_sum(row: Row, revised: bool) -> str:
    """Of a total or a category of one: hidden, broken, as weak as its weakest part, revised or normal."""
    if not row["shown"]:
        return "suppressed"
    if row["has_break"]:
        return "break"
    return weakest_state(row) or ("revised" if revised else "normal")


def qualifier_of_sum(value: Decimal | None, low: Decimal | None, high: Decimal | None) -> str:
    """How a sum is to be read beside its bounds; empty where there is none."""
    if value is None:
        return ""
    if high is None:
        return "at_least"
    return "exact" if low == value == high else "approximately"


def party(scope: Scope, name: str) -> Text:
    """Name of a party."""
    return scope.deployment.register.party(name).name


def coalition(scope: Scope) -> dict[str, Any]:
    """Subject of a figure about all members together."""
    register = scope.deployment.register
    named = register.party(COALITION).name if COALITION in register else Text("the Coalition", "联盟")
    return {"subject": COALITION, "subject_label": named}
