"""Giving out the link by which a letter is answered without an account, and dealing with what came through it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.measures.referrals.actions import answering as actions
from sizao.measures.referrals.forms.outside import AsideForm, EnterListForm
from sizao.measures.referrals.queries import answering as queries
from sizao.measures.referrals.queries import letters
from sizao.measures.referrals.rules import answering as rules
from sizao.measures.referrals.types import LetterFacts, SourceKind
from sizao.measures.referrals.types.answering import GivenOut, LinkState, SaidFacts, SaidState
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page

TONES = {
    LinkState.WAITING: "blue", LinkState.IN_USE: "green", LinkState.PAUSED: "red", LinkState.ENDED: "grey",
    LinkState.EXPIRED: "grey",
}  # fmt: skip
MESSAGE = Words(
    "您好,现函请贵单位协助疫情协查({number})。请打开 {address} ,输入答复码 {code},确认签收并答复。答复码只能使用一次,请勿转发。",
    "Dear colleagues, we ask for your help in an epidemic investigation: {number}. Please open {address} and enter the code "
    "{code} to confirm the receipt and to answer. The code works once; please do not pass it on.",
)


def answers(found: LetterFacts, at: datetime, *, may_write: bool) -> dict[str, Any]:
    """What a letter's page shows of its link and of what came through it."""
    link = queries.link_of(found.id, at)
    return {
        "link": link, "link_tone": TONES[link.state] if link else "", "may_give_out": rules.may_give_out(found.state),
        "said": [_shown(each, found, may_write=may_write) for each in queries.said_of(found.id)],
    }  # fmt: skip


def _shown(
    each: SaidFacts, found: LetterFacts, *, may_write: bool
) -> tuple[SaidFacts, EnterListForm | None, AsideForm]:
    """An answer with the forms for it: its list can be entered until it was, or the answer was set aside."""
    is_open = each.preview is not None and each.list_id is None and each.state is not SaidState.SET_ASIDE
    kind = EnterListForm(auto_id=f"k{each.id}_%s", initial={"kind": rules.kind_of(found.destination).value})
    return each, kind if is_open and may_write else None, AsideForm(auto_id=f"a{each.id}_%s")


@needs(Right.REFERRALS_WRITE)
@require_POST
def give_out(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Give out a link with a code; the code stands in this answer alone, to be read out or sent by another way."""
    made = actions.give_out(letter_id=letter_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    found = letters.letter(letter_id)
    address = request.build_absolute_uri(reverse("outside:link", args=[made.language.value, made.handle]))
    context = {
        "letter": found, "made": made, "address": address, "destination": letters.destination_words(found),
        "picture": segno.make(address, error="m").svg_data_uri(scale=5), "message": _message(found, made, address),
        "message_language": made.language.value,
    }  # fmt: skip
    return page(request, "referrals/given_out.html", context)


def _message(found: LetterFacts, made: GivenOut, address: str) -> str:
    """What is sent to the other party, in the letter's language."""
    language = made.language.value
    number = letters.number_words(found).in_language(language)
    return MESSAGE.in_language(language).format(number=number, address=address, code=made.code)


@needs(Right.REFERRALS_WRITE)
@require_POST
def withdraw(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Make the link, and the device it let in, worthless at once."""
    if actions.withdraw(letter_id=letter_id, by=request.actor, at=request.at):  # type: ignore[attr-defined]
        messages.success(request, _("The link and the device it let in are worthless now."))
    return redirect(f"{reverse('referrals:letter', args=[letter_id])}#link")


def _to_letter(said_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('referrals:letter', args=[queries.letter_of(said_id)])}#said-{said_id}")


@needs(Right.REFERRALS_WRITE)
@require_POST
def accept(request: HttpRequest, said_id: UUID) -> HttpResponse:
    """Accept an answer: its receipt and its results count from now on."""
    entered = actions.accept(said_id=said_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    messages.success(request, _("Accepted; results entered: %(n)s.") % {"n": entered})
    return _to_letter(said_id)


@needs(Right.REFERRALS_WRITE)
@require_POST
def set_aside(request: HttpRequest, said_id: UUID) -> HttpResponse:
    """Set an answer aside with the reason."""
    reason = request.POST.get("reason", "")
    actions.set_aside(said_id=said_id, reason=reason, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return _to_letter(said_id)


@needs(Right.REFERRALS_WRITE)
@require_POST
def enter_list(request: HttpRequest, said_id: UUID) -> HttpResponse:
    """Enter the list of an answer among the lists that arrived."""
    form = EnterListForm(request.POST)
    if not form.is_valid():
        raise Invalid(reason=" ".join(str(error) for errors in form.errors.values() for error in errors))
    kind = SourceKind(form.cleaned_data["kind"])
    made = actions.enter_list(said_id=said_id, kind=kind, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    messages.success(request, _("Entered as %(number)s") % {"number": made.number})
    return redirect("referrals:list", made.id)
