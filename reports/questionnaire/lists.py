"""The sheet of codes: every word that a list of the reporting workbook offers, and what it means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.codes import Code, codelist
from reports.language import Language, say
from reports.phrases import period
from reports.questionnaire.plan import Plan
from reports.questionnaire.styling import BOLD, HEAD, LISTED, TITLE, page, put, rows_fit
from reports.questionnaire.wording import wording

NOT_THE_MEMBERS = frozenset({"suppressed"})
"""States that only a publication gives to a value."""
WIDTHS = (46, 42, 27, 74)
_COLUMNS = ("label", "other", "unit", "meaning")
_OTHER: dict[Language, Language] = {"en": "zh", "zh": "en"}
Entry = tuple[str, str, str, str]
"""The word in the list, the same in the other language, the unit, the meaning."""


@dataclass(slots=True)
class Lists:
    """Where the words of each list stand, as a drop-down names them."""

    ranges: dict[str, str] = field(default_factory=dict)


def period_text(plan: Plan) -> str:
    """The quarter of the round as the column of periods has it."""
    return plan.round.round if plan.language == "en" else period(plan.round.round).zh


def offered(name: str) -> tuple[Code, ...]:
    """The entries of a code list that a member may choose."""
    return tuple(code for code in codelist(name) if name != "obs_status" or code.code not in NOT_THE_MEMBERS)


def write_lists(sheet: Worksheet, plan: Plan) -> Lists:
    """Fill the sheet, one list below the other. Returns where each stands."""
    lists, texts = Lists(), wording()
    put(sheet, 1, 1, say(texts.names["codes"], plan.language), TITLE)
    row = 3
    for name, entries in _sections(plan):
        listed = list(entries)
        put(sheet, row, 1, say(texts.lists[name], plan.language), BOLD)
        for column, heading in enumerate(_COLUMNS):
            used = any(entry[column] for entry in listed)
            put(sheet, row + 1, column + 1, say(texts.lists[heading], plan.language) if used else "", HEAD)
        for number, entry in enumerate(listed, start=row + 2):
            for column, text in enumerate(entry, start=1):
                put(sheet, number, column, text, LISTED)
        last = row + 1 + len(listed)
        lists.ranges[name] = f"{quote_sheetname(sheet.title)}!$A${row + 2}:$A${last}"
        row = last + 2
    rows_fit(sheet, WIDTHS)
    page(sheet, plan, repeated="1:1")
    return lists


def _sections(plan: Plan) -> Iterator[tuple[str, Iterable[Entry]]]:
    language = plan.language
    yield "platforms", [(name, "", "", "") for name in plan.platforms.values()]
    yield "periods", [(period_text(plan), "", "", "")]
    for name in ("indicators", "taxon_groups", "forms", "obs_status", "units"):
        yield name, [_entry(code, language) for code in offered(name)]


def _entry(code: Code, language: Language) -> Entry:
    unit = say(codelist("units")[code.extra["unit"]].label, language) if "unit" in code.extra else ""
    return say(code.label, language), say(code.label, _OTHER[language]), unit, code.definition
