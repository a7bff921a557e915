"""What broken-down totals are made of: the unknowns behind totals, split into categories of every breakdown.

An *atom* is a piece of one unknown that lies in one category of each breakdown of each figure it belongs to.
How the breakdowns of one figure cross is not known to readers and seldom reported, so the atoms cross them as
if they were independent: one world among those that fit all that is published. Where a figure's breakdown was
restated, or a long period holds shorter ones, atoms keep their category as far as both agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipeline.disclosure.broken import Label
from pipeline.disclosure.ground import Ground, Key, Numbers

_NOTHING = 1e-9


class TooManyAtomsError(Exception):
    """There is more to cross than can be checked."""


@dataclass(slots=True)
class _Atom:
    unknown: int
    value: float
    labels: dict[Label, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Atoms:
    """The pieces, and where they lie."""

    ground: Ground
    """The pieces as unknowns; what anybody may know is left out."""
    unknown: NDArray[np.int64]
    """For each piece, the unknown behind totals that it is a part of."""
    _inside: Mapping[tuple[Label, str], NDArray[np.int64]]

    def row(self, categories: Iterable[tuple[Label, str]]) -> Numbers:
        """How often each piece is in a broken-down total, given by the figures and the category in each."""
        places = [self._inside[category] for category in categories if category in self._inside]
        if not places:
            return np.zeros(len(self.unknown))
        return np.bincount(np.concatenate(places), minlength=len(self.unknown)).astype(float)

    def alike(self, dimension: str) -> NDArray[np.int64]:
        """For each piece a number of its category in a dimension; -1 where its figure never was split so."""
        found = np.full(len(self.unknown), -1, dtype=np.int64)
        listed = sorted({category for (_, named, _), category in self._inside if named == dimension})
        for (label, category), pieces in self._inside.items():
            if label[1] == dimension:
                found[pieces] = listed.index(category)
        return found


def atoms(
    ground: Ground, labels: Iterable[Label], public: frozenset[tuple[Label, str]], most: int | None = None
) -> Atoms:
    """Split the unknowns behind totals by all breakdowns. Raises TooManyAtomsError beyond `most`.

    A figure's breakdowns are taken in the order of its length, so that a long period follows what is known of
    the shorter ones in it.
    """
    pieces: list[list[_Atom]] = [[_Atom(n, float(value))] for n, value in enumerate(ground.values)]
    last: dict[tuple[Key, str], Label] = {}
    count = len(pieces)
    for label in sorted(set(labels), key=_shortest_first):
        key, dimension, split = label
        inside = [piece for unknown in ground.of.get(key, ()) for piece in pieces[unknown]]
        before = last.get((key, dimension))
        made = _assign(inside, label, [_hint(piece, dimension, before) for piece in inside], dict(split))
        for unknown in ground.of.get(key, ()):
            pieces[unknown] = []
        for piece in made:
            pieces[piece.unknown].append(piece)
        last[key, dimension] = label
        count += len(made) - len(inside)
        if most is not None and count > most:
            raise TooManyAtomsError
    kept = [p for some in pieces for p in some if not any(item in public for item in p.labels.items())]
    where: dict[tuple[Label, str], list[int]] = {}
    for number, piece in enumerate(kept):
        for item in piece.labels.items():
            where.setdefault(item, []).append(number)
    unknowns = np.array([piece.unknown for piece in kept], dtype=np.int64)
    owners = ground.owner[unknowns] if kept else np.array([], dtype=np.int64)
    values = np.array([piece.value for piece in kept])
    places = {item: np.array(numbers, dtype=np.int64) for item, numbers in where.items()}
    return Atoms(Ground(ground.holdings, owners, values, {}), unknowns, places)


def _shortest_first(label: Label) -> tuple[object, ...]:
    (subject, start, end, value), dimension, split = label
    return end - start, subject, start, value, dimension, split


def _hint(piece: _Atom, dimension: str, before: Label | None) -> str | None:
    """The category that an atom had before: in an earlier split of the same figure, or of one inside it."""
    if before is not None:
        return piece.labels.get(before)
    found = [category for (_, named, _), category in piece.labels.items() if named == dimension]
    return found[0] if found else None


def _assign(
    inside: Sequence[_Atom], label: Label, hints: Sequence[str | None], wanted: dict[str, float]
) -> list[_Atom]:
    """Give every atom a category so that each category gets its value; atoms are split where they must."""
    hinted: dict[str, float] = {}
    for piece, hint in zip(inside, hints, strict=True):
        if hint is not None:
            hinted[hint] = hinted.get(hint, 0.0) + piece.value
    kept = {hint: min(mass, wanted.get(hint, 0.0)) for hint, mass in hinted.items()}
    rest = {c: left for c, value in wanted.items() if (left := value - kept.get(c, 0.0)) > _NOTHING}
    total = sum(rest.values())
    made: list[_Atom] = []
    for piece, hint in zip(inside, hints, strict=True):
        stays = 0.0
        if hint is not None and hinted[hint] > 0:
            stays = piece.value * kept[hint] / hinted[hint]
        if stays > _NOTHING:
            made.append(_Atom(piece.unknown, stays, piece.labels | {label: str(hint)}))
        if (moves := piece.value - stays) > _NOTHING and total > 0:
            made.extend(
                _Atom(piece.unknown, moves * value / total, piece.labels | {label: category})
                for category, value in rest.items()
            )
    return made
