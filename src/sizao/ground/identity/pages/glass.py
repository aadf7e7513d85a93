"""Emergency looks: break the glass for one person of another area, see them for half an hour, review what others did."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.identity import actions
from sizao.ground.identity.forms import GlassForm, ReviewForm
from sizao.ground.identity.pages.people import open_facts, refused
from sizao.ground.identity.queries import disclosures as reading
from sizao.ground.identity.rules import glass as rules
from sizao.ground.identity.types import GlassFacts, GlassState
from sizao.kernel.errors import NotFound, SizaoError
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page

TONES = {
    GlassState.OPEN: "orange", GlassState.TO_REVIEW: "orange", GlassState.LATE: "red", GlassState.JUSTIFIED: "green",
    GlassState.NOT_JUSTIFIED: "red",
}  # fmt: skip


@needs(Right.IDENTITY_BREAK)
@require_http_methods(["GET", "POST"])
def emergency(request: HttpRequest) -> HttpResponse:
    """Break the glass for one person of another area, and what one broke before."""
    form = GlassForm(request.POST or None)
    if request.method != "POST":
        return _mine(request, form)
    if not form.is_valid():
        return _mine(request, form, status=422)
    try:
        made = actions.break_glass(
            number=form.cleaned_data["number"], purpose=form.purpose_given(), reason=form.cleaned_data["reason"],
            by=request.actor, at=request.at,  # type: ignore[attr-defined]
        )  # fmt: skip
        return _seen(request, made)
    except SizaoError as refusal:
        # What was tried stays on record, the look itself too when there is nothing left to be seen.
        return refused(refusal, form, lambda status: _mine(request, form, status=status))


@needs(Right.IDENTITY_BREAK)
@require_POST
def see(request: HttpRequest, glass_id: UUID) -> HttpResponse:
    """Look again through a glass that is still broken."""
    return _seen(request, glass_id)


def _seen(request: HttpRequest, glass_id: UUID) -> HttpResponse:
    found, person, opened = actions.look_through_glass(glass_id=glass_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    context = {"glass": found, "person": person, "identity": open_facts(opened)}
    return page(request, "identity/glass.html", context)


def _mine(request: HttpRequest, form: GlassForm, status: int = 200) -> HttpResponse:
    found = reading.own_glasses(request.actor.user_id)  # type: ignore[attr-defined]
    rows = [_row(request, each) for each in found]
    return page(request, "identity/emergency.html", {"form": form, "rows": rows}, status=status)


@needs(Right.IDENTITY_REVIEW)
def emergencies(request: HttpRequest) -> HttpResponse:
    """Emergency looks by and at the own area: what waits for a review, and what was found of others."""
    return _all(request)


@needs(Right.IDENTITY_REVIEW)
@require_POST
def review(request: HttpRequest, glass_id: UUID) -> HttpResponse:
    """Say whether an emergency look was justified."""
    form = ReviewForm(request.POST, auto_id=f"{glass_id}_%s")
    if not form.is_valid():
        return _all(request, {glass_id: form}, status=422)
    try:
        actions.review_glass(
            glass_id=glass_id, is_justified=form.is_justified(), note=form.cleaned_data["note"],
            by=request.actor, at=request.at,  # type: ignore[attr-defined]
        )  # fmt: skip
    except NotFound:
        raise
    except SizaoError as refusal:
        form.add_error(None, refusal.words.in_language(get_language() or "zh"))
        return _all(request, {glass_id: form}, status=refusal.status)
    messages.success(request, gettext("The review was recorded."))
    return redirect("identity:emergencies")


def _all(request: HttpRequest, forms: dict[UUID, ReviewForm] | None = None, status: int = 200) -> HttpResponse:
    found = reading.glasses()
    others = [_row(request, each) for each in found if each.is_justified is not None]
    waiting = [_to_review(request, each, forms or {}) for each in reversed(found) if each.is_justified is None]
    return page(request, "identity/emergencies.html", {"waiting": waiting, "others": others}, status=status)


def _to_review(request: HttpRequest, found: GlassFacts, forms: dict[UUID, ReviewForm]) -> dict[str, object]:
    form = forms.get(found.id) or ReviewForm(auto_id=f"{found.id}_%s")
    return {**_row(request, found), "decision": actions.may_review(found, request.actor), "form": form}  # type: ignore[attr-defined]


def _row(request: HttpRequest, found: GlassFacts) -> dict[str, object]:
    state = rules.state(found, request.at)  # type: ignore[attr-defined]
    return {"glass": found, "state": state, "tone": TONES[state], "is_open": bool(rules.may_see(found, request.at))}  # type: ignore[attr-defined]
