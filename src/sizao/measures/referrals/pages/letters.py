"""Letters: the reply to an arriving list, letters to other places by destination, their receipts and answers."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.command import queries as command
from sizao.ground.command.types import IncidentFacts
from sizao.ground.identity import queries as identity
from sizao.ground.identity.queries import disclosures as identities
from sizao.ground.identity.types import MaskedIdentity, Purpose
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.errors import Invalid, SizaoError
from sizao.measures.referrals import queries, rules
from sizao.measures.referrals.actions import letters as actions
from sizao.measures.referrals.forms import LetterForm, OutcomeForm, ReceiptForm, ids_of
from sizao.measures.referrals.pages.answering import answers
from sizao.measures.referrals.queries import answering, letters
from sizao.measures.referrals.types import (
    Elsewhere,
    LetterFacts,
    LetterState,
    NamedFacts,
    NewLetter,
    Outcome,
    PaperLanguage,
)
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs, page
from sizao.spine.web.types import Kpi

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TONES = {LetterState.SENT: "orange", LetterState.RECEIVED: "blue", LetterState.ANSWERED: "green"}
NOBODY = MaskedIdentity()


def _who(request: HttpRequest) -> tuple[Actor, datetime]:
    return request.actor, request.at  # type: ignore[attr-defined]


def _may(request: HttpRequest, right: Right) -> bool:
    return accounts.may(request.actor, right)  # type: ignore[attr-defined]


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


@needs(Right.REFERRALS_WRITE)
@require_POST
def reply(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Freeze the reply to a list under the next number."""
    actor, at = _who(request)
    given = request.POST.get("language", "")
    language = PaperLanguage(given) if given in set(PaperLanguage) else None
    made = actions.reply(list_id=list_id, language=language, by=actor, at=at)
    messages.success(request, _("Reply %(number)s is ready.") % {"number": made.number})
    return redirect("referrals:list", list_id)


@needs(Right.REFERRALS_READ)
def reply_word(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """The newest reply to a list as a Word document."""
    arrived, found = queries.arrived(list_id), letters.reply_of(list_id)
    return _file(letters.reply_paper(arrived, found), DOCX, f"{found.number}.docx")


@needs(Right.REFERRALS_READ)
def out_page(request: HttpRequest) -> HttpResponse:
    """Letters that went out: how each destination stands, and every letter."""
    _actor, at = _who(request)
    rows = [(each, TONES[each.state], each.is_overdue(at)) for each in letters.letters()]
    people = sum(each.people for each, _tone, _late in rows)
    kpis = [
        Kpi(_("Letters"), len(rows), note=_("people: %(n)s") % {"n": people}),
        Kpi(_("Received there"), sum(bool(each.received_at) for each, _tone, _late in rows), tone="blue"),
        Kpi(_("People answered for"), sum(each.answered for each, _tone, _late in rows), tone="green"),
        Kpi(
            _("Overdue"),
            sum(late for _each, _tone, late in rows),
            tone="red" if any(late for *_x, late in rows) else "",
        ),
    ]
    waiting = {each.id: each for each, _tone, _late in rows}
    context = {
        "to_accept": [(each, waiting[each.letter_id]) for each in answering.to_accept()],
        "rows": rows,
        "destinations": letters.destinations(at),
        "kpis": kpis,
        "may_write": _may(request, Right.REFERRALS_WRITE),
    }
    return page(request, "referrals/out.html", context)


@needs(Right.REFERRALS_WRITE)
@require_http_methods(["GET", "POST"])
def new_letter(request: HttpRequest) -> HttpResponse:
    """Contacts who live elsewhere, by the place that is to be told; one letter for each place."""
    actor, at = _who(request)
    incidents = command.incidents(open_only=True) or command.incidents()
    chosen = next(
        (each for each in incidents if str(each.id) == request.GET.get("incident")), incidents[0] if incidents else None
    )
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        new = NewLetter(
            incident_id=given["incident"], destination=given["destination"], asked=given["asked"],
            destination_area=given["destination_area"], reply_by=given["reply_by"],
            language=PaperLanguage(given["language"]) if given["language"] else None,
            contact_ids=tuple(ids_of(request.POST.getlist("picked"))),
        )  # fmt: skip
        try:
            made = actions.send(new=new, by=actor, at=at)
        except SizaoError as refused:
            form.add_error(None, refused.words.in_language(get_language() or "zh"))
        else:
            messages.success(request, _("Letter %(number)s is ready.") % {"number": made.number})
            return redirect("referrals:letter", made.id)
    groups = _groups(chosen) if chosen else []
    context = {"groups": groups, "incident": chosen, "incidents": incidents, "form": form if form.errors else None}
    return page(request, "referrals/new_letter.html", context, status=422 if form.errors else 200)


def _groups(incident: IncidentFacts) -> list[tuple[Elsewhere, LetterForm]]:
    """Each place that is to be told, with its own form."""
    return [
        (
            each,
            LetterForm(
                auto_id=f"l{each.area}_%s",
                initial={
                    "incident": incident.id,
                    "destination": each.destination,
                    "destination_area": each.area,
                    "language": rules.custom_of(each.destination).value,
                },
            ),
        )
        for each in letters.elsewhere(incident.id)
    ]


@needs(Right.REFERRALS_READ)
def letter_page(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """One letter: whom it names, whether it was received, what was answered of each."""
    actor, at = _who(request)
    found, people = letters.letter(letter_id), letters.named(letter_id)
    masked = {}
    if _may(request, Right.REFERRALS_ANSWER) or _may(request, Right.IDENTITY_SEARCH):
        persons = [each.person_id for each in people]
        audit.record(
            by=actor, at=at, action="referrals.read", purpose="contact_management", persons=persons, fields="masked"
        )
        masked = identity.masked(persons)
    context = {
        "letter": found, "tone": TONES[found.state], "is_late": found.is_overdue(at), "may_write": _may(request, Right.REFERRALS_WRITE),
        "rows": [(each, masked.get(each.person_id, NOBODY), OutcomeForm(auto_id=f"o{each.line}_%s")) for each in people],
        "may_disclose": _may(request, Right.REFERRALS_WRITE) and _may(request, Right.IDENTITY_REVEAL), "receipt": ReceiptForm(),
        "signature": _signature(people, found) if identities.takes_two(len(people)) else None,
        **answers(found, at, may_write=_may(request, Right.REFERRALS_WRITE)),
        "destination": letters.destination_words(found), "may_see_contacts": _may(request, Right.CASES_READ),
    }  # fmt: skip
    return page(request, "referrals/letter.html", context)


def _signature(people: list[NamedFacts], found: LetterFacts) -> dict[str, str]:
    """What the vault's form for a second signature is begun with; numbers are posted, so that none stands in an address."""
    known = registry.persons(each.person_id for each in people)
    numbers = "\n".join(each.number for each in known.values())
    return {
        "numbers": numbers, "purpose": Purpose.CONTACT_MANAGEMENT.value, "reason": f"{found.number} → {found.destination}"
    }  # fmt: skip


@needs(Right.REFERRALS_WRITE)
@require_POST
def receipt(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Note who took the letter over."""
    actor, at = _who(request)
    actions.note_receipt(letter_id=letter_id, received_by=request.POST.get("received_by", ""), by=actor, at=at)
    return redirect("referrals:letter", letter_id)


@needs(Right.REFERRALS_WRITE)
@require_POST
def letter_answer(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Enter what the other place found of one person."""
    actor, at = _who(request)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        raise Invalid(reason=" ".join(str(error) for errors in form.errors.values() for error in errors))
    given = form.cleaned_data
    actions.note_answer(
        letter_id=letter_id, line=given["line"], outcome=Outcome(given["outcome"]), note=given["note"], by=actor, at=at
    )
    return redirect(f"{reverse('referrals:letter', args=[letter_id])}#people")


@needs(Right.REFERRALS_READ)
def letter_word(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The letter as a Word document; it names nobody."""
    found = letters.letter(letter_id)
    return _file(letters.letter_paper(found), DOCX, f"{found.number}.docx")


@needs(Right.REFERRALS_WRITE, Right.IDENTITY_REVEAL)
@require_POST
def letter_sheet(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The list of the letter with full identities, opened by the vault and logged as told to the destination."""
    actor, at = _who(request)
    found, body = actions.disclose(letter_id=letter_id, by=actor, at=at)
    return _file(body, XLSX, f"{found.number}-{found.destination}.xlsx")
