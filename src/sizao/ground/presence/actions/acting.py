"""Proposing and deciding about keeping visits: scenes on and off, holds, and deletions before time that are carried out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from sizao.ground.presence import queries, rules
from sizao.ground.presence.actions.forgetting import destroy, set_hold
from sizao.ground.presence.actions.sealing import LONGEST
from sizao.ground.presence.errors import HeldBack
from sizao.ground.presence.models import Act, ActState, Destruction
from sizao.ground.presence.queries.acts import aside_rows
from sizao.ground.presence.types import ActFacts, ActKind, ActStep, DestructionFacts, NewAct, Scene, SealKind
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.spine.audit import actions as audit
from sizao.spine.scope import queries as scope


@transaction.atomic
def propose_act(*, new: NewAct, by: Actor, at: datetime) -> UUID:
    """Propose an act; nothing happens before a second person approves it.

    Raises:
        OutsideArea, WhyNeeded, UntilNeeded, NothingNamed, DayAhead, HoldUnknown, SceneUnknown, SceneOnAlready: when it
            cannot be proposed.
    """
    rules.may_act_in(by, new.area).or_raise()
    known = _concerning(new)
    rules.may_propose(new, queries.keeping_terms(), known, at).or_raise()
    scene: Scene | None = None
    if new.kind is ActKind.SCENE:
        scene = queries.scene(new.scene)
        _alone(f"{new.area} {new.scene}")
        rules.may_switch_on(scene, new.area, _concerning(new), at).or_raise()
    preview = queries.counted(queries.doomed(new), str(new.day or "")) if new.kind is ActKind.DELETE else {}
    row = Act.objects.create(
        kind=new.kind, area=new.area, reason=new.reason.strip()[:400], basis=new.basis.strip()[:200], scene=new.scene,
        version=scene.version[:20] if scene else "", sha256=scene.sha256 if scene else "",
        retention_days=scene.retention_days if scene else None,
        source=scene.source if scene else new.source or "", day=new.day, until=new.until, of_id=new.of, preview=preview,
        at=at, by=by.name,
    )  # fmt: skip
    _step(row.id, ActStep.PROPOSED, by, at)
    return row.id


def _concerning(new: NewAct) -> Sequence[ActFacts]:
    if new.kind is ActKind.LIFT:
        return [each for each in queries.acts(ActKind.HOLD) if contains(new.area, each.area)]
    return queries.acts(new.kind, new.scene) if new.kind is ActKind.SCENE else ()


def _alone(what: str) -> None:
    """Let whoever decides about the same thing end first: rows that are written once cannot be locked themselves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"presence act {what}"])


def _step(act_id: UUID, step: ActStep, by: Actor, at: datetime, note: str = "") -> None:
    ActState.objects.create(act_id=act_id, step=step, at=at, by=by.name, note=note.strip()[:400])


def _held(act_id: UUID, by: Actor) -> ActFacts:
    """The act, which nobody else decides on until the transaction ends; only those who act for its area do."""
    rules.may_act_in(by, queries.act(act_id).area).or_raise()
    _alone(str(act_id))
    return queries.act(act_id)


@transaction.atomic
def approve_act(*, act_id: UUID, by: Actor, at: datetime, note: str = "") -> ActFacts:
    """Put an act into force: a scene takes rows, a hold holds or ends, a deletion is carried out within the minute.

    Raises:
        ActUnknown, OutsideArea, ActDecided, OwnAct: when it is not this person's to decide.
        SceneChanged: the scene's file is not the one that was proposed.
        HeldBack: a hold covers what would be deleted.
    """
    act = _held(act_id, by)
    rules.may_decide(act, by).or_raise()
    if act.kind is ActKind.SCENE:
        rules.is_as_proposed(queries.scene(act.scene), act).or_raise()
    elif act.kind is ActKind.DELETE:
        _may_delete(act, at)
    _step(act_id, ActStep.APPROVED, by, at, note)
    if act.kind is ActKind.HOLD:
        set_hold(is_on=True, reason=act.reason, by=by, at=at, area=act.area, until=act.ends_at, act_id=act_id)
    elif act.kind is ActKind.LIFT and act.of is not None:
        held = queries.act(act.of)
        set_hold(is_on=False, reason=act.reason, by=by, at=at, area=held.area, act_id=act_id)
        _step(held.id, ActStep.ENDED, by, at, act.reason)
    audit.record(
        by=by, at=at, action=f"presence.{act.kind.value}", purpose="quality_audit", fields="", area=act.area,
        reason=f"scene {act.scene}" if act.scene else act.reason,
    )  # fmt: skip
    return queries.act(act_id)


def _may_delete(act: ActFacts, at: datetime) -> None:
    """Nothing is deleted that a hold covers."""
    if _is_held(act, at):
        raise HeldBack


def _is_held(act: ActFacts, at: datetime) -> bool:
    return bool(queries.held_by(act, at))


@transaction.atomic
def reject_act(*, act_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Leave an act unapproved.

    Raises:
        ActUnknown, OutsideArea, ActDecided, OwnAct: when it is not this person's to decide.
    """
    rules.may_decide(_held(act_id, by), by).or_raise()
    _step(act_id, ActStep.REJECTED, by, at, reason)


@transaction.atomic
def end_scene(*, act_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Switch a scene off: it takes no more rows; what came in goes when its time is over.

    Raises:
        ActUnknown, OutsideArea, ActNotOn: when there is nothing to switch off here.
    """
    rules.may_end(_held(act_id, by), at).or_raise()
    _step(act_id, ActStep.ENDED, by, at, reason)


def carry_out_deletions(*, at: datetime) -> list[DestructionFacts]:
    """Delete what was approved, each act in a transaction of its own, and note what went; returns the counts.

    An act that a hold has come to cover since waits until the hold ends.
    """
    actor = Actor.system("presence.delete")
    with scope.acting(actor):
        todo = [each.id for each in queries.acts(ActKind.DELETE) if each.step is ActStep.APPROVED]
    return [done for act_id in reversed(todo) if (done := _carry_out(act_id, actor, at)) is not None]


def _carry_out(act_id: UUID, actor: Actor, at: datetime) -> DestructionFacts | None:
    with scope.acting(actor, lifetime=LONGEST):
        act = _held(act_id, actor)
        if act.step is not ActStep.APPROVED or _is_held(act, at):
            return None
        which = queries.doomed(act)
        if act.day is not None:
            aside_rows(which, str(act.day)).delete()
        tail, lake = destroy([which], SealKind.DELETE, actor, at)[0]
        _step(act_id, ActStep.DONE, actor, at, f"{tail} + {lake}")
        said = f"scene {act.scene}" if act.scene else f"{act.day} {act.source or ''}".strip()
        audit.record(by=actor, at=at, action="presence.deleted", fields="place, time", reason=said, area=act.area)
        return _noted(act, tail, lake, at)


def _noted(act: ActFacts, tail: int, lake: int, at: datetime) -> DestructionFacts:
    return Destruction.objects.create(
        why=SealKind.DELETE, source=act.source or "", scene=act.scene, act_id=act.id, tail_rows=tail, lake_rows=lake,
        at=at, area=act.area,
    ).facts()  # fmt: skip
