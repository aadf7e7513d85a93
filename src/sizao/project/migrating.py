"""Migrations from nothing without rendering the same models again and again: two thirds of what a first start took.

Django keeps a class for every model as it stood before each operation, and makes all classes anew that are related to one
that changes, however far; in a schema where nearly everything is related that is the whole schema, a thousand times. Most
operations look at the one model they change. Those that look at what refers to it (:class:`Rendered` comes before them) get
classes made anew from the start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

OWN = (
    ops.CreateModel, ops.AddField, ops.AddConstraint, ops.RemoveConstraint, ops.AddIndex, ops.RemoveIndex,
    ops.AlterModelOptions, ops.RunSQL,
)  # fmt: skip
"""Operations that look at no class but that of their own model and of those it refers to."""


class Rendered(Operation):
    """Forget the classes that do not know all that refers to them; they are made anew when the next operation asks."""

    reduces_to_sql = False
    atomic = False

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Forget them when there are such."""
        state.clear_delayed_apps_cache()

    def database_forwards(self, *_: Any, **__: Any) -> None:
        """The database is as it was."""


@contextmanager
def quickly() -> Iterator[None]:
    """Within it Django's ``migrate`` makes the class of one model where no more is asked for."""
    build_graph = MigrationLoader.build_graph

    def prepared(loader: MigrationLoader) -> None:
        build_graph(loader)
        for migration in loader.disk_migrations.values():
            vars(migration)["operations"] = prepare(migration.operations)

    with (
        _in_place_of(ProjectState, "reload_model", _reload_alone),
        _in_place_of(MigrationLoader, "build_graph", prepared),
    ):
        yield


@contextmanager
def _in_place_of(owner: type, name: str, method: Callable[..., None]) -> Iterator[None]:
    kept = getattr(owner, name)
    setattr(owner, name, method)
    try:
        yield
    finally:
        setattr(owner, name, kept)


def prepare(operations: Iterable[Operation]) -> list[Operation]:
    """Put :class:`Rendered` before each operation that looks further than at its own model; done twice it is as once."""
    found: list[Operation] = []
    for each in operations:
        if not isinstance(each, Rendered):
            found += [each] if looks_at_its_own(each) else [Rendered(), each]
    return found


def looks_at_its_own(operation: Operation) -> bool:
    """Whether an operation looks at no class but that of its own model and of those it refers to."""
    if isinstance(operation, ops.AlterField):
        return not (operation.field.is_relation or operation.field.unique)
    return isinstance(operation, OWN)


def _reload_alone(state: Any, app_label: str, model_name: str, delay: bool = False) -> None:
    if "apps" in state.__dict__:  # asking for it would make them all
        state.is_delayed = True
        state._reload({(app_label, model_name)})
