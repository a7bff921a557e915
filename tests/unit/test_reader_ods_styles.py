"""The number styles of OpenDocument: what they are as codes of Excel, and which of them a cell is under."""

import pytest
from document_in_xml import cell, cell_style, digits, document, number_style, row, table

from pipeline.readers.cells import Cell
from pipeline.readers.opendocument import read_opendocument


def styled(number_style, kind="float", value="0.735"):
    """The one cell of a document, under a number style named N."""
    content = document(table(row(cell(kind, value, "as shown", "c"))), number_style + cell_style("c", "N"))
    return read_opendocument(content).sheets[0].cell(1, 1)


@pytest.mark.parametrize(
    ("style", "value", "code", "shown"),
    [
        (
            number_style(
                digits('number:decimal-places="1"') + "<number:text>%</number:text>", kind="percentage"
            ),
            "0.735",
            "0.0%",
            "73.5%",
        ),
        (
            number_style(
                digits('number:decimal-places="0"') + "<number:text> %</number:text>", kind="percentage"
            ),
            "0.5",
            "0 %",
            "50 %",
        ),
        (
            number_style(
                digits('number:decimal-places="1" number:display-factor="1000" number:grouping="true"')
                + "<number:text>k</number:text>"
            ),
            "263000",
            '#,##0.0,"k"',
            "263.0k",
        ),
        (
            number_style("<number:currency-symbol>€</number:currency-symbol>" + digits(""), kind="currency"),
            "5",
            '"€"General',
            "€5",
        ),
        (
            number_style(digits('number:decimal-places="2" number:min-decimal-places="0"')),
            "1.5",
            "0.##",
            None,
        ),
        (number_style(digits('number:decimal-places="0" number:grouping="true"')), "1234", "#,##0", None),
        (number_style(digits("")), "1234.5", "General", None),
        (
            number_style(
                '<number:scientific-number number:decimal-places="2" number:min-integer-digits="1" '
                'number:min-exponent-digits="2"/>'
            ),
            "12345",
            "0.00E+00",
            "1.23E+04",
        ),
        (
            number_style(digits('number:decimal-places="0"'), "P0")
            + number_style(
                "<number:text>(</number:text>"
                + digits('number:decimal-places="0"')
                + "<number:text>)</number:text>"
                '<style:map style:condition="value()&gt;=0" style:apply-style-name="P0"/>'
            ),
            "-7",
            "0;(0)",
            "(7)",
        ),
        (
            number_style(digits('number:decimal-places="1" number:display-factor="1000"'), "P0")
            + number_style(
                digits('number:decimal-places="0"')
                + '<style:map style:condition="value()&gt;=1000" style:apply-style-name="P0"/>'
            ),
            "2500",
            "[>=1000]0.0,;0",
            "2.5",
        ),
        (number_style("<number:text-content/>", kind="text"), "3", "@", None),
    ],
)
def test_number_styles_are_excel_codes(style, value, code, shown):
    assert styled(style, value=value) == Cell(value, code, shown)


def test_styles_of_rows_and_columns_and_parents():
    percent = number_style(
        digits('number:decimal-places="0"') + "<number:text>%</number:text>", "P", "percentage"
    )
    styles = (
        cell_style("child", "P")
        + cell_style("plain", "F")
        + number_style(digits('number:decimal-places="1"'), "F")
    )
    styles += (
        '<style:style style:name="grandchild" style:family="table-cell" style:parent-style-name="child"/>'
    )
    columns = (
        '<table:table-column table:default-cell-style-name="grandchild"/>'
        '<table:table-column table:number-columns-repeated="3"/>'
    )
    rows = row(cell("float", "0.5"), cell("float", "0.5")) + row(
        cell("float", "0.5"), cell("float", "0.5", style="grandchild"), default_cell_style_name="plain"
    )
    sheet = read_opendocument(document(table(rows, columns), styles, named=percent)).sheets[0]
    assert [[cell.number_format for cell in line] for line in sheet.rows] == [
        ["0%", "General"],
        ["0.0", "0%"],
    ]
