"""``sizao trace --case``: an account asks for a purpose and on a legal basis, and the log says it as the page's does."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from sizao.kernel import areas
from sizao.kernel.errors import NotPermitted
from sizao.project.cli import exit_code, trace
from sizao.project.cli._asker import AskerRefused, CodeMissing
from sizao.spine.accounts import actions as accounts
from sizao.spine.accounts.models import Grant, User
from sizao.spine.accounts.types import Role
from sizao.spine.audit.models import Access
from sizao.trace.cases import queries as known
from sizao.trace.cases.errors import CaseNotFound
from sizao.trace.tracing import queries
from sizao.trace.tracing.errors import TaskNeeded, TaskNoGround
from tests.integration.intake.test_command_line import run
from tests.integration.tracing.test_several import Two

pytestmark = pytest.mark.django_db
PASSWORD = "long-enough-9876"
GROUND = ("--purpose", "contact_management", "--legal-basis", "infectious_diseases_law")


@pytest.fixture
def two(by, at, monkeypatch):
    from sizao.spine import clock

    monkeypatch.setattr(clock, "now", lambda: at)
    found = Two(by, at)
    for name, role in (("asker", Role.EPIDEMIOLOGIST), ("worker", Role.GRID_WORKER)):
        user = accounts.create_user(
            username=name, display_name=name, password=PASSWORD, is_demonstration=True, by=by, at=at - timedelta(days=9)
        )
        accounts.give_role(
            user_id=user, role=role, area=areas.parse("320282"), until=at + timedelta(days=9), by=by,
            at=at - timedelta(days=9),
        )  # fmt: skip
    return found


def asked(monkeypatch, two, *options, user="asker", password=PASSWORD, case=None):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    number = known.case(case or two.case).number
    return run(trace, "trace", "--case", number, *GROUND, "--user", user, *options)


def test_the_run_is_the_accounts_and_logged_as_the_pages_is(two, monkeypatch):
    done = asked(monkeypatch, two)
    [kept] = queries.runs(two.case)
    assert (done.document["run"], kept.by, kept.purpose.value) == (kept.number, "asker", "contact_management")
    row = Access.objects.filter(action="tracing.run").latest("at", "id")
    assert (row.user_id, row.purpose, row.persons) == (
        User.objects.get(username="asker").pk,
        "contact_management",
        [two.case_person],
    )
    assert row.reason.startswith("infectious_diseases_law; ")


def test_a_dry_run_keeps_nothing_but_the_row_in_the_log(two, monkeypatch):
    done = asked(monkeypatch, two, "--dry-run")
    assert done.document["counts"].persons and queries.runs() == []
    assert Access.objects.filter(action="tracing.count", user_id__isnull=False).count() == 1


def test_several_cases_are_traced_together(two, monkeypatch):
    asked(monkeypatch, two, "--case", known.case(two.other).number)
    [kept] = queries.runs()
    assert set(kept.cases) == set(two.both)


@pytest.mark.parametrize("left_out", ["--purpose", "--legal-basis", "--user"])
def test_without_ground_or_account_it_is_bad_input(two, left_out):
    given = [*GROUND, "--user", "asker"]
    place = given.index(left_out)
    with pytest.raises(trace.GroundMissing, match=left_out) as refused:
        run(trace, "trace", "--case", "C-1", *given[:place], *given[place + 2 :])
    assert exit_code(refused.value) == 2


def test_a_purpose_outside_the_list_is_bad_input(two, monkeypatch):
    with pytest.raises(trace.GroundUnknown, match="contact_management, case_investigation"):
        run(trace, "trace", "--case", "C-1", "--purpose", "order keeping", *GROUND[2:], "--user", "asker")


@pytest.mark.parametrize(
    "wrong",
    [{"password": "another-password-1"}, {"user": "nobody"}, {"user": "worker"}],
    ids=["password", "name", "right"],
)
def test_who_may_not_is_refused(two, monkeypatch, wrong):
    with pytest.raises(AskerRefused) as refused:
        asked(monkeypatch, two, **wrong)
    assert exit_code(refused.value) == 3 and isinstance(refused.value, NotPermitted)
    assert queries.runs() == []


def test_an_account_that_is_no_demonstration_shows_its_second_factor(two, monkeypatch, at):
    from django_otp.oath import totp
    from django_otp.plugins.otp_totp.models import TOTPDevice

    user = User.objects.get(username="asker")
    User.objects.filter(pk=user.pk).update(is_demonstration=False)
    with pytest.raises(AskerRefused):
        asked(monkeypatch, two)
    device = TOTPDevice.objects.create(user=user, name="phone", confirmed=True)
    with pytest.raises(CodeMissing):
        asked(monkeypatch, two)
    with pytest.raises(AskerRefused):
        asked(monkeypatch, two, "--code", f"{(totp(device.bin_key) + 1) % 10**6:06d}")
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert asked(monkeypatch, two, "--code", f"{totp(device.bin_key):06d}").document["run"]


def test_a_case_out_of_the_accounts_area_or_a_task_of_another_is_refused(two, monkeypatch):
    with pytest.raises(TaskNeeded):
        asked(monkeypatch, two, "--purpose", "case_investigation")
    with pytest.raises(TaskNoGround):
        asked(monkeypatch, two, "--task", "K-0")
    Grant.objects.filter(user__username="asker").update(area=areas.parse("320211"))
    with pytest.raises(CaseNotFound):
        asked(monkeypatch, two)
