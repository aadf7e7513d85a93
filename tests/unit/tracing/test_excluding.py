"""Who may be left out of a list, and who never: the newly exposed, those of whom more is suggested now, guests."""

from datetime import UTC, datetime, timedelta

import pytest

from sizao.ground.registry.types import KeyGroup, PersonFacts, PlaceKind, Sex
from sizao.kernel.editions.types import ContactClass
from sizao.trace.cases.types import Managed
from sizao.trace.tracing import rules
from sizao.trace.tracing.types import Exclusion, Suggestion, Why
from sizao.traceback.answer import Exposed
from sizao.traceback.visits import EvidenceGrade

NOON, HOUR = datetime(2021, 12, 9, 12, tzinfo=UTC), timedelta(hours=1)
CLINIC, TABLE = 10, 11
KINDS = {CLINIC: PlaceKind.FEVER_CLINIC, TABLE: PlaceKind.RESTAURANT}


def left_out(
    *, managed=None, group=KeyGroup.NONE, places=(CLINIC,), suggested=ContactClass.CLOSE, wanted=tuple(Exclusion)
):
    found = [Exposed(2, 1, (1,), places, NOON, NOON + HOUR, 3600, 1, EvidenceGrade.RECORDED)]
    said = Suggestion(contact_class=suggested, situation="", clause=None, why=Why.NEAR, is_lead=False)
    person = PersonFacts(
        id=2, number="P-2", birth_year=None, sex=Sex.UNKNOWN, area_residence=0, area_work=None, area_site=None,
        household_id=None, key_group=group,
    )  # fmt: skip
    known = {2: managed} if managed else {}
    return rules.excluded(found, {2: said}, wanted, known, {2: person}, KINDS).get(2)


def contact(kind, hours):
    return Managed(contact_class=kind, last_exposure_at=NOON + hours * HOUR)


@pytest.mark.parametrize(("managed", "suggested", "is_out"), [
    (None, ContactClass.CLOSE, False), (Managed(contact_class=None), ContactClass.CLOSE, True),
    (contact(ContactClass.CLOSE, 1), ContactClass.CLOSE, True), (contact(ContactClass.CLOSE, 0.5), ContactClass.CLOSE, False),
    (contact(ContactClass.SECONDARY, 9), ContactClass.CLOSE, False), (contact(ContactClass.SECONDARY, 9), ContactClass.GENERAL, True),
])  # fmt: skip
def test_under_management(managed, suggested, is_out):
    assert left_out(managed=managed, suggested=suggested) is (Exclusion.MANAGED if is_out else None)


@pytest.mark.parametrize(("group", "places", "is_out"), [
    (KeyGroup.HEALTH_STAFF, (CLINIC,), True), (KeyGroup.HEALTH_STAFF, (CLINIC, TABLE), False),
    (KeyGroup.HEALTH_STAFF, (TABLE,), False), (KeyGroup.COLD_CHAIN, (CLINIC,), False), (KeyGroup.HEALTH_STAFF, (99,), False),
])  # fmt: skip
def test_staff_at_their_own_place_alone(group, places, is_out):
    assert left_out(group=group, places=places) is (Exclusion.ON_DUTY if is_out else None)


def test_nobody_is_left_out_unasked():
    managed = Managed(contact_class=None)
    assert left_out(managed=managed, group=KeyGroup.HEALTH_STAFF, wanted=()) is None
    assert left_out(managed=managed, group=KeyGroup.HEALTH_STAFF, wanted=(Exclusion.ON_DUTY,)) is Exclusion.ON_DUTY
