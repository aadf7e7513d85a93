"""Step 4, at a quarantine site: somebody there turned positive, and whoever stays next to them is proposed as exposed again.

Nobody's isolation begins anew by itself: each is proposed with the site's clause, the approval counts the plan anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sizao.ground.command import actions as command
from sizao.ground.command import queries as commanded
from sizao.ground.command.types import GroupKind, NewTask, TaskKind
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.decisions import Decision
from sizao.kernel.editions import ContactClass, library
from sizao.kernel.words import Words
from sizao.measures.followup import errors, queries, rules
from sizao.measures.followup import events as plans
from sizao.measures.followup.types import PlanFacts
from sizao.measures.followup.types.places import SiteStay
from sizao.spine.outbox.types import on
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as cases
from sizao.trace.cases import events as facts
from sizao.trace.cases import queries as contacts
from sizao.trace.cases.types import CaseFacts, Certainty, FoundBy, ProposedContact

UNSURE = Words(
    "核实隔离点 {place} 人员楼层:{case} 在此检出阳性", "Note the floors at {place}: {case} turned positive there"
)
ELSEWHERE = Words(
    "隔离点 {place} 检出阳性({case}):其他事件的同层及上下层人员须由其事件判定",
    "{case} turned positive at {place}: residents of other incidents next to that floor are for those incidents to judge",
)
NAMED = 40
"""Plans that a task names one by one; the site's list has them all."""


@on(facts.ContactBecameCase)
def judge_the_site_again(event: facts.ContactBecameCase, *, by: Actor, at: datetime) -> None:
    """Propose who stayed next to a contact who became a case at a site; who cannot be judged is named to the site's group."""
    actor = Actor.system(by.name)
    with scope.acting(actor):
        _judge(queries.plan_of_contact(event.contact_id), contacts.case(event.case_id), actor, at)


@on(facts.CaseConfirmed)
def judge_the_site_of_an_arrival(event: facts.CaseConfirmed, *, by: Actor, at: datetime) -> None:
    """The same for somebody who was at the site because of where they came from, and whom no case had exposed."""
    actor = Actor.system(by.name)
    with scope.acting(actor):
        case = contacts.case(event.case_id)
        _judge(queries.arrival_plan(case.person_id, case.incident_id), case, actor, at)


def _judge(found: PlanFacts | None, case: CaseFacts, by: Actor, at: datetime) -> None:
    judged = _judged(found, case) if found else None
    if judged is None:
        return
    _propose(judged, case, by, at)
    unsure = [mate for mate, decision in judged.mates if isinstance(decision.refusal, errors.FloorUnknown)]
    others = [mate for mate, decision in judged.mates if decision and mate.plan.incident_id != case.incident_id]
    _name(UNSURE, unsure, judged.source, case, by, at)
    _name(ELSEWHERE, others, judged.source, case, by, at)


@on(plans.PlansPlaced)
def judge_who_was_placed(event: plans.PlansPlaced, *, by: Actor, at: datetime) -> None:
    """Judge a site again once a floor is noted: of who stays there, or of who turned positive there."""
    if event.place_id is None or event.floor is None:
        return
    actor = Actor.system(by.name)
    with scope.acting(actor):
        left = queries.left_ill(event.place_id)
        ill = {
            (each.person_id, each.incident_id): each for each in contacts.open_cases_of({one.person_id for one in left})
        }
        for found in left:
            case = ill.get((found.person_id, found.incident_id))
            judged = _judged(found, case) if case else None
            if case is not None and judged is not None:
                _propose(judged, case, actor, at)


def _moment(case: CaseFacts) -> datetime:
    """When the person was last known to have been at the site, infected."""
    return case.sampled_at or case.reported_at


@dataclass(frozen=True)
class Judged:
    """Where somebody stayed who turned positive, and whether the days of whoever stayed there begin anew."""

    source: SiteStay
    mates: list[tuple[SiteStay, Decision]]


def _judged(found: PlanFacts, case: CaseFacts) -> Judged | None:
    """Everybody who stayed at the site then, of whatever incident; nothing when the edition asks it of nobody."""
    edition = library().get(commanded.terms(found.incident_id).edition_id)
    source = queries.stay_at(found, _moment(case))
    if source.place_id is None or not rules.asks_restart(edition):
        return None
    there = queries.stays_at(source.place_id, _moment(case))
    mates = [each for each in there if each.plan.id != found.id]
    return Judged(source, [(each, rules.begins_anew(source, each, edition, _moment(case))) for each in mates])


def _propose(judged: Judged, case: CaseFacts, by: Actor, at: datetime) -> None:
    asked = _asked([each.plan.person_id for each, _ in judged.mates], case)
    proposals = [
        ProposedContact(
            person_id=mate.plan.person_id, area=mate.plan.area, last_exposure_at=_moment(case),
            contact_class=ContactClass.CLOSE, source_case_id=case.id, place_id=judged.source.place_id,
            certainty=Certainty.PROBABLE, found_by=FoundBy.SITE.value, note=_note(mate, judged.source, decision),
        )
        for mate, decision in judged.mates
        if decision and mate.plan.incident_id == case.incident_id and mate.plan.person_id not in asked
    ]  # fmt: skip
    if proposals:
        cases.propose_contacts(incident_id=case.incident_id, proposals=proposals, by=by, at=at)


def _asked(persons: list[int], case: CaseFacts) -> set[int]:
    """Who was proposed because of this case at a site before: somebody has decided on them, or is about to."""
    known = contacts.contacts(case.incident_id, person_ids=persons) if persons else []
    return {
        each.person_id
        for each in known
        if any(piece.get("found_by") == FoundBy.SITE and piece.get("case") == str(case.id) for piece in each.basis)
    }


def _note(mate: SiteStay, source: SiteStay, decision: Decision) -> str:
    clause = decision.clause.text if decision.clause else ""
    days, until = decision.facts["days"], decision.facts["until"]
    return (
        f"隔离点 {source.floor} 层检出阳性,本人在 {mate.floor} 层,重新计算 {days} 天,至少至 {until} / "
        f"positive on floor {source.floor}, stays on floor {mate.floor}: {days} days anew, to {until} at least ({clause})"
    )


def _name(what: Words, mates: list[SiteStay], source: SiteStay, case: CaseFacts, by: Actor, at: datetime) -> None:
    """Nobody is left out in silence: who cannot be judged, or not here, is named to the isolation group."""
    if not mates or source.place_id is None:
        return
    numbers = [each.plan.number for each in ([source] if source.floor is None else []) + mates]
    task = NewTask(
        TaskKind.VERIFY, what.filled(place=registry.place(source.place_id).words, case=case.number),
        GroupKind.ISOLATION, source.plan.area_site or source.plan.area, at, detail=", ".join(numbers[:NAMED]),
        case_id=case.id,
    )  # fmt: skip
    command.create_task(new=task, incident_id=case.incident_id, by=by, at=at)
