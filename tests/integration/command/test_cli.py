"""``sizao clock`` against a database: the incidents, one clock, only what is late."""

import argparse
from datetime import timedelta

import pytest

from sizao.ground.command import actions
from sizao.ground.command.errors import NoSuchIncident
from sizao.kernel.areas import parse
from sizao.kernel.words import Words
from sizao.project.cli import clock
from sizao.project.cli.outcome import plain


@pytest.fixture
def incident(by, at):
    title = Words("宜兴一例", "One case in Yixing")
    return actions.open_incident(title=title, disease="covid-19", area=parse("320282"), reported_at=at, by=by, at=at)


def ask(incident="", as_of="", late=False):
    return clock.run(argparse.Namespace(incident=incident, as_of=as_of, late=late))


def test_without_a_number_the_incidents_are_listed(incident):
    said = ask()
    assert "YX-2021-01" in said.lines[0].en
    assert plain(said.document)["incidents"][0]["area"] == "320282000000"


def test_the_clock_as_of_a_moment_names_what_is_late_and_why(incident, at):
    said = ask("yx-2021-01", (at + timedelta(hours=9)).isoformat(), late=True)
    lines = [line.en for line in said.lines]
    assert any("Close contacts moved into quarantine" in line and "over 1:00" in line for line in lines)
    assert any("No task was given for this milestone." in line for line in lines)
    assert not any("Case investigation by the county CDC" in line for line in lines)
    rows = plain(said.document)["golden_24_hours"]
    assert {row["state"] for row in rows} == {"late", "due", "not_started"}


def test_an_unknown_number_is_not_found(incident):
    with pytest.raises(NoSuchIncident):
        ask("XX-1999-01")
