"""Workbooks to read: as openpyxl writes them, or with parts of XML put in their place."""

import io
import zipfile

import openpyxl
import pytest

from pipeline.model import RefusalError
from pipeline.readers import excel

SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
START = f'<worksheet xmlns="{MAIN}">'
STRINGS_RELATION = f'<Relationship Id="shared" Type="{OFFICE}/sharedStrings" Target="/xl/sharedStrings.xml"/>'


def saved(workbook):
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def workbook_of(rows):
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    return workbook


def with_parts(content, changed):
    """The workbook with parts changed or added: new content, or None to leave a part out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {name: old.read(name) for name in old.namelist()} | changed
        for name, part in parts.items():
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def _base():
    """A workbook with a percentage as style 1, and the shared texts "first" and "象牙 & <b>"."""
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = 0.5
    workbook.active["A1"].number_format = "0.0%"
    content = saved(workbook)
    relations = zipfile.ZipFile(io.BytesIO(content)).read(RELATIONS).decode()
    strings = (
        "<si><t>first</t></si><si><r><t>象牙 </t></r><r><t>&amp; &lt;b&gt;</t></r><rPh><t>x</t></rPh></si>"
    )
    return with_parts(
        content,
        {
            RELATIONS: relations.replace("</Relationships>", STRINGS_RELATION + "</Relationships>"),
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        },
    )


BASE = _base()


def with_sheet(xml):
    return with_parts(BASE, {SHEET: xml})


def with_rows(rows, after=""):
    """A workbook whose sheet has exactly these rows of XML."""
    return with_sheet(f"{START}<sheetData>{rows}</sheetData>{after}</worksheet>")


def texts(sheet):
    return [[cell.text for cell in row] for row in sheet.rows]


def read_one(content):
    (sheet,) = excel.read_workbook(content).sheets
    return sheet


def refused(content):
    with pytest.raises(RefusalError) as caught:
        excel.read_workbook(content)
    (finding,) = caught.value.findings
    return finding
