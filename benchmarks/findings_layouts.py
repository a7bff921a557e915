"""The layouts of the planted errors, and a home whose reporters have sent four clean quarters in them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

from findings_shapes import across, by_month, coalition_workbook, down, enforcement, two_levels
from findings_tables import KINDS, MEASURES, NOW, ROUNDS, SHARE, SPECIES, WORDS, Kind, Layout, Table
from members_home import register_of, write_home

from pipeline.acceptance import write_partition
from pipeline.deployment import Deployment
from pipeline.home import Home
from pipeline.ledger import Ledger
from pipeline.model import Submission
from quality import store
from quality.review import Case, Review, review

CALENDAR = """
start: 2018-01-01
rounds:
  - {round: 2020-Q1, opens: 2020-04-01, due: 2020-04-30, cut_off: 2020-05-31}
  - {round: 2020-Q2, opens: 2020-07-01, due: 2020-07-31, cut_off: 2020-08-31}
  - {round: 2020-Q3, opens: 2020-10-01, due: 2020-10-31, cut_off: 2020-11-30}
  - {round: 2020-Q4, opens: 2021-01-01, due: 2021-01-31, cut_off: 2021-02-28}
  - {round: 2021-Q1, opens: 2021-04-01, due: 2021-04-30, cut_off: 2021-05-31}
"""
RECEIVED = {
    "2020-Q1": datetime(2020, 4, 20, tzinfo=UTC),
    "2020-Q2": datetime(2020, 7, 20, tzinfo=UTC),
    "2020-Q3": datetime(2020, 10, 20, tzinfo=UTC),
    "2020-Q4": datetime(2021, 1, 20, tzinfo=UTC),
    "2021-Q1": datetime(2021, 4, 20, tzinfo=UTC),
}


def layouts() -> list[Layout]:
    """Every shape in every kind of file, and the built-in layouts."""
    shapes = {"across": across, "down": down, "months": by_month, "levels": two_levels}
    found = [
        Layout(f"{shape}-{number}", kind, _BLOCKS[shape](kind, f"{shape}-{number}"), make)
        for shape, make in shapes.items()
        for number, kind in enumerate(KINDS)
    ]
    for number, kind in enumerate(kind for kind in KINDS if kind.excel):
        name = f"coalition-{number}"
        found.append(Layout(name, kind, _known("coalition-workbook", "Alpha", name), coalition_workbook))
    found.append(Layout("fresh-0", KINDS[0], _down(KINDS[0], "fresh-0"), down, fresh=True))
    plain = Kind("built-in", thousands=",")
    found.append(
        Layout("enforcement", plain, _known("meta-enforcement", "Big Book", "enforcement"), enforcement)
    )
    return found


def _known(name: str, subject: str, reporter: str) -> str:
    listed = f"{subject}: {reporter}"
    if name == "coalition-workbook":
        listed += ", Other: other, Newcomer: newcomer, Nobody: nobody"
    return f"known: {name}, with: {{subjects: {{{listed}}}}}"


def _number(kind: Kind) -> str:
    return f"{{decimal: '{kind.decimal}', thousands: '{kind.thousands}'}}" if kind.thousands else "plain"


def _layout(kind: Kind, block: dict[str, str], fields: dict[str, str]) -> str:
    """A layout in the flow style of YAML, from its block's keys."""
    words = WORDS[kind.language]
    signed = words["signed"].split(" by ")[0] if kind.language == "en" else "填报人"
    first = block["header"].strip("[]").split(",")[0]
    note = f"{{where: {{{first}: '/{signed}.*/'}}, role: note}}"
    note += f", {{where: {{{first}: '/{words['draft']}.*/'}}, role: ignore}}"
    total = block.pop("total", "")
    keys = {
        "name": "figures",
        "rows": f"[{total}{note}]",
        "title": f"['/{words['title']}/']",
        "ignore": f"[{words['remarks']}, '/{words['extra']} .*/']",
        "empty": f"[{words['reserved']}]",
        "number": _number(kind),
        "markers": "{n/a: not_applicable}",
        **block,
        "fields": "{" + ", ".join(f"{name}: {rule}" for name, rule in fields.items()) + "}",
    }
    listed = ", ".join(f"{key}: {value}" for key, value in keys.items())
    aside = f", ignore_sheets: ['/{words['old']} .*/']" if kind.excel else ""
    return f"file: {kind.rule}{aside}, blocks: [{{{listed}}}]"


def _codes(kind: Kind, names: tuple[str, ...], scale: str = "") -> str:
    words = WORDS[kind.language]
    listed = (
        f"'{words[n]}{'(万条)' if scale else ''}': " + (f"{{indicator: {n}, scale: 万}}" if scale else n)
        for n in names
    )
    return "{" + ", ".join(listed) + "}"


def _species(kind: Kind, where: str) -> str:
    return f"{{{where}, every: yes, codes: {_codes(kind, SPECIES)}}}"


def _across(kind: Kind, reporter: str) -> str:
    w = WORDS[kind.language]
    scale = "万" if kind.language == "zh" else ""
    mark = "(万条)" if scale else ""
    heads = [f"'{w[m]}{mark}'" for m in MEASURES] + [w[SHARE]]
    species = w["species"]
    measures = f"{_codes(kind, MEASURES, scale)[:-1]}, {w[SHARE]}: {SHARE}}}"
    block = {
        "header": f"[[{w['quarter']}, {w['species']}, {', '.join(heads)}]]",
        "values": f"[{', '.join(heads)}]",
        "total": f"{{where: {{{w['species']}: {w['total']}}}, role: total}}, ",
        "number": "chinese" if scale else _number(kind),
        "checks": f"[{{total: {{{species}: {w['total']}}}, parts: {{{species}: '!{w['total']}'}}}}]",
    }
    fields = {
        "subject": f"{{constant: {reporter}}}",
        "period": f"{{column: {w['quarter']}, span: quarter}}",
        "taxon_group": _species(kind, f"column: {w['species']}"),
        "indicator": f"{{header: 1, codes: {measures}}}",
    }
    return _layout(kind, block, fields)


def _down(kind: Kind, reporter: str) -> str:
    w = WORDS[kind.language]
    head = ", ".join(w[n] for n in ("quarter", "company", "species", "measure", "value"))
    codes = f"{_codes(kind, SPECIES)[:-1]}, {w['all']}: all}}"
    fields = {
        "subject": f"{{column: {w['company']}, codes: {{Alpha: {reporter}, Other: other, Newcomer: newcomer, "
        "Nobody: nobody}}",
        "period": f"{{column: {w['quarter']}, span: quarter}}",
        "taxon_group": f"{{column: {w['species']}, codes: {codes}}}",
        "indicator": f"{{column: {w['measure']}, codes: {_codes(kind, MEASURES)}}}",
    }
    return _layout(kind, {"header": f"[[{head}]]", "values": f"[{w['value']}]"}, fields)


def _months(kind: Kind, reporter: str) -> str:
    w = WORDS[kind.language]
    fields = {
        "subject": f"{{constant: {reporter}}}",
        "period": "{header: 1, span: month}",
        "taxon_group": _species(kind, f"column: {w['species']}"),
        "indicator": f"{{column: {w['measure']}, codes: {_codes(kind, MEASURES)}}}",
    }
    block = {"header": f"[[{w['measure']}, {w['species']}]]", "values": r"['/20\d\d-\d\d/']"}
    return _layout(kind, block, fields)


def _levels(kind: Kind, reporter: str) -> str:
    w = WORDS[kind.language]
    top = ", ".join(w[n] for n in ("month", *SPECIES))
    bottom = ", ".join(w[m] for m in MEASURES)
    fields = {
        "subject": f"{{constant: {reporter}}}",
        "period": f"{{column: {w['month']}, span: month}}",
        "taxon_group": _species(kind, "header: 1"),
        "indicator": f"{{header: 2, codes: {_codes(kind, MEASURES)}}}",
    }
    return _layout(kind, {"header": f"[[{top}], [{bottom}]]", "fill": "[1]", "values": f"[{bottom}]"}, fields)


_BLOCKS = {"across": _across, "down": _down, "months": _months, "levels": _levels}


class Round:
    """A home in which every layout has an accepted past, ready for the files of the last round."""

    def __init__(self, folder: Path, reporters: Collection[str] = ()) -> None:
        """Write the home and accept four clean quarters of each reporter, or of those that are named."""
        self.layouts = [made for made in layouts() if not reporters or made.reporter in reporters]
        self.home = Home(folder / "home")
        self._folder = folder
        _write_edited(self.home, self.layouts)
        self.deployment = Deployment.load(self.home)
        self.ledger = Ledger(self.home)
        self.past: list[Review] = []
        for round_ in ROUNDS[:-1]:
            sent = [self._received(layout, round_) for layout in self.layouts if not layout.fresh]
            for reviewed in review([Case(s, self.ledger.content(s)) for s in sent], self.deployment):
                store.save(reviewed, self.home)
                self.past.append(reviewed)
            for layout in self.layouts:
                if layout.fresh:
                    continue
                write_partition(self.home, self.ledger, layout.reporter, round_)

    def _received(self, layout: Layout, round_: str) -> Submission:
        return self.ledger.receive(
            layout.table(round_).written(),
            reporter=layout.reporter,
            round_=round_,
            file_name=file_name(layout, round_),
            received_at=RECEIVED[round_],
        ).submission

    def case(self, layout: Layout, table: Table, told: str) -> Case:
        """A file of the last round, kept outside the home."""
        content = table.written()
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._folder / sha256
        path.write_bytes(content)
        submission = Submission(
            id=hashlib.sha256(f"{told}/{sha256}".encode()).hexdigest()[:12],
            reporter=table.sent.get("reporter", layout.reporter),
            round=NOW,
            file_name=table.sent.get("file_name", file_name(layout, NOW)),
            sha256=sha256,
            size=len(content),
            received_at=RECEIVED[NOW] + table.sent.get("received_at", timedelta()),
            reason=table.sent.get("reason"),
        )
        return Case(submission, self._folder / "gone" if table.sent.get("gone") else path)


def file_name(layout: Layout, round_: str) -> str:
    return f"figures-{round_}.{layout.kind.suffix}"


def _write_edited(home: Home, made: list[Layout]) -> None:
    names = [layout.reporter for layout in made]
    others = "  - {party: newcomer, relation: member, of: coalition, start: 2021-04-02}\n"
    others += "".join(f"  - {{party: {name}, relation: reports_for, of: newcomer}}\n" for name in names)
    members = [*names, "other", *UNREADY]
    register = register_of(members, ["newcomer"], others)
    register = register.replace("parties:\n", f"parties:\n{OFFICE}", 1)
    profiles = {layout.reporter: _profile(layout) for layout in made}
    profiles |= {name: _profile_of(name, changed) for name, changed in UNREADY.items()}
    write_home(home, members, profiles, calendar=CALENDAR, register=register)


OFFICE = "  - {id: office, kind: secretariat, name: {en: Office, zh: 秘书处}}\n"
UNREADY = {
    "drafted": lambda text: text.replace("confirmed: {by: Secretariat, on: 2018-04-02}\n", ""),
    "doubled": lambda text: text + text[text.index("  - {name: figures") :].replace("figures,", "again,", 1),
}
"""Reporters whose profile cannot be used, and what is wrong with it."""


def _profile_of(reporter: str, changed: Callable[[str], str]) -> str:
    kind = KINDS[0]
    return changed(_profile(Layout(reporter, kind, _down(kind, reporter), down)))


def _profile(layout: Layout) -> str:
    return (
        f"profile: {layout.reporter}\nreporter: {layout.reporter}\nversion: 1\n"
        "confirmed: {by: Secretariat, on: 2018-04-02}\n"
        f"layouts:\n  - {{name: figures, from: 2018-Q1, {layout.profile}}}\n"
    )
