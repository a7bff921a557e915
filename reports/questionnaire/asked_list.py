"""The sheet that lists what the workbook asks for, under the headings of the sheet to fill in.

Reading the workbook back, `pipeline.mapping.rows_gone` holds the list against the rows that are left.
"""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from reports.language import say
from reports.questionnaire.observations import texts_of, width_of
from reports.questionnaire.plan import Plan
from reports.questionnaire.styling import HEAD, LINE, LISTED, TITLE, page, put, rows_fit
from reports.questionnaire.wording import wording

_COLUMNS = ("subject", "indicator", "taxon_group", "form", "period", "unit")
_HEADER_ROW = 4


def write_asked(sheet: Worksheet, plan: Plan) -> None:
    """Fill the sheet: what it is for, then one row a figure."""
    texts = wording()
    put(sheet, 1, 1, say(texts.names["asked"], plan.language), TITLE)
    put(sheet, 2, 1, say(texts.lines["asked"], plan.language), LINE)
    for number, name in enumerate(_COLUMNS, start=1):
        put(sheet, _HEADER_ROW, number, say(texts.headings[name], plan.language), HEAD)
        for row, asked in enumerate(plan.rows, start=_HEADER_ROW + 1):
            put(sheet, row, number, texts_of(asked, plan)[name], LISTED)
    rows_fit(sheet, [width_of(name, plan) for name in _COLUMNS])
    sheet.freeze_panes = f"A{_HEADER_ROW + 1}"
    page(sheet, plan, repeated=f"{_HEADER_ROW}:{_HEADER_ROW}")
