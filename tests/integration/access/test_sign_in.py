"""Signing in: the second factor, the lockout, the roles, and what the access log shows."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from sizao.spine import clock
from sizao.spine.accounts import actions as accounts
from sizao.spine.accounts.models import User
from sizao.spine.audit import actions as audit
from sizao.spine.audit import queries as log

pytestmark = pytest.mark.django_db
PASSWORD = "Long-enough-2021"


@pytest.fixture
def officer(staff) -> User:
    user = staff("epidemiologist", name="officer")
    User.objects.filter(pk=user.pk).update(password=make_password(PASSWORD), is_demonstration=False)
    return User.objects.get(pk=user.pk)


def enter(browser, password=PASSWORD):
    return browser.post("/access/sign-in/", {"username": "officer", "password": password})


def test_staff_cannot_go_on_without_the_second_factor(officer):
    browser = Client()
    assert "/access/second-factor/" in enter(browser)["location"]
    assert browser.get("/registry/areas/").status_code == 302


def test_the_first_code_enrols_the_device_and_opens_the_door(officer):
    browser = Client()
    enter(browser)
    assert b"data:image/svg+xml" in browser.get("/access/second-factor/").content
    device = TOTPDevice.objects.get(user_id=officer.pk)
    browser.post("/access/second-factor/", {"code": f"{totp(device.bin_key):06d}"})
    assert browser.get("/registry/areas/").status_code == 200


def test_the_code_leads_on_to_the_page_that_was_wanted(officer):
    browser = Client()
    form = {"username": "officer", "password": PASSWORD, "next": "/registry/areas/?q=a&b=1"}
    asking = browser.get(browser.post("/access/sign-in/", form)["location"])
    assert asking.context["next"] == "/registry/areas/?q=a&b=1"
    device = TOTPDevice.objects.get(user_id=officer.pk)
    code = {"code": f"{totp(device.bin_key):06d}", "next": asking.context["next"]}
    assert browser.post("/access/second-factor/", code)["location"] == "/registry/areas/?q=a&b=1"
    assert browser.get("/access/second-factor/")["location"] == "/"


def test_the_code_leads_nobody_to_another_host(officer):
    browser = Client()
    enter(browser)
    browser.get("/access/second-factor/")
    device = TOTPDevice.objects.get(user_id=officer.pk)
    code = {"code": f"{totp(device.bin_key):06d}", "next": "https://evil.example/"}
    assert browser.post("/access/second-factor/", code)["location"] == "/"


def test_a_lost_phone_is_removed_sessions_end_and_a_new_one_is_enrolled(officer, by, at):
    browser = Client()
    enter(browser)
    browser.get("/access/second-factor/")
    old = TOTPDevice.objects.get(user_id=officer.pk)
    browser.post("/access/second-factor/", {"code": f"{totp(old.bin_key):06d}"})
    assert browser.get("/registry/areas/").status_code == 200
    assert accounts.remove_second_factor(user_id=officer.pk, by=by, at=at) == 1
    assert browser.get("/registry/areas/").status_code == 302
    assert b"data:image/svg+xml" in browser.get("/access/second-factor/").content
    assert TOTPDevice.objects.get(user_id=officer.pk).bin_key != old.bin_key


def test_a_wrong_code_is_refused_with_a_sentence(officer):
    browser = Client(headers={"accept-language": "en"})
    enter(browser)
    browser.get("/access/second-factor/")
    device = TOTPDevice.objects.get(user_id=officer.pk)
    wrong = (totp(device.bin_key) + 1) % 1_000_000
    answer = browser.post("/access/second-factor/", {"code": f"{wrong:06d}"})
    assert answer.status_code == 422
    assert b"six-digit code is not right" in answer.content


def test_six_wrong_passwords_lock_the_door_even_for_the_right_one(officer):
    browser = Client()
    for _ in range(6):
        enter(browser, "wrong")
    assert "location" not in enter(browser)


@pytest.mark.parametrize(("language", "sentence"), [("en", "is locked for a while"), ("zh-hans", "账户暂时锁定")])
def test_a_locked_account_reads_the_page_in_its_language(officer, language, sentence):
    browser = Client(headers={"accept-language": language})
    for _ in range(6):
        enter(browser, "wrong")
    answer = enter(browser)
    assert (answer.status_code, sentence in answer.content.decode()) == (429, True)
    assert 'name="password"' in answer.content.decode()


def test_who_is_locked_out_is_let_in_again_by_the_operator(officer, by, at):
    browser = Client()
    for _ in range(7):
        enter(browser, "wrong")
    assert "location" not in enter(browser)
    assert accounts.unlock(user_id=officer.pk, by=by, at=at) == 1
    assert "/access/second-factor/" in enter(browser)["location"]


def test_an_unknown_user_gets_the_same_answer_as_a_wrong_password(officer):
    known = enter(Client(headers={"accept-language": "en"}), "wrong")
    unknown = Client(headers={"accept-language": "en"}).post(
        "/access/sign-in/", {"username": "nobody", "password": "wrong"}
    )
    assert known.status_code == unknown.status_code == 422


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_host_after_signing_in(staff, target):
    user = staff("epidemiologist")
    User.objects.filter(pk=user.pk).update(password=make_password(PASSWORD))
    form = {"username": user.username, "password": PASSWORD, "next": target}
    assert Client().post("/access/sign-in/", form)["location"] == "/"


def test_an_ended_role_is_gone_with_the_next_request(signed_in, by):
    from sizao.spine.accounts import actions
    from sizao.spine.accounts.models import Grant

    browser = signed_in("epidemiologist")
    assert browser.get("/registry/areas/").status_code == 200
    actions.end_role(grant_id=Grant.objects.get().pk, by=by, at=datetime.now(UTC))
    assert browser.get("/registry/areas/").status_code == 302


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    ("role", "path"),
    [("auditor", "log/"), ("epidemiologist", "own/"), ("epidemiologist", ""), ("security_admin", "accounts/")],
)
def test_the_pages_open(signed_in, role, path, language):
    assert signed_in(role, language=language).get(f"/access/{path}").status_code == 200


def test_an_account_is_made_with_a_role_that_ends(signed_in, by):
    form = {
        "username": "new", "display_name": "流调一组", "password": "Passw0rd-for-2021", "role": "tracer",
        "area": "320282",
    }  # fmt: skip
    answer = signed_in("security_admin").post("/access/create/", form)
    assert answer.status_code == 302, answer.content.decode()
    assert User.objects.get(username="new").grants.get().until > datetime.now(UTC)


def test_a_weak_password_is_refused_and_no_account_is_made(signed_in):
    form = {"username": "new", "display_name": "x", "password": "password", "role": "tracer", "area": "320282"}
    assert signed_in("security_admin").post("/access/create/", form).status_code == 422
    assert not User.objects.filter(username="new").exists()


def test_the_chain_holds_and_a_changed_row_breaks_it(by, at, django_db_blocker):
    from django.db import connection

    for number in range(3):
        audit.record(
            by=by, at=at, action="identity.reveal", purpose="case_investigation", persons=[number], fields="name"
        )
    assert log.check_chain().holds
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_access")
        assert cursor.fetchone()[0] == 3


@pytest.fixture
def real(monkeypatch):
    """The real time, which a test moves by minutes."""
    began = clock.wall()
    return lambda minutes: monkeypatch.setattr(clock, "wall", lambda: began + timedelta(minutes=minutes))


def is_in(browser):
    return browser.get("/registry/areas/").status_code == 200


def test_a_session_that_nobody_uses_ends_after_half_an_hour(signed_in, real):
    browser = signed_in("epidemiologist")
    for minutes in (0, 29, 58):
        real(minutes)
        assert is_in(browser)
    real(58 + 31)
    assert not is_in(browser)
    assert "sign-in" in browser.get("/registry/areas/")["location"]


def test_a_session_ends_after_eight_hours_however_much_it_is_used(signed_in, real):
    browser = signed_in("epidemiologist")
    for minutes in range(0, 8 * 60, 20):
        real(minutes)
        assert is_in(browser), minutes
    real(8 * 60 + 1)
    assert not is_in(browser)


def test_who_asks_is_read_once(signed_in):
    browser = signed_in("epidemiologist")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/access/log/").status_code == 403
    statements = [each["sql"] for each in asked]
    table = User._meta.db_table
    assert sum(f'"{table}"' in each for each in statements) == 1
    assert sum("app.tok" in each for each in statements) == 1, "bound once; a refusal is rolled back"
