"""What other rooms and pages may ask of follow-up; the scope is the transaction's."""

from sizao.measures.followup.queries.arriving import (
    arrival,
    arrival_edition,
    arrival_regimes,
    arrival_rows,
    arrivals_of,
    open_arrival_plans,
)
from sizao.measures.followup.queries.completeness import meter_people, meters, tests_owed
from sizao.measures.followup.queries.duties import (
    check,
    check_rows,
    checks,
    due_counts,
    due_tests,
    scheduled_test,
    test_rows,
    tests,
    tests_of,
    to_place,
    worklist,
)
from sizao.measures.followup.queries.fever import fever_from
from sizao.measures.followup.queries.inviting import digest, invitation_of, reviews, session_of, wrong_tries
from sizao.measures.followup.queries.plans import (
    acted_on,
    all_placed,
    moves,
    phases,
    plan,
    plan_of_contact,
    plan_rows,
    plans,
    release_decision,
    release_decisions,
    statuses,
    stay_at_site,
)
from sizao.measures.followup.queries.plans import search as search_plans
from sizao.measures.followup.queries.seats import Seats
from sizao.measures.followup.queries.standing import open_by_area, standing

__all__ = [
    "Seats",
    "acted_on",
    "all_placed",
    "arrival",
    "arrival_edition",
    "arrival_regimes",
    "arrival_rows",
    "arrivals_of",
    "check",
    "check_rows",
    "checks",
    "digest",
    "due_counts",
    "due_tests",
    "fever_from",
    "invitation_of",
    "meter_people",
    "meters",
    "moves",
    "open_arrival_plans",
    "open_by_area",
    "phases",
    "plan",
    "plan_of_contact",
    "plan_rows",
    "plans",
    "release_decision",
    "release_decisions",
    "reviews",
    "scheduled_test",
    "search_plans",
    "session_of",
    "standing",
    "statuses",
    "stay_at_site",
    "test_rows",
    "tests",
    "tests_of",
    "tests_owed",
    "to_place",
    "worklist",
    "wrong_tries",
]
