"""How a release and a figure are cited, and its description as a schema.org Dataset."""

from __future__ import annotations

from typing import Any

from pipeline.figures import Edition, Figure
from pipeline.model import Text
from reports.phrases import dated, period


def release_id(edition: Edition) -> str:
    """`2021-Q2@1`, or `2021-Q2-draft`."""
    return f"{edition.round}-draft" if edition.version is None else f"{edition.round}@{edition.version}"


def covered(edition: Edition) -> Text:
    """Members covered, n of N, in the edition's own round; empty when the edition has no such figure."""
    figures = [f for f in edition.figures if f.topic == "coverage" and f.coverage_of]
    own = next((f for f in figures if f.period == edition.round), figures[-1] if figures else None)
    if own is None:
        return Text("", "")
    when = period(own.period)
    return Text(
        f"Members covered in {when.en}: {own.coverage_n} of {own.coverage_of}.",
        f"{when.zh}覆盖成员：{own.coverage_of} 家中的 {own.coverage_n} 家。",
    )


def citation(edition: Edition) -> Text:
    """Creators (Year): Title. Version. Publisher. Type. Members covered and the as-of date."""
    known, members = dated(edition.as_of.date()), covered(edition)
    release = release_id(edition)
    invented = (
        Text(" Invented figures for an exercise.", "演练用虚构数据。") if edition.invented else Text("", "")
    )
    return Text(
        f"{edition.publisher.en} ({edition.as_of.year}): {edition.title.en}. Version {release}. "
        f"{edition.publisher.en}. Dataset. {members.en + ' ' if members.en else ''}"
        f"As known on {known.en}.{invented.en}",
        f"{edition.publisher.zh}（{edition.as_of.year}）：《{edition.title.zh}》，版本 {release}，"
        f"{edition.publisher.zh}，数据集。{members.zh}截至{known.zh}所掌握的情况。{invented.zh}",
    )


def _span(figures: tuple[Figure, ...]) -> str | None:
    starts = [f.period_start for f in figures if f.period_start]
    if not starts:
        return None
    return f"{min(starts).isoformat()}/{max(f.period_end for f in figures).isoformat()}"


def _organisation(name: Text) -> dict[str, str]:
    other = {} if name.zh == name.en else {"alternateName": name.zh}
    return {"@type": "Organization", "name": name.en, **other}


def dataset(edition: Edition, files: dict[str, str]) -> dict[str, Any]:
    """schema.org/Dataset of the release; `files` maps file name to media type."""
    described = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": edition.title.en,
        "alternateName": edition.title.zh,
        "description": citation(edition).en,
        "inLanguage": ["en", "zh-Hans"],
        "version": release_id(edition),
        "identifier": release_id(edition),
        "creativeWorkStatus": "Draft" if edition.version is None else "Published",
        "dateModified": edition.as_of.date().isoformat(),
        "publisher": _organisation(edition.publisher),
        "creator": _organisation(edition.publisher),
        "temporalCoverage": _span(edition.figures),
        "variableMeasured": sorted({f.indicator_label.en for f in edition.figures}),
        "distribution": [
            {"@type": "DataDownload", "name": name, "contentUrl": name, "encodingFormat": media}
            for name, media in files.items()
        ],
    }
    return {key: value for key, value in described.items() if value is not None}
