"""Workbooks with the same bytes each time: fixed dates, stored members."""

from __future__ import annotations

import io
import re
import zipfile

from openpyxl import Workbook

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_CORE_DATE = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def workbook_bytes(workbook: Workbook) -> bytes:
    """The XLSX file. Members are stored, not compressed, so that no version of zlib shows."""
    written = io.BytesIO()
    workbook.save(written)
    fixed = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _CORE_DATE.sub(rb"\g<1>2018-01-01T00:00:00Z", content)
            target.writestr(zipfile.ZipInfo(name, date_time=_ZIP_DATE), content)
    return fixed.getvalue()
