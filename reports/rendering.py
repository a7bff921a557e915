"""From an edition to the files of a release: four steps that can be run apart, and all of them at once.

Given the same edition (and, for PNG, the same browser and fonts) every step writes the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.figures import Edition
from reports.charts import design
from reports.document import write_document
from reports.exports import write_exports
from reports.images import write_images, write_interactive
from reports.language import LANGUAGES
from reports.pictures import Charts, DrawnChart
from reports.workbook import write_workbook

__all__ = ["Rendered", "draw_charts", "render", "write_document", "write_exports", "write_workbook"]

CHARTS = "charts"
DOCUMENT = "progress-report.html"
WORKBOOK = "progress-figures.xlsx"


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a rendering made."""

    files: tuple[Path, ...]
    charts: Charts


def draw_charts(edition: Edition, folder: Path) -> Charts:
    """Draw the edition's charts as `folder/charts/NAME.LANGUAGE.{html,svg,png}`.

    Images of an earlier rendering are removed first, so that a page never shows a chart of other figures.
    Without a browser SVG and PNG are not made: `Charts.missing` says so.
    """
    charts, left_out = design(edition)
    target = folder / CHARTS
    if target.is_dir():
        for old in sorted(target.iterdir()):
            old.unlink()
    write_interactive(charts, target)
    missing = write_images(charts, target)
    drawn = tuple(
        DrawnChart(
            name=chart.name,
            title=chart.title,
            subtitle=chart.subtitle,
            source=chart.source,
            alt=chart.alt,
            body={language: chart.canvas(language).body_box for language in LANGUAGES},
        )
        for chart in charts
    )
    return Charts(drawn=drawn, left_out=left_out, missing=missing)


def render(edition: Edition, folder: Path) -> Rendered:
    """Write charts, workbook, exports and the report page of an edition into `folder`."""
    charts = draw_charts(edition, folder)
    write_workbook(edition, folder / WORKBOOK)
    exports = write_exports(edition, folder)
    write_document(edition, charts, folder / DOCUMENT)
    drawn = sorted((folder / CHARTS).iterdir())
    return Rendered(files=(folder / DOCUMENT, folder / WORKBOOK, *exports, *drawn), charts=charts)
