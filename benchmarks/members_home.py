"""A data home of invented companies, all members of the Coalition: where every benchmark of ours begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.home import Home

SETTINGS = """
title: {en: Benchmark, zh: 基准}
publisher: Nobody
invented: true
salt: sixteen characters
p_percent: 15
"""
MEMBER_SINCE = "2018-03-07"


def write_home(
    home: Home,
    members: Sequence[str],
    profiles: Mapping[str, str],
    *,
    calendar: str,
    register: str | None = None,
) -> None:
    """Write what people edit. `register` stands in the place of one that names the members alone."""
    home.profiles.mkdir(parents=True)
    edited = {
        "calendar.yaml": calendar,
        "settings.yaml": SETTINGS,
        "target.yaml": "targets: []\n",
        "permissions.yaml": "permissions: []\n",
        "waivers.yaml": "waivers: []\n",
        "register.yaml": register or register_of(members),
    }
    for file, text in edited.items():
        home.edited(file).write_text(text, encoding="utf-8")
    for reporter, text in profiles.items():
        (home.profiles / f"{reporter}.yaml").write_text(text, encoding="utf-8")


def register_of(members: Sequence[str], others: Sequence[str] = (), relations: str = "") -> str:
    """The register of some members, of companies that are none, and of further relations."""
    parties = "".join(
        f"  - {{id: {name}, kind: company, name: {{en: {name}, zh: {name}}}}}\n"
        for name in [*members, *others]
    )
    joined = "".join(
        f"  - {{party: {name}, relation: member, of: coalition, start: {MEMBER_SINCE}}}\n" for name in members
    )
    coalition = "  - {id: coalition, kind: group, name: {en: Coalition, zh: 联盟}}\n"
    return f"parties:\n{coalition}{parties}relations:\n{joined}{relations}"
