"""Plans with their status rows and phases; daily checks; scheduled tests; what people report for themselves."""

from sizao.measures.followup.models.arrivals import Arrival
from sizao.measures.followup.models.duties import Check, ScheduledTest, TestReport
from sizao.measures.followup.models.invitations import Invitation, Knock, ReviewRequest
from sizao.measures.followup.models.places import Placement, RoomSample
from sizao.measures.followup.models.plans import Phase, Plan, PlanMove, PlanStatus

__all__ = [
    "Arrival",
    "Check",
    "Invitation",
    "Knock",
    "Phase",
    "Placement",
    "Plan",
    "PlanMove",
    "PlanStatus",
    "ReviewRequest",
    "RoomSample",
    "ScheduledTest",
    "TestReport",
]
