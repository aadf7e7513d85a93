"""``sizao export --as`` as a person types it: every system gets its file, and what it does not take is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sizao.kernel.actors import Actor
from sizao.project.cli import export, import_
from sizao.spine.scope import queries as scope
from sizao.trace.cases import queries as cases
from tests.integration.intake.test_command_line import NEW, only_incident, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def number(tmp_path: Path) -> str:
    path = tmp_path / "list.csv"
    path.write_text(
        "case_id,sex,onset,diagnosis date\nA1,m,2021-12-03,2021-12-05\nA2,f,2021-12-04,2021-12-05\n", "utf-8"
    )
    run(import_, "import", "cases", path, *NEW)
    return only_incident()


@pytest.mark.parametrize(
    ("system", "kind", "rows"),
    [("sormas", "cases", 2), ("sormas", "contacts", 0), ("godata", "cases", 2), ("godata", "exposures", 0)],
)
def test_each_system_gets_its_tables(number: str, tmp_path: Path, system: str, kind: str, rows: int) -> None:
    out = tmp_path / "out.csv"
    done = run(export, "export", kind, "--as", system, "--incident", number, "--out", out)
    assert done.document["rows"] == rows
    assert out.stat().st_mode & 0o077 == 0


def test_a_case_as_fhir_and_the_days_counts_for_dhis2(number: str, tmp_path: Path) -> None:
    with scope.acting(Actor.system("test")):
        case = cases.case_rows().order_by("number")[0].number
    out = tmp_path / "out.json"
    run(export, "export", "case", "--as", "fhir", "--case", case, "--out", out)
    assert json.loads(out.read_text("utf-8"))["identifier"]["value"] == case
    run(export, "export", "counts", "--as", "dhis2", "--area", "320282", "--day", "2021-12-05", "--out", out)
    values = {each["dataElement"]: each["value"] for each in json.loads(out.read_text("utf-8"))["dataValues"]}
    assert values["SzNewConf01"] == "2"


def test_what_a_system_does_not_take_is_said(number: str) -> None:
    for argv in (("exposures", "--as", "sormas"), ("case", "--as", "fhir"), ("counts", "--as", "sizao")):
        with pytest.raises(export.NotTaken):
            run(export, "export", *argv, "--incident", number)
