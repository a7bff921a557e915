"""Saving a workbook so that the same contents give the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def settled(book: Workbook, moment: datetime) -> bytes:
    """The saved workbook, saved at `moment`: openpyxl would stamp the zip and `modified` with now."""
    saved, written = io.BytesIO(), io.BytesIO()
    book.save(saved)
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp.encode(), content)
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return written.getvalue()
