"""OpenDocument sheets written as XML: cells, rows, tables, number styles, and the package around them."""

import io
import zipfile

import pytest

from pipeline.model import RefusalError
from pipeline.readers.opendocument import read_opendocument

SPACES = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{rest}:1.0"
    for name, rest in [
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
        ("number", "datastyle"),
    ]
}  # fmt: skip
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
DECLARED = " ".join(f'xmlns:{name}="{uri}"' for name, uri in SPACES.items()) + f' xmlns:calcext="{CALC}"'
MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def document(tables, styles="", *, named="", more=None):
    content = (
        f"<office:document-content {DECLARED}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content,
        "styles.xml": f"<office:document-styles {DECLARED}><office:styles>{named}</office:styles>"
        "</office:document-styles>",
        "META-INF/manifest.xml": MANIFEST,
        "Configurations2/accelerator/current.xml": "",
        **(more or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return stream.getvalue()


def table(rows, columns="", name="Data", style=""):
    return f'<table:table table:name="{name}" table:style-name="{style}">{columns}{rows}</table:table>'


def row(*cells, **attributes):
    written = "".join(f' table:{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f"<table:table-row{written}>{''.join(cells)}</table:table-row>"


def cell(kind="", value="", shown="", style="", more=""):
    where = {"float": "value", "percentage": "value", "currency": "value"}.get(kind, f"{kind}-value")
    typed = f' office:value-type="{kind}"' if kind else ""
    stored = f' office:{where}="{value}"' if value else ""
    styled = f' table:style-name="{style}"' if style else ""
    paragraphs = f"<text:p>{shown}</text:p>" if shown else ""
    return f"<table:table-cell{typed}{stored}{styled} {more}>{paragraphs}</table:table-cell>"


def blank(count=1):
    return f'<table:table-cell table:number-columns-repeated="{count}"/>'


def cell_style(name, number_style, parent="Default"):
    return (
        f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="{parent}" '
        f'style:data-style-name="{number_style}"/>'
    )


def digits(attributes):
    return f'<number:number number:min-integer-digits="1" {attributes}/>'


def number_style(inside, name="N", kind="number"):
    return f'<number:{kind}-style style:name="{name}">{inside}</number:{kind}-style>'


def refused(content):
    with pytest.raises(RefusalError) as caught:
        read_opendocument(content)
    (finding,) = caught.value.findings
    return finding


def texts(sheet):
    return [[cell.text for cell in row] for row in sheet.rows]
