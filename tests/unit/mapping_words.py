"""A desk at which small sheets are mapped."""

from datetime import UTC, datetime
from typing import Any


class MappingDesk:
    """Maps small sheets written as lines of `;`-separated cells through a layout written as YAML."""

    def __init__(self) -> None:
        text = """
parties:
  - {id: alpha, kind: company, name: {en: Alpha, zh: 甲}}
  - {id: shop, kind: platform, name: {en: Shop, zh: 店}}
relations:
  - {party: shop, relation: platform_of, of: alpha, start: 2010-01-01}
"""
        from pipeline.register import Register, RegisterFile
        from pipeline.strict_yaml import as_model, parse_text

        self.register = Register(as_model(parse_text(text, name="register"), RegisterFile, name="register"))

    def layout(self, text: str) -> Any:
        from pipeline.profiles import Layout
        from pipeline.strict_yaml import as_model, parse_text

        return as_model(parse_text(text, name="layout"), Layout, name="layout")

    def sheet(self, text: str, name: str = "Data", **options: Any) -> Any:
        from pipeline.readers.cells import Cell, Sheet

        lines = text.strip("\n").split("\n")
        return Sheet(name, [[Cell(cell) for cell in line.split(";")] for line in lines], **options)

    def map(self, given: Any, layout: str, round_: str = "2021-Q1", file_name: str = "alpha.csv") -> Any:
        """Map a text, a sheet, a list of sheets or a book."""
        from pipeline.mapping import Situation, map_book
        from pipeline.model import Submission
        from pipeline.readers.cells import Book

        if isinstance(given, str):
            given = [self.sheet(given, named=False)]
        book = given if isinstance(given, Book) else Book(given if isinstance(given, list) else [given])
        submission = Submission(
            id="s",
            reporter="alpha",
            round=round_,
            file_name=file_name,
            sha256="",
            size=1,
            received_at=datetime(2021, 4, 20, tzinfo=UTC),
        )
        return map_book(book, self.layout(layout), Situation(submission, self.register))

    def found(self, *given: Any, **options: Any) -> dict[str, tuple[str, ...]]:
        """Codes of the findings with their places."""
        return {finding.code: finding.places for finding in self.map(*given, **options).findings}
