"""The offices of the demonstration city: what streets return every morning, what headquarters meet about, who stands by for whom.

All through the API, under the tokens of the posts, at the hours at which offices do it. Figures that units type are
invented by size; what the platform counts itself it counts.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

from sizao.kernel import areas
from sizao.oversight.drills.queries.players.desk import Desk, said
from sizao.oversight.drills.queries.stage import Row, Stage
from sizao.oversight.drills.queries.truth import TZ
from sizao.oversight.drills.types import Playing
from sizao.spine.accounts.types import Role

STREETS, FILED_DAYS = 18, 3
"""Streets of the city that owe a daily return: those with most people; and since how many days before the present they do."""
RATES = {
    "arrivals": 2.4, "households_visited": 60.0, "households_served": 14.0, "requests_settled": 3.2,
    "places_disinfected": 5.5, "staff_on_duty": 20.0, "vehicles_checked": 31.0, "travellers_checked": 72.0,
    "travellers_turned": 0.16, "fever_visits": 0.9, "drug_sales": 2.6,
}  # fmt: skip
"""Of what a unit types, how much a thousand people make: suppositions of the story."""
SECTORS = (
    ("市交通卡口专班", "Checkpoints, Wuxi", "traffic-daily", "T-01"),
    ("市哨点监测专班", "Sentinels, Wuxi", "sentinel-daily", "S-01"),
)
LATE, MISSING = 0.06, 0.02
"""Shares of the returns that come after the cut-off, and that never come."""
RETURN_HOURS = (8, 11)
"""Local hours at which most returns come, and the late ones."""
MEETING_HOUR = 17
ROOM = "市指挥部主会场,各区分会场"
THERE = (
    ("指挥长(演示)", "市指挥部", "present"), ("流调组长(演示)", "流调溯源组", "present"),
    ("检测组长(演示)", "核酸检测组", "present"), ("隔离组长(演示)", "隔离转运组", "present"),
    ("锡山区负责人(演示)", "锡山区", "sub_venue"), ("梁溪区负责人(演示)", "梁溪区", "sub_venue"),
    ("新吴区负责人(演示)", "新吴区", "sub_venue"), ("滨湖区负责人(演示)", "滨湖区", "excused"),
)  # fmt: skip
DECISIONS = (
    ("冷链从业人员一日一检", "coldchain", 18), ("病例所在社区当日完成入户摸排", "community", 20),
    ("隔离点增开一处备用楼层", "isolation", 24), ("密接转运超过八小时逐一说明", "isolation", 12),
    ("采样点夜间照明整改到位", "testing", 16), ("对外来务工人员集中居住点全面排查", "community", 24),
    ("发布就医和配药服务指引", "publicity", 14), ("防护物资按七日用量备足", "supplies", 36),
    ("返程卡口查验力量增加一班", "traffic", 20), ("哨点发热病人检测当日见结果", "monitoring", 24),
    ("重点场所消毒台账抽查", "supervision", 30), ("独居老人和透析患者逐户对接", "community", 16),
)  # fmt: skip
"""What the meetings decide, two a day: the decision, whose group, and within how many hours."""


class Offices(Desk):
    """The offices of the headquarters and its streets."""

    role = Playing.COMMANDER

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._units: list[tuple[Row, str, int]] = []
        """Unit, form, people of its area."""
        self._typed: dict[str, list[str]] = {}
        """By form, the figures that a unit types."""
        self._since: date | None = None
        self._meetings = 0

    def look(self) -> None:
        """At their hours: returns of yesterday, the day's meeting."""
        if not self.stage.incident_id:
            return
        local = self.stage.now.astimezone(TZ)
        if self.stage.hours >= 24 * (self.stage.scenario.box.days - 1 - FILED_DAYS) and self.once("units"):
            self.at(self.stage.hours, lambda: self.enter(local.date()))
        yesterday = local.date() - timedelta(days=1)
        if local.hour in RETURN_HOURS and self._since is not None and self._since <= yesterday:
            self.at(self.stage.hours, lambda: self.file(yesterday, local.hour))
        if local.hour == MEETING_HOUR and self.once("meeting", local.date()):
            self.at(self.stage.hours, self.meet)

    def enter(self, today: date) -> None:
        """Say which units return what from today on."""
        door = self.stage.door(Role.COORDINATOR)
        forms = door.get("/return-forms").content
        self._typed = {form["id"]: [each["key"] for each in form["indicators"] if each["typed"]] for form in forms}
        city = self.stage.truth.city
        living = Counter(areas.ancestor(int(code), areas.Level.TOWN) for code in city.area)
        for order, (code, people) in enumerate(
            sorted(living.items(), key=lambda each: (-each[1], each[0]))[:STREETS], 1
        ):
            named = door.get(f"/areas/{areas.printed(code)}").content
            words = {
                "name_zh": f"{named['name_zh']}防控办",
                "name_en": f"Office of {named['name_en'] or named['name_zh']}",
            }
            unit = {
                **words,
                "kind": "street",
                "area": areas.printed(code),
                "form_id": "town-daily",
                "code": f"W-{order:02d}",
            }
            self._enter(unit, people, today)
        for zh, en, form, number in SECTORS:
            unit = {"name_zh": zh, "name_en": en, "kind": "group", "area": self.stage.scenario.box.area}
            self._enter({**unit, "form_id": form, "code": number}, city.people, today)
        self._since = today

    def _enter(self, unit: Row, people: int, since: date) -> None:
        made = self.stage.door(Role.COORDINATOR).post("/reporting-units", {**unit, "since": since.isoformat()})
        if made.is_done:
            self._units.append((made.content, unit["form_id"], people))

    def file(self, on: date, hour: int) -> None:
        """File the returns of a day: most early, some late, a few never."""
        filed = 0
        for unit, form, people in self._units:
            luck = self.stage.chance("return", unit["code"], on.isoformat())
            comes = RETURN_HOURS[1] if luck < LATE else RETURN_HOURS[0]
            if luck >= 1 - MISSING or comes != hour:
                continue
            figures = {key: self._figure(key, unit["code"], people, on) for key in self._typed[form]}
            body = {"unit_id": unit["id"], "form_id": form, "on": on.isoformat(), "figures": figures, "nil": False}
            filed += self.stage.door(Role.COORDINATOR).post("/returns", body).is_done
        if filed:
            self.did("returns filed", filed)

    def _figure(self, key: str, unit: str, people: int, on: date) -> int:
        share = 0.7 + 0.6 * self.stage.chance("figure", unit, key, on.isoformat())
        return max(1, round(RATES.get(key, 1.0) * people / 1_000 * share))

    def meet(self) -> None:
        """The day's meeting with its minutes; its decisions are tasks."""
        door, picture = self.stage.door(Role.COORDINATOR), self.stage.picture
        self._meetings += 1
        meeting = {
            "area": self.stage.scenario.box.area, "incident_id": self.stage.incident_id, "kind": "video",
            "title": f"疫情防控视频调度会(第{self._meetings}次)", "held_at": said(self.stage.now), "place": ROOM,
            "chair": "指挥长(演示)", "agenda": "一、通报疫情和流调进展\n二、隔离转运和检测\n三、下一步工作",
            "attendance": [{"name": name, "unit": unit, "presence": presence} for name, unit, presence in THERE],
        }  # fmt: skip
        made = door.post("/meetings", meeting)
        if not made.is_done:
            return
        path = f"/meetings/{made.content['id']}"
        told = f"会议通报:报告病例{len(picture.held)}例,在隔离管控{len(picture.kept)}人。会议研究了隔离转运、检测和社区服务,明确两项工作。"
        door.post(f"{path}/minutes", {"text": told})
        for text, group, hours in DECISIONS[2 * (self._meetings - 1) % len(DECISIONS) :][:2]:
            task = {"title": text, "group": group, "due_at": said(self.stage.now + timedelta(hours=hours))}
            door.post(f"{path}/resolutions", {"text": text, "task": task})
        self.did("meeting held")


DESKS = (("流调溯源组", "流调"), ("核酸检测组", "检测"), ("隔离转运组", "转运"))
"""Groups that have somebody at the desk day and night, and what their people are called after."""
DUTY_DAYS = 8
CITIES = (("苏州市", 3, True), ("常州市", 2, False))
"""Where some contacts are, how many, and whether the letter was received."""
ASKED = "核实相关人员去向,落实健康管理和核酸检测(演示)"
SENDER = "苏州市疫情防控指挥部(演示)"
HEADINGS = "姓名,证件号码,联系电话,现住址,末次接触日期"
LISTED = 6
HOMES = 16
OLD, VERY_OLD, INFANT = 70, 80, 2


def roster(stage: Stage) -> None:
    """Yesterday and the week that follows: who stands by in the groups, by day and by night."""
    first = stage.now.astimezone(TZ).date() - timedelta(days=1)
    for desk, what in DESKS:
        shifts = [_shift(desk, what, first, half) for half in range(2 * DUTY_DAYS)]
        stage.door(Role.COORDINATOR).post("/rosters", {"area": stage.scenario.box.area, "shifts": shifts})


def _shift(desk: str, what: str, first: date, half: int) -> Row:
    start = datetime.combine(first, time(8), TZ) + timedelta(hours=12 * half)
    turn = "甲乙丙丁"[half % 4]
    posts = [
        {"role": "lead", "name": f"{what}带班{turn}"}, {"role": "on_duty", "name": f"{what}值班员{turn}一"},
        {"role": "on_duty", "name": f"{what}值班员{turn}二"}, {"role": "backup", "name": f"{what}备班{turn}"},
    ]  # fmt: skip
    return {"desk": desk, "start": said(start), "until": said(start + timedelta(hours=12)), "posts": posts}


def letters(stage: Stage) -> None:
    """Other cities are told of contacts who are there; one city tells of people who are here, and some are found."""
    door = stage.door(Role.EPIDEMIOLOGIST)
    there = [
        row["id"] for rows in stage.picture.contacts.values() for row in rows if row["status"] in ("approved", "lost")
    ][-sum(count for _, count, _ in CITIES) :]
    for city, count, is_received in CITIES:
        told, there = there[:count], there[count:]
        body = {
            "incident_id": stage.incident_id, "destination": city, "contact_ids": told, "asked": ASKED,
            "reply_by": said(stage.now + timedelta(days=1)),
        }  # fmt: skip
        sent = door.post("/referrals/letters", body) if told else None
        if sent and sent.is_done and is_received:
            door.post(f"/referrals/letters/{sent.content['id']}/receipt", {"received_by": f"{city}值班员(演示)"})
    _arrived(stage)


def _arrived(stage: Stage) -> None:
    """A list of another city: people who live here and were somewhere there; nobody of this city's own story."""
    known = {*stage.picture.cases, *stage.picture.contacts}
    those = [each for each in sorted(stage.numbers) if each not in known][:: max(1, len(stage.numbers) // 40)][:LISTED]
    if stage.naming is None or not those:
        return
    day = (stage.now.astimezone(TZ) - timedelta(days=2)).date().isoformat()
    papers = [stage.naming.person(stage, each) for each in those]
    lines = [",".join((each["name"], each["document_number"], each["phone"], each["address"], day)) for each in papers]
    door = stage.door(Role.EPIDEMIOLOGIST)
    body = {
        "kind": "city", "sender": SENDER, "letter": "苏防控函(演示)", "incident_id": stage.incident_id,
        "asked": "协查曾到访我市相关场所人员(演示)", "text": "\n".join([HEADINGS, *lines]),
    }  # fmt: skip
    made = door.post("/referrals", body)
    if not made.is_done:
        return
    open_now = [each["id"] for each in door.get(f"/referrals/{made.content['id']}/requests").content]
    door.post("/referrals/requests/claim", {"request_ids": open_now[: LISTED // 2]})
    for request in open_now[: LISTED // 3]:
        door.post(f"/referrals/requests/{request}/answer", {"outcome": "cleared", "note": "电话核实(演示)"})


def households(stage: Stage) -> None:
    """Households in which somebody is kept at home, with who lives there and what the old and the small need."""
    city = stage.truth.city
    homes: dict[int, list[int]] = {}
    for person in sorted(stage.picture.kept):
        homes.setdefault(int(city.household[person]), [])
        if len(homes) >= HOMES:
            break
    for person, home in enumerate(city.household):
        if int(home) in homes:
            homes[int(home)].append(person)
    for order, members in enumerate(homes.values()):
        _household(stage, order, [each for each in members if stage.registered(each)])


def _household(stage: Stage, order: int, members: list[int]) -> None:
    door = stage.door(Role.COORDINATOR)
    if not members:
        return
    door_number = f"{order // 4 + 1}幢{order % 4 + 1}0{order % 2 + 1}室"
    made = door.post("/households", {"area": stage.truth.area(members[0]), "label": door_number})
    if not made.is_done:
        return
    for each in members:
        door.post(f"/households/{made.content['id']}/members", {"number": stage.registered(each)})
        kind = _need(int(stage.truth.city.age[each]), len(members))
        need = door.post("/needs", {"number": stage.registered(each), "kind": kind}) if kind else None
        if need and need.is_done and order % 2:
            due = said(stage.now + timedelta(hours=6 + order))
            plan = {
                "help": "medicine" if kind == "chronic" else "visit",
                "responsible": "社区服务保障组",
                "due_at": due,
            }
            door.post(f"/needs/{need.content['id']}/plan", plan)


def _need(age: int, together: int) -> str:
    if age >= OLD and together == 1:
        return "living_alone"
    if age >= VERY_OLD:
        return "no_phone"
    if age >= OLD:
        return "chronic"
    return "infant" if age < INFANT else ""
