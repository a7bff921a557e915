"""Nine good files of different layouts, altered in fifty ways: no alteration changes a value in silence.

An alteration either leaves the observations as they are, or a finding tells of it. And what is accepted (not
held by an error, the file not refused) is never another value than the good file's. The one exception is
named: two headers, or the numbers of two rows, that changed places pass every check inside a file; they can
only be seen against what was accepted before.
"""

from __future__ import annotations

import copy
from datetime import UTC, datetime

import pytest
from file_alterations import ALTERATIONS
from file_in_pages import write
from nine_good_files import FILES

from pipeline.mapping import Situation, map_book
from pipeline.model import RefusalError, Severity, Submission
from pipeline.profiles import Layout
from pipeline.readers.opening import open_book
from pipeline.register import Register, RegisterFile
from pipeline.strict_yaml import as_model, parse_text
from quality.catalogue import catalogue

PARTIES = "parties: [{id: alpha, kind: company, name: {en: Alpha, zh: 甲}}]"
REGISTER = Register(as_model(parse_text(PARTIES, name="r"), RegisterFile, name="r"))

ONLY_HISTORY_SHOWS = {"swap_headers", "shift_values_down"}
HARMLESS = {"full_width_text", "reorder_sheets", "blank_row_above", "block_to_the_right"}
"""Alterations that every file survives with the same observations."""


def read(file, folder):
    """Accepted observations (as values) and the findings."""
    layout = as_model(parse_text(file.layout, name="layout"), Layout, name="layout")
    submission = Submission(
        id="s",
        reporter="alpha",
        round="2021-Q1",
        file_name=file.name,
        sha256="",
        size=1,
        received_at=datetime(2021, 4, 20, tzinfo=UTC),
    )
    try:
        book = open_book(
            write(file, folder), file_name=file.name, dialect=layout.file.dialect, records=layout.file.records
        )
    except RefusalError as refusal:
        return [], refusal.findings
    mapped = map_book(book, layout, Situation(submission, REGISTER))
    holding = {Severity.BLOCKER, Severity.ERROR}
    heavy = [f for f in mapped.findings if catalogue().rule(f.code).severity in holding]
    if any(catalogue().rule(f.code).severity is Severity.BLOCKER for f in heavy):
        return [], mapped.findings
    held = {place for finding in heavy for place in finding.places}
    return [as_value(o) for o in mapped.observations if o.place not in held], mapped.findings


def as_value(o):
    key = (o.subject, o.indicator, o.category, o.taxon_group, str(o.period_start), str(o.period_end))
    return (*key, o.value, o.value_low, o.value_high, str(o.obs_status))


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """What is read of each file as it is."""
    return {name: read(file, tmp_path_factory.mktemp(name)) for name, file in FILES.items()}


@pytest.mark.parametrize("name", FILES)
def test_the_good_file_passes(name, good):
    accepted, findings = good[name]
    assert findings == ()
    assert len(accepted) >= 3


@pytest.mark.parametrize("alteration", ALTERATIONS)
@pytest.mark.parametrize("name", FILES)
def test_nothing_changes_in_silence(name, alteration, good, tmp_path):
    unaltered, _ = good[name]
    altered = copy.deepcopy(FILES[name])
    ALTERATIONS[alteration](altered)
    accepted, findings = read(altered, tmp_path)
    told = [(f.code, f.places, f.value) for f in findings]
    if alteration in HARMLESS:
        assert set(accepted) == set(unaltered), told
        return
    if alteration in ONLY_HISTORY_SHOWS:
        assert {o[6] for o in accepted} <= {o[6] for o in unaltered}
        return
    assert set(accepted) <= set(unaltered), told
    assert set(accepted) == set(unaltered) or told
