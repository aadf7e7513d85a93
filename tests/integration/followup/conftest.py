"""Approved contacts of an incident, ready for follow-up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from sizao.kernel.editions import ContactClass
from sizao.trace.cases import actions as cases
from sizao.trace.cases.types import Classification, NewCase, ProposedContact
from tests.integration.cases.conftest import WANSHI, incident_id, people

__all__ = ["incident_id", "people"]


@pytest.fixture
def case_id(incident_id, people, by, at) -> UUID:
    """A case without symptoms, sampled two hours ago."""
    new = NewCase(
        person_id=people(1)[0], area=WANSHI, reported_at=at, sampled_at=at - timedelta(hours=2),
        classification=Classification.ASYMPTOMATIC,
    )  # fmt: skip
    return cases.report_case(incident_id=incident_id, case=new, by=by, at=at).case_id


@pytest.fixture
def approved(incident_id, case_id, people, by, at) -> Callable[..., Sequence[UUID]]:
    """Approve contacts exposed a day ago: ``approved(3)``, ``approved(1, ContactClass.SECONDARY, via=person)``."""

    def make(number: int, contact_class: ContactClass = ContactClass.CLOSE, via: int | None = None) -> Sequence[UUID]:
        proposals = [
            ProposedContact(
                person_id=each, area=WANSHI, last_exposure_at=at - timedelta(days=1), contact_class=contact_class,
                source_case_id=None if via else case_id, source_person_id=via,
            )
            for each in people(number)
        ]  # fmt: skip
        receipt = cases.propose_contacts(incident_id=incident_id, proposals=proposals, by=by, at=at)
        return cases.approve_contacts(contact_ids=receipt.contact_ids, by=by, at=at).done

    return make
