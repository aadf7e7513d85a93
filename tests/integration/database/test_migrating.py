"""Migrating with each model's class made by itself writes the very same SQL, and shows code of migrations a whole schema."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest
from django.db import connection, models
from django.db.migrations import Migration
from django.db.migrations import operations as ops
from django.db.migrations.state import ProjectState

from sizao.project import migrating

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

SEEN: list[Any] = []


def look(apps: Any, schema_editor: Any) -> None:
    """Code of a migration: what it is shown of the schema as it stands."""
    ward, bed = apps.get_model("hospital", "Ward"), apps.get_model("hospital", "Bed")
    SEEN.append(
        (
            bed._meta.get_field("ward").related_model is ward,
            sorted(each.name for each in ward._meta.related_objects),
            sorted(each.name for each in ward._meta.get_fields()),
        )
    )


def chain() -> list[ops.base.Operation]:
    """What the rooms' migrations are made of, each after classes that refer to its model were made."""
    return [
        ops.CreateModel("Ward", [("id", models.IntegerField(primary_key=True)), ("code", models.CharField(max_length=8, unique=True))]),
        ops.CreateModel("Bed", [("id", models.AutoField(primary_key=True)), ("ward", models.ForeignKey("hospital.Ward", models.CASCADE))]),
        ops.CreateModel("Nurse", [("id", models.AutoField(primary_key=True)), ("wards", models.ManyToManyField("hospital.Ward"))]),
        ops.AddField("Ward", "floor", models.IntegerField(null=True)),
        ops.AddConstraint("Ward", models.CheckConstraint(condition=models.Q(floor__gte=0), name="floor_above_ground")),
        ops.AddIndex("Bed", models.Index(fields=["ward", "id"], name="bed_by_ward")),
        ops.AddField("Bed", "nurse", models.ForeignKey("hospital.Nurse", models.PROTECT, null=True)),
        ops.RunPython(look, ops.RunPython.noop),
        ops.AlterField("Ward", "floor", models.SmallIntegerField(null=True)),
        # what refers to a key changes with it: both tables' columns and their foreign keys
        ops.AlterField("Ward", "id", models.BigIntegerField(primary_key=True)),
        ops.AddField("Bed", "spare", models.ForeignKey("hospital.Ward", models.CASCADE, related_name="+", null=True)),
        ops.RemoveConstraint("Ward", "floor_above_ground"),
        ops.RenameModel("Ward", "Unit"),
        ops.RenameField("Unit", "code", "number"),
        ops.RemoveField("Bed", "spare"),
        ops.AlterUniqueTogether("Bed", {("ward", "nurse")}),
    ]  # fmt: skip


def written(prepare: Callable[[Any], Any], how: AbstractContextManager[None]) -> list[str]:
    """The SQL of the chain, statement by statement."""
    migration = Migration("0001_initial", "hospital")
    migration.operations = prepare(chain())
    state = ProjectState()
    assert not state.apps.get_models(), "the classes exist, as they do in a run"
    with how, connection.schema_editor(collect_sql=True, atomic=False) as editor:
        for operation in migration.operations:
            before = state.clone()
            operation.state_forwards("hospital", state)
            if isinstance(operation, ops.RunPython):
                before.clear_delayed_apps_cache()
                operation.code(before.apps, editor)
            else:
                operation.database_forwards("hospital", editor, before, state)
    return [str(each) for each in [*editor.collected_sql, *editor.deferred_sql]]


def test_the_same_sql_is_written() -> None:
    plainly = written(list, nullcontext())
    quickly = written(migrating.prepare, migrating.quickly())
    assert quickly == plainly
    assert sum("FOREIGN KEY" in each for each in plainly) >= 3
    assert len(plainly) > 15


def test_code_of_a_migration_sees_what_refers_to_what() -> None:
    SEEN.clear()
    written(list, nullcontext())
    written(migrating.prepare, migrating.quickly())
    plainly, quickly = SEEN
    assert quickly == plainly
    assert quickly[0] is True and "bed" in quickly[1]


def test_it_looks_further_only_where_others_are_concerned() -> None:
    operations = chain()
    prepared = migrating.prepare(operations)
    before = [
        after for each, after in zip(prepared, prepared[1:], strict=False) if isinstance(each, migrating.Rendered)
    ]
    assert [type(each).__name__ for each in before] == [
        "RunPython", "AlterField", "RenameModel", "RenameField", "RemoveField", "AlterUniqueTogether"
    ]  # fmt: skip
    assert len(migrating.prepare(prepared)) == len(prepared), "done twice it is as once"


def test_django_is_as_before_afterwards() -> None:
    kept = ProjectState.reload_model
    with migrating.quickly():
        assert ProjectState.reload_model is not kept
    assert ProjectState.reload_model is kept
