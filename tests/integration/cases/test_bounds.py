"""A list that repeats the reader's area for the planner repeats exactly what the policy lets through."""

import re

import pytest
from django.db import connection

from sizao.trace.cases.models import Case, Contact
from sizao.trace.cases.pages.cases import CASES
from sizao.trace.cases.pages.contacts import CONTACTS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("declared", "model"), [(CASES, Case), (CONTACTS, Contact)], ids=["cases", "contacts"])
def test_the_bounds_are_those_of_the_policy(declared, model):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT qual FROM pg_policies WHERE tablename = %s AND policyname LIKE 'in_scope%%'", [model._meta.db_table]
        )
        policy = " ".join(qual for (qual,) in cursor.fetchall())
    assert set(re.findall(r"(\w+) >= \(", policy)) == set(declared.bounds)
    assert re.findall(r"(\w+) = ANY", policy) == [declared.bound_person]


@pytest.mark.parametrize("role_area", ["320282", "320282104", "320211", "3202"])
@pytest.mark.parametrize("few", [0, 2_000])
def test_bounds_change_no_list(signed_in, incident_id, people, by, at, monkeypatch, role_area, few):
    from sizao.kernel import areas
    from sizao.spine.web.queries import lists
    from sizao.trace.cases import actions
    from sizao.trace.cases.types import ProposedContact

    wanted = {"320282104": 3, "320211": 2}
    for code, number in wanted.items():
        area = areas.parse(code)
        proposals = [
            ProposedContact(person_id=person, area=area, last_exposure_at=at) for person in people(number, area)
        ]
        actions.propose_contacts(incident_id=incident_id, proposals=proposals, by=by, at=at)
    monkeypatch.setattr(lists, "FEW", few)
    page = signed_in("epidemiologist", role_area).get("/cases/contacts/").context["listing"]
    seen = {"320282": 5, "320282104": 3, "320211": 2, "3202": 5}[role_area]  # Yixing found those of Binhu
    assert (page.total, len(page.rows)) == (seen, seen)
