"""From the tables of a round to the draft of its release: goal, figures, charts, workbook, document."""

import shutil
from collections import Counter

import dagster as dg

from assets import partitions
from assets.previews import picture, rows_table
from assets.resources import DataHome
from pipeline import aggregate, edition, release
from pipeline.figures import Edition
from pipeline.indicators.goal import measure
from pipeline.inputs import Scope
from reports import rendering
from reports.pictures import Charts

PUBLIC, INTERNAL = "public", "internal"


def _edition(scope: Scope) -> Edition:
    return edition.load(scope.home.draft(scope.round) / INTERNAL / "edition.json")


@dg.asset(
    partitions_def=partitions.rounds,
    deps=["monitoring"],
    group_name="aggregation",
    kinds={"python", "scipy"},
)
def goal(context: dg.AssetExecutionContext, data_home: DataHome) -> dg.MaterializeResult[None]:
    """The announced reduction held against monitoring: met, not met, undecided or not computable."""
    scope = data_home.scope(context.partition_key)
    path = measure(scope)
    rows = aggregate.read_table("goal", scope)
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(rows),
            "file": dg.MetadataValue.path(path),
            "state": ", ".join(f"{row['target']}: {row['state']}" for row in rows if row["state"] != "part")
            or "no target declared",
            "preview": rows_table(rows),
        }
    )


@dg.asset(
    partitions_def=partitions.rounds,
    deps=[
        "absence_bounds",
        "completeness",
        "coverage",
        "disclosed",
        "disclosed_breakdowns",
        "goal",
        "largest_holdings",
        "latest_capabilities",
        "members",
        "membership_changes",
        "monitoring",
        "quotations",
        "ratios",
        "restatements",
        "revisions",
        "trends",
        "vintages",
    ],
    group_name="publication",
    kinds={"python", "json"},
)
def figures(context: dg.AssetExecutionContext, data_home: DataHome) -> dg.MaterializeResult[None]:
    """Every citable number with its wording, scope and limits. Begins the draft of the release anew."""
    scope = data_home.scope(context.partition_key)
    draft = scope.home.draft(scope.round)
    composed = edition.compose(scope)
    if draft.exists():
        shutil.rmtree(draft)
    edition.save(composed, draft / INTERNAL / "edition.json")
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(composed.figures),
            "file": dg.MetadataValue.path(draft / INTERNAL / "edition.json"),
            "as_of": scope.as_of.isoformat(),
            **Counter(str(figure.topic) for figure in composed.figures),
            "revisions": len(composed.revisions),
            "preview": rows_table([{"id": f.id, "wording": f.wording.en} for f in composed.figures]),
        }
    )


@dg.asset(
    partitions_def=partitions.rounds,
    deps=["figures"],
    group_name="publication",
    kinds={"plotly", "svg"},
)
def charts(context: dg.AssetExecutionContext, data_home: DataHome) -> dg.Output[Charts]:
    """Charts in both languages: interactive pages and, where a browser is found, SVG and PNG."""
    scope = data_home.scope(context.partition_key)
    public = scope.home.draft(scope.round) / PUBLIC
    drawn = rendering.draw_charts(_edition(scope), public)
    folder = public / rendering.CHARTS
    return dg.Output(
        drawn,
        metadata={
            "folder": dg.MetadataValue.path(folder),
            "drawn": len(drawn.drawn),
            "left_out": rows_table([{"left out": text.en} for text in drawn.left_out]),
            "missing_images": "\n".join(drawn.missing) or "none",
            **{chart.name: picture(folder / f"{chart.name}.en.svg", chart.title.en) for chart in drawn.drawn},
        },
    )


@dg.asset(
    partitions_def=partitions.rounds,
    deps=["figures"],
    group_name="publication",
    kinds={"excel"},
)
def workbook(context: dg.AssetExecutionContext, data_home: DataHome) -> dg.MaterializeResult[None]:
    """The spreadsheet of the release: one table a sheet, cover, contents and notes."""
    scope = data_home.scope(context.partition_key)
    path = scope.home.draft(scope.round) / PUBLIC / rendering.WORKBOOK
    rendering.write_workbook(_edition(scope), path)
    return dg.MaterializeResult(metadata={"file": dg.MetadataValue.path(path), "bytes": path.stat().st_size})


@dg.asset(
    partitions_def=partitions.rounds,
    deps=["figures"],
    group_name="publication",
    kinds={"csv", "json"},
)
def exports(context: dg.AssetExecutionContext, data_home: DataHome) -> dg.MaterializeResult[None]:
    """The same numbers for machines: tidy CSV with a Data Package, and JSON."""
    scope = data_home.scope(context.partition_key)
    written = rendering.write_exports(_edition(scope), scope.home.draft(scope.round) / PUBLIC)
    return dg.MaterializeResult(
        metadata={
            "folder": dg.MetadataValue.path(written[0].parent),
            "files": rows_table([{"file": path.name, "bytes": path.stat().st_size} for path in written]),
        }
    )


@dg.asset(
    partitions_def=partitions.rounds,
    deps=["figures"],
    group_name="publication",
    kinds={"html"},
)
def document(
    context: dg.AssetExecutionContext, data_home: DataHome, charts: Charts
) -> dg.MaterializeResult[None]:
    """The progress report on one page, in both languages."""
    scope = data_home.scope(context.partition_key)
    path = scope.home.draft(scope.round) / PUBLIC / rendering.DOCUMENT
    rendering.write_document(_edition(scope), charts, path)
    return dg.MaterializeResult(
        metadata={
            "file": dg.MetadataValue.path(path),
            "open": dg.MetadataValue.url(path.absolute().as_uri()),
            "bytes": path.stat().st_size,
        }
    )


@dg.asset(
    partitions_def=partitions.rounds,
    deps=["charts", "workbook", "exports", "document"],
    group_name="publication",
    kinds={"python", "json"},
)
def release_draft(context: dg.AssetExecutionContext, data_home: DataHome) -> dg.MaterializeResult[None]:
    """The draft complete with both manifests, ready to be sealed by hand with `coalition release seal`."""
    scope = data_home.scope(context.partition_key)
    draft = scope.home.draft(scope.round)
    release.write_manifests(scope, draft, _edition(scope))
    manifest = release.read_manifest(draft)
    return dg.MaterializeResult(
        metadata={
            "folder": dg.MetadataValue.path(draft),
            "identity": manifest["identity"],
            "code": manifest["made_with"]["code"],
            "submissions": len(manifest["inputs"]["submissions"]),
            "files": len(manifest["files"]),
            "seal": f'coalition release seal {scope.round} --reason "…"',
        }
    )


steps = [goal, figures, charts, workbook, exports, document, release_draft]
