"""Which number format a cell of an OpenDocument file has, and whether its sheet is shown.

A cell names a style, which names a number style or a parent style that does. Automatic styles stand in the
content, named ones in `styles.xml`; the automatic one counts where both have a name.
"""

from __future__ import annotations

from lxml import etree

from pipeline.readers.excel_cells import GENERAL
from pipeline.readers.opendocument_formats import STYLE, codes_of
from pipeline.readers.rich_text import Run

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DEFAULT = "Default"
_MOST_PARENTS = 20
_SHIFTS = {"super": 1, "sub": -1}
_PLAIN = Run("")


def _sign_of(percentage: str) -> int:
    """Whether a shift such as "33%" or "-33%" raises, lowers or does nothing."""
    digits = percentage.removesuffix("%")
    if not digits.strip("-0."):
        return 0
    return -1 if digits.startswith("-") else 1


class Styles:
    """The styles of a document, added in the order of their weight."""

    def __init__(self) -> None:
        self._number_style: dict[str, str] = {}
        self._parent: dict[str, str] = {}
        self._run_styles: dict[str, Run] = {}
        self._hidden_tables: set[str] = set()
        self._codes: dict[str, str] = {}
        self._of_cells: dict[str, str] = {}

    def add_all(self, document: etree._Element) -> None:
        """Add the named styles of `styles.xml`; its automatic ones belong to headers and footers."""
        for styles in document.iterfind(f"{OFFICE}styles"):
            self.add(styles)

    def add(self, styles: etree._Element) -> None:
        """Add styles, over those of the same name."""
        self._codes.update(codes_of(styles))
        self._of_cells.clear()
        for element in styles:
            match (element.tag, element.get(f"{STYLE}family")):
                case (tag, "table-cell") if tag == f"{STYLE}style":
                    self._add_cell_style(element, element.get(f"{STYLE}name", ""))
                case (tag, "table-cell") if tag == f"{STYLE}default-style":
                    self._add_cell_style(element, "")
                case (tag, "text") if tag == f"{STYLE}style":
                    self._add_run_style(element, element.get(f"{STYLE}name", ""))
                case (_, "table"):
                    properties = element.find(f"{STYLE}table-properties")
                    if properties is not None and properties.get(f"{_TABLE}display") == "false":
                        self._hidden_tables.add(element.get(f"{STYLE}name", ""))

    def _add_cell_style(self, element: etree._Element, name: str) -> None:
        number_style, parent = (
            element.get(f"{STYLE}{of}") for of in ("data-style-name", "parent-style-name")
        )
        if number_style is not None:
            self._number_style[name] = number_style
        if parent is not None:
            self._parent[name] = parent

    def _add_run_style(self, element: etree._Element, name: str) -> None:
        written = element.find(f"{STYLE}text-properties")
        if written is not None:
            position = written.get(f"{STYLE}text-position", "").split(" ")[0]
            shift = _SHIFTS.get(position, 0) or _sign_of(position)
            line = written.get(f"{STYLE}text-line-through-style", "none")
            self._run_styles[name] = Run("", shift, line != "none")

    def run(self, style: str, text: str) -> Run:
        """A piece of text in the style of its span."""
        return self._run_styles.get(style, _PLAIN)._replace(text=text)

    @property
    def has_marked_runs(self) -> bool:
        """Whether any style raises, lowers or strikes text."""
        return any(run != _PLAIN for run in self._run_styles.values())

    def is_displayed(self, table_style: str) -> bool:
        """Whether sheets of this style are visible."""
        return table_style not in self._hidden_tables

    def code(self, cell_style: str) -> str:
        """Excel format code of cells of this style; "General" where nothing is said."""
        code = self._of_cells.get(cell_style)
        if code is None:
            code = self._of_cells[cell_style] = self._found(cell_style or _DEFAULT)
        return code

    def _found(self, style: str) -> str:
        for _ in range(_MOST_PARENTS):
            if style in self._number_style:
                break
            style = self._parent.get(style, "")
        return self._codes.get(self._number_style.get(style, ""), GENERAL)
