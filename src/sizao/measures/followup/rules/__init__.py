"""What an edition makes of a contact's days, when a check counts, when release is due, and who is left out."""

from sizao.measures.followup.rules.arriving import arrival_regimes, may_arrive
from sizao.measures.followup.rules.checking import (
    fever_from,
    has_symptoms,
    is_plausible,
    may_record,
    may_record_test,
    missed_at,
)
from sizao.measures.followup.rules.completeness import (
    Held,
    Owed,
    isolated,
    isolation_gap,
    managed,
    management_gap,
    test_gap,
    tested,
)
from sizao.measures.followup.rules.ending import end_rule
from sizao.measures.followup.rules.inviting import (
    is_proved,
    is_same_report,
    may_invite,
    state_of,
)
from sizao.measures.followup.rules.leaving import may_leave, site_until
from sizao.measures.followup.rules.planning import check_slots, draw_plan, regime_of
from sizao.measures.followup.rules.releasing import (
    done_last,
    linked_tests,
    may_break_off,
    may_explain,
    may_extend,
    may_release,
    may_sample_room,
    tests_open,
)
from sizao.measures.followup.rules.sites import asks_restart, begins_anew
from sizao.measures.followup.rules.transitions import PLAN_TRANSITIONS, REASON_LETTERS, may_step

__all__ = [
    "PLAN_TRANSITIONS",
    "REASON_LETTERS",
    "Held",
    "Owed",
    "arrival_regimes",
    "asks_restart",
    "begins_anew",
    "check_slots",
    "done_last",
    "draw_plan",
    "end_rule",
    "fever_from",
    "has_symptoms",
    "is_plausible",
    "is_proved",
    "is_same_report",
    "isolated",
    "isolation_gap",
    "linked_tests",
    "managed",
    "management_gap",
    "may_arrive",
    "may_break_off",
    "may_explain",
    "may_extend",
    "may_invite",
    "may_leave",
    "may_record",
    "may_record_test",
    "may_release",
    "may_sample_room",
    "may_step",
    "missed_at",
    "regime_of",
    "site_until",
    "state_of",
    "test_gap",
    "tested",
    "tests_open",
]
