"""What Great Expectations found in the review of a round: kept as it came, and as pages for the secretariat.

The pipeline's review runs its expectations as one checkpoint, named after the round. The result, one
JSON file, goes below `validations/ROUND/`; `build_pages` makes Data Docs of them. Both hold members' own
values, so neither is ever part of a release. `coalition check` keeps nothing and builds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.home import Home
from quality.rows import Numbered

if TYPE_CHECKING:
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.data_context.types.resource_identifiers import ValidationResultIdentifier

    from quality.definitions import Definitions

_STAMP = "%Y%m%dT%H%M%S.%fZ"
_SITE = "secretariat"
_ON_DISK = "TupleFilesystemStoreBackend"


class SuiteError(RuntimeError):
    """The suite itself failed: a bug of ours, never a finding about a submission."""


class RoundResults:
    """Where the results of one review go. Made before the review, and handed to it."""

    def __init__(self, home: Home, rounds: Iterable[str], at: datetime) -> None:
        """`rounds` are those under review; `at`, an aware moment, tells this review from others of them."""
        named = sorted(set(rounds))
        self.name = " to ".join(dict.fromkeys((named[0], named[-1]))) if named else ""
        self.folder = home.validations(self.name) / f"{at:{_STAMP}}"
        """Holds the result as JSON."""
        self.index = home.data_docs / "index.html"
        """First of the pages, over all reviews."""
        self._at = at
        self._ran: tuple[Definitions, list[ValidationResultIdentifier]] | None = None

    @property
    def storing(self) -> dict[str, Any]:
        """The library's settings for where results are stored."""
        return {
            "class_name": _ON_DISK,
            "base_directory": str(self.folder.parent.parent),
            "filepath_template": "{1}/{2}/{0}/{3}.json",
            "filepath_suffix": None,
            "suppress_store_backend_id": True,
        }

    @property
    def sites(self) -> dict[str, Any]:
        """The library's settings for pages: its own contents in a view of ours."""
        return {
            _SITE: {
                "class_name": "SiteBuilder",
                "show_how_to_buttons": False,
                "store_backend": {"class_name": _ON_DISK, "base_directory": str(self.index.parent)},
                "site_index_builder": {
                    "class_name": "DefaultSiteIndexBuilder",
                    "view": {"module_name": "quality.pages.views", "class_name": "IndexView"},
                },
                "site_section_builders": {
                    "expectations": _section("expectations_store", "ExpectationSuitePageRenderer"),
                    "validations": _section("validation_results_store", "ValidationResultsPageRenderer"),
                },
            }
        }

    def run(self, definitions: Definitions, frame: pd.DataFrame) -> list[ExpectationValidationResult]:
        """Run all definitions as one checkpoint; its results are stored at once."""
        checkpoint = definitions.checkpoint("round")
        outcome = checkpoint.run(
            batch_parameters={"dataframe": frame}, run_id=definitions.run_id(self.name, self._at)
        )
        self._ran = definitions, list(outcome.run_results)
        return [result for found in outcome.run_results.values() for result in found.results]

    @property
    def kept_at(self) -> dict[str, Path]:
        """Where to look: the result, and the first page. Empty where the review had no observation."""
        return {"validations": self.folder, "data_docs": self.index} if self._ran else {}

    def build_pages(self) -> Path | None:
        """Add what was found to the pages; the index, or None where the review had no observation.

        Raises SuiteError when the library could not: it writes a line into its log and goes on.
        """
        if self._ran is None:
            return None
        definitions, results = self._ran
        made_of: list[Any] = [definitions.suite, *results]
        definitions.context.build_data_docs(site_names=[_SITE], resource_identifiers=made_of)
        if not self.index.exists() or f"{self._at:{_STAMP}}" not in self.index.read_text(encoding="utf-8"):
            raise SuiteError(f"Great Expectations made no page of {self.folder}; its log says why")
        return self.index


def _section(store: str, renderer: str) -> Mapping[str, Any]:
    return {
        "class_name": "DefaultSiteSectionBuilder",
        "source_store_name": store,
        "renderer": {"class_name": renderer},
        "view": {"module_name": "quality.pages.views", "class_name": "ResultView"},
    }


def labelled(frame: pd.DataFrame, rows: Numbered) -> pd.DataFrame:
    """The frame with rows named by number, submission and place, so that a kept result can be read alone."""
    names = [f"{number} {o.submission} {o.place}" for number, o in enumerate(rows.observations)]
    return frame.set_axis(names, axis="index")


def row_number(label: object) -> int:
    """Number of a row, labelled or not."""
    return int(str(label).split(" ", 1)[0])
