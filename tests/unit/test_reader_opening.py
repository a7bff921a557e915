"""The door: kind by content, agreement with the name, and defences before anything is parsed."""

import contextlib
import io
import struct
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import RefusalError
from pipeline.readers import opening, package
from pipeline.readers.dialect import Dialect
from pipeline.readers.opening import open_book
from pipeline.settings import Settings

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
SAMPLES = Settings.from_environment().samples


def workbook():
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["a", 1])
    book.active.append(["=A1", 0.5])
    book.active["B2"].number_format = '#,##0.0,"k"'
    book.active.column_dimensions["D"].hidden = True
    book.active.append(["note", None, "seen"])
    book.active.merge_cells("A3:B3")
    book.save(stream)
    return stream.getvalue()


WORKBOOK = workbook()
PARTS = zipfile.ZipFile(io.BytesIO(WORKBOOK)).namelist()


def zipped(parts, base=b""):
    """A zip of the parts of `base` with `parts` added or in their place."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        if base:
            with zipfile.ZipFile(io.BytesIO(base)) as old:
                for name in old.namelist():
                    if name not in parts:
                        new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def opened(folder, content, name, **stated):
    path = folder / "stored"
    path.write_bytes(content)
    return open_book(path, file_name=name, **stated)


def refused(folder, content, name, **stated):
    with pytest.raises(RefusalError) as caught:
        opened(folder, content, name, **stated)
    (finding,) = caught.value.findings
    assert finding.params["file"] == name
    return finding


def test_each_kind_is_read(tmp_path):
    assert opened(tmp_path, workbook(), "a.XLSX").sheets[0].cell(1, 2).text == "1"
    assert opened(tmp_path, workbook(), "a.xlsm").sheets[0].name == "Sheet"
    stated = {"dialect": Dialect(encoding="gb18030", delimiter=";")}
    assert opened(tmp_path, "类;1\n".encode("gb18030"), "a.csv", **stated).sheets[0].cell(1, 1).text == "类"
    assert opened(tmp_path, b'{"d": [{"a": 1}]}', "a.json", records="/d").sheets[0].cell(2, 1).text == "1"


def test_brackets_in_a_csv_are_text(tmp_path):
    assert opened(tmp_path, b"[note],b\n", "a.csv").sheets[0].cell(1, 1).text == "[note]"


@pytest.mark.parametrize(
    ("content", "name", "expected", "found"),
    [
        (workbook(), "a.csv", "delimited text (CSV)", "Excel workbook (XLSX)"),
        (workbook(), "a.xls", "Excel 97-2003 workbook (XLS)", "Excel workbook (XLSX)"),
        (b"a,b\n", "a.xlsx", "Excel workbook (XLSX)", "text"),
        (b"a,b\n", "a.json", "JSON", "text"),
        (b"a,b\n", "a", opening.kinds.READABLE, "text"),
        (b"<html><table>", "a.csv", "delimited text (CSV)", "HTML or XML page"),
        (b"%PDF-1.7", "a.csv", "delimited text (CSV)", "PDF document"),
        (zipped({"a.csv": "a,b"}), "a.csv", "delimited text (CSV)", "ZIP archive"),
        (zipped({"a.csv": "a,b"}), "a.xlsx", "Excel workbook (XLSX)", "ZIP archive"),
        (zipped({"xl/workbook.bin": "x"}), "a.xlsx", "Excel workbook (XLSX)", "binary Excel workbook (XLSB)"),
        (
            zipped({"word/document.xml": "x"}),
            "a.xlsx",
            "Excel workbook (XLSX)",
            "Word or PowerPoint document",
        ),
        (
            zipped({"mimetype": "x", "content.xml": "x"}),
            "a.xlsx",
            "Excel workbook (XLSX)",
            "OpenDocument spreadsheet (ODS)",
        ),
        (
            OLE + "Workbook".encode("utf-16-le"),
            "a.csv",
            "delimited text (CSV)",
            "Excel 97-2003 workbook (XLS)",
        ),
        (OLE, "a.xlsx", "Excel workbook (XLSX)", "OLE document"),
    ],
)
def test_a_name_that_does_not_match_is_refused(tmp_path, content, name, expected, found):
    finding = refused(tmp_path, content, name)
    assert finding.code == "format-error"
    assert (finding.params["expected"], finding.params["found"]) == (expected, found)


def test_missing_empty_and_oversized_files(tmp_path, monkeypatch):
    with pytest.raises(RefusalError) as caught:
        open_book(tmp_path / "nowhere.csv", file_name="nowhere.csv")
    assert caught.value.findings[0].code == "file-missing"
    assert refused(tmp_path, b"", "a.csv").code == "file-empty"
    monkeypatch.setattr(opening, "FILE_BYTES", 5)
    finding = refused(tmp_path, b"a,b,c,d\n", "a.csv")
    assert (finding.code, finding.params["reason"]) == ("file-hostile", "size")
    assert (finding.params["limit"], finding.params["found"]) == ("5", "8")


def test_encrypted_workbooks_are_known(tmp_path):
    assert refused(tmp_path, OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx").code == "file-encrypted"
    content = bytearray(workbook())
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 8] |= 1
    assert refused(tmp_path, bytes(content), "a.xlsx").code == "file-encrypted"


def test_a_cut_off_workbook_is_damaged(tmp_path):
    content = workbook()
    for length in (40, len(content) // 2, len(content) - 5):
        finding = refused(tmp_path, content[:length], "a.xlsx")
        assert (finding.code, finding.params["reason"]) == ("file-damaged", "truncated")


def test_a_wrong_checksum_anywhere_is_damaged(tmp_path):
    with zipfile.ZipFile(io.BytesIO(workbook())) as old:
        names = old.namelist()
    for name in names:
        content = bytearray(workbook())
        with zipfile.ZipFile(io.BytesIO(content)) as old:
            entry = old.getinfo(name)
        directory = content.index(name.encode(), content.index(b"PK\x01\x02")) - 46
        struct.pack_into("<I", content, directory + 16, entry.CRC ^ 1)
        finding = refused(tmp_path, bytes(content), "a.xlsx")
        assert (finding.code, finding.params["reason"]) == ("file-damaged", "checksum")
        assert finding.params["part"].lower() == name.lower()


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"../evil.xml": "<a/>"}, "member-name"),
        ({"xl\\..\\..\\evil.xml": "<a/>"}, "member-name"),
        ({"/etc/passwd": "x"}, "member-name"),
        ({"C:/x": "x"}, "member-name"),
        ({"XL/Workbook.xml": "<a/>"}, "member-name"),
        ({"xl/embeddings/a.zip": "x"}, "nested-zip"),
        ({"xl/media/image1.png": b"PK\x03\x04xx"}, "nested-zip"),
        ({"docProps/custom.xml": '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}, "entities"),
        ({"xl/drawings/d.vml": '<!-- -->\n<!ENTITY x SYSTEM "file:///etc/passwd">'}, "entities"),
        ({"xl/styles.xml": '<!doctype a [<!entity x "y">]><a/>'}, "entities"),
        ({"xl/styles.xml": '<!DOCTYPE a [<!ENTITY x "y">]><a/>'.encode("utf-16")}, "entities"),
        ({"xl/styles.xml": '<?xml version="1.0" encoding="UTF-7"?><a/>'}, "xml-encoding"),
        ({"xl/styles.xml": "<a/>".encode("utf-16-be")}, "xml-encoding"),
        ({"xl/styles.xml": "<a/>".encode("utf-32")}, "xml-encoding"),
    ],
)
def test_hostile_parts_are_refused(tmp_path, parts, reason):
    finding = refused(tmp_path, zipped(parts, workbook()), "a.xlsx")
    assert (finding.code, finding.params["reason"]) == ("file-hostile", reason)


def test_bombs_are_refused_before_they_are_unpacked(tmp_path, monkeypatch):
    bomb = zipped({"xl/media/zeros.bin": bytes(20_000_000)}, workbook())
    assert refused(tmp_path, bomb, "a.xlsx").params["reason"] == "ratio"
    monkeypatch.setattr(package, "EXPANDED_BYTES", 1_000_000)
    assert refused(tmp_path, bomb, "a.xlsx").params["reason"] == "expanded"
    monkeypatch.setattr(package, "ZIP_MEMBERS", 3)
    assert refused(tmp_path, workbook(), "a.xlsx").params["reason"] == "members"


def test_members_that_share_their_bytes_are_refused(tmp_path):
    content = bytearray(workbook())
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        first = old.infolist()[0].filename.encode()
    directory = content.index(first, content.index(b"PK\x01\x02")) - 46
    struct.pack_into("<I", content, directory + 20, len(content) * 2)
    assert refused(tmp_path, bytes(content), "a.xlsx").params["reason"] == "overlap"


changes = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 3), st.binary(max_size=3)),
    min_size=1,
    max_size=3,
)


def changed(content, edits):
    for at, removed, added in edits:
        position = int(at * len(content))
        content = content[:position] + added + content[position + removed :]
    return content


def opened_or_refused(folder, content, name):
    with contextlib.suppress(RefusalError):
        opened(folder, content, name)


@settings(max_examples=150, deadline=None)
@given(edits=changes)
def test_random_damage_to_the_zip_is_read_or_refused(tmp_path_factory, edits):
    opened_or_refused(tmp_path_factory.getbasetemp(), changed(WORKBOOK, edits), "a.xlsx")


@settings(max_examples=300, deadline=None)
@given(part=st.sampled_from(PARTS), edits=changes)
def test_random_damage_to_a_part_is_read_or_refused(tmp_path_factory, part, edits):
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as old:
        damaged = changed(old.read(part), edits)
    opened_or_refused(tmp_path_factory.getbasetemp(), zipped({part: damaged}, WORKBOOK), "a.xlsx")


@given(edits=changes, name=st.sampled_from(["a.csv", "a.json"]))
def test_random_damage_to_text_is_read_or_refused(tmp_path_factory, edits, name):
    text = '[{"类别": "象牙, \\"x\\"", "n": [1.5, null]},\r\n {"n": {"a": true}}]'
    opened_or_refused(tmp_path_factory.getbasetemp(), changed(text.encode(), edits), name)


def _sample_files(*folders):
    if SAMPLES is None or not SAMPLES.is_dir():
        return [pytest.param(None, marks=pytest.mark.skip(reason="COALITION_SAMPLES names no folder"))]
    found = (path for folder in folders for path in sorted((SAMPLES / folder).rglob("*")) if path.is_file())
    return [pytest.param(path, id=path.name) for path in found]


@pytest.mark.parametrize("path", _sample_files("hostile", "messy"))
def test_hostile_samples_are_refused_or_read_harmlessly(path):
    renamed = Path(path.name).with_suffix(".xlsx").name if path.suffix == ".dontuse" else path.name
    start = time.process_time()
    with contextlib.suppress(RefusalError):
        book = open_book(path, file_name=renamed)
        assert sum(len(row) for sheet in book.sheets for row in sheet.rows) < 100_000
    assert time.process_time() - start < 5


@pytest.mark.parametrize("path", _sample_files("tiktok", "microsoft", "chinese-tables"))
def test_real_workbooks_agree_with_openpyxl(path):
    if path.suffix != ".xlsx":
        return
    book = open_book(path, file_name=path.name)
    truth = openpyxl.load_workbook(path, data_only=True)
    assert [sheet.name for sheet in book.sheets] == truth.sheetnames
    for sheet in book.sheets:
        for row in truth[sheet.name].iter_rows():
            for cell in row:
                text = sheet.cell(cell.row, cell.column).text
                if isinstance(cell.value, int | float):
                    assert float(text) == cell.value
                elif isinstance(cell.value, str):
                    assert text == cell.value
