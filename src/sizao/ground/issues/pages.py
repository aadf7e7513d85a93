"""The pages of issues: the log with how often each problem recurs, one problem, and leaders with their visits."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from sizao.ground.issues import actions, queries
from sizao.ground.issues.forms import CureForm, IssueForm, LiaisonForm, MetForm, VisitForm
from sizao.ground.issues.types import Body, CureKind, IssueFacts, IssueState, Source
from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.kernel.errors import Invalid
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Fact, Filter, Kind, ListPage, Moment, OnPhone

TONES = {IssueState.OPEN: "orange", IssueState.CURED: "green", IssueState.RECURRED: "red"}

ISSUES = ListPage(
    name="issues",
    caption=_("Issue log"),
    columns=(
        Column("title", _("Problem"), on_phone=OnPhone.TITLE, link=lambda row: reverse("issues:issue", args=[row.id])),
        Column("state", _("State"), kind=Kind.TAG, tone=lambda row: TONES[row.state], on_phone=OnPhone.TAG),
        Column("count", _("Times met"), kind=Kind.NUMBER, sort="count"),
        Column("owner", _("Owner"), value=lambda row: row.owner or "—"),
        Column("area", _("Area"), kind=Kind.AREA),
        Column("opened_at", _("First met"), kind=Kind.TIME, sort="opened_at"),
        Column("cure", _("Cured by"), value=lambda row: row.cures[-1].reference if row.cures else "—"),
        Column("number", _("Number"), kind=Kind.CODE, on_phone=OnPhone.HIDE),
    ),
    filters=(
        Filter("state", _("State"), lookup="state", is_tabs=True,
               choices=lambda: [("", _("all")), *((each.value, each.words) for each in IssueState)]),
    ),
    order="",
    empty=_("No problem has been written down"),
    empty_hint=_("Write down what inspections and visits find; what comes back is counted."),
)  # fmt: skip


def _may_write(request: HttpRequest, area: int | None = None) -> bool:
    actor = request.actor  # type: ignore[attr-defined]
    return accounts.may(actor, Right.COMMAND_WRITE) and (area is None or areas.contains(actor.area, area))


def _checked(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise Invalid(reason=" ".join(str(error) for errors in form.errors.values() for error in errors))
    return dict(form.cleaned_data)


@needs(Right.COMMAND_READ)
def issues_page(request: HttpRequest) -> HttpResponse:
    """The problems of the area, those met most often first."""
    area = request.actor.area  # type: ignore[attr-defined]
    form = IssueForm(auto_id="issue_%s", initial={"area": areas.printed(area)}) if _may_write(request) else None
    return list_page(request, ISSUES, queries.issues(within=area), "issues/issues.html", {"issue_form": form})


@needs(Right.COMMAND_WRITE)
@require_POST
def raise_issue(request: HttpRequest) -> HttpResponse:
    """Write down a problem."""
    given = _checked(IssueForm(request.POST))
    given["source"] = Source(given["source"])
    made = actions.raise_issue(**given, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("issues:issue", made)


@needs(Right.COMMAND_READ)
def issue_page(request: HttpRequest, issue_id: UUID) -> HttpResponse:
    """One problem: each time it was met, and what cured it."""
    found = queries.issue(issue_id)
    context = {
        "issue": found,
        "tone": TONES[found.state],
        "facts": [
            Fact(_("Number"), found.number),
            Fact(_("Owner"), found.owner or "—"),
            Fact(_("Area"), registry.full_name(found.area)),
            Fact(_("Times met"), found.count),
        ],
        "moments": _moments(found),
        "may_write": _may_write(request, found.area),
        "met_form": MetForm(auto_id="met_%s"),
        "cure_form": CureForm(auto_id="cure_%s"),
    }
    return page(request, "issues/issue.html", context)


def _moments(found: IssueFacts) -> list[Moment]:
    met = [Moment(each.at, each.source, each.text, "orange", by=each.by) for each in found.occurrences]
    cures = [
        Moment(each.at, each.kind, f"{each.reference} {each.text}", "green", _cure_href(each.kind, each.reference, each.task_id), each.by)
        for each in found.cures
    ]  # fmt: skip
    return sorted([*met, *cures], key=lambda each: each.at)


def _cure_href(kind: CureKind, reference: str, task_id: UUID | None) -> str:
    if kind is CureKind.TASK:
        return reverse("command:task", args=[task_id])
    return reverse("editions:edition", args=[reference]) if kind is CureKind.EDITION else ""


@needs(Right.COMMAND_WRITE)
@require_POST
def meet_again(request: HttpRequest, issue_id: UUID) -> HttpResponse:
    """Write down that a problem was met once more."""
    given = _checked(MetForm(request.POST))
    area = queries.issue(issue_id).area
    actions.meet_again(
        issue_id=issue_id, area=area, source=Source(given["source"]), text=given["text"],
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return redirect("issues:issue", issue_id)


@needs(Right.COMMAND_WRITE)
@require_POST
def cure(request: HttpRequest, issue_id: UUID) -> HttpResponse:
    """Say what cured a problem."""
    given = _checked(CureForm(request.POST))
    given["kind"] = CureKind(given["kind"])
    actions.cure_issue(issue_id=issue_id, **given, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("issues:issue", issue_id)


@needs(Right.COMMAND_READ)
def liaisons_page(request: HttpRequest) -> HttpResponse:
    """Which leader answers for which unit, when they were last there, and what they brought back."""
    today = localdate(request.at)  # type: ignore[attr-defined]
    area = request.actor.area  # type: ignore[attr-defined]
    form = LiaisonForm(auto_id="leader_%s", initial={"area": areas.printed(area)})
    rows = [
        (each, each.is_due(today), sum(visit.problems for visit in each.visits), _may_write(request, each.area))
        for each in queries.liaisons()
    ]
    context = {"rows": rows, "liaison_form": form if _may_write(request) else None, "today": today}
    return page(request, "issues/liaisons.html", context)


@needs(Right.COMMAND_WRITE)
@require_POST
def assign_leader(request: HttpRequest) -> HttpResponse:
    """Assign a leader to a unit."""
    given = _checked(LiaisonForm(request.POST))
    given["body"] = Body(given["body"])
    actions.assign_leader(**given, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("issues:liaisons")


@needs(Right.COMMAND_READ)
def liaison_page(request: HttpRequest, liaison_id: UUID) -> HttpResponse:
    """One assignment with its visits."""
    found = queries.liaison(liaison_id)
    today = localdate(request.at)  # type: ignore[attr-defined]
    context = {
        "liaison": found,
        "is_due": found.is_due(today),
        "facts": [
            Fact(_("Leader"), found.leader),
            Fact(_("From"), found.body),
            Fact(_("A visit every … days"), found.every_days or "—"),
            Fact(_("Last visit"), str(found.last_on or "—")),
        ],
        "may_write": _may_write(request, found.area),
        "visit_form": VisitForm(auto_id="visit_%s", initial={"on": today}),
    }
    return page(request, "issues/liaison.html", context)


@needs(Right.COMMAND_WRITE)
@require_POST
def record_visit(request: HttpRequest, liaison_id: UUID) -> HttpResponse:
    """Write down a visit."""
    given = _checked(VisitForm(request.POST))
    actions.record_visit(liaison_id=liaison_id, **given, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("issues:liaison", liaison_id)


@needs(Right.COMMAND_WRITE)
@require_POST
def end_assignment(request: HttpRequest, liaison_id: UUID) -> HttpResponse:
    """End an assignment."""
    actions.end_assignment(liaison_id=liaison_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("issues:liaisons")
