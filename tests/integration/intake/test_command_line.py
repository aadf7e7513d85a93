"""``sizao import`` and ``sizao export`` as a person types them."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from sizao.ground.command import queries as command
from sizao.ground.intake.errors import CountMismatch, FileRefused
from sizao.ground.intake.models import Batch
from sizao.kernel.actors import Actor
from sizao.project.cli import Parser, export, import_, world
from sizao.project.cli.outcome import Outcome
from sizao.project.worlds.sources import NoSuchWorld
from sizao.spine.scope import queries as scope

pytestmark = pytest.mark.django_db
NEW = ("--disease", "covid-19", "--area", "320282", "--reported", "2021-12-10")


def run(module: object, *argv: object) -> Outcome:
    whole = argparse.ArgumentParser()
    module.register(whole.add_subparsers(parser_class=Parser))  # type: ignore[attr-defined]
    args = whole.parse_args([str(each) for each in argv])
    args.json = getattr(args, "json", False)
    return module.run(args)  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(
        "case_id,sex,onset,diagnosis date\nA1,m,2021-12-03,2021-12-05\nA2,?,2021-12-04,2021-12-05\nA3,雄,,\n", "utf-8"
    )
    return path


def only_incident() -> str:
    with scope.acting(Actor.system("test")):
        (found,) = command.incidents()
        return found.number


def test_a_file_opens_its_incident_and_enters(file: Path, tmp_path: Path) -> None:
    done = run(import_, "import", "cases", file, *NEW, "--write-map", tmp_path / "map.toml")
    assert (done.code, done.document["accepted"], done.document["rejected"]) == (0, 2, 1)
    assert done.document["rejections"][0]["line"] == 4
    again = run(import_, "import", "cases", file, "--incident", only_incident(), "--map", tmp_path / "map.toml")
    assert again.document["batch"] == done.document["batch"]
    assert "date_order" not in (tmp_path / "map.toml").read_text()


def test_a_rehearsal_enters_nothing(file: Path) -> None:
    done = run(import_, "import", "cases", file, *NEW, "--dry-run")
    assert done.document["accepted"] == 2
    with scope.acting(Actor.system("test")):
        assert [row.status for row in Batch.objects.all()] == ["withdrawn"]
        assert command.incidents() == []


def test_a_file_twice_or_unread_opens_one_incident_and_names_it(file: Path) -> None:
    first = run(import_, "import", "cases", file, *NEW)
    assert run(import_, "import", "cases", file, *NEW).document["batch"] == first.document["batch"]
    with pytest.raises(FileRefused):
        run(import_, "import", "cases", empty(file), *NEW)
    with scope.acting(Actor.system("test")):
        (found,) = command.incidents()
    assert found.title.zh == "宜兴市新型冠状病毒感染疫情(2021-12-10)"
    assert found.title.en == "COVID-19 in Yixing City, 2021-12-10"


def empty(beside: Path) -> Path:
    path = beside.with_name("empty.csv")
    path.write_bytes(b"")
    return path


def test_the_base_of_the_edition_in_force_is_enough(file: Path) -> None:
    assert run(import_, "import", "cases", file, *NEW, "--edition", "cn-covid-ed8").document["accepted"] == 2


def test_a_mismatch_is_refused_by_rule(file: Path) -> None:
    with pytest.raises(CountMismatch):
        run(import_, "import", "cases", file, *NEW, "--declared", 70_000)


def test_what_is_missing_or_wrong_is_said(file: Path) -> None:
    with pytest.raises(import_.IncidentMissing):
        run(import_, "import", "cases", file)
    with pytest.raises(import_.AreaMalformed):
        run(import_, "import", "cases", file, "--disease", "covid-19", "--area", "Yixing")
    with pytest.raises(import_.OtherEdition) as refused:
        run(import_, "import", "cases", file, *NEW, "--edition", "int-mers")
    assert "int-mers" in str(refused.value)
    with pytest.raises(FileNotFoundError):
        run(import_, "import", "cases", file.with_name("none.csv"), *NEW)


def test_export_writes_what_import_reads(file: Path, tmp_path: Path) -> None:
    run(import_, "import", "cases", file, *NEW)
    number = only_incident()
    for form in ("csv", "xlsx"):
        out = tmp_path / f"out.{form}"
        assert (
            run(export, "export", "cases", "--incident", number, "--format", form, "--out", out).document["rows"] == 2
        )
        assert out.stat().st_mode & 0o077 == 0
        again = run(import_, "import", "cases", out, *NEW)
        assert (again.document["accepted"], again.document["rejected"]) == (2, 0)


def test_worlds_are_listed_and_unknown_ones_named() -> None:
    listed = run(world, "world", "list").document["worlds"]
    assert [each["name"] for each in listed] == [
        "yixing-2021", "wuxi-city", "mers-korea-2015", "korea-routes-2020",
    ]  # fmt: skip
    with pytest.raises(NoSuchWorld):
        run(world, "world", "get", "atlantis")
