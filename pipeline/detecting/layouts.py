"""Layouts: which parts of a rectangle describe which others?

A rectangle is read as whichever arrangement explains its texts best: records under labels, labels with their
values at the right, one label before a row of values, a title above the rest, parts side by side or one
below the other, each again a rectangle. Names of attributes should stand where labels do, and values where
values do; that evidence is added up, and every further part costs a little, so that the simplest
arrangement wins where the texts say nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from pipeline.detecting.areas import Area
from pipeline.detecting.arrangements import (
    NOTHING,
    PERIOD,
    Placed,
    Reading,
    alone,
    as_labels,
    capped,
    is_even,
    joined,
    pairs,
    plain,
    row_of_values,
    told_apart,
)
from pipeline.detecting.content import Form, form, is_bare_number
from pipeline.detecting.evidence import distinctness, evenness, name_evidence
from pipeline.detecting.stubs import column_of_values, head, stub
from pipeline.detecting.vocabulary import is_generic, names_time

_PART = 0.6
"""What a further part of a rectangle costs."""
_CLOSE, _DOUBTED = 0.5, 0.7
"""An arrangement that is hardly better than the next is no surer than this."""
_NUMBERED = 0.5
"""What each number costs that would tell apart the numbers below it."""
_NAMELESS = 0.2
"""What each label costs where nothing shows that they are any."""
_MOST_LEVELS = 3

_Box = tuple[int, int, int, int]
"""Top, left, bottom, right."""


class Layout:
    """Reads the areas of a rectangle; every part is read once."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self._at = {
            (row, column): area
            for area in areas
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        }
        self._whole = (
            min(area.top for area in areas),
            min(area.left for area in areas),
            max(area.bottom for area in areas),
            max(area.right for area in areas),
        )
        self._read: dict[tuple[_Box, bool], Reading] = {}
        self._row_ends: dict[tuple[int, int, int], bool] = {}
        self._column_ends: dict[tuple[int, int, int], bool] = {}
        self._row_readings: dict[tuple[int, int, int, str], Reading] = {}
        self._rows: dict[tuple[int, int, int], list[Area]] = {}
        self._makes: dict[tuple[int, int, int], tuple[tuple[int, int], ...]] = {}
        self._columns: dict[tuple[int, int, int], list[Area]] = {}

    def areas(self, box: _Box) -> list[Area]:
        """Areas in a rectangle, row by row."""
        top, left, bottom, right = box
        return list({area: None for row in range(top, bottom + 1) for area in self.row(row, left, right)})

    def row(self, row: int, left: int, right: int) -> list[Area]:
        """Areas that stand in a row between two columns."""
        key = (row, left, right)
        if key not in self._rows:
            self._rows[key] = list({self._at[row, column]: None for column in range(left, right + 1)})
        return self._rows[key]

    def column(self, column: int, top: int, bottom: int) -> list[Area]:
        """Areas that stand in a column between two rows."""
        key = (column, top, bottom)
        if key not in self._columns:
            self._columns[key] = list({self._at[row, column]: None for row in range(top, bottom + 1)})
        return self._columns[key]

    def read(self, box: _Box, *, inner: bool = False) -> Reading:
        """The best arrangement of a rectangle whose edges cut no area."""
        key = (box, inner)
        if key not in self._read:
            self._read[key] = self._best_stack(box, inner)
        return self._read[key]

    def _best_stack(self, box: _Box, inner: bool) -> Reading:
        """The best sequence of arrangements from the top down."""
        top, left, bottom, right = box
        ends = self._changes(box)
        best: dict[int, Reading] = {top: NOTHING}
        starts = [top]
        for end in ends:
            options = [
                best[start].beside(self._single((start, left, end, right), inner, box), _PART)
                for start in starts
            ]
            best[end + 1] = max(options, key=lambda reading: reading.score)
            starts.append(end + 1)
        return best[bottom + 1]

    def _changes(self, box: _Box) -> list[int]:
        """Row cuts where something may begin: the first rows, and where rows of another make follow."""
        _, left, bottom, right = box
        cuts = self.row_cuts(box)
        if len(cuts) < 4:
            return cuts
        makes = {row: self._make(row, left, right) for cut in cuts for row in (cut, cut + 1) if row <= bottom}
        kept = [cut for cut in cuts[2:-1] if makes[cut] != makes[cut + 1]]
        return [*cuts[:2], *kept, bottom]

    def _make(self, row: int, left: int, right: int) -> tuple[tuple[int, int], ...]:
        """Where the areas of a row end and whether their texts read like names or values."""
        key = (row, left, right)
        if key not in self._makes:
            self._makes[key] = tuple(
                (area.right, 0 if abs(name := name_evidence(area.text)) < 0.45 else 1 if name > 0 else -1)
                for area in self.row(row, left, right)
            )
        return self._makes[key]

    def row_cuts(self, box: _Box) -> list[int]:
        """Rows after which a straight cut goes through no area; the last row is one."""
        top, left, bottom, right = box
        return [row for row in range(top, bottom + 1) if self._ends(row, left, right)]

    def _ends(self, row: int, left: int, right: int) -> bool:
        """Whether every area of a row between two columns ends in it."""
        key = (row, left, right)
        if key not in self._row_ends:
            self._row_ends[key] = all(area.bottom <= row for area in self.row(row, left, right))
        return self._row_ends[key]

    def column_cuts(self, box: _Box) -> list[int]:
        """Columns after which a straight cut goes through no area, the last column left out."""
        top, left, bottom, right = box
        return [column for column in range(left, right) if self._is_edge(column, top, bottom)]

    def _is_edge(self, column: int, top: int, bottom: int) -> bool:
        """Whether every area of a column between two rows ends in it."""
        key = (column, top, bottom)
        if key not in self._column_ends:
            self._column_ends[key] = all(area.right <= column for area in self.column(column, top, bottom))
        return self._column_ends[key]

    def _single(self, box: _Box, inner: bool, whole: _Box) -> Reading:
        """The best arrangement of a rectangle that is not cut across."""
        found = sorted(self._arrangements(box, inner, whole), key=lambda reading: -reading.score)
        if len(found) > 1 and found[0].score - found[1].score < _CLOSE:
            return Reading(found[0].score, tuple(capped(cell, _DOUBTED) for cell in found[0].cells))
        return found[0]

    def _arrangements(self, box: _Box, inner: bool, whole: _Box) -> Iterator[Reading]:
        top, left, bottom, right = box
        areas = self.areas(box)
        if len(areas) == 1:
            yield alone(areas[0], last=bottom == whole[2], only=box == whole)
            return
        first = self._at[top, left]
        if first.bottom >= bottom and first.right < right:
            yield self._led(box, first, inner)
        if first.bottom < bottom or len({area.bottom for area in areas}) > 1:
            yield from self._records(box, inner)
            yield from self._side_by_side(box, inner)
        rows = self._even_rows(box)
        if rows and all(len(row) > 1 for row in rows):
            yield self._pairs(rows, box)
            yield self._rows_of_values(rows, box)
        yield plain(areas, inner)

    def _pairs(self, rows: list[list[Area]], box: _Box) -> Reading:
        """Labels with their values at the right."""
        left, right = box[1], box[3]
        found = [self._row_read(row, box, "pairs", partial(pairs, left=left, right=right)) for row in rows]
        reading = joined(found)
        single = box == self._whole and right == left + 1 and len(rows) > 1
        return told_apart(reading) if single and reading.cells else reading

    def _rows_of_values(self, rows: list[list[Area]], box: _Box) -> Reading:
        """A label before the values of each row; the first row may tell the records apart."""
        widest = max(len(row) for row in rows[:2])
        timeless = not names_time(rows[0][0].text)
        found: list[Reading] = []
        for index, row in enumerate(rows):
            divides = index == 1 and len(row) > len(rows[0])
            indexed = len(rows) > 1 and (index == 0 or divides) and widest > 2
            heads = indexed or (len(row) > 3 and len(rows) == 1)
            if heads and index == 0 and len(rows) > 1:
                found.append(Reading(-_NUMBERED * sum(is_bare_number(area.text) for area in row[1:]), ()))
            way = partial(row_of_values, heads=heads, periods=timeless and index > 0)
            found.append(self._row_read(row, box, f"values {way.keywords}", way))
        return joined(found)

    def _row_read(
        self, row: list[Area], box: _Box, name: str, way: Callable[[list[Area]], Reading]
    ) -> Reading:
        """One row read one way; every row is read once."""
        key = (row[0].top, box[1], box[3], name)
        if key not in self._row_readings:
            self._row_readings[key] = way(row)
        return self._row_readings[key]

    def _even_rows(self, box: _Box) -> list[list[Area]]:
        """Rows of areas of one height; none where a row is divided."""
        top, left, _, right = box
        rows: list[list[Area]] = []
        start = top
        for end in self.row_cuts(box):
            row = self.row(start, left, right)
            if any(area.bottom < end for area in row):
                return []
            rows.append(row)
            start = end + 1
        return rows

    def _led(self, box: _Box, first: Area, inner: bool) -> Reading:
        """One label at the left of all the rest."""
        top, _, bottom, right = box
        rest = self.read((top, first.right + 1, bottom, right), inner=True)
        name = name_evidence(first.text)
        values = form(first.text) in (Form.NUMBER, Form.DATE, Form.YEAR)
        if values and bottom > top:
            return Reading(-name, (Placed(first, "row index", 0.7),)).beside(rest)
        sure = 0.9 if name >= 0.5 and not inner else 0.7
        return Reading(as_labels([name]), (Placed(first, "row attribute", sure),)).beside(rest)

    def _side_by_side(self, box: _Box, inner: bool) -> Iterator[Reading]:
        """Two parts whose rows do not go together."""
        top, left, bottom, right = box
        for cut in self.column_cuts(box):
            west, east = (top, left, bottom, cut), (top, cut + 1, bottom, right)
            if self.row_cuts(west) != self.row_cuts(east):
                yield self.read(west, inner=inner).beside(self.read(east, inner=inner), _PART)

    def _records(self, box: _Box, inner: bool) -> Iterator[Reading]:
        """Rows of labels above records."""
        top, left, bottom, right = box
        for end in self.row_cuts(box)[:_MOST_LEVELS]:
            if end >= bottom:
                return
            header = (top, left, end, right)
            if end > top and not self._is_nested(header):
                return
            reading = self._records_below(box, header, inner)
            if reading is not None:
                yield reading

    def _is_nested(self, box: _Box) -> bool:
        """Whether the upper labels of a header are divided by the lower ones."""
        top, left, bottom, right = box
        upper = self.row(top, left, right)
        return any(
            area.right > area.left and len(self.row(bottom, area.left, area.right)) > 1 for area in upper
        ) or (any(area.bottom > area.top for area in upper))

    def _records_below(self, box: _Box, header: _Box, inner: bool) -> Reading | None:
        _, left, bottom, right = box
        labels = self.areas(header)
        if any(area.is_blank and area is not labels[0] for area in labels) and len(labels) < 3:
            return None
        lowest = self.row(header[2], left, right)
        body = (header[2] + 1, left, bottom, right)
        if any(
            area.left < label.left or area.right > label.right
            for label in lowest
            for column in range(label.left, label.right + 1)
            for area in self.column(column, body[0], bottom)
        ):
            return None
        return self._with_columns(box, labels, lowest, body, inner)

    def _with_columns(
        self, box: _Box, labels: list[Area], lowest: list[Area], body: _Box, inner: bool
    ) -> Reading:
        top, left, bottom, right = box
        whole = box == self._whole
        names = [self._label_evidence(area, bottom) for area in labels]
        keys = self._keys(lowest, body, whole=whole)
        measures = lowest[0].is_blank or any(is_generic(area.text) for area in lowest[1:])
        score = contrast = 0.0
        cells: list[Placed] = []
        for label in lowest:
            part = (body[0], label.left, bottom, label.right)
            inside = self.areas(part)
            if label.left == left and left < label.right < right and (bottom > body[0] or whole):
                reading = stub(label, inside, measures)
            elif any(area.left > label.left or area.right < label.right for area in inside):
                reading = self.read(part, inner=True)
            else:
                second = len(lowest) > 1 and label is lowest[1]
                doubted = inner or (second and not is_even(inside, label))
                in_keys = label in keys
                reading = stub(label, inside, measures) if in_keys else column_of_values(inside, doubted)
                contrast += evenness([area.text for area in inside], label.text)
            score += reading.score - (1.0 if any(area.text == label.text for area in inside) else 0.0)
            cells += reading.cells
        attributes = measures and bool(keys)
        score += contrast + _as_header(names, contrast, attributes=attributes)
        score -= distinctness([self._path(area, top) for area in lowest])
        named = sum(name > 0 for name in names) + (contrast > 0) * len(names)
        shown = bottom > body[0] and (len(lowest) > 1 or len(self.areas(body)) > 2)
        sure = 0.9 if named >= 0.6 * len(names) and shown and not inner else 0.7
        heads = tuple(head(area, sure, attributes) for area in labels)
        return Reading(score, (*heads, *(capped(cell, sure) for cell in cells)))

    def _path(self, lowest: Area, top: int) -> str:
        """A lowest label with the labels above it."""
        above = dict.fromkeys(self._at[row, lowest.left].text for row in range(top, lowest.top))
        return " ".join((*above, lowest.text))

    def _label_evidence(self, label: Area, bottom: int) -> float:
        """Evidence that a text is a label of columns: a period may be one above numbers."""
        if form(label.text) not in (Form.YEAR, Form.DATE):
            return name_evidence(label.text)
        below = [form(self._at[row, label.left].text) for row in range(label.bottom + 1, bottom + 1)]
        return PERIOD if 2 * below.count(Form.NUMBER) >= len(below) > 0 else name_evidence(label.text)

    def _keys(self, lowest: list[Area], body: _Box, *, whole: bool) -> list[Area]:
        """Labels of the columns by which records are told apart."""
        if len(lowest) < 2 or (body[2] == body[0] and not whole):
            return []
        keys = [label for label in lowest if label.text == lowest[0].text]
        first = self.column(lowest[0].left, body[0], body[2])
        second = self.column(lowest[1].left, body[0], body[2])
        narrow = len(lowest) > 2 and all(area.left == area.right for area in second)
        narrow = narrow and lowest[0].left == lowest[0].right
        if narrow and len(first) < len(second) == body[2] - body[0] + 1:
            keys.append(lowest[1])
        return keys


def _as_header(names: list[float], contrast: float, *, attributes: bool) -> float:
    """Evidence that texts are labels of columns, whose bodies may contrast with them."""
    unnamed = (0.3 if attributes and not contrast else 0.1) * sum(name <= 0 for name in names)
    nameless = 0.0 if contrast or max(names) > 0 else _NAMELESS * len(names)
    return as_labels(names) - unnamed - nameless
