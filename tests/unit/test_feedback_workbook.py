"""The workbook handed back: marked where it must be, and nothing else of it changed."""

import io
import itertools
import posixpath
import re
import shutil
import subprocess
import zipfile

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from pipeline.mapping.mending_list import TITLE
from pipeline.readers.cells import Book, Cell, Sheet
from pipeline.readers.excel import read_workbook
from reports.feedback.patching import UnpatchableError
from reports.feedback.rendering import rendered
from reports.feedback.returning import returned
from reports.feedback.workbook import annotated

NAMED = re.compile(
    r"\[Content_Types\]\.xml|xl/(workbook|styles)\.xml|xl/_rels/workbook\.xml\.rels|"
    r"xl/worksheets/(_rels/)?sheet\d+\.xml(\.rels)?|xl/comments/comment\d+\.xml|xl/drawings/commentsDrawing\d+\.vml"
)


def finding(*places, severity="error", waiver=None, value=""):
    return {
        "code": "blank-cell",
        "severity": severity,
        "places": list(places),
        "value": value,
        "message": {"en": "The cell is blank & bare.", "zh": "单元格为空。"},
        "advice": {"en": "Write <0> or why it is blank.", "zh": "请填写 0 或说明原因。"},
        "waiver": waiver and {"reason": waiver},
    }


def review(*findings, verdict="accepted_in_part"):
    return {
        "submission": {"file_name": "figures.xlsx"},
        "verdict": verdict,
        "counts": {"accepted": 3, "held": 1},
        "findings": list(findings),
    }


FEATURES = ("chart", "validation", "conditions", "note", "table", "names", "hidden", "styles", "macros")


def workbook(*features):
    """A workbook with the features named; `macros` adds a part that nobody may touch."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "It's one"
    for row in (("Month", "Ivory", "Coral"), ("2021-01", 4, 5), ("2021-02", None, 7), ("2021-03", 8, 9)):
        sheet.append(row)
    other = book.create_sheet("二")
    other["C3"] = "far"
    if "chart" in features:
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=4), titles_from_data=True)
        sheet.add_chart(chart, "F2")
    if "validation" in features:
        validation = DataValidation(type="whole", operator="greaterThan", formula1="0")
        validation.add("B2:C4")
        sheet.add_data_validation(validation)
    if "conditions" in features:
        rule = CellIsRule(operator="lessThan", formula=["5"], fill=PatternFill("solid", bgColor="FFFF00"))
        sheet.conditional_formatting.add("B2:C4", rule)
    if "note" in features:
        sheet["C2"].comment = Comment("mine", "Member")
    if "table" in features:
        other["A1"], other["A2"] = "Head", "x"
        other.add_table(Table(displayName="T1", ref="A1:A2"))
    if "names" in features:
        sheet.defined_names["here"] = DefinedName("here", attr_text="'It''s one'!$A$1")
        book.active = 1
    if "hidden" in features:
        other.sheet_state = "hidden"
    if "styles" in features:
        sheet["B2"].font = Font(bold=True, color="FF112233")
        sheet["B2"].number_format = '0.0"k"'
    stream = io.BytesIO()
    book.save(stream)
    return with_parts(
        stream.getvalue(), {"xl/vbaProject.bin": b"\xd0\xcf macro"} if "macros" in features else {}
    )


def with_parts(content, added, replaced=lambda name, part: part):
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, replaced(entry.filename, old.read(entry)))
        for name, part in added.items():
            new.writestr(name, part)
    return stream.getvalue()


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


SAID = review(
    finding("It's one!B3", "It's one!Z99", severity="error", value="=1+1"),
    finding("It's one!C2", severity="warning"),
    finding("It's one!B3", severity="advice", waiver="agreed"),
    finding("no cell at all", severity="blocker"),
)


@pytest.mark.parametrize(
    "features", [c for n in (0, 1, 2, 9) for c in itertools.combinations(FEATURES, n)], ids="-".join
)
def test_nothing_but_the_named_parts_differs_and_these_by_addition_only(features):
    sent = workbook(*features)
    returned = annotated(sent, SAID)
    assert returned == annotated(sent, SAID)
    before, after = parts(sent), parts(returned)
    changed = {name for name in before if before[name] != after[name]}
    assert all(NAMED.fullmatch(name) for name in changed), changed
    assert "xl/worksheets/sheet2.xml" not in changed
    for name in changed:
        left = iter(pieces(after[name]))
        assert all(piece in left for piece in pieces(before[name])), name


def pieces(part):
    """Tags and texts, without the numbers that follow from an addition."""
    plain = re.sub(rb' (s|count|activeTab|firstSheet|localSheetId)="\d+"', b"", part)
    return re.findall(rb"<[^>]+>|[^<]+", plain)


def test_the_marks_the_notes_and_the_list_are_read_by_others():
    book = openpyxl.load_workbook(io.BytesIO(annotated(workbook("styles", "names"), SAID)))
    assert book.sheetnames == [TITLE, "It's one", "二"]
    sheet = book["It's one"]
    assert sheet["B3"].fill.fgColor.rgb == "FFF4A7A0"
    assert sheet["Z99"].fill.fgColor.rgb == "FFF4A7A0"
    assert sheet["C2"].fill.fgColor.rgb == "FFFBE3A1"
    assert sheet["B2"].fill.fill_type is None
    assert "单元格为空。\n→ Write <0>" in sheet["B3"].comment.text
    assert sheet["B3"].comment.text.count("→") == 2
    assert sheet.defined_names["here"].attr_text == "'It''s one'!$A$1"
    assert book.active.title == "二"
    listed = book[TITLE]
    rows = [[cell.value for cell in row[:5]] for row in listed.iter_rows(min_row=8)]
    assert [row[0] for row in rows] == ["1", "1", "2", "3", "4"]
    assert rows[0][4] == "=1+1"
    assert listed["E8"].data_type == "s"
    assert listed["D8"].hyperlink.location == "'It''s one'!B3"
    assert "agreed" in rows[3][1]
    assert rows[4][3] == "no cell at all"


def test_what_follows_from_a_finding_is_marked_and_says_so():
    cause = finding("It's one!B3") | {"consequences": [finding("It's one!B3", "It's one!C2")]}
    sheet = openpyxl.load_workbook(io.BytesIO(annotated(workbook(), review(finding(), cause))))["It's one"]
    assert "→ This follows from no. 2; mend that first." in sheet["C2"].comment.text
    assert "follows" not in sheet["B3"].comment.text


def test_a_style_of_its_own_is_kept_under_the_mark():
    said = review(finding("It's one!B2"))
    cell = openpyxl.load_workbook(io.BytesIO(annotated(workbook("styles"), said)))["It's one"]["B2"]
    assert (cell.font.b, cell.font.color.rgb, cell.number_format) == (True, "FF112233", '0.0"k"')
    assert cell.fill.fgColor.rgb == "FFF4A7A0"


def test_a_note_that_is_there_stays_alone():
    book = openpyxl.load_workbook(io.BytesIO(annotated(workbook("note"), SAID)))
    assert book["It's one"]["C2"].comment.text == "mine"
    assert "blank" in book["It's one"]["B3"].comment.text


def test_the_values_read_are_the_values_sent():
    sent = workbook(*FEATURES)
    before = read_workbook(sent)
    after = read_workbook(annotated(sent, SAID))
    for old, new in zip(before.sheets, after.sheets[1:], strict=True):
        assert [[c.text for c in row] for row in old.rows] == [[c.text for c in row] for row in new.rows]


def test_prefixes_implicit_addresses_and_missing_styles_are_met():
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

    def rewritten(name, part):
        if name.endswith("sheet1.xml"):
            return (
                f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>a</x:t>'
                "</x:is></x:c><x:c><x:v>2</x:v></x:c></x:row><x:row r='4'/></x:sheetData></x:worksheet>"
            ).encode()
        if name == "xl/_rels/workbook.xml.rels":
            return re.sub(rb"<Relationship [^>]*styles[^>]*>", b"", part)
        if name == "[Content_Types].xml":
            return re.sub(rb"<Override [^>]*styles[^>]*>", b"", part)
        return part

    sent = with_parts(workbook(), {}, rewritten)
    said = review(
        finding("It's one!A1", "It's one!B1", "It's one!C1", "It's one!A2", "It's one!B4", "It's one!A9")
    )
    after = parts(annotated(sent, said))["xl/worksheets/sheet1.xml"].decode()
    assert re.findall(r'<x:(?:c|row) [^>]*', after) == [
        '<x:c s="1" t="inlineStr"', '<x:c s="1"', '<x:c r="C1" s="1"/', '<x:row r="2"', '<x:c r="A2" s="1"/',
        "<x:row r='4'", '<x:c r="B4" s="1"/', '<x:row r="9"', '<x:c r="A9" s="1"/',
    ]  # fmt: skip


def test_what_cannot_be_added_to_is_said():
    strict = with_parts(
        workbook(),
        {},
        lambda _, part: part.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006",
            b"http://purl.oclc.org/ooxml/spreadsheetml",
        ),
    )
    with pytest.raises(UnpatchableError):
        annotated(strict, SAID)


def test_a_file_that_is_no_workbook_is_rendered_as_one():
    book = Book([Sheet("table", [[Cell("a"), Cell("=b")], [], [Cell("\x02<"), Cell("12")]], named=False)])
    made = rendered(book)
    assert made == rendered(book)
    shown = openpyxl.load_workbook(io.BytesIO(annotated(made, review(finding("B3")))))
    assert [[c.value for c in row] for row in shown["table"].iter_rows()] == [
        ["a", "=b"],
        [None, None],
        ["\ufffd<", "12"],
    ]
    assert shown["table"]["B1"].data_type == "s"
    assert shown["table"]["B3"].comment is not None


def test_what_is_handed_back_follows_from_what_was_sent(tmp_path):
    own, table, broken = tmp_path / "1", tmp_path / "2", tmp_path / "3"
    own.write_bytes(workbook("macros"))
    table.write_bytes("Month;Ivory\n2021-01;4\n".encode("utf-16"))
    broken.write_bytes(b"PK\x03\x04 no more")
    said = review(finding("B2"))
    name, content = returned(own, "figures.XLSM", SAID)
    assert name == "figures.feedback.xlsm"
    assert parts(content)["xl/vbaProject.bin"] == b"\xd0\xcf macro"
    name, content = returned(table, "figures.csv", said)
    shown = openpyxl.load_workbook(io.BytesIO(content))
    assert (name, shown.worksheets[1]["B2"].value) == ("figures.feedback.xlsx", "4")
    assert shown.worksheets[1]["B2"].comment is not None
    name, content = returned(broken, "figures.xlsx", said)
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == [TITLE, "table"]
    assert name == "figures.feedback.xlsx"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it(tmp_path):
    (tmp_path / "returned.xlsx").write_bytes(annotated(workbook(*FEATURES), SAID))
    command = ["soffice", f"-env:UserInstallation=file://{posixpath.join(tmp_path, 'profile')}", "--headless"]
    command += ["--convert-to", "fods", "--outdir", str(tmp_path), str(tmp_path / "returned.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    shown = (tmp_path / "returned.fods").read_text(encoding="utf-8")
    assert "<office:annotation" in shown
    assert "单元格为空。" in shown
    assert "#&apos;It" in shown or "#'It" in shown
