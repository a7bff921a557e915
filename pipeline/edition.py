"""The edition: everything a release shows, composed from the round's tables after disclosure control."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from pipeline.composing.breakdowns import breakdown_gaps, breakdowns
from pipeline.composing.membership import capabilities, completeness, coverage, membership, membership_changes
from pipeline.composing.monitoring import monitoring
from pipeline.composing.outcome import goals
from pipeline.composing.quotations import quotations
from pipeline.composing.ratios import ratios
from pipeline.composing.reconciliation import reconciliations
from pipeline.composing.revisions import revisions, vintages
from pipeline.composing.totals import totals
from pipeline.composing.trends import trends
from pipeline.figures import Edition
from pipeline.home import write_bytes
from pipeline.inputs import Scope, held_against
from pipeline.sentences import sentence

_NOTES = ("note_effort", "note_totals", "note_coverage", "note_disclosure")


def compose(scope: Scope) -> Edition:
    """Compose the edition of a round from its built tables, as a draft (without a version)."""
    settings = scope.deployment.settings
    revised = revisions(scope)
    replaced = {revision.figure: revision.replaces for revision in revised if revision.replaces}
    figures = (
        *goals(scope),
        *totals(scope, replaced),
        *breakdowns(scope, replaced),
        *ratios(scope),
        *membership(scope),
        *coverage(scope),
        *quotations(scope),
    )
    return Edition(
        round=scope.round,
        version=None,
        as_of=scope.as_of,
        title=settings.title,
        publisher=settings.publisher,
        invented=settings.invented,
        figures=figures,
        breakdown_gaps=breakdown_gaps(scope),
        trends=trends(scope),
        revisions=revised,
        held_against=held_against(scope),
        vintages=vintages(scope),
        reconciliations=reconciliations(scope.deployment.comparisons, figures),
        completeness=completeness(scope),
        membership=membership_changes(scope),
        capabilities=capabilities(scope),
        monitoring=monitoring(scope),
        notes=tuple(sentence(note) for note in _NOTES),
    )


@cache
def _adapter() -> TypeAdapter[Edition]:
    return TypeAdapter(Edition)


def save(edition: Edition, path: Path) -> None:
    """Write an edition as JSON, atomically."""
    write_bytes(path, _adapter().dump_json(edition, indent=1))


def load(path: Path) -> Edition:
    """Read an edition written by `save`."""
    return _adapter().validate_json(path.read_bytes())


def parts_said(path: Path) -> dict[str, frozenset[str]]:
    """Where in a written edition -> the parts that its rows have: what the code that wrote it could say."""
    written = json.loads(path.read_bytes())
    return {
        place: frozenset(rows[0])
        for place, rows in written.items()
        if isinstance(rows, list) and rows and isinstance(rows[0], dict)
    }
