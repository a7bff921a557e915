"""Where blocks stand: on sheets that are there, missing or claimed by nothing, and under each other."""

from __future__ import annotations

from pipeline.readers.cells import Cell, Sheet

COUNTS = """
name: counts
from: 2018-Q1
file: {format: excel}
ignore_sheets: [Notes]
blocks:
  - name: counts
    sheet: Data
    header: [[Quarter, Removed]]
    values: [Removed]
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      indicator: {constant: listings_removed}
"""


def test_sheets_that_nothing_explains_are_told(mapping_desk) -> None:
    good = mapping_desk.sheet("Quarter;Removed\n2021-Q1;5", named=True)
    notes, other, blank = Sheet("Notes", [[Cell("x")]]), Sheet("More", [[Cell("y")]]), Sheet("Blank", [])
    hidden = Sheet("Secret", [[Cell("z")]], hidden=True)
    assert mapping_desk.found([good, notes, other, blank, hidden], COUNTS) == {
        "unclaimed-sheet": ("More!A1",),
        "hidden-unclaimed": ("Secret!A1",),
    }


def test_a_missing_sheet_is_told_with_the_sheets_there_are(mapping_desk) -> None:
    mapped = mapping_desk.map(Sheet("Tabelle1", [[Cell("Quarter")]]), COUNTS)
    (finding,) = [f for f in mapped.findings if f.code == "sheet-missing"]
    assert finding.params == {"block": "counts", "sheet": "Data", "sheets": "Tabelle1"}


STACKED = """
name: stacked
from: 2018-Q1
file: {format: excel}
blocks:
  - name: first
    sheet: S
    header: [[Category, Removed]]
    values: [Removed]
    fields:
      subject: {constant: alpha}
      period: {title: '/Removals in (.*)/', span: month}
      indicator: {constant: listings_removed}
      taxon_group: {column: Category, codes: {Ivory: elephant_ivory, Rhino: rhino}}
  - name: second
    sheet: S
    header: [[Category, Blocked]]
    values: [Blocked]
    fields:
      subject: {constant: alpha}
      period: {title: '/Blocks in (.*)/', span: month}
      indicator: {constant: listings_blocked}
      taxon_group: {column: Category, codes: {Ivory: elephant_ivory, Rhino: rhino}}
"""


def test_blocks_under_each_other_have_their_own_titles_and_rows(mapping_desk) -> None:
    text = "Removals in 2021-03\nCategory;Removed\nIvory;5\nBlocks in 2021-02\nCategory;Blocked\nRhino;7"
    mapped = mapping_desk.map(mapping_desk.sheet(text, "S", named=True), STACKED)
    assert [(o.place, o.indicator, str(o.period_start), o.value) for o in mapped.observations] == [
        ("S!B3", "listings_removed", "2021-03-01", 5),
        ("S!B6", "listings_blocked", "2021-02-01", 7),
    ]
    assert {finding.code for finding in mapped.findings} == {"missing-period"}
