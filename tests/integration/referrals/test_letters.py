"""Letters: the numbered reply to a list in the official layout, and lists to other places with receipt and answers."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta
from zipfile import ZipFile

import pytest
from docx import Document
from docx.shared import Mm

from sizao.flow.step0_intake import enrol
from sizao.ground.identity.types import NewIdentity
from sizao.ground.registry.types import NewPerson
from sizao.kernel import areas
from sizao.kernel.documents import DocumentKind, synthetic_document
from sizao.kernel.phones import synthetic_phone
from sizao.measures.referrals import actions, queries
from sizao.measures.referrals.actions import letters as writing
from sizao.measures.referrals.errors import NobodyToTell, NoteNeeded, NotInEnglish, NotToBeTold, ToldAlready
from sizao.measures.referrals.models import Reply
from sizao.measures.referrals.queries import letters
from sizao.measures.referrals.types import LetterState, NewLetter, NewList, Outcome, PaperLanguage, SourceKind
from sizao.spine.accounts.models import Grant, User
from sizao.spine.audit.models import Access
from sizao.spine.outbox import actions as outbox
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as cases
from sizao.trace.cases import queries as cases_queries
from sizao.trace.cases.types import ContactState, ProposedContact
from tests.integration.cases.conftest import WANSHI, YIXING, incident_id

__all__ = ["incident_id"]

pytestmark = pytest.mark.django_db
SUZHOU = areas.parse("320505")
BINHU = areas.parse("320211")
PASSWORD = "correct horse battery 7"
HEADINGS = "姓名,证件号码,联系电话,现住址,末次接触日期"


def words_of(body: bytes) -> str:
    document = Document(io.BytesIO(body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


@pytest.fixture
def arrived(by, at):
    """A letter of another city with three people, one of them twice."""
    documents = [synthetic_document(700 + n).number for n in (0, 1, 1)]
    lines = [f"某甲{n},{each},{synthetic_phone(700)},宜兴市万石镇余庄村,2021-12-09" for n, each in enumerate(documents)]
    new = NewList(kind=SourceKind.CITY, sender="绍兴市疫情防控办公室", letter="绍防指协〔2021〕8号", received_at=at)
    return actions.receive(
        new=new, content="\n".join([HEADINGS, *lines]).encode(), filename="a.csv", area=YIXING, by=by, at=at
    )


@pytest.fixture
def people(incident_id, by, at):
    """Three approved contacts who live elsewhere: two in Suzhou, one in another county of the own city; one at home."""
    homes = (SUZHOU, SUZHOU, BINHU, WANSHI)
    new = [
        (
            NewIdentity(
                name=f"钱某{n}",
                document_kind=DocumentKind.CITIZEN_ID,
                document_number=synthetic_document(720 + n).number,
                phone=synthetic_phone(720 + n),
            ),
            NewPerson(home),
        )
        for n, home in enumerate(homes)
    ]
    persons = enrol(new, by=by, at=at)
    proposals = [
        ProposedContact(person_id=each, area=WANSHI, last_exposure_at=at - timedelta(days=1)) for each in persons
    ]
    ids = cases.propose_contacts(incident_id=incident_id, proposals=proposals, by=by, at=at).contact_ids
    cases.approve_contacts(contact_ids=ids, by=by, at=at)
    return ids


def letter_to(incident_id, group, at, **more):
    ids = tuple(each[0] for each in group.contacts)
    return NewLetter(
        incident_id=incident_id, destination=group.destination, destination_area=group.area, contact_ids=ids,
        asked="核实去向并落实管理", reply_by=at + timedelta(days=1),
    )  # fmt: skip


def test_a_reply_is_numbered_frozen_and_laid_out_as_official_papers_are(arrived, by, at):
    open_one = next(each for each in queries.requests_of(arrived.id) if each.state.value in {"routed", "unplaced"})
    first = writing.reply(list_id=arrived.id, by=by, at=at)
    assert first.number == "协复〔2021〕1号" and not first.is_final
    for each in queries.requests_of(arrived.id):
        if each.drop is None:
            actions.route(request_id=each.id, area=WANSHI, by=by, at=at)
            actions.answer(request_id=each.id, outcome=Outcome.MANAGED, by=by, at=at + timedelta(hours=2))
    second = writing.reply(list_id=arrived.id, by=by, at=at + timedelta(hours=3))
    assert second.number == "协复〔2021〕2号" and second.is_final and second.count(Outcome.MANAGED) == 2
    assert letters.replies(arrived.id)[1].lines[0].outcome is None, "the first reply still says what was true then"
    assert Reply.objects.count() == 2 and open_one
    body = letters.reply_paper(arrived, letters.reply_of(arrived.id))
    section = Document(io.BytesIO(body)).sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(each / Mm(1)) for each in margins] == [37, 35, 28, 26]
    text = words_of(body)
    assert (
        "绍兴市疫情防控办公室：" in text
        and "绍防指协〔2021〕8号" in text
        and "共 3 人" in text
        and "协复〔2021〕2号" in text
    )
    assert "已找到并落实管控 2 人" in text and "无需再核查 1 人" in text and "特此函复" in text
    assert synthetic_document(700).number not in text and "某甲0" not in text
    assert "仿宋" in ZipFile(io.BytesIO(body)).read("word/styles.xml").decode()
    told = Access.objects.filter(action="referrals.reply").last()
    assert told.reason == arrived.sender and told.number_of_persons == 2


def test_who_is_elsewhere_is_grouped_by_the_place_that_is_to_be_told(people, incident_id):
    found = {each.area: len(each.contacts) for each in letters.elsewhere(incident_id)}
    assert found == {areas.parse("3205"): 2, BINHU: 1}


def test_a_letter_goes_out_is_received_answered_and_hands_the_person_over(people, incident_id, by, at):
    group = next(each for each in letters.elsewhere(incident_id) if each.area == areas.parse("3205"))
    sent = writing.send(new=letter_to(incident_id, group, at), by=by, at=at)
    assert (sent.number, sent.people, sent.state) == ("协函〔2021〕1号", 2, LetterState.SENT)
    with pytest.raises(ToldAlready):
        writing.send(new=letter_to(incident_id, group, at), by=by, at=at)
    writing.note_receipt(letter_id=sent.id, received_by="苏州市值班员", by=by, at=at)
    later = at + timedelta(days=2)
    assert letters.letter(sent.id).state is LetterState.RECEIVED and letters.letter(sent.id).is_overdue(later)
    [place] = letters.destinations(later)
    assert (place.letters, place.people, place.received, place.answered, place.overdue) == (1, 2, 1, 0, 1)
    with pytest.raises(NoteNeeded):
        writing.note_answer(letter_id=sent.id, line=2, outcome=Outcome.LEFT, by=by, at=later)
    writing.note_answer(letter_id=sent.id, line=1, outcome=Outcome.MANAGED, by=by, at=later)
    writing.note_answer(letter_id=sent.id, line=2, outcome=Outcome.LEFT, note="已返回无锡", by=by, at=later)
    outbox.drain()
    assert letters.letter(sent.id).state is LetterState.ANSWERED and letters.destinations(later)[0].overdue == 0
    one, two = letters.named(sent.id)
    assert cases_queries.contact(one.contact_id).status is ContactState.HANDED_OVER
    assert cases_queries.contact(two.contact_id).status is ContactState.APPROVED
    [again] = [each for each in letters.elsewhere(incident_id) if each.area == areas.parse("3205")]
    assert [contact for contact, _, _ in again.contacts] == [two.contact_id], "who has left is told to the next place"
    next_one = replace(letter_to(incident_id, again, at), destination="无锡市")
    assert writing.send(new=next_one, by=by, at=later).people == 1
    with pytest.raises(ToldAlready):
        writing.send(new=next_one, by=by, at=later)
    text = words_of(letters.letter_paper(letters.letter(sent.id)))
    assert text.index("附件\uff1a协查人员名单") < text.index("2021年12月", text.index("特此致函")), (
        "named before it is signed"
    )
    assert "苏州市疫情防控指挥部：" in text and "2 名相关人员" in text and "钱某" not in text


def test_nobody_of_another_incident_or_out_of_sight_is_told(people, incident_id, by, at):
    new = NewLetter(incident_id=incident_id, destination="某市", contact_ids=(), asked="核实", reply_by=at)
    with pytest.raises(NobodyToTell):
        writing.send(new=new, by=by, at=at)


@pytest.mark.parametrize("state", ["proposed", "rejected", "released"])
def test_only_approved_contacts_are_told_elsewhere(people, incident_id, by, at, state):
    group = next(each for each in letters.elsewhere(incident_id) if each.area == areas.parse("3205"))
    wrong, right = (each[0] for each in group.contacts)
    if state == "released":
        cases.mark_released(contact_ids=[wrong], reason="满期解除", by=by, at=at)
    else:
        facts = cases_queries.contact(wrong)
        person = enrol([(NewIdentity(name="未审", phone=synthetic_phone(799)), NewPerson(SUZHOU))], by=by, at=at)[0]
        one = ProposedContact(person_id=person, area=WANSHI, last_exposure_at=facts.last_exposure_at)
        [wrong] = cases.propose_contacts(incident_id=incident_id, proposals=[one], by=by, at=at).contact_ids
        if state == "rejected":
            cases.reject_contacts(contact_ids=[wrong], reason="未同时在场", by=by, at=at)
    offered = {contact for each in letters.elsewhere(incident_id) for contact, _, _ in each.contacts}
    assert wrong not in offered and right in offered
    new = replace(letter_to(incident_id, group, at), contact_ids=(right, wrong))
    with pytest.raises(NotToBeTold) as refused:
        writing.send(new=new, by=by, at=at)
    assert refused.value.clause is not None and cases_queries.contact(wrong).number in refused.value.words.zh
    assert not letters.letters(incident_id)


def test_the_sheet_holds_what_is_needed_and_is_logged_as_told(people, incident_id, signed_in, by, at):
    group = next(each for each in letters.elsewhere(incident_id) if each.area == areas.parse("3205"))
    sent = writing.send(new=letter_to(incident_id, group, at), by=by, at=at)
    assert signed_in("coordinator", "3202").post(f"/referrals/out/{sent.id}/sheet/").status_code == 403
    answer = signed_in("epidemiologist", "32").post(f"/referrals/out/{sent.id}/sheet/")
    assert answer.status_code == 200, answer.content.decode()[:2000]
    with ZipFile(io.BytesIO(answer.content)) as book:
        strings = book.read("xl/sharedStrings.xml").decode()
    assert all(synthetic_document(720 + n).number in strings for n in (0, 1)) and "姓名" in strings
    assert synthetic_document(722).number not in strings
    told = Access.objects.filter(action="referrals.disclose").last()
    assert told.number_of_persons == 2 and group.destination in told.reason


def test_a_list_of_more_than_a_hundred_goes_out_once_two_have_signed(incident_id, signed_in, by, at):
    new = [
        (NewIdentity(name=f"钱某{n}", document_kind=DocumentKind.CITIZEN_ID, document_number=synthetic_document(n).number), NewPerson(SUZHOU))
        for n in range(101)
    ]  # fmt: skip
    found = [
        ProposedContact(person_id=each, area=WANSHI, last_exposure_at=at - timedelta(days=1))
        for each in enrol(new, by=by, at=at)
    ]
    ids = cases.propose_contacts(incident_id=incident_id, proposals=found, by=by, at=at).contact_ids
    cases.approve_contacts(contact_ids=ids, by=by, at=at)
    group = next(each for each in letters.elsewhere(incident_id) if each.area == areas.parse("3205"))
    sent = writing.send(new=letter_to(incident_id, group, at), by=by, at=at)
    officer, signer = signed_in("epidemiologist", "32"), signed_in("commander", "32")
    with scope.acting(by):
        Grant.objects.filter(user__username="epidemiologist-32").update(organisation="省疾控中心")
        Grant.objects.filter(user__username="commander-32").update(organisation="省指挥部")
        for name in ("epidemiologist-32", "commander-32"):
            user = User.objects.get(username=name)
            user.set_password(PASSWORD)
            user.save()
    for browser, name in ((officer, "epidemiologist-32"), (signer, "commander-32")):
        browser.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
    refused = officer.post(f"/referrals/out/{sent.id}/sheet/")
    assert refused.status_code == 409 and "need the approval of two people" in refused.content.decode()
    text = officer.get(f"/referrals/out/{sent.id}/").content.decode()
    [numbers] = re.findall(r'name="numbers" value="([^"]+)"', text)
    assert len(numbers.split()) == 101 and "So many people take two" in text
    form = {
        "numbers": numbers,
        "purpose": "contact_management",
        "reason": f"{sent.number} 发往苏州",
        "password": PASSWORD,
    }
    begun = officer.post("/identity/disclosures/", {**form, "prefill": "1"})
    assert begun.status_code == 200 and numbers.split()[100] in begun.content.decode()
    assert officer.post("/identity/disclosures/", form).status_code == 302
    [waiting] = signer.get("/api/v1/identity/disclosures/to-sign").json()
    assert signer.post(f"/identity/disclosures/{waiting['id']}/sign/", {"password": PASSWORD}).status_code == 302
    assert officer.post(f"/referrals/out/{sent.id}/sheet/").status_code == 200
    assert officer.post(f"/referrals/out/{sent.id}/sheet/").status_code == 409


HAN = re.compile(r"[\u3400-\u9fff]+")
NUMBERS = re.compile(
    r"(?:[\u3400-\u9fff]+指)?协[函复]〔\d{4}〕\d+号|绍防指协〔2021〕8号|绍兴市疫情防控办公室|某\*|\*某"
)


def test_a_letter_to_who_reads_english_is_whole_in_english_with_its_list(people, incident_id, signed_in, by, at):
    group = next(each for each in letters.elsewhere(incident_id) if each.area == areas.parse("3205"))
    new = replace(letter_to(incident_id, group, at), destination="Example Airlines", destination_area=None)
    with pytest.raises(NotInEnglish) as refused:
        writing.send(new=new, by=by, at=at)
    assert "英文" in refused.value.words.zh and "English" in refused.value.words.en and not letters.letters()
    sent = writing.send(new=replace(new, asked=""), by=by, at=at)
    assert sent.language is PaperLanguage.ENGLISH, "the language of the destination's own name"
    text = words_of(letters.letter_paper(sent))
    assert "To: Example Airlines" in text and "2 people concerned who are now with you" in text
    assert "Please help to find these people" in text and re.search(r"by \d+ December 2021\.", text)
    left = HAN.findall(text.replace(sent.number, ""))
    assert not left, f"nothing but the register's number is in Chinese: {left}"
    answer = signed_in("epidemiologist", "32").post(f"/referrals/out/{sent.id}/sheet/")
    with ZipFile(io.BytesIO(answer.content)) as book:
        strings = book.read("xl/sharedStrings.xml").decode()
        assert 'name="People"' in book.read("xl/workbook.xml").decode()
    assert (
        "Number of document" in strings
        and "证件" not in strings
        and "接触者" not in strings
        and "人</t>" not in strings
    )
    assert synthetic_document(720).number in strings


def test_an_area_is_written_to_by_its_english_name_and_older_letters_stay_chinese(people, incident_id, by, at):
    group = next(each for each in letters.elsewhere(incident_id) if each.area == BINHU)
    new = replace(letter_to(incident_id, group, at), asked=" ", language=PaperLanguage.ENGLISH)
    with pytest.raises(NotInEnglish):
        writing.send(new=replace(new, destination="滨湖大酒店"), by=by, at=at)
    sent = writing.send(new=new, by=by, at=at)
    text = words_of(letters.letter_paper(sent))
    assert "To: Epidemic response headquarters of Binhu" in text and "one person concerned who is now with you" in text
    assert not HAN.findall(text.replace(sent.number, ""))
    other = next(each for each in letters.elsewhere(incident_id) if each.area == areas.parse("3205"))
    usual = writing.send(new=replace(letter_to(incident_id, other, at), asked=""), by=by, at=at)
    assert usual.language is PaperLanguage.CHINESE and "请协助核实人员去向" in words_of(letters.letter_paper(usual))


def test_a_reply_is_made_in_the_language_that_is_asked_for(arrived, signed_in, by, at):
    browser = signed_in("epidemiologist", "32", "en")
    page = browser.get(f"/referrals/lists/{arrived.id}/").content.decode()
    assert '<option value="zh" selected>' in page and '<option value="en">' in page, (
        "the sender's language, not the reader's"
    )
    made = browser.post(f"/api/v1/referrals/{arrived.id}/reply?language=en")
    assert made.status_code == 201 and made.json()["language"] == "en"
    text = words_of(browser.get(f"/referrals/lists/{arrived.id}/reply.docx").content)
    assert (
        re.search(r"Reply in part No\. 1 of \d{4} \(", text)
        and "On the list: 3 people." in text
        and "Being checked" in text
    )
    assert not HAN.findall(NUMBERS.sub("", text).replace("某", "")), HAN.findall(NUMBERS.sub("", text))
    assert browser.post(f"/api/v1/referrals/{arrived.id}/reply?language=fr").status_code == 422
    assert browser.post(f"/api/v1/referrals/{arrived.id}/reply").json()["language"] == "zh", "the sender's own"
    assert browser.post(f"/referrals/lists/{arrived.id}/reply/", {"language": "en"}).status_code == 302
    shown = browser.get(f"/referrals/lists/{arrived.id}/").content.decode()
    assert shown.count("· English") == 2 and shown.count("· Chinese") == 1
    assert Reply.objects.filter(language="en").count() == 2


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_form_offers_both_languages_and_the_letter_says_which(people, incident_id, signed_in, language):
    browser = signed_in("epidemiologist", "32", language)
    said = "英文" if language == "zh-hans" else "English"
    assert said in browser.get("/referrals/out/new/").content.decode()
    group = next(each for each in letters.elsewhere(incident_id) if each.area == BINHU)
    body = {
        "incident": str(incident_id), "destination": group.destination, "destination_area": str(group.area), "asked": "核实去向",
        "reply_by": "2021-12-13T18:00", "picked": [str(each[0]) for each in group.contacts], "language": "en",
    }  # fmt: skip
    refused = browser.post("/referrals/out/new/", body)
    assert refused.status_code == 422 and "核实去向" in refused.content.decode(), "what was written stays in the form"
    made = browser.post("/referrals/out/new/", {**body, "asked": ""})
    assert made.status_code == 302 and said in browser.get(made["Location"]).content.decode()
    found = browser.get(f"/api/v1/referrals/letters/{letters.letters()[0].id}").json()
    assert found["language"] == "en" and found["asked"].startswith("find these people")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_walk_from_the_list_to_the_answer(people, arrived, incident_id, signed_in, language, by, at):
    browser = signed_in("epidemiologist", "32", language)
    assert browser.post(f"/referrals/lists/{arrived.id}/reply/").status_code == 302
    assert "协复〔" in browser.get(f"/referrals/lists/{arrived.id}/").content.decode()
    assert browser.get(f"/referrals/lists/{arrived.id}/reply.docx")["Content-Type"].endswith("document")
    text = browser.get("/referrals/out/new/").content.decode()
    assert "苏州市" in text
    group = next(each for each in letters.elsewhere(incident_id) if each.area == BINHU)
    body = {
        "incident": str(incident_id), "destination": group.destination, "destination_area": str(group.area), "asked": "核实去向",
        "reply_by": "2021-12-13T18:00", "picked": [str(each[0]) for each in group.contacts],
    }  # fmt: skip
    made = browser.post("/referrals/out/new/", body)
    assert made.status_code == 302, made.content.decode()[:3000]
    there = made["Location"]
    assert browser.get(there).status_code == 200
    assert browser.get(f"{there}letter.docx").status_code == 200
    assert browser.post(f"{there}receipt/", {"received_by": "滨湖区值班员"}).status_code == 302
    assert browser.post(f"{there}answer/", {"line": "1", "outcome": "cleared"}).status_code == 302
    assert letters.letters()[0].state is LetterState.ANSWERED
    assert "滨湖区" in browser.get("/referrals/out/").content.decode()
