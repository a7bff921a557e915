"""Zips of tables, JSON Lines and Parquet; and the same table in every kind gives the same texts."""

import io
import json
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import warehouse
from pipeline.model import RefusalError
from pipeline.readers import archive, parquet
from pipeline.readers.opening import names_within, open_book

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


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


def texts(sheet):
    return [[cell.text for cell in row] for row in sheet.rows]


def zipped(parts, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def workbook(rows, sheets=("Data",), *, hidden=False):
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name in sheets:
        for row in rows:
            (made[name] if name in made.sheetnames else made.create_sheet(name)).append(row)
    if hidden:
        made.worksheets[0].row_dimensions[1].hidden = True
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def parquet_of(folder, query):
    target = folder / "made.parquet"
    with warehouse.connection() as engine:
        engine.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet)")
    return target.read_bytes()


def document(rows):
    """A small OpenDocument sheet of texts."""
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
            for text in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<office:document-content xmlns:office="{OFFICE}:office:1.0" xmlns:table="{OFFICE}:table:1.0" '
        f'xmlns:text="{OFFICE}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Data">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def test_json_lines_keep_numbers_as_printed_and_say_their_line(tmp_path):
    content = b'{"n": 1.50, "k": "a"}\r\n\n{"k": "b", "n": null, "more": [1, 2.0]}\n'
    sheet = opened(tmp_path, content, "a.jsonl").sheets[0]
    assert texts(sheet) == [["n", "k", "more"], ["1.50", "a", ""], ["", "b", "[1, 2.0]"]]
    assert sheet.place(3, 2) == "line 3 /k"


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b'{"a": 1}\n{"a": NaN}\n', "json-error", ""),
        (b'{"a": 1}\n\n{"a": 1,}\n', "json-error", "3"),
        (b'{"a": 1}\n{"a": 1, "a": 2}\n', "duplicate-key", None),
        (b'{"a": 1}\n[1]\n', "records-missing", None),
        (b"\n\n", "file-empty", None),
        (b"{}\n{}\n", "file-empty", None),
    ],
)
def test_json_lines_that_are_none(tmp_path, content, code, line):
    finding = refused(tmp_path, content, "a.ndjson")
    assert (finding.code, finding.params.get("line")) == (code, line)


def test_json_and_json_lines_are_told_apart(tmp_path):
    found = refused(tmp_path, b'{"a": 1}\n{"a": 2}\n', "a.json").params
    assert (found["expected"], found["found"]) == ("JSON", "JSON Lines")
    found = refused(tmp_path, b'[{"a": 1}]', "a.jsonl").params
    assert (found["expected"], found["found"]) == ("JSON Lines", "JSON")
    assert texts(opened(tmp_path, b'{"a": 1}', "a.jsonl").sheets[0]) == [["a"], ["1"]]


def test_parquet_values_are_texts_as_stored(tmp_path):
    content = parquet_of(
        tmp_path,
        "SELECT * FROM (VALUES (1, 1.500::DECIMAL(10,3), 0.735::DOUBLE, 1e22::DOUBLE, DATE '2021-03-31', "
        "TIMESTAMP '2021-03-31 14:30:00', TIMESTAMP '2021-03-31', true, '象牙, x'), "
        "(2, NULL, 12.0, 'nan'::DOUBLE, NULL, NULL, NULL, NULL, NULL)) "
        'AS t(id, "De cimal", fraction, huge, "day", moment, midnight, truth, words) ORDER BY id',
    )
    assert texts(opened(tmp_path, content, "a.parquet").sheets[0]) == [
        ["id", "De cimal", "fraction", "huge", "day", "moment", "midnight", "truth", "words"],
        ["1", "1.500", "0.735", "10000000000000000000000", "2021-03-31", "2021-03-31T14:30:00", "2021-03-31",
         "true", "象牙, x"],
        ["2", "", "12", "nan", "", "", "", "", ""],
    ]  # fmt: skip


def test_parquet_files_that_are_no_table(tmp_path, monkeypatch):
    nested = parquet_of(tmp_path, "SELECT 1 AS a, [1, 2] AS numbers, {'x': 1, 'y': 2} AS pair")
    finding = refused(tmp_path, nested, "a.parquet")
    assert (finding.code, finding.params["column"], finding.params["type"]) == (
        "column-nested",
        "numbers",
        "INTEGER[]",
    )
    flat = parquet_of(tmp_path, "SELECT range AS a FROM range(100)")
    assert refused(tmp_path, flat[:-20], "a.parquet").code == "file-damaged"
    assert refused(tmp_path, b"PAR1" + bytes(100), "a.parquet").code == "file-damaged"
    assert refused(tmp_path, parquet_of(tmp_path, "SELECT 1 AS a LIMIT 0"), "a.parquet").code == "file-empty"
    assert refused(tmp_path, flat, "a.csv").params["found"] == "Parquet"
    monkeypatch.setattr(parquet, "CELLS", 50)
    assert refused(tmp_path, flat, "a.parquet").params["reason"] == "cells"


def test_the_only_file_of_a_zip_is_as_if_sent_alone(tmp_path):
    content = zipped({"__MACOSX/._a.csv": "x", "in/": "", "in/a.csv": "b,c\n1,2\n", "in/.DS_Store": "y"})
    book = opened(tmp_path, content, "sent.zip")
    assert texts(book.sheets[0]) == [["b", "c"], ["1", "2"]]
    assert book.sheets[0].place(2, 1) == "A2"
    (finding,) = book.findings
    assert (finding.code, finding.params) == (
        "archive-litter",
        {"count": "2", "names": "__MACOSX/._a.csv, in/.DS_Store"},
    )
    assert names_within(tmp_path / "stored", file_name="sent.zip") == ("a.csv",)
    assert names_within(tmp_path / "stored", file_name="plain.csv") == ("plain.csv",)


def test_several_files_become_sheets_named_after_them(tmp_path):
    content = zipped(
        {
            "2021/a.csv": "b\n1\n",
            "a.json": '[{"k": 5}]',
            "w.xlsx": workbook([["x", 1]], ("One", "Two"), hidden=True),
            "a.jsonl": '{"k": 6}',
        }
    )
    book = opened(tmp_path, content, "sent.zip")
    assert [sheet.name for sheet in book.sheets] == [
        "2021/a.csv",
        "a.json/records",
        "w.xlsx/One",
        "w.xlsx/Two",
        "a.jsonl/records",
    ]
    assert [sheet.place(1, 1) for sheet in book.sheets] == [
        "2021/a.csv!A1", "a.json#/0/k", "w.xlsx/One!A1", "w.xlsx/Two!A1", "a.jsonl#line 1 /k",
    ]  # fmt: skip
    (hidden,) = book.findings
    assert hidden.places == ("w.xlsx/One!A1", "w.xlsx/One!B1")
    assert hidden.params["sheet"] == "w.xlsx/One"


@pytest.mark.parametrize(
    ("parts", "code", "said"),
    [
        ({"a.csv": "x", "b.zip": zipped({"c.csv": "x"})}, "file-hostile", "nested-zip"),
        ({"a.csv.gz": b"\x1f\x8b"}, "file-hostile", "nested-zip"),
        ({"a.csv": "x", "../b.csv": "x"}, "file-hostile", "member-name"),
        ({"a.csv": "x", "A.csv": "x"}, "file-hostile", "member-name"),
        ({"__MACOSX/a": "x"}, "file-empty", None),
        ({"a.csv": "x,1", "read me.pdf": "%PDF"}, "format-error", None),
        ({"a.xlsx": "a,b"}, "format-error", None),
        ({"a.csv": 'x\n"'}, "quote-error", "unterminated"),
    ],
)
def test_zips_that_are_refused(tmp_path, parts, code, said):
    finding = refused(tmp_path, zipped(parts), "sent.zip")
    assert (finding.code, finding.params.get("reason")) == (code, said)


def test_zips_with_a_password_are_refused(tmp_path):
    content = bytearray(zipped({"a.csv": "x"}))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    assert refused(tmp_path, bytes(content), "sent.zip").code == "file-encrypted"


def test_what_all_workbooks_of_a_zip_unpack_to_is_limited(tmp_path, monkeypatch):
    content = zipped({f"{n}.xlsx": workbook([[n]]) for n in range(3)}, zipfile.ZIP_STORED)
    assert len(opened(tmp_path, content, "sent.zip").sheets) == 3
    monkeypatch.setattr(archive, "EXPANDED_BYTES", 10_000)
    assert refused(tmp_path, content, "sent.zip").params["reason"] == "expanded"
    monkeypatch.setattr(archive, "ARCHIVE_FILES", 2)
    assert refused(tmp_path, content, "sent.zip").params["reason"] == "members"


def test_compressed_files_are_refused_with_advice(tmp_path):
    for start in (b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x01"):
        assert refused(tmp_path, start + bytes(20), "a.csv").code == "file-compressed"


WORDS = st.text(st.sampled_from("abc 象牙，0123456789.,;'-%"), min_size=1, max_size=8).filter(
    lambda text: text == text.strip() and not text.startswith("=")
)


@settings(max_examples=40, deadline=None)
@given(
    header=st.lists(WORDS, min_size=1, max_size=4, unique=True),
    rows=st.lists(st.lists(WORDS, min_size=4, max_size=4), min_size=1, max_size=4),
)
def test_one_table_in_every_kind_gives_the_same_texts(tmp_path_factory, header, rows):
    folder = tmp_path_factory.getbasetemp()
    table = [header, *(row[: len(header)] for row in rows)]
    lines = "\n".join(json.dumps(dict(zip(header, row, strict=True))) for row in table[1:])
    columns = dict.fromkeys((f"c{n}" for n in range(len(header))), "VARCHAR")
    written = folder / "same.parquet"
    with warehouse.connection() as engine:
        named = ", ".join(f'c{n} AS "{name}"' for n, name in enumerate(header))
        warehouse.create_table(
            engine, "t", columns, [dict(zip(columns, row, strict=True)) for row in table[1:]]
        )
        engine.execute(f"COPY (SELECT {named} FROM t) TO '{written}' (FORMAT parquet)")
    quoted = "\n".join(",".join('"' + text.replace('"', '""') + '"' for text in row) for row in table)
    contents = {
        "a.csv": quoted.encode(),
        "a.xlsx": workbook(table),
        "a.ods": document(table),
        "a.jsonl": lines.encode(),
        "a.json": ("[" + lines.replace("\n", ",") + "]").encode(),
        "a.parquet": written.read_bytes(),
    }
    for name, content in contents.items():
        assert texts(opened(folder, content, name).sheets[0]) == table, name
    assert [texts(s) for s in opened(folder, zipped(contents), "a.zip").sheets] == [table] * len(contents)
