"""`coalition`: the command line. Parses words, calls one function, turns the outcome into an exit status.

Exit status: 0 done; 1 the answer is no (rejected, not found, bytes differ); 2 wrong usage or a mistake in an
edited file; 3 our own failure (disk full, a bug). Messages go to standard error, results to standard output.
Nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import TypeAlias

Command = Callable[[argparse.Namespace], int]
Group: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
_HOME = "the data home (default: COALITION_HOME, else ./var)"


class _Grammar:
    """Adds commands to the parser; every command takes --home, before it or after."""

    def __init__(self) -> None:
        self.parser = argparse.ArgumentParser(
            prog="coalition", description="From what members send to a sealed progress report."
        )
        self._before = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
        for parser in (self.parser, self._before):
            parser.add_argument("--home", dest="home_before", metavar="DIR", help=_HOME)
        self._commands = self.parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
        self._anywhere = argparse.ArgumentParser(add_help=False)
        self._anywhere.add_argument("--home", metavar="DIR", help=_HOME)

    def add(self, name: str, command: str, text: str, to: Group | None = None) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = (to or self._commands).add_parser(
            name, help=text, description=text, parents=[self._anywhere]
        )
        added.set_defaults(command=command)
        return added

    def group(self, name: str, text: str) -> Group:
        grouped = self._commands.add_parser(name, help=text, description=text, parents=[self._before])
        return grouped.add_subparsers(title="commands", metavar="COMMAND", required=True)


def build_parser() -> argparse.ArgumentParser:
    """The whole command line; docs/command-line.md is held equal to it by a test."""
    grammar = _Grammar()
    _about_the_home(grammar)
    _about_a_file(grammar)
    _about_findings(grammar)
    _about_a_round(grammar)
    return grammar.parser


def _about_the_home(grammar: _Grammar) -> None:
    init = grammar.add("init", "homes:init", "make a data home (again: harmless)")
    init.add_argument("--example", choices=("public-record", "exercise"), help="start from an example")
    register = grammar.group("register", "the parties and their dated relations")
    listing = grammar.add("list", "homes:list_register", "members on a day, or all parties", register)
    listing.add_argument("--on", metavar="DATE", help="members on this day (default: all parties)")
    profile = grammar.group("profile", "how reporters' layouts are read")
    grammar.add("lint", "homes:lint_profiles", "check every profile and edited file of the home", profile)
    _about_a_profile(grammar, profile)


def _about_a_profile(grammar: _Grammar, profile: Group) -> None:
    draft = grammar.add("draft", "profiling:draft", "draft a profile for an undescribed file", profile)
    draft.add_argument("file", metavar="FILE")
    draft.add_argument("--from", dest="reporter", metavar="REPORTER", help="whose file it is")
    draft.add_argument("--round", metavar="ROUND", help="first round that the layout serves")
    draft.add_argument("-o", "--out", metavar="OUT", help="write here (default: standard output)")
    diff = grammar.add("diff", "profiling:diff", "what moved against the profile", profile)
    diff.add_argument("file", metavar="FILE")
    diff.add_argument("--from", dest="reporter", required=True, metavar="REPORTER")
    diff.add_argument("--round", required=True, metavar="ROUND")
    confirm = grammar.add("confirm", "profiling:confirm", "make a drafted profile binding", profile)
    confirm.add_argument("profile", metavar="PROFILE", help="a YAML file, or a reporter with a profile")
    confirm.add_argument("--by", required=True, metavar="NAME", help="who has read it against the file")
    confirm.add_argument("--on", metavar="DATE", help="the day (default: today)")
    confirm.add_argument("--layout", metavar="NAME", help="only this layout")


def _about_a_file(grammar: _Grammar) -> None:
    read = grammar.add("read", "reading:read", "show the cells of any supported file, nothing told")
    read.add_argument("file", metavar="FILE", nargs="+")
    read.add_argument("--sheet", metavar="NAME", help="this sheet (default: the first with a table)")
    read.add_argument("-o", "--out", metavar="OUT", help="write here (default: standard output)")
    read.add_argument("--out-dir", metavar="DIR", help="write one file for each FILE into this folder")
    read.add_argument("--json", action="store_true", help="every cell of every block with its place")
    read.add_argument("--report", action="store_true", help="say what was found out, and what did not fit")
    submit = grammar.add("submit", "intake:submit", "receive a file; its bytes are kept for ever")
    submit.add_argument("--reason", help="why it is sent again")
    submit.add_argument("--replaces", metavar="SUBMISSION", help="the submission that it replaces")
    check = grammar.add("check", "intake:check", "review a file as a run would; store nothing")
    check.add_argument("--json", action="store_true", help="the review as JSON")
    check.add_argument("--profile", metavar="YAML", help="read it through this profile, on trial")
    check.add_argument("--language", choices=("en", "zh"), default="en", help="of the text (default: en)")
    check.add_argument("--totals", action="store_true", help="what it does to the totals: not for members")
    for command in (submit, check):
        command.add_argument("file", metavar="FILE")
        command.add_argument("--from", dest="reporter", required=True, metavar="REPORTER")
        command.add_argument("--round", required=True, metavar="ROUND")
    propose = grammar.add(
        "propose", "proposing:propose", "find the figures of a press release, for a person to confirm"
    )
    propose.add_argument("file", metavar="FILE", help="plain text or HTML, English or Chinese")
    propose.add_argument("--from", dest="reporter", metavar="REPORTER", help="who published it")
    propose.add_argument("--published", metavar="DATE", help="the day of publication")
    propose.add_argument("-o", "--out", metavar="OUT", help="the statements file (default: beside FILE)")
    template = grammar.add("template", "templates:template", "make the workbook that a member fills in")
    template.add_argument("--for", dest="member", required=True, metavar="MEMBER", help="who fills it in")
    template.add_argument("--round", required=True, metavar="ROUND")
    template.add_argument("-o", "--out", required=True, metavar="FILE", help="write here (.xlsx)")
    template.add_argument("--language", choices=("en", "zh"), default="en", help="of the sheet (default: en)")
    feedback = grammar.add("feedback", "intake:feedback", "hand a reviewed file back, marked")
    feedback.add_argument("submission", metavar="SUBMISSION")
    feedback.add_argument("-o", "--out", metavar="FILE", help="write here (default: after the file sent)")
    withdraw = grammar.add(
        "withdraw", "intake:withdraw", "take a submission back; it is kept, with the reason"
    )
    withdraw.add_argument("submission", metavar="SUBMISSION")
    withdraw.add_argument("--by", required=True, help="who takes it back")
    withdraw.add_argument("--reason", required=True)


def _about_findings(grammar: _Grammar) -> None:
    explain = grammar.add("explain", "settling:explain", "say why a finding is none, or what a blank means")
    explain.add_argument("submission", metavar="SUBMISSION")
    explain.add_argument("--status", metavar="STATUS", help="what a blank means: zero, not_collected, …")
    waive = grammar.add("waive", "settling:waive", "let a finding pass until a day")
    waive.add_argument("whose", metavar="SUBMISSION|REPORTER")
    waive.add_argument("--expires", required=True, metavar="DATE", help="last day of the waiver")
    for command, wanted in ((explain, False), (waive, True)):
        command.add_argument("code", metavar="CODE", nargs=None if wanted else "?", help="of the finding")
        command.add_argument("--place", action="append", metavar="PLACE", help="only here (may be repeated)")
        command.add_argument("--by", required=wanted, metavar="NAME", help="who says so")
        command.add_argument("--reason", required=wanted, metavar="TEXT", help="in one line")
    waivers = grammar.add("waivers", "settling:list_waivers", "all waivers, their state and what they settle")
    rules = grammar.add("rules", "settling:rules", "how often findings are settled instead of mended")
    rules.add_argument("--round", metavar="ROUND", help="in the files of this round (default: all)")
    for command in (waivers, rules):
        command.add_argument("--as-of", metavar="DATE", help="as it was at the end of this day")


def _about_a_round(grammar: _Grammar) -> None:
    run = grammar.add("run", "publication:run", "review what is pending, aggregate, draft the release")
    triage = grammar.add("triage", "triage:triage", "what to look at first, who is in, who is late")
    triage.add_argument("round", metavar="ROUND")
    moment = triage.add_mutually_exclusive_group()
    moment.add_argument("--as-of", metavar="DATE", help="as it was at the end of this day (default: today)")
    moment.add_argument("--on", dest="as_of", metavar="DATE", help="the same")
    triage.add_argument("--json", action="store_true", help="everything, as JSON")
    triage.add_argument("--language", choices=("en", "zh"), default="en", help="of the text (default: en)")
    seal_group = grammar.group("release", "sealed publications of a round")
    seal = grammar.add("seal", "publication:seal", "publish the draft of a round", seal_group)
    seal.add_argument("--reason", required=True, help="stands in the ledger")
    seal.add_argument("--correction", action="store_true", help="make the next version of a sealed round")
    for command in (run, seal):
        command.add_argument("round", metavar="ROUND")
        command.add_argument("--as-of", metavar="DATE", help="know what was known at the end of this day")
    listing = grammar.add("list", "publication:list_releases", "all sealed releases", seal_group)
    listing.add_argument("--as-of", metavar="DATE", help="those whose knowledge ends by this day's end")
    for name, command_name, text in (
        ("show", "publication:show", "what a release holds and was made from"),
        ("verify", "publication:verify", "prove a release against its manifest"),
        ("rebuild", "publication:rebuild", "make a release again and compare every byte"),
    ):
        named = grammar.add(name, command_name, text, seal_group)
        named.add_argument("release", metavar="ROUND@V")
        if name == "show":
            named.add_argument(
                "--diff", metavar="ROUND@V", help="every figure that differs from this release"
            )
    figures = grammar.add("figures", "publication:figures", "find and print published figures")
    figures.add_argument("--round", metavar="ROUND", help="of this round's newest release (default: newest)")
    figures.add_argument("--find", metavar="WORDS", help="only figures in which every word occurs")
    figures.add_argument("--as-of", metavar="DATE", help="of releases whose knowledge ends by this day's end")
    figures.add_argument("--format", choices=("text", "json", "csv"), default="text")
    dev = grammar.add("dev", "publication:dev", "Dagster's pages and daemon on this home, on loopback")
    dev.add_argument("--port", type=int, default=3000)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parser = build_parser()
    parsed = parser.parse_args(arguments)
    if parsed.home is None:
        parsed.home = parsed.home_before
    elif parsed.home_before not in (None, parsed.home):
        parser.error(f"--home is given twice: {parsed.home_before} and {parsed.home}; which is it?")
    try:
        return _command(parsed.command)(parsed)
    except KeyboardInterrupt:
        return _fail(3, "stopped; running the same command again goes on")
    except BrokenPipeError:
        return 0
    except Exception as error:
        return _explain(error)


def _command(named: str) -> Command:
    from importlib import import_module

    module, function = named.split(":")
    command: Command = getattr(import_module(f"portal.{module}"), function)
    return command


def _explain(error: Exception) -> int:
    from pipeline.home import HomeInUseError
    from pipeline.release import ReleaseError
    from pipeline.strict_yaml import EditedFileError
    from portal.answers import UsageError

    if isinstance(error, ReleaseError | HomeInUseError):
        return _fail(1, str(error))
    if isinstance(error, UsageError | EditedFileError):
        return _fail(2, str(error))
    if isinstance(error, OSError):
        return _fail(3, f"the system refused: {error}; nothing was published, run the command again")
    import traceback

    traceback.print_exc()
    return _fail(3, f"our own mistake: {type(error).__name__}: {error}; nothing was published")


def _fail(status: int, message: str) -> int:
    print(f"coalition: {message}", file=sys.stderr)  # noqa: T201
    return status


if __name__ == "__main__":
    sys.exit(main())
