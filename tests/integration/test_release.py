"""Drafts, seals and proofs, with a report that is cheap to render."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pipeline import release
from pipeline.disclosure.auditing import worked_out
from pipeline.edition import compose, load
from pipeline.indicators.goal import measure
from pipeline.inputs import Scope
from pipeline.ledger import Ledger

D = Decimal
COMPANIES = ("alpha", "beta", "gamma")


@pytest.fixture
def drafted(small_home):
    """A home with three returns for 2020-Q4."""
    for company in COMPANIES:
        small_home.accept(
            company, "2020-Q4", "2021-02-01", {"subject": company, "quarter": "2020-Q4", "value": 7}
        )
    return small_home


def restate(home, round_: str, received: str, **values: int) -> None:
    """New values for 2020-Q4; those of one member alone would not be shown, since the old total is known."""
    for company, value in values.items():
        home.accept(company, round_, received, {"subject": company, "quarter": "2020-Q4", "value": value})


def draft(home, round_: str = "2020-Q4", as_of: datetime | None = None) -> Scope:
    scope = home.build(round_, as_of)
    measure(scope)
    render(compose(scope), home.home.draft(round_))
    release.write_manifests(scope, home.home.draft(round_), compose(scope))
    return scope


def render(edition, folder: Path) -> None:
    """Stands for the report: any bytes that follow from the edition."""
    (folder / "public").mkdir(parents=True, exist_ok=True)
    (folder / "public" / "report.txt").write_text(f"{edition.version} {edition.figures}")


def seal(scope: Scope, *, correction: bool = False) -> int | None:
    version = release.next_version(scope, correction=correction)
    if version is None:
        return None
    edition = replace(load(scope.home.draft(scope.round) / "internal" / "edition.json"), version=version)
    with release.sealing(scope, version, "a test") as folder:
        render(edition, folder)
        release.write_manifests(scope, folder, edition)
    release.publish(scope.home)
    return version


def test_sealing_the_same_inputs_again_makes_no_new_version(drafted) -> None:
    scope = draft(drafted)
    assert seal(scope) == 1
    assert seal(draft(drafted)) is None
    assert [r.name for r in Ledger(drafted.home).releases()] == ["2020-Q4@1"]
    assert release.verify(drafted.home, "2020-Q4", 1) == []


def test_a_draft_older_than_its_inputs_is_not_sealed(drafted) -> None:
    scope = draft(drafted)
    drafted.accept("alpha", "2020-Q4", "2021-02-02", {"subject": "alpha", "quarter": "2020-Q4", "value": 8})
    with pytest.raises(release.ReleaseError, match="run the round again"):
        seal(scope)


def test_a_round_is_not_sealed_before_it_closes(drafted) -> None:
    calendar = drafted.home.edited("calendar.yaml").read_text()
    drafted.write("calendar.yaml", calendar.replace("cut_off: 2021-02-28", "cut_off: 2999-02-28"))
    with pytest.raises(release.ReleaseError, match="can be sealed after that"):
        seal(draft(drafted))


def test_a_correction_makes_the_next_version_only_on_command_and_keeps_the_first(drafted) -> None:
    seal(draft(drafted))
    restate(drafted, "2020-Q4", "2021-04-01", alpha=17, beta=8, gamma=6)
    later = datetime(2021, 4, 30, tzinfo=UTC)
    corrected = draft(drafted, as_of=later)
    with pytest.raises(release.ReleaseError, match="--correction"):
        seal(corrected)
    assert seal(corrected, correction=True) == 2
    editions = [release.edition_of(drafted.home, r) for r in Ledger(drafted.home).releases()]
    totals = [{f.id: f for f in e.figures}["output_round/listings_removed/2020-Q4"] for e in editions]
    assert [str(f.value) for f in totals] == ["21.000000", "31.000000"]
    assert (totals[1].status, totals[1].supersedes) == ("revised", "2020-Q4@1")
    (revision,) = [r for r in editions[1].revisions if r.figure.startswith("output_round")]
    assert (revision.old, revision.new, revision.since) == (21, 31, "2020-Q4@1")
    assert revision.reason.en == "values restated: 3"
    triangle = [(v.release, int(v.value), v.before) for v in editions[1].vintages if "Q" in v.period]
    assert triangle == [("2020-Q4@1", 21, None), ("", 31, 21)]
    assert release.verify(drafted.home, "2020-Q4", 1) == []


def test_who_reads_a_correction_alone_learns_what_changed_since_the_round_before(drafted) -> None:
    seal(draft(drafted))
    restate(drafted, "2021-Q1", "2021-05-01", alpha=9, beta=8, gamma=6)
    seal(draft(drafted, "2021-Q1"))
    about = {"indicator": "ads_blocked", "quarter": "2021-Q1"}
    for company in COMPANIES:
        drafted.accept(company, "2021-Q1", "2021-05-20", {"subject": company, "value": 5, **about})
    corrected = draft(drafted, "2021-Q1", datetime(2021, 6, 5, tzinfo=UTC))
    assert seal(corrected, correction=True) == 2
    first, second = (release.edition_of(drafted.home, r) for r in Ledger(drafted.home).releases("2021-Q1"))
    total = "output_round/listings_removed/2020-Q4"
    told = [
        {(r.figure, r.since, r.replaces) for r in e.revisions if r.figure == total} for e in (first, second)
    ]
    assert told[0] == told[1] == {(total, "2020-Q4@1", "2020-Q4@1")}
    assert (first.held_against, second.held_against) == (("2020-Q4@1",), ("2020-Q4@1", "2021-Q1@1"))
    # What the correction adds is told against what it corrects, and the mark of a revised value stays.
    new = [(r.figure, r.since) for r in second.revisions if "ads_blocked/2021-Q1" in r.figure]
    assert ("output_round/ads_blocked/2021-Q1", "2021-Q1@1") in new
    marked = [next(f for f in e.figures if f.id == total) for e in (first, second)]
    assert [(f.status, f.supersedes) for f in marked] == [("revised", "2020-Q4@1")] * 2


def test_what_one_member_alone_restates_is_not_told_by_taking_the_old_total_from_the_new(drafted) -> None:
    seal(draft(drafted))
    restate(drafted, "2021-Q1", "2021-05-01", alpha=9)
    scope = draft(drafted, "2021-Q1")
    (total,) = drafted.rows("disclosed", scope, kind="round", name="2020-Q4")
    assert (total["shown"], total["value"], total["conf_status"]) == (False, None, "D")
    # The restatement of 2 must stay open by 15% either way, against an old total of 21.
    assert total["bound_low"] <= 21 + D("1.7")
    assert total["bound_high"] >= 21 + D("2.3")
    assert worked_out(scope) == []
    figure = {f.id: f for f in compose(scope).figures}["output_round/listings_removed/2020-Q4"]
    assert (figure.value, figure.status, figure.conf_status) == (None, "suppressed", "D")
    assert "between" in figure.wording.en


def test_a_late_file_shows_in_the_next_rounds_revisions(drafted) -> None:
    seal(draft(drafted))
    restate(drafted, "2021-Q1", "2021-05-01", alpha=9, beta=8, gamma=6)
    edition = compose(draft(drafted, "2021-Q1") and drafted.scope("2021-Q1"))
    changed = {r.figure: (r.old, r.new) for r in edition.revisions}
    (read,) = release.read_manifest(drafted.home.draft("2021-Q1"))["inputs"]["earlier_releases"]
    assert read["name"] == "2020-Q4@1"
    kept = drafted.home.release("2020-Q4", 1) / "internal" / "tables"
    assert read["tables"] == {name: release.hash_of(kept / f"{name}.parquet") for name in read["tables"]}
    assert {"counted", "disclosed", "published_changes", "published_parts"} <= set(read["tables"])
    assert changed["output_round/listings_removed/2020-Q4"] == (21, 23)


def test_every_release_leaves_its_vintage_of_every_total(drafted) -> None:
    seal(draft(drafted))
    restate(drafted, "2021-Q1", "2021-05-20", alpha=9, beta=8, gamma=6)
    for company in COMPANIES:
        row = {"subject": company, "quarter": "2021-Q1", "value": 7}
        drafted.accept(company, "2021-Q1", "2021-05-02", row)
    seal(draft(drafted, "2021-Q1"))
    vintages = compose(draft(drafted, "2021-Q2")).vintages
    told = [(v.period, v.as_of.isoformat(), int(v.value), v.before) for v in vintages if "Q" in v.period]
    assert told == [
        ("2020-Q4", "2021-02-28", 21, None),
        ("2020-Q4", "2021-05-31", 23, 21),
        ("2020-Q4", "2021-08-31", 23, 23),
        ("2021-Q1", "2021-05-31", 21, None),
        ("2021-Q1", "2021-08-31", 21, 21),
    ]


def test_a_correction_of_an_older_round_hides_no_later_total_from_revision(drafted) -> None:
    """Between two releases that show 2021-Q1 lies a correction of 2020-Q4, which shows nothing of it."""
    seal(draft(drafted))
    for company in COMPANIES:
        row = {"subject": company, "quarter": "2021-Q1", "value": 7}
        drafted.accept(company, "2021-Q1", "2021-05-02", row)
    seal(draft(drafted, "2021-Q1"))
    drafted.accept("alpha", "2020-Q4", "2021-06-01", {"subject": "alpha", "quarter": "2020-Q4", "value": 90})
    seal(draft(drafted, as_of=datetime(2021, 6, 5, tzinfo=UTC)), correction=True)
    restated = [{"subject": company, "quarter": "2021-Q1", "value": 70} for company in COMPANIES]
    for company, row in zip(COMPANIES, restated, strict=True):
        drafted.accept(company, "2021-Q2", "2021-07-01", row)
    edition = compose(draft(drafted, "2021-Q2"))
    told = {r.figure: (r.old, r.new, r.since) for r in edition.revisions}
    assert told["output_round/listings_removed/2021-Q1"] == (21, 210, "2021-Q1@1")
    shown = [(v.as_of.isoformat(), v.release) for v in edition.vintages if v.period.startswith("2021-Q1")]
    assert shown == [("2021-05-31", "2021-Q1@1"), ("2021-08-31", "")]


def test_every_changed_byte_and_every_foreign_file_is_found(drafted) -> None:
    seal(draft(drafted))
    folder = drafted.home.release("2020-Q4", 1)
    (folder / "public" / "report.txt").write_text("other")
    (folder / "public" / "more.txt").write_text("more")
    (folder / "internal" / "edition.json").unlink()
    assert release.verify(drafted.home, "2020-Q4", 1) == [
        "internal/edition.json: missing",
        "public/more.txt: not part of the release",
        "public/report.txt: other bytes than when sealed",
    ]


def test_a_failure_while_sealing_leaves_nothing_half_done(drafted) -> None:
    scope = draft(drafted)
    with pytest.raises(OSError, match="disk full"), release.sealing(scope, 1, "a test"):
        raise OSError("disk full")
    assert Ledger(drafted.home).releases() == []
    assert list((drafted.home.root / "releases").iterdir()) == []
    assert seal(scope) == 1


def test_the_public_manifest_gives_no_member_away(drafted) -> None:
    seal(draft(drafted))
    public = (drafted.home.release("2020-Q4", 1) / "public" / "manifest.json").read_text()
    for submission in Ledger(drafted.home).submissions():
        assert submission.sha256 not in public
        assert submission.reporter not in public
    assert len(json.loads(public)["salted_input_hashes"]) == len(COMPANIES)


def test_the_database_of_figures_holds_all_releases_and_open_readers_keep_theirs(drafted) -> None:
    seal(draft(drafted))
    with duckdb.connect(str(drafted.home.published), read_only=True) as reader:
        before = reader.execute("SELECT count(*) FROM figures").fetchone()
        drafted.accept(
            "alpha", "2020-Q4", "2021-04-01", {"subject": "alpha", "quarter": "2020-Q4", "value": 1}
        )
        seal(draft(drafted, as_of=datetime(2021, 4, 30, tzinfo=UTC)), correction=True)
        assert reader.execute("SELECT count(*) FROM figures").fetchone() == before
    with duckdb.connect(str(drafted.home.published), read_only=True) as reader:
        names = reader.execute("SELECT DISTINCT release FROM figures ORDER BY 1").fetchall()
    assert names == [("2020-Q4@1",), ("2020-Q4@2",)]


def test_two_drafts_from_the_same_inputs_are_the_same_bytes(drafted) -> None:
    first = release.read_manifest(draft(drafted).home.draft("2020-Q4"))
    second = release.read_manifest(draft(drafted).home.draft("2020-Q4"))
    assert first == second
