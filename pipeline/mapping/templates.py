"""The edition of the template that a file was made from: an earlier one is told, an unknown one refused."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.mapping.accounts import Account
from pipeline.mapping.complaints import Complaints
from pipeline.profiles import Layout


def check_edition(layout: Layout, accounts: Sequence[Account], complaints: Complaints) -> None:
    """Claim the texts that name the edition, and say when it is not the newest. Both editions are named."""
    template = layout.template
    if template is None:
        return
    for account in accounts:
        for position in account.unclaimed():
            text = account.text(*position)
            edition = template.found_in(text)
            if edition is None:
                continue
            account.explain([position])
            if edition == template.newest:
                continue
            code = "template-earlier" if template.is_earlier(edition) else "template-unknown"
            complaints.add(code, account.places([position]), text, edition=edition, newest=template.newest)
