"""Nine good files of different layouts, each with where its parts stand."""

from __future__ import annotations

import copy

from file_in_pages import File, Page

LONG = File(
    "alpha.csv",
    """
name: long
from: 2018-Q1
file: {format: delimited, delimiter: ','}
notes: ['/Prepared by .*/']
blocks:
  - name: actions
    header: [[Quarter, Category, Removed, Blocked, Remarks]]
    title: ['/Alpha: actions in 2021-Q1/']
    values: [Removed, Blocked]
    ignore: [Remarks]
    rows:
      - {where: {Category: Total}, role: total}
      - {where: {Quarter: '/Note.*/'}, role: note}
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      taxon_group: {column: Category, codes: {Ivory: elephant_ivory, Rhino: rhino, Turtles: marine_turtles}}
      indicator: {header: 1, codes: {Removed: listings_removed, Blocked: listings_blocked}}
    markers: {n/a: not_applicable}
    checks: [{total: {Category: Total}, parts: {Category: '!Total'}}]
""",
    {
        "": Page(
            [
                ["Alpha: actions in 2021-Q1", "", "", "", ""],
                ["Quarter", "Category", "Removed", "Blocked", "Remarks"],
                ["2021-Q1", "Ivory", "1234", "31", "fine"],
                ["2021-Q1", "Rhino", "56", "n/a", ""],
                ["2021-Q1", "Turtles", "7", "5", ""],
                ["2021-Q1", "Total", "1297", "36", ""],
                ["Note: final counts", "", "", "", ""],
                ["Prepared by Ann", "", "", "", ""],
            ]
        )
    },
    [("", 2, 3), ("", 2, 4)],
    ("", 3, 2),
    ("", 3, 3),
    ("", 3, 5),
)
MONTHS = File(
    "alpha.csv",
    """
name: months
from: 2018-Q1
file: {format: delimited, delimiter: ','}
blocks:
  - name: months
    header: [[Measure, Species]]
    values: ['/20\\d\\d-\\d\\d/']
    ignore: [Quarter total]
    fields:
      subject: {constant: alpha}
      period: {header: 1, span: month}
      taxon_group: {column: Species, every: yes, codes: {Ivory: elephant_ivory, Rhino: rhino}}
      indicator: {column: Measure, codes: {Removed: listings_removed, Blocked: listings_blocked}}
""",
    {
        "": Page(
            [
                ["Measure", "Species", "2021-01", "2021-02", "2021-03", "Quarter total"],
                ["Removed", "Ivory", "11", "12", "1300", "1323"],
                ["Removed", "Rhino", "21", "22", "23", "66"],
                ["Blocked", "Ivory", "31", "32", "33", "96"],
                ["Blocked", "Rhino", "41", "42", "43", "126"],
            ]
        )
    },
    [("", 1, 3), ("", 1, 4)],
    ("", 2, 2),
    ("", 2, 5),
    ("", 2, 5),
)
CHINESE = File(
    "jia.csv",
    """
name: chinese
from: 2018-Q1
file: {format: delimited, delimiter: ',', encoding: gb18030}
blocks:
  - name: 处置情况
    header: [[类别, 下架数量(万条), 拦截数量(万条)], [第一季度]]
    fill: [1]
    values: ['/(下架|拦截)数量.*/']
    ignore: [备注]
    number: chinese
    fields:
      subject: {constant: alpha}
      period: {join: [{title: '/(\\d{4}年).*处置情况/'}, {header: 2}], span: quarter}
      taxon_group: {column: 类别, codes: {象牙: elephant_ivory, 犀角: rhino}}
      indicator:
        header: 1
        codes:
          下架数量(万条): {indicator: listings_removed, scale: 万}
          拦截数量(万条): {indicator: listings_blocked, scale: 万}
    rows: [{where: {类别: 合计}, role: total}, {where: {类别: '/填报人.*/'}, role: end}]
    checks: [{total: {类别: 合计}, parts: {类别: '!合计'}}]
    markers: {—: not_applicable}
""",
    {
        "": Page(
            [
                ["2021年濒危物种处置情况", "", "", ""],
                ["类别", "下架数量（万条）", "拦截数量（万条）", "备注"],
                ["", "第一季度", "第一季度", ""],
                ["象牙", "26.3", "1.25", ""],
                ["犀角", "0.4", "—", "无"],
                ["合计", "26.7", "1.25", ""],
                ["填报人:某某", "", "", ""],
            ]
        )
    },
    [("", 2, 2), ("", 2, 3)],
    ("", 4, 1),
    ("", 4, 2),
    ("", 4, 5),
)
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
TREE = File(
    "alpha.csv",
    """
name: tree
from: 2018-Q1
file: {format: delimited, delimiter: ','}
blocks:
  - name: categories
    header: [[Applicability, Reporting period, Category, Measures, Automated]]
    values: [Measures, Automated]
    ignore: [Applicability]
    empty: [Description]
    fields:
      subject: {constant: alpha}
      period: {column: Reporting period, span: quarter}
      category:
        column: Category
        parent: {text: '/TOTAL|STATEMENT_.*/', count: 3}
        codes:
          TOTAL: eu_all
          STATEMENT_ANIMALS: animal_welfare
          STATEMENT_ANIMALS | KEYWORD_SALE: unlawful_sale_animals
          STATEMENT_ANIMALS | KEYWORD_OTHER: animal_welfare_other
          STATEMENT_FRAUD: scams_and_fraud
      indicator: {header: 1, codes: {Measures: measures_taken, Automated: measures_automated}}
    checks:
      - {total: {Category: TOTAL}, parts: {Category: '/STATEMENT_.*/'}}
      - {total: {Category: STATEMENT_ANIMALS}, parts: {Category: '/KEYWORD_.*/'}}
""",
    {
        "": Page(
            [
                ["Applicability", "Reporting period", "Category", "Description", "Measures", "Automated"],
                ["yes", "2021-01-01/2021-03-31", "TOTAL", "", "3000", "30"],
                ["yes", "2021-01-01/2021-03-31", "STATEMENT_ANIMALS", "", "1900", "10"],
                ["yes", "2021-01-01/2021-03-31", "KEYWORD_SALE", "", "1800", "4"],
                ["yes", "2021-01-01/2021-03-31", "KEYWORD_OTHER", "", "100", "6"],
                ["yes", "2021-01-01/2021-03-31", "STATEMENT_FRAUD", "", "1100", "20"],
            ]
        )
    },
    [("", 1, 5), ("", 1, 6)],
    ("", 3, 3),
    ("", 2, 5),
    ("", 2, 6),
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
FILES = {
    "carried": CARRIED,
    "flat": FLAT,
    "long": LONG,
    "months": MONTHS,
    "chinese": CHINESE,
    "merged": MERGED,
    "stacked": STACKED,
    "form": FORM,
    "tree": TREE,
}
