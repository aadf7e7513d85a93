"""Cases: the list, one case with its window, decisions, trajectory and versions, the report form, the guided form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from sizao.ground.registry import queries as registry
from sizao.kernel.editions import library
from sizao.kernel.errors import Invalid, SizaoError
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.templatetags.words import local_time
from sizao.spine.web.types import Column, Fact, Filter, Kind, ListPage, Moment, OnPhone
from sizao.trace.cases import actions, errors, queries, rules
from sizao.trace.cases.forms import CaseForm, ClassifyForm, CloseForm, StayForm
from sizao.trace.cases.pages.joining import twice
from sizao.trace.cases.pages.showing import (
    CASE_TONES,
    Shown,
    by_incident,
    chosen_incident,
    incident_choices,
    incident_of,
    may,
    now_of,
    shown,
    since,
    the_only_open,
    who,
)
from sizao.trace.cases.types import (
    INFECTED,
    CaseFacts,
    Classification,
    DiscoveryRoute,
    ImportKind,
    RemovedStay,
    RevisionFacts,
    Severity,
    StatusFacts,
    StayFacts,
    case_panels,
)
from sizao.trace.cases.types.discharge import DischargeTerms

INFECTED_ALL = "infected"
"""The filter value for every classification that counts as an infection."""
ANY_REASON = "—" * rules.REASON_LETTERS
"""Stands in for the reason when a button asks whether it may be pressed at all; the action asks for the real one."""


def _by_classification(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    wanted = [each.value for each in INFECTED] if value == INFECTED_ALL else [value]
    return rows.filter(classification__in=wanted)


CASES = ListPage(
    name="cases",
    caption=_("Cases"),
    columns=(
        Column(
            "number", _("Number"), value="row.number", on_phone=OnPhone.TITLE,
            link=lambda each: reverse("cases:case", args=[each.row.pk]),
        ),
        Column("name", _("Full name"), value="masked.name", right=Right.IDENTITY_SEARCH),
        Column(
            "classification", _("Classification"), value=lambda each: Classification(each.row.classification),
            kind=Kind.TAG, tone=lambda each: CASE_TONES[Classification(each.row.classification)], on_phone=OnPhone.TAG,
        ),
        Column("sex", _("Sex")),
        Column("age", _("Age"), kind=Kind.NUMBER),
        Column("onset_at", _("Onset"), value="row.onset_at", kind=Kind.TIME, sort="onset_at"),
        Column("isolated_at", _("Isolated since"), value="row.isolated_at", kind=Kind.TIME, is_hidden=True),
        Column("sampled_at", _("Sampled"), value="row.sampled_at", kind=Kind.TIME, sort="sampled_at"),
        Column("reported_at", _("Reported"), value="row.reported_at", kind=Kind.TIME, sort="reported_at"),
        Column("area", _("Area"), value="row.area", kind=Kind.AREA),
        Column("found_by", _("Found by"), value=lambda each: DiscoveryRoute(each.row.discovery_route)),
        Column("origin", _("Origin"), value=lambda each: ImportKind(each.row.import_kind), is_hidden=True),
        Column("severity", _("Severity"), value=lambda each: Severity(each.row.severity), is_hidden=True),
        Column("external_id", _("Number elsewhere"), value="row.external_id", is_hidden=True),
        Column("person", _("Person number"), kind=Kind.CODE, value="person_number", is_hidden=True),
    ),
    filters=(
        Filter("q", _("Number or person"), is_search=True, lookup=queries.search_cases),
        Filter(
            "classification", _("Classification"), lookup=_by_classification, is_tabs=True,
            choices=lambda: [
                ("", _("all")), (INFECTED_ALL, _("infections")),
                *((each.value, each.words) for each in Classification),
            ],
        ),
        Filter("incident", _("Incident"), lookup=by_incident, choices=incident_choices),
        Filter(
            "discovery_route", _("Found by"), choices=lambda: [(each.value, each.words) for each in DiscoveryRoute]
        ),
        Filter("since", _("Reported since"), lookup=since("reported_at"), is_date=True),
    ),
    order="-reported_at",
    bounds=("area",),
    bound_person="person_id",
    prepare=shown,
    persons=lambda row: row.person_id,
    empty=_("No case here"),
    empty_hint=_("A case is reported by hand, imported from a line list, or follows from a positive result."),
)  # fmt: skip


@needs(Right.CASES_READ)
def cases_page(request: HttpRequest) -> HttpResponse:
    """Cases in scope, newest report first."""
    may_trace = may(request, Right.TRACING_RUN)
    context = {
        "incident": chosen_incident(request), "report_in": chosen_incident(request) or the_only_open(),
        "may_report": may(request, Right.CASES_WRITE), "may_trace": may_trace,
        "bulk_action": reverse("tracing:start_cases"),
    }  # fmt: skip
    listed = replace(CASES, row_id=_row_id, bulk="cases/_trace.html") if may_trace else CASES
    return list_page(request, listed, queries.case_rows(), "cases/cases.html", context)


def _row_id(row: Shown) -> UUID:
    """What a tick box stands for."""
    return UUID(str(row.row.pk))


@needs(Right.CASES_READ)
def case_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case: who it is (masked), its dates, its window, what may be decided, where it was, and what was changed."""
    return _case_page(request, case_id)


def _case_page(
    request: HttpRequest, case_id: UUID, refusal: SizaoError | None = None, reason: str = ""
) -> HttpResponse:
    """The case as it is now; after a refusal with what was typed, so that it can be decided again."""
    case = queries.case(case_id)
    _log(request, case)
    edition = queries.edition_of(case)
    stays = queries.stays(case_id)
    [subject] = shown([case])
    window = queries.window(case_id)
    context = {
        "case": case, "incident": incident_of(case.incident_id), "subject": subject, "edition": edition,
        "tone": CASE_TONES[case.classification], "facts": _facts(case), "identity": _identity(request, subject),
        "window": window, "may_draw": rules.may_draw_window(case, edition),
        "steps": _steps(request, case), "episodes": queries.episodes(case.person_id, but=case.id), "twice": twice(case),
        "contact_episodes": queries.contact_episodes(case.person_id) if may(request, Right.CONTACTS_READ) else [],
        "stays": _shown_stays(stays), "stay_form": StayForm(auto_id="stay_%s"),
        "sources": _sources(case), "contacts": queries.contact_counts(case_id),
        "moments": [
            Moment(each.at, each.words, _grounds(each), CASE_TONES[Classification(each.value)], by=who(each.by))
            for each in queries.statuses(case_id)
        ],
        "versions": _versions(case_id),
        "may_write": may(request, Right.CASES_WRITE) and not case.is_closed,
        "may_close": rules.may_close(case, queries.open_contacts(case_id), edition),
        "may_classify": may(request, Right.CASES_CLASSIFY) and not case.is_closed,
        "may_name": may(request, Right.CONTACTS_PROPOSE), "may_trace": may(request, Right.TRACING_RUN),
        "may_open": may(request, Right.IDENTITY_SEARCH), "close_form": CloseForm(auto_id="close_%s", terms=_discharge(case)),
        "panels": [each for each in case_panels() if may(request, each.right)],
        "refusal": refusal, "reason": reason,
    }  # fmt: skip
    return page(request, "cases/case.html", context, status=refusal.status if refusal else 200)


def _grounds(status: StatusFacts) -> str:
    """Why a status was given: what was written, and the tests shown when the case was closed."""
    language = get_language() or "zh"
    tests = [
        gettext("PCR of %(time)s: %(result)s")
        % {"time": local_time(each.sampled_at), "result": each.result.in_language(language)}
        for each in status.tests
    ]
    return "; ".join([*filter(None, [status.reason]), *tests])


def _log(request: HttpRequest, case: CaseFacts) -> None:
    audit.record(
        by=request.actor, at=now_of(request), action="cases.read", purpose="case_investigation",  # type: ignore[attr-defined]
        persons=[case.person_id], fields="case, trajectory", area=case.area,
    )  # fmt: skip


def _facts(case: CaseFacts) -> list[Fact]:
    return [
        Fact(_("Onset"), local_time(case.onset_at)),
        Fact(_("Positive sample"), local_time(case.sampled_at)),
        Fact(_("Reported"), local_time(case.reported_at)),
        Fact(_("Isolated since"), local_time(case.isolated_at)),
        Fact(_("Last negative before"), local_time(case.last_negative_at)),
        Fact(_("Found by"), case.discovery_route),
        Fact(_("Origin"), case.import_kind),
        Fact(_("Severity"), case.severity),
        Fact(_("Outcome of the illness"), case.outcome, note=local_time(case.outcome_at)),
        Fact(_("Vaccine doses"), "" if case.vaccine_doses is None else str(case.vaccine_doses)),
        Fact(_("Number elsewhere"), case.external_id),
        Fact(_("Version"), str(case.revision)),
    ]


def _identity(request: HttpRequest, subject: Any) -> list[Fact]:
    """The masked identity, for those who may look people up; everybody else sees the number alone."""
    known = [
        Fact(_("Person number"), subject.person_number),
        Fact(_("Sex"), subject.sex),
        Fact(_("Age"), str(subject.age or "")),
    ]
    if not may(request, Right.IDENTITY_SEARCH):
        return known
    masked = subject.masked
    return [
        Fact(_("Full name"), masked.name),
        Fact(_("Identity document"), masked.document),
        Fact(_("Phone"), masked.phone),
        *known,
    ]


def _steps(request: HttpRequest, case: CaseFacts) -> list[tuple[Classification, object]]:
    """Every classification but the present one, with the decision that opens or greys its button."""
    edition = queries.edition_of(case)
    return [
        (each, rules.may_classify(case, each, edition, ANY_REASON))
        for each in Classification
        if each is not case.classification
    ]


def _shown_stays(stays: Sequence[StayFacts]) -> list[tuple[StayFacts, Words]]:
    places = registry.places(each.place_id for each in stays if each.place_id)
    return [(each, _where(each, places)) for each in stays]


def _where(stay: StayFacts, places: Any) -> Words:
    if stay.place_id in places:
        return Words(*places[stay.place_id].words)
    text = stay.place_text or f"{stay.vehicle} {stay.seat}".strip()
    return Words(text, text)


def _sources(case: CaseFacts) -> list[tuple[object, object, object]]:
    """Who or what may have infected this case: the edge, the source's caption, the link."""
    edges = queries.exposures(case.incident_id, person_id=case.person_id)
    known = {each.id: each for each in queries.cases(ids=[e.source_case_id for e in edges if e.source_case_id])}
    places = registry.places(each.source_place_id for each in edges if each.source_place_id)
    found: list[tuple[object, object, object]] = []
    for each in edges:
        source = known.get(each.source_case_id) if each.source_case_id else None
        place = places.get(each.source_place_id) if each.source_place_id else None
        if source is not None:
            found.append((each, source.external_id or source.number, reverse("cases:case", args=[source.id])))
        elif place is not None:
            found.append((each, place.words, ""))
    return found


def _versions(case_id: UUID) -> list[Moment]:
    """What was saved and what was taken out of the trajectory, the last first."""
    removed = queries.removed_stays(case_id)
    places = registry.places(each.stay.place_id for each in removed if each.stay.place_id)
    found = [_version(each) for each in queries.revisions(case_id)] + [_removal(each, places) for each in removed]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _removal(found: RemovedStay, places: Any) -> Moment:
    where, stay = _where(found.stay, places), found.stay
    when = f"{local_time(stay.start, 'short')} – {local_time(stay.until, 'short')}"
    why = Words(found.reason, found.reason) if found.reason else Words("", "")
    said = Words(*(" · ".join(part for part in (when, *each) if part) for each in zip(where, why, strict=True)))
    return Moment(found.at, Words("轨迹删除一行", "Taken out of the trajectory"), said, by=who(found.by))


def _version(found: RevisionFacts) -> Moment:
    changed = CaseForm().told(found.changes)
    return Moment(
        found.at, Words(f"第 {found.revision} 版", f"Version {found.revision}"), changed or found.reason, by=found.by
    )


@needs(Right.CASES_CLASSIFY)
@require_POST
def classify(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Give a case a classification."""
    form = ClassifyForm(request.POST)
    if not form.is_valid():
        raise Invalid(reason=Words("没有这一分类", "there is no such classification"))
    given = form.decision()
    try:
        actions.classify_case(case_id=case_id, **given, by=request.actor, at=now_of(request))  # type: ignore[attr-defined]
    except errors.ClassifiedMeanwhile as refusal:
        return _case_page(request, case_id, refusal, given["reason"])
    messages.success(request, gettext("The classification was recorded."))
    return redirect("cases:case", case_id)


@needs(Right.CASES_WRITE)
@require_POST
def add_stay(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Add a place-time row."""
    form = StayForm(request.POST)
    if not form.is_valid():
        raise Invalid(reason="; ".join(f"{form[name].label}: {texts.as_text()}" for name, texts in form.errors.items()))
    actions.record_stays(case_id=case_id, stays=[form.new_stay()], by=request.actor, at=now_of(request))  # type: ignore[attr-defined]
    return redirect(f"{reverse('cases:case', args=[case_id])}#trajectory")


@needs(Right.CASES_WRITE)
@require_POST
def drop_stay(request: HttpRequest, case_id: UUID, stay_id: UUID) -> HttpResponse:
    """Take a place-time row out again."""
    reason = request.POST.get("reason", "")[:500]
    actions.remove_stay(case_id=case_id, stay_id=stay_id, reason=reason, by=request.actor, at=now_of(request))  # type: ignore[attr-defined]
    return redirect(f"{reverse('cases:case', args=[case_id])}#trajectory")


@needs(Right.CASES_CLASSIFY)
@require_POST
def close(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Close a case."""
    form = CloseForm(request.POST, terms=_discharge(queries.case(case_id)))
    if not form.is_valid():
        raise Invalid(reason="; ".join(f"{form[name].label}: {texts.as_text()}" for name, texts in form.errors.items()))
    reason, tests = form.cleaned_data["reason"], form.tests()
    actions.close_case(case_id=case_id, reason=reason, tests=tests, by=request.actor, at=now_of(request))  # type: ignore[attr-defined]
    return redirect("cases:case", case_id)


def _discharge(case: CaseFacts) -> DischargeTerms | None:
    """The tests asked before discharge by the edition that the case's incident runs under."""
    return rules.discharge_terms(case, library().get(incident_of(case.incident_id).edition_id))
