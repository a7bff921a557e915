"""The report in a real browser: it loads without complaint, in both languages, on any screen."""

import runpy
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from reports.rendering import draw_charts, render

BROWSER = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
EDITIONS = runpy.run_path(str(Path(__file__).parents[1] / "unit" / "conftest.py"))

pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="no chromium on this machine (Debian package chromium)"
)


@pytest.fixture(scope="module")
def exercise():
    return EDITIONS["exercise_edition"]()


@pytest.fixture(scope="module")
def folder(exercise, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    rendered = render(exercise, folder)
    assert rendered.charts.missing == ()
    return folder


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.complaints = []
    page.requested = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("request", lambda request: page.requested.append(request.url))
    yield page
    page.close()


def test_the_report_loads_without_complaint_and_without_the_network(page, folder):
    page.goto((folder / "progress-report.html").as_uri())
    assert page.complaints == []
    assert [url for url in page.requested if not url.startswith(("file://", "data:"))] == []
    assert page.locator("#en .banner.invented").is_visible()
    assert page.locator("#en .banner.draft").is_visible()


def test_english_is_shown_first_and_a_link_switches_to_chinese_and_back(page, folder):
    page.goto((folder / "progress-report.html").as_uri())
    assert page.locator("#en h1").is_visible()
    assert not page.locator("#zh h1").is_visible()
    page.locator("#en .switch a").click()
    assert page.locator("#zh h1").is_visible()
    assert not page.locator("#en h1").is_visible()
    assert page.locator("#zh h1").inner_text() == "网络野生动物非法贸易：进展报告"
    page.locator("#zh .switch a").click()
    assert page.locator("#en h1").is_visible()


def test_a_permalink_opens_the_figure_in_its_language(page, folder):
    address = (folder / "progress-report.html").as_uri()
    page.goto(f"{address}#zh/output_round/listings_removed/2019-Q4")
    row = page.locator("[id='zh/output_round/listings_removed/2019-Q4']")
    assert row.is_visible()
    assert "41,250" in row.inner_text()


def test_every_figure_is_a_visible_row_of_a_table(page, folder, exercise):
    page.goto((folder / "progress-report.html").as_uri())
    rows = [figure for figure in exercise.figures if figure.topic != "goal"]
    assert page.locator("#en table.figures tr[id]").count() == len(rows)


def test_charts_are_drawn_in_the_page(page, folder):
    page.goto((folder / "progress-report.html").as_uri())
    charts = page.locator("#en svg.chart")
    assert charts.count() == 6
    assert all(charts.nth(n).bounding_box()["height"] > 150 for n in range(5))


def test_a_narrow_screen_scrolls_tables_but_not_the_page(page, folder):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto((folder / "progress-report.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_interactive_charts_load_without_complaint(page, folder):
    for path in sorted((folder / "charts").glob("*.html")):
        page.goto(path.as_uri())
        page.wait_for_selector(".main-svg")
        assert page.complaints == []
    assert [url for url in page.requested if not url.startswith("file://")] == []


def test_images_are_equal_byte_by_byte_when_drawn_again(exercise, folder, tmp_path):
    draw_charts(exercise, tmp_path)
    drawn = sorted(path.name for path in (folder / "charts").iterdir())
    assert {Path(name).suffix for name in drawn} == {".html", ".js", ".png", ".svg"}
    for name in drawn:
        assert (tmp_path / "charts" / name).read_bytes() == (folder / "charts" / name).read_bytes(), name


def test_ids_of_all_embedded_drawings_are_unique(page, folder):
    page.goto((folder / "progress-report.html").as_uri())
    repeated = page.evaluate(
        "() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);"
        " return ids.filter((id, n) => ids.indexOf(id) !== n); }"
    )
    assert repeated == []
