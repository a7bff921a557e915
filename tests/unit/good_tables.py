"""Good files of CSV: a long table, one with months across, one in Chinese, and one of nested categories."""

from __future__ import annotations

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
