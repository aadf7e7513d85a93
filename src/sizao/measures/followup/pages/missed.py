"""What was missed: checks that passed undone or ended in symptoms, and tests whose day is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sizao.measures.followup import queries
from sizao.measures.followup.pages.showing import (
    CHECK_TONES,
    TEST_TONES,
    by_incident,
    incident_choices,
    now_of,
    shown_duties,
    today_of,
)
from sizao.measures.followup.types import CheckOutcome, Gap, TestState
from sizao.measures.followup.types.seats import GAP_GROUPS
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Filter, Kind, ListPage, OnPhone

_PERSON = (
    Column(
        "plan", _("Plan"), value="row.plan.number", on_phone=OnPhone.TITLE,
        link=lambda each: reverse("followup:plan", args=[each.row.plan_id]),
    ),
    Column("name", _("Full name"), value="masked.name", right=Right.IDENTITY_SEARCH),
    Column("phone", _("Phone"), value="masked.phone", right=Right.IDENTITY_SEARCH),
)  # fmt: skip
OWED = "owed"
OWED_GAPS = (Gap.TEST_MISSED, Gap.TEST_DUE)


def _owed(at: datetime) -> tuple[Filter, Filter]:
    """By state, with those that are owed at a moment as the meter counts them; and by the meter's reason."""

    def by_state(rows: Any, value: str) -> Any:
        return queries.tests_owed(rows, at, OWED_GAPS) if value == OWED else rows.filter(state=value)

    def by_gap(rows: Any, value: str) -> Any:
        return queries.tests_owed(rows, at, [each for each in OWED_GAPS if each == value])

    states = [(OWED, _("Owed by now")), *((each.value, each.words) for each in TestState)]
    reasons = [(each.value, each.words) for each in OWED_GAPS]
    return (
        Filter("state", _("State"), is_tabs=True, default=TestState.MISSED.value, lookup=by_state, choices=states),
        Filter("gap", _("Reason"), lookup=by_gap, choices=reasons),
    )


_INCIDENT = Filter("incident", _("Incident"), lookup=by_incident("plan__incident_id"), choices=incident_choices)

CHECKS = ListPage(
    name="checks",
    caption=_("Daily checks"),
    columns=(
        *_PERSON,
        Column(
            "outcome", _("Outcome"), value=lambda each: CheckOutcome(each.row.outcome), kind=Kind.TAG,
            tone=lambda each: CHECK_TONES[CheckOutcome(each.row.outcome)], on_phone=OnPhone.TAG,
        ),
        Column("due_at", _("Until"), value="row.due_at", kind=Kind.TIME, sort="due_at"),
        Column("done_at", _("Done"), value="row.done_at", kind=Kind.TIME),
        Column("by", _("By"), value="row.by"),
        Column("area", _("Area"), value="row.plan.area", kind=Kind.AREA),
    ),
    filters=(
        Filter(
            "outcome", _("Outcome"), is_tabs=True, default=CheckOutcome.MISSED.value,
            choices=lambda: [(each.value, each.words) for each in CheckOutcome],
        ),
        _INCIDENT,
    ),
    order="-due_at",
    prepare=shown_duties,
    persons=lambda row: row.plan.person_id,
    empty=_("Nothing was missed"),
)  # fmt: skip

TESTS = ListPage(
    name="tests",
    caption=_("Scheduled tests"),
    columns=(
        *_PERSON,
        Column(
            "state", _("State"), value=lambda each: TestState(each.row.state), kind=Kind.TAG,
            tone=lambda each: TEST_TONES[TestState(each.row.state)], on_phone=OnPhone.TAG,
        ),
        Column("due_on", _("Due on"), value="row.due_on", kind=Kind.DATE, sort="due_on"),
        Column("day", _("Day number"), value="row.day_index", kind=Kind.NUMBER),
        Column("antigen", _("Antigen"), value="row.is_antigen"),
        Column("double", _("Double sampling"), value="row.is_double"),
        Column("area", _("Area"), value="row.plan.area", kind=Kind.AREA),
    ),
    order="-due_on",
    prepare=shown_duties,
    persons=lambda row: row.plan.person_id,
    empty=_("Nothing was missed"),
)  # fmt: skip


def _with_reason(at: datetime) -> tuple[Column, ...]:
    """The columns of tests with the meter's reason at a moment, and the group that answers for it."""

    def gap(each: Any) -> Gap | None:
        row = each.row
        if row.sampled_at is not None or row.is_antigen or row.state == TestState.WAIVED:
            return None
        today = today_of(row.plan.edition_id, at)
        return Gap.TEST_MISSED if row.due_on < today else Gap.TEST_DUE if row.due_on == today else None

    def seat(each: Any) -> object:
        found = gap(each)
        return GAP_GROUPS[found] if found else "—"

    reason = Column("gap", _("Reason"), value=lambda each: gap(each) or "—")
    answers = Column("seat", _("Who must act"), value=seat, on_phone=OnPhone.LINE)
    return (*TESTS.columns[:4], reason, answers, *TESTS.columns[4:])


@needs(Right.FOLLOWUP_READ)
def missed_page(request: HttpRequest) -> HttpResponse:
    """Daily checks by outcome, those missed first."""
    return list_page(request, CHECKS, queries.check_rows(), "followup/missed.html", {"is_tests": False})


@needs(Right.FOLLOWUP_READ)
def missed_tests_page(request: HttpRequest) -> HttpResponse:
    """Scheduled tests by state, those missed first; or those owed by now, as the meter counts them."""
    at = now_of(request)
    wanted = replace(TESTS, columns=_with_reason(at), filters=(*_owed(at), _INCIDENT))
    return list_page(request, wanted, queries.test_rows(), "followup/missed.html", {"is_tests": True})
