"""A small sheet of counts that passes every check, with its layout; each test breaks it in one way."""

COUNTS = """
name: counts
from: 2018-Q1
file: {format: delimited}
ignore_sheets: ['/Notes.*/', Lists]
notes: ['/Prepared by .*/']
blocks:
  - name: removals
    header: [[Quarter, Category, Removed]]
    values: [Removed, '/Blocked.*/']
    ignore: ['/Remark.*/', Contact]
    rows:
      - {where: {Category: Total}, role: total}
    fields:
      subject: {constant: alpha}
      period: {column: Quarter, span: quarter}
      taxon_group: {column: Category, codes: {Ivory: elephant_ivory, Rhino: rhino}}
      indicator:
        header: 1
        codes: {Removed: listings_removed, Blocked: listings_blocked, Blocked (k): listings_blocked}
    markers: {n/a: not_applicable}
    checks: [{total: {Category: Total}, parts: {Category: '!Total'}}]
"""
HEAD = "Quarter;Category;Removed;Blocked;Contact\n"
GOOD = HEAD + "2021-Q1;Ivory;12;3;Ann\n2021-Q1;Rhino;n/a;4\n2021-Q1;Total;12;7\nPrepared by Ann"


def values(mapped):
    return {o.place: o.value for o in mapped.observations}
