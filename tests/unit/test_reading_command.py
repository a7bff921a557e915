"""`coalition read`: the cells of any file as CSV or JSON, what was found out, and a refusal that says why."""

import csv
import io
import json

import pytest

from pipeline.detecting.reading import NoSuchSheetError, read_one
from portal.cli import main

TABLE = (
    'Report of June;;\n;;\nSpecies;Listings removed;Note\nIvory;12;"a ""b"""\nHorn;3;\nCoral;7;x\nShell;9;\n'
)
DAMAGED = (
    'Species,Removed,Day\nIvory,12,2021-01-01\nHorn,3,"2021-01-02\nCoral,7,2021-01-03\nShell,9,2021-01-04\n'
)


def rows_of(text):
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "damaged.csv").write_text(DAMAGED, encoding="utf-8")
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "no.xlsx").write_text(TABLE, encoding="utf-8")
    (tmp_path / "two.json").write_text('[{"Species": "Ivory", "Count": 5}, {"Species": "Horn", "Count": 6}]')
    return tmp_path


def read(folder, name, **options):
    return read_one(folder / name, file_name=name, **options)


def test_the_first_block_is_plain_csv(folder):
    reading = read(folder, "table.csv")
    assert reading.text == (
        'Species,Listings removed,Note\r\nIvory,12,"a ""b"""\r\nHorn,3,\r\nCoral,7,x\r\nShell,9,\r\n'
    )


def test_the_report_says_what_was_decided_and_left_out(folder):
    report = read(folder, "table.csv").report
    assert report["status"] == "read"
    about = {decision["about"]: decision["value"] for decision in report["decisions"]}
    assert (about["delimiter"], about["quote"], about["encoding"], about["line end"]) == (
        ";",
        '"',
        "utf-8",
        "LF",
    )
    assert report["misfits"] == []
    assert (report["block"]["columns"], report["block"]["records"]) == (3, 4)
    assert [(left["place"], left["text"]) for left in report["left_out"]] == [("A1", "Report of June")]


def test_a_damaged_line_is_kept_and_reported(folder):
    reading = read(folder, "damaged.csv")
    assert rows_of(reading.text)[2] == ["Horn", "3", '"2021-01-02']
    assert [(misfit["line"], misfit["place"]) for misfit in reading.report["misfits"]] == [(3, "C3")]


def test_json_says_what_each_cell_is_and_which_labels_it_has(folder):
    (folder / "levels.csv").write_text(
        "Group,First,,Second,\n,Removed,Blocked,Removed,Blocked\nIvory,1,2,3,4\nHorn,5,6,7,8\n"
    )
    (block,) = json.loads(read(folder, "levels.csv", as_json=True).text)["sheets"][0]["blocks"]
    roles = {cell["range"]: cell for cell in block["roles"]}
    assert (roles["D1:E1"]["text"], roles["D1:E1"]["role"]) == ("Second", "column attribute")
    assert roles["E4"]["role"] == "value"
    assert roles["E4"]["headers"] == ["D1:E1", "E2", "A4"]
    rows = "".join(f"{n},{n}\n" for n in range(100))
    (folder / "long.csv").write_text("A,B\n" + rows)
    (block,) = json.loads(read(folder, "long.csv", as_json=True).text)["sheets"][0]["blocks"]
    assert block["roles"] is None


def test_json_gives_every_cell_with_its_place(folder):
    document = json.loads(read(folder, "table.csv", as_json=True).text)
    (sheet,) = document["sheets"]
    cells = {cell["place"]: (cell["text"], cell["block"]) for cell in sheet["cells"]}
    assert cells["A1"][0] == "Report of June"
    assert cells["B4"] == ("12", 1)
    assert sheet["blocks"][0]["labels"] == ["Species", "Listings removed", "Note"]
    assert sheet["blocks"][0]["header_rows"] == [3]


def test_a_block_without_labels_gives_its_records_alone(tmp_path):
    (tmp_path / "bare.csv").write_text("1,2.5\n3,4.5\n5,6.5\n", encoding="utf-8")
    assert rows_of(read(tmp_path, "bare.csv").text) == [["1", "2.5"], ["3", "4.5"], ["5", "6.5"]]


def test_header_levels_are_joined(tmp_path):
    (tmp_path / "levels.csv").write_text("Sales,,Costs,\nQ1,Q2,Q1,Q2\n1,2,3,4\n5,6,7,8\n", encoding="utf-8")
    assert rows_of(read(tmp_path, "levels.csv").text)[0] == ["Sales Q1", "Sales Q2", "Costs Q1", "Costs Q2"]


def test_an_empty_file_has_no_cell(folder):
    reading = read(folder, "empty.csv")
    assert reading.text == ""
    assert reading.report["block"]["records"] == 0


def test_a_refusal_is_a_report(folder):
    reading = read(folder, "no.xlsx")
    assert reading.text is None
    assert reading.report["status"] == "refused"
    assert reading.report["refusals"][0]["params"]["file"] == "no.xlsx"


def test_a_sheet_that_is_not_there_is_named(folder):
    with pytest.raises(NoSuchSheetError, match=r"'Sheet9'.*'table'"):
        read(folder, "table.csv", sheet="Sheet9")


def test_other_kinds_are_read_too(folder):
    assert rows_of(read(folder, "two.json").text)[0] == ["Species", "Count"]


def test_the_command_prints_cells_and_report(folder, capfd):
    assert main(["read", str(folder / "damaged.csv"), "--report"]) == 0
    printed = capfd.readouterr()
    assert rows_of(printed.out)[0] == ["Species", "Removed", "Day"]
    assert "did not fit: line 3 (C3)" in printed.err
    assert "delimiter: ','" in printed.err


def test_many_files_go_into_a_folder_and_one_refusal_stops_none(folder, capfd):
    out = folder / "out"
    names = ["no.xlsx", "table.csv", "missing.csv", "damaged.csv"]
    assert main(["read", *(str(folder / name) for name in names), "--out-dir", str(out), "--report"]) == 1
    assert sorted(path.name for path in out.iterdir()) == [
        "damaged.csv",
        "damaged.csv.report.json",
        "missing.csv.report.json",
        "no.xlsx.csv.report.json",
        "table.csv",
        "table.csv.report.json",
    ]
    assert json.loads((out / "no.xlsx.csv.report.json").read_text())["status"] == "refused"
    printed = capfd.readouterr()
    assert printed.out == ""
    assert "no.xlsx: refused" in printed.err
    assert "renaming the ending" in printed.err


def test_one_file_goes_where_it_is_told(folder):
    assert main(["read", str(folder / "table.csv"), "-o", str(folder / "cells.json"), "--json"]) == 0
    assert json.loads((folder / "cells.json").read_text(encoding="utf-8"))["file"] == "table.csv"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["table.csv", "damaged.csv"], "--out-dir"),
        (["table.csv", "-o", "x.csv", "--out-dir", "."], "one of them"),
        (["table.csv", "-o", "table.csv"], "files to read"),
        (["table.csv", "--out-dir", "."], "files to read"),
        (["table.csv", "table.csv", "--out-dir", "out"], "more than one"),
        (["table.csv", "--sheet", "Sheet9"], "Sheet9"),
    ],
)
def test_what_cannot_be_meant_is_said(folder, monkeypatch, capfd, arguments, said):
    monkeypatch.chdir(folder)
    assert main(["read", *arguments]) == 2
    assert said in capfd.readouterr().err
    assert (folder / "table.csv").read_text(encoding="utf-8") == TABLE
