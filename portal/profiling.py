"""Commands about profiles: draft one for an unknown file, see what moved in a known one, make one binding."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.home import Home
from portal.answers import UsageError, answer, day, deployment_of, home_of, say

if TYPE_CHECKING:
    from pipeline.drafting.draft import Draft
    from pipeline.mapping import Situation
    from pipeline.model import RefusalError
    from pipeline.register import Register

_PREVIEWED = 10


def draft(given: Namespace) -> int:
    """Draft a profile for a file; what cannot be decided is listed as questions."""
    from pipeline.confinement import DOCUMENT, confined
    from pipeline.drafting.draft import draft_profile
    from pipeline.model import RefusalError
    from pipeline.rounds import first_day

    path = _file(given.file)
    home = home_of(given)
    register = _register(home)
    if register is not None and given.reporter and given.reporter not in register:
        raise UsageError(f"'{given.reporter}' is not in the register of {home.root}")
    if given.round:
        try:
            first_day(given.round)
        except ValueError as error:
            raise UsageError(str(error)) from None
    try:
        drafted = confined(
            DOCUMENT,
            draft_profile,
            path,
            file_name=path.name,
            reporter=given.reporter or "",
            round_=given.round or "",
            register=register,
        )
    except RefusalError as refused:
        return _refused(path, refused)
    _write(given.out, drafted, home)
    _ask(drafted)
    _preview(drafted, given, path, register)
    return 0


def _file(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file")
    return path


def _register(home: Home) -> Register | None:
    """The home's register; None without a home, since a file can be looked at anywhere."""
    from pipeline.register import Register, RegisterFile
    from pipeline.strict_yaml import load_model

    edited = home.edited("register.yaml")
    return Register(load_model(edited, RegisterFile)) if edited.exists() else None


def _refused(path: Path, refused: RefusalError) -> int:
    from quality.catalogue import catalogue

    rules = catalogue()
    for finding in refused.findings:
        say(f"{path}: {rules.message(finding, 'en')} {rules.advice(finding, 'en')} [{finding.code}]")
    return 1


def _write(out: str | None, drafted: Draft, home: Home) -> None:
    from pipeline.home import write_bytes

    if out is None:
        answer(drafted.text.rstrip("\n"))
        return
    target = Path(out)
    if target.exists():
        raise UsageError(f"{target} is there already; name another file")
    if drafted.questions and target.absolute().parent == home.profiles:
        raise UsageError(
            f"the draft has open questions, and {home.profiles} holds complete profiles; name another folder"
        )
    write_bytes(target, drafted.text.encode())
    answer(str(target))


def _ask(drafted: Draft) -> None:
    """Say what a person has to find out, and what is odd about the file."""
    for remark in drafted.remarks:
        say(f"note: {remark}")
    if not drafted.questions:
        say("nothing is left open; read it all the same before you confirm it")
        return
    one = len(drafted.questions) == 1
    say("1 question is open:" if one else f"{len(drafted.questions)} questions are open:")
    for question in drafted.questions:
        say(f"  {question.path}: {question.text}")


def _preview(drafted: Draft, given: Namespace, path: Path, register: Register | None) -> None:
    """The first observations, as they would be read; nothing while questions are open."""
    from pipeline.mapping import map_book
    from pipeline.strict_yaml import EditedFileError

    if drafted.questions:
        say("the preview follows once nothing is open: coalition check FILE --profile DRAFT")
        return
    if register is None:
        say("no preview without a register: name a data home with --home")
        return
    try:
        layout = drafted.layout()
    except EditedFileError as error:
        say(f"the drafted profile is not in order yet: {error}")
        return
    if layout is None:
        return
    mapped = map_book(drafted.book, layout, _situation(path, given.reporter, given.round, register))
    for seen in mapped.observations[:_PREVIEWED]:
        value = "" if seen.value is None else f"{seen.value:f}"
        period = f"{seen.period_start or ''}/{seen.period_end}"
        words = (seen.place, seen.subject, seen.indicator, seen.taxon_group, period, value, seen.obs_status)
        say("  " + "  ".join(str(word) for word in words))
    cells = mapped.cells
    say(
        f"{len(mapped.observations)} observations, {len(mapped.findings)} findings; "
        f"{cells.unexplained} of {cells.in_file} cells are not explained"
    )


def _situation(path: Path, reporter: str, round_: str, register: Register) -> Situation:
    from pipeline.mapping import Situation
    from pipeline.model import Submission

    submission = Submission(
        id="draft",
        reporter=reporter,
        round=round_,
        file_name=path.name,
        sha256="",
        size=path.stat().st_size,
        received_at=datetime.now(UTC),
    )
    return Situation(submission, register)


def diff(given: Namespace) -> int:
    """Say what moved in a file against the reporter's profile; 1 when something did."""
    from pipeline.confinement import DOCUMENT, confined
    from pipeline.drafting.moved import compare, nearest_layout
    from pipeline.inbox import why_not_received
    from pipeline.model import RefusalError

    path = _file(given.file)
    deployment = deployment_of(given)
    if why := why_not_received(given.reporter, given.round, deployment):
        raise UsageError(why)
    profile = deployment.profiles.get(given.reporter)
    if profile is None:
        raise UsageError(f"{given.reporter} has no profile yet; draft one with `coalition profile draft`")
    layout, moved = nearest_layout(profile, given.round, path.name)
    if profile.confirmation(layout) is None:
        say(f"nobody has confirmed the layout {layout.name} yet")
    situation = _situation(path, given.reporter, given.round, deployment.register)
    try:
        moved += confined(DOCUMENT, compare, path, path.name, layout, situation)
    except RefusalError as refused:
        return _refused(path, refused)
    if not moved:
        say(f"nothing moved against {profile.profile}@{profile.version}/{layout.name}")
        return 0
    rows = [("what", f"in {profile.profile}@{profile.version}/{layout.name}", f"in {path.name}", "")]
    rows += [(each.about, each.was or "(nothing)", each.now or "(nothing)", each.told) for each in moved]
    widths = [min(max(len(row[column]) for row in rows), 40) for column in range(3)]
    for row in rows:
        told = "  ".join(text.ljust(width) for text, width in zip(row[:3], widths, strict=True))
        answer(f"{told}  {row[3]}".rstrip())
    return 1


def confirm(given: Namespace) -> int:
    """Make a draft binding, with who and when."""
    from pipeline.drafting.confirming import confirm as make_binding

    deployment = deployment_of(given)
    home = deployment.home
    source = Path(given.profile)
    if not source.is_file() and (home.profiles / f"{given.profile}.yaml").is_file():
        source = home.profiles / f"{given.profile}.yaml"
    if not source.is_file():
        raise UsageError(
            f"{given.profile} is neither a file nor a reporter with a profile in {home.profiles}"
        )
    _known_reporter(source, deployment.register)
    on = day(given.on) if given.on is not None else datetime.now(UTC).date()
    confirmed = make_binding(source, home, by=given.by, on=on, layout=given.layout)
    if not confirmed.changes:
        say(f"{confirmed.path} was confirmed before; nothing was changed")
        return 0
    for change in confirmed.changes:
        say(change)
    answer(str(confirmed.path))
    return 0


def _known_reporter(source: Path, register: Register) -> None:
    from pipeline.drafting.confirming import load_complete

    profile = load_complete(source)[2]
    if profile.reporter not in register:
        raise UsageError(f"{source}: reporter '{profile.reporter}' is not in the register")
