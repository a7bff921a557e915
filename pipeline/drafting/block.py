"""From one detected table to one block of a profile: decisions with reasons, and questions for the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.drafting.cells import Contents, read_contents
from pipeline.drafting.choices import STRONG
from pipeline.drafting.coding import Fields
from pipeline.drafting.columns import Part, sort_columns
from pipeline.drafting.labelling import column_label, header_levels, literal, value_labels
from pipeline.drafting.levels import Level, read_levels
from pipeline.drafting.naming import Reporting
from pipeline.drafting.notation import tree_of, value_of
from pipeline.drafting.outline import Outline
from pipeline.drafting.periods import Surroundings, find_when
from pipeline.drafting.rows import TotalRow, find_totals, note_choice, prove
from pipeline.drafting.when import label_of, loosened
from pipeline.drafting.yaml_text import Noted, Tree
from pipeline.labels import fold
from pipeline.mapping.columns import Column

Position = tuple[int, int]


@dataclass(slots=True)
class BlockDraft:
    """A drafted block and what it claims outside its rows."""

    tree: dict[str, Tree]
    orientation: str
    claimed: set[Position] = field(default_factory=set)
    """Titles that fields read or that must stand above."""


def draft_block(outline: Outline, name: str, around: Surroundings, reporting: Reporting) -> BlockDraft | None:
    """Draft one block; None when no column of the table holds values."""
    totals = find_totals(outline, reporting)
    parts = sort_columns(outline, reporting)
    values = [part.column for part in parts if part.kind == "value"]
    if not values:
        return None
    levels = read_levels(values, outline.depth, reporting)
    when = find_when(outline, parts, levels, around)
    fields = Fields(outline, parts, levels, reporting)
    contents = read_contents(outline, values, fields.whole(values))
    prove(outline, totals, values, contents.notation.grammar)
    fields.settle(contents)
    scale, scale_title, scale_fields = fields.title_scale()
    claimed = set(when.claimed)
    titles = list(when.titles)
    if scale_title and scale:
        titles.append(literal(scale_title))
        claimed |= {p for p in outline.titles if outline.account.text(*p) == scale_title}
    tree: dict[str, Tree] = {"name": name}
    if around.sheet:
        tree["sheet"] = literal(fold(around.sheet))
    tree["header"] = header_levels(outline, parts, levels)
    _optional(tree, "fill", [str(level) for level in outline.fill])
    _optional(tree, "unnamed", list(outline.unnamed))
    _optional(tree, "title", titles)
    tree["values"] = value_labels(outline, parts, levels)
    _apart(tree, outline, parts, contents)
    tree["number"] = _number(contents)
    _optional(tree, "rows", _rows(outline, totals))
    tree["fields"] = {**fields.subject(), **when.fields, **fields.tree(), **scale_fields}
    _optional(tree, "markers", {text: Noted(c.written, c.comment) for text, c in contents.markers.items()})
    _optional(tree, "checks", _checks(totals))
    return BlockDraft(tree, _orientation(parts, levels), claimed)


def _optional(tree: dict[str, Tree], key: str, value: Sequence[Tree] | Mapping[str, Tree]) -> None:
    if value:
        tree[key] = value


def _apart(tree: dict[str, Tree], outline: Outline, parts: Sequence[Part], contents: Contents) -> None:
    """Columns that are not read: remarks, sums of the columns beside them, and blank ones."""
    ignored: list[Tree] = []
    values = [part.column for part in parts if part.kind == "value"]
    for part in parts:
        label = column_label(part.column)
        if part.kind == "ignore":
            ignored.append(Noted(label, part.choice.comment))
        elif part.kind == "sum":
            adds = _adds_up(outline, part, values, contents)
            ask = f"ask the member: is '{label}' the sum of the columns beside it? then write its label here"
            why = f"{STRONG:.2f}: the sum of the columns beside it, in every row"
            ignored.append(Noted(label, why) if adds else Noted("?", ask))
    _optional(tree, "ignore", ignored)
    _optional(tree, "empty", [column_label(part.column) for part in parts if part.kind == "empty"])


def _adds_up(outline: Outline, part: Part, values: Sequence[Column], contents: Contents) -> bool:
    proved = False
    columns = [p for p in outline.columns if p in values]
    for row in outline.data:
        sheet, grammar = outline.account.sheet, contents.notation.grammar
        said = value_of(sheet.cell(row, part.column.index), grammar)
        amounts = [value_of(sheet.cell(row, column.index), grammar) for column in columns]
        known = [amount for amount in amounts if amount is not None]
        if said is None:
            continue
        if sum(known, Decimal(0)) != said:
            return False
        proved = True
    return proved


def _number(contents: Contents) -> Tree:
    choice = contents.notation.choice
    unread = "".join(f"; not read: '{text}'" for text in contents.notation.unread[:3])
    if not choice.settled:
        return Noted("?", choice.comment + unread)
    return Noted(tree_of(contents.notation.grammar), choice.comment + unread)


def _rows(outline: Outline, totals: Sequence[TotalRow]) -> list[Tree]:
    written: list[Tree] = []
    seen: set[tuple[str, str]] = set()
    for total in totals:
        key = (column_label(total.column), total.word)
        if key not in seen:
            seen.add(key)
            weakest = min((t.choice for t in totals if t.word == total.word), key=lambda c: c.confidence)
            role = Noted("total" if weakest.settled else "?", weakest.comment)
            written.append({"where": {key[0]: literal(total.word)}, "role": role})
    for row in outline.sections:
        column = next(c for c in outline.columns if outline.account.text(row, c.index))
        where = {column_label(column): literal(outline.account.text(row, column.index))}
        ask = "ask the member: is this row a heading for the rows below (section), a note, or to be ignored?"
        written.append({"where": where, "role": Noted("?", ask)})
    if outline.notes:
        first = min(outline.notes)
        column = next(c for c in outline.columns if outline.account.text(first, c.index))
        text = outline.account.text(first, column.index)
        if column is outline.columns[0] and column.path:
            choice = note_choice(text)
            written.append(
                {"where": {column_label(column): _note_label(text)}, "role": Noted("notes", choice.comment)}
            )
    return written


def _note_label(text: str) -> str:
    """A note by its opening word, whatever it goes on to say."""
    head, colon, _ = text.partition(":")
    return f"/{loosened(head)}:.*/" if colon and len(head) <= 20 else label_of(text)


def _checks(totals: Sequence[TotalRow]) -> list[Tree]:
    written: list[Tree] = []
    seen: set[tuple[str, str]] = set()
    for total in totals:
        key = (column_label(total.column), total.word)
        alike = [t for t in totals if (column_label(t.column), t.word) == key]
        if key in seen or any(t.tolerance is None for t in alike):
            continue
        seen.add(key)
        tolerance = max(t.tolerance for t in alike if t.tolerance is not None)
        where = {key[0]: literal(total.word)}
        parts = {key[0]: "!" + literal(total.word)}
        written.append({"total": where, "parts": parts, "tolerance": format(tolerance.normalize(), "f")})
    return written


def _orientation(parts: Sequence[Part], levels: Sequence[Level]) -> str:
    """What a person would call the form of the table."""
    kinds = {level.kind for level in levels}
    about = {level.choice.value for level in levels if level.kind == "field"}
    if kinds & {"period", "part"}:
        return "wide by period"
    if about - {"indicator"}:
        return "cross-tab"
    return "wide by indicator" if "indicator" in about else "long"
