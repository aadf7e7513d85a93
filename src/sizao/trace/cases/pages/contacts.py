"""Contacts: the list from which many are decided on at once, and one contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sizao.ground.registry import queries as registry
from sizao.kernel.editions import ContactClass, library
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.templatetags.words import local_time
from sizao.spine.web.types import Column, Fact, Filter, Kind, ListPage, Moment, OnPhone
from sizao.trace.cases import queries, rules
from sizao.trace.cases.pages.joining import twice
from sizao.trace.cases.pages.judging import STEPS
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
from sizao.trace.cases.types import ContactFacts, ContactState, ExposureFacts, FoundBy

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
        Column("case", _("Through"), kind=Kind.CODE, value=lambda each: _case_number(each.row)),
        Column("known", _("How known"), value=lambda each: _known(each.row.basis)),
        Column("sex", _("Sex"), is_hidden=True),
        Column("age", _("Age"), kind=Kind.NUMBER, is_hidden=True),
        Column("phone", _("Phone"), value="masked.phone", right=Right.IDENTITY_SEARCH, is_hidden=True),
        Column("area", _("Area"), value="row.area", kind=Kind.AREA),
        Column("person", _("Person number"), kind=Kind.CODE, value="person_number", is_hidden=True),
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


def _known(basis: Sequence[Mapping[str, object]]) -> Words:
    """The channels through which a contact is known, in words."""
    found = [_channel(each) for each in rules.known_through(basis)]
    return Words("、".join(each.zh for each in found), ", ".join(each.en for each in found))


def _channel(each: FoundBy | str) -> Words:
    return each.words if isinstance(each, FoundBy) else Words(each, each)


@needs(Right.CONTACTS_READ)
def contacts_page(request: HttpRequest) -> HttpResponse:
    """Contacts in scope, latest exposure first, to be picked and decided on."""
    may_decide = may(request, Right.CONTACTS_APPROVE)
    context = {
        "incident": chosen_incident(request), "may_decide": may_decide, "most": MOST, "every": request.GET.urlencode(),
        "bulk_action": reverse("cases:confirm"), "back": request.get_full_path(),
        "decisions": queries.own_decisions(request.actor.user_id, now_of(request)) if may_decide else [],  # type: ignore[attr-defined]
    }  # fmt: skip
    rows = contacts_of_case(request.GET.get("case", ""))
    return list_page(request, CONTACTS, rows, "cases/contacts.html", context)


def contacts_of_case(case_id: str) -> QuerySet[Any]:
    """The rows of the list: all in scope, or those of one case."""
    rows = queries.contact_rows()
    if not case_id:
        return rows
    return rows.filter(source_case_id=UUID(case_id)) if is_id(case_id) else rows.none()


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
    standings = queries.contact_statuses(contact_id)
    found = {step: queries.judged([contact], step, now_of(request))[0][1] for step in STEPS}
    context = {
        "contact": contact, "subject": subject, "incident": incident_of(contact.incident_id), "edition": edition,
        "tone": CONTACT_TONES[contact.status], "class_tone": CLASS_TONES[contact.contact_class],
        "twice": twice(contact), "contact_episodes": queries.contact_episodes(contact.person_id, but=contact.id),
        "episodes": queries.episodes(contact.person_id) if may(request, Right.CASES_READ) else [],
        "facts": _facts(contact), "identity": _identity(request, subject), "evidence": _evidence(contact),
        "edges": _edges(queries.exposures(contact_id=contact_id)),
        "regime": edition.regime(contact.contact_class),
        "ends_on": rules.observation_ends(contact.contact_class, contact.last_exposure_at, edition),
        "moments": [
            Moment(each.at, each.state, each.reason, CONTACT_TONES[each.state], by=who(each.by)) for each in standings
        ],
        "classes": [(each, CLASS_TONES[each.contact_class], who(each.by)) for each in rules.class_changes(standings)],
        "steps": [(step, STEPS[step], found[step]) for step in STEPS], "back": reverse("cases:contacts"),
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
        Fact(_("How known"), _known(contact.basis)),
        Fact(_("Proposed"), local_time(contact.proposed_at)),
    ]
    if contact.held_as is not None and contact.held_as.contact_class is not None:
        facts += [
            Fact(_("Approved, and held until decided again"), contact.held_as.contact_class, tone=CLASS_TONES[contact.held_as.contact_class]),
            Fact(_("Last exposure as approved"), local_time(contact.held_as.last_exposure_at)),
            *(Fact(_("Waits because"), each) for each in rules.waits_because(contact)),
        ]  # fmt: skip
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
        each["how"] = _known([each])
        each["where"] = places[each["place"]].words if each.get("place") in places else ""
    return pieces


def _edges(found: Sequence[ExposureFacts]) -> list[tuple[ExposureFacts, str]]:
    known = {each.id: each for each in queries.cases(ids=[e.source_case_id for e in found if e.source_case_id])}
    return [(each, known[each.source_case_id].number if each.source_case_id in known else "") for each in found]
