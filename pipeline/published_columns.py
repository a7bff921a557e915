"""Columns of what is read of earlier releases: what they showed, and what that was made of."""

from __future__ import annotations

EARLIER_PARTS = {
    "as_of": "TIMESTAMP",
    "kind": "VARCHAR",
    "name": "VARCHAR",
    "indicator": "VARCHAR",
    "low": "DECIMAL(38,6)",
    "high": "DECIMAL(38,6)",
    "parts": "STRUCT(subject VARCHAR, holding VARCHAR, period_start DATE, period_end DATE, "
    '"value" DECIMAL(38,6), is_public BOOLEAN)[]',
}
EARLIER_CHANGES = {
    "as_of": "TIMESTAMP",
    **dict.fromkeys(("span", "kind", "name", "indicator"), "VARCHAR"),
    "percent": "DECIMAL(18,1)",
    "rounded_to": "DECIMAL(18,1)",
    "others_shown": "BOOLEAN",
    "parts": "STRUCT(movement VARCHAR, is_later BOOLEAN, subject VARCHAR, holding VARCHAR, "
    'period_start DATE, period_end DATE, "value" DECIMAL(38,6), is_public BOOLEAN)[]',
}
EARLIER_BANDS = {
    "as_of": "TIMESTAMP",
    **dict.fromkeys(("kind", "name", "indicator", "largest_share"), "VARCHAR"),
    "parts": EARLIER_PARTS["parts"],
}
