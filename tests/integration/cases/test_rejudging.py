"""Judging contacts again: dates, places and editions that change, the difference, its approval in one transaction."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from sizao.ground.command import queries as command
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPlace, PlaceKind
from sizao.kernel.editions import ContactClass, library
from sizao.kernel.words import Words
from sizao.measures.followup import actions as followup
from sizao.measures.followup import queries as plans
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import actions, errors, queries
from sizao.trace.cases.types import (
    ChangeKind,
    Classification,
    ContactState,
    NewCase,
    NewStay,
    ProposedContact,
)
from tests.integration.cases.conftest import WANSHI

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
REASON = "核对发病日期后重新判定"


class Story:
    """A case with three approved contacts: met yesterday, met three days ago, met at a restaurant by trace."""

    def __init__(self, incident_id, people, by, at):
        self.incident, self.by, self.at = incident_id, by, at
        patient, self.early, self.late, self.guest = people(4)
        [self.table] = registry.add_places(
            places=[NewPlace(words=Words("饭店", "Restaurant"), kind=PlaceKind.RESTAURANT, area=WANSHI)], by=by, at=at
        )
        case = NewCase(
            person_id=patient, area=WANSHI, reported_at=at, onset_at=at - 2 * DAY, sampled_at=at - DAY,
            classification=Classification.CONFIRMED,
        )  # fmt: skip
        self.case = actions.report_case(incident_id=incident_id, case=case, by=by, at=at).case_id
        [self.stay] = actions.record_stays(
            case_id=self.case, stays=[NewStay(start=at - DAY, until=at - DAY + timedelta(hours=1), place_id=self.table)],
            by=by, at=at,
        )  # fmt: skip
        proposals = [
            self.proposal(self.early, 3.5),
            self.proposal(self.late, 0.5),
            self.proposal(self.guest, 1, self.table),
        ]
        ids = actions.propose_contacts(incident_id=incident_id, proposals=proposals, by=by, at=at).contact_ids
        actions.approve_contacts(contact_ids=ids, by=by, at=at)
        outbox.drain()

    def proposal(self, person, days, place=None):
        last = self.at - days * DAY
        return ProposedContact(
            person_id=person, area=WANSHI, first_exposure_at=last - timedelta(hours=1), last_exposure_at=last,
            situation="same_room", source_case_id=self.case, place_id=place, found_by="trace" if place else "interview",
        )  # fmt: skip

    def contact(self, person):
        return queries.contacts(self.incident, person_ids=[person])[0]

    def plan(self, person):
        return plans.plan_of_contact(self.contact(person).id)

    def move_onset(self, at):
        actions.amend_case(
            case_id=self.case,
            changes={"onset_at": at},
            revision=queries.case(self.case).revision,
            by=self.by,
            at=self.at,
        )

    def apply(self, found, picked=None, **more):
        ids = [each.contact.id for each in found.rows] if picked is None else picked
        return actions.apply_rejudgement(
            incident_id=self.incident, stamp=found.stamp, contact_ids=ids, reason=REASON, by=self.by, at=self.at, **more
        )


@pytest.fixture
def story(incident_id, people, by, at):
    return Story(incident_id, people, by, at)


def test_nothing_differs_before_anything_changed(story):
    found = queries.difference(story.incident)
    assert (found.rows, len(found.same), found.is_migration) == ((), 3, False)


def test_who_was_exposed_to_another_case_as_well_stays_a_contact(story, people):
    """Two sources, one window moved: the other source's meeting holds, until that one is ruled out."""
    [second] = people(1)
    case = NewCase(
        person_id=second, area=WANSHI, reported_at=story.at, onset_at=story.at - 2 * DAY,
        sampled_at=story.at - DAY, classification=Classification.CONFIRMED,
    )  # fmt: skip
    other = actions.report_case(incident_id=story.incident, case=case, by=story.by, at=story.at).case_id
    earlier = replace(story.proposal(story.early, 3.6), source_case_id=other)
    actions.propose_contacts(incident_id=story.incident, proposals=[earlier], by=story.by, at=story.at)
    assert story.contact(story.early).source_case_id == story.case
    story.move_onset(story.at)
    assert queries.difference(story.incident).rows == ()
    actions.classify_case(
        case_id=other, to=Classification.NOT_A_CASE, reason="样本混淆,复检阴性", by=story.by, at=story.at
    )
    [row] = queries.difference(story.incident).rows
    assert (row.kind, row.contact.person_id) == (ChangeKind.LEAVES, story.early)


def test_the_contacts_of_a_case_that_was_ruled_out_are_shown_to_be_let_go(story):
    actions.classify_case(
        case_id=story.case, to=Classification.NOT_A_CASE, reason="样本混淆,复检阴性", by=story.by, at=story.at
    )
    found = queries.difference(story.incident, case_id=story.case)
    assert {each.kind for each in found.rows} == {ChangeKind.LEAVES} and len(found.rows) == 3
    assert {each.why.zh for each in found.rows} == {"传染源病例已排除"}
    assert story.contact(story.late).status is ContactState.APPROVED, "nobody is let go before somebody decides"
    assert story.apply(found, case_id=story.case) == 3
    outbox.drain()
    assert story.plan(story.late).state.value == "broken_off"


def test_a_later_onset_shows_who_falls_out_and_changes_nobody_by_itself(story):
    story.move_onset(story.at)
    found = queries.difference(story.incident, case_id=story.case)
    [row] = found.rows
    assert (row.kind, row.contact.person_id, row.after.state) == (ChangeKind.LEAVES, story.early, ContactState.REJECTED)
    assert row.clause is not None and row.before.ends_on is not None
    assert story.contact(story.early).status is ContactState.APPROVED
    assert story.apply(found, case_id=story.case) == 1
    outbox.drain()
    assert story.contact(story.early).status is ContactState.REJECTED
    assert story.plan(story.early).state.value == "broken_off"
    assert queries.contact_statuses(story.contact(story.early).id)[0].reason == REASON
    assert [(each.changed, each.by) for each in queries.rejudgements(story.incident)] == [(1, story.by.name)]


def test_the_last_exposure_follows_the_window_and_day_nought_of_the_plan_with_it(story):
    """Met three days and half a day ago; isolated a day ago, the newer meeting counts no more, and comes back if that was wrong."""
    met = story.contact(story.late).last_exposure_at
    before = story.proposal(story.late, 2.5)
    actions.propose_contacts(incident_id=story.incident, proposals=[before], by=story.by, at=story.at)
    for isolated, last in ((story.at - 0.9 * DAY, before.last_exposure_at), (None, met)):
        revision = queries.case(story.case).revision
        actions.amend_case(
            case_id=story.case, changes={"isolated_at": isolated}, revision=revision, by=story.by, at=story.at
        )
        found = queries.difference(story.incident)
        [row] = [each for each in found.rows if each.contact.person_id == story.late]
        assert (row.kind, row.last_exposure_at) == (ChangeKind.DAYS, last)
        assert (row.why.zh[:4], row.why.en[:17]) == ("末次暴露", "the last exposure")
        assert story.plan(story.late).anchor_at != last, "nothing moves before somebody approves"
        story.apply(found, [row.contact.id])
        outbox.drain()
        assert (story.contact(story.late).last_exposure_at, story.plan(story.late).anchor_at) == (last, last)


def test_an_exposure_that_was_rejected_moves_no_day_when_the_contact_is_judged_again(story):
    later = story.proposal(story.guest, 0.1)
    actions.propose_contacts(incident_id=story.incident, proposals=[later], by=story.by, at=story.at)
    waits = story.contact(story.guest)
    actions.reject_contacts(contact_ids=[waits.id], reason="监控证实未同处", by=story.by, at=story.at)
    assert story.contact(story.guest).last_exposure_at < later.last_exposure_at
    assert queries.difference(story.incident).rows == ()


def test_who_comes_into_the_window_again_is_proposed_again(story):
    story.move_onset(story.at)
    story.apply(queries.difference(story.incident))
    story.move_onset(story.at - 2 * DAY)
    found = queries.difference(story.incident)
    assert [each.kind for each in found.rows] == [ChangeKind.ENTERS]
    story.apply(found)
    assert story.contact(story.early).status is ContactState.PROPOSED


def test_a_place_taken_out_of_the_trajectory_takes_the_ground_from_who_rests_on_it(story, by, at):
    other = NewStay(start=at - DAY, until=at - DAY / 2, place_id=_other(by, at))
    actions.record_stays(case_id=story.case, stays=[other], by=by, at=at)
    actions.remove_stay(case_id=story.case, stay_id=story.stay, by=by, at=at)
    [row] = queries.difference(story.incident).rows
    assert (row.kind, row.contact.person_id) == (ChangeKind.NO_GROUND, story.guest)


def _other(by, at):
    new = NewPlace(words=Words("车间", "Workshop"), kind=PlaceKind.WORKPLACE, area=WANSHI)
    return registry.add_places(places=[new], by=by, at=at)[0]


def test_an_approval_of_another_difference_is_refused(story):
    found = queries.difference(story.incident)
    story.move_onset(story.at)
    with pytest.raises(errors.DifferenceChanged):
        story.apply(found, [story.contact(story.early).id])
    with pytest.raises(errors.NothingSelected):
        story.apply(queries.difference(story.incident), [])
    assert queries.rejudgements(story.incident) == []


def test_lines_that_are_not_picked_stay_as_they_are(story):
    changes = {"isolated_at": story.at - 2 * DAY}
    actions.amend_case(case_id=story.case, changes=changes, revision=1, by=story.by, at=story.at)
    found = queries.difference(story.incident)
    assert {each.contact.person_id for each in found.rows} == {story.late, story.guest}
    story.apply(found, [story.contact(story.late).id])
    standing = [story.contact(each).status for each in (story.late, story.guest, story.early)]
    assert standing == [ContactState.REJECTED, ContactState.APPROVED, ContactState.APPROVED]


def _ninth(story):
    own = command.incident(story.incident).edition_id
    known = [
        each
        for each in library().all()
        if each.disease == "covid-19" and each.contact and each.id.startswith("cn-covid-ed9")
    ]
    return own, known[0].id


def test_going_over_to_another_edition_moves_plans_cases_and_the_incident_together(story, at):
    own, ninth = _ninth(story)
    found = queries.difference(story.incident, edition_id=ninth)
    assert found.is_migration
    kinds = {each.kind for each in found.rows}
    assert kinds <= {ChangeKind.DAYS, ChangeKind.CLASS, ChangeKind.LEAVES}
    before = story.plan(story.late)
    story.apply(found, edition_id=ninth)
    outbox.drain()
    assert {queries.contact(each.contact.id).edition_id for each in found.rows if each.after.contact_class} == {ninth}
    after = story.plan(story.late)
    assert (before.edition_id, after.edition_id, after.state.value) == (own, ninth, "active")
    assert plans.moves(after.id)[0].reason == REASON
    assert queries.case(story.case).edition_id == ninth
    assert command.incident(story.incident).edition_id == ninth
    assert queries.difference(story.incident).rows == ()
    assert story.contact(story.late).contact_class is ContactClass.CLOSE


def test_who_is_not_found_goes_over_with_the_others_for_plan_report_and_meters_alike(story, at):
    _own, ninth = _ninth(story)
    lost = [story.contact(each).id for each in (story.late, story.guest)]
    actions.mark_lost(contact_ids=lost, reason="三次电话无人接听", by=story.by, at=at)
    story.apply(queries.difference(story.incident, edition_id=ninth), edition_id=ninth)
    outbox.drain()
    found = {each.person_id: each for each in queries.contacts_by_id(lost).values()}
    assert {each.status for each in found.values()} == {ContactState.LOST}
    then, report = queries.held_at(story.incident, at), queries.approved(story.incident, at)
    for person, contact in found.items():
        assert then[contact.id] == (ContactState.LOST, contact.contact_class, ninth)
        assert report[contact.id] is contact.contact_class is story.plan(person).contact_class
        assert story.plan(person).edition_id == contact.edition_id == ninth
    counted = queries.contacts_held(story.incident, [ContactState.LOST])
    assert sum(counted.values()) == 2 and {edition for _kind, edition, _state in counted} == {ninth}


def _turned_down_then_migrated(story):
    """Who was turned down under the old edition stays there when the incident goes over; returns both editions."""
    own, ninth = _ninth(story)
    contact = story.contact(story.late)
    actions.reject_contacts(contact_ids=[contact.id], reason="监控证实未同处", by=story.by, at=story.at)
    found = queries.difference(story.incident, edition_id=ninth)
    story.apply(found, [each.contact.id for each in found.of(ChangeKind.DAYS, ChangeKind.CLASS)], edition_id=ninth)
    outbox.drain()
    assert story.contact(story.late).edition_id == own != ninth
    return ninth


def test_who_is_exposed_again_after_a_migration_is_judged_by_the_edition_in_force(story):
    ninth = _turned_down_then_migrated(story)
    again = story.proposal(story.late, 0.25)
    actions.propose_contacts(incident_id=story.incident, proposals=[again], by=story.by, at=story.at)
    found = story.contact(story.late)
    assert (found.status, found.edition_id, found.clause.edition_id) == (ContactState.PROPOSED, ninth, ninth)
    actions.approve_contacts(contact_ids=[found.id], by=story.by, at=story.at)
    outbox.drain()
    assert story.plan(story.late).edition_id == ninth


def test_who_comes_in_again_after_a_migration_comes_under_the_edition_in_force(story):
    ninth = _turned_down_then_migrated(story)
    found = queries.difference(story.incident)
    assert [(each.kind, each.clause.edition_id) for each in found.rows] == [(ChangeKind.ENTERS, ninth)]
    story.apply(found)
    back = story.contact(story.late)
    assert (back.status, back.edition_id, back.clause.edition_id) == (ContactState.PROPOSED, ninth, ninth)


def _left_behind(story):
    """Somebody approved who stays under the old edition while the incident goes over; returns both editions."""
    own, ninth = _ninth(story)
    found = queries.difference(story.incident, edition_id=ninth)
    others = [each.contact.id for each in found.rows if each.contact.person_id != story.early]
    assert len(others) < len(found.rows)
    story.apply(found, others, edition_id=ninth)
    outbox.drain()
    assert (story.contact(story.early).edition_id, story.plan(story.early).edition_id) == (own, own)
    return own, ninth


def test_who_is_exposed_again_after_being_left_behind_is_proposed_under_the_edition_in_force(story):
    own, ninth = _left_behind(story)
    again = story.proposal(story.early, 0.25)
    actions.propose_contacts(incident_id=story.incident, proposals=[again], by=story.by, at=story.at)
    found = story.contact(story.early)
    assert (found.status, found.edition_id, found.clause.edition_id) == (ContactState.PROPOSED, ninth, ninth)
    assert (found.held_as.edition_id, story.plan(story.early).edition_id) == (own, own)
    actions.approve_contacts(contact_ids=[found.id], by=story.by, at=story.at)
    outbox.drain()
    assert (story.contact(story.early).held_as, story.plan(story.early).edition_id) == (None, ninth)


def test_rejecting_what_is_later_gives_the_edition_back_with_the_class(story):
    own, _ = _left_behind(story)
    before = story.contact(story.early)
    again = story.proposal(story.early, 0.25)
    actions.propose_contacts(incident_id=story.incident, proposals=[again], by=story.by, at=story.at)
    actions.reject_contacts(contact_ids=[before.id], reason="监控证实未同处", by=story.by, at=story.at)
    back = story.contact(story.early)
    assert (back.status, back.edition_id, back.clause) == (ContactState.APPROVED, own, before.clause)


def test_judging_again_moves_no_plan_to_an_edition_that_its_contact_is_not_judged_by(story):
    own, _ = _left_behind(story)
    ids = [story.contact(each).id for each in (story.early, story.late)]
    moved = followup.rejudge_contacts(contact_ids=ids, reason=REASON, by=story.by, at=story.at)
    assert (moved, story.plan(story.early).edition_id) == (0, own)


def test_judging_again_moves_nobody_to_what_still_waits(story):
    again = story.proposal(story.early, 0.25)
    before = story.plan(story.early)
    actions.propose_contacts(incident_id=story.incident, proposals=[again], by=story.by, at=story.at)
    waiting = story.contact(story.early)
    assert followup.rejudge_contacts(contact_ids=[waiting.id], reason=REASON, by=story.by, at=story.at) == 0
    assert story.plan(story.early).end_on == before.end_on


def test_whose_case_is_ruled_out_after_a_migration_is_proposed_under_the_edition_in_force(story):
    case = NewCase(
        person_id=story.late, area=WANSHI, reported_at=story.at, sampled_at=story.at,
        classification=Classification.CONFIRMED,
    )  # fmt: skip
    ill = actions.report_case(incident_id=story.incident, case=case, by=story.by, at=story.at).case_id
    own, ninth = _ninth(story)
    found = queries.difference(story.incident, edition_id=ninth)
    story.apply(found, edition_id=ninth)
    outbox.drain()
    assert (story.contact(story.late).status, story.contact(story.late).edition_id) == (ContactState.BECAME_CASE, own)
    actions.classify_case(
        case_id=ill, to=Classification.NOT_A_CASE, reason="样本混淆,复检阴性", by=story.by, at=story.at
    )
    back = story.contact(story.late)
    assert (back.status, back.edition_id, back.clause.edition_id) == (ContactState.PROPOSED, ninth, ninth)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_shows_the_difference_and_takes_its_approval(story, signed_in, language):
    story.move_onset(story.at)
    browser = signed_in("epidemiologist", language=language)
    path = f"/cases/rejudge/{story.incident}/"
    shown = browser.get(f"{path}?case={story.case}")
    assert [each.row.kind for each in shown.context["rows"]] == [ChangeKind.LEAVES]
    assert shown.context["touched"].persons == 1 and 'class="touched"' in shown.content.decode()
    assert browser.get(f"{path}?edition={_ninth(story)[1]}").status_code == 200
    form = {
        "stamp": shown.context["found"].stamp,
        "case": str(story.case),
        "picked": [str(story.contact(story.early).id)],
    }
    assert browser.post(f"{path}apply/", {**form, "reason": "短"}).status_code in {409, 422}
    assert browser.post(f"{path}apply/", {**form, "reason": REASON}).status_code == 302
    assert story.contact(story.early).status is ContactState.REJECTED
    reader = signed_in("inspector", language=language)
    assert reader.get(path).status_code == 200
    assert reader.post(f"{path}apply/", {**form, "reason": REASON}).status_code == 403


def test_the_api_gives_the_difference_and_takes_the_stamp_back(story, signed_in):
    story.move_onset(story.at)
    browser = signed_in("epidemiologist")
    path = f"/api/v1/incidents/{story.incident}/rejudgement"
    found = browser.get(path).json()
    assert [each["kind"] for each in found["rows"]] == ["leaves"]
    body = {"stamp": "0" * 32, "contact_ids": [found["rows"][0]["contact_id"]], "reason": REASON}
    assert browser.post(path, json.dumps(body), content_type="application/json").status_code == 409
    done = browser.post(path, json.dumps({**body, "stamp": found["stamp"]}), content_type="application/json")
    assert done.json() == {"changed": 1}
