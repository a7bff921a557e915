"""OpenDocument sheets written here as XML read as the same workbook in XLSX would."""

import contextlib
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import RefusalError
from pipeline.readers import grid
from pipeline.readers.cells import Cell, Merge
from pipeline.readers.opendocument import read_opendocument

SPACES = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{rest}:1.0"
    for name, rest in [
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
        ("number", "datastyle"),
    ]
}  # fmt: skip
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
DECLARED = " ".join(f'xmlns:{name}="{uri}"' for name, uri in SPACES.items()) + f' xmlns:calcext="{CALC}"'
MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def document(tables, styles="", *, named="", more=None):
    content = (
        f"<office:document-content {DECLARED}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content,
        "styles.xml": f"<office:document-styles {DECLARED}><office:styles>{named}</office:styles>"
        "</office:document-styles>",
        "META-INF/manifest.xml": MANIFEST,
        "Configurations2/accelerator/current.xml": "",
        **(more or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return stream.getvalue()


def table(rows, columns="", name="Data", style=""):
    return f'<table:table table:name="{name}" table:style-name="{style}">{columns}{rows}</table:table>'


def row(*cells, **attributes):
    written = "".join(f' table:{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f"<table:table-row{written}>{''.join(cells)}</table:table-row>"


def cell(kind="", value="", shown="", style="", more=""):
    where = {"float": "value", "percentage": "value", "currency": "value"}.get(kind, f"{kind}-value")
    typed = f' office:value-type="{kind}"' if kind else ""
    stored = f' office:{where}="{value}"' if value else ""
    styled = f' table:style-name="{style}"' if style else ""
    paragraphs = f"<text:p>{shown}</text:p>" if shown else ""
    return f"<table:table-cell{typed}{stored}{styled} {more}>{paragraphs}</table:table-cell>"


def blank(count=1):
    return f'<table:table-cell table:number-columns-repeated="{count}"/>'


def cell_style(name, number_style, parent="Default"):
    return (
        f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="{parent}" '
        f'style:data-style-name="{number_style}"/>'
    )


def styled(number_style, kind="float", value="0.735"):
    """The one cell of a document, under a number style named N."""
    content = document(table(row(cell(kind, value, "as shown", "c"))), number_style + cell_style("c", "N"))
    return read_opendocument(content).sheets[0].cell(1, 1)


def refused(content):
    with pytest.raises(RefusalError) as caught:
        read_opendocument(content)
    (finding,) = caught.value.findings
    return finding


def texts(sheet):
    return [[cell.text for cell in row] for row in sheet.rows]


def digits(attributes):
    return f'<number:number number:min-integer-digits="1" {attributes}/>'


def number_style(inside, name="N", kind="number"):
    return f'<number:{kind}-style style:name="{name}">{inside}</number:{kind}-style>'


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


def test_values_of_every_kind():
    rows = row(
        cell(
            "string",
            shown="象牙 &amp; <text:span>x<text:s text:c='2'/>y</text:span><text:tab/>z<text:line-break/>w",
        ),
        cell("boolean", "true", "WAHR"),
        cell("date", "2021-03-31", "31.03.21"),
        cell("date", "2021-03-31T14:29:59.9999", "31.03.21"),
        cell("date", "2021-03-31T00:00:00"),
        cell("time", "PT14H30M00S"),
        cell("time", "PT162H24M00S"),
        cell("float", "12.50", "12,5"),
        cell("currency", "5", "5 €"),
        cell("", shown="untyped"),
        cell("string", shown="first</text:p><text:p>second"),
        cell("string", "stated", "shown"),
    )
    assert texts(read_opendocument(document(table(rows))).sheets[0]) == [
        [
            "象牙 & x  y\tz\nw", "TRUE", "2021-03-31", "2021-03-31T14:30:00", "2021-03-31", "14:30:00",
            "162:24:00", "12.5", "5", "untyped", "first\nsecond", "stated",
        ]
    ]  # fmt: skip


def test_formulas_errors_and_what_nobody_calculated():
    rows = row(
        cell("float", "3", "3", more='table:formula="of:=[.A2]+1"'),
        cell("string", "", "#DIV/0!", more='table:formula="of:=1/0" calcext:value-type="error"'),
        cell("float", "0", "Err:502", more='table:formula="of:=X"'),
        cell(more='table:formula="of:=SUM([.B2:.B5])"'),
        cell("string", "", "", more='table:formula="of:=&quot;&quot;"'),
    )
    book = read_opendocument(document(table(rows)))
    assert texts(book.sheets[0]) == [["3", "#DIV/0!", "Err:502", "=SUM([.B2:.B5])"]]
    (finding,) = book.findings
    assert (finding.code, finding.places) == ("formula-unstored", ("Data!D1",))


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


def test_repeats_merges_and_hidden_parts():
    columns = (
        '<table:table-column/><table:table-column table:visibility="collapse"/>'
        '<table:table-column table:number-columns-repeated="1000"/>'
    )
    rows = (
        row(
            cell("string", shown="title", more='table:number-columns-spanned="3"'),
            "<table:covered-table-cell/>" * 2,
        )
        + row(blank(16_384), number_rows_repeated=2)
        + row(
            cell("float", "7", more='table:number-columns-repeated="3"'),
            blank(16_381),
            number_rows_repeated=2,
        )
        + row(cell("float", "9"), visibility="filter")
        + row(blank(16_384), number_rows_repeated=1_048_570)
    )
    out_of_sight = (
        '<style:style style:name="gone" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    book = read_opendocument(
        document(
            table(rows, columns) + table(row(cell("float", "1")), name="Old", style="gone"), out_of_sight
        )
    )
    first, second = book.sheets
    assert texts(first) == [["title"], [], [], ["7"] * 3, ["7"] * 3, ["9"]]
    assert first.merges == (Merge(1, 1, 1, 3),)
    assert [cell.hidden for cell in first.rows[3]] == [False, True, False]
    assert second.hidden
    assert [(f.code, f.params) for f in book.findings] == [
        ("cells-hidden", {"sheet": "Data", "rows": "6", "columns": "B", "count": "3"}),
        ("sheet-hidden", {"sheet": "Old", "state": "hidden"}),
    ]


def test_comments_drawings_and_tracked_changes_are_no_cells():
    note = "<office:annotation><text:p>a remark</text:p></office:annotation>"
    tracked = (
        "<table:tracked-changes><table:cell-content-change><table:previous><table:change-track-table-cell>"
        "<text:p>old</text:p></table:change-track-table-cell></table:previous></table:cell-content-change>"
        "</table:tracked-changes>"
    )
    filled = f'<table:table-cell office:value-type="string">{note}<text:p>seen</text:p></table:table-cell>'
    assert texts(read_opendocument(document(tracked + table(row(filled)))).sheets[0]) == [["seen"]]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (row(cell("string", shown="X", more='table:number-columns-repeated="999999999"')), "dimensions"),
        (row(cell("float", "1"), number_rows_repeated=999_999_999), "dimensions"),
        (row(cell("float", "1"), number_rows_repeated=99_999_999_999), "xml"),
        (row(cell("float", "1"), number_rows_repeated=0), "xml"),
        (row(cell("float", "12,5")), "cell"),
        (row(cell("float", "NaN")), "cell"),
        (row(cell("date", "yesterday")), "cell"),
        (row(cell("time", "5 hours")), "cell"),
        (row(cell("boolean", "maybe")), "cell"),
        (row(cell("matrix", "1")), "cell"),
        (row(f"<table:table-cell>{table(row(cell('float', '1')))}</table:table-cell>"), "cell"),
    ],
)
def test_what_cannot_be_is_refused(rows, reason):
    assert refused(document(table(rows))).params["reason"] == reason


def test_repeats_count_as_the_cells_they_are(monkeypatch):
    monkeypatch.setattr(grid, "SLOTS", 10_000)
    rows = row(cell("float", "1", more='table:number-columns-repeated="100"'), number_rows_repeated=1_000)
    assert refused(document(table(rows))).params["reason"] == "dimensions"


def test_documents_that_are_not_read():
    assert refused(document(table(row(blank(5))))).code == "file-empty"
    entry = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    locked = MANIFEST.replace("/>", f">{entry}</manifest:manifest>")
    rows = table(row(cell("float", "1")))
    assert refused(document(rows, more={"META-INF/manifest.xml": locked})).code == "file-encrypted"
    with zipfile.ZipFile(io.BytesIO(document(rows))) as package:
        content = package.read("content.xml").decode().replace("office:spreadsheet", "office:text")
    assert (
        refused(document("", more={"content.xml": content})).params["found"] == "Word or PowerPoint document"
    )
    bomb = '<!DOCTYPE a [<!ENTITY x "y">]>'
    assert refused(document(rows, more={"content.xml": bomb + content})).params["reason"] == "entities"
    assert (
        refused(document(rows, more={"Object 1/content.xml": bomb + "<a/>"})).params["reason"] == "entities"
    )
    assert read_opendocument(document(rows, more={"Basic/script-lc.xml": bomb + "<a/>"})).sheets


@settings(max_examples=100, deadline=None)
@given(at=st.floats(0, 1, exclude_max=True), removed=st.integers(0, 3), added=st.binary(max_size=3))
def test_random_damage_is_read_or_refused(at, removed, added):
    good = document(table(row(cell("float", "0.5", "x"), cell("string", shown="象牙"))))
    with zipfile.ZipFile(io.BytesIO(good)) as package:
        content = package.read("content.xml")
    position = int(at * len(content))
    changed = content[:position] + added + content[position + removed :]
    with contextlib.suppress(RefusalError):
        read_opendocument(document("", more={"content.xml": changed}))
