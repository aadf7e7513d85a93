"""The house stands as drawn: storeys, room files, doors, foreign keys, sizes, labels and refusals."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import grimp
import pytest
from django.apps import apps
from django.db import models

import sizao
from sizao.kernel.errors import SizaoError
from sizao.kernel.events import CATALOGUE
from sizao.project.rooms import ROOMS, STOREYS, present

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCE = CHECKOUT / "src" / "sizao"
ROOM_FILES = {
    "__init__", "types", "errors", "events", "rules", "models", "queries", "actions", "schemas", "forms", "api",
    "pages", "jobs", "urls", "apps", "migrations", "templates", "static", "locale", "data",
}  # fmt: skip
SPINE_FILES = ROOM_FILES | {
    "policies", "middleware", "context", "templatetags", "icons", "names", "catalogue", "launcher", "roles",
    "binaries", "clones", "processes",
}  # fmt: skip
DOORS = {"types", "errors", "events", "queries"}
SPINE_DOORS = DOORS | {"actions", "policies", "models", "apps", "launcher", "roles"}
"""The spine is what every room stands on: its actions (announce, log) are its doors too."""
FLOW_DOORS = DOORS | {"actions", "urls", "api", "jobs", "rules"}
STANDING_APART = {"auth", "contenttypes", "sessions", "otp_totp", "otp_static", "axes", "procrastinate"}


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("sizao", include_external_packages=False)


def python_files() -> list[Path]:
    return [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]


def parts(module: str) -> tuple[str, str, str]:
    """Storey, room and file of a module."""
    names = [*module.split(".")[1:4], "", "", ""]
    return names[0], names[1], names[2]


def room_folders() -> list[Path]:
    storeys = {room.storey for room in ROOMS}
    return [
        path
        for storey in sorted(storeys)
        for path in sorted((SOURCE / storey).iterdir())
        if path.is_dir() and path.name != "__pycache__"
    ]


def test_every_room_folder_is_in_the_table_and_installed():
    known = {f"{room.storey}/{room.name}" for room in ROOMS} | {"spine/database"}
    assert {str(path.relative_to(SOURCE)) for path in room_folders()} <= known
    assert {room.name for room in present()} == {
        config.label for config in apps.get_app_configs() if config.name.startswith("sizao.")
    }


def test_the_storeys_of_the_table_are_those_of_the_contract():
    contracts = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = [name.strip() for layer in contracts[0]["layers"] for name in layer.split("|")]
    assert tuple(layers) == STOREYS


@pytest.mark.parametrize("folder", room_folders(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_room_has_only_the_files_of_the_house(folder):
    allowed = SPINE_FILES if folder.parent.name == "spine" else ROOM_FILES
    found = {path.stem for path in folder.iterdir() if path.name != "__pycache__"}
    assert found <= allowed, f"not in the house's list: {sorted(found - allowed)}"


@pytest.mark.parametrize("folder", room_folders(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_room_says_what_it_is_for_and_opens_empty(folder):
    tree = ast.parse((folder / "__init__.py").read_text("utf-8"))
    assert ast.get_docstring(tree)
    assert len(tree.body) == 1, "a room's __init__ holds its docstring and nothing else"


def test_rooms_are_entered_through_their_doors():
    wrong = []
    for module in graph().modules:
        storey, room, _ = parts(module)
        for target in graph().find_modules_directly_imported_by(module):
            there, other, file = parts(target)
            if (
                there not in {"ground", "sense", "trace", "measures", "oversight", "spine"}
                or not file
                or (storey, room) == (there, other)
            ):
                continue
            if storey == "project":
                continue
            doors = FLOW_DOORS if storey == "flow" else SPINE_DOORS if there == "spine" else DOORS
            if file not in doors and not (there == "spine" and other == "web"):
                wrong.append(f"{module} -> {target}")
    assert wrong == []


def storey_of(model: type[models.Model]) -> tuple[int, str]:
    names = model.__module__.split(".")
    if names[0] != "sizao":
        return len(STOREYS), model._meta.app_label
    return STOREYS.index(names[1]), model._meta.app_label


def test_foreign_keys_point_into_the_own_room_or_down():
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("sizao."):
            continue
        here, room = storey_of(model)
        for field in model._meta.get_fields():
            if not (isinstance(field, models.ForeignKey) and not field.auto_created):
                continue
            there, other = storey_of(field.related_model)
            is_lower_room = (
                there > here
                or other in {"registry", "cases"}
                or (room, other) in {("duty", "command"), ("issues", "command")}
            )
            if other != room and not is_lower_room:
                wrong.append(f"{model.__name__}.{field.name} -> {field.related_model.__name__}")
    assert wrong == []


def test_the_log_and_the_events_have_no_foreign_keys():
    for label in ("audit", "outbox"):
        for model in apps.get_app_config(label).get_models():
            assert not [field for field in model._meta.fields if isinstance(field, models.ForeignKey)]


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("sizao.")]


def sensitivity(model: type[models.Model]) -> dict[str, str]:
    """The label of each field, those of a shared base included."""
    labels = getattr(model, "Sensitivity", object)
    return {name: getattr(labels, name) for name in dir(labels) if not name.startswith("_")}


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_every_field_says_how_sensitive_it_is(model):
    labels = sensitivity(model)
    fields = {field.name for field in model._meta.get_fields() if getattr(field, "concrete", False)}
    assert set(labels) == fields
    assert set(labels.values()) <= {"identifying", "quasi", "open"}
    assert (model.__doc__ or "").strip() and not model.__doc__.startswith(model.__name__ + "(")


@pytest.mark.django_db
def test_every_table_about_persons_has_forced_row_level_security():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        forced = {name for (name,) in cursor.fetchall()}
    open_by_design = {"accounts_user", "accounts_grant", "accounts_apiclient", "accounts_receipt", "outbox_failure"}
    about_persons = {
        model._meta.db_table for model in own_models()
        if any(value != "open" for value in sensitivity(model).values())
    }  # fmt: skip
    assert about_persons - open_by_design <= forced


def functions() -> list[tuple[str, int]]:
    found = []
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.append(
                    (f"{path.relative_to(SOURCE)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
                )
    return found


def test_no_function_is_longer_than_sixty_lines():
    assert [name for name, length in functions() if length > 60] == []


def test_functions_are_short():
    lengths = sorted(length for _, length in functions())
    assert lengths[len(lengths) // 2] <= 8
    assert lengths[int(len(lengths) * 0.95)] <= 35


def test_no_file_is_longer_than_five_hundred_lines():
    assert [str(path.relative_to(SOURCE)) for path in python_files() if path.read_text("utf-8").count("\n") > 500] == []


def test_every_module_says_what_it_is_for():
    silent = [
        str(path.relative_to(SOURCE))
        for path in python_files()
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


@cache
def errors() -> list[type[SizaoError]]:
    for module in walk_packages(sizao.__path__, "sizao."):
        if module.name.endswith(".errors"):
            import_module(module.name)
    found, waiting = [], [SizaoError]
    while waiting:
        error = waiting.pop()
        found.append(error)
        waiting += error.__subclasses__()
    return sorted(set(found), key=lambda each: (each.code, each.__module__))


def test_every_refusal_has_a_code_of_its_own():
    codes = [error.code for error in errors()]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("error", errors(), ids=lambda each: each.code)
def test_every_refusal_is_said_in_both_languages_with_the_same_fields(error):
    def names(text: str) -> set[str]:
        return {name.split(".")[0] for _, name, _, _ in string.Formatter().parse(text) if name}

    zh, en = error.template()
    assert re.search(r"[一-鿿]", zh) and not re.search(r"[一-鿿]", en.replace("四早", ""))
    assert names(zh) == names(en)


def test_every_event_is_named_after_its_room_and_says_what_happened():
    for module in walk_packages(sizao.__path__, "sizao."):
        if module.name.endswith(".events"):
            import_module(module.name)
    for name, event in CATALOGUE.items():
        if not name:
            continue
        storey, room, fact = name.split(".")
        assert event.__module__.startswith(f"sizao.{storey}.{room}."), name
        assert re.fullmatch(r"[a-z0-9-]+", fact)


def test_only_the_clock_reads_the_time():
    pattern = re.compile(r"datetime\.now\(|timezone\.now\(|datetime\.utcnow\(|date\.today\(|datetime\.today\(")
    readers = {str(path.relative_to(SOURCE)) for path in python_files() if pattern.search(path.read_text("utf-8"))}
    assert readers <= {"spine/clock.py"}


def test_no_room_is_called_helper():
    banned = {"utils.py", "helpers.py", "misc.py", "common.py"}
    assert [path for path in python_files() if path.name in banned] == []


BAND = re.compile(r"[\"'](exercise_band|exercise_time|exercise_pace|told_newest|told_more|told_any)[\"']")
BAND_GIVERS = {"spine/web/context.py", "spine/web/pages.py", "oversight/drills/pages.py"}


def test_only_the_surroundings_say_that_a_page_is_an_exercise():
    """A page that gave one of these names would put the band on a real page, or take it from a drill's."""
    givers = {str(path.relative_to(SOURCE)) for path in python_files() if BAND.search(path.read_text("utf-8"))}
    assert givers == BAND_GIVERS


def test_no_page_asks_for_a_name_that_a_page_would_take_by_chance():
    """``drill`` is what a page about a drill calls it: as the band's name it turned such pages into exercises."""
    tag, quoted = re.compile(r"\{[%{](.*?)[%}]\}"), re.compile(r"\"[^\"]*\"|'[^']*'")
    wrong = [
        str(path.relative_to(SOURCE))
        for path in sorted(SOURCE.rglob("templates/**/*.html"))
        for inside in tag.findall(path.read_text("utf-8"))
        if re.search(r"\b(drill|drill_pace)\b", quoted.sub("", inside))
    ]
    assert wrong == []
