"""What totals are broken down by, as far as it stands in code lists and register: regions, platform types.

Countries are taken together by region. A member's platform type is its own channel in the register, or that
of the platforms that were its own on the last day of a quarter, where they are all alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.codes import codelist
from pipeline.register import Register
from pipeline.rounds import Round

if TYPE_CHECKING:
    from pipeline.inputs import Scope

GEOGRAPHIES = {"code": "VARCHAR", "region": "VARCHAR"}
PLATFORM_TYPES = {"round": "VARCHAR", "party": "VARCHAR", "platform_type": "VARCHAR"}
EARLIER_BREAKDOWN_PARTS = {
    "as_of": "TIMESTAMP",
    **dict.fromkeys(("kind", "name", "indicator", "dimension", "category"), "VARCHAR"),
    "shown": "BOOLEAN",
    **dict.fromkeys(("subject", "holding"), "VARCHAR"),
    **dict.fromkeys(("period_start", "period_end"), "DATE"),
    **dict.fromkeys(("whole", "value"), "DECIMAL(38,6)"),
    "is_public": "BOOLEAN",
}
"""Columns of `published_breakdown_parts`, as later releases read it."""
SEVERAL = "several"


def geographies(_: Scope) -> list[dict[str, object]]:
    """Each place's region."""
    return [{"code": place.code, "region": place.extra["region"]} for place in codelist("geographies")]


def platform_types(scope: Scope) -> list[dict[str, object]]:
    """The type of each member's platforms on the last day of each round, of those whose type is known."""
    register = scope.deployment.register
    return [
        {"round": r.round, "party": member, "platform_type": types.pop() if len(types) == 1 else SEVERAL}
        for r in scope.rounds
        for member in register.members(r.last_day)
        if (types := _types(register, member, r))
    ]


def _types(register: Register, member: str, r: Round) -> set[str]:
    own = register.party(member).channel
    if own:
        return {own}
    return {
        party.channel
        for party in register.parties.values()
        if party.channel and member in register.owners(party.id, r.last_day)
    }
