"""Built-in layouts read files that were really filed or published, where samples of them are at hand."""

from __future__ import annotations

import pytest
from filed_report import codes, read, values

from pipeline.settings import Settings


def sample(*parts):
    samples = Settings.from_environment().samples
    if samples is None:
        pytest.skip("COALITION_SAMPLES is not set")
    return samples.joinpath(*parts)


def test_a_filed_part_5_adds_up(tmp_path):
    path = sample("dsa-filed", "aliexpress-2026H1-5_own_initiative_illegal.csv")
    intake = read(tmp_path, path.read_bytes(), "eu-template-5", subjects={"Aliexpress": "alpha"})
    assert codes(intake) == set()
    assert intake.cells.unexplained == 0
    found = {
        category: value for (code, category), value in values(intake).items() if code == "measures_taken"
    }
    assert (found["animal_harm"], found["unlawful_sale_animals"], found["animal_welfare_other"]) == (
        4036,
        154,
        0,
    )
    assert found["animal_welfare"] == 4036 + 154 == 4190
    assert (found["prohibited_products"], found["risk_environmental_damage"]) == (124473, 103760)
    assert found["eu_all"] == 1181766


def test_a_filed_part_7_is_read(tmp_path):
    path = sample("dsa-filed", "tiktok-2025H2-7_appeals_and_recidivism.csv")
    intake = read(
        tmp_path, path.read_bytes(), "eu-template-7", round_="2025-Q4", subjects={"TikTok": "alpha"}
    )
    assert codes(intake) == set()
    assert values(intake)["appeals_received", "eu_all"] == 15_411_338
    assert values(intake)["decisions_partly_reversed", "eu_all"] is None


@pytest.mark.parametrize("number", range(3, 11))
def test_the_official_empty_template_gives_nothing(tmp_path, number):
    (path,) = sample("dsa-template-blank").glob(f"*Part_{number}_*.csv")
    intake = read(tmp_path, path.read_bytes(), f"eu-template-{number}", subjects={"Any": "alpha"})
    assert intake.observations == ()
    assert codes(intake) & {"unclaimed-cell", "placeholder"}


@pytest.mark.parametrize(
    ("release", "count"),
    [("2021-q2", 290), ("2021-q3", 310), ("2021-q4", 330), ("2022-q1", 350), ("2022-q2", 370)],
)
def test_every_release_of_one_report(tmp_path, release, count):
    path = sample("meta", f"meta-{release}.csv")
    apps = {"Facebook": "alpha", "Instagram": "shop"}
    intake = read(tmp_path, path.read_bytes(), "meta-enforcement", round_=release.upper(), subjects=apps)
    assert codes(intake) == set()
    assert (len(intake.observations), intake.cells.unexplained) == (count, 0)


@pytest.mark.parametrize(
    ("name", "known", "videos"),
    [
        ("2021-q3.xlsx", "tiktok-enforcement-workbook", 91_445_802),
        ("2022-q1.xlsx", "tiktok-enforcement-workbook", 102_305_516),
        ("2022-q4.csv", "tiktok-enforcement", 85_680_819),
        ("2023-q2.csv", "tiktok-enforcement", None),
    ],
)
def test_every_edition_of_another_report(tmp_path, name, known, videos):
    path, ending = sample("tiktok", f"tiktok-{name}"), name.rpartition(".")[2]
    file = {"name": "/.*/"} | ({"format": "excel"} if ending == "xlsx" else {})
    intake = read(
        tmp_path,
        path.read_bytes(),
        known,
        round_=name[:7].upper(),
        file_name=name,
        file=file,
        subject="alpha",
    )
    # A share of nine decimals cannot be stored exactly: such cells are findings, and so are their gaps.
    assert codes(intake) <= {"too-many-decimals", "missing-period", "periods-disagree", "duplicate-value"}
    assert intake.cells.unexplained == 0
    removed = [
        o.value for o in intake.observations if o.indicator == "videos_removed" and o.decision_mode == "all"
    ]
    assert removed
    assert videos is None or videos in removed
