"""People who came from elsewhere in those days and are managed without a case, by the edition's rule for arrivals. All invented."""

from __future__ import annotations

from datetime import timedelta

from sizao.flow.step0_intake import enrol
from sizao.ground.identity.types import NewIdentity
from sizao.ground.registry.types import NewPerson
from sizao.kernel.documents import DocumentKind, synthetic_document
from sizao.kernel.phones import synthetic_phone
from sizao.measures.followup import actions
from sizao.measures.followup.types.arrivals import NewArrival
from sizao.project.worlds.yixing import data
from sizao.project.worlds.yixing.homes import TEAM
from sizao.project.worlds.yixing.replay import Run, acting

SEED = 910_000
"""Documents and phones from here on are nobody else's in the demonstration."""
CAME = (
    ("司空远归", "320282109", "境外(演示)", "航班 CA000"),
    ("司空远行", "320282107", "境外(演示)", "航班 CA000"),
    ("司空远道", "320282104", "境外(演示)", "航班 MU000"),
)
"""Name, town, from where, by what."""
RULE = "inbound"


def arrive(run: Run) -> None:
    """Three people are registered on the evening they came, under the rule in force, and are in place."""
    at = run.at("contacts", "approved_at")
    known = [
        (
            NewIdentity(name, DocumentKind.CITIZEN_ID, synthetic_document(SEED + each).number, synthetic_phone(SEED + each)),
            NewPerson(area_residence=data.area(town)),
        )
        for each, (name, town, *_) in enumerate(CAME)
    ]  # fmt: skip
    with acting(TEAM) as by:
        persons = enrol(known, by=by, at=run.entered_at)
        plans = [
            actions.begin_arrival(
                new=NewArrival(
                    incident_id=run.incident_id, person_id=person, regime_key=RULE, area=data.area(town), origin=origin,
                    transport=transport, arrived_at=at - timedelta(hours=5),
                ),
                by=by, at=at,
            )
            for person, (_, town, origin, transport) in zip(persons, CAME, strict=True)
        ]  # fmt: skip
        actions.record_placement(plan_ids=plans, place_id=None, arrived_at=at, by=by, at=at + timedelta(minutes=30))
