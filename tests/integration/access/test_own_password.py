"""Changing one's own password, and an administrator who lets somebody in again."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.spine.accounts import actions as accounts
from sizao.spine.accounts.errors import AccountUnknown, PasswordWeak
from sizao.spine.accounts.models import User
from sizao.spine.accounts.types import Role
from sizao.spine.audit.models import Access
from sizao.spine.scope import queries as scope

pytestmark = pytest.mark.django_db
PRESENT, NEW = "Long-enough-2021", "Quite-another-2022"
PAGE = "/access/password/"


@pytest.fixture
def officer(staff) -> User:
    user = staff("epidemiologist", name="officer")
    User.objects.filter(pk=user.pk).update(password=make_password(PRESENT), is_demonstration=False)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def device(officer) -> TOTPDevice:
    return TOTPDevice.objects.create(user_id=officer.pk, name="totp", confirmed=True)


def code(device: TOTPDevice, wrong: int = 0) -> str:
    return f"{(totp(device.bin_key) + wrong) % 1_000_000:06d}"


def fresh(device: TOTPDevice) -> None:
    """As if the present half minute's code had not been used, nor a wrong one typed."""
    TOTPDevice.objects.filter(pk=device.pk).update(last_t=-1, throttling_failure_count=0)


def entered(device: TOTPDevice, password: str = PRESENT, language: str = "en") -> Client:
    fresh(device)
    browser = Client(headers={"accept-language": language})
    browser.post("/access/sign-in/", {"username": "officer", "password": password})
    browser.post("/access/second-factor/", {"code": code(device)})
    fresh(device)
    return browser


def changes(browser: Client, device: TOTPDevice, **given: str):
    form = {"present": PRESENT, "code": code(device), "new": NEW, "again": NEW, **given}
    return browser.post(PAGE, form)


def rows(action: str) -> list[Access]:
    with scope.acting(Actor.system("reader")):
        return list(Access.objects.filter(action=action))


def is_in(browser: Client) -> bool:
    return browser.get("/access/").status_code == 200


def test_the_password_is_changed_other_sessions_end_and_this_one_goes_on(device):
    here, elsewhere = entered(device), entered(device)
    assert is_in(here) and is_in(elsewhere)
    assert changes(here, device)["location"] == "/access/"
    assert is_in(here) and not is_in(elsewhere)
    assert is_in(entered(device, NEW)) and not is_in(entered(device, PRESENT))
    [row] = rows("accounts.change_password")
    assert (row.actor, row.allowed) == ("officer", True)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"present": "wrong"}, {"en": "Your password is not right", "zh-hans": "您的密码不正确"}),
        ({"new": PRESENT, "again": PRESENT}, {"en": "is the present one", "zh-hans": "与现用密码相同"}),
        ({"new": "short", "again": "short"}, {"en": "shorter than 10 characters", "zh-hans": "不足 10 个字符"}),
        ({"new": "password12", "again": "password12"}, {"en": "among the common", "zh-hans": "属于常见密码"}),
        (
            {"new": "officer2021", "again": "officer2021"},
            {"en": "too like the user", "zh-hans": "与用户名或姓名太相似"},
        ),
        ({"again": "Quite-another-2023"}, {"en": "are not the same", "zh-hans": "不一致"}),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_will_not_do_is_refused_with_its_sentence(device, given, said, language):
    browser = entered(device, language=language)
    answer = changes(browser, device, **given)
    assert answer.status_code == 422
    assert said[language] in answer.content.decode() and "This password" not in answer.content.decode()
    assert User.objects.get(username="officer").check_password(PRESENT)


def test_a_wrong_code_is_refused_and_noted(device):
    browser = entered(device)
    answer = changes(browser, device, code=code(device, wrong=1))
    assert answer.status_code == 422 and b"six-digit code is not right" in answer.content
    [row] = rows("accounts.change_password")
    assert (row.allowed, row.reason) == (False, "accounts.code_wrong")


def test_wrong_present_passwords_lock_the_account(device):
    browser = entered(device)
    for _ in range(6):
        changes(browser, device, present="wrong")
    fresh(device)
    assert changes(browser, device).status_code in {422, 429}
    assert User.objects.get(username="officer").check_password(PRESENT)
    assert [each.allowed for each in rows("accounts.change_password")] == [False] * 7


@pytest.mark.parametrize(("language", "said"), [("en", "are shared"), ("zh-hans", "由多人共用")])
def test_a_shared_demonstration_account_keeps_its_password(signed_in, language, said):
    browser = signed_in("epidemiologist", language=language)
    page = browser.get(PAGE).content.decode()
    assert said in page and 'name="present"' not in page
    answer = browser.post(PAGE, {"present": PRESENT, "new": NEW, "again": NEW})
    assert (answer.status_code, said in answer.content.decode()) == (409, True)


def lets_in(browser: Client, user: User, what: str, reason: str = "手机遗失,已当面核实"):
    return browser.post(f"/access/accounts/{user.pk}/{what}/", {"reason": reason})


def test_the_security_administrator_removes_a_lost_phone_and_says_why(signed_in, officer, device):
    there = entered(device)
    admin = signed_in("security_admin")
    page = admin.get("/access/accounts/").content.decode()
    assert f"/access/accounts/{officer.pk}/factor/" in page
    assert lets_in(admin, officer, "factor", reason="").status_code == 422
    assert lets_in(admin, officer, "factor")["location"] == "/access/accounts/"
    assert not TOTPDevice.objects.filter(user_id=officer.pk).exists()
    assert not is_in(there)
    [row] = rows("accounts.remove_second_factor")
    assert row.reason == "officer: 手机遗失,已当面核实"


def test_the_security_administrator_unlocks_who_is_locked_out(signed_in, officer, device):
    for _ in range(6):
        Client().post("/access/sign-in/", {"username": "officer", "password": "wrong"})
    assert not is_in(entered(device))
    admin = signed_in("security_admin")
    assert f"/access/accounts/{officer.pk}/unlock/" in admin.get("/access/accounts/").content.decode()
    lets_in(admin, officer, "unlock")
    assert is_in(entered(device))


def test_an_account_that_also_acts_elsewhere_is_left_to_the_wider_area(signed_in, officer, by, at):
    accounts.give_role(
        user_id=officer.pk, role=Role.INSPECTOR, area=parse("32"), by=by, at=at, until=at + timedelta(days=9999)
    )
    admin = signed_in("security_admin", language="en")
    answer = lets_in(admin, officer, "unlock")
    assert (answer.status_code, b"outside yours" in answer.content) == (403, True)


def test_nobody_lets_themselves_in_and_an_unknown_account_is_not_there(signed_in):
    admin = signed_in("security_admin")
    own = User.objects.get(pk=admin.session["_auth_user_id"])
    assert lets_in(admin, own, "factor").status_code == 409
    assert admin.post("/access/accounts/999999999/unlock/", {"reason": "核实过本人"}).status_code == 404


def test_demonstration_accounts_share_a_password_and_nobody_else_gets_it(staff, officer, by, at):
    trying = [staff("tracer", name="trying-tracer"), staff("commander", name="trying-commander")]
    accounts.share_password(user_ids=[each.pk for each in trying], password=NEW, by=by, at=at)
    for user in trying:
        answer = Client().post("/access/sign-in/", {"username": user.username, "password": NEW})
        assert answer.status_code == 302
    held = {each.password for each in User.objects.filter(pk__in=[each.pk for each in trying])}
    with pytest.raises(AccountUnknown):
        accounts.share_password(user_ids=[trying[0].pk, officer.pk], password=PRESENT + "-9", by=by, at=at)
    with pytest.raises(PasswordWeak):
        accounts.share_password(user_ids=[trying[0].pk], password="short", by=by, at=at)
    assert {each.password for each in User.objects.filter(pk__in=[each.pk for each in trying])} == held
    assert [each.reason for each in rows("accounts.set_password")] == [each.username for each in trying]
