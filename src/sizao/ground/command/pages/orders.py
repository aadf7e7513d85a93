"""Direct orders to the front, circulars on changed editions, and the confirmation that a unit has read them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.ground.command import actions, queries
from sizao.ground.command.forms import CircularForm, ConfirmForm, OrderForm
from sizao.ground.command.pages.papers import incident_choices, may_write, own_area
from sizao.ground.command.types import DeliveryFacts, GroupKind
from sizao.kernel.editions import library
from sizao.kernel.editions.comparison import diff
from sizao.kernel.words import Words
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.affected import stamp, was_seen
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.templatetags.words import local_time
from sizao.spine.web.types import Column, Fact, Kind, ListPage, OnPhone

ORDERS = ListPage(
    name="orders",
    caption=_("Direct orders"),
    columns=(
        Column("title", _("Order"), on_phone=OnPhone.TITLE, link=lambda row: reverse("command:order", args=[row.id])),
        Column(
            "read", _("Read"), kind=Kind.TAG, on_phone=OnPhone.TAG,
            value=lambda row: _("read") if row.is_read else _("not read"),
            tone=lambda row: "green" if row.is_read else "red",
        ),
        Column("area_to", _("To"), kind=Kind.AREA),
        Column("issued_at", _("Issued"), kind=Kind.TIME),
        Column("due_at", _("Due"), kind=Kind.TIME),
        Column("task", _("Task"), value=lambda row: row.task.state if row.task else ""),
        Column("number", _("Number"), kind=Kind.CODE, on_phone=OnPhone.HIDE),
    ),
    order="",
    empty=_("No direct order has been given"),
    empty_hint=_("When it is urgent, order the front directly; the layers between get a copy."),
)  # fmt: skip

CIRCULARS = ListPage(
    name="circulars",
    caption=_("Circulars"),
    columns=(
        Column("title", _("Title"), on_phone=OnPhone.TITLE, link=lambda row: reverse("command:circular", args=[row.id])),
        Column(
            "read", _("Confirmed"), kind=Kind.TAG, on_phone=OnPhone.TAG,
            value=lambda row: f"{row.read} / {len(row.deliveries)}",
            tone=lambda row: "green" if row.read == len(row.deliveries) else "orange",
        ),
        Column("area", _("Area"), kind=Kind.AREA),
        Column("edition_id", _("Edition")),
        Column("issued_at", _("Issued"), kind=Kind.TIME),
        Column("read_by", _("To be read by"), kind=Kind.TIME),
    ),
    order="",
    empty=_("No circular yet"),
    empty_hint=_("When an edition changes, say what changes here and let every unit confirm."),
)  # fmt: skip


@needs(Right.TASKS_READ)
def orders_page(request: HttpRequest) -> HttpResponse:
    """Direct orders given and received here."""
    return list_page(request, ORDERS, queries.orders(), "command/orders.html", {"may_write": may_write(request)})


@needs(Right.COMMAND_WRITE)
@require_http_methods(["GET", "POST"])
def new_order(request: HttpRequest) -> HttpResponse:
    """Order the front directly."""
    form = OrderForm(request.POST or None, incidents=incident_choices())
    context: dict[str, object] = {
        "form": form, "caption": _("Order the front"), "back": reverse("command:orders"), "shows_first": True
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if was_seen(request, given["area_to"]):
            made = actions.issue_order(
                area=own_area(request), area_to=given["area_to"], title=given["title"], text=given["text"],
                group=GroupKind(given["group"]), due_at=given["due_at"], is_urgent=given["is_urgent"],
                incident_id=given["incident"] or None, by=request.actor, at=request.at,  # type: ignore[attr-defined]
            )  # fmt: skip
            return redirect("command:order", made)
        touched = queries.reached_by_order(own_area(request), given["area_to"], request.actor)  # type: ignore[attr-defined]
        context |= {"lighter": queries.narrower_orders(given["area_to"], touched)}
        context |= {"touched": touched, "stamp": stamp(given["area_to"])}
    return page(request, "command/new_paper.html", context, status=422 if form.errors else 200)


@needs(Right.TASKS_READ)
def order_page(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One order: what is ordered, its task, and who has read it on which layer."""
    found = queries.order(order_id)
    context = {
        "paper": found,
        "facts": [
            Fact(_("Number"), found.number),
            Fact(_("From"), found.by),
            Fact(_("Due"), _local(found.due_at)),
            Fact(_("Task"), found.task.state if found.task else "—", _task_href(found.task)),
        ],
        **_confirming(request, found.deliveries),
    }
    return page(request, "command/order.html", context)


def _task_href(task: object) -> str:
    return reverse("command:task", args=[task.id]) if task is not None else ""  # type: ignore[attr-defined]


def _local(moment: object) -> str:
    return local_time(moment) or "—"


def _confirming(request: HttpRequest, deliveries: tuple[DeliveryFacts, ...]) -> dict[str, object]:
    """Each unit with whether the reader may confirm for it, as one of it or on its behalf."""
    actor = request.actor  # type: ignore[attr-defined]
    may = accounts.may(actor, Right.TASKS_WRITE)
    rows = [(each, may and not each.reading, actions.is_of_unit(each, actor)) for each in deliveries]
    return {"deliveries": rows, "confirm_form": ConfirmForm(auto_id=False)}


@needs(Right.TASKS_READ, Right.TASKS_WRITE)
@require_POST
def confirm(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Confirm that a unit has read a paper."""
    name = str(getattr(request.user, "display_name", "") or request.actor.name)  # type: ignore[attr-defined]
    note = request.POST.get("note", "").strip()[:200]
    actions.confirm_reading(delivery_id=delivery_id, name=name, note=note, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    place, paper = queries.paper_of(delivery_id)
    return redirect(place, paper)


@needs(Right.TASKS_READ)
def circulars_page(request: HttpRequest) -> HttpResponse:
    """What changed in the rules, and which units have confirmed."""
    return list_page(
        request, CIRCULARS, queries.circulars(), "command/circulars.html", {"may_write": may_write(request)}
    )


@needs(Right.COMMAND_WRITE)
@require_http_methods(["GET", "POST"])
def new_circular(request: HttpRequest) -> HttpResponse:
    """Make an edition's change known."""
    language = get_language() or "zh"
    editions = [(each.id, f"{each.title.in_language(language)} ({each.id})") for each in library().all()]
    initial = {"edition": request.GET.get("edition", ""), "previous": request.GET.get("previous", "")}
    form = CircularForm(
        request.POST or None, editions=editions, initial={**initial, "to_groups": True, "to_areas": True}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = actions.circulate(
            area=own_area(request), edition_id=given["edition"], previous_id=given["previous"],
            title=Words(given["title_zh"], given["title_en"] or given["title_zh"]), text=given["text"],
            read_by=given["read_by"], to_groups=given["to_groups"], to_areas=given["to_areas"],
            by=request.actor, at=request.at,  # type: ignore[attr-defined]
        )  # fmt: skip
        return redirect("command:circular", made)
    context = {"form": form, "caption": _("Make a change known"), "back": reverse("command:circulars")}
    return page(request, "command/new_paper.html", context, status=422 if form.errors else 200)


@needs(Right.TASKS_READ)
def circular_page(request: HttpRequest, circular_id: UUID) -> HttpResponse:
    """One circular: what changed, figure by figure, and who has confirmed."""
    found = queries.circular(circular_id)
    edition = library().get(found.edition_id)
    changes = diff(library().get(found.previous_id), edition) if found.previous_id else ()
    context = {
        "paper": found,
        "facts": [
            Fact(_("Number"), found.number),
            Fact(_("Edition"), edition.title),
            Fact(_("Replaces"), library().get(found.previous_id).title if found.previous_id else "—"),
            Fact(_("To be read by"), _local(found.read_by)),
        ],
        "changes": changes[:MOST_CHANGES],
        "more": max(0, len(changes) - MOST_CHANGES),
        **_confirming(request, found.deliveries),
    }
    return page(request, "command/circular.html", context)


MOST_CHANGES = 12
"""The first changes that a circular shows; the comparison of editions shows all."""
