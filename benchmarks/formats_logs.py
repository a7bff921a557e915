"""Statement-of-reasons logs: how much does our door cost over the same SQL run directly, and in what memory?

A log is generated (2 million rows, or as many as the first argument says) and counted in processes of their
own: by the door, by the door's SQL run directly on DuckDB, and by the shortest SELECT of platform,
category and day with DuckDB's own defaults. They take turns; the best of each counts. The memory measure
counts a quarter of the rows as well.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from measure import Measure

ROWS, TURNS = 2_000_000, 3
MOST_TIME, MOST_MEMORY = 1.25, 1.25
PLATFORMS = ("Market Place", "Short Video", "Picture Board")
ROUND, FIRST_DAY, DAYS = "2026-Q2", date(2026, 4, 1), 91
STATES = (
    "AT",
    "BE",
    "BG",
    "CY",
    "CZ",
    "DE",
    "DK",
    "EE",
    "ES",
    "FI",
    "FR",
    "GR",
    "HR",
    "HU",
    "IE",
    "IT",
    "LT",
)
KEYWORDS = {
    "ANIMAL_WELFARE": ("ANIMAL_HARM", "UNLAWFUL_SALE_ANIMALS", "OTHER"),
    "VIOLENCE": ("COORDINATED_HARM", "HUMAN_TRAFFICKING"),
    "SELF_HARM": ("SUICIDE", "SELF_MUTILATION"),
    "SCAMS_AND_FRAUD": ("PHISHING", "PYRAMID_SCHEMES"),
    "UNSAFE_AND_PROHIBITED_PRODUCTS": ("PROHIBITED_PRODUCTS", "UNSAFE_PRODUCTS"),
}
SHORTEST = "SELECT platform_name, category, application_date, count(*) FROM {log} GROUP BY ALL"


def write_log(path: Path, rows: int) -> None:
    """A full log of 38 columns, about one kilobyte a row as in the database's own files."""
    from pipeline.logs.schema import log_schema

    columns = log_schema("dsa-statements").columns
    chance = random.Random(20260401)  # noqa: S311  a repeatable, not a secret, source
    states = ",".join(f'""{state}""' for state in STATES)
    fixed = {
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": "Terms",
        "incompatible_content_explanation": f'"{"This is against our terms, and we took it down. " * 8}"',
        "content_type": '"[""CONTENT_TYPE_PRODUCT""]"',
        "content_language": "EN",
        "territorial_scope": f'"[{states}]"',
        "decision_facts": '"The decision followed an investigation of our own, by people and software."',
        "source_type": "SOURCE_VOLUNTARY",
        "automated_detection": "Yes",
        "automated_decision": "AUTOMATED_DECISION_FULLY",
    }
    line = ",".join(fixed.get(column, f"{{{column}}}") for column in columns) + "\n"
    empty = dict.fromkeys(columns, "")
    days = [f'"{FIRST_DAY + timedelta(days=n)} 00:00:00"' for n in range(DAYS)]
    with path.open("w", encoding="utf-8") as log:
        log.write(",".join(columns) + "\n")
        for number in range(rows):
            category = chance.choice(tuple(KEYWORDS))
            keyword = chance.choice(KEYWORDS[category])
            visibility = chance.choice(("CONTENT_REMOVED", "CONTENT_DISABLED", "OTHER"))
            day = chance.choice(days)
            log.write(
                line.format_map(
                    empty
                    | {
                        "uuid": f"{chance.getrandbits(64):016x}-{number:012x}",
                        "decision_visibility": f'"[""DECISION_VISIBILITY_{visibility}""]"',
                        "category": f"STATEMENT_CATEGORY_{category}",
                        "category_specification": f'"[""KEYWORD_{keyword}""]"',
                        "content_date": day,
                        "application_date": day,
                        "platform_name": chance.choice(PLATFORMS),
                        "platform_uid": f"{chance.getrandbits(60)}",
                        "created_at": day,
                    }
                )
            )


def by_door(path: Path) -> None:
    from pipeline.logs.reading import read_log
    from pipeline.logs.rule import LogRule
    from pipeline.mapping import Situation
    from pipeline.model import Submission
    from pipeline.register import Register, RegisterFile

    parties = {"parties": [{"id": "market", "kind": "company", "name": {"en": "Market", "zh": "市场"}}]}
    submission = Submission(
        id="s", reporter="market", round=ROUND, file_name=path.name, sha256="", size=1,
        received_at=datetime(2026, 7, 1, tzinfo=UTC),
    )  # fmt: skip
    situation = Situation(submission, Register(RegisterFile.model_validate(parties)))
    rule = LogRule.model_validate(
        {"kind": "dsa-statements", "platforms": {PLATFORMS[0]: "market"}, "other_platforms": "outside"}
    )
    start = time.monotonic()
    mapped = read_log(path, rule, situation)
    _tell(time.monotonic() - start, len(mapped.observations), mapped.cells.unexplained)


def by_same_sql(path: Path) -> None:
    from pipeline import warehouse
    from pipeline.logs.schema import counting_statement, log_schema

    schema = log_schema("dsa-statements")
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, warehouse.log_engine(Path(folder), "1GB") as engine:
        warehouse.view_log(engine, [path], schema.columns, 10_000)
        warehouse.set_variable(engine, "platforms", [PLATFORMS[0]])
        warehouse.set_variable(engine, "main_category", schema.main_category)
        warehouse.set_variable(engine, "marker", schema.marker)
        found = len(warehouse.rows(engine, counting_statement("dsa-statements")))
    _tell(time.monotonic() - start, found, 0)


def by_shortest_sql(path: Path) -> None:
    import duckdb

    start = time.monotonic()
    engine = duckdb.connect(":memory:")
    log = f"read_csv('{path}', all_varchar = true, header = true)"
    found = len(engine.execute(SHORTEST.format(log=log)).fetchall())
    _tell(time.monotonic() - start, found, 0)


def _tell(seconds: float, found: int, lost: int) -> None:
    """Seconds, what was found, and the highest memory of this process in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "found": found, "lost": lost, "peak": peak}))


WAYS = {"door": by_door, "same": by_same_sql, "shortest": by_shortest_sql}


def in_child(way: str, path: Path) -> dict[str, float]:
    """Run one way in a process of its own."""
    command = [sys.executable, __file__, "--way", way, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def measures(_samples: Path | None, rows: int = ROWS) -> Iterator[Measure]:
    """Time against the same SQL, and memory against a quarter of the rows."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder, "small.csv"), Path(folder, "large.csv")
        write_log(small, rows // 4)
        write_log(large, rows)
        seconds: dict[str, float] = {}
        for _ in range(TURNS):
            for way in WAYS:
                taken = in_child(way, large)
                seconds[way] = min(seconds.get(way, taken["seconds"]), taken["seconds"])
        few, many = (
            min((in_child("door", log) for _ in range(2)), key=lambda taken: taken["peak"])
            for log in (small, large)
        )
    ratio = seconds["door"] / seconds["same"]
    yield Measure(
        name=f"statement-of-reasons log of {rows:,} rows to counts, time against the same SQL on DuckDB",
        reference=f"1.0 ({seconds['same']:.1f} s; shortest SELECT, DuckDB's defaults: "
        f"{seconds['shortest']:.1f} s)",
        to_reach=f"≤ {MOST_TIME:g}",
        value=f"{ratio:.2f} ({seconds['door']:.1f} s, {many['found']:,.0f} observations, "
        f"{many['lost']:.0f} rows unexplained); {seconds['door'] / seconds['shortest']:.2f} of the shortest",
        reached=ratio <= MOST_TIME and not many["lost"] and many["found"] > 0,
    )
    growth = many["peak"] / few["peak"]
    yield Measure(
        name=f"same: memory of {rows:,} rows against that of {rows // 4:,}",
        reference=f"{few['peak']:.0f} MB",
        to_reach=f"≤ {MOST_MEMORY:g}",
        value=f"{growth:.2f} ({many['peak']:.0f} MB)",
        reached=growth <= MOST_MEMORY,
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--way"]:
        WAYS[sys.argv[2]](Path(sys.argv[3]))
    else:
        for measured in measures(None, int(sys.argv[1]) if len(sys.argv) > 1 else ROWS):
            print(f"{measured.name}: {measured.value} (to reach: {measured.to_reach}; {measured.reference})")
