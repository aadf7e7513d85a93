"""Correct an identity: what is typed replaces, what stays empty stays; nothing has to be seen for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from sizao.ground.identity import actions, queries
from sizao.ground.identity.errors import KeyErased
from sizao.ground.identity.forms import CorrectForm
from sizao.ground.identity.pages.people import asked_person, masked_facts, person_page, refused
from sizao.ground.registry.types import PersonFacts
from sizao.kernel.errors import SizaoError
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page


@needs(Right.IDENTITY_SEARCH, Right.IDENTITY_CORRECT)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest) -> HttpResponse:
    """The form of a correction, reached by posting the person's number; posting it filled in makes a new version."""
    if request.method == "GET":
        return redirect("identity:search")
    asked = asked_person(request)
    if "version" not in request.POST:
        return _form_page(request, asked, CorrectForm(initial={"version": _version(asked)}))
    form = CorrectForm(request.POST)
    if not form.is_valid():
        return _form_page(request, asked, form, status=422)
    try:
        changed = actions.correct(
            person_id=asked.id, change=form.change(), version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"], by=request.actor, at=request.at,  # type: ignore[attr-defined]
        )  # fmt: skip
    except SizaoError as refusal:
        return refused(refusal, form, lambda status: _form_page(request, asked, form, status=status))
    said = gettext("A new version was sealed.") if changed else gettext("Nothing changed: the record already said so.")
    messages.success(request, said)
    return person_page(request, asked)


def _version(asked: PersonFacts) -> int:
    versions = queries.history(asked.id)
    if not versions or not queries.masked([asked.id]):
        raise KeyErased(person=asked.id)
    return versions[0].version


def _form_page(request: HttpRequest, asked: PersonFacts, form: CorrectForm, status: int = 200) -> HttpResponse:
    masked = queries.masked([asked.id]).get(asked.id)
    context = {"person": asked, "form": form, "identity": masked_facts(masked) if masked else []}
    return page(request, "identity/correct.html", context, status=status)
