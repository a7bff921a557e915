"""The sheet to fill in: one row a figure, lists to choose from, the unit at the right of each cell."""

from __future__ import annotations

from decimal import Decimal

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.codes import codelist
from pipeline.last_accepted import AcceptedValue
from pipeline.model import Text
from reports.language import Language, breadth, say
from reports.phrases import plain
from reports.questionnaire import styling
from reports.questionnaire.lists import Lists, period_text
from reports.questionnaire.plan import Plan, Row
from reports.questionnaire.styling import put
from reports.questionnaire.wording import filled, wording

SPARE_ROWS = 25
"""Empty rows below the last figure, with lists to choose from."""
HEADER_ROW = 5
_WIDTHS: dict[Language, dict[str, int]] = {
    "en": {
        "subject": 18, "indicator": 45, "taxon_group": 24, "form": 12, "period": 12, "before": 15,
        "value": 15, "unit": 19, "status": 25, "note": 28,
    },
    "zh": {
        "subject": 18, "indicator": 34, "taxon_group": 22, "form": 12, "period": 18, "before": 17,
        "value": 15, "unit": 21, "status": 16, "note": 28,
    },
}  # fmt: skip
_LISTS = {
    "subject": "platforms", "indicator": "indicators", "taxon_group": "taxon_groups", "form": "forms",
    "period": "periods", "unit": "units", "status": "obs_status",
}  # fmt: skip
_TO_FILL = ("value", "status", "note")
_LONGEST_PROMPT = 255


def write_observations(sheet: Worksheet, plan: Plan, lists: Lists) -> None:
    """Fill the sheet: three lines, the headings, the rows, spare rows, what may be typed where."""
    columns = [name for name in _WIDTHS[plan.language] if name != "before" or plan.compared_with]
    widths = [width_of(name, plan) for name in columns]
    texts = wording()
    for number, (name, style) in enumerate(
        (("title", styling.TITLE), ("facts", styling.BOLD), ("task", styling.LINE))
    ):
        put(sheet, number + 1, 1, filled(texts.lines[name], plan, plan.language), style)
    for number, name in enumerate(columns, start=1):
        heading = say(texts.headings[name], plan.language).format(round=plan.compared_with)
        style = styling.HEAD_RIGHT if name in ("before", "value") else styling.HEAD
        put(sheet, HEADER_ROW, number, heading, style)
    first = HEADER_ROW + 1
    for row, asked in enumerate(plan.rows, start=first):
        _write_row(sheet, row, asked, columns, plan)
    spare = first + len(plan.rows)
    for row in range(spare, spare + SPARE_ROWS):
        for number, name in enumerate(columns, start=1):
            put(sheet, row, number, "", _spare_style(name))
    _restrict(sheet, plan, lists, columns, spare)
    styling.rows_fit(sheet, widths, least=21)
    last = f"{get_column_letter(len(columns))}{spare + SPARE_ROWS - 1}"
    sheet.print_area = f"A1:{last}"
    sheet.freeze_panes = f"C{first}"
    styling.page(sheet, plan, repeated=f"{HEADER_ROW}:{HEADER_ROW}")


def width_of(name: str, plan: Plan) -> int:
    """Width of a column; that of the platforms follows their names."""
    width = _WIDTHS[plan.language][name]
    longest = max(breadth(platform) for platform in plan.platforms.values())
    return min(34, max(width, round(longest * 1.1) + 2)) if name == "subject" else width


def _write_row(sheet: Worksheet, row: int, asked: Row, columns: list[str], plan: Plan) -> None:
    texts = texts_of(asked, plan)
    for number, name in enumerate(columns, start=1):
        style = styling.TO_FILL if name in _TO_FILL else styling.GIVEN
        if name in ("value", "before"):
            style = styling.TO_FILL_RIGHT if name == "value" else styling.COMPARED
        put(sheet, row, number, texts.get(name, ""), style)
        if name in ("value", "before"):
            sheet.cell(row, number).number_format = _digits(asked.indicator)
        if name == "before" and asked.before is not None:
            _compare(sheet, row, number, asked.before, plan.language)


def texts_of(asked: Row, plan: Plan) -> dict[str, str]:
    """What says which figure a row is about, column by column."""
    language = plan.language
    unit = codelist("indicators")[asked.indicator].extra["unit"]
    return {
        "subject": plan.platforms[asked.subject],
        "indicator": say(codelist("indicators").label(asked.indicator), language),
        "taxon_group": say(codelist("taxon_groups").label(asked.taxon_group), language),
        "form": say(codelist("forms").label(asked.form), language),
        "period": period_text(plan),
        "unit": say(codelist("units").label(unit), language),
    }


def _digits(indicator: str) -> str:
    return "#,##0" if codelist("indicators")[indicator].extra["whole"] == "yes" else "#,##0.######"


def _compare(sheet: Worksheet, row: int, column: int, before: AcceptedValue, language: Language) -> None:
    """The value accepted last: a number where it was one, else as it was printed or why it was blank."""
    if before.value is not None and before.qualifier in ("exact", "rounded"):
        sheet.cell(row, column).value = Decimal(plain(before.value))
        if before.value == before.value.to_integral_value():
            sheet.cell(row, column).number_format = "#,##0"
    elif before.value is None and before.obs_status != "normal":
        put(
            sheet,
            row,
            column,
            say(codelist("obs_status").label(before.obs_status), language),
            styling.COMPARED,
        )
    else:
        scale = f" {before.printed_scale}" if before.printed_scale not in (None, "", "1") else ""
        put(sheet, row, column, before.printed_text + scale, styling.COMPARED)


def _spare_style(name: str) -> styling.Style:
    styles = {"before": styling.COMPARED, "value": styling.TO_FILL_RIGHT}
    return styles.get(name, styling.TO_FILL if name in _TO_FILL else styling.GIVEN)


def _restrict(sheet: Worksheet, plan: Plan, lists: Lists, columns: list[str], spare: int) -> None:
    """Lists to choose from, and numbers that the unit allows, with a word on each."""
    first, last = HEADER_ROW + 1, spare + SPARE_ROWS - 1
    prompts = wording().prompts
    for name, listed in _LISTS.items():
        letter = get_column_letter(columns.index(name) + 1)
        rule = DataValidation(type="list", formula1=lists.ranges[listed], allow_blank=True)
        prompt = prompts["status"] if name == "status" else None
        _explain(rule, plan, wording().headings[name], prompt, prompts["listed"])
        rule.add(f"{letter}{first}:{letter}{last}")
        sheet.add_data_validation(rule)
    letter = get_column_letter(columns.index("value") + 1)
    for row, asked in enumerate(plan.rows, start=first):
        rule = _number_rule(asked.indicator, plan)
        rule.add(f"{letter}{row}")
        sheet.add_data_validation(rule)
    free = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
    _explain(free, plan, wording().headings["value"], None, prompts["number"])
    free.add(f"{letter}{spare}:{letter}{last}")
    sheet.add_data_validation(free)


def _number_rule(indicator: str, plan: Plan) -> DataValidation:
    """What may be typed for one indicator; the word beside the cell says what is counted."""
    code, prompts = codelist("indicators")[indicator], wording().prompts
    if code.extra["whole"] == "yes":
        rule = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
        asked = prompts["whole"]
    elif code.extra["unit"] == "percent":
        rule = DataValidation(
            type="decimal", operator="between", formula1="0", formula2="100", allow_blank=True
        )
        asked = prompts["share"]
    else:
        rule = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
        asked = prompts["number"]
    told = Text(f"{code.definition}. {asked.en}", f"{code.label.zh}。{asked.zh}")
    _explain(rule, plan, codelist("units").label(code.extra["unit"]), told, asked)
    return rule


def _explain(rule: DataValidation, plan: Plan, title: Text, prompt: Text | None, error: Text) -> None:
    """The word shown beside the cell, and the one shown when something else is typed."""
    rule.showErrorMessage, rule.showInputMessage = True, prompt is not None
    rule.errorTitle, rule.error = say(title, plan.language), say(error, plan.language)
    if prompt is not None:
        text = say(prompt, plan.language)
        short = text if len(text) <= _LONGEST_PROMPT else f"{text[: _LONGEST_PROMPT - 1]}…"
        rule.promptTitle, rule.prompt = say(title, plan.language), short
