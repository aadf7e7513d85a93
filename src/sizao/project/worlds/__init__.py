"""Outbreak worlds: past outbreaks loaded through the same doors as real work, for demonstrations, drills and tests."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.project.worlds import sources

if TYPE_CHECKING:
    from sizao.project.worlds import korea, mers
    from sizao.project.worlds.accounts import LogIn

CITY = "wuxi-city"
SHIPPED = {
    "yixing-2021": Words("宜兴市新冠疫情(2021 年 12 月)", "COVID-19 in Yixing, December 2021"),
    CITY: Words("无锡演示城市(合成人口十万,疫情第二周)", "The demonstration city: 100,000 synthetic people of Wuxi, second week of an outbreak"),
}  # fmt: skip
"""Worlds whose facts are shipped with the platform, with invented people."""
DEMONSTRATED = ("mers-korea-2015",)
"""Worlds of others' data that the demonstration loads where the data is at hand; larger ones are loaded by name."""


def names() -> dict[str, Words]:
    """Every world by name."""
    return SHIPPED | {name: facts.words for name, facts in sources.manifest().items()}


def load(name: str, *, by: Actor, at: datetime, before: date | None = None) -> object:
    """Load one world; returns what its loader reports. With a day, as that morning found it.

    Raises:
        NoSuchWorld: there is no world of that name.
        WholeOnly: the world cannot be loaded as a day found it.
        WorldNotToBeHad: its data is neither here nor to be fetched.
    """
    from sizao.project.worlds import korea, mers, yixing
    from sizao.project.worlds.wuxi import loading

    if name == CITY and before is None:
        return loading.run()
    if name not in SHIPPED and sources.world(name).name == korea.NAME:
        return korea.load(by, at, before)
    if before is not None:
        raise sources.WholeOnly(name=name)
    return yixing.load(by, at) if name in SHIPPED else mers.load(by, at)


def figures(name: str) -> tuple[str, mers.Figures | korea.Figures] | None:
    """The incident's number and what a loaded world shows, counted from its rows; ``None`` for a shipped world."""
    from sizao.ground.command import queries as command
    from sizao.project.worlds import korea, mers
    from sizao.spine.scope import queries as scope

    with scope.acting(Actor.system("sizao world")):
        if name == mers.NAME:
            return mers.NUMBER, mers.figures(command.incident_by_number(mers.NUMBER).id)
        if name == korea.NAME:
            return korea.NUMBER, korea.figures(command.incident_by_number(korea.NUMBER).id)
    return None


def load_demo(by: Actor | None = None, at: datetime | None = None) -> list[LogIn]:
    """The demonstration: accounts, the Yixing world, and each other world whose data is at hand; returns the log-ins.

    The accounts come first: the worlds put them into their groups and give them work.
    """
    from sizao.project.worlds import yixing
    from sizao.project.worlds.accounts import CITY_POSTS, make_accounts
    from sizao.project.worlds.posts import Post
    from sizao.spine import clock
    from sizao.spine.accounts.types import Role
    from sizao.spine.scope import queries as scope

    actor, now = by or Actor.system("demonstration"), at or clock.now()
    others = [name for name in DEMONSTRATED if sources.at_hand(name) is not None]
    extra = (
        Post("training-commander", Role.COMMANDER, "90", Words("演练区指挥长", "Commander, training area")),
        Post("training-tracer", Role.EPIDEMIOLOGIST, "90", Words("演练区流调员", "Epidemiologist, training area")),
    )
    with scope.acting(actor):
        made = make_accounts(by=actor, at=now, extra=(*CITY_POSTS, *(extra if others else ())))
    for name in ("yixing-2021", *others):
        load(name, by=actor, at=now)
    yixing.open_desks(now)
    with scope.acting(actor):
        yixing.officer(actor, now)
    return made
