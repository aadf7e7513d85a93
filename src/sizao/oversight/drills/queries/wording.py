"""What an after-action report says in both languages: its heads, its figures, the acts of the log, roles and refusals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sizao.kernel.errors import SizaoError
from sizao.kernel.words import Words
from sizao.oversight.drills.types import InjectKind, LogKind, Playing, SeedWho
from sizao.spine.accounts.types import Role

BAND = Words("演练 · 非真实疫情", "EXERCISE · not a real outbreak")
HEADS = {
    "title": Words("演练复盘报告", "After-action report"),
    "figures": Words("一、主要结果", "1. Results"), "clock": Words("二、时限节点", "2. Milestones"),
    "plots": Words("三、过程", "3. Course"), "refusals": Words("四、平台拒绝", "4. Refusals by the platform"),
    "what": Words("指标", "Figure"), "value": Words("数值", "Value"), "times": Words("次数", "Times"),
    "when": Words("时间", "Time"), "who": Words("岗位", "Role"), "done": Words("事项", "What"), "late": Words("超时", "late"),
    "sentence": Words("拒绝理由", "What it said"), "milestone": Words("节点", "Milestone"), "planned": Words("应完成", "Planned"), "reached": Words("完成", "Reached"),
    "log": Words("五、经过(摘要)", "5. What happened (extract)"), "limits": Words("六、使用限制", "6. What this is not"),
}  # fmt: skip
COMPARED = {
    "title": Words("演练对比报告", "Comparison report"), "scenario": Words("情景:", "Scenario: "),
    "first": Words("前者:", "First: "), "second": Words("后者:", "Second: "), "seeds": Words("随机种子:", "Seeds: "),
    "unlike": Words("未作比较的种子(天数或注入情况不同):", "Seeds left out (other days or other injects): "),
    "result": Words("一、结果(后者减前者)", "1. Results (second minus first)"), "measure": Words("指标", "Measure"),
    "before": Words("前者", "First"), "after": Words("后者", "Second"), "difference": Words("差值", "Difference"),
    "interval": Words("{confidence} 区间", "{confidence} interval"), "unclear": Words("(含零)", " (holds 0)"),
    "reading": Words(
        "每个种子各推演一次,差值按种子配对;查全率和查准率的差值以百分点计。区间含零的指标,不能说两者有差别。",
        "Each seed was played both ways and differences are paired by seed; those of recall and precision are in percentage "
        "points. Where the interval holds nought, the two cannot be told apart.",
    ),
    "course": Words("二、逐个种子", "2. Seed by seed"), "seed": Words("种子", "Seed"),
    "limits": Words("三、使用限制", "3. What this is not"),
}  # fmt: skip
COMPARED_LIMITS = Words(
    "区间只反映种子之间的随机波动,不包含模型本身的不足;结论只对本情景、本模型和这样行动的扮演者成立。",
    "Intervals cover chance between seeds, not what the model leaves out; what is found holds for this scenario, this model and "
    "players who act like these.",
)
LIMITS = Words(
    "本报告由合成城市和模型疫情得出:人物、住处、证件均为虚构。数字用于比较同一种子上的不同做法,不得作为任何真实疫情的预测,"
    "不得用于评价个人,也不得用于对真实人员采取措施。",
    "These results come from a synthetic city and a modelled epidemic: its people, homes and documents are invented. The numbers "
    "serve to compare ways of acting on one seed. They forecast no real outbreak, judge nobody's work, and justify no measure "
    "against anybody.",
)
TELLING: dict[str, Words] = {
    each.en: each
    for each in (
        Words("成立事件", "incident opened"), Words("报告病例", "case reported"), Words("病例隔离", "case isolated"),
        Words("判定为确诊病例", "classified confirmed"), Words("判定为无症状感染者", "classified asymptomatic"), Words("判定为排除病例", "classified as no case"),
        Words("登记轨迹", "stays recorded"), Words("问出接触者", "contacts named"), Words("接触者审定通过", "contacts approved"),
        Words("接触者不予采纳", "contacts rejected"), Words("接触者转运到位", "contact in place"), Words("健康监测", "checks done"),
        Words("按期采样", "tests taken"), Words("在管人员检测阳性", "positive under follow-up"), Words("发布结果", "results released"),
        Words("采样", "samples taken"), Words("上报到访记录", "presence sent"), Words("上报日报", "report filed"),
        Words("日报迟报", "report late"), Words("检出阳性", "positive"), Words("发布通告", "notice issued"),
        Words("划定区域", "zone declared"), Words("答复上级", "answered the level above"), Words("解除管理", "released"),
        Words("转运名单丢失", "transfers lost"), Words("首批感染(隐藏真相)", "infected first"),
        Words("新增感染(隐藏真相)", "infected"), Words("判定为疑似病例", "classified suspected"),
        Words("判定为临床诊断病例", "classified probable"), Words("排除病例", "classified not_a_case"),
        Words("复核排除", "ruled out"), Words("撤回接触者", "contacts taken back"), Words("开设采样点", "point opened"),
        Words("开始一轮筛查", "round started"), Words("一轮筛查全部阴性", "round negative"),
        Words("一轮筛查检出阳性", "round positive"), Words("已阅情况", "message read"), Words("环境采样阴性", "rooms tested"), Words("补登发病日期", "onset written down"),
    )
}  # fmt: skip
"""What the log's lines say, in both languages."""
CITY = Words("城市", "City")
FIGURES: tuple[tuple[str, Words, str], ...] = (
    ("infections", Words("感染人数(真实)", "Infections (true)"), ""),
    ("infections_alone", Words("无人处置时的感染人数", "Infections had nobody acted"), ""),
    ("averted", Words("避免感染", "Infections averted"), ""),
    ("cases", Words("平台病例数", "Cases on the platform"), ""),
    ("missed", Words("未发现的感染者(含误排除)", "Infected people who are no case"), ""),
    ("ruled_out_wrongly", Words("其中误排除", "of them ruled out wrongly"), ""),
    ("false_cases", Words("误报病例(从未感染,未排除)", "Cases never infected, not ruled out"), ""),
    ("ruled_out", Words("误报病例(已排除)", "Cases never infected, ruled out"), ""),
    ("contacts_true", Words("真实接触者", "True contacts"), ""),
    ("contacts_found", Words("已判定接触者", "Contacts decided on"), ""),
    ("recall", Words("查全率", "Recall"), "%"), ("precision", Words("查准率", "Precision"), "%"),
    ("known_before", Words("后续病例中采样时已在隔离者", "Later cases already in quarantine when sampled"), "%"),
    ("isolation_days", Words("隔离人天", "Days of isolation"), ""),
    ("isolation_ordered", Words("已定隔离人天(含演练结束后)", "Days of isolation ordered, also after the end"), ""),
    ("days_per_averted", Words("每避免一例感染的隔离人天", "Days of isolation for each infection averted"), ""),
    ("hours_to_detection", Words("首例感染到发现(小时)", "Hours from the first infection to detection"), ""),
    ("hours_to_isolation", Words("采样到隔离(小时,中位数)", "Hours from sample to isolation (median)"), ""),
    ("notices", Words("发布通告", "Public notices issued"), ""),
    ("hours_to_notice", Words("首例阳性到首份通告(小时)", "Hours from the first positive to the first notice"), ""),
    ("milestones_late", Words("超时节点数", "Milestones late"), ""),
    ("reports_late", Words("日报迟报或漏报", "Day's reports late or missing"), ""),
)  # fmt: skip


def figure(score: Mapping[str, Any], name: str) -> float | None:
    """One figure of a score; late milestones are counted from their list."""
    if name == "milestones_late":
        return sum(bool(each["is_late"]) for each in score.get("milestones", []))
    found = score.get(name)
    return float(found) if found is not None else None


WHOLE = Words(
    "此处列出最要紧的 {shown} 条;全部 {all} 条见附件(Excel 或 JSON)。",
    "These are the {shown} that matter most; all {all} are in the appendix (Excel or JSON).",
)
PERSON = re.compile(r"person (\d+)(?:, day (-?\d+))?$")
PLACEHOLDER = re.compile(r"\{[^}]*\}")
SECOND_DESK = Words("检测机构(复核岗)", "Laboratory (second desk)")
"""How the log names whoever releases what another desk entered."""
NOTHING_FOUND = Words("平台没有这项记录", "The platform has no such record")


def who(entry: Mapping[str, Any]) -> Words:
    """The role or the kind of inject of a line."""
    return role_of(str(entry["role"]))


def role_of(name: str) -> Words:
    """Whom the log means: a role that is played, one of the platform's matrix, the kind of an inject, or the city."""
    members = (*Role, *Playing, *InjectKind, *SeedWho)
    known: dict[str, Words] = {each.value: each.words for each in members}
    return {"city": CITY, "second laboratory desk": SECOND_DESK}.get(name) or known.get(name, Words(name, name))


def refusal(code: str) -> Words:
    """The sentence of a refusal's code; what was filled in it then is dots now. A bare status of HTTP is told as such."""
    for each in _families(SizaoError):
        if each.code == code:
            return Words(*(_dotted(text) for text in each.template()))
    return (
        NOTHING_FOUND
        if code == "404"
        else Words(f"平台未受理(代码 {code})", f"The platform did not take it (code {code})")
    )


def _families(root: type[SizaoError]) -> Iterator[type[SizaoError]]:
    for each in root.__subclasses__():
        yield each
        yield from _families(each)


def _dotted(text: str) -> str:
    return PLACEHOLDER.sub("…", text)


def listed(person: str) -> str:
    """The number in somebody's made-up name, as a drill's register has it: the city counts from nought, the register from one."""
    return f"{int(person) + 1:06d}"


def told(entry: Mapping[str, Any]) -> Words:
    """What a line says: an inject in its own words, an act with its count and what it was about."""
    if entry["kind"] == LogKind.INJECT.value:
        return Words(entry["detail"] or entry["what"], entry["what"])
    if entry["kind"] == LogKind.REFUSAL.value:
        return refusal(entry["what"])
    words = TELLING.get(entry["what"], Words(entry["what"], entry["what"]))
    count = f" × {entry['count']}" if entry["count"] != 1 else ""
    about = Words("", "")
    if found := PERSON.match(entry["detail"]):
        since = Words(f",第 {found[2]} 天", f", day {found[2]}") if found[2] else Words("", "")
        number = listed(found[1])
        about = Words(f"(演练{number}{since.zh})", f" (person {number}{since.en})")
    return Words(f"{words.zh}{count}{about.zh}", f"{words.en}{count}{about.en}")
