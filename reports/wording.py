"""Standing texts of the report page, in both languages."""

from __future__ import annotations

from pipeline.model import Text

PAGE: dict[str, Text] = {
    "statistical_release": Text("Statistical release", "统计发布"),
    "round": Text("Round", "轮次"),
    "release": Text("Release", "发布版本"),
    "as_known": Text("As known on", "数据截至"),
    "findings": Text("Main findings", "主要结果"),
    "goal": Text("The goal", "目标"),
    "goal_part": Text("Apart, held against no target", "分项（不与目标对照）"),
    "how_sure": Text("How sure this is, and what it rests on", "可靠程度与依据"),
    "beside": Text("Published changes beside the goal", "目标以外的已公布变化"),
    "announced": Text("Announced as", "公布时的措辞"),
    "measure_class": Text("Kind of measure", "度量类别"),
    "probability": Text("Probability that the target is met", "达到目标的概率"),
    "output_round": Text("What members reported, by round", "各轮成员填报数量"),
    "output_year": Text("What members reported, by year", "各年度成员填报数量"),
    "running_total": Text("Totals since the start", "自起始以来的累计合计"),
    "breakdown": Text("What the totals consist of", "合计的构成"),
    "breakdown_lead": Text(
        "Totals of this round, of every year and since the start, broken down as members broke them down. "
        "What they reported without this breakdown is a line of its own, so that the lines add up to the "
        "total. A mark [c] stands where a part could give a member's own value away.",
        "本轮、各年度及自起始以来的合计，按成员填报时的细分列示。未按此细分的数量单列一行，各行相加等于合计。"
        "标记 [c] 表示该部分可能泄露个别成员的数值，不予公布。",
    ),
    "category": Text("Category", "类别"),
    "total": Text("Total", "合计"),
    "ratio": Text("Ratios of two totals", "两个合计之比"),
    "ratio_lead": Text(
        "One total in percent of another. It is computed only where the same members counted both over the "
        "same days, each under one definition; otherwise the row says what differs. A percentage that a "
        "source printed without its counts is quoted among the public statements and is never averaged.",
        "一个合计占另一个合计的百分比。只有在相同成员以同一定义统计相同日期时才计算；否则在该行说明差异所在。"
        "来源只给出百分比而未给出计数的，列入公开陈述，绝不取平均。",
    ),
    "numerator": Text("Numerator", "分子"),
    "denominator": Text("Denominator", "分母"),
    "largest_share": Text("Largest owner group", "最大所有者集团"),
    "trends": Text("Trends among the same members", "同口径成员的趋势"),
    "trends_lead": Text(
        "A total also changes because members join, leave or report late. The panel compares only members "
        "that cover both periods wholly; its changes multiplied up give the chained index. Changes are "
        "rounded where an exact one would give a member's own value away. Nothing is filled in for members "
        "that are absent. Below a total from which some are missing stands how large it could be if they had "
        'no more to report than in the period before; "or more" means that nothing bounds it. Where '
        "more was removed or blocked, that is effort, and says nothing about how much trafficking there is.",
        "合计也会因成员加入、退出或迟报而变化。同口径成员仅包括两期均完整填报的成员；其变化连乘即得链式指数。"
        "若精确变化会泄露单个成员的数值，则予以取整。不为缺报成员填补任何数值；"
        "有缺报时，合计下方注明若缺报成员不多于上期合计至多为多少；“或以上”表示没有上限。"
        "下架或拦截增多时，反映的是工作量，不说明非法贸易的规模。",
    ),
    "panel": Text("Same members", "同口径成员"),
    "panel_change": Text("Their change", "同口径变化"),
    "all_reporters": Text("All reporters", "全部填报成员"),
    "chained": Text("Chained index", "链式指数"),
    "direct": Text("Direct index", "直接指数"),
    "quotation": Text("What public sources say", "公开来源所述数字"),
    "reconciliation": Text("The public record compared", "公开记录的对照"),
    "reconciliation_lead": Text(
        "Published figures held against each other: what adds up, what depends on something that was not "
        "said, and what looks alike but cannot be compared. Below, every output published for the Coalition "
        "beside our own total of the same days, or the reason why there is none.",
        "将已发布的数字相互对照：哪些相符，哪些取决于未说明的内容，哪些看似相同却不可比。随后列出联盟每个已发布的产出数字，"
        "与同一时期的我方合计并列，或说明没有可对照合计的原因。",
    ),
    "answer": Text("Answer", "结果"),
    "compared": Text("What is compared", "对照内容"),
    "why": Text("Why", "说明"),
    "members": Text("Members", "成员"),
    "membership": Text("Members in the register", "登记册成员数"),
    "coverage": Text("Members covered", "覆盖成员"),
    "returns": Text("Completeness of the returns", "填报完整性"),
    "capabilities": Text("What members do beside removing", "下架以外的能力与措施"),
    "revisions": Text("Revisions", "修订"),
    "notes": Text("Notes", "说明"),
    "cite": Text("How to cite", "引用格式"),
    "files": Text("Files", "文件"),
    "sites": Text("Sites of the panel", "样本组网站"),
    "why_not_lead": Text(
        "The reduction is not computable. No number is given, because these things are missing:",
        "减幅无法计算。不给出数字，因为缺少以下内容：",
    ),
    "indicator": Text("Indicator", "指标"),
    "subject": Text("Who and what", "主体与范围"),
    "period": Text("Period", "时期"),
    "value": Text("Value", "数值"),
    "unit": Text("Unit", "单位"),
    "members_covered": Text("Members covered", "覆盖成员"),
    "status": Text("Status", "状态"),
    "quote_and_source": Text("Quote and source", "引述与来源"),
    "wording": Text("Wording to quote", "可引用的表述"),
    "gaps": Text("Not covered", "未覆盖"),
    "supersedes": Text("Replaces the value in", "取代该版本中的数值："),
    "interactive": Text("Interactive chart", "交互式图表"),
    "no_image": Text(
        "The image of this chart was not made; the interactive chart shows it.",
        "未生成此图的图像；请看交互式图表。",
    ),
    "source": Text("Source", "来源"),
    "change": Text("Change", "变动"),
    "joined": Text("joined", "加入"),
    "left": Text("left", "退出"),
    "date": Text("Date", "日期"),
    "member": Text("Member", "成员"),
    "capability": Text("Capability", "能力与措施"),
    "party": Text("Party", "主体"),
    "old": Text("Before", "修订前"),
    "new": Text("Now", "修订后"),
    "reason": Text("Reason", "原因"),
    "since": Text("Compared with", "对照版本"),
    "break": Text("break: another definition", "中断：定义改变"),
    "eligible": Text("Eligible", "应填报"),
    "on_time": Text("On time", "按时"),
    "late": Text("Late", "迟交"),
    "not_accepted": Text("Received, not accepted", "收到但未被接受"),
    "missing": Text("Nothing received", "未收到"),
    "with_value": Text("With a value", "有数值"),
    "shorthand": Text("Marks beside a value or in its place", "数值旁或代替数值的简写"),
    "permalink": Text("Link to this figure", "此数字的链接"),
    "invented": Text("Invented figures for an exercise.", "演练用虚构数据。"),
    "draft": Text("Draft, not sealed.", "草稿，尚未定稿。"),
    "invented_more": Text(
        "Nothing on this page describes a real company or the real market. Do not quote it.",
        "本页内容与任何真实企业或真实市场无关，请勿引用。",
    ),
    "draft_more": Text(
        "These figures may still change. Quote only a sealed release.",
        "这些数字仍可能变动。请只引用已定稿的发布版本。",
    ),
    "language": Text("Language", "语言"),
}

FILES: tuple[tuple[str, str, Text], ...] = (
    (
        "progress-figures.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Text("Workbook with all tables (Excel)", "含全部表格的工作簿（Excel）"),
    ),
    ("figures.csv", "text/csv", Text("All figures, one a row (CSV)", "全部数字，每行一个（CSV）")),
    (
        "figures.json",
        "application/json",
        Text("All figures with their sources (JSON)", "全部数字及其来源（JSON）"),
    ),
    ("breakdowns.csv", "text/csv", Text("Totals broken down (CSV)", "合计的细分（CSV）")),
    ("revisions.csv", "text/csv", Text("Revisions (CSV)", "修订（CSV）")),
    (
        "datapackage.json",
        "application/json",
        Text("Description of the CSV files (Data Package)", "CSV 文件的说明（Data Package）"),
    ),
)
"""Name, media type and description of the files beside the report."""
