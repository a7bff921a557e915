"""Commands about the data home itself: make one, list the register, check what people edit."""

from __future__ import annotations

import runpy
import secrets
import shutil
import tempfile
from argparse import Namespace
from importlib.resources import files
from pathlib import Path

from pipeline.deployment import Deployment
from pipeline.home import Home
from pipeline.ledger import Ledger
from portal.answers import UsageError, answer, day, deployment_of, home_of, say

_CHECKOUT = Path(__file__).parent.parent
_SMALLEST_P = 10
_FIRST_SETTINGS = """\
# How this deployment publishes. Keep salt and p_percent secret: the salt guards the hashes in public
# manifests, and who knows p_percent can work out more from what is suppressed. Both were drawn at random.
title: {{en: Progress report, zh: 进展报告}}
publisher: {{en: Coalition secretariat, zh: 联盟秘书处}}
invented: false
salt: {salt}
minimum_holdings: 3
p_percent: {p_percent}
"""


def init(given: Namespace) -> int:
    """Make a data home in one step: it is either there complete or not at all."""
    home = home_of(given)
    if home.edited("register.yaml").exists():
        say(f"{home.root} is a data home already; nothing was changed")
        return 0
    if home.root.exists() and any(home.root.iterdir()):
        raise UsageError(f"{home.root} is not empty and no data home; name another folder")
    home.root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.root.parent, prefix=f".{home.root.name}.") as made:
        fresh = Home(Path(made) / "home")
        fresh.root.mkdir()
        _fill(fresh, given.example)
        fresh.inbox.mkdir(exist_ok=True)
        fresh.profiles.mkdir(exist_ok=True)
        Ledger(fresh)
        Deployment.load(fresh)
        if home.root.exists():
            home.root.rmdir()
        fresh.root.rename(home.root)
    answer(str(home.root))
    return 0


def _fill(home: Home, example: str | None) -> None:
    if example is None:
        for starter in (files("pipeline") / "starter").iterdir():
            (home.root / starter.name).write_bytes(starter.read_bytes())
        settings = _FIRST_SETTINGS.format(
            salt=secrets.token_hex(16), p_percent=_SMALLEST_P + secrets.randbelow(11)
        )
        home.edited("settings.yaml").write_text(settings, encoding="utf-8")
        return
    source = _CHECKOUT / "examples" / example
    if not source.exists():
        raise UsageError("the examples come with a checkout of the sources, not with an installed package")
    if (source / "generate.py").exists():
        runpy.run_path(str(source / "generate.py"))["write"](home.root)
    else:
        shutil.copytree(source, home.root, dirs_exist_ok=True)


def list_register(given: Namespace) -> int:
    """Print members on a day, or every party."""
    register = deployment_of(given).register
    listed = register.members(day(given.on)) if given.on is not None else tuple(sorted(register.parties))
    for party in listed:
        entry = register.party(party)
        answer(f"{party}\t{entry.kind}\t{entry.name.en}\t{entry.name.zh}")
    return 0


def lint_profiles(given: Namespace) -> int:
    """Load everything that people edit; a mistake is named with file and field."""
    deployment = deployment_of(given)
    answer(f"{len(deployment.profiles)} profiles and all edited files are in order")
    return 0
