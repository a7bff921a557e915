"""What a chart is before it is drawn, and the texts that every chart shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.figures import Edition, Figure
from pipeline.model import Text
from reports.drawing.canvas import Canvas, Caption
from reports.language import Language, say
from reports.phrases import dated

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One chart in both languages: its texts and how its body is filled."""

    name: str
    title: Text
    """The message, as a headline."""
    subtitle: Text
    """Measure, unit, area and period."""
    source: Text
    alt: Text
    """What a reader who cannot see the chart has to know: the same message with its numbers."""
    warning: Text
    height: int
    fill: Callable[[Canvas], None]

    def canvas(self, language: Language) -> Canvas:
        """The canvas with everything on it."""
        caption = Caption(
            title=say(self.title, language),
            subtitle=say(self.subtitle, language),
            source=say(self.source, language),
            warning=say(self.warning, language),
        )
        canvas = Canvas(language=language, caption=caption, height=self.height)
        self.fill(canvas)
        return canvas

    def figure(self, language: Language) -> go.Figure:
        """The chart in one language."""
        return self.canvas(language).figure()


def release_name(edition: Edition) -> Text:
    """`2021-Q2@1`, or that it is a draft."""
    if edition.version is None:
        return Text(f"{edition.round}, draft", f"{edition.round}，草稿")
    return Text(f"{edition.round}@{edition.version}", f"{edition.round}@{edition.version}")


def warning(edition: Edition) -> Text:
    """What must not be overlooked: invented figures, a draft; empty for a sealed real release."""
    marks = []
    if edition.invented:
        marks.append(Text("Invented figures for an exercise", "演练用虚构数据"))
    if edition.version is None:
        marks.append(Text("Draft, not sealed", "草稿，尚未定稿"))
    return Text(" · ".join(m.en for m in marks), " · ".join(m.zh for m in marks))


def light_bars(shown: Sequence[Figure]) -> Text:
    """What a light bar means, opened by a space; empty where every figure that is shown has a value."""
    bounded = [figure for figure in shown if figure.value is None]
    if not bounded:
        return Text("", "")
    if any(figure.status != "suppressed" for figure in bounded):
        return Text(" Light bar: only the bounds are shown.", "浅色条：只公布上下界。")
    return Text(
        " Light bar: only the bounds are shown, to protect a member's own value.",
        "浅色条：为保护单个成员的数据，只公布上下界。",
    )


def source_line(edition: Edition, what: Text) -> Text:
    """Source, release and as-of date."""
    known = dated(edition.as_of.date())
    release = release_name(edition)
    return Text(
        f"Source: {what.en}. {edition.publisher.en}, release {release.en}. As known on {known.en}.",
        f"来源：{what.zh}。{edition.publisher.zh}，发布版本 {release.zh}。截至{known.zh}所掌握的情况。",
    )
