"""Who sat near a case: the manifest of a vehicle or the tables of a venue, judged row by row, then proposed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sizao.kernel.errors import NotPermitted
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs, page
from sizao.trace.cases import actions, queries, rules
from sizao.trace.cases.forms import SeatsForm
from sizao.trace.cases.pages.showing import CLASS_TONES, may, now_of
from sizao.trace.cases.types import CaseFacts, Nearness, Passenger, Seated

TONES = {
    Nearness.NEAR: "red", Nearness.CREW: "orange", Nearness.APART: "blue", Nearness.UNCLEAR: "purple",
    Nearness.CASE: "grey",
}  # fmt: skip


@needs(Right.CONTACTS_PROPOSE)
@require_http_methods(["GET", "POST"])
def seats_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Judge a manifest first, propose the picked rows then; nothing is kept before somebody proposes."""
    case = queries.case(case_id)
    edition = queries.edition_of(case)
    known = rules.seat_rules(edition)
    form = SeatsForm(request.POST or None, initial=_initial(request, case_id), rules=known)
    seated: list[Seated] = []
    if request.method == "POST" and form.is_valid():
        seated = _judged(form, case, known)
        if request.POST.get("step") == "propose":
            return _propose(request, case, form, seated)
        _log(request, case, form)
    context = {
        "case": case, "form": form, "edition": edition, "rules": known, "window": queries.window(case_id),
        "rows": [(each, TONES[each.nearness], _class_tone(each)) for each in seated],
        "counts": [(each, TONES[each], number) for each, number in Counter(row.nearness for row in seated).items()],
        "may_enter": may(request, Right.IDENTITY_WRITE),
    }  # fmt: skip
    return page(request, "cases/seats.html", context, status=422 if form.errors else 200)


def _class_tone(row: Seated) -> str:
    return CLASS_TONES[row.contact_class] if row.contact_class else "grey"


def _initial(request: HttpRequest, case_id: UUID) -> dict[str, object]:
    wanted = request.GET.get("stay", "")
    stay = next((each for each in queries.stays(case_id) if str(each.id) == wanted), None)
    return SeatsForm.initial_of(stay) if stay else {}


def _judged(form: SeatsForm, case: CaseFacts, known: Sequence[rules.SeatRule]) -> list[Seated]:
    ride = form.ride()
    rule = next(each for each in known if each.key == ride.rule)
    pasted = rules.read_manifest(form.cleaned_data["manifest"])
    recorded = queries.passengers_at(ride.place_id, ride.start, ride.until) if ride.place_id else []
    edition, number = queries.edition_of(case), queries.number_of(case.person_id)
    return rules.judge_seats(rule, ride.seat, [*pasted, *recorded], edition, number)


def _log(request: HttpRequest, case: CaseFacts, form: SeatsForm) -> None:
    """Those on record at the place are shown by number: the access log says so."""
    ride = form.ride()
    persons = queries.persons_at(ride.place_id, ride.start, ride.until) if ride.place_id else []
    audit.record(
        by=request.actor, at=now_of(request), action="cases.seats", purpose="contact_management",  # type: ignore[attr-defined]
        persons=persons, fields="place, time, seat", area=case.area,
    )  # fmt: skip


def _propose(request: HttpRequest, case: CaseFacts, form: SeatsForm, seated: Sequence[Seated]) -> HttpResponse:
    picked = set(request.POST.getlist("picked"))
    chosen = [each for each in seated if str(each.passenger.line) in picked]
    if any(_is_new(each.passenger) for each in chosen) and not may(request, Right.IDENTITY_WRITE):
        raise NotPermitted
    receipt = actions.propose_seated(
        case_id=case.id, ride=form.ride(), seated=chosen, by=request.actor, at=now_of(request)  # type: ignore[attr-defined]
    )  # fmt: skip
    done = len(receipt.contact_ids)
    said = ngettext("%(n)s person was proposed.", "%(n)s people were proposed.", done) % {"n": done}
    messages.success(request, said)
    return redirect(f"{reverse('cases:contacts')}?case={case.id}&status=proposed")


def _is_new(row: Passenger) -> bool:
    return not row.person_number
