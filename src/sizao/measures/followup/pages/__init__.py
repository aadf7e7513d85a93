"""The pages of follow-up: the daily worklist, plans, one plan, what was missed, and the completeness meters."""

from sizao.measures.followup.pages.arrivals import arrivals_page, new_arrival
from sizao.measures.followup.pages.inviting import answer, invite, uninvite
from sizao.measures.followup.pages.meters import gaps_page, meters_page
from sizao.measures.followup.pages.missed import missed_page, missed_tests_page
from sizao.measures.followup.pages.plans import (
    act_on_plans,
    break_off,
    confirm_page,
    environment,
    extend,
    of_contact,
    plan_page,
    plans_page,
    record_test,
    waive,
)
from sizao.measures.followup.pages.worklist import record, worklist_page

__all__ = [
    "act_on_plans",
    "answer",
    "arrivals_page",
    "break_off",
    "confirm_page",
    "environment",
    "extend",
    "gaps_page",
    "invite",
    "meters_page",
    "missed_page",
    "missed_tests_page",
    "new_arrival",
    "of_contact",
    "plan_page",
    "plans_page",
    "record",
    "record_test",
    "uninvite",
    "waive",
    "worklist_page",
]
