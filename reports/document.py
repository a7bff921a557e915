"""progress-report.html: the whole edition on one page that needs nothing from elsewhere.

Both languages are in the page, each with its own `lang`; a link switches without a script. Every figure has
its value, bounds, unit, period, scope, coverage, status, source and quote, and an anchor to link to. Foreign
texts are escaped, foreign addresses become links only when they are web addresses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from markupsafe import Markup

from pipeline.codes import codelist
from pipeline.figures import Edition, Figure
from pipeline.home import write_bytes
from pipeline.model import Text
from pipeline.wording import chance
from reports import phrases, revisions
from reports.absences import missing, what_is_missing
from reports.breakdowns import grids
from reports.change_columns import ANSWERS
from reports.citation import citation, covered, dataset, release_id
from reports.drawing.goal import part_label
from reports.drawing.verdict import verdict
from reports.exact_json import as_json
from reports.language import HTML_LANGUAGE, LANGUAGES, Language, say
from reports.pages import render_page
from reports.pictures import Charts, DrawnChart
from reports.revisions import breakdowns_revised, totals_revised
from reports.sheets import marks, notes
from reports.trends import TrendWords, trend_groups
from reports.wording import FILES, PAGE

_MOST_FINDINGS = 6


@dataclass(frozen=True, slots=True)
class Finding:
    """One main finding: a large number and the sentence that may be quoted with it."""

    number: Text
    label: Text
    sentence: Text
    figure: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """The edition in one language, as the template sees it."""

    language: Language

    def __call__(self, text: Text) -> str:
        """A text in this language."""
        return say(text, self.language)

    def word(self, key: str) -> str:
        """A standing text of the page."""
        return say(PAGE[key], self.language)

    def anchor(self, identifier: str) -> str:
        """The id of a figure or section in this language; the English one is the permalink itself."""
        return identifier if self.language == "en" else f"zh/{identifier}"

    @property
    def lang(self) -> str:
        """Value of the `lang` attribute."""
        return HTML_LANGUAGE[self.language]


def write_document(edition: Edition, charts: Charts, path: Path) -> None:
    """Write the report page. The SVG files of `charts` are expected in `charts/` beside it."""
    links = {name: media for name, media, _ in FILES}
    description = as_json(dataset(edition, links)).replace("<", "\\u003c")
    page = render_page(
        "report.html",
        edition=edition,
        speakers=[Speaker(language) for language in LANGUAGES],
        charts={chart.name: chart for chart in charts.drawn},
        charts_absent=charts.left_out,
        drawing=lambda chart, language: _inline(chart, language, path.parent),
        findings=findings(edition),
        by_topic=_by_topic(edition),
        goal_verdict=verdict,
        chance=chance,
        part_label=part_label,
        measure_label=codelist("measure_classes").label,
        phrases=phrases,
        release=release_id(edition),
        citation=citation(edition),
        covered=covered(edition),
        as_of=phrases.dated(edition.as_of.date()),
        notes=notes(edition),
        marks=marks(),
        files=FILES,
        web=_web,
        grids=grids(edition),
        trends=trend_groups(edition),
        answers=ANSWERS,
        trend_words=TrendWords,
        missing=missing,
        what_is_missing=what_is_missing,
        number=_number,
        revised=totals_revised(edition),
        breakdowns_revised=breakdowns_revised(edition),
        revisions=revisions,
        held_against=revisions.held_against(edition),
        json_ld=Markup(description),  # noqa: S704 - our own JSON with every "<" escaped
    )
    write_bytes(path, page.encode())


def findings(edition: Edition) -> list[Finding]:
    """The goal, the totals that most members stand behind, the members; quotations where no totals are."""
    chosen = [_goal_finding(f) for f in edition.figures if f.topic == "goal"]
    totals = [f for f in edition.figures if f.topic == "running_total" and phrases.has_number(f)]
    if not totals:
        latest = [f for f in edition.figures if f.topic == "output_round" and f.period == edition.round]
        totals = [f for f in latest if phrases.has_number(f)]
    totals.sort(key=lambda f: -(f.coverage_n or 0))
    chosen += [_finding(f) for f in totals[:3]]
    for topic in ("coverage", "membership"):
        latest = sorted((f for f in edition.figures if f.topic == topic), key=lambda f: f.period_end)
        chosen += [_finding(f) for f in latest[-1:] if f.value]
    if not totals:
        chosen += [_finding(f) for f in _quoted(edition)]
    return chosen[:_MOST_FINDINGS]


def _quoted(edition: Edition) -> list[Figure]:
    """Quotations worth a finding: what was done, by all members together before single ones, latest first."""
    together = {f.subject for f in edition.figures if f.topic in {"goal", "membership"}}
    done = [
        f
        for f in edition.figures
        if f.topic == "quotation" and f.value is not None and f.measure_class == "activity"
    ]
    done.sort(key=lambda f: (f.subject not in together, -f.period_end.toordinal(), f.id))
    by_indicator: dict[str, Figure] = {}
    for figure in done:
        by_indicator.setdefault(figure.indicator, figure)
    return list(by_indicator.values())


def _finding(figure: Figure) -> Finding:
    number = phrases.coverage(figure) if figure.topic == "coverage" else phrases.headline(figure)
    return Finding(number, figure.indicator_label, figure.wording, figure.id)


def _goal_finding(figure: Figure) -> Finding:
    number = phrases.amount(figure)
    if figure.value is not None:
        number = phrases.signed_change(figure)
    return Finding(number, verdict(figure), figure.wording, figure.id)


def _by_topic(edition: Edition) -> dict[str, list[tuple[Text, list[Figure]]]]:
    """Topic -> figures in groups of one indicator, in the order of the edition."""
    topics: dict[str, list[tuple[Text, list[Figure]]]] = {}
    for topic in sorted({f.topic for f in edition.figures}):
        figures = [f for f in edition.figures if f.topic == topic]
        order = {code: n for n, code in enumerate(dict.fromkeys(f.indicator for f in figures))}
        figures.sort(key=lambda f: order[f.indicator])
        topics[topic] = [
            (group[0].indicator_label, group)
            for group in (list(found) for _, found in groupby(figures, key=lambda f: f.indicator))
        ]
    return topics


def _inline(chart: DrawnChart, language: Language, folder: Path) -> Markup | None:
    """The body of the chart's SVG for the page, without the headline and source that the page says itself."""
    file = folder / "charts" / f"{chart.name}.{language}.svg"
    if not file.is_file():
        return None
    svg = file.read_text(encoding="utf-8")
    left, top, width, height = chart.body[language]
    opening = (
        f'<svg viewBox="{left} {top} {width} {height}" width="{width}" height="{height}" '
        'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'aria-hidden="true" focusable="false" class="chart">'
    )
    return Markup(re.sub(r"^.*?<svg[^>]*>", opening, svg, count=1, flags=re.DOTALL))  # noqa: S704 - our own


def _web(address: str) -> str:
    """The address when it is a web address; empty otherwise, so that no other scheme becomes a link."""
    return address if address.startswith(("https://", "http://")) else ""


def _number(value: Decimal | None) -> str:
    return "–" if value is None else phrases.grouped(value)
