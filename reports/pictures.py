"""What is left of the charts once they are drawn: texts and files, small enough to hand from step to step."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Text
from reports.language import Language


@dataclass(frozen=True, slots=True)
class DrawnChart:
    """One chart of the edition; its files are `charts/NAME.LANGUAGE.{html,svg,png}`."""

    name: str
    title: Text
    subtitle: Text
    source: Text
    alt: Text
    body: dict[Language, tuple[int, int, int, int]]
    """SVG view box of the drawing without headline and foot."""


@dataclass(frozen=True, slots=True)
class Charts:
    """All charts of an edition, what was left out and why, and which images are missing."""

    drawn: tuple[DrawnChart, ...]
    left_out: tuple[Text, ...]
    """One sentence for each chart that the edition has no figures for."""
    missing: tuple[str, ...] = ()
    """Plain sentences: which images could not be made and how to get them."""
