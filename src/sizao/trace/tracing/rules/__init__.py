"""When something may be traced, what the edition makes of each exposed person, and the drawings of who was where."""

from sizao.trace.tracing.rules.binding import Binding, binding, may_bind
from sizao.trace.tracing.rules.days import DayLine, DayLines, Stop, stops_of, time_lines
from sizao.trace.tracing.rules.excluding import excluded
from sizao.trace.tracing.rules.judging import (
    CERTAINTY,
    count,
    judge,
    judge_at_place,
    judge_second,
    judged,
    may_approve,
    may_check,
    may_propose,
    may_trace,
    may_trace_place,
    onward,
    own_visits,
    question,
    question_of_place,
    situation_named,
)
from sizao.trace.tracing.rules.nearness import Near, Seating, Seatings, ZoneRule, of_tables, seatings
from sizao.trace.tracing.rules.seating import Plan, There, draw_plan, minutes_together
from sizao.trace.tracing.rules.second import Crowd, SecondWindow, crowd, second_window
from sizao.trace.tracing.rules.signing import Signing, may_keep, signing, touched
from sizao.trace.tracing.rules.strips import Strip, draw_strips
from sizao.trace.tracing.rules.suggesting import LIVED_WITH, NEAR_SITUATIONS, SAME_ROOM, coded
from sizao.trace.tracing.rules.trials import differences, under
from sizao.trace.tracing.rules.zones import is_within, near_in_building

__all__ = [
    "CERTAINTY",
    "LIVED_WITH",
    "NEAR_SITUATIONS",
    "SAME_ROOM",
    "Binding",
    "Crowd",
    "DayLine",
    "DayLines",
    "Near",
    "Plan",
    "Seating",
    "Seatings",
    "SecondWindow",
    "Signing",
    "Stop",
    "Strip",
    "There",
    "ZoneRule",
    "binding",
    "coded",
    "count",
    "crowd",
    "differences",
    "draw_plan",
    "draw_strips",
    "excluded",
    "is_within",
    "judge",
    "judge_at_place",
    "judge_second",
    "judged",
    "may_approve",
    "may_bind",
    "may_check",
    "may_keep",
    "may_propose",
    "may_trace",
    "may_trace_place",
    "minutes_together",
    "near_in_building",
    "of_tables",
    "onward",
    "own_visits",
    "question",
    "question_of_place",
    "seatings",
    "second_window",
    "signing",
    "situation_named",
    "stops_of",
    "time_lines",
    "touched",
    "under",
]
