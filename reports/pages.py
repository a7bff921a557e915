"""Pages from the templates of this package: Jinja2, everything escaped, an unknown name is an error."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render_page(template: str, /, **names: object) -> str:
    """A finished page. Markup that is not text has to arrive as `markupsafe.Markup`."""
    return _environment().get_template(template).render(**names)
