"""What can be done in this room: begin, place, check, test, extend, move, release plans, and let people report."""

from sizao.measures.followup.actions.arriving import begin_arrival, enter_newcomer
from sizao.measures.followup.actions.beginning import begin_plan, begin_plans
from sizao.measures.followup.actions.checking import mark_missed, record_check, record_checks
from sizao.measures.followup.actions.ending import break_off_contacts, break_off_plans, release_plan, release_plans
from sizao.measures.followup.actions.inviting import end_invitation, enter, invite, leave, note_seen, prove_again
from sizao.measures.followup.actions.moving import extend_plan, move_contacts, move_plans, rejudge_contacts
from sizao.measures.followup.actions.placing import record_environment, record_placement
from sizao.measures.followup.actions.self_reporting import answer_review, ask_review, report_own
from sizao.measures.followup.actions.testing import (
    note_sampled,
    record_result_of_person,
    record_test,
    record_tests,
    waive_test,
)

__all__ = [
    "answer_review",
    "ask_review",
    "begin_arrival",
    "begin_plan",
    "begin_plans",
    "break_off_contacts",
    "break_off_plans",
    "end_invitation",
    "enter",
    "enter_newcomer",
    "extend_plan",
    "invite",
    "leave",
    "mark_missed",
    "move_contacts",
    "move_plans",
    "note_sampled",
    "note_seen",
    "prove_again",
    "record_check",
    "record_checks",
    "record_environment",
    "record_placement",
    "record_result_of_person",
    "record_test",
    "record_tests",
    "rejudge_contacts",
    "release_plan",
    "release_plans",
    "report_own",
    "waive_test",
]
