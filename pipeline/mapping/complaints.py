"""Complaints while a file is read: one root cause becomes one finding that lists every cell."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model import Finding, Owing

SHOWN_VALUES = 5
CONSEQUENCES = frozenset({"total-differs"})
CAUSES = frozenset(
    {
        "scale-twice", "scale-disagrees", "scaled-format", "shown-otherwise", "row-width", "type-error",
        "ambiguous-number", "not-whole", "negative-value", "number-too-large", "too-many-decimals",
        "percent-missing", "percent-unexpected", "percent-out-of-range", "percent-or-fraction",
        "unit-unexpected", "placeholder", "status-and-value", "footnote-mark",
    }
)  # fmt: skip
"""Complaints about one number that make a sum over it wrong as well."""


class Complaints:
    """Collects complaints and groups those with the same code and parameters."""

    def __init__(self) -> None:
        self._groups: dict[
            tuple[str, tuple[tuple[str, str], ...]], tuple[dict[str, None], dict[str, None]]
        ] = {}
        self._owing: dict[tuple[str, tuple[tuple[str, str], ...]], Owing] = {}

    def add_owing(
        self, owing: Owing | None, code: str, places: Iterable[str] = (), value: str = "", **params: str
    ) -> None:
        """Complain of what other cells may account for; of equal complaints the first one counts."""
        key = (code, tuple(sorted(params.items())))
        if owing is not None and key not in self._groups:
            self._owing[key] = owing
        self.add(code, places, value, **params)

    def add(self, code: str, places: Iterable[str] = (), value: str = "", **params: str) -> None:
        """Complain. Places and values of equal complaints are put together in the order they come."""
        key = (code, tuple(sorted(params.items())))
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = ({}, {})
        seen_places, seen_values = group
        for place in places:
            seen_places[place] = None
        if value:
            seen_values[value] = None

    def __bool__(self) -> bool:
        return bool(self._groups)

    def findings(self) -> tuple[Finding, ...]:
        """One finding a group, in the order of the first complaint; a wrong sum names its likely cause."""
        return tuple(
            Finding(
                code=code,
                places=tuple(places),
                value=_shortened(list(values)),
                params={**dict(params), **({"cause": self._cause(places)} if code in CONSEQUENCES else {})},
                owing=self._owing.get((code, params)),
            )
            for (code, params), (places, values) in self._groups.items()
        )

    def _cause(self, places: Iterable[str]) -> str:
        """Complaints about the same cells that come first: `→ scale-twice (B3)`; empty without one."""
        wanted = set(places)
        causes = (
            f"{code} ({', '.join(place for place in found if place in wanted)})"
            for (code, _), (found, _) in self._groups.items()
            if code in CAUSES and wanted & found.keys()
        )
        told = ", ".join(dict.fromkeys(causes))
        return f"→ {told}" if told else ""

    def codes(self) -> set[str]:
        """Codes complained of so far."""
        return {code for code, _ in self._groups}


def _shortened(values: list[str]) -> str:
    """The first few distinct values; every cell is in the places anyway."""
    return "; ".join(values[:SHOWN_VALUES]) + ("; …" if len(values) > SHOWN_VALUES else "")
