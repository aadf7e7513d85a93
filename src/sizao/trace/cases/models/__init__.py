"""Cases with their status rows, revisions and stays; exposures; contacts with theirs; clusters."""

from sizao.trace.cases.models.cases import Case, CaseRevision, CaseStatus, Stay, StayRemoval
from sizao.trace.cases.models.clusters import Cluster
from sizao.trace.cases.models.contacts import Contact, ContactDecision, ContactStatus, Exposure
from sizao.trace.cases.models.discharge import DischargeSample
from sizao.trace.cases.models.rejudging import RejudgementDecision

__all__ = [
    "Case",
    "CaseRevision",
    "CaseStatus",
    "Cluster",
    "Contact",
    "ContactDecision",
    "ContactStatus",
    "DischargeSample",
    "Exposure",
    "RejudgementDecision",
    "Stay",
    "StayRemoval",
]
