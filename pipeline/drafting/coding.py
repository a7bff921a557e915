"""The coded fields of one drafted block: subject, indicator, dimensions, scales, forms of percentages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.drafting.cells import Contents, is_counted, is_percentage, shown
from pipeline.drafting.choices import LIKELY, STRONG, Choice
from pipeline.drafting.columns import Part
from pipeline.drafting.labelling import column_label
from pipeline.drafting.levels import Level
from pipeline.drafting.naming import Reporting
from pipeline.drafting.outline import Outline, scale_of_texts
from pipeline.drafting.wording import wording
from pipeline.drafting.yaml_text import Noted, Tree
from pipeline.mapping.columns import Column
from pipeline.readers.cells import Cell

Position = tuple[int, int]
MOST_QUESTIONS = 40
"""More unknown texts than this under one column are one question."""


class Fields:
    """The fields of one block but its period: subject, indicator, dimensions, scales and percentages."""

    def __init__(
        self, outline: Outline, parts: Sequence[Part], levels: Sequence[Level], reporting: Reporting
    ) -> None:
        self._outline, self._parts, self._levels, self._reporting = outline, parts, levels, reporting
        self._contents: Contents | None = None

    def settle(self, contents: Contents) -> None:
        """Know what stands in the cells."""
        self._contents = contents

    def whole(self, values: Sequence[Column]) -> dict[Position, bool | None]:
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
        """Whether blanks mean "same as above": in the first column, beside texts that differ in a group."""
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

    def _cells_of(self, label: str) -> list[Cell]:
        sheet = self._outline.account.sheet
        return [
            sheet.cell(row, column.index)
            for column in self._outline.columns
            for row in self._outline.data
            if label in column.levels
        ]

    def _add_level(self, level: Level, written: dict[str, Tree]) -> None:
        name = level.choice.value
        codes = level.about.codes if level.about else {}
        tree: dict[str, Tree] = {"header": str(level.number), "codes": self._codes(name, codes)}
        only_one = name == "indicator" and name not in written and level.choice.confidence >= LIKELY
        if only_one and not level.choice.settled:  # its codes are asked one by one
            written[name] = tree
        elif name in written or not level.choice.settled:
            ask = f"what does header row {level.number} say? Write the name of the field in place of this one"
            written[f"? header {level.number}"] = Noted(
                tree, replace(level.choice, ask=ask, confidence=min(level.choice.confidence, LIKELY)).comment
            )
        else:
            written[name] = Noted(tree, level.choice.comment)

    def _add_unknown_indicator(self, written: dict[str, Tree]) -> None:
        """No source of the indicator is known: labels nobody knows may be it; otherwise it is one for all."""
        unknown = next(
            (lv for lv in self._levels if lv.kind == "plain" and not lv.choice.settled and lv.labels), None
        )
        if unknown is None or (len(unknown.labels) == 1 and any(key.startswith("? ") for key in written)):
            ask = (
                "what is counted? Write the indicator's code, or name the column or header level that says it"
            )
            written["indicator"] = {"constant": Noted("?", f"ask the member: {ask}")}
            return
        codes = {text: Choice("", 0.0, f"which indicator is '{text}'?", f"which indicator is '{text}'?")
                 for text in unknown.labels}  # fmt: skip
        written["indicator"] = {"header": str(unknown.number), "codes": self._codes("indicator", codes)}

    def _titles(self) -> list[str]:
        return [self._outline.account.text(*position) for position in self._outline.titles]

    def _loose_texts(self) -> list[str]:
        """Titles, and the remarks among and below the rows."""
        account = self._outline.account
        rows = {*self._outline.notes, *range(self._outline.last + 1, len(account.rows) + 1)}
        return [*self._titles(), *(account.text(row, c) for row in sorted(rows) for c in account.filled(row))]

    def title_scale(self) -> tuple[str, str, dict[str, Tree]]:
        """A scale that a title states for the whole table; a question when headers state one as well."""
        scale, text = scale_of_texts(self._titles())
        if not scale and (below := scale_of_texts(self._loose_texts()))[0]:
            ask = f"'{below[1]}' stands below the table; does it hold for all numbers? Write {below[0]}, or 1"
            return "", "", {"scale": {"constant": Noted("?", f"ask the member: {ask}")}}
        if not scale:
            return "", "", {}
        labels = [level for column in self._outline.columns for level in column.levels]
        ask = f"'{text}' and headers both state a scale; which one counts?"
        doubled = any(wording(label).scale for label in labels)
        choice = Choice(scale, LIKELY if doubled else STRONG, f"'{text}' stands above", ask)
        return scale, text, {"scale": {"constant": Noted(choice.written, choice.comment)}}
