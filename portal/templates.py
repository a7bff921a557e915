"""The command that makes the workbook a member fills in, and says which profile reads it back."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path

from pipeline.deployment import Deployment
from pipeline.home import write_bytes
from pipeline.inbox import why_not_received
from portal.answers import UsageError, answer, deployment_of, known_round, say


def template(given: Namespace) -> int:
    """Write the reporting workbook of a member for a round; prints its name."""
    from reports.questionnaire.plan import plan
    from reports.questionnaire.workbook import template as workbook

    deployment = deployment_of(given)
    member, round_ = given.member, known_round(given.round, deployment)
    _check_member(member, round_, deployment)
    target = Path(given.out)
    if target.suffix.lower() != ".xlsx":
        raise UsageError(f"{target}: the workbook is an Excel file; name it with the ending .xlsx")
    if target.exists():
        raise UsageError(f"{target} is there already, perhaps filled in; name another file")
    planned = plan(deployment, member, round_, given.language)
    write_bytes(target, workbook(planned))
    answer(str(target))
    told = f"{len(planned.rows)} figures are asked for"
    say(f"{told}, beside what was accepted for {planned.compared_with}" if planned.compared_with else told)
    if planned.left_out:
        say(
            f"{planned.left_out} series of {planned.compared_with} are left out: they are broken down further"
        )
    _say_what_reads_it(deployment, member, round_, planned.platforms)
    return 0


def _check_member(member: str, round_: str, deployment: Deployment) -> None:
    """Raises UsageError for a party that gives no figures of its own."""
    if why := why_not_received(member, round_, deployment):
        raise UsageError(why)
    kind = deployment.register.party(member).kind
    if kind in ("secretariat", "convener"):
        raise UsageError(f"'{member}' is a {kind}; the reporting workbook is for companies and platforms")
    if member not in deployment.register.members(deployment.calendar.round(round_).last_day):
        say(f"note: {member} is no member on the last day of {round_}")


def _say_what_reads_it(deployment: Deployment, member: str, round_: str, platforms: dict[str, str]) -> None:
    """The profile that reads the workbook, where the member's own does not yet."""
    from reports.questionnaire.plan import LAYOUT, profile_texts, read_as, reading_layout

    profile = deployment.profiles.get(member)
    layout = reading_layout(profile, round_)
    if layout is not None:
        read = read_as(layout)
        missing = {name: party for party, name in platforms.items() if party not in read.values()}
        if missing:
            say(f"the layout {layout.name} does not read these platforms yet; add to its subjects:")
            say(f"  {_mapping(missing)}")
        return
    texts = _mapping(profile_texts(deployment, member, round_))
    line = f"{{name: {LAYOUT}, from: {round_}, known: {LAYOUT}, with: {{subjects: {texts}}}}}"
    if profile is not None:
        say(f"the profile of {member} does not read it yet; add this layout and raise its version:")
        say(f"  - {line}")
        return
    say(f"{member} has no profile; this one reads it, once `coalition profile confirm` has made it binding:")
    say(f"profile: {member}\nreporter: {member}\nversion: 1\nlayouts:\n  - {line}")


def _mapping(texts: dict[str, str]) -> str:
    """Text -> party as YAML in one line; every text in quotes."""
    return (
        "{"
        + ", ".join(f"{json.dumps(text, ensure_ascii=False)}: {party}" for text, party in texts.items())
        + "}"
    )
