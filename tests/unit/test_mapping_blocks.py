"""Reading blocks strictly: what is altered in a file is told, or changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pipeline.mapping import Mapped, Situation, map_book
from pipeline.model import Submission
from pipeline.profiles import Layout
from pipeline.readers.cells import Book, Cell, Merge, Sheet
from pipeline.register import Register, RegisterFile
from pipeline.strict_yaml import as_model, parse_text

REGISTER = Register(
    as_model(
        parse_text(
            """
parties:
  - {id: alpha, kind: company, name: {en: Alpha, zh: 甲}}
  - {id: shop, kind: platform, name: {en: Shop, zh: 店}}
  - {id: beta, kind: company, name: {en: Beta, zh: 乙}}
relations:
  - {party: shop, relation: platform_of, of: alpha, start: 2010-01-01}
""",
            name="register",
        ),
        RegisterFile,
        name="register",
    )
)
PLAIN = """
name: plain
from: 2018-Q1
file: {format: delimited}
notes: ['/Prepared by .*/']
blocks:
  - name: removals
    header: [[Quarter, Category, Removed, Blocked]]
    title: [Totals for the quarter]
    values: [Removed, Blocked]
    ignore: [Remarks]
    empty: [Reserved]
    rows:
      - {where: {Category: Total}, role: total}
      - {where: {Quarter: '/Note.*/'}, role: note}
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      taxon_group: {column: Category, codes: {Ivory: elephant_ivory, Rhino: rhino}}
      indicator: {header: 1, codes: {Removed: listings_removed, Blocked: listings_blocked}}
    markers: {n/a: not_applicable, '-': not_collected}
    checks: [{total: {Category: Total}, parts: {Category: '!Total'}}]
"""
FILE = """
Totals for the quarter
Quarter;Category;Removed;Blocked;Remarks;Reserved
2021-Q1;Ivory;12;3;fine
2021-Q1;Rhino;n/a;4
2021-Q1;Total;12;7

Note: counts are final
Prepared by Ann
"""


def layout(text: str) -> Layout:
    return as_model(parse_text(text, name="layout"), Layout, name="layout")


def sheet(text: str, name: str = "Data", *, named: bool = False, merges: tuple[Merge, ...] = ()) -> Sheet:
    rows = [[Cell(cell) for cell in line.split(";")] for line in text.strip("\n").split("\n")]
    return Sheet(name, rows, merges=merges, named=named)


def situation(round_: str = "2021-Q1", file_name: str = "alpha.csv") -> Situation:
    received = datetime(2021, 4, 20, tzinfo=UTC)
    submission = Submission(
        id="s", reporter="alpha", round=round_, file_name=file_name, sha256="", size=1, received_at=received
    )
    return Situation(submission, REGISTER)


def read(text: str, profile: str = PLAIN, round_: str = "2021-Q1") -> Mapped:
    return map_book(Book([sheet(text)]), layout(profile), situation(round_))


def found(mapped: Mapped) -> dict[str, tuple[str, ...]]:
    return {finding.code: finding.places for finding in mapped.findings}


def values(mapped: Mapped) -> dict[str, Decimal | None]:
    return {observation.place: observation.value for observation in mapped.observations}


def test_a_good_file_is_read_whole_and_every_cell_is_accounted_for() -> None:
    mapped = read(FILE)
    assert mapped.findings == ()
    assert values(mapped) == {"C3": 12, "D3": 3, "C4": None, "D4": 4}
    assert (mapped.cells.in_file, mapped.cells.as_observations, mapped.cells.unexplained) == (22, 4, 0)
    first = mapped.observations[0]
    assert (first.taxon_group, first.indicator, first.value_low, first.value_high, first.printed_text) == (
        "elephant_ivory",
        "listings_removed",
        12,
        12,
        "12",
    )
    assert (first.period_start, first.period_end) == (date(2021, 1, 1), date(2021, 3, 31))
    assert mapped.observations[2].obs_status == "not_applicable"


ALTERED = [
    ("title changed", "Totals for the quarter", "Totals for the year", {"missing-title": ("A1",)}),
    ("header renamed", "Removed;", "Taken down;", {"missing-label": ("C2",)}),
    ("header doubled", "Remarks;Reserved", "Blocked;Remarks", None),
    ("column added", "Reserved", "Reserved;Appeals", {"unclaimed-column": ("G2",)}),
    (
        "cell without header",
        "4\n2021-Q1;Total",
        "4;;;5\n2021-Q1;Total",
        {"blank-header": ("G4",), "row-width": ("C4", "D4")},
    ),
    ("category unknown", "Ivory", "Elephant", {"unknown-code": ("B3",)}),
    ("period longer", "2021-Q1;Rhino", "2021;Rhino", {"period-span": ("A4",)}),
    ("period unreadable", "2021-Q1;Rhino", "Q1;Rhino", {"bad-period": ("A4",)}),
    ("period later", "2021-Q1;Rhino", "2021-Q2;Rhino", {"period-after-round": ("C4", "D4")}),
    ("period blank", "2021-Q1;Rhino", ";Rhino", {"blank-dimension": ("A4",)}),
    ("placeholder", "2021-Q1;Rhino", "YYYY-QN;Rhino", {"placeholder": ("A4",)}),
    ("value blank", "12;3", ";3", {"blank-value": ("C3",)}),
    ("value a text", "12;3", "twelve;3", {"type-error": ("C3",)}),
    ("thousands", "12;3", "1,200;3", {"type-error": ("C3",)}),
    ("decimals", "12;3", "12.5;3", {"not-whole": ("C3",), "total-differs": ("C5", "C3", "C4")}),
    ("zeros that may be thousands", "12;3", "12.000;3", {"not-whole": ("C3",)}),
    ("negative", "12;3", "-12;3", {"negative-value": ("C3",), "total-differs": ("C5", "C3", "C4")}),
    ("percent", "12;3", "12%;3", {"percent-unexpected": ("C3",)}),
    ("too large", "12;3", f"{10**22};3", {"number-too-large": ("C3",), "total-differs": ("C5", "C3", "C4")}),
    ("total wrong", "Total;12", "Total;13", {"total-differs": ("C5", "C3", "C4")}),
    ("total gone", "2021-Q1;Total;12;7", "", {"missing-total": ()}),
    ("row twice", "2021-Q1;Rhino", "2021-Q1;Ivory", None),
    ("loose text", "Note: counts", "Counts", {"unclaimed-cell": ("A7",)}),
    ("number in a note", "are final", "are final;;500", {"number-in-note": ("C7",)}),
    ("reserved filled", "fine", "fine;x", {"filled-empty-column": ("F3",)}),
    ("header twice", "\nNote", "\nQuarter;Category;Removed;Blocked\nNote", {"block-twice": ("A2", "A7")}),
    ("header gone", "Quarter;Category;Removed;Blocked;Remarks;Reserved", "", {"block-missing": ()}),
]


@pytest.mark.parametrize(("old", "new", "told"), [a[1:] for a in ALTERED], ids=[a[0] for a in ALTERED])
def test_what_is_altered_is_told(old: str, new: str, told: dict[str, tuple[str, ...]] | None) -> None:
    assert old in FILE
    mapped = read(FILE.replace(old, new, 1))
    assert mapped.findings
    if told is not None:
        assert {code: found(mapped).get(code) for code in told} == told
        assert set(found(mapped)) - set(told) <= {"total-differs"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Ivory;12", " Ivory\u00a0;１２"),
        ("Quarter;Category", "Ｑuarter;Category "),
        ("2021-Q1;Rhino", "Q1 2021;Rhino"),
        ("\nNote", "\n\n;;;\nNote"),
    ],
)
def test_what_means_the_same_is_read_the_same(old: str, new: str) -> None:
    changed = read(FILE.replace(old, new, 1))
    assert changed.findings == ()
    assert list(values(changed).values()) == list(values(read(FILE)).values())


def test_columns_may_change_places() -> None:
    swapped = "\n".join(
        ";".join([*cells[:2], cells[3], cells[2], *cells[4:]]) if len(cells) > 3 else line
        for line in FILE.split("\n")
        for cells in [line.split(";")]
    )
    mapped = read(swapped)
    assert mapped.findings == ()
    assert {(o.indicator, o.taxon_group): o.value for o in mapped.observations} == {
        (o.indicator, o.taxon_group): o.value for o in read(FILE).observations
    }


def test_two_hundred_cells_with_one_fault_are_one_finding() -> None:
    rows = "\n".join(f"2021-Q1;Ivory;{n},0;1" for n in range(200))
    mapped = read(f"Totals for the quarter\nQuarter;Category;Removed;Blocked;Remarks;Reserved\n{rows}")
    faults = [finding for finding in mapped.findings if finding.code == "type-error"]
    assert [len(finding.places) for finding in faults] == [200]
    assert faults[0].value.endswith("; …")


def test_a_file_of_another_round_is_asked_about() -> None:
    mapped = read(FILE.replace("2021-Q1", "2019-Q1"))
    assert set(found(mapped)) == {"round-not-covered"}


def test_an_equal_value_twice_is_advice_and_both_stay() -> None:
    twice = FILE.replace("2021-Q1;Total", "2021-Q1;Ivory;12;3\n2021-Q1;Total").replace(
        "Total;12;7", "Total;24;10"
    )
    mapped = read(twice)
    assert [(f.code, f.places) for f in mapped.findings] == [
        ("duplicate-value", ("C3", "C5")),
        ("duplicate-value", ("D3", "D5")),
    ]
    assert len(mapped.observations) == 6


def test_hidden_cells_that_nothing_claims_are_told_apart() -> None:
    hidden = sheet(FILE)
    hidden.rows[2].extend([Cell(), Cell("secret", hidden=True)])
    mapped = map_book(Book([hidden]), layout(PLAIN), situation())
    assert found(mapped) == {"hidden-unclaimed": ("G3",)}


def test_a_formula_without_a_result_is_no_blank_and_no_number() -> None:
    formula = sheet(FILE)
    formula.rows[2][2] = Cell("=SUM(A1)", unstored_formula=True)
    mapped = map_book(Book([formula]), layout(PLAIN), situation())
    assert found(mapped)["formula-unstored"] == ("C3",)
    assert "C3" not in values(mapped)


SUBJECTS = """
name: subjects
from: 2018-Q1
file: {format: delimited}
blocks:
  - name: platforms
    header: [[Platform, Month, Removed]]
    values: [Removed]
    fields:
      subject: {column: Platform, codes: {Alpha: alpha, Shop: shop, Beta: beta, Gamma: gamma}}
      period: {column: Month, span: month}
      indicator: {constant: listings_removed}
"""


def test_a_reporter_speaks_for_itself_and_what_it_owns() -> None:
    rows = [f"{who};2021-0{month};1" for month in (1, 2, 3) for who in ("Alpha", "Shop")]
    mapped = read("\n".join(["Platform;Month;Removed", *rows, "Beta;2021-01;1", "Gamma;2021-01;1"]), SUBJECTS)
    assert found(mapped) == {"not-your-subject": ("C8",), "unknown-subject": ("C9",)}


def test_a_month_that_is_missing_between_others_is_asked_about() -> None:
    mapped = read("Platform;Month;Removed\nAlpha;2021-01;1\nAlpha;2021-03;1", SUBJECTS)
    assert [finding.params["missing"] for finding in mapped.findings] == ["2021-02"]


RATES = """
name: rates
from: 2018-Q1
file: {format: excel}
ignore_sheets: [Notes]
blocks:
  - name: rates
    sheet: Data
    header: [[Quarter, Rate, Low, High]]
    values: [Rate, Low, High]
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      indicator: {constant: share_removed_before_view}
      into: {header: 1, codes: {Rate: value, Low: value_low, High: value_high}}
"""


def rates(*cells: Cell, extra: tuple[Sheet, ...] = ()) -> Mapped:
    head = [Cell(text) for text in ("Quarter", "Rate", "Low", "High")]
    body = [Cell("2021-Q1"), *cells]
    data = Sheet("Data", [head, body])
    return map_book(Book([data, *extra]), layout(RATES), situation(file_name="alpha.xlsx"))


def percent(stored: str) -> Cell:
    return Cell(stored, number_format="0.0%", shown=f"{Decimal(stored) * 100}%")


def test_a_stored_fraction_shown_as_percent_is_a_percentage() -> None:
    mapped = rates(percent("0.735"), percent("0.7"), percent("0.8"))
    assert mapped.findings == ()
    (observation,) = mapped.observations
    assert (observation.value, observation.value_low, observation.value_high) == (Decimal("73.5"), 70, 80)
    assert observation.place == "Data!B2"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (Cell("0.735", number_format="0.000"), "percent-missing"),
        (Cell("73.5"), "percent-missing"),
        (percent("1.2"), "percent-out-of-range"),
        (Cell("73.5 %*"), "type-error"),
    ],
)
def test_a_percentage_must_say_so(cell: Cell, code: str) -> None:
    mapped = rates(cell, percent("0.7"), percent("0.8"))
    assert found(mapped) == {code: ("Data!B2",)}
    assert mapped.observations == ()


def test_a_value_outside_its_bounds_is_told() -> None:
    assert found(rates(percent("0.9"), percent("0.7"), percent("0.8"))) == {
        "bounds-disagree": ("Data!B2", "Data!C2", "Data!D2")
    }


def test_sheets_that_nothing_explains_are_told() -> None:
    notes, other, blank = Sheet("Notes", [[Cell("x")]]), Sheet("More", [[Cell("y")]]), Sheet("Blank", [])
    hidden = replace(Sheet("Secret", [[Cell("z")]]), hidden=True)
    good = (percent("0.735"), percent("0.7"), percent("0.8"))
    mapped = rates(*good, extra=(notes, other, blank, hidden))
    assert found(mapped) == {"unclaimed-sheet": ("More!A1",), "hidden-unclaimed": ("Secret!A1",)}


def test_a_missing_sheet_is_told_with_the_sheets_there_are() -> None:
    book = Book([Sheet("Tabelle1", [[Cell("Quarter")]])])
    mapped = map_book(book, layout(RATES), situation())
    (finding,) = [f for f in mapped.findings if f.code == "sheet-missing"]
    assert finding.params == {"block": "rates", "sheet": "Data", "sheets": "Tabelle1"}


SCALED = """
name: scaled
from: 2018-Q1
file: {format: excel}
blocks:
  - name: counts
    header: [[Month, 下架数量（万条）]]
    values: ['下架数量(万条)']
    number: chinese
    fields:
      subject: {constant: alpha}
      period: {column: Month, span: month}
      indicator: {header: 1, codes: {下架数量(万条): {indicator: listings_removed, scale: 万}}}
"""


def scaled(cell: Cell) -> Mapped:
    rows = [[Cell("Month"), Cell("下架数量(万条)")]]
    rows += [[Cell(f"2021-0{month}-01", number_format="mmm-yy"), cell] for month in (1, 2, 3)]
    return map_book(Book([Sheet("S", rows)]), layout(SCALED), situation())


def test_a_scale_in_the_header_multiplies_and_rounds() -> None:
    mapped = scaled(Cell("26.3"))
    assert mapped.findings == ()
    first = mapped.observations[0]
    assert (first.value, first.value_low, first.value_high) == (263000, 262500, 263500)
    assert (first.qualifier, first.printed_scale, first.printed_text) == ("rounded", "万", "26.3")
    assert first.period_end == date(2021, 1, 31)


def test_full_digits_under_a_scale_are_exact() -> None:
    assert scaled(Cell("26.3451")).observations[0].qualifier == "exact"


@pytest.mark.parametrize("cell", [Cell("26.3万"), Cell("263000", number_format='#,##0,"k"', shown="263k")])
def test_a_scale_in_header_and_cell_is_told(cell: Cell) -> None:
    assert set(found(scaled(cell))) == {"scale-twice"}


def test_a_hedge_in_the_cell_becomes_a_bound() -> None:
    first = scaled(Cell("超26")).observations[0]
    assert (first.qualifier, first.value_low, first.value_high) == ("over", 260000, None)


def test_a_vague_number_is_told() -> None:
    assert set(found(scaled(Cell("数百")))) == {"vague-number"}


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


def test_blocks_under_each_other_have_their_own_titles_and_rows() -> None:
    text = "Removals in 2021-03\nCategory;Removed\nIvory;5\nBlocks in 2021-02\nCategory;Blocked\nRhino;7"
    mapped = map_book(Book([sheet(text, "S", named=True)]), layout(STACKED), situation())
    assert [(o.place, o.indicator, str(o.period_start), o.value) for o in mapped.observations] == [
        ("S!B3", "listings_removed", "2021-03-01", 5),
        ("S!B6", "listings_blocked", "2021-02-01", 7),
    ]
    assert set(found(mapped)) == {"missing-period"}


STATES = """
name: states
from: 2018-Q1
file: {format: delimited}
blocks:
  - name: states
    header: [[Quarter, Removed, Status]]
    values: [Removed]
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      indicator: {constant: listings_removed}
      obs_status: {column: Status, codes: {final: normal, prov: provisional, withheld: withheld}}
"""


@pytest.mark.parametrize(
    ("row", "status", "value", "code"),
    [
        ("2021-Q1;5;prov", "provisional", 5, None),
        ("2021-Q1;;withheld", "withheld", None, None),
        ("2021-Q1;5;withheld", None, None, "status-and-value"),
        ("2021-Q1;;final", None, None, "blank-value"),
    ],
)
def test_a_status_column(row: str, status: str | None, value: int | None, code: str | None) -> None:
    mapped = read(f"Quarter;Removed;Status\n{row}", STATES)
    assert set(found(mapped)) == ({code} if code else set())
    assert [(o.obs_status, o.value) for o in mapped.observations] == ([(status, value)] if status else [])
