"""From one detected table to one block of a profile: every decision with its reason, what is doubtful as a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pipeline.drafting.cells import Contents, is_counted, is_percentage, read_contents, shown
from pipeline.drafting.choices import LIKELY, STRONG, Choice
from pipeline.drafting.columns import Part, sort_columns
from pipeline.drafting.labelling import column_label, header_levels, literal, value_labels
from pipeline.drafting.levels import Level, read_levels
from pipeline.drafting.naming import Reporting
from pipeline.drafting.notation import tree_of, value_of
from pipeline.drafting.outline import Outline, scale_of_texts
from pipeline.drafting.periods import Surroundings, find_when
from pipeline.drafting.rows import TotalRow, find_totals, note_choice, prove
from pipeline.drafting.when import label_of, loosened
from pipeline.drafting.wording import wording
from pipeline.drafting.yaml_text import Noted, Tree
from pipeline.labels import fold

Position = tuple[int, int]
MOST_QUESTIONS = 40
"""More unknown texts than this under one column are one question."""


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
    fields = _Fields(outline, parts, levels, reporting)
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


def _adds_up(outline: Outline, part: Part, values: Sequence[object], contents: Contents) -> bool:
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
            written.append({"where": {column_label(column): _note_label(text)}, "role": Noted("notes", choice.comment)})
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


class _Fields:
    """The fields of one block but its period: subject, indicator, dimensions, scales and percentages."""

    def __init__(
        self, outline: Outline, parts: Sequence[Part], levels: Sequence[Level], reporting: Reporting
    ) -> None:
        self._outline, self._parts, self._levels, self._reporting = outline, parts, levels, reporting
        self._contents: Contents | None = None

    def settle(self, contents: Contents) -> None:
        """Know what stands in the cells."""
        self._contents = contents

    def whole(self, values: Sequence[object]) -> dict[Position, bool | None]:
        """Whether the number at (row, column) must be whole: by its indicator, unless a scale is stated."""
        known: dict[Position, bool | None] = {}
        scaled = bool(scale_of_texts(self._loose_texts())[0])
        for column in (c for c in self._outline.columns if c in values):
            for row in self._outline.data:
                indicator = self._indicator_at(row, column.index)
                labelled = any(wording(level).scale for level in column.levels)
                known[row, column.index] = None if labelled or scaled else is_counted(indicator)
        return known

    def _indicator_at(self, row: int, column: int) -> str:
        for part in self._parts:
            if part.kind == "field" and part.choice.value == "indicator" and part.about:
                code = part.about.codes.get(self._outline.account.text(row, part.column.index))
                return code.value if code and code.settled else ""
        for level in self._levels:
            if level.kind == "field" and level.choice.value == "indicator" and level.about:
                label = next(c.levels[level.number - 1] for c in self._outline.columns if c.index == column)
                code = level.about.codes.get(label)
                return code.value if code and code.settled else ""
        return ""

    def subject(self) -> dict[str, Tree]:
        """Who the figures are about: a column, or the reporter itself where it can only speak of itself."""
        if any(part.kind == "field" and part.choice.value == "subject" for part in self._parts):
            return {}
        reporter, register = self._reporting.reporter, self._reporting.register
        ask = "whom are the figures about? Write its id in the register"
        if not reporter:
            return {"subject": {"constant": Noted("?", f"ask the member: {ask}")}}
        choice = Choice(reporter, STRONG, "no column names a company", ask)
        if register is not None and reporter in register:
            speaks_for = list(register.relations_of(reporter, "reports_for"))
            if register.party(reporter).kind not in ("company", "platform") or speaks_for:
                choice = Choice(reporter, LIKELY, "it may report for others, too", ask)
        return {"subject": {"constant": Noted(choice.written, choice.comment)}}

    def tree(self) -> dict[str, Tree]:
        """The coded fields, from columns and from header levels."""
        written: dict[str, Tree] = {}
        for part in self._parts:
            if part.kind == "field":
                written[part.choice.value] = Noted(self._column(part), part.choice.comment)
            elif part.kind == "open":
                written[f"? {part.column.path}"] = Noted(self._column(part), part.choice.comment)
        for level in self._levels:
            if level.kind == "field" and level.about:
                self._add_level(level, written)
        if "indicator" not in written:
            self._add_unknown_indicator(written)
        return written

    def _column(self, part: Part) -> Tree:
        tree: dict[str, Tree] = {"column": column_label(part.column)}
        texts = self._outline.texts(part.column)
        codes = dict(part.about.codes) if part.about else {}
        if part.kind == "open" and not codes:
            asks = {text: f"which code is '{text}'?" for text in self._outline.distinct(part.column)}
            codes = {text: Choice("", 0.0, ask, ask) for text, ask in asks.items()}
        if texts and not all(texts) and part.kind == "field":
            if self._carries(part):
                tree["carry"] = Noted("down", f"{STRONG:.2f}: blanks below a label, beside different texts")
            else:
                ask = (
                    f"what does a blank under '{part.column.path}' mean: a code? Or the same as above: "
                    "then write `carry: down` in place of this line"
                )
                codes[""] = Choice("", 0.0, ask, ask)
        unknown = [text for text, code in codes.items() if not code.settled]
        if len(unknown) > MOST_QUESTIONS:
            named = ", ".join(f"'{text[:30]}'" for text in unknown[:5])
            ask = f"which codes are the {len(codes)} texts under '{part.column.path}' ({named} ...)?"
            tree["codes"] = Noted("?", f"ask the member: {ask}")
        elif codes:
            tree["codes"] = self._codes(part.choice.value, codes)
        return tree

    def _carries(self, part: Part) -> bool:
        """Whether blanks mean "same as above": in the first column, beside texts that differ within each group."""
        texts = self._outline.texts(part.column)
        if part.column is not self._outline.columns[0] or not texts[0]:
            return False
        for other in self._parts:
            beside = self._outline.texts(other.column)
            blank_beside = any(not text and not inner for text, inner in zip(texts, beside, strict=True))
            if other.kind not in ("field", "period", "open", "part") or other is part or blank_beside:
                continue
            groups: list[list[str]] = []
            for text, inner in zip(texts, beside, strict=True):
                groups += [[]] if text else []
                groups[-1].append(inner)
            if all(len(set(group)) == len(group) for group in groups):
                return True
        return False

    def _codes(self, name: str, codes: Mapping[str, Choice]) -> dict[str, Tree]:
        return {text: self._code(name, text, choice) for text, choice in codes.items()}

    def _code(self, name: str, text: str, choice: Choice) -> Tree:
        """One code; for an indicator with the scale and the percentage that its label states."""
        code: Tree = Noted(choice.written, choice.comment)
        if name != "indicator":
            return code
        scale = wording(text).scale
        more: dict[str, Tree] = {"scale": scale} if scale else {}
        if choice.settled and is_percentage(choice.value) and self._contents:
            printed = shown(text, self._cells_of(text), self._contents.notation.grammar)
            more["shown"] = Noted(printed.written, printed.comment)
        return {"indicator": code, **more} if more else code

    def _cells_of(self, label: str) -> list[object]:
        sheet = self._outline.account.sheet
        return [
            sheet.cell(row, column.index)
            for column in self._outline.columns
            for row in self._outline.data
            if label in column.levels
        ]  # type: ignore[return-value]

    def _add_level(self, level: Level, written: dict[str, Tree]) -> None:
        name = level.choice.value
        assert level.about is not None
        tree: dict[str, Tree] = {"header": str(level.number), "codes": self._codes(name, level.about.codes)}
        only_one = name == "indicator" and name not in written and level.choice.confidence >= LIKELY
        if only_one and not level.choice.settled:  # its codes are asked one by one
            written[name] = tree
        elif name in written or not level.choice.settled:
            ask = f"what does header row {level.number} say? Write the name of the field in place of this one"
            written[f"? header {level.number}"] = Noted(tree, replace(level.choice, ask=ask, confidence=min(level.choice.confidence, LIKELY)).comment)
        else:
            written[name] = Noted(tree, level.choice.comment)

    def _add_unknown_indicator(self, written: dict[str, Tree]) -> None:
        """No source of the indicator is known: labels nobody knows may be it; otherwise it is one for all."""
        unknown = next((lv for lv in self._levels if lv.kind == "plain" and not lv.choice.settled and lv.labels), None)
        if unknown is None or (len(unknown.labels) == 1 and any(key.startswith("? ") for key in written)):
            ask = "what is counted? Write the indicator's code, or name the column or header level that says it"
            written["indicator"] = {"constant": Noted("?", f"ask the member: {ask}")}
            return
        codes = {text: Choice("", 0.0, f"which indicator is '{text}'?", f"which indicator is '{text}'?")
                 for text in unknown.labels}  # fmt: skip
        written["indicator"] = {"header": str(unknown.number), "codes": self._codes("indicator", codes)}

    def _loose_texts(self) -> list[str]:
        return [self._outline.account.text(*position) for position in self._outline.titles]

    def title_scale(self) -> tuple[str, str, dict[str, Tree]]:
        """A scale that a title states for the whole table; a question when headers state one as well."""
        scale, text = scale_of_texts(self._loose_texts())
        if not scale:
            return "", "", {}
        labels = [level for column in self._outline.columns for level in column.levels]
        ask = f"'{text}' and headers both state a scale; which one counts?"
        doubled = any(wording(label).scale for label in labels)
        choice = Choice(scale, LIKELY if doubled else STRONG, f"'{text}' stands above", ask)
        return scale, text, {"scale": {"constant": Noted(choice.written, choice.comment)}}
