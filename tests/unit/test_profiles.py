"""Profiles refuse whatever they do not know, naming the file and the field."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.profiles import load_profile, load_profiles
from pipeline.strict_yaml import EditedFileError

GOOD = r"""
profile: brightmarket
reporter: brightmarket
version: 3
confirmed: {by: Secretariat, on: 2018-04-02}
layouts:
  - name: quarterly
    from: 2018-Q1
    to: 2019-Q4
    file: {name: '/bright-.*\.csv/', format: delimited, encoding: utf-8, delimiter: ';'}
    blocks:
      - name: removals
        header: [[Quarter, Category, Removed]]
        values: [Removed]
        number: plain
        rows: [{where: {Category: Total}, role: total}]
        fields:
          subject: {constant: brightmarket}
          period: {column: Quarter, span: quarter}
          taxon_group: {column: Category, codes: {Ivory: elephant_ivory}}
          indicator: {header: 1, codes: {Removed: {indicator: listings_removed, scale: 万}}}
        markers: {n/a: not_applicable, '': not_collected}
        checks: [{total: {Category: Total}, parts: {Category: '!Total'}}]
  - name: monthly
    from: 2020-Q1
    confirmed: {by: Secretariat, on: 2020-04-01}
    file: {name: '/bright-.*\.csv/', format: delimited}
    blocks:
      - name: removals
        header: [[Month, Removed]]
        values: [Removed]
        fields:
          subject: {constant: brightmarket}
          period: {column: Month, span: month}
          indicator: {constant: listings_removed}
"""


def write(folder: Path, text: str, name: str = "brightmarket.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_profile_gives_the_layouts_of_a_round_and_file(tmp_path: Path) -> None:
    profile = load_profile(write(tmp_path, GOOD))
    assert [layout.name for layout in profile.layout_for("2019-Q4", "bright-1.csv")] == ["quarterly"]
    assert [layout.name for layout in profile.layout_for("2020-Q1", "bright-1.csv")] == ["monthly"]
    assert profile.layout_for("2017-Q4", "bright-1.csv") == ()
    assert profile.layout_for("2019-Q4", "dark-1.csv") == ()


def test_a_layout_may_be_confirmed_on_its_own(tmp_path: Path) -> None:
    profile = load_profile(write(tmp_path, GOOD))
    dates = [str(c.on) for layout in profile.layouts if (c := profile.confirmation(layout))]
    assert dates == ["2018-04-02", "2020-04-01"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("values: [Removed]\n        number", "value: [Removed]\n        number", "value: Extra inputs"),
        ("Ivory: elephant_ivory", "Ivory: ivory", "'ivory' is not in the code list of taxon_group"),
        (
            "indicator: listings_removed, scale",
            "indicator: listings, scale",
            "'listings' is not in the code list",
        ),
        ("scale: 万}", "scale: dozen}", "'dozen' is no scale"),
        ("scale: 万}", "scales: 万}", "'scales', which is no field"),
        ("role: total", "role: sum", "role"),
        ("span: quarter", "span: season", "span"),
        ("{column: Quarter, span: quarter}", "{column: Quarter}", "say its span"),
        (
            "{column: Quarter, span: quarter}",
            "{column: Quarter, header: 1, span: quarter}",
            "exactly one source",
        ),
        (
            "subject: {constant: brightmarket}\n          period: {column: Q",
            "period: {column: Q",
            "no source for 'subject'",
        ),
        ("subject: {constant", "subjekt: {constant", "'subjekt' is no field"),
        (
            "taxon_group: {column",
            "scale: {column: Category}\n          taxon_group: {column",
            "is set by both",
        ),
        ("{header: 1, codes: {Removed: {", "{header: 2, codes: {Removed: {", "no level 2"),
        ("number: plain", "number: german", "neither plain, chinese"),
        ("number: plain", "number: {decimal: ',', thousands: ','}", "must differ"),
        ("number: plain", "number: {decimal: ';'}", "decimal is"),
        ("n/a: not_applicable", "n/a: unknown", "markers"),
        ("n/a: not_applicable", "n/a: normal", "state of a value"),
        ("from: 2018-Q1", "from: 2018-1", "not a round"),
        ("to: 2019-Q4", "to: 2017-Q4", "before it starts"),
        (
            r"'/bright-.*\.csv/', format: delimited, encoding",
            "'/bright-(/', format: delimited, encoding",
            "no regular",
        ),
        (
            "format: delimited, encoding: utf-8, delimiter",
            "format: excel, encoding: utf-8, delimiter",
            "belongs to the delimited format",
        ),
        ("'!Total'}}]", "'!Total'}, sum_to: 100}]", "either total or sum_to"),
        ("encoding: utf-8", "encoding: utf-9", "no encoding"),
        ("delimiter: ';'", "delimiter: '\"'", "one sign"),
        ("name: monthly", "name: quarterly", "two layouts have one name"),
        ("profile: brightmarket", "profile: other", "file and name must agree"),
        ("version: 3", "version: three", "version"),
        ("version: 3", "version: 3\nversion: 4", "stands twice"),
    ],
)
def test_a_slip_of_the_pen_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(EditedFileError, match=r"brightmarket\.yaml") as refused:
        load_profile(path)
    assert said in str(refused.value)


def test_all_mistakes_of_a_folder_come_at_once(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD.replace("profile: brightmarket", "profile: second"), "second.yaml")
    write(tmp_path, "profile: third", "third.yaml")
    with pytest.raises(EditedFileError) as refused:
        load_profiles(tmp_path)
    said = str(refused.value)
    assert "second.yaml: reporter 'brightmarket' already has a profile" in said
    assert "third.yaml, line 1: layouts" in said


def test_profiles_are_found_by_reporter(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    assert list(load_profiles(tmp_path)) == ["brightmarket"]
    assert load_profiles(tmp_path / "nowhere") == {}
