"""The one ordered table of rooms: installed apps, menu, URL prefixes, API tags, documentation order and layer checks come from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sizao.kernel.words import Words


@dataclass(frozen=True)
class Room:
    """One room of the house: its storey, its name, what it is for, and who answers for it."""

    name: str
    storey: str
    caption: Words
    owner: str
    menu: str = ""
    """URL name of the page that the menu opens; empty when the room has no menu entry."""
    right: str = ""
    """The right an actor needs to see the menu entry."""

    @property
    def package(self) -> str:
        """The room's Python package."""
        return f"sizao.{self.storey}.{self.name}"

    def has(self, file: str) -> bool:
        """Whether the room has a file (or a package) of a name."""
        path = SOURCE / self.storey / self.name / file
        return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


STOREYS = (
    "project",
    "flow",
    "oversight",
    "measures",
    "trace",
    "sense",
    "ground",
    "spine",
    "traceback",
    "simulation",
    "kernel",
)
"""From the roof to the ground; ``spine``, ``traceback`` and ``simulation`` share a storey."""

ROOMS: tuple[Room, ...] = (
    Room("board", "oversight", Words("指挥总览", "Command board"), "coordination", "board:home", "board.read"),
    Room("command", "ground", Words("指挥调度", "Command"), "coordination", "command:incidents", "command.read"),
    Room("issues", "ground", Words("问题与挂钩", "Issues and visits"), "supervision", "issues:issues", "command.read"),
    Room("duty", "ground", Words("值班交接", "Duty"), "coordination", "duty:own_roster", "command.read"),
    Room("signals", "sense", Words("监测预警", "Signals"), "verification", "signals:signals", "signals.read"),
    Room("breaches", "ground", Words("责任追究", "Breach files"), "supervision", "breaches:files", "breaches.read"),
    Room("cases", "trace", Words("流调溯源", "Cases and contacts"), "investigation", "cases:cases", "cases.read"),
    Room(
        "investigation",
        "trace",
        Words("流行病学调查", "Investigations"),
        "investigation",
        "investigation:investigations",
        "investigation.read",
    ),
    Room("tracing", "trace", Words("时空追踪", "Trace-back"), "investigation", "tracing:runs", "tracing.read"),
    Room("followup", "measures", Words("健康监测", "Follow-up"), "isolation", "followup:worklist", "followup.read"),
    Room("calls", "measures", Words("电话外呼", "Calls"), "investigation", "calls:mine", "calls.read"),
    Room(
        "referrals",
        "measures",
        Words("核查协查", "Lists to check"),
        "verification",
        "referrals:work",
        "referrals.read",
    ),
    Room("listrules", "measures", Words("名单规则", "List rules"), "verification", "listrules:rules", "listrules.read"),
    Room("cohorts", "measures", Words("旅居史人员", "Cohorts"), "community", "cohorts:cohorts", "cohorts.read"),
    Room("screening", "measures", Words("核酸检测", "Testing"), "testing", "screening:points", "screening.read"),
    Room("zones", "measures", Words("风险区域", "Zones"), "community", "zones:zones", "zones.read"),
    Room(
        "openrisk", "oversight", Words("风险见底", "Open risk"), "coordination", "openrisk:incidents", "followup.read"
    ),
    Room("reports", "oversight", Words("报表中心", "Reports"), "coordination", "reports:reports", "reports.read"),
    Room(
        "returns", "oversight", Words("日报零报告", "Daily returns"), "coordination", "returns:returns", "returns.read"
    ),
    Room("merits", "oversight", Words("履职与激励", "Chiefs' records"), "supervision", "merits:records", "merits.read"),
    Room("analysis", "oversight", Words("疫情分析", "Analysis"), "investigation", "analysis:incidents", "cases.count"),
    Room("drills", "oversight", Words("演练推演", "Drills"), "coordination", "drills:drills", "drills.read"),
    Room("notices", "oversight", Words("通告", "Public notices"), "publicity", "notices:notices", "notices.read"),
    Room("intake", "ground", Words("数据导入", "Imports"), "verification", "intake:batches", "intake.read"),
    Room(
        "exchange",
        "oversight",
        Words("数据交换", "Data exchange"),
        "verification",
        "exchange:exports",
        "export.run",
    ),
    Room("presence", "ground", Words("到访记录", "Presence"), "verification", "presence:presence", "presence.read"),
    Room("identity", "ground", Words("人员查询", "People"), "verification", "identity:search", "identity.search"),
    Room("registry", "ground", Words("区域与场所", "Areas and places"), "community", "registry:areas", "registry.read"),
    Room(
        "editions",
        "ground",
        Words("防控方案", "Protocol editions"),
        "coordination",
        "editions:editions",
        "editions.read",
    ),
    Room("access", "oversight", Words("账户与访问记录", "Access"), "supervision", "access:me", "accounts.own"),
    Room("accounts", "spine", Words("账户", "Accounts"), "supervision"),
    Room("audit", "spine", Words("访问记录", "Access log"), "supervision"),
    Room("outbox", "spine", Words("事件", "Events"), "coordination"),
    Room("scope", "spine", Words("数据范围", "Scope"), "supervision"),
    Room("web", "spine", Words("界面", "Pages kit"), "coordination"),
)


SOURCE = Path(__file__).resolve().parents[1]
"""The folder of the package ``sizao``."""


def present() -> tuple[Room, ...]:
    """The rooms that are installed in this checkout, in the table's order."""
    return tuple(room for room in ROOMS if room.has("apps"))


def room(name: str) -> Room:
    """The room of a name.

    Raises:
        KeyError: when no room has that name.
    """
    return {each.name: each for each in ROOMS}[name]
