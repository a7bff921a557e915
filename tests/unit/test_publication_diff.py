"""`release show --diff`: a header, every difference a line, and once each what could not be compared."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from types import SimpleNamespace

from pipeline.edition import save
from pipeline.home import Home, write_bytes
from pipeline.ledger import ReleaseRecord
from portal.publication import _differences

NOW = datetime(2020, 2, 28, tzinfo=UTC)


def sealed(home: Home, edition, code: str, forget: str = "") -> ReleaseRecord:
    """A release with what is compared of it; `forget` is a column that its code did not know."""
    release = ReleaseRecord(
        round=edition.round, version=edition.version, as_of=NOW, inputs="", sealed_at=NOW, reason="a test"
    )
    folder = home.release(release.round, release.version) / "internal"
    save(edition, folder / "edition.json")
    written = json.loads((folder / "edition.json").read_bytes())
    for row in written["trends"]:
        row.pop(forget, None)
    write_bytes(folder / "edition.json", json.dumps(written).encode())
    write_bytes(folder / "manifest.json", json.dumps({"made_with": {"code": code}}).encode())
    return release


def test_differences_have_a_header_and_another_code_is_named_once(exercise, tmp_path, capsys) -> None:
    home = Home(tmp_path)
    first, *others = exercise.figures
    changed = dataclasses.replace(first, status="revised")
    absent = tuple(dataclasses.replace(trend, members_absent=2) for trend in exercise.trends)
    second = dataclasses.replace(exercise, version=2, figures=(changed, *others), trends=absent)
    old = sealed(home, dataclasses.replace(exercise, version=1), "aaaa", forget="members_absent")
    new = sealed(home, second, "bbbb")
    assert _differences(SimpleNamespace(home=home), old, new) == 1
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "change\tfigure\tpart\told\tnew",
        f"changed\t{first.id}\tstatus\t{first.status}\trevised",
    ]
    assert "aaaa" in told.err
    assert "bbbb" in told.err
    assert told.err.count("trends.members_absent") == 1
    assert "1 differences from 2019-Q4@1 to 2019-Q4@2" in told.err


def test_equal_releases_print_no_header(exercise, tmp_path, capsys) -> None:
    home = Home(tmp_path)
    releases = [sealed(home, dataclasses.replace(exercise, version=n), "aaaa") for n in (1, 2)]
    assert _differences(SimpleNamespace(home=home), *releases) == 0
    told = capsys.readouterr()
    assert (told.out, "made by code" in told.err) == ("", False)
