"""Rows put aside in a lake's folder end with the time of their source, whatever they name it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sizao.traceback import files, intake, quarantine
from sizao.traceback.intake import Terms
from sizao.traceback.lake import Lake
from sizao.traceback.removal import Forgetting
from sizao.traceback.visits import VisitSource

AS_OF = datetime(2021, 12, 20, tzinfo=UTC)
WRONG = "2021-12-01 10:00,2021-12-01 09:00"


def put_aside(folder: Path, text: str, **terms) -> Lake:
    path = folder / "visits.csv"
    path.write_text(text, "utf-8")
    found = files.read(path)
    lake = Lake(folder / "lake")
    quarantine.put(lake, "0" * 64, intake.take(found.rows, Terms(AS_OF, **terms), found.broken).aside)
    return lake


@pytest.mark.parametrize(
    "text",
    [
        f"person,place,start,until\n1,10,{WRONG}\n",
        f"person,place,start,until,source\n1,10,{WRONG}, Hotel \n",
        f"person,place,start,until,source\n1,10,{WRONG},HOTEL\n",
    ],
)
def test_rows_of_a_source_go_with_it_however_they_name_it(tmp_path, text):
    lake = put_aside(tmp_path, text, source=VisitSource.HOTEL)
    other = Forgetting(sources=frozenset({"venue_scan"}), before=date(2021, 12, 10))
    early = Forgetting(sources=frozenset({"hotel"}), before=date(2021, 12, 1))
    assert (quarantine.forget(lake, other), quarantine.forget(lake, early)) == (0, 0)
    assert quarantine.forget(lake, Forgetting(sources=frozenset({"hotel"}), before=date(2021, 12, 10))) == 1
    assert not list(quarantine.folder(lake).iterdir())


def test_a_row_of_no_source_that_there_is_goes_with_the_first_whose_time_is_over(tmp_path):
    lake = put_aside(tmp_path, f"person,place,start,until,source\n1,10,{WRONG},nonsense\n")
    assert quarantine.forget(lake, Forgetting(sources=frozenset({"venue_scan"}), before=date(2021, 12, 10))) == 1
