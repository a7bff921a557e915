"""Proposals as a statements file: the form that people write by hand, with an empty line for who confirms it.

What can stand as it is goes under `statements`; goals, plans, self-descriptions, repeats and what no
indicator covers go under `explained` with the reason. Every entry keeps under `proposal` what the program
thought. A statement that the reader of statements would refuse is never written as one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from pipeline.labels import fold
from pipeline.model import Precision, Qualifier
from pipeline.proposing.proposals import Proposal
from pipeline.proposing.texts import Page
from pipeline.proposing.timing import Covered
from pipeline.readers.statement_entries import Statement
from pipeline.readers.statement_figures import figure_of
from pipeline.strict_yaml import EditedFileError, as_model
from pipeline.values.printed import plain

HEAD = """\
# Proposed by `coalition propose`: nothing here counts until a person has confirmed it.
# Hold every entry against {text} (quote_at and printed_at are offsets in it), mend or strike out what is
# wrong, then fill in confirmed: by (a name) and on (a day, 2021-06-30).
"""


def as_yaml(
    proposals: Sequence[Proposal],
    page: Page,
    *,
    file_name: str,
    text_name: str,
    publisher: str = "",
    published: date | None = None,
) -> str:
    """The statements file. `text_name` is the file that holds `page.text`."""
    day = published or page.published
    statements, explained = _sorted(proposals, publisher)
    source: dict[str, Any] = {"title": page.title or file_name, "publisher": publisher, "url": page.url}
    if day is not None:
        source["date"] = day.isoformat()
    document: dict[str, Any] = {
        "source": source,
        "proposed": {
            "of": file_name,
            "text": text_name,
            "text_sha256": hashlib.sha256(page.text.encode()).hexdigest(),
            "published": day.isoformat() if day else "",
        },
        "confirmed": {"by": "", "on": ""},
        "statements": statements,
        "explained": explained,
    }
    body = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)
    open_line = "confirmed:\n  by: ''\n  'on': ''\n"
    return HEAD.format(text=text_name) + body.replace(open_line, "confirmed:\n  by:\n  on:\n", 1)


def _sorted(
    proposals: Sequence[Proposal], publisher: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Entries of both sections."""
    statements: list[dict[str, Any]] = []
    explained: list[dict[str, Any]] = []
    where: list[str] = []
    for proposal in proposals:
        why = _why_no_statement(proposal, where)
        problem = "" if why else _problem(proposal, publisher)
        if why or problem:
            where.append(f"/explained/{len(explained)}")
            reason = why or f"cannot stand as a statement: {problem}"
            explained.append({"quote": proposal.quote, "reason": reason, "proposal": _note(proposal, where)})
        else:
            where.append(f"/statements/{len(statements)}")
            statements.append({**_statement(proposal, publisher), "proposal": _note(proposal, where)})
    return statements, explained


def _why_no_statement(proposal: Proposal, where: Sequence[str]) -> str:
    if proposal.outside:
        return proposal.outside
    return f"repeats {where[proposal.repeats]}" if proposal.repeats is not None else ""


def _problem(proposal: Proposal, publisher: str) -> str:
    """Finding codes with which the reader of statements would refuse the entry; empty when it would not."""
    codes: list[str] = []

    def complain(code: str, value: str = "", **params: str) -> None:
        codes.append(code)

    try:
        entry = as_model(_statement(proposal, publisher), Statement, name="entry")
    except EditedFileError as error:
        return str(error)
    figure_of(entry, complain)
    return ", ".join(codes)


def _statement(proposal: Proposal, publisher: str) -> dict[str, Any]:
    """The entry as a person would write it; every scalar is text."""
    entry: dict[str, Any] = {
        "quote": proposal.quote,
        "attributed_to": publisher,
        "subject": proposal.subject,
        "indicator": proposal.indicator,
        "printed": proposal.printed,
    }
    if proposal.direction:
        entry["direction"] = proposal.direction
    if proposal.value is not None and proposal.qualifier is not Qualifier.RANGE:
        entry["value"] = plain(proposal.value)
    entry["qualifier"] = proposal.qualifier.value
    entry["period"] = _period(proposal.covered)
    if proposal.covered.reference and proposal.direction:
        entry["reference_period"] = proposal.covered.reference
    return entry


def _period(covered: Covered) -> dict[str, str]:
    days = (("start", covered.start, covered.start_precision), ("end", covered.end, covered.end_precision))
    written: dict[str, str] = {}
    for name, day, precision in days:
        if day is not None:
            written[name] = day.isoformat()
            if precision is not Precision.DAY:
                written[f"{name}_precision"] = precision.value
    return written


def _note(proposal: Proposal, where: Sequence[str]) -> dict[str, Any]:
    """What the proposer thought; for explained entries this holds the figure."""
    covered, bounds = proposal.covered, proposal.bounds
    note = {
        "confidence": str(proposal.confidence),
        "reason": proposal.reason,
        "unit": proposal.unit,
        "unit_words": proposal.unit_words,
        "printed": fold(proposal.printed),
        "value": _number(proposal.value),
        "qualifier": proposal.qualifier.value,
        "low": _number(bounds.low),
        "high": _number(bounds.high),
        "period": f"{covered.start or '..'}/{covered.end or '..'}",
        "indicator": proposal.indicator,
        "subject": proposal.subject,
        "outside": "true" if proposal.outside else "",
        "quote_at": "{}-{}".format(*proposal.quote_at),
        "printed_at": "{}-{}".format(*proposal.printed_at),
        "repeats": where[proposal.repeats] if proposal.repeats is not None else "",
        "also_in": proposal.also_in,
    }
    return {key: value for key, value in note.items() if value != ""}


def _number(value: Decimal | None) -> str:
    return "" if value is None else plain(value)
