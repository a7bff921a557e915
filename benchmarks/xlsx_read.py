"""How much faster than pandas with openpyxl is a workbook read, number formats and places included?

A sheet of 50,000 rows and 20 columns is written as Excel writes it (shared strings, styles, one column of
formulas with stored results), then both readers take turns three times and the best of each counts,
in processor time, since both use one core.
Exit status 1 when the goal of five times is missed, or when the two disagree about a value.
"""

from __future__ import annotations

import datetime
import random
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import pandas as pd

from pipeline.readers.cells import Book, column_letters
from pipeline.readers.opening import open_book

ROWS, TURNS, GOAL = 50_000, 3, 5.0
WORDS = ["Ivory", "Rhino horn", "Pangolin", "象牙", "Turtle shell", *(f"seller {n}" for n in range(5000))]
FORMATS = ["General", "yyyy-mm-dd", "#,##0", "0.0%", "0.00"]
GENERAL, DATE, COUNT, PERCENT, FIXED = range(5)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def row_xml(row: int, chance: random.Random) -> str:
    cells = [(' t="s"', str(20 + chance.randrange(len(WORDS)))) for _ in range(3)]
    cells += [(f' s="{DATE}"', str(43831 + chance.randrange(365)))]
    cells += [(f' s="{COUNT}"', str(chance.randrange(1_000_000))) for _ in range(6)]
    cells += [(f' s="{PERCENT}"', repr(round(chance.random(), 4))) for _ in range(3)]
    cells += [("", str(chance.randrange(100_000))) for _ in range(4)]
    cells += [(f' s="{FIXED}"', repr(round(chance.random() * 100, 4))) for _ in range(2)]
    written = [
        f'<c r="{column_letters(n)}{row}"{attributes}><v>{value}</v></c>'
        for n, (attributes, value) in enumerate(cells, start=1)
    ]
    total = sum(int(value) for _, value in cells[4:10])
    written.append(f'<c r="T{row}" s="{COUNT}"><f>SUM(E{row}:J{row})</f><v>{total}</v></c>')
    return f'<row r="{row}" spans="1:20">{"".join(written)}</row>'


def write_workbook(path: Path) -> None:
    chance = random.Random(20211231)  # noqa: S311  a repeatable, not a secret, source
    heads = "".join(f'<c r="{column_letters(n + 1)}1" t="s"><v>{n}</v></c>' for n in range(20))
    body = "".join(row_xml(row, chance) for row in range(2, ROWS + 2))
    strings = "".join(f"<si><t>{word}</t></si>" for word in [*(f"column {n}" for n in range(20)), *WORDS])
    codes = "".join(f'<numFmt numFmtId="{164 + n}" formatCode="{code}"/>' for n, code in enumerate(FORMATS))
    styles = "".join(f'<xf numFmtId="{164 + n}" applyNumberFormat="1"/>' for n in range(len(FORMATS)))
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(
            f'<Override PartName="/xl/{name}.xml" ContentType="{TYPES}.{kind}+xml"/>'
            for name, kind in [
                ("workbook", "sheet.main"),
                ("worksheets/sheet1", "worksheet"),
                ("sharedStrings", "sharedStrings"),
                ("styles", "styles"),
            ]
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Removals" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="r3" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts count="{len(FORMATS)}">{codes}</numFmts>'
        "<fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>"
        f"<cellStyleXfs><xf/></cellStyleXfs><cellXfs>{styles}</cellXfs>"
        '<cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{heads}</row>{body}'
        "</sheetData></worksheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as workbook:
        for name, text in parts.items():
            workbook.writestr(name, text)


def disagreements(book: Book, frame: pd.DataFrame) -> int:
    """Cells that the two read differently, over every column of the first and last thousand rows."""
    count = 0
    for row in [*range(1000), *range(ROWS - 1000, ROWS)]:
        for cell, value in zip(book.sheets[0].rows[row + 1], frame.iloc[row], strict=True):
            if isinstance(value, datetime.datetime):
                count += cell.text != value.date().isoformat()
            elif isinstance(value, str):
                count += cell.text != value
            else:
                count += float(cell.text) != value
    return count


def main() -> int:
    ours: list[float] = []
    theirs: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "removals.xlsx")
        write_workbook(path)
        megabytes = path.stat().st_size / 1e6
        for _ in range(TURNS):
            start = time.process_time()
            book = open_book(path, file_name=path.name)
            ours.append(time.process_time() - start)
            start = time.process_time()
            frame = pd.read_excel(path, engine="openpyxl")
            theirs.append(time.process_time() - start)
            wrong = disagreements(book, frame)
            del book, frame
    ratio = min(theirs) / min(ours)
    print(f"{ROWS:,} rows x 20 columns, {megabytes:.1f} MB, processor seconds in each of {TURNS} turns")
    print(f"{'reader':32}{'best':>8}  turns")
    for name, seconds in [("open_book (formats, places)", ours), ("pandas.read_excel, openpyxl", theirs)]:
        print(f"{name:32}{min(seconds):8.2f}  {' '.join(f'{s:.2f}' for s in seconds)}")
    verdict = "met" if ratio >= GOAL and not wrong else "MISSED"
    print(f"xlsx_read: {ratio:.1f} times as fast as pandas (goal {GOAL:g}), {wrong} values differ: {verdict}")
    return 0 if verdict == "met" else 1


if __name__ == "__main__":
    sys.exit(main())
