"""What a scenario file says: the city, the seed cases, the hidden truth, the injects, and who plays which role how well."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sizao.kernel.words import LabelledEnum, Words


class Playing(LabelledEnum):
    """The roles of a drill; each acts through the platform under one role of its matrix."""

    SENTINEL = "sentinel", "发热门诊与哨点", "Clinics and sentinels"
    LAB = "lab", "检测机构", "Laboratory"
    EPIDEMIOLOGIST = "epidemiologist", "流调人员", "Epidemiologists"
    TRACER = "tracer", "转运与隔离", "Transfer and quarantine"
    FOLLOWUP = "followup", "健康监测", "Follow-up"
    COMMANDER = "commander", "指挥长", "Commander"
    DATA_OFFICER = "data_officer", "数据专员", "Data officer"


class PlayedBy(LabelledEnum):
    """Who plays a role."""

    MACHINE = "machine", "机器扮演", "Played by the machine"
    PEOPLE = "people", "由人扮演", "Played by people"


class InjectKind(LabelledEnum):
    """What a drill's director throws at the players; each kind changes something in the run."""

    LAB_DOWN = "lab_down", "实验室停摆", "A laboratory is down"
    NETWORK_CUT = "network_cut", "网络中断", "The network is cut"
    RUMOUR = "rumour", "谣言", "A rumour"
    STORM = "storm", "恶劣天气", "A storm"
    UPPER_CALL = "upper_call", "上级来电", "A call from above"
    LOST_LIST = "lost_list", "名单丢失", "A list is lost"


class SeedWho(LabelledEnum):
    """Whom the outbreak begins with."""

    ANYBODY = "anybody", "任一居民", "Anybody"
    WORKER = "worker", "务工人员", "A worker"
    PUPIL = "pupil", "学生", "A pupil"
    HEALTH_STAFF = "health_staff", "医务人员", "Health staff"
    COLD_CHAIN = "cold_chain", "冷链从业人员", "A cold-chain worker"
    PORT = "port", "口岸从业人员", "Port staff"
    RETIRED = "retired", "退休人员", "A retired person"
    TRAVELLER = "traveller", "外来人员(不在户籍登记内)", "A traveller whom no register knows"


@dataclass(frozen=True, kw_only=True)
class Box:
    """The city of a scenario and its time."""

    area: str
    """Printed code of the county that commands."""
    communities: tuple[str, ...]
    """Printed codes of communities where people live, with equal weight."""
    centre: tuple[float, float]
    """Longitude and latitude of the middle, WGS-84 degrees."""
    people: int
    first_day: date
    lead_days: int
    """Days of ordinary life, with presence on record, before the drill begins."""
    days: int
    """Days that are played."""


@dataclass(frozen=True, kw_only=True)
class SeedCase:
    """People who are infected when the story begins."""

    who: SeedWho
    count: int = 1
    day: int = 0
    """Day of infection, counted from the first day that is played; negative before it."""
    register: bool = True
    """Whether the residents' register knows them."""


@dataclass(frozen=True, kw_only=True)
class Routine:
    """People of a post who are tested again and again."""

    who: SeedWho
    every_days: int


@dataclass(frozen=True, kw_only=True)
class Resources:
    """What the city can do; a scenario names what differs from a small town's."""

    lab_per_hour: int = 60
    """Samples a laboratory finishes in an hour."""
    lab_hours: float = 6.0
    """Hours from sample to result when nothing waits."""
    background_tests: int = 10
    """People with another fever who are tested in a day."""
    care_seeking: float = 0.6
    """Share of people with symptoms who go to a clinic."""
    report_hour: int = 10
    """Local hour by which the report of yesterday is due."""
    zones_from: int = 1
    """Cases in one community from which the commander has a zone declared; 0 for never."""
    rounds: int = 2
    """Screening rounds that are held in a zone, at most one every twelve hours; 0 for none."""
    near_minutes: float = 15.0
    """Minutes near a case that make a true contact where the edition names no shortest contact: a supposition."""


@dataclass(frozen=True, kw_only=True)
class Inject:
    """One event of the script: when, what, how long and how strongly."""

    at_hours: float
    """Hours after the first hour that is played."""
    kind: InjectKind
    words: Words
    hours: float = 0.0
    strength: float = 1.0
    """Between 0 and 1: share of capacity, movement, belief or list that it takes."""


@dataclass(frozen=True, kw_only=True)
class Player:
    """How one role is played."""

    role: Playing
    played_by: PlayedBy = PlayedBy.MACHINE
    skill: float = 0.8
    """Between 0 and 1: share of what was true that is recalled, noticed or entered right."""
    delay_hours: float = 2.0
    """Median time from seeing a thing to acting on it."""
    per_hour: int = 60
    """Most acts in one hour."""


@dataclass(frozen=True, kw_only=True)
class Strategy:
    """A named change of how roles are played, to be compared with the scenario as it is."""

    key: str
    words: Words
    players: tuple[Player, ...]


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One drill as its file describes it."""

    id: str
    title: Words
    story: Words
    disease: str
    editions: tuple[str, ...]
    """Editions it can be run under; the first is the usual one."""
    variant: str
    vaccinated: float
    masked: float
    box: Box
    seeds: tuple[SeedCase, ...]
    truth: Words
    """What the players do not know."""
    background: Words
    resources: Resources
    routine: tuple[Routine, ...]
    players: tuple[Player, ...]
    injects: tuple[Inject, ...]
    milestones: tuple[str, ...]
    """Keys of the clock that are scored; none means all."""
    strategies: tuple[Strategy, ...] = ()
    sources: tuple[str, ...] = ()
    path: Path = field(default=Path(), compare=False)

    def player(self, role: Playing) -> Player:
        """How a role is played."""
        return next((each for each in self.players if each.role is role), Player(role=role))
