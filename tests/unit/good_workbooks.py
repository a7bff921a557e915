"""Good workbooks: under merged headers, two tables on a sheet, a form, and labels that carry down."""

from __future__ import annotations

import copy

from file_in_pages import File, Page

MERGED = File(
    "alpha.xlsx",
    """
name: merged
from: 2018-Q1
file: {format: excel}
ignore_sheets: [Guide]
notes: ['/Note: .*/']
blocks:
  - name: return
    sheet: Return
    header: [[Month, Listings removed, Listings blocked], [Ivory, Rhino]]
    title: ['/Return for 2021-Q1/']
    values: ['/Listings (removed|blocked) \\| .*/']
    fields:
      subject: {constant: alpha}
      period: {column: Month, span: month}
      indicator: {header: 1, codes: {Listings removed: listings_removed, Listings blocked: listings_blocked}}
      taxon_group: {header: 2, codes: {Ivory: elephant_ivory, Rhino: rhino}}
""",
    {
        "Guide": Page([["How to fill in"], ["Write 12345 for the count"]]),
        "Return": Page(
            [
                ["Return for 2021-Q1"],
                ["Month", "Listings removed", "", "Listings blocked", ""],
                ["", "Ivory", "Rhino", "Ivory", "Rhino"],
                ["2021-01", 1100, 12, 13, 14],
                ["2021-02", 21, 22, 23, 24],
                ["2021-03", 31, 32, 33, 34],
                [],
                ["Note: all counts are final"],
            ],
            merges=[[2, 1, 3, 1], [2, 2, 2, 3], [2, 4, 2, 5]],
            formats={(4, 2): "#,##0"},
        ),
    },
    [("Return", 2, 2), ("Return", 2, 4)],
    ("Return", 3, 2),
    ("Return", 4, 2),
    ("Return", 4, 6),
)
STACKED = File(
    "alpha.xlsx",
    """
name: stacked
from: 2018-Q1
file: {format: excel}
blocks:
  - name: counts
    sheet: Data
    header: [[Category, Removed, Blocked]]
    values: [Removed, Blocked]
    fields:
      subject: {constant: alpha}
      period: {title: '/Counts for (.*)/', span: quarter}
      taxon_group: {column: Category, every: yes, codes: {Ivory: elephant_ivory, Rhino: rhino}}
      indicator: {header: 1, codes: {Removed: listings_removed, Blocked: listings_blocked}}
  - name: shares
    sheet: Data
    header: [[Category, Before view, Before report]]
    values: [Before view, Before report]
    fields:
      subject: {constant: alpha}
      period: {title: '/Shares for (.*)/', span: quarter}
      taxon_group: {column: Category, codes: {Ivory: elephant_ivory, Rhino: rhino}}
      indicator:
        header: 1
        codes:
          Before view: {indicator: share_removed_before_view, shown: percent}
          Before report: {indicator: share_found_proactively, shown: percent}
""",
    {
        "Data": Page(
            [
                ["Counts for 2021-Q1"],
                ["Category", "Removed", "Blocked"],
                ["Ivory", 1200, 3],
                ["Rhino", 4, 5],
                [],
                ["Shares for 2021-Q1"],
                ["Category", "Before view", "Before report"],
                ["Ivory", 0.973, 0.61],
                ["Rhino", 0.5, 0.7],
            ],
            formats={(row, column): "0.0%" for row in (8, 9) for column in (2, 3)},
        )
    },
    [("Data", 2, 2), ("Data", 2, 3)],
    ("Data", 3, 1),
    ("Data", 3, 2),
    ("Data", 3, 4),
)
FORM = File(
    "alpha.xlsx",
    """
name: form
from: 2018-Q1
file: {format: excel}
blocks:
  - name: form
    sheet: Form
    pairs: right
    header: [[Quarter, Listings removed, Listings blocked, Share found]]
    title: [Quarterly form]
    values: [Listings removed, Listings blocked, Share found]
    ignore: [Contact]
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      indicator:
        header: 1
        codes:
          Listings removed: listings_removed
          Listings blocked: listings_blocked
          Share found: share_found_proactively
""",
    {
        "Form": Page(
            [
                ["Quarterly form"],
                ["Quarter", "2021-Q1", "Contact", "Ann"],
                ["Listings removed", 1234],
                ["Listings blocked", 56],
                ["Share found", 0.61],
            ],
            formats={(5, 2): "0%"},
        )
    },
    [("Form", 3, 1), ("Form", 4, 1)],
    ("Form", 2, 2),
    ("Form", 3, 2),
    ("Form", 3, 4),
)
CARRIED = File(
    "alpha.xlsx",
    """
name: carried
from: 2018-Q1
file: {format: excel}
blocks:
  - name: carried
    sheet: Data
    header: [[Quarter, Species, Form, Removed, Blocked]]
    values: [Removed, Blocked]
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter, carry: down}
      taxon_group: {column: Species, carry: down, codes: {Ivory: elephant_ivory, Rhino: rhino}}
      form: {column: Form, every: yes, codes: {Live: live, Product: product}}
      indicator: {header: 1, codes: {Removed: listings_removed, Blocked: listings_blocked}}
""",
    {
        "Data": Page(
            [
                ["Quarter", "Species", "Form", "Removed", "Blocked"],
                ["2021-Q1", "Ivory", "Live", 1100, 2],
                ["", "", "Product", 3, 4],
                ["", "Rhino", "Live", 5, 6],
                ["", "", "Product", 7, 8],
            ],
            merges=[[2, 1, 5, 1], [2, 2, 3, 2], [4, 2, 5, 2]],
        )
    },
    [("Data", 1, 4), ("Data", 1, 5)],
    ("Data", 4, 2),
    ("Data", 2, 4),
    ("Data", 2, 5),
)
FLAT = copy.deepcopy(CARRIED)
FLAT.pages["Data"].merges.clear()
