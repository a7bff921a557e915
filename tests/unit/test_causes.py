"""One root cause, one finding: what is kept under its cause, and what never is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.deployment import Waiver
from pipeline.model import Finding, Observation, Owing, Severity, Submission
from pipeline.strict_yaml import EditedFileError
from quality import causes
from quality.catalogue import catalogue
from quality.causes import gathered, links
from quality.rating import Decision, decide

RECEIVED = datetime(2021, 4, 20, tzinfo=UTC)
SUBMISSION = Submission(
    id="s1",
    reporter="alpha",
    round="2021-Q1",
    file_name="x.csv",
    sha256="0" * 64,
    size=1,
    received_at=RECEIVED,
)


def observed(place: str, month: int = 1, **labels: str) -> Observation:
    return Observation(
        **{"subject": "alpha", "indicator": "listings_removed", **labels},
        period_start=date(2021, month, 1),
        period_end=date(2021, month, 28),
        value=Decimal(1),
        value_low=None,
        value_high=None,
        printed_text="1",
        submission="s1",
        place=place,
    )


def decided(*findings: Finding, waivers: tuple[Waiver, ...] = (), places: tuple[str, ...] = ()) -> Decision:
    return decide(
        submission=SUBMISSION,
        observations=[observed(place) for place in places],
        capabilities=(),
        findings=findings,
        waivers=waivers,
        since=RECEIVED,
    )


def told(*findings: Finding, **given: object) -> list[str]:
    return [r.finding.code for r in gathered(decided(*findings, **given), ()).findings]


def waiver(code: str, place: str = "") -> Waiver:
    return Waiver(
        code=code,
        submission="s1",
        place=place,
        reason="known",
        by="Secretariat",
        on=date(2021, 4, 21),
        expires=date(2021, 12, 31),
    )


class TestWhatMustCoincide:
    @pytest.mark.parametrize(
        ("consequence", "cause", "coincides"),
        [
            (Finding("value-restated", ("C4",)), Finding("period-apart", ("C4", "C5")), True),
            (Finding("value-restated", ("C4", "C6")), Finding("period-apart", ("C4", "C5")), False),
            (Finding("labels-exchanged", ("C4", "C6")), Finding("conflicting-values", ("C4",)), True),
            (Finding("labels-exchanged", ("C5", "C6")), Finding("conflicting-values", ("C4",)), False),
            (Finding("column-pushed", ("S!C4", "S!C5")), Finding("blank-value", ("S!C3",)), True),
            (Finding("column-pushed", ("S!C4", "S!D5")), Finding("blank-value", ("S!C3",)), False),
            (Finding("column-pushed", ("T!C4",)), Finding("blank-value", ("S!C3",)), False),
            (Finding("row-width", ("C4", "D4")), Finding("blank-header", ("H4",)), True),
            (Finding("row-width", ("C5", "D5")), Finding("blank-header", ("H4",)), False),
            (Finding("sheet-hidden", ("Old",)), Finding("hidden-unclaimed", ("Old!A1",)), True),
            (Finding("sheet-hidden", ("Lists",)), Finding("hidden-unclaimed", ("Old!A1",)), False),
            (Finding("unclaimed-sheet", ("X!A1",)), Finding("sheet-missing"), True),
            (Finding("missing-code", owing=Owing({"B4": 3}, 3)), Finding("unknown-code", ("B4",)), True),
            (Finding("missing-code", owing=Owing({"B4": 3}, 4)), Finding("unknown-code", ("B4",)), False),
            (Finding("missing-code", owing=Owing({"B4": 3}, 3)), Finding("unknown-code", ("B5",)), False),
            (Finding("missing-code"), Finding("unknown-code", ("B4",)), False),
        ],
    )
    def test_one_is_told_or_both(self, consequence, cause, coincides):
        expected = {cause.code} if coincides else {cause.code, consequence.code}
        assert set(told(consequence, cause)) == expected

    def test_a_series_is_all_its_periods(self):
        found = (Finding("period-unlike-before", ("C4", "C5")), Finding("period-after-round", ("C6",)))
        one = [observed("C4"), observed("C5", 2), observed("C6", 3)]
        other = [*one[:2], observed("C6", 3, form="live")]
        assert [r.finding.code for r in gathered(decided(*found), one).findings] == ["period-after-round"]
        assert len(gathered(decided(*found), other).findings) == 2

    def test_two_sheets_that_nobody_agreed_are_more_than_one_renamed(self):
        more = (Finding("unclaimed-sheet", ("X!A1",)), Finding("unclaimed-sheet", ("Y!A1",), "", {"a": "b"}))
        renamed = Finding("sheet-missing", params={"sheet": "Data", "block": "a"})
        other_block = replace(renamed, params={"sheet": "Data", "block": "b"})
        assert told(*more, renamed, other_block).count("unclaimed-sheet") == 2

    def test_several_causes_account_for_one(self):
        found = Finding("missing-code", owing=Owing({"B4": 1, "B5": 1}, 2))
        causes_found = (Finding("unknown-code", ("B4",)), Finding("blank-dimension", ("B5",)))
        assert told(found, causes_found[0]) == ["unknown-code", "missing-code"]
        assert told(found, *causes_found) == ["unknown-code", "blank-dimension"]


class TestNothingIsLost:
    def test_a_consequence_stays_with_its_cause(self):
        cause, consequence = Finding("period-apart", ("C4",)), Finding("value-restated", ("C4",))
        (rated,) = gathered(decided(cause, consequence), ()).findings
        assert (rated.finding, [c.finding for c in rated.consequences]) == (cause, [consequence])

    def test_a_consequence_of_a_consequence_stays_with_the_root(self):
        found = (
            Finding("period-after-round", ("C4",)),
            Finding("period-apart", ("C4",)),
            Finding("value-restated", ("C4",)),
        )
        (rated,) = gathered(decided(*found), ()).findings
        assert {c.finding.code for c in rated.consequences} == {"period-apart", "value-restated"}

    def test_what_a_consequence_holds_is_held_for_its_cause(self):
        found = (Finding("blank-value", ("C3",)), Finding("column-pushed", ("C4", "C5")))
        decision = decided(*found, places=("C4", "C5", "D4"))
        gathering = gathered(decision, ())
        assert [(h.observation.place, h.codes) for h in gathering.held] == [
            ("C4", ("blank-value",)),
            ("C5", ("blank-value",)),
        ]
        assert gathering.accepted == decision.accepted

    def test_a_settled_cause_accounts_for_nothing(self):
        found = (
            Finding("total-differs", ("C7", "C4"), owing=Owing({"C4": 1})),
            Finding("not-whole", ("C4",)),
        )
        assert told(*found) == ["not-whole"]
        waived = told(*found, waivers=(waiver("not-whole"),), places=("C4",))
        assert waived == ["total-differs", "not-whole"]

    def test_a_settled_consequence_is_told(self):
        found = (
            Finding("total-differs", ("C7", "C4"), owing=Owing({"C4": 1})),
            Finding("not-whole", ("C4",)),
        )
        waived = told(*found, waivers=(waiver("total-differs"),), places=("C7",))
        assert set(waived) == {"total-differs", "not-whole"}


CODES = sorted(set(links()) | {c for many in links().values() for _, of in many for c in of})
PLACES = [f"{letter}{row}" for letter in "BCD" for row in range(3, 6)]


@st.composite
def any_findings(draw: st.DrawFn) -> list[Finding]:
    found = []
    for code in draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=9)):
        places = tuple(draw(st.lists(st.sampled_from(PLACES), unique=True, max_size=4)))
        owing = draw(st.none() | st.dictionaries(st.sampled_from(PLACES), st.integers(1, 3), max_size=3))
        found.append(
            Finding(code, places, owing=Owing(owing, draw(st.integers(1, 3))) if owing is not None else None)
        )
    return found


class TestForAnyFindings:
    @given(any_findings(), st.lists(st.sampled_from(CODES), max_size=2))
    @settings(max_examples=150, deadline=None)
    def test_the_decision_stays_and_every_finding_is_kept_once(self, findings, waived):
        decision = decided(*findings, waivers=tuple(map(waiver, waived)), places=tuple(PLACES))
        gathering = gathered(decision, [observed(place) for place in PLACES])
        assert (gathering.verdict, gathering.accepted, gathering.decided_at) == (
            decision.verdict,
            decision.accepted,
            decision.decided_at,
        )
        assert [h.observation for h in gathering.held] == [h.observation for h in decision.held]
        kept = [r for told in gathering.findings for r in (told, *told.consequences)]
        assert sorted(id(r.finding) for r in kept) == sorted(id(r.finding) for r in decision.findings)
        holding = {r.finding.code for r in gathering.findings if r.holds}
        assert all(h.codes and holding.issuperset(h.codes) for h in gathering.held)
        order = list(Severity)
        for rated in gathering.findings:
            assert all(not c.settled for c in rated.consequences)
            assert all(order.index(rated.severity) <= order.index(c.severity) for c in rated.consequences)
            assert not (rated.settled and rated.consequences)


class TestTheFile:
    def loaded(self, tmp_path, text):
        path = tmp_path / "causes.yaml"
        path.write_text(text, encoding="utf-8")
        return causes.load(path, catalogue())

    @pytest.mark.parametrize(
        ("links_of_it", "problem"),
        [
            ("{consequences: [type-error], of: [no-such], at: cells}", "no rule or group 'no-such'"),
            ("{consequences: [no-such], of: [type-error], at: cells}", "no rule or group 'no-such'"),
            ("{consequences: [type-error], of: [placeholder], at: nearby}", "at"),
            ("{consequences: [blank-header], of: [type-error], at: cells}", "weighs less"),
            (
                "{consequences: [type-error], of: [placeholder], at: cells},"
                " {consequences: [placeholder], of: [type-error], at: row}",
                "consequence of itself",
            ),
        ],
    )
    def test_a_mistake_is_told(self, tmp_path, links_of_it, problem):
        with pytest.raises(EditedFileError, match=problem):
            self.loaded(tmp_path, f"groups: {{}}\nlinks: [{links_of_it}]\n")

    def test_a_group_stands_for_its_codes(self, tmp_path):
        text = "groups: {odd: [type-error, placeholder]}\n"
        text += "links: [{consequences: [row-width], of: [odd], at: row}]"
        assert self.loaded(tmp_path, text) == {
            "row-width": [("row", frozenset({"type-error", "placeholder"}))]
        }
