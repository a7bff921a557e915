"""A file sent again after a run: what the reporter is told, in the list, the workbook and Dagster's pages."""

from __future__ import annotations

import csv
import io
import json
import shutil

import openpyxl
import pytest

from assets import handing_back
from pipeline.deployment import Deployment
from pipeline.home import Home
from pipeline.ledger import Ledger
from pipeline.mapping.mending_list import TITLE
from portal.cli import main
from quality import store
from quality.review import Case, review
from reports.feedback.returning import keep

ROUND = "2021-Q2"
SENT_AGAIN = "Quarter;Species;Listings removed\n2021-Q2;Ivory;1O2\n2021-Q2;Ivory;103\n"


def told(home, reporter):
    (path,) = home.feedback(reporter, ROUND).glob("*.json")
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture
def again(drafted, tmp_path):
    """The file of gamma, whose heading nobody knew, with the right heading and a slip."""
    path = tmp_path / "numbers.csv"
    path.write_text(SENT_AGAIN, encoding="utf-8")
    return path


def test_who_has_something_to_mend_has_a_workbook_and_dagster_links_it(drafted):
    submission = told(drafted, "gamma")["submission"]
    folder = drafted.feedback("gamma", ROUND)
    book = openpyxl.load_workbook(folder / f"{submission['id']}.xlsx")
    assert book.sheetnames[0] == TITLE
    assert [
        path.suffix for path in drafted.feedback("alpha", ROUND).iterdir() if path.suffix == ".xlsx"
    ] == []
    kept = next(s for s in Ledger(drafted).submissions() if s.id == submission["id"])
    links = {name: link.value for name, link in handing_back.links(kept, drafted).items()}
    assert set(links) == {"review", "list", "list_json", "workbook"}
    assert links["workbook"].endswith(f"{kept.id}.xlsx")
    assert handing_back.workbooks(kept, drafted) == 1


def test_a_check_says_what_became_of_the_file_before(drafted, again, capsys):
    words = ["check", str(again), "--from", "gamma", "--round", ROUND, "--home", str(drafted.root)]
    codes = {finding["code"] for finding in told(drafted, "gamma")["findings"]}
    main([*words, "--json"])
    found = json.loads(capsys.readouterr().out)
    assert found["since"]["file_name"] == "numbers.csv"
    assert {finding["code"] for finding in found["since"]["mended"]} == codes
    assert {finding["state"] for finding in found["findings"]} == {"new"}
    assert found["since"]["values"] == {"added": 1, "changed": 0, "gone": 0, "same": 0}
    main([*words, "--language", "zh"])
    assert "与 2021-07-20 收到的 numbers.csv 相比" in capsys.readouterr().out


def test_the_list_and_the_workbook_show_what_is_mended(drafted, again):
    ledger, deployment = Ledger(drafted), Deployment.load(drafted)
    first = ledger.submissions(reporter="gamma", round_=ROUND)[0]
    receipt = ledger.receive(
        again.read_bytes(), reporter="gamma", round_=ROUND, file_name="numbers.csv",
        received_at=first.received_at.replace(day=25), replaces=first.id,
    )  # fmt: skip
    submission = receipt.submission
    reviewed = review([Case(submission, ledger.content(submission))], deployment)[0]
    store.save(reviewed, drafted)
    store.feedback(reviewed, drafted)
    folder = drafted.feedback("gamma", ROUND)
    text = (folder / f"{submission.id}.csv").read_bytes().decode("utf-8-sig")
    states = [row["since_last"] for row in csv.DictReader(io.StringIO(text))]
    assert set(states) == {"new", "mended"}
    stored = json.loads((drafted.review(submission.id) / "review.json").read_text(encoding="utf-8"))
    assert stored["since"]["submission"] == first.id
    path = keep(drafted, submission, ledger.content(submission))
    shown = [[cell.value for cell in row] for row in openpyxl.load_workbook(path)[TITLE].iter_rows()]
    assert any("Mended 已修改" in row for row in shown)
    assert any("New 新增" in row for row in shown)
    assert any("mended" in str(row[0]) for row in shown)


def test_a_file_that_defeats_the_marking_stops_nothing(drafted):
    said: list[str] = []

    class Log:
        def warning(self, text):
            said.append(text)

    kept = next(s for s in Ledger(drafted).submissions() if s.reporter == "gamma")
    shutil.rmtree(drafted.feedback("gamma", ROUND))
    handing_back.hand_back(kept, drafted, Ledger(drafted), Log())
    assert kept.id in said[0]


def test_an_outdated_workbook_does_not_stay(drafted):
    ledger = Ledger(drafted)
    kept = next(s for s in ledger.submissions() if s.reporter == "alpha")
    outdated = Home(drafted.root).feedback("alpha", ROUND) / f"{kept.id}.xlsm"
    outdated.write_bytes(b"")
    keep(drafted, kept, ledger.content(kept))
    assert not outdated.exists()
