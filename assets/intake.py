"""From submissions to accepted observations, one partition for each reporter and round.

One step does it for a whole range of reporters: review together what waits, keep each review, compose the
partition's files, and record what really came of it. A reporter who sent nothing, and one of whose file
nothing was accepted, is not recorded as materialised: the matrix of partitions shows who is in.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from assets import partitions
from assets.handing_back import hand_back, links, places, workbooks
from assets.pending import cases
from assets.previews import rows_table
from assets.resources import DataHome
from pipeline.acceptance import Accepted, write_partition
from pipeline.home import Home
from pipeline.ledger import Ledger
from pipeline.model import Severity, Verdict
from quality import store
from quality.catalogue import CATEGORIES, catalogue
from quality.impact import Sent
from quality.impact_words import own_as_json
from quality.own_figures import OwnFigures, own_figures
from quality.review import Review, review
from quality.round_results import RoundResults
from quality.store import StoredReview

REVIEWS, OBSERVATIONS, FEEDBACK = (dg.AssetKey(name) for name in ("reviews", "observations", "feedback"))
EVERY_CELL = "every_cell_accounted_for"
_ABOUT = {
    "file": "the file as a whole: its format, its layout, its place",
    "value": "single values: numbers, codes, periods",
    "row": "values that contradict each other in one row",
    "rows": "rows of one file that contradict each other",
    "history": "values that contradict what was accepted before",
    "others": "values that contradict the register or other reporters",
}

submissions = dg.AssetSpec(
    "submissions",
    partitions_def=partitions.returns,
    group_name="intake",
    kinds={"file"},
    description="Files as received, kept for ever under their SHA-256; the ledger says from whom and when.",
)


def _spec(
    key: dg.AssetKey, deps: Sequence[str], group: str, kinds: set[str], description: str
) -> dg.AssetSpec:
    return dg.AssetSpec(
        key, deps=deps, group_name=group, kinds=kinds, description=description, skippable=True
    )


def _checks() -> Iterator[dg.AssetCheckSpec]:
    for category in CATEGORIES:
        yield dg.AssetCheckSpec(
            f"findings_{category}",
            asset=REVIEWS,
            partitions_def=partitions.returns,
            description=f"Findings about {_ABOUT[category]}. A finding is the member's to mend: it warns, "
            "and the warning is cleared by a file without it, an explanation or a waiver.",
        )
    yield dg.AssetCheckSpec(
        EVERY_CELL,
        asset=OBSERVATIONS,
        partitions_def=partitions.returns,
        blocking=True,
        description="In a file accepted whole every cell was read, is explained, or is named.",
    )


@dg.multi_asset(
    name="review_and_accept",
    specs=[
        _spec(
            REVIEWS,
            ["submissions"],
            "quality",
            {"python", "greatexpectations"},
            "The verdict on every submission with its findings: accepted, with findings, in part, rejected.",
        ),
        _spec(
            OBSERVATIONS,
            ["reviews"],
            "intake",
            {"python", "duckdb", "parquet"},
            "Accepted values, each with the cell it came from. Recorded only where something was accepted.",
        ),
        _spec(
            FEEDBACK,
            ["reviews"],
            "quality",
            {"python", "json", "csv", "excel"},
            "What the reporter gets back: every finding with its cell and how to mend it, in two languages, "
            "as a list and marked in the file that was sent.",
        ),
    ],
    check_specs=[*_checks()],
    partitions_def=partitions.returns,
    backfill_policy=dg.BackfillPolicy.single_run(),
    can_subset=True,
)
def review_and_accept(context: dg.AssetExecutionContext, data_home: DataHome) -> Iterator[dg.Output[None]]:
    """Review what waits in the range; a single partition is composed anew even when nothing waits."""
    deployment, ledger = data_home.deployment, data_home.ledger
    asked = {
        (key.keys_by_dimension["reporter"], key.keys_by_dimension["round"]): key for key in _keys(context)
    }
    waiting = [
        case
        for case in cases(deployment, ledger)
        if (case.submission.reporter, case.submission.round) in asked
    ]
    kept = RoundResults(data_home.home, (case.submission.round for case in waiting), datetime.now(UTC))
    reviewed = review(waiting, deployment, kept=kept)
    shown = own_figures([Sent.of(r) for r in reviewed], deployment)
    touched = {(r.submission.reporter, r.submission.round) for r in reviewed}
    unaccounted: list[str] = []
    for (reporter, round_), key in asked.items():
        if (reporter, round_) in touched or len(asked) == 1:
            mine = [r for r in reviewed if (r.submission.reporter, r.submission.round) == (reporter, round_)]
            step = _Return(context, data_home.home, ledger, key, shown, kept=kept)
            unaccounted += step.take_in(mine)
    kept.build_pages()
    if unaccounted:
        raise dg.Failure(f"cells of accepted files are not accounted for: {', '.join(unaccounted)}")
    yield from ()


def _keys(context: dg.AssetExecutionContext) -> list[dg.MultiPartitionKey]:
    return [key for key in context.partition_keys if isinstance(key, dg.MultiPartitionKey)]


class _Return:
    """One reporter's return for one round, while it is taken in."""

    def __init__(
        self,
        context: dg.AssetExecutionContext,
        home: Home,
        ledger: Ledger,
        key: dg.MultiPartitionKey,
        shown: Mapping[str, OwnFigures],
        *,
        kept: RoundResults,
    ) -> None:
        self._context = context
        self._kept = kept
        self._home = home
        self._ledger = ledger
        self._key = key
        self._shown = shown
        self._reporter = key.keys_by_dimension["reporter"]
        self._round = key.keys_by_dimension["round"]

    def take_in(self, reviews: Sequence[Review]) -> list[str]:
        """Keep the reviews, compose the partition, record it, and tell the ledger last.

        Returns the submissions whose cells do not add up, of which nothing is kept.
        """
        noted = _categories(self._standing())
        sound = [r for r in reviews if not _leaves_cells(r)]
        for reviewed in sound:
            store.save(reviewed, self._home)
            own = self._shown.get(reviewed.submission.id)
            store.feedback(reviewed, self._home, own_as_json(own) if own else None)
            hand_back(reviewed.submission, self._home, self._ledger, self._context.log)
        accepted = write_partition(self._home, self._ledger, self._reporter, self._round)
        if standing := self._standing():
            self._record_reviews(standing)
            self._check_findings(standing[-1], noted)
            self._record_files(standing, accepted, [o.as_row() for r in sound for o in r.accepted])
        for reviewed in sound:
            self._ledger.record_review(
                submission=reviewed.submission.id,
                verdict=reviewed.verdict,
                fingerprint=reviewed.fingerprint,
                decided_at=reviewed.decided_at,
            )
        unsound = [r for r in reviews if r not in sound]
        if standing or unsound:
            self._check(
                OBSERVATIONS,
                EVERY_CELL,
                passed=not unsound,
                severity=dg.AssetCheckSeverity.ERROR,
                metadata={"submissions": len(standing), "not_accounted_for": len(unsound)},
            )
        return [r.submission.id for r in unsound]

    def _standing(self) -> list[StoredReview]:
        """Reviews of the submissions that were not taken back, oldest first."""
        ids = [s.id for s in self._ledger.submissions(reporter=self._reporter, round_=self._round)]
        return [
            store.load(self._home, submission)
            for submission in ids
            if (self._home.review(submission) / "review.json").exists()
        ]

    def _record_reviews(self, standing: Sequence[StoredReview]) -> None:
        verdicts = Counter(review.verdict for review in standing)
        self._record(
            REVIEWS,
            {
                **{str(verdict): verdicts[verdict] for verdict in Verdict if verdicts[verdict]},
                "submissions": rows_table([_review_row(review) for review in standing]),
                "findings": rows_table([row for review in standing for row in _finding_rows(review)]),
                "latest": dg.MetadataValue.path(
                    self._home.review(standing[-1].submission.id) / "review.json"
                ),
                **{name: dg.MetadataValue.path(path) for name, path in self._kept.kept_at.items()},
            },
        )

    def _check_findings(self, latest: StoredReview, noted: frozenset[str]) -> None:
        """Warn of each kind of finding; clear the warnings of kinds that were there before and are gone."""
        for category in CATEGORIES:
            found = [f for f in latest.findings if f.category == category and not f.settled]
            codes = Counter(f.finding.code for f in found)
            if codes or category in noted:
                self._check(
                    REVIEWS,
                    f"findings_{category}",
                    passed=not codes,
                    severity=dg.AssetCheckSeverity.WARN,
                    metadata={
                        "submission": latest.submission.id,
                        "findings": len(found),
                        "places": places(found),
                        **codes,
                        **links(latest.submission, self._home),
                    },
                )

    def _record_files(
        self, standing: Sequence[StoredReview], accepted: Accepted, new: Sequence[Mapping[str, object]]
    ) -> None:
        latest = standing[-1].submission
        self._record(
            FEEDBACK,
            {
                "folder": dg.MetadataValue.path(self._home.feedback(self._reporter, self._round)),
                "findings": sum(len(review.findings) for review in standing),
                "places": sum(places(review.findings) for review in standing),
                "workbooks": workbooks(latest, self._home),
                **links(latest, self._home),
            },
        )
        if accepted.anything:
            path = self._home.observations(self._reporter, self._round)
            self._record(
                OBSERVATIONS,
                {
                    "dagster/row_count": accepted.observations,
                    "capabilities": accepted.capabilities,
                    "file": dg.MetadataValue.path(path),
                    "new": rows_table(new, _SHOWN),
                },
            )

    def _record(self, asset: dg.AssetKey, metadata: Mapping[str, Any]) -> None:
        self._context.log_event(dg.AssetMaterialization(asset, partition=self._key, metadata=metadata))

    def _check(
        self,
        asset: dg.AssetKey,
        name: str,
        *,
        passed: bool,
        severity: dg.AssetCheckSeverity,
        metadata: Mapping[str, Any],
    ) -> None:
        self._context.log_event(
            dg.AssetCheckEvaluation(
                asset_key=asset,
                check_name=name,
                passed=passed,
                severity=severity,
                metadata=metadata,
                blocking=severity is dg.AssetCheckSeverity.ERROR,
                partition=self._key,
            )
        )


_SHOWN = (
    "subject",
    "indicator",
    "taxon_group",
    "category",
    "period_start",
    "period_end",
    "value",
    "obs_status",
    "place",
)


def _categories(reviews: Sequence[StoredReview]) -> frozenset[str]:
    return frozenset(rated.category for review in reviews for rated in review.findings)


def _leaves_cells(review: Review) -> bool:
    """Whether cells of a file accepted whole are neither read nor explained, nor named as an added column."""
    whole = review.verdict in (Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_FINDINGS)
    named = any(rated.finding.code == "column-added" for rated in review.findings)
    return whole and review.cells.unexplained != 0 and not named


def _review_row(review: StoredReview) -> dict[str, object]:
    return {
        "submission": review.submission.id,
        "file": review.submission.file_name,
        "received": f"{review.submission.received_at:%Y-%m-%d}",
        "verdict": str(review.verdict),
        "accepted": review.accepted,
        "held": review.held,
        "cells": f"{review.cells.as_observations} read + {review.cells.explained} explained"
        f" of {review.cells.in_file}",
        "profile": review.profile,
    }


def _finding_rows(review: StoredReview) -> Iterator[dict[str, object]]:
    for rated in review.findings:
        weight = Severity.ADVICE if rated.settled else rated.severity
        yield {
            "severity": str(weight),
            "code": rated.finding.code,
            "places": ", ".join(rated.finding.places),
            "value": rated.finding.value,
            "message": catalogue().message(rated.finding, "en"),
        }
