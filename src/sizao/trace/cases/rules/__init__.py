"""What is allowed and what follows: transitions, windows, contact classes, approval, closing, and the chain's shape."""

from sizao.trace.cases.rules.aboard import VehicleRule, vehicle_rule
from sizao.trace.cases.rules.branch import branch, found_on
from sizao.trace.cases.rules.chain import build_chain, curve
from sizao.trace.cases.rules.chain import figures as chain_figures
from sizao.trace.cases.rules.closing import discharge_terms, may_close, may_discharge, may_release
from sizao.trace.cases.rules.clusters import runs
from sizao.trace.cases.rules.contacts import (
    class_changes,
    class_for,
    known_through,
    may_approve,
    may_reject,
    observation_ends,
    stricter,
    waits_because,
)
from sizao.trace.cases.rules.joining import asks_more, doubled
from sizao.trace.cases.rules.layout import lay_out
from sizao.trace.cases.rules.manifest import VENUE, SeatRule, judge_seats, read_manifest, seat_rules
from sizao.trace.cases.rules.rejudging import TURNED_DOWN, class_now, judge_again, last_exposure_now, stamp
from sizao.trace.cases.rules.seats import Seat, is_close_by_seat, parse_seat
from sizao.trace.cases.rules.transitions import (
    ASIDE,
    CASE_TRANSITIONS,
    CONTACT_TRANSITIONS,
    ENDED,
    REASON_LETTERS,
    classes_known,
    may_amend,
    may_classify,
    may_find,
    may_report,
    may_set_aside,
    may_step,
)
from sizao.trace.cases.rules.undoing import UNDO_WITHIN, may_undo
from sizao.trace.cases.rules.windows import contact_window, local_date, may_draw_window, rejudge

__all__ = [
    "ASIDE",
    "CASE_TRANSITIONS",
    "CONTACT_TRANSITIONS",
    "ENDED",
    "REASON_LETTERS",
    "TURNED_DOWN",
    "UNDO_WITHIN",
    "VENUE",
    "Seat",
    "SeatRule",
    "VehicleRule",
    "asks_more",
    "branch",
    "build_chain",
    "chain_figures",
    "class_changes",
    "class_for",
    "class_now",
    "classes_known",
    "contact_window",
    "curve",
    "discharge_terms",
    "doubled",
    "found_on",
    "is_close_by_seat",
    "judge_again",
    "judge_seats",
    "known_through",
    "last_exposure_now",
    "lay_out",
    "local_date",
    "may_amend",
    "may_approve",
    "may_classify",
    "may_close",
    "may_discharge",
    "may_draw_window",
    "may_find",
    "may_reject",
    "may_release",
    "may_report",
    "may_set_aside",
    "may_step",
    "may_undo",
    "observation_ends",
    "parse_seat",
    "read_manifest",
    "rejudge",
    "runs",
    "seat_rules",
    "stamp",
    "stricter",
    "vehicle_rule",
    "waits_because",
]
