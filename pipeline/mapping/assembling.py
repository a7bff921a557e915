"""Reported cells to observations: the slots of one key become one observation, with its bounds and place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.mapping.complaints import Complaints
from pipeline.mapping.reported import BlockReading, Reported
from pipeline.model import Observation, Precision, Qualifier

_WITH_VALUE = "value"
_Key = tuple[tuple[tuple[str, str], ...], date | None, date]


def assemble(reading: BlockReading, submission: str, complaints: Complaints) -> list[Observation]:
    """Observations of one block, in the order of their first cells."""
    observations: list[Observation] = []
    partial: dict[_Key, list[Reported]] = {}
    slotted = {(r.key, r.start, r.end) for r in reading.reported if r.slot != _WITH_VALUE} | reading.broken
    for cell in reading.reported:
        key = (cell.key, cell.start, cell.end)
        if cell.slot == _WITH_VALUE and key not in slotted:
            observations.append(_single(cell, submission))
        else:
            partial.setdefault(key, []).append(cell)
    for key, cells in partial.items():
        if key in reading.broken and any(cell.slot != _WITH_VALUE for cell in cells):
            continue
        observations += _together(cells, submission, complaints)
    return observations


def _single(cell: Reported, submission: str) -> Observation:
    bounds = cell.quantity.bounds if cell.quantity else None
    return _observation(
        cell,
        submission,
        value=bounds.value if bounds else None,
        low=bounds.low if bounds else None,
        high=bounds.high if bounds else None,
        qualifier=cell.quantity.qualifier if cell.quantity else Qualifier.EXACT,
    )


def _together(cells: list[Reported], submission: str, complaints: Complaints) -> list[Observation]:
    """One observation of several slots; the same slot twice stays two (and will be found to conflict)."""
    by_slot: dict[str, Reported] = {}
    extra: list[Reported] = []
    for cell in cells:
        if cell.slot in by_slot:
            extra.append(cell)
        by_slot.setdefault(cell.slot, cell)
    if set(by_slot) == {_WITH_VALUE}:
        return [_single(cell, submission) for cell in cells]
    places = [cell.place for cell in cells]
    if extra:
        complaints.add(
            "conflicting-values",
            places,
            "; ".join(cell.text for cell in cells),
            **_about(cells[0]),
            values=", ".join(cell.text for cell in cells),
        )
        return []
    amounts = {slot: _amount(cell) for slot, cell in by_slot.items()}
    value, low, high = (amounts.get(slot) for slot in ("value", "value_low", "value_high"))
    if "value" not in by_slot and (low is None or high is None):
        complaints.add("incomplete-value", places, label=cells[0].label)
        return []
    if not _in_order(low, value, high):
        texts = {"low": by_slot.get("value_low"), "high": by_slot.get("value_high")}
        complaints.add("bounds-disagree", places, **{k: c.text if c else "" for k, c in texts.items()})
        return []
    return [_with_bounds(by_slot, amounts, submission)]


def _with_bounds(
    by_slot: dict[str, Reported], amounts: dict[str, Decimal | None], submission: str
) -> Observation:
    main = by_slot.get("value") or by_slot["value_low"]
    quantity = main.quantity if "value" in by_slot else None
    bounds = quantity.bounds if quantity else None
    stated = "value_low" in by_slot or "value_high" in by_slot
    value = amounts.get("value")
    return _observation(
        main,
        submission,
        value=value,
        low=amounts.get("value_low") if stated else (bounds.low if bounds else None),
        high=amounts.get("value_high") if stated else (bounds.high if bounds else None),
        qualifier=Qualifier.RANGE if value is None else quantity.qualifier if quantity else Qualifier.EXACT,
        numerator=amounts.get("numerator"),
        denominator=amounts.get("denominator"),
        text=main.text
        if "value" in by_slot
        else "–".join(by_slot[slot].text for slot in ("value_low", "value_high")),
    )


def _amount(cell: Reported) -> Decimal | None:
    return cell.quantity.bounds.value if cell.quantity else None


def _in_order(low: Decimal | None, value: Decimal | None, high: Decimal | None) -> bool:
    known = [amount for amount in (low, value, high) if amount is not None]
    return known == sorted(known)


def _about(cell: Reported) -> dict[str, str]:
    key = dict(cell.key)
    return {"subject": key["subject"], "indicator": key["indicator"]}


def _observation(
    cell: Reported,
    submission: str,
    *,
    value: Decimal | None,
    low: Decimal | None,
    high: Decimal | None,
    qualifier: Qualifier,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    text: str | None = None,
) -> Observation:
    key: dict[str, Any] = dict(cell.key)
    return Observation(
        **key,
        period_start=cell.start,
        period_start_precision=None if cell.start is None else Precision.DAY,
        period_end=cell.end,
        reference_period=cell.reference_period,
        value=value,
        value_low=low,
        value_high=high,
        qualifier=qualifier,
        numerator=numerator,
        denominator=denominator,
        obs_status=cell.status,
        printed_text=cell.text if text is None else text,
        printed_scale=cell.quantity.printed_scale if cell.quantity else None,
        submission=submission,
        place=cell.place,
    )
