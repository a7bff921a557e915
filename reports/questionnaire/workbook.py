"""The reporting workbook as bytes: the sheet to fill in, instructions in both languages, the codes, the list.

The same plan gives the same bytes. Nothing is locked: whoever fills it in may sort, move and add.
"""

from __future__ import annotations

from datetime import datetime, time

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.codes import codelist
from reports.language import HTML_LANGUAGE, LANGUAGES, Language, say
from reports.questionnaire.asked_list import write_asked
from reports.questionnaire.lists import write_lists
from reports.questionnaire.observations import write_observations
from reports.questionnaire.plan import Plan
from reports.questionnaire.styling import BOLD, LABEL, LINE, TITLE, WRAP, page, put, rows_fit
from reports.questionnaire.wording import filled, wording
from reports.saving import settled

_WIDTHS = (34, 106)


def template(plan: Plan) -> bytes:
    """The workbook of a plan."""
    book, names = Workbook(), wording().names
    book.remove(book.worksheets[0])
    others = [language for language in LANGUAGES if language != plan.language]
    sheet = book.create_sheet(say(names["observations"], plan.language))
    for language in (plan.language, *others):
        _instructions(book.create_sheet(say(names["instructions"], language)), plan, language)
    codes = book.create_sheet(say(names["codes"], plan.language))
    write_observations(sheet, plan, write_lists(codes, plan))
    write_asked(book.create_sheet(say(names["asked"], plan.language)), plan)
    return settled(book, _described(book, plan))


def _described(book: Workbook, plan: Plan) -> datetime:
    """Document properties; their date is the day on which the round opens, so that it never drifts."""
    moment = datetime.combine(plan.round.opens, time())
    properties = book.properties
    properties.title = filled(wording().lines["title"], plan, plan.language)
    properties.subject = filled(wording().lines["facts"], plan, plan.language)
    properties.creator = properties.lastModifiedBy = say(plan.publisher, plan.language)
    properties.language = HTML_LANGUAGE[plan.language]
    properties.created = properties.modified = moment
    return moment


def _instructions(sheet: Worksheet, plan: Plan, language: Language) -> None:
    """For whom it is and until when, how to fill it in, and the reasons for a blank."""
    texts = wording()
    put(sheet, 1, 1, filled(texts.lines["title"], plan, language), TITLE)
    row = 3
    for table in (texts.facts, texts.steps):
        for label, text in table:
            put(sheet, row, 1, filled(label, plan, language), LABEL)
            put(sheet, row, 2, filled(text, plan, language), WRAP)
            row += 1
        put(sheet, row, 1, "", LINE)
        row += 1
    put(sheet, row, 1, say(texts.reasons, language), BOLD)
    for number, (status, meaning) in enumerate(texts.meanings.items(), start=row + 1):
        put(sheet, number, 1, say(codelist("obs_status").label(status), language), LABEL)
        put(sheet, number, 2, say(meaning, language), WRAP)
    rows_fit(sheet, _WIDTHS)
    page(sheet, plan, repeated="1:1", landscape=False)
