"""The rooms beside the casework of the demonstration city: what sentinels tell, who came from elsewhere, how duties are kept.

All through the API, at the hours of the story; texts are invented, and nobody of them is a person of the story's epidemic.
"""

from __future__ import annotations

from datetime import timedelta

from sizao.kernel.areas import printed
from sizao.oversight.drills.queries.players.desk import Desk, said
from sizao.oversight.drills.queries.stage import Row, Stage
from sizao.oversight.drills.queries.truth import TZ
from sizao.oversight.drills.types import Playing
from sizao.simulation.city import PlaceKind
from sizao.spine.accounts.types import Role

SIGNALS = (
    ("fever_clinic", "fever", "发热门诊(演示)", "上午接诊发热五人,三人同一单位", 5),
    ("pharmacy", "medicine", "连锁药店(演示)", "退热药当日销量为平日三倍", None),
    ("hotline", "rumour", "热线(演示)", "来电称某小区多人发热,未提供姓名", 4),
    ("school", "absence", "小学(演示)", "两个班当日因病缺课九人", 9),
    ("environment", "environment", "污水监测点(演示)", "污水样本核酸弱阳性,待复核", None),
    ("media", "rumour", "舆情监测(演示)", "网传某商场封闭,转发二百余次", None),
    ("checkpoint", "fever", "高速卡口(演示)", "测温异常两人,已登记并送诊", 2),
    ("neighbour", "notice", "邻市指挥部(演示)", "通报一名病例前日曾在我市停留,轨迹待核", 1),
)  # fmt: skip
"""Channel, kind, source, text, people; two come every day."""
ANSWERS = ("ruled_out", "uncheckable", "confirmed")
SIGNAL_HOUR, CHECK_HOUR, DUTY_HOUR = 9, 15, 10
CAME, FROM = 12, "3205"
"""How many came from another city, and which."""
GRIDS = (("第一网格(演示)", "Grid 1 (demonstration)"), ("第二网格(演示)", "Grid 2 (demonstration)"))
NEW_PLACES = "名称,类型,区划代码\n" + "".join(f"便民核酸采样亭{n}号(虚构),其他,{{area}}\n" for n in range(1, 7))
"""A list as a street sends it."""


class Beside(Desk):
    """Those who watch, register and look after duties; they touch neither cases nor contacts."""

    role = Playing.COMMANDER

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._open: list[str] = []
        """Signals that wait for a verdict."""
        self._told = 0
        self._duties: list[str] = []
        """Of three markets: the unit's, then the territory's."""
        self._files = 0

    def look(self) -> None:
        """At their hours: signals and their verdicts every day; on the first days duties, on the third a breach."""
        local, hour = self.stage.now.astimezone(TZ), self.stage.hours
        if local.hour == SIGNAL_HOUR and self.once("signals", local.date()):
            self.at(hour, self.tell)
        if local.hour == CHECK_HOUR and self.once("verdicts", local.date()):
            self.at(hour, self.judge)
        if local.hour == DUTY_HOUR and self.once("duty", local.date()):
            self.at(hour, self.name_duties if not self._duties else self.open_breach)

    def tell(self) -> None:
        """Two channels tell something from two communities."""
        rows = []
        for n in range(self._told, self._told + 2):
            channel, kind, source, text, people = SIGNALS[n % len(SIGNALS)]
            area = printed(int(self.stage.truth.city.area[n * 97 % self.stage.truth.city.people]))
            rows.append({
                "channel": channel, "kind": kind, "area": area, "occurred_at": said(self.stage.now - timedelta(minutes=40)),
                "source": source, "text": text, "people": people, "source_ref": f"XH-{n:03d}",
            })  # fmt: skip
        self._told += 2
        answer = self.stage.door(Role.DATA_OFFICER).post("/signals/feed", {"signals": rows})
        self._open += answer.content["received"] if answer.is_done else []

    def judge(self) -> None:
        """Those of yesterday are looked into and closed; those of this morning are being checked."""
        door = self.stage.door(Role.EPIDEMIOLOGIST)
        old, self._open = self._open[:-2], self._open[-2:]
        for n, each in enumerate(old):
            verdict = ANSWERS[(self._told + n) % len(ANSWERS)]
            door.post(f"/signals/{each}/close", {"verdict": verdict, "reason": "电话和现场核实(演示)"})
        for each in self._open[:1]:
            door.post(f"/signals/{each}/check", {})

    def name_duties(self) -> None:
        """Who answers for what at the city's markets."""
        city, door = self.stage.truth.city, self.stage.door(Role.COORDINATOR)
        markets = [self.stage.places[each] for each in city.of_kind(PlaceKind.MARKET) if each in self.stage.places][:3]
        for place in markets:
            for party, duty in (("unit", "落实扫码、测温和通风消毒"), ("territory", "每日巡查并登记")):
                named = {"party": party, "duty": duty, "post": "市场防疫专员岗" if party == "unit" else "街道巡查岗"}
                made = door.post(f"/places/{place}/responsibilities", named)
                self._duties += [made.content["id"]] if made.is_done else []

    def open_breach(self) -> None:
        """A file is opened on the next duty; the first is decided, the second waits for its answer, the third is new."""
        if self._files < min(FILES, len(self._duties) // 2):
            self._file(self._files, self._duties[self._files * 2])
            self._files += 1

    def _file(self, turn: int, duty: str) -> None:
        door = self.stage.door(Role.COORDINATOR)
        made = door.post("/breaches", {
            "responsibility_id": duty, "happened_at": said(self.stage.now - timedelta(hours=3)), "basis": "emergency_51",
            "what": "早市入口未按要求测温(演示)。", "measure": "correct", "evidence": "现场照片两张",
            "reference": f"督查记录第 {turn + 1} 号(演示)",
        })  # fmt: skip
        if not made.is_done or turn == FILES - 1:
            return
        path = f"/breaches/{made.content['id']}"
        handed = {"by": "督查组(演示)", "at": said(self.stage.now), "to": "值班员(演示)", "receipt": "送达回证夹(演示)"}
        text = "现将有关事项告知,请在期限内陈述申辩(演示)。"
        door.post(f"{path}/notice", {"text": text, "route": "paper", "delivery": handed})
        if turn == 0:
            door.post(f"{path}/answers", {"text": "来函:当日测温设备故障,已更换。", "reference": "来函第 1 号(演示)"})
            finding = {"finding": "lighter", "reasons": "设备故障属实,已整改。", "measure": "remind"}
            self.stage.door(Role.COMMANDER).post(f"{path}/finding", finding)


FILES = 3
"""Breach files of the story."""


def everything(stage: Stage) -> None:
    """What is entered at the present of the story."""
    cohort(stage)
    chiefs(stage)
    _listed(stage)
    _imported(stage)
    _packed(stage)


def cohort(stage: Stage) -> None:
    """People who were in another city: the rule, their registration, what was done for half of them."""
    today = stage.now.astimezone(TZ).date()
    rule = {
        "place": FROM, "since": (today - timedelta(days=6)).isoformat(), "test_days": [1, 3], "monitor_days": 5,
        "hand_over": True, "basis": "锡防指〔演示〕31号",
    }  # fmt: skip
    named = {"title_zh": "苏州市旅居史人员(演示)", "title_en": "Stayed in Suzhou (demonstration)"}
    made = stage.door(Role.COORDINATOR).post("/cohorts", {"area": stage.scenario.box.area, **named, "rule": rule})
    if not made.is_done:
        return
    stage.door(Role.COMMANDER).post(f"/cohort-versions/{made.content['versions'][0]['id']}/approve", {})
    stays = [
        {"person_id": stage.numbers[each], "area": stage.truth.area(each), "place": FROM, "last_on": (today - timedelta(days=n % 5)).isoformat()}
        for n, each in enumerate(_uninvolved(stage, CAME))
    ]  # fmt: skip
    stage.door(Role.DATA_OFFICER).post("/cohort-stays", {"stays": stays})
    members = stage.door(Role.COORDINATOR).get(f"/cohorts/{made.content['id']}/members")
    for member in members.content[: CAME // 2] if members.is_done else ():
        for duty in member["duties"]:
            if duty["due_on"] <= today.isoformat():
                note = "社区值班员签收(演示)" if duty["kind"] == "hand_over" else ""
                stage.door(Role.COORDINATOR).post(f"/cohort-duties/{duty['id']}/done", {"note": note})


def _uninvolved(stage: Stage, count: int) -> list[int]:
    """People of the register who are neither cases nor contacts."""
    known = {*stage.picture.cases, *stage.picture.contacts}
    return [each for each in sorted(stage.numbers) if each not in known][:: max(1, len(stage.numbers) // 60)][:count]


def chiefs(stage: Stage) -> None:
    """Two grids with their chiefs; a merit is approved, another is proposed."""
    door, parent = stage.door(Role.COORDINATOR), stage.truth.area(0)
    codes: list[str] = []
    for n, (zh, en) in enumerate(GRIDS, 1):
        made = door.post("/areas", {"parent": parent, "level": "grid", "name_zh": zh, "name_en": en})
        if made.is_done:
            codes.append(made.content["code"])
            door.post(f"/areas/{made.content['code']}/chief", {"post": f"网格长岗{n}(演示)"})
    for n, code in enumerate(codes):
        held = door.get(f"/areas/{code}/chiefs")
        merit = {
            "kind": "rest" if n else "praise",
            "text": "连续三晚值守并完成入户核实(演示)。",
            "reference": "值班表、任务台账",
        }
        asked = (
            door.post(f"/chief-records/{held.content[0]['id']}/merits", merit)
            if held.is_done and held.content
            else None
        )
        if asked and asked.is_done and not n:
            body = {"is_approved": True, "reasons": "台账属实。"}
            stage.door(Role.COMMANDER).post(f"/merits/{asked.content['id']}/decision", body)


def _listed(stage: Stage) -> None:
    """The rule by which lists to ask about are made is tightened."""
    rule: Row = {"area": stage.scenario.box.area, "min_minutes": 15, "max_days": 14, "reason": "为基层减负(演示)"}
    stage.door(Role.COORDINATOR).post("/list-rules", rule)


def _imported(stage: Stage) -> None:
    """A street sends its new sampling kiosks as a list."""
    door, area = stage.door(Role.DATA_OFFICER), stage.scenario.box.communities[0]
    told = NEW_PLACES.format(area=area).encode()
    made = door.file("/imports", told, kind="places", filename="kiosks.csv", area=area, declared=6)
    if made.is_done:
        door.post(f"/imports/{made.content['id']}/entering", {})


def _packed(stage: Stage) -> None:
    """The pack of the last meeting."""
    door = stage.door(Role.COORDINATOR)
    held = door.get("/meetings")
    if held.is_done and held.content:
        last = max(held.content, key=lambda row: str(row["held_at"]))
        door.post(f"/meetings/{last['id']}/packs", {})
