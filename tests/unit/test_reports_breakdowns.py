"""How broken-down totals look in CSV, workbook, chart and page, in both languages."""

from __future__ import annotations

import csv
import dataclasses
import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from pipeline.composing.labels import indicator_words
from pipeline.figures import Figure
from pipeline.model import Text
from reports.breakdowns import grids, lines
from reports.charts import design
from reports.document import write_document
from reports.exports import tables
from reports.pictures import Charts
from reports.workbook import write_workbook

D = Decimal
_DAYS = (date(2021, 4, 1), date(2021, 6, 30))


def figure(id_: str, topic: str, value: int | None, **given) -> Figure:
    amount = None if value is None else D(value)
    return Figure(
        id=id_,
        topic=topic,
        **indicator_words("listings_removed"),
        subject="coalition",
        subject_label=Text("the Coalition", "联盟"),
        period="2021-Q2",
        period_start=_DAYS[0],
        period_end=_DAYS[1],
        value=amount,
        value_low=amount,
        value_high=amount,
        qualifier="" if value is None else "exact",
        status="suppressed" if value is None else "normal",
        conf_status="D" if value is None else "",
        coverage_n=4,
        coverage_of=5,
        wording=Text("A sentence.", "一句话。"),
        **given,
    )


@pytest.fixture
def broken_down(exercise):
    parts = {"rhino": 250, "bears": None, "pangolin": None, "not_broken_down": 100}
    base = "breakdown/round/listings_removed/2021-Q2/taxon_group"
    figures = [
        figure(f"{base}/{code}", "breakdown", value, dimensions={"taxon_group": code})
        for code, value in parts.items()
    ]
    total = figure("output_round/listings_removed/2021-Q2", "output_round", 600)
    kept = [f for f in exercise.figures if f.topic not in {"breakdown", "output_round"}]
    gaps = (Text("Posts, by form: not shown.", "帖子，按形态细分：不予公布。"),)
    return dataclasses.replace(exercise, figures=(*kept, total, *figures), breakdown_gaps=gaps)


def test_lines_have_their_share_and_the_hidden_ones_none(broken_down) -> None:
    said = {line.category: (line.percent, line.category_label.en) for line in lines(broken_down)}
    assert said == {
        "rhino": ("41.7%", "Rhinoceroses"),
        "bears": ("", "Bears"),
        "pangolin": ("", "Pangolins"),
        "not_broken_down": ("16.7%", "Not broken down"),
    }
    [(dimension, [grid])] = grids(broken_down)
    assert (dimension.zh, grid.windows) == ("类群", ("2021-Q2",))
    assert [label.en for label, _ in grid.rows] == ["Rhinoceroses", "Bears", "Pangolins", "Not broken down"]


def test_the_csv_says_why_a_part_is_not_there(broken_down) -> None:
    (table,) = [table for table in tables(broken_down) if table.name == "breakdowns"]
    rows = list(csv.DictReader(io.StringIO(table.content().decode())))
    assert len(rows) == 4
    bears = next(row for row in rows if row["category"] == "bears")
    told = ("value", "total", "share", "status", "shorthand", "obs_status", "conf_status")
    assert [bears[name] for name in told] == ["", "600", "", "suppressed", "[c]", "Q", "D"]
    assert bears["category_label_zh"] == "熊"


def test_chart_sheet_and_page_show_it(broken_down, tmp_path) -> None:
    (chart,) = [chart for chart in design(broken_down)[0] if chart.name == "breakdowns"]
    assert chart.title == Text(
        "Listings removed, Q2 2021: 41.7% rhinoceroses", "已下架商品信息（2021年第二季度）：犀牛占 41.7%"
    )
    assert "Bears [c]" in chart.alt.en
    assert "[c]" in str(chart.canvas("en").figure().to_dict()["layout"]["annotations"])
    write_workbook(broken_down, tmp_path / "book.xlsx")
    sheet = load_workbook(tmp_path / "book.xlsx")["Breakdowns"]
    assert [cell.value for row in sheet.iter_rows() for cell in row].count("[c]") == 2
    write_document(broken_down, Charts(drawn=(), left_out=(), missing=()), tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    for line in lines(broken_down):
        assert f'id="{line.figure.id}"' in page
        assert f'id="zh/{line.figure.id}"' in page
    assert "Posts, by form: not shown." in page
    assert "帖子，按形态细分：不予公布。" in page


def test_without_any_nothing_is_said(exercise, tmp_path) -> None:
    write_document(exercise, Charts(drawn=(), left_out=(), missing=()), tmp_path / "page.html")
    assert 'id="breakdown"' not in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert [text.en for text in design(exercise)[1] if "broken down" in text.en]


def test_what_all_numbers_of_a_breakdown_are_is_said_once(broken_down):
    def hedged(edition, codes):
        figures = [
            dataclasses.replace(f, qualifier="approximately") if set(f.dimensions.values()) & codes else f
            for f in edition.figures
        ]
        [(_, [grid])] = grids(dataclasses.replace(edition, figures=tuple(figures)))
        shown = [line for _, row in grid.rows for line in row if line and line.figure.value is not None]
        return grid.hedge.en, sorted(grid.beside(line).en for line in shown)

    assert hedged(broken_down, set()) == ("", ["16.7%", "41.7%"])
    assert hedged(broken_down, {"rhino", "not_broken_down"}) == ("approximately", ["16.7%", "41.7%"])
    assert hedged(broken_down, {"rhino"}) == ("", ["16.7%", "approximately, 41.7%"])
