"""What starts by itself while `coalition dev` runs: files from the inbox, rounds on the day after cut-off."""

from collections.abc import Iterator
from datetime import timedelta

import dagster as dg

from assets import partitions
from assets.pending import cases
from assets.resources import DataHome
from pipeline.deployment import Deployment
from pipeline.inbox import collect
from quality.case import Case
from quality.review import fingerprint

INTAKE, ROUND = "intake", "round"

intake_job = dg.define_asset_job(
    INTAKE,
    # The step logs its checks itself, one a partition; those announced and not needed would show as skipped.
    selection=dg.AssetSelection.assets("reviews", "observations", "feedback").without_checks(),
    description="Review what waits and take in what is accepted.",
)
round_job = dg.define_asset_job(
    ROUND,
    selection=dg.AssetSelection.groups("aggregation", "publication") | dg.AssetSelection.assets("triage"),
    description="From what was known at the cut-off to the draft of the release.",
)


@dg.sensor(
    name="inbox",
    job=intake_job,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Takes files out of the inbox and has every submission that waits reviewed.",
)
def inbox(context: dg.SensorEvaluationContext, data_home: DataHome) -> dg.SensorResult | dg.SkipReason:
    """One run request a submission, state of its rules and answers: asking again starts nothing twice."""
    deployment, ledger = data_home.deployment, data_home.ledger
    partitions.sync(context.instance, deployment)
    for left in collect(deployment, ledger).left:
        context.log.warning(f"{left.path} stays in the inbox: {left.reason}")
    requests = [
        dg.RunRequest(
            run_key=f"{submission.id}@{_state(case, deployment)[:12]}",
            partition_key=partitions.key(submission.reporter, submission.round),
            tags={"coalition/submission": submission.id},
        )
        for submission, case in ((case.submission, case) for case in cases(deployment, ledger))
        if submission.round in deployment.calendar
    ]
    return dg.SensorResult(run_requests=requests) if requests else dg.SkipReason("no submission waits")


def _state(case: Case, deployment: Deployment) -> str:
    return fingerprint(case.submission, deployment, case.answers, case.heard_before)


@dg.schedule(
    name="round_closes",
    job=round_job,
    cron_schedule="0 6 * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Looks into the calendar every morning; drafts a release on the day after a round's cut-off.",
)
def round_closes(
    context: dg.ScheduleEvaluationContext, data_home: DataHome
) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """A draft only: sealing it stays a person's decision."""
    yesterday = context.scheduled_execution_time.date() - timedelta(days=1)
    closed = [r.round for r in data_home.deployment.calendar.rounds if r.cut_off == yesterday]
    if not closed:
        yield dg.SkipReason(f"no round had its cut-off on {yesterday}")
        return
    partitions.sync(context.instance, data_home.deployment)
    for round_ in closed:
        yield dg.RunRequest(run_key=f"{round_} closed", partition_key=round_)
