"""The shapes of clean files: where measures, species and periods stand; two are built-in layouts."""

from __future__ import annotations

from decimal import Decimal

from findings_tables import MEASURES, SHARE, SPECIES, Cell, Layout, Table


def months(round_: str) -> list[str]:
    """`2021-01` and the two after it."""
    year, quarter = round_.split("-Q")
    return [f"{year}-{3 * int(quarter) - 2 + n:02}" for n in range(3)]


def across(layout: Layout, round_: str, seed: str) -> Table:
    """A row for each species, a column for each measure, a total below."""
    word, kind = layout.word, layout.kind
    scale = "(万条)" if kind.language == "zh" else ""
    heads: list[Cell] = [*(f"{word(m)}{scale}" for m in MEASURES), word(SHARE)]
    figures = {
        s: [layout.count(f"{s}/{m}", round_, seed) + (10 if scale else 0) for m in MEASURES] for s in SPECIES
    }
    grid: list[list[Cell]] = [
        [word("title")],
        [word("quarter"), word("species"), *heads, word("remarks"), word("reserved")],
    ]

    def shown(number: int) -> Cell:
        if not scale:
            return kind.printed(number)
        return number / 10000 if kind.excel else str(Decimal(number) / 10000)

    for s in SPECIES:
        share = kind.share(layout.percent(s, round_, seed))
        grid.append([round_, word(s), *map(shown, figures[s]), share, "", ""])
    sums = [shown(sum(column)) for column in zip(*figures.values(), strict=True)]
    grid.append([round_, word("total"), *sums, "n/a", "", ""])
    grid.append([word("signed")])
    rows = (3, 2 + len(SPECIES))
    span = range(rows[0], rows[1] + 1)
    return Table(
        kind=kind,
        grid=grid,
        heads=[(2, 3), (2, 4)],
        rows=rows,
        counts=[(r, c) for r in span for c in (3, 4)],
        shares=[(r, 5) for r in span],
        species=2,
        period=1,
        remarks=6,
        reserved=7,
        total=rows[1] + 1,
        signed=rows[1] + 2,
        scaled=bool(scale),
    )


def down(layout: Layout, round_: str, seed: str) -> Table:
    """A row for each figure, the measure named in it."""
    word, kind = layout.word, layout.kind
    head = ("quarter", "company", "species", "measure", "value", "remarks", "reserved")
    grid: list[list[Cell]] = [[word("title")], [word(name) for name in head]]
    for s in SPECIES:
        for m in MEASURES:
            number = layout.count(f"{s}/{m}", round_, seed)
            grid.append([round_, "Alpha", word(s), word(m), kind.printed(number), "", ""])
    rows = (3, 2 + len(SPECIES) * len(MEASURES))
    grid.append([word("signed")])
    return Table(
        kind=kind,
        grid=grid,
        heads=[(2, 5)],
        rows=rows,
        counts=[(r, 5) for r in range(rows[0], rows[1] + 1)],
        species=3,
        period=1,
        measure=4,
        company=2,
        remarks=6,
        reserved=7,
        signed=rows[1] + 1,
    )


def by_month(layout: Layout, round_: str, seed: str) -> Table:
    """A row for each measure and species, a column for each month."""
    word, kind = layout.word, layout.kind
    dates = months(round_)
    grid: list[list[Cell]] = [
        [word("title")],
        [word("measure"), word("species"), *dates, word("remarks"), word("reserved")],
    ]
    for m in MEASURES:
        for s in SPECIES:
            numbers = [layout.count(f"{s}/{m}", date, seed) for date in dates]
            grid.append([word(m), word(s), *map(kind.printed, numbers), "", ""])
    rows = (3, 2 + len(SPECIES) * len(MEASURES))
    grid.append([word("signed")])
    return Table(
        kind=kind,
        grid=grid,
        heads=[(2, 3), (2, 4), (2, 5)],
        rows=rows,
        counts=[(r, c) for r in range(rows[0], rows[1] + 1) for c in (3, 4, 5)],
        species=2,
        measure=1,
        remarks=6,
        reserved=7,
        signed=rows[1] + 1,
    )


def two_levels(layout: Layout, round_: str, seed: str) -> Table:
    """A row for each month; headings of two levels, species over measures."""
    word, kind = layout.word, layout.kind
    top: list[Cell] = [word("month")]
    bottom: list[Cell] = [""]
    for s in SPECIES:
        top += [word(s), ""]
        bottom += [word(m) for m in MEASURES]
    grid = [[word("title")], [*top, word("remarks"), word("reserved")], [*bottom, "", ""]]
    for date in months(round_):
        numbers = [layout.count(f"{s}/{m}", date, seed) for s in SPECIES for m in MEASURES]
        grid.append([date, *map(kind.printed, numbers), "", ""])
    grid.append([word("signed")])
    wide = 1 + len(SPECIES) * len(MEASURES)
    return Table(
        kind=kind,
        grid=grid,
        heads=[(3, 2), (3, 3)],
        rows=(4, 6),
        counts=[(r, c) for r in (4, 5, 6) for c in range(2, wide + 1)],
        period=1,
        remarks=wide + 1,
        reserved=wide + 2,
        signed=7,
    )


def coalition_workbook(layout: Layout, round_: str, seed: str) -> Table:
    """The Coalition's own reporting workbook."""
    english = layout.kind.language == "en"
    head = (
        ("Platform", "Indicator", "Unit", "Species group", "Form", "Period", "Value", "Status", "Note")
        if english
        else ("平台", "指标", "单位", "物种类群", "形态", "时期", "数值", "状态", "备注")
    )
    species = ("Elephant ivory", "Pangolins", "Rhinoceroses") if english else ("象牙", "穿山甲", "犀牛")
    named = (
        (("Listings removed", "listings"), ("Accounts sanctioned", "accounts"))
        if english
        else (("已下架商品信息", "条（商品信息）"), ("已处置账号", "个（账号）"))
    )
    line = "Coalition reporting workbook, edition 2026-1" if english else "联盟填报工作簿，版次 2026-1"
    grid: list[list[Cell]] = [[line], list(head)]
    for s in species:
        for indicator, unit in named:
            number = layout.count(f"{s}/{indicator}", round_, seed)
            form = "All forms" if english else "全部形态"
            grid.append(["Alpha", indicator, unit, s, form, round_, number, "", ""])
    rows = (3, 2 + len(species) * len(named))
    return Table(
        kind=layout.kind,
        grid=grid,
        heads=[(2, 7)],
        rows=rows,
        counts=[(r, 7) for r in range(rows[0], rows[1] + 1)],
        species=4,
        period=6,
        measure=2,
        company=1,
        status=8,
        remarks=9,
        sheet="Observations" if english else "填报数据",
        own_texts=False,
    )


def enforcement(layout: Layout, round_: str, seed: str) -> Table:
    """A long file in the form of a platform's enforcement report."""
    grid: list[list[Cell]] = [["app", "policy_area", "metric", "period", "value"]]
    for area in ("Regulated Goods: Drugs", "Regulated Goods: Firearms"):
        for metric in ("Content Actioned", "Content Appealed", "Content Restored with appeal"):
            number = layout.count(f"{area}/{metric}", round_, seed)
            grid.append(["Big Book", area, metric, round_.replace("-", ""), f"{number:,}"])
        grid.append(["Big Book", area, "Proactive rate", round_.replace("-", ""), "97.30%"])
    rows = (2, len(grid))
    shares = [(r, 5) for r in range(2, len(grid) + 1) if grid[r - 1][2] == "Proactive rate"]
    return Table(
        kind=layout.kind,
        grid=grid,
        head=1,
        heads=[(1, 5)],
        rows=rows,
        counts=[(r, 5) for r in range(2, len(grid) + 1) if (r, 5) not in shares],
        shares=shares,
        species=2,
        period=4,
        measure=3,
        company=1,
        own_texts=False,
    )
