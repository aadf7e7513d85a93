"""The public pages on which who received a letter answers it: a door, and behind it the letter without its people.

No address carries a secret: the link holds a public number, the code is typed, the device is known by a cookie of this
path alone. Each form may be sent twice on a bad network and counts once.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from sizao.ground.command import queries as command
from sizao.kernel.actors import Actor, ActorKind
from sizao.kernel.errors import SizaoError
from sizao.measures.referrals import errors
from sizao.measures.referrals.actions import answering as actions
from sizao.measures.referrals.forms.outside import DoorForm, SayForm
from sizao.measures.referrals.queries import answering as queries
from sizao.measures.referrals.queries import letters
from sizao.measures.referrals.types import LetterFacts, PaperLanguage
from sizao.measures.referrals.types.answering import MOST_LIST_BYTES, SESSION_LASTS, Seat
from sizao.spine.scope import queries as scope
from sizao.spine.web.queries import address_of, page, public

COOKIE = "sizao_answer"
PATH = "/answer/"
DOOR = Actor.system("referrals.outside")
"""Acts at the door only: nobody's area is known there yet."""
FORM_BYTES = 20_000
"""What the other fields of the form may weigh beside the list."""


def _desk(seat: Seat) -> Actor:
    """Writes what the other party says into the area of the letter."""
    return Actor("收函单位 / addressee", ActorKind.PERSON, role="addressee", area=seat.area)


def _now(request: HttpRequest) -> datetime:
    found: datetime = request.at  # type: ignore[attr-defined]
    return found


def _seat(request: HttpRequest) -> Seat | None:
    with scope.acting(DOOR):
        return queries.seat_of(request.COOKIES.get(COOKIE, ""), _now(request))


def _speak(request: HttpRequest, language: str) -> None:
    """The letter's own language, until the reader chooses another."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate("en" if language == PaperLanguage.ENGLISH else "zh-hans")


@public
@require_safe
def link(request: HttpRequest, language: str, handle: str) -> HttpResponse:
    """The address that was sent: the door in the letter's language, the same for a link that never was."""
    _speak(request, language)
    if _seat(request) is not None:
        return redirect("outside:door")
    return page(request, "referrals/outside/door.html", {"form": DoorForm(initial={"handle": handle})})


@public
@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """The door, or the letter for a device that was let in."""
    seat = _seat(request)
    if seat is None:
        return page(request, "referrals/outside/door.html", {"form": DoorForm()})
    return _letter_page(request, seat)


@public
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """The code of a link; whatever is wrong, the answer is the same."""
    form = DoorForm(request.POST)
    _speak(request, request.POST.get("language", ""))
    if not form.is_valid():
        return _shut(request, form, errors.DoorShut())
    given = form.cleaned_data
    try:
        with scope.acting(DOOR):
            token = actions.enter(
                code=given["code"], handle=given["handle"], client=address_of(request), by=DOOR, at=_now(request)
            )
    except errors.TooManyTries as waiting:
        return _shut(request, form, waiting)
    if token is None:
        return _shut(request, form, errors.DoorShut())
    response = redirect("outside:door")
    response.set_cookie(
        COOKIE, token, max_age=int(SESSION_LASTS.total_seconds()), path=PATH, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


def _shut(request: HttpRequest, form: DoorForm, problem: SizaoError) -> HttpResponse:
    """The door with its one sentence; what was counted against the try is kept."""
    response = page(request, "referrals/outside/door.html", {"form": form, "problem": problem}, status=422)
    response.keeps_writes = True  # type: ignore[attr-defined]
    return response


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the letter on this device: it takes a new code to open it again."""
    seat = _seat(request)
    response = redirect("outside:door")
    if seat is not None:
        with scope.acting(_desk(seat)):
            actions.withdraw(letter_id=seat.letter_id, by=_desk(seat), at=_now(request))
        response.delete_cookie(COOKIE, path=PATH)
    return response


@csrf_exempt
@public
@require_POST
def say(request: HttpRequest) -> HttpResponse:
    """Receipt, answer and list; the list stays in memory until it is sealed, and a larger one is refused unread."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_LIST_BYTES + FORM_BYTES:
        seat = _seat(request)
        return _letter_page(request, seat, problem=errors.ListTooLarge()) if seat else redirect("outside:door")
    request.upload_handlers = [MemoryFileUploadHandler(request)]
    return _say(request)


say.takes_files = True  # type: ignore[attr-defined]


@csrf_protect
def _say(request: HttpRequest) -> HttpResponse:
    seat = _seat(request)
    if seat is None:
        return redirect("outside:door")
    with scope.acting(_desk(seat)):
        form = SayForm(request.POST, request.FILES, lines=queries.open_lines(seat.letter_id))
    if not form.is_valid():
        return _letter_page(request, seat, form=form)
    try:
        with scope.acting(_desk(seat)):
            actions.say(link_id=seat.link_id, said=form.said(), by=_desk(seat), at=_now(request))
    except SizaoError as refused:
        return _letter_page(request, seat, form=form, problem=refused)
    return redirect(f"{reverse('outside:door')}?said=1")


def _letter_page(
    request: HttpRequest, seat: Seat, *, form: SayForm | None = None, problem: SizaoError | None = None
) -> HttpResponse:  # fmt: skip
    with scope.acting(_desk(seat)):
        actions.note_seen(link_id=seat.link_id, at=_now(request))
        found, said = letters.letter(seat.letter_id), queries.said_through(seat.link_id)
        lines = queries.open_lines(seat.letter_id)
    with scope.acting(Actor.system("referrals.outside", seat.area)):
        issuer = letters.issuer_of(seat.area)
        headquarters = command.headquarters_for(seat.area)
    _speak(request, found.language)
    context = {
        **_told(found), "issuer": issuer, "phone": headquarters.duty_phone if headquarters else "", "said": said,
        "form": form or SayForm(lines=lines), "problem": problem, "is_sent": "said" in request.GET,
        "is_late": found.is_overdue(_now(request)),
    }  # fmt: skip
    status = problem.status if problem else 422 if form else 200
    return page(request, "referrals/outside/letter.html", context, status=status)


def _told(found: LetterFacts) -> dict[str, object]:
    """All that the page tells of a letter: nobody on it, and nothing of the incident."""
    return {
        "number": letters.number_words(found), "asked": found.asked, "reply_by": found.reply_by,
        "people": found.people, "sent_at": found.sent_at, "destination": letters.destination_words(found),
    }  # fmt: skip
