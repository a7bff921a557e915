"""Complaints while a file is read: one root cause becomes one finding that lists every cell."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model import Finding

SHOWN_VALUES = 5


class Complaints:
    """Collects complaints and groups those with the same code and parameters."""

    def __init__(self) -> None:
        self._groups: dict[
            tuple[str, tuple[tuple[str, str], ...]], tuple[dict[str, None], dict[str, None]]
        ] = {}

    def add(self, code: str, places: Iterable[str] = (), value: str = "", **params: str) -> None:
        """Complain. Places and values of equal complaints are put together in the order they come."""
        key = (code, tuple(sorted(params.items())))
        seen_places, seen_values = self._groups.setdefault(key, ({}, {}))
        seen_places.update(dict.fromkeys(places))
        if value:
            seen_values[value] = None

    def __bool__(self) -> bool:
        return bool(self._groups)

    def findings(self) -> tuple[Finding, ...]:
        """One finding a group, in the order of the first complaint."""
        return tuple(
            Finding(code=code, places=tuple(places), value=_shortened(list(values)), params=dict(params))
            for (code, params), (places, values) in self._groups.items()
        )

    def codes(self) -> set[str]:
        """Codes complained of so far."""
        return {code for code, _ in self._groups}


def _shortened(values: list[str]) -> str:
    """The first few distinct values; every cell is in the places anyway."""
    return "; ".join(values[:SHOWN_VALUES]) + ("; …" if len(values) > SHOWN_VALUES else "")
