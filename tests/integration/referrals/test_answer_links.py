"""Who has no account answers a letter: a link and a code, a page that names nobody, and an officer who accepts what came."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sizao.ground.command import queries as command
from sizao.ground.command.types import GroupKind
from sizao.ground.intake.queries import safekeeping
from sizao.kernel import areas
from sizao.kernel.codes import CLIENT_TRIES
from sizao.kernel.documents import synthetic_document
from sizao.kernel.phones import synthetic_phone
from sizao.measures.referrals import errors, queries
from sizao.measures.referrals.actions import answering as links
from sizao.measures.referrals.actions import letters as writing
from sizao.measures.referrals.models import AnswerKnock, AnswerLink, ArrivedList, Said
from sizao.measures.referrals.pages import outside
from sizao.measures.referrals.queries import answering, letters
from sizao.measures.referrals.types import LetterState, Outcome, PaperLanguage, SourceKind
from sizao.measures.referrals.types.answering import LinkState, NewSaid, SaidState
from sizao.spine.audit.models import Access
from sizao.spine.outbox import actions as outbox
from tests.integration.cases.conftest import incident_id
from tests.integration.referrals.test_letters import letter_to, people

__all__ = ["incident_id", "people"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]
GUESTS = "姓名,证件号码,联系电话,现住址,末次接触日期\n" + "\n".join(
    f"房客{n},{synthetic_document(740 + n).number},{synthetic_phone(740 + n)},宜兴市万石镇余庄村,2021-12-09"
    for n in (0, 1)
)


@pytest.fixture
def letter(people, incident_id, by, at):
    """A letter to a hotel about two people."""
    group = next(each for each in letters.elsewhere(incident_id) if each.area == areas.parse("3205"))
    new = replace(letter_to(incident_id, group, at), destination="苏州示例酒店", destination_area=None)
    return writing.send(new=new, by=by, at=at)


@pytest.fixture
def phone():
    return Client()


def enter(phone, made, code=None):
    return phone.post("/answer/enter/", {"handle": made.handle, "code": code or made.code})


def let_in(phone, letter, by, at):
    made = links.give_out(letter_id=letter.id, by=by, at=at)
    assert enter(phone, made).status_code == 302
    return made


def say(phone, **more):
    return phone.post("/answer/say/", {"received_by": "前厅经理", **more})


def the_said(letter):
    [found] = answering.said_of(letter.id)
    return found


def test_a_link_and_a_code_open_a_letter_that_names_nobody(phone, letter, by, at):
    made = let_in(phone, letter, by, at)
    cookie = phone.cookies[outside.COOKIE]
    assert cookie["httponly"] and cookie["path"] == "/answer/" and cookie["samesite"] == "Lax"
    kept = AnswerLink.objects.get(pk=made.id)
    assert made.code.replace("-", "") not in kept.code_digest and cookie.value != kept.session_digest
    answer = phone.get("/answer/")
    text = answer.content.decode()
    assert letter.number in text and letter.asked in text and "苏州示例酒店" in text
    assert not any(secret in text for secret in ("钱某", "P-", "C-", synthetic_document(720).number, made.code))
    assert "<script" not in text and "style=" not in text and len(text) < 60_000
    assert letters.letter(letter.id).received_at is None, "to look is no receipt"
    assert answering.link_of(letter.id, at).state is LinkState.IN_USE


@pytest.mark.parametrize(("language", "said"), [("zh", "打开函件"), ("en", "Open the letter")])
def test_the_address_holds_a_public_number_and_speaks_the_letters_language(letter, by, at, language, said):
    made = links.give_out(letter_id=letter.id, by=by, at=at)
    for handle in (made.handle, "A-NOBODY000"):
        door = Client(headers={"accept-language": "en" if language == "zh" else "zh-hans"})
        text = door.get(f"/answer/{language}/{handle}/")
        assert text.status_code == 200 and said in text.content.decode()
        assert letter.number not in text.content.decode()


def test_whatever_is_wrong_the_door_says_the_same(letter, by, at, moment):
    old = links.give_out(letter_id=letter.id, by=by, at=at)
    made = links.give_out(letter_id=letter.id, by=by, at=at)
    wrong = [(old.handle, old.code), (made.handle, old.code), ("A-NOBODY000", made.code), ("", ""), (made.handle, "")]
    said = set()
    for handle, code in wrong:
        found = Client().post("/answer/enter/", {"handle": handle, "code": code})
        said.add((found.status_code, re.sub(r"<input[^>]*>", "", found.content.decode())))
        assert outside.COOKIE not in found.cookies
    assert len(said) == 1, "a new code replaces the old one, and nothing tells which part was wrong"
    moment["at"] = at + timedelta(hours=73)
    assert enter(Client(), made).status_code == 422
    assert answering.link_of(letter.id, moment["at"]).state is LinkState.EXPIRED


def test_wrong_codes_lock_a_link_and_then_end_it_and_are_logged(letter, by, at, moment):
    made = links.give_out(letter_id=letter.id, by=by, at=at)
    for _ in range(5):
        assert enter(Client(), made, "AAAA-AAAA").status_code == 422
    assert answering.link_of(letter.id, at).state is LinkState.PAUSED
    assert enter(Client(), made).status_code == 422, "the right code does not help while it is locked"
    moment["at"] = at + timedelta(minutes=16)
    for _ in range(4):
        enter(Client(), made, "AAAA-AAAA")
    assert answering.link_of(letter.id, moment["at"]).state is LinkState.ENDED
    refused = Access.objects.filter(action="referrals.link_refused")
    assert refused.count() == 10 and not any(each.allowed for each in refused)


def test_an_address_that_guesses_is_stopped_whatever_it_types(phone, letter, by, at, moment):
    made = links.give_out(letter_id=letter.id, by=by, at=at)
    for _ in range(CLIENT_TRIES):
        phone.post("/answer/enter/", {"handle": "A-NOBODY000", "code": "AAAA-AAAA"})
    stopped = enter(phone, made)
    assert stopped.status_code == 422 and "15" in stopped.content.decode()
    assert "127.0.0.1" not in str(list(AnswerKnock.objects.values()))
    moment["at"] = at + timedelta(minutes=16)
    assert enter(phone, made).status_code == 302


def test_a_code_works_once_and_the_device_goes_with_the_link(phone, letter, by, at, moment):
    made = let_in(phone, letter, by, at)
    assert enter(Client(), made).status_code == 422
    links.withdraw(letter_id=letter.id, by=by, at=at)
    assert letter.number not in phone.get("/answer/").content.decode()
    assert say(phone).status_code == 302 and not Said.objects.exists()
    let_in(phone, letter, by, at)
    moment["at"] = at + timedelta(days=8)
    assert letter.number not in phone.get("/answer/").content.decode()


def test_an_answer_counts_when_an_officer_accepts_it(phone, letter, signed_in, by, at):
    let_in(phone, letter, by, at)
    for _ in range(2):
        sent = say(phone, text="一人已退房", line_1="managed", line_2="left")
        assert sent.status_code == 302, "a phone on a bad network sends twice"
    waiting = the_said(letter)
    assert waiting.state is SaidState.WAITING and letters.letter(letter.id).state is LetterState.SENT
    browser = signed_in("epidemiologist", "32", "zh-hans")
    assert f"#said-{waiting.id}" in browser.get("/referrals/out/").content.decode()
    shown = browser.get(f"/referrals/out/{letter.id}/").content.decode()
    assert "一人已退房" in shown and "前厅经理" in shown
    assert browser.post(f"/referrals/answers/{waiting.id}/accept/").status_code == 302
    one, two = letters.named(letter.id)
    assert (one.outcome, two.outcome, two.note) == (Outcome.MANAGED, Outcome.LEFT, "一人已退房")
    found = letters.letter(letter.id)
    assert found.state is LetterState.ANSWERED and (found.received_by, found.received_at) == ("前厅经理", at)
    assert browser.post(f"/referrals/answers/{waiting.id}/accept/").status_code == 409
    assert "已采纳" in phone.get("/answer/").content.decode()
    refused = browser.post(f"/referrals/out/{letter.id}/link/")
    assert refused.status_code == 409
    page = browser.get(f"/referrals/out/{letter.id}/").content.decode()
    assert "无需再发放答复链接" in page and "disabled" in page


def test_an_answer_is_somebodys_task_until_it_is_dealt_with(phone, letter, by, at):
    def waiting():
        outbox.drain()
        return [each for each in command.tasks(open_only=True) if letter.number in each.title.zh]

    let_in(phone, letter, by, at)
    say(phone, text="两人均已退房")
    [task] = waiting()
    assert task.group_kind == GroupKind.INVESTIGATION
    assert task.title.en == "Accept or set aside the answer to Letter No. 1 of 2021"
    links.set_aside(said_id=the_said(letter).id, reason="请逐行填写", by=by, at=at)
    assert not waiting()


def test_what_an_officer_entered_meanwhile_stands(phone, letter, by, at):
    let_in(phone, letter, by, at)
    say(phone, line_1="managed", line_2="cleared")
    writing.note_answer(letter_id=letter.id, line=1, outcome=Outcome.CLEARED, by=by, at=at)
    assert links.accept(said_id=the_said(letter).id, by=by, at=at) == 1
    assert [each.outcome for each in letters.named(letter.id)] == [Outcome.CLEARED, Outcome.CLEARED]


def test_an_answer_is_set_aside_with_a_reason_that_the_other_party_reads(phone, letter, signed_in, by, at):
    let_in(phone, letter, by, at)
    say(phone, rows=GUESTS)
    said = the_said(letter)
    assert safekeeping.is_kept(said.id)
    browser = signed_in("epidemiologist", "32")
    assert browser.post(f"/referrals/answers/{said.id}/set-aside/", {"reason": " "}).status_code == 422
    assert browser.post(f"/referrals/answers/{said.id}/set-aside/", {"reason": "名单日期不符"}).status_code == 302
    assert letters.letter(letter.id).received_at is None and "名单日期不符" in phone.get("/answer/").content.decode()
    with pytest.raises(errors.NoListThere):
        links.enter_list(said_id=said.id, kind=SourceKind.HOTEL, by=by, at=at)


@pytest.mark.parametrize("how", ["rows", "file"])
def test_a_list_waits_sealed_until_an_officer_enters_it(phone, letter, signed_in, by, at, how):
    let_in(phone, letter, by, at)
    given = GUESTS + ("\n房客九,,,,2021-13-45" if how == "file" else "")
    list_of = SimpleUploadedFile("guests.csv", given.encode("gb18030")) if how == "file" else given.replace(",", "\t")
    assert say(phone, **{how: list_of}).status_code == 302
    said = the_said(letter)
    assert said.preview is not None and (said.preview.people, said.preview.with_phone) == (2, 2)
    assert len(said.preview.rejected) == (how == "file")
    assert not ArrivedList.objects.exists() and "房客".encode() not in safekeeping.path_of(said.id).read_bytes()
    assert "房客" not in str(list(Said.objects.values())) + phone.get("/answer/").content.decode()
    browser = signed_in("epidemiologist", "32")
    shown = browser.get(f"/referrals/out/{letter.id}/").content.decode()
    assert 'value="hotel" selected' in shown and "房客" not in shown
    entered = browser.post(f"/referrals/answers/{said.id}/list/", {"kind": "hotel"})
    assert entered.status_code == 302, entered.content.decode()[-2000:]
    arrived = ArrivedList.objects.get()
    assert (arrived.sender, arrived.letter, arrived.kind) == (letter.destination, letter.number, "hotel")
    assert len(queries.requests_of(arrived.id)) == 2 and the_said(letter).state is SaidState.WAITING
    assert browser.post(f"/referrals/answers/{said.id}/list/", {"kind": "hotel"}).status_code == 409


def test_what_cannot_be_taken_is_said_on_the_page_with_what_was_typed(phone, letter, by, at):
    let_in(phone, letter, by, at)
    for more, sentence in (
        ({"received_by": " "}, ""), ({"line_1": "left"}, "须写明情况"), ({"rows": "天气晴\n无"}, "没有可识别的人员"),
        ({"file": SimpleUploadedFile("big.csv", b"x" * 1_100_000)}, "1 MB"),
    ):  # fmt: skip
        answer = say(phone, text="", **more) if "received_by" not in more else phone.post("/answer/say/", more)
        assert answer.status_code == 422 and sentence in answer.content.decode(), sentence
    assert not Said.objects.exists()


def test_nothing_is_said_of_a_line_that_is_not_there_nor_without_end(letter, phone, by, at, monkeypatch):
    made = let_in(phone, letter, by, at)
    with pytest.raises(errors.LetterUnknown):
        said = NewSaid(received_by="甲", lines=((99, Outcome.CLEARED),))
        links.say(link_id=made.id, said=said, by=by, at=at)
    monkeypatch.setattr(links, "MOST_ANSWERS", 1)
    links.say(link_id=made.id, said=NewSaid(received_by="甲"), by=by, at=at)
    with pytest.raises(errors.EnoughSaid):
        links.say(link_id=made.id, said=NewSaid(received_by="乙"), by=by, at=at)


def test_closing_the_letter_on_a_device_ends_its_link(phone, letter, by, at):
    let_in(phone, letter, by, at)
    assert phone.post("/answer/leave/").status_code == 302
    assert answering.link_of(letter.id, at).state is LinkState.ENDED


def test_the_api_gives_out_lists_and_decides(phone, letter, signed_in, by, at):
    browser = signed_in("epidemiologist", "32")
    base = f"/api/v1/referrals/letters/{letter.id}/link"
    assert browser.get(base).status_code == 404
    made = browser.post(base)
    assert made.status_code == 201 and made.json()["language"] == "zh"
    body = {"handle": made.json()["handle"], "code": made.json()["code"]}
    assert phone.post("/answer/enter/", body).status_code == 302
    say(phone, rows=GUESTS)
    assert browser.get(base).json()["state"] == "in_use" and "code" not in browser.get(base).json()
    [waiting] = browser.get("/api/v1/referrals/outside-answers").json()
    assert (waiting["list_people"], waiting["state"]) == (2, "waiting")
    there = f"/api/v1/referrals/outside-answers/{waiting['id']}"
    entered = browser.post(f"{there}/list", {"kind": "hotel"}, content_type="application/json")
    assert entered.status_code == 201, entered.content
    assert browser.post(f"{there}/accept").json() == {"done": 0}
    assert browser.get("/api/v1/referrals/outside-answers").json() == []
    late = browser.post(f"{there}/set-aside", {"reason": "重复"}, content_type="application/json")
    assert late.status_code == 409
    assert browser.post(f"{base}/withdraw").json() == {"done": 1} and browser.get(base).json()["state"] == "ended"
    [found] = browser.get(f"/api/v1/referrals/outside-answers?letter_id={letter.id}").json()
    assert found["state"] == "accepted" and found["list_id"] == entered.json()["id"]


def test_the_officer_gets_a_message_in_the_letters_language(people, incident_id, signed_in, by, at):
    group = next(each for each in letters.elsewhere(incident_id) if each.area == areas.parse("3205"))
    new = replace(letter_to(incident_id, group, at), destination="Example Airlines", destination_area=None, asked="")
    sent = writing.send(new=new, by=by, at=at)
    assert sent.language is PaperLanguage.ENGLISH
    browser = signed_in("epidemiologist", "32")
    text = browser.post(f"/referrals/out/{sent.id}/link/").content.decode()
    code = re.search(r'kpi-value">([0-9A-Z]{4}-[0-9A-Z]{4})<', text)[1]
    handle = AnswerLink.objects.get().handle
    assert f"/answer/en/{handle}/" in text and "Dear colleagues" in text and "Letter No. 1 of 2021" in text
    assert code not in re.findall(r'src="data:[^"]*"', text)[0]
    assert code not in browser.get(f"/referrals/out/{sent.id}/").content.decode()
    airline = Client(headers={"accept-language": "zh-hans"})
    assert airline.post("/answer/enter/", {"handle": handle, "code": code, "language": "en"}).status_code == 302
    shown = airline.get("/answer/").content.decode()
    assert "Asked of you" in shown and "Example Airlines" in shown and "find these people" in shown
    rest = re.sub(r"协函〔2021〕1号|中文", "", re.sub(r'content="[^"]*"', "", shown))
    assert not re.findall(r"[\u3400-\u9fff]+", rest)
