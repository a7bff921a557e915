"""The edition of the template that a file was made from: an earlier one is told, an unknown one refused.

A file that names no edition is told of as well, at the cell where the text should stand.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.mapping.accounts import Account
from pipeline.mapping.complaints import Complaints
from pipeline.mapping.locating import Table
from pipeline.profiles import Layout


def check_edition(layout: Layout, accounts: Sequence[Account], complaints: Complaints) -> bool:
    """Claim the texts that name the edition, and say when it is not the newest. Both editions are named.

    Returns whether the file names one, where the layout asks for it.
    """
    template = layout.template
    if template is None:
        return True
    named = False
    for account in accounts:
        for position in account.unclaimed():
            text = account.text(*position)
            edition = template.found_in(text)
            if edition is None:
                continue
            named = True
            account.explain([position])
            if edition == template.newest:
                continue
            code = "template-earlier" if template.is_earlier(edition) else "template-unknown"
            complaints.add(code, account.places([position]), text, edition=edition, newest=template.newest)
    return named


def missing_edition(layout: Layout, tables: Sequence[Table], complaints: Complaints) -> None:
    """Say that the edition is not named above the table: at the text typed over, else at the first cell."""
    template = layout.template
    if template is None or not tables:
        return
    home, top = tables[0].home, tables[0].home_top
    above = [position for position in home.unclaimed() if position[0] < top]
    altered = [position for position in above if template.is_altered_in(home.text(*position))]
    home.explain(altered)
    place, text = (altered[0], home.text(*altered[0])) if altered else ((1, 1), "")
    complaints.add("template-unnamed", home.places([place]), text, newest=template.newest)
