"""Charts as files: interactive HTML, SVG and PNG, in both languages, from one start of the browser.

Only the SVG and PNG need a browser. Without one everything else is made all the same, and the sentences that
come back say what is missing and how to get it.
"""

from __future__ import annotations

import logging
import re
import shutil
import tempfile
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import kaleido
from kaleido.errors import BrowserClosedError, BrowserFailedError, ChromeNotFoundError, KaleidoError
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from pipeline.home import write_bytes
from pipeline.settings import Settings
from reports.drawing.canvas import Canvas
from reports.drawing.chart import Chart
from reports.language import HTML_LANGUAGE, LANGUAGES, Language, say
from reports.pages import render_page

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
IMAGES = ("svg", "png")
_PNG_SCALE = 2
_SECONDS = 60
_FAILURES = (
    BrowserClosedError,
    BrowserFailedError,
    ChromeNotFoundError,
    KaleidoError,
    TimeoutError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """One chart in one language, laid out."""

    chart: Chart
    language: Language
    canvas: Canvas

    def file_name(self, suffix: str) -> str:
        """`outputs.en.svg`."""
        return f"{self.chart.name}.{self.language}.{suffix}"


def pictures(charts: tuple[Chart, ...]) -> list[Picture]:
    """Every chart in every language."""
    return [
        Picture(chart, language, chart.canvas(language)) for chart, language in product(charts, LANGUAGES)
    ]


def find_browser() -> tuple[str | None, str]:
    """The browser that draws images, or None with the sentence that says how to get one."""
    told = Settings.from_environment().browser
    if told:
        found = shutil.which(told)
        return found, "" if found else (
            f"No chart images (SVG, PNG): BROWSER_PATH names {told}, which is no program. Point it to a "
            "Chromium or leave it empty, then run the step again."
        )
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    return found, "" if found else (
        "No chart images (SVG, PNG): no Chromium was found. Install the Debian package 'chromium' "
        "(apt-get install chromium) or set BROWSER_PATH, then run the step again."
    )


def write_interactive(charts: tuple[Chart, ...], folder: Path) -> None:
    """One page a chart and language, all sharing one copy of Plotly's script."""
    write_bytes(folder / "plotly.min.js", get_plotlyjs().encode())
    for picture in pictures(charts):
        body = picture.canvas.figure().to_html(
            full_html=False,
            include_plotlyjs=False,
            div_id=picture.chart.name,
            config={"displayModeBar": False, "displaylogo": False, "responsive": False},
        )
        page = render_page(
            "chart.html",
            language=picture.language,
            lang=HTML_LANGUAGE[picture.language],
            title=say(picture.chart.title, picture.language),
            alt=say(picture.chart.alt, picture.language),
            drawing=Markup(body),  # noqa: S704 - made by Plotly from escaped texts
            other=f"{picture.chart.name}.{'zh' if picture.language == 'en' else 'en'}.html",
        )
        write_bytes(folder / picture.file_name("html"), page.encode())


def write_images(charts: tuple[Chart, ...], folder: Path) -> tuple[str, ...]:
    """SVG and PNG of all charts. Returns what is missing, in plain sentences; nothing when all were made."""
    if not charts:
        return ()
    browser, complaint = find_browser()
    if browser is None:
        return (complaint,)
    drawn = pictures(charts)
    with tempfile.TemporaryDirectory(prefix="charts-") as temporary:
        try:
            _draw(drawn, Path(temporary), browser)
        except _FAILURES as problem:
            return (
                f"No chart images (SVG, PNG): the browser {browser} failed ({type(problem).__name__}). "
                "Check that it starts with --headless, then run the step again.",
            )
        for picture, suffix in product(drawn, IMAGES):
            content = (Path(temporary) / picture.file_name(suffix)).read_bytes()
            if suffix == "svg":
                content = settled_svg(content.decode(), f"{picture.chart.name}-{picture.language}").encode()
            write_bytes(folder / picture.file_name(suffix), content)
    return ()


def _draw(drawn: list[Picture], folder: Path, browser: str) -> None:
    """All images from one browser, without a look at the network for scripts."""
    wanted: list[dict[str, Any]] = [
        {
            "fig": picture.canvas.figure().to_dict(),
            "path": str(folder / picture.file_name(suffix)),
            "opts": {"format": suffix, "scale": _PNG_SCALE if suffix == "png" else 1},
        }
        for picture, suffix in product(drawn, IMAGES)
    ]
    # At closing, choreographer reads its own farewell as a broken message and logs a traceback.
    logging.getLogger("choreographer.channels.pipe").setLevel(logging.CRITICAL)
    kaleido.write_fig_from_object_sync(
        wanted,
        cancel_on_error=True,
        kopts={"path": browser, "mathjax": False, "timeout": _SECONDS},
    )


def settled_svg(svg: str, prefix: str) -> str:
    """The SVG with its random ids numbered in order under `prefix`: equal charts give equal bytes."""
    order = dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg))
    names = {old: f"{prefix}-{number}" for number, old in enumerate(order, start=1)}
    if not names:
        return svg
    pattern = "|".join(re.escape(old) for old in sorted(names, key=len, reverse=True))
    svg = re.sub(rf'\bid="({pattern})"', lambda found: f'id="{names[found[1]]}"', svg)
    return re.sub(rf"#({pattern})(?=[\"')&])", lambda found: f"#{names[found[1]]}", svg)
