"""``sizao user`` and ``sizao audit`` on a real database: one JSON document, exit codes, nothing secret kept."""

import io
import json
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.test import Client

from sizao.kernel.actors import Actor
from sizao.project import cli, installation
from sizao.spine.accounts import actions as accounts
from sizao.spine.accounts.models import ApiClient, User
from sizao.spine.audit import queries as log
from sizao.spine.scope import queries as scope

pytestmark = pytest.mark.django_db
STRONG = "plum-river-lantern-9"


@pytest.fixture
def sizao(monkeypatch, capsys):
    """Run the command over the test's database: ``sizao("user", "list") -> (exit code, document)``."""

    @contextmanager
    def standing():
        yield

    monkeypatch.setattr(installation, "standing", standing)
    monkeypatch.setattr(installation, "set_up_django", lambda **_: None)

    def run(*words: str, stdin: str = "") -> tuple[int, dict]:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code = cli.main([*words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_an_account_is_made_given_a_role_and_the_role_ended(sizao):
    code, made = sizao("user", "create", "lin", "--display-name", "Lin", "--password-stdin", stdin=STRONG + "\n")
    assert (code, made["name"], made["grants"]) == (0, "lin", [])
    assert User.objects.get(username="lin").check_password(STRONG)
    code, given = sizao("user", "grant", "lin", "--role", "epidemiologist", "--area", "320282", "--until", "2099-12-31")
    [grant] = given["grants"]
    assert (code, grant["role"], grant["area"]) == (0, "epidemiologist", "320282000000")
    assert datetime.fromisoformat(grant["until"]) == datetime(2099, 12, 31, 16, tzinfo=UTC)
    code, ended = sizao("user", "end", "lin", str(grant["id"]))
    assert (code, ended["grants"]) == (0, [])
    assert [each["name"] for each in sizao("user", "list")[1]["users"]] == ["lin"]


def test_a_password_is_read_from_stdin_and_must_be_strong(sizao):
    sizao("user", "create", "lin")
    assert not User.objects.get(username="lin").has_usable_password()
    assert sizao("user", "password", "lin", stdin="12345\n")[0] == 2
    assert sizao("user", "password", "lin", stdin="")[1]["error"]["code"] == "user.password_missing"
    assert sizao("user", "password", "lin", stdin=STRONG + "\n")[0] == 0
    assert User.objects.get(username="lin").check_password(STRONG)


def test_a_lost_phone_and_a_locked_account_are_mended_at_the_terminal(sizao):
    sizao("user", "create", "lin")
    user = User.objects.get(username="lin")
    accounts.new_second_factor(user_id=user.pk)
    assert sizao("user", "factor", "lin") == (0, {"user": "lin", "removed": 1})
    assert sizao("user", "unlock", "lin") == (0, {"user": "lin", "forgotten": 0})
    assert [sizao("user", verb, "nobody")[0] for verb in ("factor", "unlock")] == [2, 2]
    with scope.acting(Actor.system("test")):
        done = [row.action for row in log.rows().order_by("id")]
    assert done == ["accounts.create_user", "accounts.remove_second_factor", "accounts.unlock"]


def test_a_client_gets_a_token_that_opens_the_api_and_is_not_kept(sizao):
    code, made = sizao("user", "client", "lab-feed", "--role", "data_officer", "--area", "3202")
    assert code == 0
    answer = Client(headers={"authorization": f"Bearer {made['token']}"}).get("/api/v1/editions")
    assert answer.status_code == 200
    assert made["token"] not in str(list(ApiClient.objects.values()))


@pytest.mark.parametrize(
    ("words", "code", "problem"),
    [
        (("grant", "nobody", "--role", "lab", "--area", "3202"), 2, "user.account_unknown"),
        (("grant", "lin", "--role", "lab", "--area", "x"), 2, "user.area_malformed"),
        (("grant", "lin", "--role", "lab", "--area", "3202", "--until", "soon"), 2, "user.day_malformed"),
        (("grant", "lin", "--role", "lab", "--area", "3202", "--until", "2001-01-01"), 2, "accounts.grant_without_end"),
        (("grant", "lin", "--role", "audit_admin", "--area", "32"), 3, "accounts.roles_apart"),
        (("end", "lin", "999999"), 2, "user.grant_unknown"),
        (("create", "lin"), 2, "sizao.invalid"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(sizao, words, code, problem):
    sizao("user", "create", "lin")
    sizao("user", "grant", "lin", "--role", "system_admin", "--area", "32")
    before = sizao("user", "list")
    answer = sizao("user", *words)
    assert (answer[0], answer[1]["error"]["code"]) == (code, problem)
    assert answer[1]["error"]["zh"]
    assert answer[1]["error"]["en"]
    assert sizao("user", "list") == before


def test_the_log_is_exported_and_verified(sizao, tmp_path):
    sizao("user", "create", "lin")
    file = tmp_path / "access.jsonl"
    code, done = sizao("audit", "export", "--out", str(file))
    rows = [json.loads(line)["row"]["action"] for line in file.read_text().splitlines() if '"row"' in line]
    assert (code, rows[-2:], done["lines"] >= 2) == (0, ["accounts.create_user", "audit.export"], True)
    assert sizao("audit", "verify")[1]["holds"] is True
    assert sizao("audit", "export", "--out", str(tmp_path / "no" / "such" / "folder"))[0] == 2
