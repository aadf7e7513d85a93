"""The words and plain records of the room: kinds of open risk, a seat, one open item, one number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sizao.kernel.words import LabelledEnum, Words
from sizao.measures.followup.types.seats import Seat


class Risk(LabelledEnum):
    """What may still be open; in the order in which a headquarters asks."""

    UNDECIDED = "undecided", "待判定接触者", "Contacts not decided on"
    UNTRACED = "untraced", "未找到的接触者", "Contacts not found"
    ISOLATED = "isolated", "应隔未隔", "Not in quarantine who should be"
    TESTED = "tested", "应检未检", "Not tested who should be"
    MANAGED = "managed", "应管未管", "Not under management who should be"
    UNREACHED = "unreached", "未联系上", "Calls that reached nobody"
    REQUESTS = "requests", "未办结协查", "Requests not answered"
    RESULTS = "results", "未出结果样本", "Samples without a result"
    PLACES = "places", "未到场处置场所", "Places not visited"
    LEADS = "leads", "未回复线索", "Leads not answered"
    COHORTS = "cohorts", "逾期旅居史人员", "Late people of cohorts"


@dataclass(frozen=True, kw_only=True)
class OpenItem:
    """One thing that is not done: whom or what it is about, why, who must act, and the page on which to act."""

    risk: Risk
    number: str
    area: int
    reason: Words
    seat: Seat
    page: str
    target: object
    person_id: int | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class OpenCount:
    """How much of one kind is open, and how much of it has a named holder."""

    risk: Risk
    number: int
    held: int
