"""What the sheets of a workbook share: their order, the table of texts, the cell styles, the calendar."""

from __future__ import annotations

import io
from dataclasses import dataclass

from lxml import etree

from pipeline.readers import excel_cells as made
from pipeline.readers.number_formats import format_code
from pipeline.readers.package import Package, resolved, whole_number
from pipeline.readers.refusals import CELLS, damaged, hostile
from pipeline.readers.sheet_xml import attributes_of, string_text


@dataclass(frozen=True, slots=True)
class Tab:
    """One worksheet: its name, whether it is visible, and the part that holds it."""

    name: str
    state: str
    part: str


@dataclass(frozen=True, slots=True)
class Workbook:
    """What the sheets share."""

    tabs: list[Tab]
    since_1904: bool
    strings: list[str]
    codes: list[str]
    """Number format code of every cell style."""

    def maker(self, written: str, *, hidden: bool) -> made.CellMaker:
        """The maker for cells with these attributes. Raises ValueError for an unknown type or style."""
        attributes = attributes_of(written, "")
        code = self._code(attributes.get("s", "0"))
        match attributes.get("t", "n"):
            case "n":
                return made.maker_of_numbers(code, hidden=hidden, since_1904=self.since_1904)
            case "s":
                return made.SharedTextMaker(self.strings, code, hidden=hidden)
            case "b":
                return made.BooleanMaker(code, hidden=hidden)
            case "d":
                return made.IsoDateMaker(code, hidden=hidden)
            case "str" | "inlineStr" | "e":
                return made.CellMaker(code, hidden=hidden)
            case other:
                raise ValueError(f"unknown cell type {other!r}")

    def _code(self, style: str) -> str:
        if not self.codes and style == "0":
            return made.GENERAL
        if not style.isdecimal() or int(style) >= len(self.codes):
            raise ValueError(f"no style {style!r}")
        return self.codes[int(style)]


def open_workbook(package: Package) -> Workbook:
    """Read everything but the sheets. Raises RefusalError (`file-damaged`, `file-hostile`)."""
    part = target_of(package, "_rels/.rels", "", "/officeDocument") or "xl/workbook.xml"
    tree = package.tree(part)
    folder, _, name = part.rpartition("/")
    relations_part = f"{folder}/_rels/{name}.rels".lstrip("/")
    relations = relations_of(package, relations_part, part)
    properties = tree.find("{*}workbookPr")
    strings = target_of(package, relations_part, part, "/sharedStrings")
    styles = target_of(package, relations_part, part, "/styles")
    return Workbook(
        tabs=_tabs(tree, relations, part),
        since_1904=properties is not None and properties.get("date1904") in ("1", "true"),
        strings=_strings(package.xml(strings), strings) if strings else [],
        codes=_codes(package.tree(styles), styles) if styles else [],
    )


def relations_of(package: Package, rels: str, base: str) -> dict[str, tuple[str, str]]:
    """Relationship id -> (type, part), those that point outside the file left out.

    Raises RefusalError.
    """
    return {
        element.get("Id", ""): (element.get("Type", ""), resolved(element.get("Target", ""), base))
        for element in package.tree(rels).iterfind("{*}Relationship")
        if element.get("TargetMode") != "External"
    }


def target_of(package: Package, rels: str, base: str, kind: str) -> str | None:
    """The part that a relationship of this kind names; None without one. Raises RefusalError."""
    if rels not in package:
        return None
    found = (part for type_, part in relations_of(package, rels, base).values() if type_.endswith(kind))
    return next(found, None)


def _tabs(workbook: etree._Element, relations: dict[str, tuple[str, str]], part: str) -> list[Tab]:
    """The worksheets in order; chart and dialogue sheets hold no cells."""
    tabs = []
    for element in workbook.iterfind("{*}sheets/{*}sheet"):
        key = next((value for name, value in element.attrib.items() if str(name).endswith("}id")), "")
        type_, target = relations.get(str(key), ("", ""))
        if not type_:
            raise damaged("missing-part", part=part, value=element.get("name", ""))
        if type_.endswith("/worksheet"):
            tabs.append(Tab(element.get("name", ""), element.get("state", "visible"), target))
    return tabs


def _strings(xml: bytes, part: str) -> list[str]:
    strings: list[str] = []
    items = etree.iterparse(
        io.BytesIO(xml), tag="{*}si", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        for _, item in items:
            strings.append(string_text(item))
            item.clear()
            if len(strings) > CELLS:
                raise hostile("cells", part=part, limit=CELLS, found=f"more than {CELLS}")
    except etree.XMLSyntaxError as error:
        raise damaged("xml", part=part) from error
    return strings


def _codes(styles: etree._Element, part: str) -> list[str]:
    """Number format code of every cell style; equal codes are one string."""
    custom = {
        whole_number(element, "numFmtId", part): element.get("formatCode", "")
        for element in styles.iterfind("{*}numFmts/{*}numFmt")
    }
    return [
        format_code(whole_number(element, "numFmtId", part), custom)
        for element in styles.iterfind("{*}cellXfs/{*}xf")
    ]
