"""Who may propose and sign what about keeping visits: scenes, holds and deletions before time."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from sizao.ground.presence import errors
from sizao.ground.presence.types import (
    LOCAL,
    ActFacts,
    ActKind,
    ActStep,
    KeepingTerms,
    Limit,
    NewAct,
    Scene,
)
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains, printed
from sizao.kernel.decisions import Decision
from sizao.kernel.words import Words

SHIPPED_TERMS = Path(__file__).resolve().parents[1] / "data" / "keeping.toml"


def keeping_terms(path: Path = SHIPPED_TERMS) -> KeepingTerms:
    """Read for how long holds may hold and scenes may be on.

    Raises:
        ValueError: a number of days is not positive.
    """
    body = tomllib.loads(path.read_text("utf-8"))
    hold, scene = (
        Limit(int(body[name]["days"]), Words(body[name]["zh"], body[name]["en"])) for name in ("hold", "scene")
    )
    if min(hold.days, scene.days) < 1:
        raise ValueError("a hold and a scene last for at least a day")
    return KeepingTerms(str(body["version"]), body["issued"], hold, scene)


def may_act_in(by: Actor, area: int) -> Decision:
    """Whether an actor acts for an area."""
    return Decision.yes() if contains(by.area, area) else Decision.no(errors.OutsideArea(area=printed(area)))


def may_propose(new: NewAct, terms: KeepingTerms, known: Sequence[ActFacts], at: datetime) -> Decision:
    """Whether an act can be proposed: it says why, by which paper, and what its kind needs.

    Args:
        new: the act.
        terms: how long anything may last.
        known: acts of the same kind (for a lift: holds) that wait or are on and concern the same thing.
        at: the moment.
    """
    if not new.reason.strip() or not new.basis.strip():
        return Decision.no(errors.WhyNeeded())
    if new.kind in (ActKind.SCENE, ActKind.HOLD):
        return _lasts(new, terms.scene if new.kind is ActKind.SCENE else terms.hold, at)
    if new.kind is ActKind.LIFT:
        is_held = any(each.id == new.of and each.is_on(at) for each in known)
        return Decision.yes() if is_held else Decision.no(errors.HoldUnknown())
    return _deletes(new, at)


def _lasts(new: NewAct, limit: Limit, at: datetime) -> Decision:
    today = today_of(at)
    if new.until is None or not today <= new.until <= today + timedelta(days=limit.days):
        return Decision.no(errors.UntilNeeded(days=limit.days, because=limit.clause))
    return Decision.yes()


def _deletes(new: NewAct, at: datetime) -> Decision:
    if new.day is None and not new.scene:
        return Decision.no(errors.NothingNamed())
    if new.day is not None and new.day >= today_of(at):
        return Decision.no(errors.DayAhead())
    return Decision.yes()


def may_switch_on(scene: Scene, area: int, known: Sequence[ActFacts], at: datetime) -> Decision:
    """A scene is switched on once at a time in an area."""
    same = [each for each in known if each.area == area and each.scene == scene.id]
    if any(each.step is ActStep.PROPOSED or each.is_on(at) for each in same):
        return Decision.no(errors.SceneOnAlready(scene=scene.title))
    return Decision.yes()


def is_as_proposed(scene: Scene, act: ActFacts) -> Decision:
    """What is signed is the file that was proposed, to the letter."""
    return Decision.yes() if scene.sha256 == act.sha256 else Decision.no(errors.SceneChanged(scene=scene.title))


def may_decide(act: ActFacts, by: Actor) -> Decision:
    """Somebody else than the proposer decides on an act that waits."""
    if act.step is not ActStep.PROPOSED:
        return Decision.no(errors.ActDecided(state=act.step.words))
    return Decision.no(errors.OwnAct()) if act.by == by.name else Decision.yes()


def may_end(act: ActFacts, at: datetime) -> Decision:
    """A scene that is on may be switched off by anybody who may propose one: stopping needs no second person."""
    if act.kind is not ActKind.SCENE or not act.is_on(at):
        return Decision.no(errors.ActNotOn(state=act.step.words))
    return Decision.yes()


def today_of(at: datetime) -> date:
    """The civil day of a moment."""
    return at.astimezone(LOCAL).date()
