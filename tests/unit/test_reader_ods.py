"""OpenDocument sheets read as the same workbook in XLSX would; what cannot be is refused."""

import contextlib
import io
import zipfile

import pytest
from document_in_xml import MANIFEST, blank, cell, document, refused, row, table, texts
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import RefusalError
from pipeline.readers import grid
from pipeline.readers.cells import Merge
from pipeline.readers.opendocument import read_opendocument


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
