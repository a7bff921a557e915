"""Files of members that do not exist, as tables of which every part is known by its place.

A layout is a shape in a kind of file and a language. The figures of a reporter scatter around levels of its
own, round after round, so that nothing about a clean file is remarkable.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

Cell = str | int | float
Spot = tuple[int, int]
"""Row and column, from 1."""
SHEET = "Data"
ROUNDS = ("2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4", "2021-Q1")
LAST, NOW = ROUNDS[-2:]
SPECIES = ("elephant_ivory", "pangolin", "rhino", "marine_turtles")
MEASURES = ("listings_removed", "listings_blocked")
SHARE = "share_found_proactively"
WORDS = {
    "en": {
        "elephant_ivory": "Ivory",
        "pangolin": "Pangolins",
        "rhino": "Rhino horn",
        "marine_turtles": "Sea turtles",
        "all": "Any species",
        "all taxa": "All taxa",
        "listings_removed": "Removed",
        "listings_blocked": "Blocked",
        SHARE: "Share found",
        "quarter": "Quarter",
        "month": "Month",
        "species": "Species",
        "measure": "Measure",
        "company": "Company",
        "value": "Number",
        "remarks": "Remarks",
        "reserved": "Reserved",
        "total": "Total",
        "title": "Wildlife figures",
        "signed": "Prepared by Ann",
        "draft": "Draft",
        "extra": "Extra",
        "old": "Old",
    },
    "zh": {
        "elephant_ivory": "象牙",
        "pangolin": "穿山甲",
        "rhino": "犀角",
        "marine_turtles": "海龟",
        "all": "任何物种",
        "all taxa": "全部类群",
        "listings_removed": "下架数量",
        "listings_blocked": "拦截数量",
        SHARE: "主动发现占比",
        "quarter": "季度",
        "month": "月份",
        "species": "物种",
        "measure": "指标",
        "company": "公司",
        "value": "数量",
        "remarks": "备注",
        "reserved": "预留",
        "total": "合计",
        "title": "濒危物种处置情况",
        "signed": "填报人:某某",
        "draft": "草稿",
        "extra": "补充",
        "old": "旧表",
    },
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file."""

    name: str
    language: str = "en"
    suffix: str = "csv"
    encoding: str = "utf-8"
    delimiter: str = ","
    decimal: str = "."
    thousands: str = ""

    @property
    def excel(self) -> bool:
        return self.suffix == "xlsx"

    @property
    def rule(self) -> str:
        """What a profile says about such a file."""
        if self.excel:
            return "{name: '/figures-.*/', format: excel}"
        sign = "\\t" if self.delimiter == "\t" else self.delimiter
        return (
            f"{{name: '/figures-.*/', format: delimited, encoding: {self.encoding}, delimiter: \"{sign}\"}}"
        )

    def printed(self, number: int) -> Cell:
        if self.excel:
            return number
        return f"{number:,}".replace(",", self.thousands)

    def share(self, percent: Decimal) -> Cell:
        return float(percent / 100) if self.excel else f"{percent}%".replace(".", self.decimal)


KINDS = (
    Kind("comma"),
    Kind("semicolon", encoding="cp1252", delimiter=";", decimal=",", thousands="."),
    Kind("tab", suffix="tsv", delimiter="\t"),
    Kind("gb18030", language="zh", encoding="gb18030"),
    Kind("workbook", suffix="xlsx"),
    Kind("工作簿", language="zh", suffix="xlsx"),
)


@dataclass(slots=True, kw_only=True)
class Table:
    """One file, and where its parts stand."""

    kind: Kind
    grid: list[list[Cell]]
    head: int = 2
    """Row of the first headings."""
    heads: list[Spot]
    """Headings over figures, of one unit."""
    rows: tuple[int, int]
    """First and last row of figures."""
    counts: list[Spot]
    shares: list[Spot] = field(default_factory=list)
    species: int | None = None
    period: int | None = None
    measure: int | None = None
    company: int | None = None
    status: int | None = None
    remarks: int | None = None
    reserved: int | None = None
    total: int | None = None
    signed: int | None = None
    scaled: bool = False
    """Whether the heading states a scale."""
    own_texts: bool = True
    """Whether loose notes and reserved columns are agreed (not in built-in layouts)."""
    hidden: list[int] = field(default_factory=list)
    sheets: dict[str, list[list[Cell]]] = field(default_factory=dict)
    hidden_sheets: list[str] = field(default_factory=list)
    sheet: str = SHEET
    formats: dict[Spot, str] = field(default_factory=dict)
    rewrite: Callable[[bytes], bytes] = bytes
    sent: dict[str, Any] = field(default_factory=dict)
    """What is unusual about its sending: `file_name`, or `received_at` so much later."""

    def at(self, spot: Spot) -> Cell:
        return self.grid[spot[0] - 1][spot[1] - 1]

    def put(self, spot: Spot, cell: Cell) -> None:
        row = self.grid[spot[0] - 1]
        row.extend([""] * (spot[1] - len(row)))
        row[spot[1] - 1] = cell

    def place(self, spot: Spot) -> str:
        address = f"{get_column_letter(spot[1])}{spot[0]}"
        return f"{self.sheet}!{address}" if self.kind.excel else address

    def insert_row(self, before: int, cells: Sequence[Cell]) -> None:
        """Put a row in; parts of the table further down keep their meaning."""

        def moved(spot: Spot) -> Spot:
            return (spot[0] + (spot[0] >= before), spot[1])

        self.grid.insert(before - 1, list(cells))
        self.counts = [moved(spot) for spot in self.counts]
        self.shares = [moved(spot) for spot in self.shares]
        self.formats = {moved(spot): text for spot, text in self.formats.items()}
        first, last = self.rows
        self.rows = (first + (first >= before), last + (last >= before - 1))
        self.total = None if self.total is None else self.total + (self.total >= before)
        self.signed = None if self.signed is None else self.signed + (self.signed >= before)

    def copied(self) -> Table:
        return deepcopy(self)

    def written(self) -> bytes:
        content = self._workbook() if self.kind.excel else self._text()
        return self.rewrite(content)

    def _text(self) -> bytes:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self.kind.delimiter).writerows(self.grid)
        return text.getvalue().encode(self.kind.encoding)

    def _workbook(self) -> bytes:
        book = Workbook()
        book.remove(book.worksheets[0])
        for name, grid in {self.sheet: self.grid, **self.sheets}.items():
            sheet = book.create_sheet(name)
            for row, cells in enumerate(grid, start=1):
                for column, cell in enumerate(cells, start=1):
                    if cell != "":
                        sheet.cell(row, column, cell)
        sheet = book[self.sheet]
        for spot in self.shares:
            sheet.cell(*spot).number_format = "0.0%"
        for spot, text in self.formats.items():
            sheet.cell(*spot).number_format = text
        for name in self.hidden_sheets:
            book[name].sheet_state = "hidden"
        for row in self.hidden:
            sheet.row_dimensions[row].hidden = True
        written = io.BytesIO()
        book.save(written)
        return written.getvalue()


@dataclass(frozen=True, slots=True)
class Layout:
    """A reporter's layout: its profile, and how its file for a round is made."""

    reporter: str
    kind: Kind
    profile: str
    """The YAML of one layout, without its name and rounds."""
    make: Callable[[Layout, str, str], Table]
    fresh: bool = False
    """Whether its reporter has sent nothing before."""

    def table(self, round_: str, seed: str = "") -> Table:
        """The clean file for a round; each seed gives other figures of the same size."""
        return self.make(self, round_, seed)

    def count(self, series: str, period: str, seed: str) -> int:
        """A figure of a series: its own level, scattered as quarters scatter."""
        level = Random(f"{self.reporter}/{series}").uniform(600, 9000)  # noqa: S311 - repeatable on purpose
        chance = Random(f"{self.reporter}/{series}/{period}/{seed}")  # noqa: S311 - as above
        return max(round(level * chance.lognormvariate(0, 0.12)), 1)

    def percent(self, series: str, period: str, seed: str) -> Decimal:
        chance = Random(f"{self.reporter}/{series}/{period}/{seed}/share")  # noqa: S311 - as above
        return Decimal(chance.randint(550, 720)) / 10

    def word(self, name: str) -> str:
        return WORDS[self.kind.language][name]
