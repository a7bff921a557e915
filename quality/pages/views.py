"""How the pages of `quality.round_results` look: the library's contents in templates of ours.

The library's own view loads a dozen styles and scripts from other people's servers, and its logo tells the
maker of every look at a page. These pages hold members' own values, so they are whole in themselves: one
style within, no script, and a policy that forbids the browser to fetch anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files
from typing import Any

from great_expectations.render.view import DefaultJinjaIndexPageView, DefaultJinjaPageView
from jinja2 import ChoiceLoader, FileSystemLoader, pass_context
from jinja2.runtime import Context

TEMPLATES = str(files("quality") / "pages" / "templates")


class _OwnTemplates:
    """Templates of ours before the library's, and what a cell held shown as text.

    The library puts values of cells into its pages as they are: a cell could write its own page.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.env.loader = ChoiceLoader([FileSystemLoader(TEMPLATES), self.env.loader])  # type: ignore[has-type]

    @pass_context
    def render_content_block(self, context: Context, content_block: Any, *given: Any, **named: Any) -> Any:
        """A part of a page as HTML."""
        if isinstance(content_block, str):
            return escape(content_block)
        if isinstance(content_block, list):
            content_block = [escape(part) if isinstance(part, str) else part for part in content_block]
        return super().render_content_block(context, content_block, *given, **named)  # type: ignore[misc]


class ResultView(_OwnTemplates, DefaultJinjaPageView):  # type: ignore[misc]
    """Page of one result, or of the suite."""


class IndexView(_OwnTemplates, DefaultJinjaIndexPageView):  # type: ignore[misc]
    """The list of all results, latest first."""

    def render(self, document: Any, template: str | None = None, **given: Any) -> str:
        """The page; `runs` are the lines of the library's own table, which only a script could show."""
        runs = [
            {
                "link": line["_table_row_link_path"],
                "at": line["run_time"].removesuffix(" UTC"),
                "round": line["run_name"],
                "passed": line["_validation_success_text"] == "Success",
            }
            for line in _lines(document.to_json_dict())
        ]
        return str(super().render(document, template, runs=runs, **given))


def _lines(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict) and {"_table_row_link_path", "run_time"} <= part.keys():
        yield part
    elif isinstance(part, dict | list):
        for within in part.values() if isinstance(part, dict) else part:
            yield from _lines(within)
