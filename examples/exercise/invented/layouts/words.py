"""The words of the English layouts: label of a measure or species group -> code."""

from __future__ import annotations

from collections.abc import Sequence

from invented.parties import Company

MEASURES = {
    "Listings removed": "listings_removed",
    "Listings blocked": "listings_blocked",
    "Advertisements blocked": "ads_blocked",
    "Accounts sanctioned": "accounts_sanctioned",
    "User reports": "user_reports",
}
SPECIES = {
    "Elephant ivory": "elephant_ivory",
    "Rhino horn": "rhino",
    "Pangolin": "pangolin",
    "Marine turtle": "marine_turtles",
    "Not specified": "unspecified",
    "All species": "all",
}


def label(words: dict[str, str], code: str) -> str:
    """The word that a reporter writes for a code."""
    return next(word for word, meant in words.items() if meant == code)


def spoken(words: dict[str, str], companies: Sequence[Company]) -> dict[str, str]:
    """The words for the indicators that these companies report, in the order of the words."""
    indicators = {indicator for company in companies for indicator in company.indicators}
    return {word: code for word, code in words.items() if code in indicators}
