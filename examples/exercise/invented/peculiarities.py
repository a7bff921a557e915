"""Everything odd that was planted in the exercise, where it is, and what the system should make of it.

Whatever is not named here is clean.
"""

from __future__ import annotations

from dataclasses import dataclass

from invented.quarters import QUARTERS, Quarter


@dataclass(frozen=True, slots=True)
class Peculiarity:
    """One planted oddity and what is expected of it."""

    kind: str
    party: str
    rounds: tuple[str, ...]
    told: str
    expected: str


PECULIARITIES: tuple[Peculiarity, ...] = (
    Peculiarity(
        "joins",
        "hypothetical-hub, legend-live, daydream-deals, dummy-deals, makebelieve-shop, fable-finds, "
        "storybook-store",
        ("2018-Q3", "2018-Q3", "2019-Q1", "2019-Q2", "2019-Q4", "2020-Q1", "2020-Q2"),
        "joins the coalition during the round and reports from that round on",
        "eligible from that round; the number of eligible members grows",
    ),
    Peculiarity(
        "leaves",
        "daydream-deals",
        ("2020-Q3",),
        "leaves on 2020-09-15; its last file is that of 2020-Q2",
        "not eligible from 2020-Q3 on; earlier totals keep its figures",
    ),
    Peculiarity(
        "merges",
        "sketch-shop",
        ("2020-Q2",),
        "a member until 2020-06-30, then owned by outline-outlet, whose file of 2020-Q2 carries its figures; "
        "from 2020-Q3 its business is inside outline-outlet's own figures",
        "both accepted for 2020-Q2; sketch-shop not eligible from 2020-Q3; outline-outlet's figures step up",
    ),
    Peculiarity(
        "changes owner",
        "fictional-flea",
        ("2019-Q4",),
        "passes from invented-group-south to invented-group-west on 2019-10-01",
        "counts with the holding of the round",
    ),
    Peculiarity(
        "reports for two",
        "examplebay",
        tuple(map(str, QUARTERS)),
        "each file carries examplebay and samplemart",
        "two members reporting from one submission; samplemart is not missing",
    ),
    Peculiarity(
        "changes its layout",
        "placeholder-plaza",
        ("2020-Q1",),
        "German CSV until 2019-Q4, monthly XLSX from 2020-Q1",
        "two dated layouts of one profile; accepted throughout",
    ),
    Peculiarity(
        "running totals",
        "specimen-social",
        tuple(map(str, QUARTERS)),
        "sends totals since 2018-01-01",
        "counts in every round with what its totals grew by since the quarter before",
    ),
    Peculiarity(
        "not collected",
        "notional-network",
        tuple(str(q) for q in QUARTERS if q.year < 2020),
        "listings blocked for marine turtles are marked n/c until the end of 2019",
        "status not_collected, no value, never a zero",
    ),
    Peculiarity(
        "provisional",
        "notional-network",
        ("2021-Q2",),
        "accounts sanctioned are marked provisional",
        "status provisional; the total carries it",
    ),
    Peculiarity(
        "same bytes twice",
        "fairytale-forum",
        ("2019-Q3",),
        "the same file again eleven days later under another name",
        "recognised; one submission",
    ),
    Peculiarity(
        "reports twice",
        "mirage-mall",
        ("2020-Q2",),
        "a second file ten days later, with a reason; its advertisements blocked differ",
        "the later counts; the earlier stays as a superseded submission",
    ),
    Peculiarity(
        "mistakes in some rows",
        "storybook-store",
        ("2020-Q4",),
        "a species group 'Unicorn' and a negative count, one row each",
        "accepted in part: these two rows held, the others counted",
    ),
    Peculiarity(
        "late",
        "legend-live",
        ("2021-Q1",),
        "received on 2021-06-14, after that round's cut-off of 2021-05-31",
        "missing in the release of 2021-Q1, counted for 2021-Q1 in the release of 2021-Q2",
    ),
    Peculiarity(
        "restates",
        "phantom-posts",
        ("2021-Q2",),
        "its file also carries listings removed of all quarters of 2020, corrected upwards, with the reason",
        "the totals of 2020 are revised in the release of 2021-Q2",
    ),
    Peculiarity(
        "corrects",
        "unreal-auctions",
        ("2020-Q3", "2020-Q4"),
        "both rounds sent again on 2021-08-05 with a reason, replacing the earlier files: relistings were "
        "counted twice",
        "the totals of both rounds are revised downwards in the release of 2021-Q2",
    ),
    Peculiarity(
        "corrupt file",
        "fable-finds",
        ("2021-Q2",),
        "a workbook cut off in the middle, and nothing else",
        "rejected; no value for 2021-Q2; coverage one lower",
    ),
    Peculiarity(
        "too few holdings",
        "pretend-bazaar, imaginary-market, fairytale-forum, storybook-store",
        tuple(str(q) for q in QUARTERS if q < Quarter(2020, 2)),
        "user reports come from two holdings only until storybook-store joins in 2020-Q2",
        "the totals of user_reports are suppressed before 2020-Q2; the year 2020 less its other quarters "
        "would give the first away",
    ),
)
