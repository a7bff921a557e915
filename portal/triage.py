"""The command that shows the secretariat a round: what to look at first, who is in, who is late."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import UTC, datetime

from portal.answers import answer, deployment_of, known_round, moment_of


def triage(given: Namespace) -> int:
    """Print the triage of a round on a day; nothing is stored."""
    from quality.triage import triage as triaged
    from quality.triage_text import as_text
    from quality.triage_words import as_json

    deployment = deployment_of(given)
    round_ = known_round(given.round, deployment)
    on = (moment_of(given) or datetime.now(UTC)).date()
    found = triaged(deployment, round_, on)
    if given.json:
        answer(json.dumps(as_json(found), ensure_ascii=False, indent=1))
    else:
        answer(as_text(found, deployment.register, given.language))
    return 0
