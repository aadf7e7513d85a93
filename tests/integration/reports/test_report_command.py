"""``sizao report``: the day, the filed paper, the 7-1-7 assessment and the returns come out as text, JSON and files."""

from __future__ import annotations

import argparse
import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from sizao.ground.command import actions as command
from sizao.kernel.areas import parse
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.oversight.reports import actions
from sizao.oversight.returns import actions as returns
from sizao.oversight.returns.types import NewReturn, NewUnit, UnitKind
from sizao.project.cli import report

pytestmark = pytest.mark.django_db
TZ = ZoneInfo("Asia/Shanghai")
REPORTED, AFTER = datetime(2021, 12, 11, 16, 0, tzinfo=TZ), datetime(2021, 12, 13, 8, 0, tzinfo=TZ)
ON = date(2021, 12, 11)


@pytest.fixture
def incident(by):
    return command.open_incident(
        title=Words("宜兴疫情", "Yixing outbreak"), disease="covid-19", area=parse("320282"), reported_at=REPORTED,
        by=by, at=REPORTED, number="YX-TEST-1",
    )  # fmt: skip


def run(*words: str):
    parser = argparse.ArgumentParser()
    report.register(parser.add_subparsers())
    return report.run(parser.parse_args(["report", *words]))


def test_the_assessment_is_written_as_json_word_and_excel(incident, tmp_path):
    for name in ("a.json", "a.docx", "a.xlsx"):
        outcome = run("YX-TEST-1", "--717", "--out", str(tmp_path / name))
        assert (tmp_path / name).stat().st_size > 0
    assert len(json.loads((tmp_path / "a.json").read_text())["early_response_actions"]) == 7
    assert len(outcome.document["intervals"]) == 3


def test_a_filed_report_is_printed_from_what_was_filed(incident, by, tmp_path):
    filed = actions.file_report(incident_id=incident, on=ON, by=by, at=AFTER)
    outcome = run("--filed", filed.number, "--out", str(tmp_path / "f.pdf"))
    assert outcome.document["sha256"] == filed.sha256
    assert (tmp_path / "f.pdf").read_bytes().startswith(b"%PDF")


def test_the_returns_are_rolled_up_with_the_missing_by_name(by, at, tmp_path):
    units = [NewUnit(Words(zh, zh), UnitKind.SECTOR, parse("320282"), "traffic-daily", ON, code=zh) for zh in "AB"]
    first, _second = returns.add_units(units=units, by=by, at=at)
    typed = {"vehicles_checked": 900, "travellers_checked": 2100, "travellers_turned": 4, "staff_on_duty": 60}
    returns.submit(new=NewReturn(first, "traffic-daily", ON, typed), by=by, at=AFTER)
    outcome = run("--returns", "320282", "--day", "2021-12-11", "--out", str(tmp_path / "r.xlsx"))
    assert outcome.document["missing"] == ["320282000000-B"]
    assert {each["key"]: each["total"] for each in outcome.document["totals"]}["vehicles_checked"] == 900


def test_what_cannot_be_made_is_refused(incident, tmp_path):
    with pytest.raises(Invalid):
        run()
    with pytest.raises(Invalid):
        run("YX-TEST-1", "--717", "--out", str(tmp_path / "a.pdf"))
    with pytest.raises(Invalid):
        run("--returns", "32x")
