"""The inbox of these days: what sentinels, shops, schools and callers told around the loading. All invented."""

from __future__ import annotations

from datetime import timedelta

from sizao.kernel.areas import contains
from sizao.project.worlds.yixing import data
from sizao.project.worlds.yixing.replay import Run, acting
from sizao.sense.signals import actions, queries
from sizao.sense.signals.types import NewSignal, SignalKind, Verdict
from sizao.spine.accounts import queries as accounts

Told = tuple[float, str, SignalKind, str, str, str, int | None, str]
TOLD: tuple[Told, ...] = (
    (120, "pharmacy", SignalKind.MEDICINE, "320282104", "和桥镇药店甲(演示)", "退热药当日销量为平日四倍", None, "YD-101"),
    (98, "hotline", SignalKind.RUMOUR, "320282107", "热线(演示)", "来电称某小区多人发热,未提供姓名", 5, "RX-2201"),
    (75, "school", SignalKind.ABSENCE, "320282108", "周铁镇小学(演示)", "三年级两班当日因病缺课十一人", 11, "XX-31"),
    (52, "media", SignalKind.RUMOUR, "320282", "舆情监测(演示)", "网传市区商场出现阳性,转发三百余次", None, "YQ-7"),
    (30, "environment", SignalKind.ENVIRONMENT, "320282109", "万石镇污水站(演示)", "污水样本核酸弱阳性,待复核", None, "WS-12"),
    (7, "pharmacy", SignalKind.MEDICINE, "320282109", "万石镇药店乙(演示)", "止咳药、退热药销量连续三天上升", None, "YD-140"),
    (5.5, "fever_clinic", SignalKind.FEVER, "320282109", "万石镇卫生院(演示)", "上午接诊发热六人,四人同厂", 6, "FR-88"),
    (5, "hotline", SignalKind.FEVER, "320282109", "热线(演示)", "来电反映某厂宿舍多人发热", 4, "RX-2230"),
    (2, "neighbour", SignalKind.NOTICE, "320282", "邻市指挥部(演示)", "通报一名病例前日曾在宜兴停留,轨迹待核", 1, "协-19"),
    (0.6, "laboratory", SignalKind.POSITIVE, "320282108", "检测机构(演示)", "一管混检初筛阳性,正在复核", 10, "JC-505"),
)  # fmt: skip
"""Hours before the loading, channel, kind, area, source, text, people, the source's own number."""
VERDICTS = (
    ("YD-101", Verdict.RULED_OUT, "走访药店,系团购,近期无发热聚集"),
    ("RX-2201", Verdict.UNCHECKABLE, "回拨三次无人接听,小区网格员未发现异常"),
    ("XX-31", Verdict.CONFIRMED, "校医及疾控核实,七人检出流感,已按流感处置"),
    ("YQ-7", Verdict.RULED_OUT, "商场及检测机构核实,无阳性"),
)
DISEASES = {"XX-31": "influenza", "WS-12": "covid-19", "FR-88": "covid-19", "RX-2230": "covid-19", "JC-505": "covid-19"}
CHECKER = "epidemiologist"
"""The demonstration account that has the sewage's signal in hand."""


def arrive(run: Run) -> None:
    """Ten signals of eight channels come over five days; two of one factory lie beside each other, some channels are silent."""
    for hours, channel, kind, area, source, text, people, ref in TOLD:
        at = run.entered_at - timedelta(hours=hours)
        new = NewSignal(
            channel=channel, kind=kind, area=data.area(area), occurred_at=at - timedelta(minutes=20), source=source,
            text=text, people=people, source_ref=ref, disease=DISEASES.get(ref, ""),
        )  # fmt: skip
        with acting(source) as by:
            actions.receive(new=new, by=by, at=at)


def check(run: Run) -> None:
    """The older ones were looked into; the sewage's is being checked, and the newest wait."""
    with acting("宜兴市疾控中心(演示)") as by:
        by_ref = {each.source_ref: each for each in queries.signals()}
        for ref, verdict, reason in VERDICTS:
            found = by_ref[ref]
            at = found.received_at + timedelta(minutes=50)
            actions.begin_check(signal_id=found.id, by=by, at=at)
            done = run.entered_at - timedelta(minutes=15) if verdict is Verdict.CONFIRMED else at + timedelta(hours=3)
            actions.close(signal_id=found.id, verdict=verdict, reason=reason, by=by, at=done)
        held = {each.username: each for each in accounts.demonstration_accounts()}.get(CHECKER)
        waiting = by_ref["WS-12"]
        if held is not None and any(contains(each.area, waiting.area) for each in held.grants):
            taken = waiting.received_at + timedelta(hours=1)
            actions.assign(signal_id=waiting.id, owner_id=held.id, by=by, at=taken)


STEPS = (arrive, check)
"""What lies in the inbox, in order."""
