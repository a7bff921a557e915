"""A sheet on which a chart is laid out in pixels: headline, panels, source.

Every picture can travel alone: it carries its message as headline, then measure, unit, area and period, and
at its foot the source, the as-of date and, where it applies, that it is a draft or invented. The page that
embeds a picture says the same in its own text and shows the body only (`Canvas.body_box`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from html import escape
from typing import Any

import plotly.graph_objects as go
from plotly.basedatatypes import BaseTraceType

from reports.drawing.palette import FONT, INK, MUTED, ORANGE, PAPER, RULE, WARNING
from reports.language import Language, lines

WIDTH = 860
MARGIN = 28
BODY_WIDTH = WIDTH - 2 * MARGIN
_TITLE_COLUMNS, _SUBTITLE_COLUMNS, _FOOT_COLUMNS = 76, 120, 134

Place = float | str
"""Where something stands on an axis: a number, or a date in ISO 8601."""


@dataclass(frozen=True, slots=True)
class Caption:
    """Texts around a chart in one language."""

    title: str
    subtitle: str
    source: str
    warning: str = ""
    """`Invented figures for an exercise`, `Draft`: stands above the headline."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Names of the axes of one panel, as a trace wants them."""

    x: str
    y: str

    @property
    def axes(self) -> dict[str, str]:
        """Keyword arguments that put a trace on this panel."""
        return {"xaxis": self.x, "yaxis": self.y}


def position(number: Decimal) -> float:
    """Where a number stands on an axis. Only positions are floats; labels come from the decimal."""
    return float(number)


def axis_top(largest: float, headroom: float = 1.22) -> float:
    """End of an axis that starts at zero and leaves room for a label above the largest value."""
    return largest * headroom if largest > 0 else 1.0


@dataclass
class Canvas:
    """A chart under construction in one language; positions are pixels from the body's top left corner."""

    language: Language
    caption: Caption
    height: int
    """Height of the body, in pixels."""
    _traces: list[BaseTraceType] = field(default_factory=list)
    _layout: dict[str, Any] = field(default_factory=dict)
    _texts: list[dict[str, Any]] = field(default_factory=list)
    _shapes: list[dict[str, Any]] = field(default_factory=list)
    _panels: int = 0

    def panel(
        self,
        *,
        left: float,
        top: float,
        width: float,
        height: float,
        x: dict[str, Any] | None = None,
        y: dict[str, Any] | None = None,
    ) -> Panel:
        """A rectangle with its own axes; `x` and `y` override the plain axis style."""
        self._panels += 1
        number = "" if self._panels == 1 else str(self._panels)
        plain = {
            "showgrid": False,
            "zeroline": False,
            "showline": False,
            "ticks": "",
            "fixedrange": True,
            "tickfont": {"size": 12, "color": MUTED},
        }
        across = [left / BODY_WIDTH, (left + width) / BODY_WIDTH]
        down = [1 - (top + height) / self.height, 1 - top / self.height]
        self._layout[f"xaxis{number}"] = plain | {"domain": across, "anchor": f"y{number}"} | (x or {})
        self._layout[f"yaxis{number}"] = plain | {"domain": down, "anchor": f"x{number}"} | (y or {})
        return Panel(f"x{number}", f"y{number}")

    def add(self, trace: BaseTraceType) -> None:
        """Put a trace on the canvas. Its name in the drawing is its number: left alone, Plotly draws lots."""
        trace.uid = str(len(self._traces) + 1)
        self._traces.append(trace)

    def text(
        self,
        text: str,
        left: float,
        top: float,
        *,
        size: int = 13,
        colour: str = INK,
        bold: bool = False,
        anchor: str = "left",
        vertical: str = "top",
    ) -> None:
        """A text at a place of the body; what it says is escaped."""
        font = {"size": size, "color": colour}
        self._write(_bold(escape(text, quote=False), bold), (left, top), font, anchor, vertical)

    def _write(
        self, markup: str, place: tuple[float, float], font: dict[str, Any], anchor: str, vertical: str
    ) -> None:
        self._texts.append(
            {
                "text": markup,
                "xref": "paper",
                "yref": "paper",
                "x": place[0] / BODY_WIDTH,
                "y": 1 - place[1] / self.height,
                "xanchor": anchor,
                "yanchor": vertical,
                "showarrow": False,
                "align": anchor,
                "borderpad": 0,
                "font": font,
            }
        )

    def mark(
        self,
        panel: Panel,
        text: str,
        x: Place,
        y: Place,
        *,
        size: int = 12,
        colour: str = INK,
        bold: bool = False,
        **shift: float | str,
    ) -> None:
        """A text at a place of a panel's axes, moved by `shift`; what it says is escaped."""
        font = {"size": size, "color": colour}
        markup = _bold(escape(text, quote=False), bold)
        self._texts.append(
            {
                "text": markup,
                "xref": panel.x,
                "yref": panel.y,
                "x": x,
                "y": y,
                "showarrow": False,
                "font": font,
            }
            | shift
        )

    def rule(
        self,
        panel: Panel,
        *,
        x: tuple[Place, Place],
        y: tuple[Place, Place],
        layer: str = "below",
        **line: float | str,
    ) -> None:
        """A straight line between two places of a panel's axes, below or above the marks."""
        self._shapes.append(
            {"type": "line", "xref": panel.x, "yref": panel.y, "x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1]}
            | {"line": {"color": RULE, "width": 1} | line, "layer": layer}
        )

    def field(self, panel: Panel, *, x: tuple[Place, Place], y: tuple[Place, Place], colour: str) -> None:
        """A filled rectangle behind the marks of a panel."""
        self._shapes.append(
            {"type": "rect", "xref": panel.x, "yref": panel.y, "x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1]}
            | {"line": {"width": 0}, "fillcolor": colour, "layer": "below"}
        )

    @property
    def _header(self) -> list[tuple[str, int, str, bool, int]]:
        """Lines above the body: text, size, colour, bold, height."""
        warning = [(self.caption.warning, 13, WARNING, True, 22)] if self.caption.warning else []
        title = [(line, 21, INK, True, 28) for line in lines(self.caption.title, _TITLE_COLUMNS)]
        subtitle = [(line, 13, MUTED, False, 19) for line in lines(self.caption.subtitle, _SUBTITLE_COLUMNS)]
        return [*warning, *title, *subtitle]

    @property
    def _foot(self) -> list[str]:
        return lines(self.caption.source, _FOOT_COLUMNS)

    @property
    def _head_height(self) -> int:
        return MARGIN + sum(line[4] for line in self._header) + 22

    @property
    def _foot_height(self) -> int:
        return 18 + 16 * len(self._foot) + 18

    @property
    def full_height(self) -> int:
        """Height of the whole picture, in pixels."""
        return self._head_height + self.height + self._foot_height

    @property
    def body_box(self) -> tuple[int, int, int, int]:
        """SVG view box of the picture without headline and foot: left, top, width, height."""
        return MARGIN - 8, self._head_height - 8, BODY_WIDTH + 16, self.height + 16

    def figure(self) -> go.Figure:
        """The finished chart."""
        top = -(self._head_height - MARGIN)
        for text, size, colour, bold, height in self._header:
            self.text(text, 0, top, size=size, colour=colour, bold=bold)
            top += height
        for number, line in enumerate(self._foot):
            self.text(line, 0, self.height + 18 + 16 * number, size=11, colour=MUTED)
        return go.Figure(data=self._traces, layout=self._page())

    def _page(self) -> dict[str, Any]:
        margin = {"l": MARGIN, "r": MARGIN, "t": self._head_height, "b": self._foot_height, "pad": 0}
        return self._layout | {
            "width": WIDTH,
            "height": self.full_height,
            "margin": margin | {"autoexpand": False},
            "paper_bgcolor": PAPER,
            "plot_bgcolor": PAPER,
            "font": {"family": FONT, "size": 13, "color": INK},
            "showlegend": False,
            "barmode": "stack",
            "bargap": 0.35,
            "dragmode": False,
            "hovermode": "closest",
            "hoverlabel": {"bgcolor": PAPER, "bordercolor": ORANGE, "font": {"color": INK, "family": FONT}},
            "annotations": self._texts,
            "shapes": self._shapes,
        }


def _bold(markup: str, bold: bool) -> str:
    return f"<b>{markup}</b>" if bold else markup
