"""What a reader may see of one cell: the one place where masking happens, for the screen and the file alike."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.types import Column, ListPage


def may(request: HttpRequest, right: str) -> bool:
    """Whether the reader has a right; nobody does without signing in."""
    actor = getattr(request, "actor", None)
    return actor is not None and accounts.may(actor, Right(right))


def allowed_columns(request: HttpRequest, declared: ListPage) -> list[Column]:
    """The columns that exist for this reader."""
    return [each for each in declared.columns if not each.right or may(request, each.right)]


def columns_for(request: HttpRequest, declared: ListPage, *, everything: bool = False) -> tuple[Column, ...]:
    """The columns this reader sees: the chosen ones, else all that are not hidden at first (``everything``: all)."""
    allowed = allowed_columns(request, declared)
    wanted = set(request.GET.getlist("columns"))
    chosen = tuple(each for each in allowed if each.key in wanted)
    return chosen or tuple(each for each in allowed if everything or not each.is_hidden)


def cell_value(request: HttpRequest, column: Column, row: Any) -> Any:
    """The value of a cell as this reader may see it."""
    value = column.of(row)
    if column.mask is not None and not (column.unmask and may(request, column.unmask)):
        return column.mask(value)
    return value
