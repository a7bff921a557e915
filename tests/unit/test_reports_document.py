"""The report page as text: everything is in it, in both languages, escaped, and from nowhere else."""

import dataclasses
import json
import re
from decimal import Decimal

import pytest
from lxml import html

from pipeline.model import Text
from reports import images
from reports.charts import CHARTS, design
from reports.document import findings, write_document
from reports.language import LANGUAGES
from reports.rendering import draw_charts, render

FILES = {
    *("progress-report.html", "progress-figures.xlsx", "figures.csv", "figures.json", "revisions.csv"),
    "datapackage.json",
}


@pytest.fixture(autouse=True)
def without_browser(monkeypatch):
    """Pages are tested without images here; the integration tests draw them."""
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chromium")


def _page(edition, folder):
    charts = draw_charts(edition, folder)
    write_document(edition, charts, folder / "progress-report.html")
    return (folder / "progress-report.html").read_text(encoding="utf-8")


def _tree(edition, folder):
    return html.fromstring(_page(edition, folder))


def test_every_figure_has_an_anchor_in_both_languages(record, exercise, tmp_path):
    for number, edition in enumerate((record, exercise)):
        tree = _tree(edition, tmp_path / str(number))
        identifiers = tree.xpath("//@id")
        assert len(identifiers) == len(set(identifiers))
        for figure in edition.figures:
            assert figure.id in identifiers
            assert f"zh/{figure.id}" in identifiers
        inside = [link[1:] for link in tree.xpath("//a/@href") if link.startswith("#")]
        assert set(inside) <= set(identifiers)


def test_languages_are_marked(record, tmp_path):
    tree = _tree(record, tmp_path)
    assert tree.xpath("//article/@lang") == ["en", "zh-Hans"]
    chinese = tree.xpath("//article[@id='zh']")[0].text_content()
    assert "无法计算" in chinese
    assert "减幅无法计算。不给出数字，因为缺少以下内容：" in chinese


def test_a_goal_that_is_not_computable_lists_what_is_missing_and_shows_no_number(record, tmp_path):
    [goal] = _tree(record, tmp_path).xpath("//article[@id='en']//div[@class='goal']")
    text = goal.text_content()
    assert "cannot be computed" in text
    assert [li.text for li in goal.xpath(".//li")] == [t.en for t in record.figures[0].missing]
    assert not re.search(r"\d+(\.\d)?% less \(", text)


def test_a_quotation_row_has_value_bounds_period_scope_status_source_and_quote(record, tmp_path):
    [row] = _tree(record, tmp_path).xpath("//tr[@id='quotation/baidu/items_removed/2019']")
    text = " ".join(row.text_content().split())
    for part in ("Baidu", "2019", "approximately 263,000", "262,500 to 263,500", "Normal", "21 October 2020"):
        assert part in text
    assert row.xpath(".//q")[0].text == "removed approximately 263,000 pieces of information"
    assert row.xpath(".//a[starts-with(@href, 'https://hkalpo.com/')]")


def test_totals_carry_coverage_shorthand_and_what_they_replace(exercise, tmp_path):
    tree = _tree(exercise, tmp_path)
    [suppressed] = tree.xpath("//tr[@id='output_round/accounts_sanctioned/2018-Q3']")
    assert "Suppressed (C)" in " ".join(suppressed.text_content().split())
    assert "9 of 11" in suppressed.text_content()
    [revised] = tree.xpath("//tr[@id='output_round/listings_removed/2019-Q3']")
    assert "2019-Q3@1" in revised.text_content()


def test_banners_of_an_exercise_and_a_draft(exercise, record, tmp_path):
    tree = _tree(exercise, tmp_path / "a")
    marks = {
        article.get("id"): [
            div.text_content() for div in article.xpath(".//div[contains(concat(@class, ' '), 'banner ')]")
        ]
        for article in tree.xpath("//article")
    }
    assert [len(found) for found in marks.values()] == [2, 2]
    assert "Invented figures for an exercise" in marks["en"][0]
    assert "Draft, not sealed" in marks["en"][1]
    assert "演练用虚构数据" in marks["zh"][0]
    assert "草稿，尚未定稿" in marks["zh"][1]
    assert not _tree(record, tmp_path / "b").xpath("//div[contains(@class, 'banner')]")


def test_foreign_texts_cannot_become_markup_or_scripts(record, tmp_path):
    page = _page(record, tmp_path)
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert 'href="javascript:' not in page


def test_json_ld_cannot_be_closed_from_inside(record, tmp_path):
    edition = dataclasses.replace(
        record, publisher=Text("</script><b>Bobby", "甲"), title=Text("<!-- A & B", "甲")
    )
    [script] = _tree(edition, tmp_path).xpath("//script")
    described = json.loads(script.text)
    assert described["@type"] == "Dataset"
    assert described["publisher"]["name"] == "</script><b>Bobby"
    assert described["name"] == "<!-- A & B"
    assert described["version"] == "2021-Q2@1"


def test_nothing_is_loaded_from_elsewhere(exercise, tmp_path):
    tree = _tree(exercise, tmp_path)
    assert not tree.xpath("//*[@src]")
    assert tree.xpath("//link/@href") == ["data:,"]
    assert "@import" not in tree.xpath("string(//style)")


def test_without_a_browser_the_page_links_to_the_interactive_charts_and_says_how_to_get_images(
    exercise, tmp_path
):
    rendered = render(exercise, tmp_path)
    assert len(rendered.charts.missing) == 1
    assert "/nowhere/chromium" in rendered.charts.missing[0]
    tree = html.parse(tmp_path / "progress-report.html")
    links = tree.xpath("//a[contains(@href, 'charts/')]/@href")
    assert sorted(set(links)) == sorted(
        f"charts/{c.name}.{lang}.html" for c in rendered.charts.drawn for lang in LANGUAGES
    )
    assert all((tmp_path / link).is_file() for link in links)
    assert {p.relative_to(tmp_path).as_posix() for p in rendered.files} >= FILES


def test_no_browser_at_all_names_the_package(monkeypatch):
    monkeypatch.delenv("BROWSER_PATH")
    monkeypatch.setattr(images.shutil, "which", lambda _name: None)
    browser, complaint = images.find_browser()
    assert browser is None
    assert "apt-get install chromium" in complaint


def test_a_chart_without_figures_is_left_out_with_a_sentence(record, tmp_path):
    charts, left_out = design(record)
    assert len(charts) + len(left_out) == len(CHARTS)
    text = _tree(record, tmp_path).xpath("//article[@id='en']")[0].text_content()
    assert all(sentence.en in text for sentence in left_out)
    assert "No chart of outputs over time" in text


def test_an_edition_without_figures_still_renders(record, tmp_path):
    edition = dataclasses.replace(record, figures=(), membership=(), capabilities=(), notes=())
    rendered = render(edition, tmp_path)
    assert rendered.charts.drawn == ()
    assert len(rendered.charts.left_out) == len(CHARTS)


def test_main_findings_start_with_the_goal_and_never_add_indicators(exercise):
    shown = findings(exercise)
    assert shown[0].figure == "goal/eighty-percent"
    assert {f.figure for f in shown} <= {f.id for f in exercise.figures}


def test_stale_images_do_not_survive_a_new_drawing(exercise, tmp_path):
    (tmp_path / "charts").mkdir()
    (tmp_path / "charts" / "goal.en.svg").write_text("<svg/>")
    draw_charts(exercise, tmp_path)
    assert not (tmp_path / "charts" / "goal.en.svg").exists()


def test_equal_bytes_twice(exercise, tmp_path):
    first = {p.relative_to(tmp_path / "a"): p.read_bytes() for p in render(exercise, tmp_path / "a").files}
    second = {p.relative_to(tmp_path / "b"): p.read_bytes() for p in render(exercise, tmp_path / "b").files}
    assert first == second


def test_random_ids_of_an_svg_are_numbered_in_order():
    svg = (
        '<svg><clipPath id="clip7f"/><g id="b2" clip-path="url(#clip7f)" fill="url(&quot;#b2&quot;)"/>'
        '<p id="clip7f1"/></svg>'
    )
    assert images.settled_svg(svg, "x") == (
        '<svg><clipPath id="x-1"/><g id="x-2" clip-path="url(#x-1)" fill="url(&quot;#x-2&quot;)"/>'
        '<p id="x-3"/></svg>'
    )


def test_charts_draw_a_gap_for_what_is_not_shown(exercise):
    outputs = next(chart for chart in design(exercise)[0] if chart.name == "outputs")
    figure = outputs.figure("en")
    accounts = figure.data[2]
    assert list(accounts.x) == [0, 1, 3, 4, 5, 6, 7]
    assert "[c]" in [note.text for note in figure.layout.annotations]
    assert all(axis.range[0] == 0 for axis in figure.select_yaxes())


def test_outputs_of_different_units_never_share_an_axis(exercise):
    outputs = next(chart for chart in design(exercise)[0] if chart.name == "outputs")
    axes = [trace.yaxis for trace in outputs.figure("en").data]
    assert len(axes) == len(set(axes)) == 4


def test_membership_follows_the_published_count_where_the_changes_do_not_add_up_to_it(exercise):
    figures = tuple(
        dataclasses.replace(f, value=Decimal(15)) if f.topic == "membership" else f for f in exercise.figures
    )
    chart = next(
        c for c in design(dataclasses.replace(exercise, figures=figures))[0] if c.name == "membership"
    )
    assert chart.title.en.startswith("15 members")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_carries_its_warning_source_and_as_of_date(exercise, language):
    for chart in design(exercise)[0]:
        texts = " ".join(note.text for note in chart.figure(language).layout.annotations)
        assert ("Invented figures" in texts) if language == "en" else ("虚构" in texts)
        assert ("28 February 2020" in texts) if language == "en" else ("2020年2月28日" in texts)
        assert chart.alt.en
        assert chart.alt.zh
