"""What is published about totals that are broken down: the columns of breakdowns.csv and of its sheet."""

from __future__ import annotations

from pipeline.model import Text
from reports.breakdowns import Line
from reports.columns import FIGURES, Column, both_languages

_BY_NAME = {column.name: column for column in FIGURES}


def _same(*names: str) -> tuple[Column[Line], ...]:
    """Columns of the figure itself."""
    return tuple(_of_figure(name) for name in names)


def _of_figure(name: str) -> Column[Line]:
    column = _BY_NAME[name]
    return Column(name, column.title, column.kind, column.meaning, lambda line: column.of(line.figure))


BREAKDOWNS: tuple[Column[Line], ...] = (
    *_same("id", "indicator", "indicator_label_en", "indicator_label_zh"),
    *_same("unit", "unit_label_en", "unit_label_zh", "period", "period_start", "period_end"),
    Column(
        "dimension",
        Text("Dimension code", "维度代码"),
        "string",
        "By what it is broken down, code list breakdown_dimensions",
        lambda line: line.dimension,
    ),
    *both_languages(
        "dimension_label",
        Text("Dimension", "维度"),
        "Name of the dimension",
        lambda line: line.dimension_label,
    ),
    Column(
        "category",
        Text("Category code", "类别代码"),
        "string",
        "Category of the dimension's own code list, or of breakdown_rests; over all categories of one "
        "indicator, period and dimension the values add up to the total",
        lambda line: line.category,
    ),
    *both_languages(
        "category_label", Text("Category", "类别"), "Name of the category", lambda line: line.category_label
    ),
    *_same("value", "value_low", "value_high"),
    Column(
        "total",
        Text("Total", "合计"),
        "number",
        "The total that it is a part of",
        lambda line: line.total.value if line.total is not None else None,
    ),
    Column(
        "share",
        Text("Share in percent", "占比（%）"),
        "number",
        "Value in percent of the total, to one decimal place",
        lambda line: line.share,
    ),
    *_same("qualifier", "status", "status_label_en", "status_label_zh"),
    *_same("shorthand", "obs_status", "conf_status"),
    Column(
        "coverage_n",
        Text("Members broken down", "已细分成员"),
        "integer",
        "Members whose whole figure in the period is broken down so",
        lambda line: line.figure.coverage_n,
    ),
    *_same("coverage_of", "wording_en", "wording_zh"),
)

_SHEET = (
    *("indicator_label_en", "indicator_label_zh", "unit_label_en", "unit_label_zh", "period"),
    *("dimension_label_en", "dimension_label_zh", "category_label_en", "category_label_zh"),
    *("value", "value_low", "value_high", "total", "share", "qualifier", "status_label_en"),
    *("status_label_zh", "shorthand", "conf_status", "coverage_n", "coverage_of"),
    *("wording_en", "wording_zh", "id"),
)
SHEET: tuple[Column[Line], ...] = tuple(
    column for name in _SHEET for column in BREAKDOWNS if column.name == name
)
"""What the sheet shows: names in place of codes."""
