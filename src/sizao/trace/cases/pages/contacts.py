"""Contacts: the list with decisions on many at once, the confirmation with its consequences, one contact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sizao.ground.registry import queries as registry
from sizao.kernel.editions import ContactClass, Difference, Edition, library, stricter_here
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.templatetags.words import local_time
from sizao.spine.web.types import Column, Fact, Filter, Kind, ListPage, Moment, OnPhone
from sizao.trace.cases import actions, errors, queries, rules
from sizao.trace.cases.forms import DecideForm
from sizao.trace.cases.pages.showing import (
    CLASS_TONES,
    CONTACT_TONES,
    by_incident,
    chosen_incident,
    incident_choices,
    incident_of,
    is_id,
    may,
    now_of,
    shown,
    since,
    who,
)
from sizao.trace.cases.types import BatchReceipt, ContactFacts, ContactState, ExposureFacts

KEPT = "kept"
"""The filter value for every contact that was not rejected."""
MOST = 5_000
"""Contacts in one decision; more are a mistake of the filter."""


def _by_status(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.exclude(status=ContactState.REJECTED) if value == KEPT else rows.filter(status=value)


CONTACTS = ListPage(
    name="contacts",
    caption=_("Contacts"),
    columns=(
        Column(
            "number", _("Number"), value="row.number", on_phone=OnPhone.TITLE,
            link=lambda each: reverse("cases:contact", args=[each.row.pk]),
        ),
        Column("name", _("Full name"), value="masked.name", right=Right.IDENTITY_SEARCH),
        Column(
            "status", _("State"), value=lambda each: ContactState(each.row.status), kind=Kind.TAG,
            tone=lambda each: CONTACT_TONES[ContactState(each.row.status)], on_phone=OnPhone.TAG,
        ),
        Column(
            "contact_class", _("Class"), value=lambda each: ContactClass(each.row.contact_class), kind=Kind.TAG,
            tone=lambda each: CLASS_TONES[each.row.contact_class],
        ),
        Column("situation", _("Situation"), value=lambda each: situation_words(each.row)),
        Column("last_exposure_at", _("Last exposure"), value="row.last_exposure_at", kind=Kind.TIME, sort="last_exposure_at"),
        Column("case", _("Through"), value=lambda each: _case_number(each.row)),
        Column("sex", _("Sex"), is_hidden=True),
        Column("age", _("Age"), kind=Kind.NUMBER, is_hidden=True),
        Column("phone", _("Phone"), value="masked.phone", right=Right.IDENTITY_SEARCH, is_hidden=True),
        Column("area", _("Area"), value="row.area", kind=Kind.AREA),
        Column("person", _("Person number"), value="person_number", is_hidden=True),
    ),
    filters=(
        Filter("q", _("Number or person"), is_search=True, lookup=queries.search_contacts),
        Filter(
            "status", _("State"), lookup=_by_status, is_tabs=True,
            choices=lambda: [
                ("", _("all")), (KEPT, _("not rejected")), *((each.value, each.words) for each in ContactState),
            ],
        ),
        Filter("contact_class", _("Class"), choices=lambda: [(each.value, each.words) for each in ContactClass]),
        Filter("incident", _("Incident"), lookup=by_incident, choices=incident_choices),
        Filter("since", _("Last exposure since"), lookup=since("last_exposure_at"), is_date=True),
    ),
    order="-last_exposure_at",
    bounds=("area", "area_source"),
    bound_person="person_id",
    prepare=shown,
    persons=lambda row: row.person_id,
    row_id=lambda each: each.row.pk,
    bulk="cases/_bulk.html",
    empty=_("No contact here"),
    empty_hint=_("Contacts are proposed by a trace, named on a case's page, or imported."),
)  # fmt: skip


def situation_words(row: Any) -> Words:
    """The edition's words for the situation of a contact."""
    terms = library().get(row.edition_id).contact
    found = next((each for each in terms.situations if each.code == row.situation), None) if terms else None
    return found.words if found else Words(row.situation, row.situation)


def _case_number(row: Any) -> str:
    """The source case, or for a secondary contact the close contact through whom the exposure came."""
    if row.source_case:
        return str(row.source_case.external_id or row.source_case.number)
    return row.linked_contact.number if row.linked_contact else ""


@needs(Right.CONTACTS_READ)
def contacts_page(request: HttpRequest) -> HttpResponse:
    """Contacts in scope, latest exposure first, to be picked and decided on."""
    context = {
        "incident": chosen_incident(request), "may_decide": may(request, Right.CONTACTS_APPROVE),
        "bulk_action": reverse("cases:confirm"), "back": request.get_full_path(),
    }  # fmt: skip
    case_id = request.GET.get("case", "")
    rows = queries.contact_rows()
    if case_id:
        rows = rows.filter(source_case_id=UUID(case_id)) if is_id(case_id) else rows.none()
    return list_page(request, CONTACTS, rows, "cases/contacts.html", context)


@needs(Right.CONTACTS_APPROVE)
@require_POST
def confirm_page(request: HttpRequest) -> HttpResponse:
    """What a decision on the picked contacts would mean: whom it affects, what is asked of them, what is lighter."""
    picked = _picked(request)
    step = request.POST.get("step", "approve")
    found = list(queries.contacts_by_id(picked).values())
    judged = _judged(found, step, request)
    allowed = [contact for contact, decision in judged if decision]
    context = {
        "step": step, "found": found, "allowed": allowed, "back": _back(request),
        "refused": [(contact, decision) for contact, decision in judged if not decision],
        "measures": _measures(allowed), "caption": STEPS.get(step, STEPS["approve"]),
        "touched": registry.touched(each.person_id for each in allowed),
        "stricter": _stricter(allowed), "parent": ", ".join(sorted({each.edition_id.split("+")[0] for each in allowed})),
        "over": [(c, d.facts["ended_on"]) for c, d in judged if d and "ended_on" in d.facts],
    }  # fmt: skip
    return page(request, "cases/confirm.html", context)


STEPS = {
    "approve": Words("判定为接触者", "Approve as contacts"),
    "reject": Words("不予采纳(或撤销)", "Reject or withdraw"),
    "lost": Words("标记为未找到", "Mark as not found"),
    "found": Words("标记为已找到", "Mark as found"),
    "hand_over": Words("移交外地", "Hand over to another area"),
}


def _picked(request: HttpRequest) -> list[UUID]:
    try:
        picked = [UUID(each) for each in request.POST.getlist("picked")]
    except ValueError as error:
        raise Invalid(reason=Words("所选记录无效", "what was picked")) from error
    if not picked:
        raise errors.NothingSelected(reason="")
    if len(picked) > MOST:
        raise Invalid(reason=Words(f"一次最多 {MOST} 人", f"at most {MOST} at once"))
    return picked


def _judged(found: Sequence[ContactFacts], step: str, request: HttpRequest) -> list[tuple[ContactFacts, Any]]:
    anything = "—" * rules.REASON_LETTERS
    windows = queries.windows({each.source_case_id for each in found if each.source_case_id})
    judge = {
        "approve": lambda each: rules.may_approve(
            each, library().get(each.edition_id), windows.get(each.source_case_id), now_of(request)
        ),
        "reject": lambda each: rules.may_reject(each, anything),
        "lost": lambda each: rules.may_set_aside(each, ContactState.LOST, anything),
        "found": lambda each: rules.may_find(each),
        "hand_over": lambda each: rules.may_set_aside(each, ContactState.HANDED_OVER, anything),
    }.get(step)
    if judge is None:
        raise Invalid(reason=Words("没有这一操作", "there is no such step"))
    return [(each, judge(each)) for each in found]


def _measures(found: Sequence[ContactFacts]) -> list[tuple[ContactClass, int, object, list[Any]]]:
    """What the edition asks of each class: how many people, the regime, and the lighter classes it also knows."""
    groups = Counter((each.contact_class, each.edition_id) for each in found)
    rows: list[tuple[ContactClass, int, object, list[Any]]] = []
    for (contact_class, edition_id), number in sorted(groups.items()):
        edition = library().get(edition_id)
        rows.append((contact_class, number, edition.regime(contact_class), _lighter(contact_class, edition)))
    return rows


def _stricter(found: Sequence[ContactFacts]) -> list[Difference]:
    """What the local overlays add to the regimes of these classes."""
    pairs = sorted({(each.edition_id, each.contact_class) for each in found})
    rows = [
        stricter_here(library().get(edition_id.split("+")[0]), library().get(edition_id), f"regimes.{contact_class}")
        for edition_id, contact_class in pairs
    ]
    return [each for differences in rows for each in differences]


def _lighter(contact_class: ContactClass, edition: Edition) -> list[Any]:
    """Classes of the same edition with a lighter measure, so that the choice is seen before it is made."""
    return [
        (each, edition.regime(each))
        for each in edition.classes
        if rules.stricter(each, contact_class) is contact_class and each is not contact_class
    ]


@needs(Right.CONTACTS_APPROVE)
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Carry out one decision on the picked contacts."""
    form = DecideForm({**request.POST.dict(), "picked": None})
    if not form.is_valid():
        raise Invalid(reason=Words("没有这一操作", "there is no such step"))
    receipt = _decided(form.cleaned_data["step"], _picked(request), form.cleaned_data["reason"], request)
    done = len(receipt.done)
    messages.success(request, ngettext("Recorded for %(n)s person.", "Recorded for %(n)s people.", done) % {"n": done})
    for each in receipt.refused[:20]:
        messages.warning(request, f"{each.number}: {_said(each.error.words)}")
    return redirect(_back(request))


def _said(words: Words) -> str:
    from django.utils.translation import get_language

    return words.in_language(get_language() or "zh")


def _decided(step: str, picked: list[UUID], reason: str, request: HttpRequest) -> BatchReceipt:
    act: dict[str, Callable[..., BatchReceipt]] = {
        "approve": actions.approve_contacts, "reject": actions.reject_contacts, "lost": actions.mark_lost,
        "found": actions.mark_found, "hand_over": actions.hand_over_contacts,
    }  # fmt: skip
    return act[step](contact_ids=picked, reason=reason, by=request.actor, at=now_of(request))  # type: ignore[attr-defined]


def _back(request: HttpRequest) -> str:
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if safe and back.startswith(reverse("cases:contacts")) else reverse("cases:contacts")


@needs(Right.CONTACTS_READ)
def contact_page(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """One contact: the evidence, the clause, what is asked, the notice to the person and how they may appeal."""
    contact = queries.contact(contact_id)
    audit.record(
        by=request.actor, at=now_of(request), action="contacts.read", purpose="contact_management",  # type: ignore[attr-defined]
        persons=[contact.person_id], fields="contact, evidence", area=contact.area,
    )  # fmt: skip
    edition = library().get(contact.edition_id)
    [subject] = shown([contact])
    judged = {step: _judged([contact], step, request)[0][1] for step in STEPS}
    context = {
        "contact": contact, "subject": subject, "incident": incident_of(contact.incident_id), "edition": edition,
        "tone": CONTACT_TONES[contact.status], "class_tone": CLASS_TONES[contact.contact_class],
        "facts": _facts(contact), "identity": _identity(request, subject), "evidence": _evidence(contact),
        "edges": _edges(queries.exposures(contact_id=contact_id)),
        "regime": edition.regime(contact.contact_class),
        "ends_on": rules.observation_ends(contact.contact_class, contact.last_exposure_at, edition),
        "moments": [
            Moment(each.at, each.words, each.reason, CONTACT_TONES[ContactState(each.value)], by=who(each.by))
            for each in queries.contact_statuses(contact_id)
        ],
        "steps": [(step, STEPS[step], judged[step]) for step in STEPS], "back": reverse("cases:contacts"),
        "may_decide": may(request, Right.CONTACTS_APPROVE), "may_open": may(request, Right.IDENTITY_SEARCH),
    }  # fmt: skip
    return page(request, "cases/contact.html", context)


def _facts(contact: ContactFacts) -> list[Fact]:
    case = queries.cases(ids=[contact.source_case_id]) if contact.source_case_id else []
    linked = queries.contacts_by_id([contact.linked_contact_id]) if contact.linked_contact_id else {}
    facts = [
        Fact(_("Class"), contact.contact_class, tone=CLASS_TONES[contact.contact_class]),
        Fact(_("Situation"), situation_words(contact)),
        Fact(_("Last exposure"), local_time(contact.last_exposure_at)),
        Fact(_("Proposed"), local_time(contact.proposed_at)),
    ]
    facts += [Fact(_("Case"), each.external_id or each.number, reverse("cases:case", args=[each.id])) for each in case]
    facts += [
        Fact(_("Through the close contact"), each.number, reverse("cases:contact", args=[each.id]))
        for each in linked.values()
    ]
    return facts


def _identity(request: HttpRequest, subject: Any) -> list[Fact]:
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


def _evidence(contact: ContactFacts) -> list[dict[str, Any]]:
    pieces: list[dict[str, Any]] = [dict(each) for each in contact.basis]
    places = registry.places(each["place"] for each in pieces if each.get("place"))
    for each in pieces:
        each["where"] = places[each["place"]].words if each.get("place") in places else ""
    return pieces


def _edges(found: Sequence[ExposureFacts]) -> list[tuple[ExposureFacts, str]]:
    known = {each.id: each for each in queries.cases(ids=[e.source_case_id for e in found if e.source_case_id])}
    return [(each, known[each.source_case_id].number if each.source_case_id in known else "") for each in found]
