"""Commands about a round: run it, seal it, prove it, quote from it, look at it in Dagster's pages."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import replace
from datetime import datetime

from pipeline.deployment import Deployment
from pipeline.figures import Edition, Figure
from pipeline.ledger import Ledger, ReleaseRecord
from portal.answers import UsageError, answer, deployment_of, known_round, moment_of, say


def run(given: Namespace) -> int:
    """Review what is pending, aggregate, draft the release; a member's bad file is no failure."""
    from assets.launch import run_round

    deployment = deployment_of(given)
    round_ = known_round(given.round, deployment)
    as_of = moment_of(given)
    outcome = run_round(deployment.home, round_, as_of=as_of, progress=say)
    for left in outcome.left_behind:
        say(f"left in the inbox: {left.path.relative_to(deployment.home.inbox)}: {left.reason}")
    for missing in outcome.missing_images:
        say(missing)
    for decided in outcome.reviews:
        answer(f"{decided.submission}\t{decided.reporter}\t{decided.round}\t{decided.verdict}")
    answer(str(outcome.draft))
    return 0


def seal(given: Namespace) -> int:
    """Publish the draft; sealing the same inputs again makes no new version."""
    from assets.sealing import seal as seal_round

    deployment = deployment_of(given)
    round_ = known_round(given.round, deployment)
    as_of = moment_of(given)
    sealed = seal_round(
        deployment.home, round_, reason=given.reason, correction=given.correction, as_of=as_of
    )
    if not sealed.is_new:
        say(f"{sealed.name} holds these very inputs already; nothing was changed")
    answer(str(sealed.folder))
    return 0


def list_releases(given: Namespace) -> int:
    """Print sealed releases, oldest round first: all, or those that know nothing later than a day."""
    moment = moment_of(given)
    sealed = Ledger(deployment_of(given).home).releases()
    fitting = _known_by(sealed, moment)
    if not fitting:
        say(_none_fits(sealed, None, moment))
    for release in fitting:
        answer(f"{release.name}\tas of {release.as_of:%Y-%m-%d}\t{release.inputs[:12]}\t{release.reason}")
    return 0


def _known_by(releases: list[ReleaseRecord], moment: datetime | None) -> list[ReleaseRecord]:
    """Releases with no knowledge from after a moment."""
    return [release for release in releases if moment is None or release.as_of <= moment]


def _release(named: str, deployment: Deployment) -> ReleaseRecord:
    """The sealed release of this name. Raises UsageError."""
    releases = Ledger(deployment.home).releases()
    for release in releases:
        if release.name == named:
            return release
    known = ", ".join(release.name for release in releases) or "none yet"
    raise UsageError(f"'{named}' is not a sealed release; there are: {known}")


def show(given: Namespace) -> int:
    """Print what a release was made from and what it holds; or what differs from another release."""
    from pipeline.release import read_manifest

    deployment = deployment_of(given)
    release = _release(given.release, deployment)
    if given.diff:
        return _differences(deployment, _release(given.diff, deployment), release)
    manifest = read_manifest(deployment.home.release(release.round, release.version))
    answer(json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True))
    return 0


def _differences(deployment: Deployment, old: ReleaseRecord, new: ReleaseRecord) -> int:
    """Print every figure that is not the same in both, a line each; 1 when there is one."""
    from pipeline.edition import load, parts_said
    from pipeline.figure_changes import differences
    from pipeline.release import read_manifest

    folders = [deployment.home.release(r.round, r.version) for r in (old, new)]
    editions = [folder / "internal" / "edition.json" for folder in folders]
    (was, now), (was_said, now_said) = map(load, editions), map(parts_said, editions)
    found = differences(was, now, was_said, now_said)
    if found.changes:
        answer("change\tfigure\tpart\told\tnew")
    for c in found.changes:
        answer(f"{c.change}\t{c.figure}\t{c.field}\t{c.old}\t{c.new}")
    codes = [read_manifest(folder)["made_with"]["code"] for folder in folders]
    if codes[0] != codes[1]:
        say(f"{old.name} was made by code {codes[0]}, {new.name} by {codes[1]}: changes may come from that")
    if found.unsaid:
        say(f"not compared, since only one of the two says it: {', '.join(found.unsaid)}")
    if found.moved:
        say(f"left out: {found.moved} figures and rows of periods that only one of the two is about")
    say(f"{len(found.changes)} differences from {old.name} to {new.name}")
    return 1 if found.changes else 0


def verify(given: Namespace) -> int:
    """Prove a release against its manifest; 1 when a byte differs."""
    from pipeline.release import verify as differences

    deployment = deployment_of(given)
    release = _release(given.release, deployment)
    complaints = differences(deployment.home, release.round, release.version)
    for complaint in complaints:
        say(complaint)
    answer(f"{release.name}: " + ("does not hold" if complaints else "every file is as it was sealed"))
    return 1 if complaints else 0


def rebuild(given: Namespace) -> int:
    """Make a release again from the store and compare; 1 when a byte differs."""
    from assets.sealing import rebuild as rebuild_release

    deployment = deployment_of(given)
    release = _release(given.release, deployment)
    complaints = rebuild_release(deployment.home, release)
    for complaint in complaints:
        say(complaint)
    answer(f"{release.name}: " + ("differs" if complaints else "rebuilt to the same bytes"))
    return 1 if complaints else 0


def figures(given: Namespace) -> int:
    """Find published figures; 1 when none fits."""
    from reports.exports import chosen_json, figures_json, tables

    edition = _edition(given)
    words = (given.find or "").casefold().split()
    found = [figure for figure in edition.figures if all(word in _searched(figure) for word in words)]
    if given.format == "json":
        document = figures_json(edition) if given.find is None else chosen_json(edition, found)
        answer(document.decode().rstrip())
    elif given.format == "csv":
        answer(tables(replace(edition, figures=tuple(found)))[0].content().decode().rstrip())
    else:
        for figure in found:
            answer(f"{figure.wording.en}\n  {figure.wording.zh}\n  {_where(edition, figure)}\n")
    if not found:
        say(f"no published figure of {edition.round}@{edition.version} fits")
    return 0 if found else 1


def _edition(given: Namespace) -> Edition:
    """The newest sealed edition of the round, or of all. Raises UsageError when there is none."""
    from pipeline.release import edition_of

    deployment, moment = deployment_of(given), moment_of(given)
    round_ = known_round(given.round, deployment) if given.round is not None else None
    sealed = Ledger(deployment.home).releases()
    fitting = [r for r in _known_by(sealed, moment) if round_ in (None, r.round)]
    if not fitting:
        raise UsageError(_none_fits(sealed, round_, moment))
    return edition_of(deployment.home, fitting[-1])


def _none_fits(sealed: list[ReleaseRecord], round_: str | None, moment: datetime | None) -> str:
    """Why no release is listed, and which there are."""
    if not sealed:
        return "no release is sealed yet"
    of_round = f" of {round_}" if round_ else ""
    by_then = f" as of {moment:%Y-%m-%d} or earlier" if moment else ""
    there = ", ".join(f"{r.name} (as of {r.as_of:%Y-%m-%d})" for r in sealed)
    return f"no release{of_round}{by_then} is sealed; sealed are: {there}"


def _searched(figure: Figure) -> str:
    """The words in which a figure can be found, in both languages."""
    said = (
        *(figure.id, figure.topic, figure.status, figure.period, figure.quote, figure.source_publisher),
        *(figure.subject_label.en, figure.subject_label.zh, figure.unit_label.en, figure.unit_label.zh),
        *(figure.indicator_label.en, figure.indicator_label.zh, figure.wording.en, figure.wording.zh),
    )
    return " ".join(said).casefold()


def _where(edition: Edition, figure: Figure) -> str:
    """Citation of a figure within its release."""
    parts = [f"{edition.round}@{edition.version}", figure.id, f"status {figure.status}"]
    if figure.coverage_of is not None:
        parts.append(f"coverage {figure.coverage_n} of {figure.coverage_of}")
    if figure.source_title:
        dated = figure.source_date or "undated"
        parts.append(f"{figure.source_publisher}, “{figure.source_title}”, {dated}")
    parts += [text.en for text in figure.missing]
    return "; ".join(parts)


def dev(given: Namespace) -> int:
    """Serve Dagster's pages and daemon on loopback until stopped."""
    from assets.launch import dev as serve

    return serve(deployment_of(given).home, given.port)
