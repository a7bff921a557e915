"""Faults around a file: who sends it, how it is to be read, and public statements that misquote.

Planted once, on a reporter that has sent nothing before.
"""

from __future__ import annotations

import io
import zipfile
from random import Random

from findings_planting import Answer, fault
from findings_tables import Layout, Table


def _sent(told: str, code: str, **sent: object) -> None:
    @fault(told)
    def plant(layout: Layout, table: Table, _: Random) -> Answer:
        if not layout.fresh:
            return None
        table.sent.update(sent)
        return code, []


_sent("a reporter whom nobody registered", "unknown-reporter", reporter="stranger")
_sent("a reporter without a profile", "profile-missing", reporter="other")
_sent("a profile that nobody confirmed", "profile-unconfirmed", reporter="drafted")
_sent("two layouts that both fit", "layout-ambiguous", reporter="doubled")
_sent("a statement sent by a member", "statement-not-allowed", file_name="statement.yaml")
_sent("a file that is gone", "file-missing", gone=True)


@fault("an archive with a password")
def locked(layout: Layout, table: Table, _: Random) -> Answer:
    if not layout.fresh:
        return None
    table.sent["file_name"] = "figures-2021-Q1.zip"
    table.rewrite = _locked
    return "file-encrypted", []


def _locked(content: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(zipfile.ZipInfo("figures-2021-Q1.csv"), content)
    given = bytearray(written.getvalue())
    given[given.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(given)


QUOTED = {
    "quote": '"the company removed approximately 263,000 pieces of information"',
    "attributed_to": "Other",
    "subject": "other",
    "indicator": "items_removed",
    "printed": '"approximately 263,000"',
    "value": "263000",
    "qualifier": "approximately",
    "period": "{start: 2021-01-01, end: 2021-03-31}",
}


def _stated(told: str, code: str, head: str = "", **changes: str) -> None:
    @fault(told)
    def plant(layout: Layout, table: Table, _: Random) -> Answer:
        if not layout.fresh:
            return None
        fields = ", ".join(f"{name}: {text}" for name, text in {**QUOTED, **changes}.items())
        source = (
            "source: {title: A title, publisher: A paper, url: https://example.org/a, date: 2021-04-10}\n"
        )
        text = f"{source}{head}statements:\n- {{{fields}}}\n" if head != "broken" else "- just a list"
        table.rewrite = lambda _: text.encode()
        table.sent.update(reporter="office", file_name="statement.yaml")
        return code, ["/statements/0"] if head == "" else []


_stated("a statement with another value than it quotes", "value-disagrees", value="236000")
_stated("a statement without the hedge that it quotes", "qualifier-disagrees", qualifier="exact")
_stated("a statement cut short", "printed-cut-short", printed='"263"', value="263")
_stated("a statement of words that it does not quote", "printed-not-in-quote", printed='"about 263,000"')
_stated("a statement of words without a number", "printed-unreadable", printed='"pieces of"')
_stated("a statement with a field that nobody knows", "statement-invalid", qualifer="over")
_stated("a file of statements of another shape", "statements-unreadable", head="broken")
