"""How the pages of `quality.round_results` look: the library's contents in templates of ours.

The library's own view loads a dozen styles and scripts from other people's servers, and its logo tells the
maker of every look at a page. These pages hold members' own values, so they are whole in themselves: one
style within, no script, and a policy that forbids the browser to fetch anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files
from typing import TypedDict

from great_expectations.render.components import RenderedDocumentContent
from great_expectations.render.view.view import (
    DefaultJinjaIndexPageView,
    DefaultJinjaPageView,
    DefaultJinjaView,
)
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, pass_context
from jinja2.runtime import Context

TEMPLATES = str(files("quality") / "pages" / "templates")


class _OwnTemplates(DefaultJinjaView):
    """Templates of ours before the library's, and what a cell held shown as text.

    The library puts values of cells into its pages as they are: a cell could write its own page.
    """

    env: Environment

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings)
        own = FileSystemLoader(TEMPLATES)
        self.env.loader = ChoiceLoader([own, *([self.env.loader] if self.env.loader else [])])

    @pass_context
    def render_content_block(
        self, context: Context, content_block: object, *given: object, **named: object
    ) -> object:
        """A part of a page as HTML."""
        if isinstance(content_block, str):
            return escape(content_block)
        if isinstance(content_block, list):
            content_block = [escape(part) if isinstance(part, str) else part for part in content_block]
        return super().render_content_block(context, content_block, *given, **named)


class ResultView(_OwnTemplates, DefaultJinjaPageView):
    """Page of one result, or of the suite."""


class Run(TypedDict):
    """One line of the index."""

    link: str
    at: str
    round: str
    passed: bool


class IndexView(_OwnTemplates, DefaultJinjaIndexPageView):
    """The list of all results, latest first."""

    def render(self, document: RenderedDocumentContent, template: str | None = None, **given: object) -> str:
        """The page; `runs` are the lines of the library's own table, which only a script could show."""
        runs = list(_runs(document.to_json_dict()))
        return str(super().render(document, template, runs=runs, **given))  # type: ignore[no-untyped-call]


def _runs(part: object) -> Iterator[Run]:
    if isinstance(part, dict) and {"_table_row_link_path", "run_time"} <= part.keys():
        yield Run(
            link=part["_table_row_link_path"],
            at=part["run_time"].removesuffix(" UTC"),
            round=part["run_name"],
            passed=part["_validation_success_text"] == "Success",
        )
    elif isinstance(part, dict | list):
        for within in part.values() if isinstance(part, dict) else part:
            yield from _runs(within)
