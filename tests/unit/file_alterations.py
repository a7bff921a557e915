"""Some fifty ways to alter a file in place, whatever its layout, each named by what somebody did."""

from __future__ import annotations

from collections.abc import Callable

from file_in_pages import File, Page, at, put

Alteration = Callable[[File], None]


def rename_header(file):
    put(file, file.headers[0], f"{at(file, file.headers[0])} again")


def blank_header(file):
    put(file, file.headers[0], "")


def double_header(file):
    put(file, file.headers[1], at(file, file.headers[0]))


def swap_headers(file):
    first, second = file.headers
    one, other = at(file, first), at(file, second)
    put(file, first, other)
    put(file, second, one)


def scale_in_header(file):
    header = file.headers[0]
    put(file, header, f"{at(file, header)} (thousands)")


def another_scale(file):
    for page in file.pages.values():
        page.rows = [
            [cell.replace("万条", "千条") if isinstance(cell, str) else cell for cell in row]
            for row in page.rows
        ]


def unit_in_header(file):
    put(file, file.headers[0], f"{at(file, file.headers[0])} (kg)")


def footnote_in_header(file):
    put(file, file.headers[0], f"{at(file, file.headers[0])}²")


def insert_column(file):
    page, column = file.page, file.value[2]
    page.insert(1, column, ["" if i != file.value[1] - 2 else "999" for i in range(len(page.rows))])


def insert_named_column(file):
    page, (_, row, column) = file.page, file.headers[0]
    new = [
        "Appeals" if i == row - 1 else "999" if i == file.value[1] - 1 else "" for i in range(len(page.rows))
    ]
    page.insert(1, column, new)


def insert_blank_column(file):
    page = file.page
    page.insert(1, file.value[2], [""] * len(page.rows))


def delete_value_column(file):
    file.page.delete(1, file.value[2])


def delete_first_column(file):
    file.page.delete(1, 1)


def shift_values_right(file):
    for row in file.page.rows[file.data_rows[1] - 1 : file.data_rows[2]]:
        row.insert(file.value[2] - 1, "")


def shift_values_down(file):
    page, column = file.page, file.value[2] - 1
    rows = page.rows[file.data_rows[1] - 1 : file.data_rows[2]]
    cells = [row[column] if column < len(row) else "" for row in rows]
    for row, cell in zip(rows, [cells[-1], *cells[:-1]], strict=True):
        row.extend([""] * (column + 1 - len(row)))
        row[column] = cell


def insert_total_row(file):
    sheet, first, last = file.data_rows
    page = file.pages[sheet]
    row = list(page.rows[first - 1])
    row[file.dimension[2] - 1] = "Subtotal" if file.dimension[1] >= first else row[0]
    if file.dimension[1] < first:
        row[0] = "Subtotal"
    page.insert(0, last + 1, row)


def delete_row(file):
    file.page.delete(0, file.data_rows[1] + 1)


def double_row(file):
    page, first = file.page, file.data_rows[1]
    row = list(page.rows[first - 1])
    row[file.value[2] - 1] = 77 if isinstance(at(file, file.value), int) else "77"
    page.insert(0, first + 1, row)


def double_equal_row(file):
    page, first = file.page, file.data_rows[1]
    page.insert(0, first + 1, list(page.rows[first - 1]))


def reverse_rows(file):
    page, (_, first, last) = file.page, file.data_rows
    page.rows[first - 1 : last] = page.rows[first - 1 : last][::-1]
    page.formats = {}
    if file.name.endswith("x"):
        for row, cells in enumerate(page.rows, start=1):
            for column, cell in enumerate(cells, start=1):
                page.formats[row, column] = "0.0%" if isinstance(cell, float) else "General"


def double_header_row(file):
    _, row, _ = file.headers[0]
    file.page.insert(0, row + 1, list(file.page.rows[row - 1]))


def header_row_again_below(file):
    _, row, _ = file.headers[0]
    _, _, last = file.data_rows
    file.page.insert(0, last + 1, list(file.page.rows[row - 1]))


def blank_value(file):
    put(file, file.value, "")


def text_in_value(file):
    put(file, file.value, "pending")


def footnote_on_value(file):
    put(file, file.value, f"{at(file, file.value)}*")


def superscript_on_value(file):
    put(file, file.value, f"{at(file, file.value)}¹")


def decimal_comma(file):
    put(file, file.value, "12,5")


def thousands_point(file):
    put(file, file.value, "1.234")


def thousands_comma(file):
    put(file, file.value, "1,234")


def scale_in_value(file):
    put(file, file.value, f"{at(file, file.value)}万" if file is not None else "")


def percent_on_value(file):
    put(file, file.value, f"{at(file, file.value)}%")


def percent_format_on_value(file):
    if file.name.endswith(".csv"):
        return
    file.page.formats[file.value[1:]] = "0%"


def scale_format_on_value(file):
    if file.name.endswith(".csv"):
        return
    file.page.formats[file.value[1:]] = '0"万"'


def hedge_on_value(file):
    put(file, file.value, f"over {at(file, file.value)}")


def negative_value(file):
    put(file, file.value, f"-{at(file, file.value)}")


def formula_without_result(file):
    put(file, file.value, "=SUM(A1:A2)")


def blank_category(file):
    put(file, file.dimension, "")


def unknown_category(file):
    put(file, file.dimension, "Unicorn")


def footnote_on_category(file):
    put(file, file.dimension, f"{at(file, file.dimension)}*")


def _replaced(file, old, new):
    for page in file.pages.values():
        page.rows = [
            [cell.replace(old, new) if isinstance(cell, str) else cell for cell in row] for row in page.rows
        ]


def year_before(file):
    _replaced(file, "2021", "2020")


def year_after(file):
    _replaced(file, "2021", "2022")


def another_quarter(file):
    for old, new in (
        ("2021-Q1", "2020-Q4"),
        ("第一季度", "第四季度"),
        ("01-01/2021-03-31", "04-01/2021-06-30"),
    ):
        _replaced(file, old, new)


def longer_period(file):
    for old, new in (
        ("2021-Q1", "2021"),
        ("第一季度", "上半年"),
        ("01-01/2021-03-31", "01-01/2021-06-30"),
        ("2021-02", "2021-Q1"),
    ):
        _replaced(file, old, new)


def row_above(file):
    file.page.insert(0, 1, ["Sent again with corrections: 500"])


def blank_row_above(file):
    file.page.insert(0, 1, [])


def hidden_row(file):
    if file.name.endswith(".csv"):
        return
    _, first, _ = file.data_rows
    file.page.insert(0, first + 1, ["Unicorn", *[9] * (len(file.page.rows[first - 1]) - 1)])
    file.page.hidden.add(first + 1)


def another_sheet(file):
    if not file.name.endswith(".csv"):
        file.pages["More"] = Page([["Removed"], [900]])


def reorder_sheets(file):
    if not file.name.endswith(".csv"):
        file.pages = {"Empty": Page([]), **dict(reversed(file.pages.items()))}


def rename_sheet(file):
    file.pages = {f"{name} (2)" if name else name: page for name, page in file.pages.items()}


def block_to_the_right(file):
    if not file.name.endswith(".csv"):
        for _ in range(3):
            file.page.insert(1, 1, [""] * len(file.page.rows))


def number_in_a_note(file):
    file.page.rows.append(["Note: of these", "", "500"])


def full_width_text(file):
    put(file, file.headers[0], f" {at(file, file.headers[0])}\u00a0")


ALTERATIONS: dict[str, Alteration] = {
    name: alteration
    for name, alteration in list(globals().items())
    if callable(alteration)
    and getattr(alteration, "__module__", "") == __name__
    and getattr(alteration, "__code__", None) is not None
    and alteration.__code__.co_varnames[: alteration.__code__.co_argcount] == ("file",)
}
