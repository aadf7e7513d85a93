"""What can be done in this room: begin, place, check, test, extend, move, release and break off plans."""

from sizao.measures.followup.actions.beginning import begin_plan, begin_plans
from sizao.measures.followup.actions.checking import mark_missed, record_check, record_checks
from sizao.measures.followup.actions.ending import break_off_contacts, break_off_plans, release_plan, release_plans
from sizao.measures.followup.actions.moving import extend_plan, move_contacts, move_plans
from sizao.measures.followup.actions.placing import record_environment, record_placement
from sizao.measures.followup.actions.testing import (
    note_sampled,
    record_result_of_person,
    record_test,
    record_tests,
    waive_test,
)

__all__ = [
    "begin_plan",
    "begin_plans",
    "break_off_contacts",
    "break_off_plans",
    "extend_plan",
    "mark_missed",
    "move_contacts",
    "move_plans",
    "note_sampled",
    "record_check",
    "record_checks",
    "record_environment",
    "record_placement",
    "record_result_of_person",
    "record_test",
    "record_tests",
    "release_plan",
    "release_plans",
    "waive_test",
]
