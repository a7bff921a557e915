"""The lines above the list of what to mend: the verdict, what is accepted, what is held back and by what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.codes import codelist

_SIGNED = (
    "This copy was added to; the digital signature that it bears holds for the file as you sent it only. "
    "此副本已添加内容；其中的数字签名仅对原提交文件有效。"
)
_EITHER = (
    "Mend in this copy or in your own file, and send either; this sheet is left aside when it is read. "
    "可在此副本或您自己的文件中修改，提交其中任何一份即可；读取时不计入本工作表。"
)
_OWN_FILE = (
    "This workbook only shows your file; mend in your own file and send that. "
    "本工作簿仅展示您的文件；请在您自己的文件中修改后提交。"
)
_AGAIN = (
    "Colours and notes of the copy before may still stand on cells; what counts is this list. "
    "单元格上可能仍有上一副本的颜色和批注；以本清单为准。"
)


def summary(
    review: Mapping[str, Any], *, signed: bool = False, own: bool = True, again: bool = False
) -> list[str]:
    """The lines, each in both languages, of a review (`quality.report.as_json`).

    `own` says whether they stand in the workbook that was sent, `again` whether that was a copy handed back.
    """
    lines = [*_verdict(review), *_since(review.get("since")), _EITHER if own else _OWN_FILE]
    return [*lines, *([_AGAIN] if again else []), *([_SIGNED] if signed else [])]


def _verdict(review: Mapping[str, Any]) -> Iterator[str]:
    label = codelist("verdicts").label(review["verdict"])
    yield f"{review['submission']['file_name']}: {label.en} {label.zh}"
    accepted, held = review["counts"]["accepted"], review["counts"]["held"]
    total = accepted + held
    yield f"{accepted} of {total} values accepted. {total} 个数值中接受 {accepted} 个。"
    if valueless := review["counts"].get("valueless"):
        cells = "1 more cell" if valueless == 1 else f"{valueless} more cells"
        yield f"{cells} gave no value. 另有 {valueless} 个单元格未能读出数值。"
    if held:
        found = review.get("held_by", {}).items()
        by = ", ".join(f"{code} ({count})" for code, count in found)
        zh = "、".join(f"{code}（{count} 个）" for code, count in found)
        yield (
            f"{held} held back"
            + (f", by {by}" if by else "")
            + f". 暂缓 {held} 个"
            + (f"：{zh}。" if zh else "。")
        )


def _since(since: Mapping[str, Any] | None) -> Iterator[str]:
    """What became of the file sent before."""
    if since is None:
        return
    name, day = since["file_name"], since["received_at"][:10]
    points, values = since["points"], since["values"]
    yield (
        "Since {name} of {day}: {mended} mended, {remaining} remaining, {new} new. "
        "与 {day} 收到的 {name} 相比：已修改 {mended} 处，仍存在 {remaining} 处，新增 {new} 处。"
    ).format(name=name, day=day, **points)
    if points.get("unread"):
        yield (
            "Not to be told whether mended: {unread}; nothing was read there that would show it. "
            "另有 {unread} 处无法判断是否已修改：本次文件中未读到相应内容。"
        ).format_map(points)
    yield (
        "Values: {added} added, {changed} changed, {gone} gone, {same} as before. "
        "数值：新增 {added} 个，变更 {changed} 个，消失 {gone} 个，不变 {same} 个。"
    ).format_map(values)
