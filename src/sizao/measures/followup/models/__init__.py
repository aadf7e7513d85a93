"""Plans with their status rows and phases; daily checks; scheduled tests with their results."""

from sizao.measures.followup.models.duties import Check, ScheduledTest, TestReport
from sizao.measures.followup.models.plans import Phase, Plan, PlanMove, PlanStatus

__all__ = ["Check", "Phase", "Plan", "PlanMove", "PlanStatus", "ScheduledTest", "TestReport"]
