"""How the reporting workbook looks: a few styles, row heights that show every line, and the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports.language import breadth, say
from reports.questionnaire.plan import Plan
from reports.questionnaire.wording import wording

_FACE = "Arial"
_HAIR = Side(style="thin", color="C9D1D9")
_BOX = Border(left=_HAIR, right=_HAIR, top=_HAIR, bottom=_HAIR)
_RULE = Border(bottom=Side(style="medium", color="17202A"))
_LINE_HEIGHT = 1.32


@dataclass(frozen=True, slots=True)
class Style:
    """One way for a cell to look."""

    size: int = 11
    bold: bool = False
    colour: str = "17202A"
    fill: str = ""
    border: Border = field(default_factory=Border)
    wraps: bool = True
    right: bool = False
    middle: bool = False
    inset: bool = False

    def dress(self, cell: Cell | MergedCell) -> None:
        """Make a cell look so."""
        cell.font = Font(name=_FACE, size=self.size, bold=self.bold, color=self.colour)
        cell.border = self.border
        cell.alignment = Alignment(
            wrap_text=self.wraps,
            vertical="center" if self.middle else "top",
            horizontal="right" if self.right else "left",
            indent=1 if self.inset else 0,
        )
        if self.fill:
            cell.fill = PatternFill("solid", fgColor=self.fill)


TITLE = Style(size=16, bold=True, wraps=False)
LINE = Style(wraps=False)
BOLD = Style(size=13, bold=True, wraps=False)
HEAD = Style(bold=True, fill="E8ECF0", border=_RULE, middle=True, inset=True)
HEAD_RIGHT = Style(bold=True, fill="E8ECF0", border=_RULE, middle=True, inset=True, right=True)
WRAP = Style()
LISTED = Style(inset=True)
GIVEN = Style(border=_BOX, middle=True, inset=True)
COMPARED = Style(border=_BOX, middle=True, inset=True, right=True, colour="57606A", fill="F3F5F7")
TO_FILL = Style(border=_BOX, middle=True, inset=True, fill="FFF8DB")
TO_FILL_RIGHT = Style(border=_BOX, middle=True, inset=True, fill="FFF8DB", right=True)
LABEL = Style(bold=True)


def put(sheet: Worksheet, row: int, column: int, text: str, style: Style) -> None:
    """Write a text, never a formula, and dress its cell; an empty text leaves only the looks."""
    cell = sheet.cell(row, column)
    style.dress(cell)
    if text:
        cell.value = text
        cell.data_type = "s"


def rows_fit(sheet: Worksheet, widths: Sequence[int], least: int = 17) -> None:
    """Set widths, and heights that show every wrapped line; not every program works them out itself."""
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for number, row in enumerate(sheet.iter_rows(), start=1):
        tallest = max((_height(cell, widths) for cell in row if isinstance(cell, Cell)), default=0.0)
        sheet.row_dimensions[number].height = max(least, round(tallest + 4))


def _height(cell: Cell, widths: Sequence[int]) -> float:
    """Points that a cell's text takes in its column, on the safe side."""
    if cell.value is None:
        return 0.0
    size = float(cell.font.size or 11)
    wraps = cell.alignment.wrap_text and isinstance(cell.value, str)
    room = widths[cell.column - 1] * 10.5 / size
    lines = (
        -(-round(breadth(str(cell.value)) * (1.1 if cell.font.bold else 1.0)) // max(1, int(room)))
        if wraps
        else 1
    )
    return max(1, lines) * size * _LINE_HEIGHT


def page(sheet: Worksheet, plan: Plan, *, repeated: str, landscape: bool = True) -> None:
    """A4, as wide as the page, the heading on every page, the edition and the page number at the foot."""
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = 9
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = repeated
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom = 0.6, 0.8
    sheet.page_margins.footer = 0.4
    if sheet.oddFooter is not None:
        whose = f"{say(plan.member, plan.language)} · {plan.round.round} · {plan.edition}"
        sheet.oddFooter.left.text = whose.replace("&", "&&")
        sheet.oddFooter.right.text = say(wording().lines["page"], plan.language)
    sheet.sheet_view.showGridLines = False
