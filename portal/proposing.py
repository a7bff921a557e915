"""`coalition propose`: the figures of a press release, as statements for a person to confirm."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from pipeline.home import Home
from pipeline.register import Register, RegisterFile
from pipeline.strict_yaml import load_model
from portal.answers import UsageError, answer, day, home_of, say

LONGEST_TEXT = 2_000_000
"""Bytes; above it a file is no press text."""


def propose(given: Namespace) -> int:
    """Write proposals and the text that their offsets count in; 1 when the text holds no figure."""
    from pipeline.proposing.proposals import propose as proposals_of
    from pipeline.proposing.repeats import known_quotes, with_sources
    from pipeline.proposing.texts import read_page
    from pipeline.proposing.writing import as_yaml

    path = Path(given.file)
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file")
    if path.stat().st_size > LONGEST_TEXT:
        raise UsageError(f"{path}: longer than {LONGEST_TEXT:,} bytes; a press text is not")
    published = day(given.published) if given.published else None
    home = home_of(given)
    register = _register(home)
    if given.reporter and (register is None or given.reporter not in register):
        raise UsageError(f"'{given.reporter}' is not in the register")
    try:
        page = read_page(path)
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 text ({error.reason} at byte {error.start})") from None
    found = proposals_of(page, register, published=published, reporter=given.reporter or "")
    found = with_sources(found, known_quotes(_statement_files(home)), title=page.title)
    out = Path(given.out) if given.out else path.with_suffix(".statements.yaml")
    text_file = out.with_suffix(".extracted.txt")
    if path.resolve() in (out.resolve(), text_file.resolve()):
        raise UsageError(f"{out}: would overwrite the text itself; name another file with -o")
    publisher = _publisher(register, given.reporter or "", page.site)
    written = as_yaml(
        found,
        page,
        file_name=path.name,
        text_name=text_file.name,
        publisher=publisher,
        published=published,
    )
    text_file.write_text(page.text, encoding="utf-8")
    out.write_text(written, encoding="utf-8")
    if published is None and page.published is None:
        say("the text does not say when it was published; give --published, or “last year” stays open")
    open_ones = sum(bool(proposal.outside) or proposal.repeats is not None for proposal in found)
    say(f"{len(found)} figures, {open_ones} of them outside or repeated; confirm them in {out}")
    answer(str(out))
    return 0 if found else 1


def _publisher(register: Register | None, reporter: str, site: str) -> str:
    """Who published the text: the party that sends it, unless the secretariat collected it; else the site."""
    party = register.party(reporter) if register and reporter else None
    return party.name.en if party and party.kind != "secretariat" else site or "not stated"


def _register(home: Home) -> Register | None:
    """The home's register; None where there is no home yet."""
    path = home.root / "register.yaml"
    return Register(load_model(path, RegisterFile)) if path.is_file() else None


def _statement_files(home: Home) -> list[Path]:
    """Statement files that wait in the inbox."""
    return sorted(p for p in home.inbox.rglob("*.yaml") if not p.name.endswith(".receipt.yaml"))
