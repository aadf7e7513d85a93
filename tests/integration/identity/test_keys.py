"""Keys: files outside the database, epochs that end, two who enter one document at once, and speed."""

import threading
import time

import pytest
from django.db import connection, connections, transaction

from sizao.ground.identity import actions, queries
from sizao.ground.identity.actions import keys
from sizao.ground.identity.errors import KeysMissing
from sizao.ground.identity.models import Epoch, FoundPlace, PersonKey
from sizao.ground.identity.queries import keyring
from sizao.ground.identity.rules import sealing
from sizao.ground.identity.types import NewIdentity, Purpose
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.documents import DocumentKind, synthetic_document
from sizao.kernel.ids import uuid7
from sizao.kernel.phones import synthetic_phone
from sizao.spine.scope import queries as scope

YIXING = areas.parse("320282")
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗单仇解曾查"
GIVEN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


def someone(seed):
    name = SURNAMES[seed % len(SURNAMES)] + GIVEN[seed // 7 % len(GIVEN)] + GIVEN[seed // 160 % len(GIVEN)]
    return NewIdentity(
        name, DocumentKind.CITIZEN_ID, synthetic_document(seed).number, synthetic_phone(seed), f"人民路 {seed} 号"
    )  # fmt: skip


def enrol(identities, by, at):
    handles = actions.resolve(identities=identities, area=YIXING, by=by, at=at)
    new = [NewPerson(area_residence=YIXING, id=each.person_id) for each in handles if each.is_new]
    registry.add_persons(persons=new, by=by, at=at)
    return [each.person_id for each in handles]


@pytest.fixture
def own_keys(tmp_path, monkeypatch):
    """A key folder of the test's own, so that epochs begin at 1."""
    place = tmp_path / "identity"
    monkeypatch.setattr(keyring, "folder", lambda: place)
    return place


@pytest.mark.django_db
def test_key_files_are_made_once_and_are_their_owners_alone(own_keys):
    first = keyring.ring()
    assert keyring.ring() is first and first.epoch == 1
    assert {path.stat().st_mode & 0o777 for path in own_keys.iterdir()} == {0o600}
    assert own_keys.stat().st_mode & 0o777 == 0o700
    assert keyring.faults() == []
    (own_keys / "index-name").chmod(0o644)
    assert keyring.faults() == ["index-name: mode 644"]


@pytest.mark.django_db
def test_keys_of_another_database_are_refused_before_anything_is_sealed(own_keys, by, at, tmp_path, monkeypatch):
    enrol([someone(1)], by, at)
    monkeypatch.setattr(keyring, "folder", lambda: tmp_path / "elsewhere")
    with pytest.raises(KeysMissing):
        enrol([someone(2)], by, at)


@pytest.mark.django_db
def test_an_epoch_ends_and_what_it_wrapped_for_the_erased_stays_shut(
    own_keys, by, at, django_capture_on_commit_callbacks
):
    kept, gone = enrol([someone(1), someone(2)], by, at)
    old_key, old_row = keyring.ring().epoch_key(1), PersonKey.objects.get(person=gone)
    actions.erase(person_ids=[gone], by=by, at=at, reason="保存期满")
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.begin_epoch(by=by, at=at) == 2
    assert keyring.ring().epoch == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.finish_rotation(by=by, at=at) == [1]
    assert not (own_keys / "epoch-0001").exists() and set(keyring.ring().epochs) == {2}
    assert Epoch.objects.get(number=1).destroyed_at == at
    assert PersonKey.objects.get(person=kept).epoch == 2
    assert queries.masked([kept])[kept].name.endswith("*")
    # Whoever kept a copy of the old row (a back-up) opens it only with the old key, which is nowhere any more.
    assert sealing.unwrap_key(old_key, bytes(old_row.wrapped), gone, 1)
    assert old_key not in keyring.ring().epochs.values()


@pytest.mark.django_db
def test_addresses_found_move_into_the_new_epoch_too(own_keys, by, at, django_capture_on_commit_callbacks):
    why = {"purpose": Purpose.CASE_INVESTIGATION, "by": by, "at": at, "reason": "协查线索核查到的住址"}
    found = uuid7()
    actions.keep_place(found_id=found, text="解放东路 1 号", area=YIXING, person_id=None, **why)
    before = bytes(FoundPlace.objects.get(pk=found).place)
    with django_capture_on_commit_callbacks(execute=True):
        actions.begin_epoch(by=by, at=at)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.finish_rotation(by=by, at=at) == [1]
    row = FoundPlace.objects.get(pk=found)
    assert (row.epoch, bytes(row.place), "解放东路".encode() in before) == (2, before, False)
    assert actions.open_place(found_id=found, **why) == "解放东路 1 号"


@pytest.mark.django_db
def test_a_rotation_that_broke_off_goes_on(own_keys, by, at, django_capture_on_commit_callbacks):
    [person] = enrol([someone(1)], by, at)
    actions.begin_epoch(by=by, at=at)  # the crash: committed in the ledger, the file not yet renamed
    assert (own_keys / "next-0002").exists() and keyring.ring().epoch == 1
    assert queries.masked([person])
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.begin_epoch(by=by, at=at) == 2
    assert actions.finish_rotation(by=by, at=at) == [1]  # the crash: marked destroyed, the file still there
    assert (own_keys / "epoch-0001").exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.finish_rotation(by=by, at=at) == [1]
    assert not (own_keys / "epoch-0001").exists()
    assert queries.masked([person])


@pytest.mark.django_db
def test_an_epoch_with_a_key_that_nobody_sees_is_not_ended(own_keys, by, at, django_capture_on_commit_callbacks):
    actions.resolve(identities=[someone(1)], area=YIXING, by=by, at=at)  # not entered in the registry: out of all sight
    with django_capture_on_commit_callbacks(execute=True):
        actions.begin_epoch(by=by, at=at)
    assert not PersonKey.objects.exists()
    assert actions.finish_rotation(by=by, at=at) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_enter_the_same_document_at_once_get_one_person(at):
    actor = Actor.system("test")
    ready, answers = threading.Barrier(2), []

    def enter():
        ready.wait()
        try:
            with scope.acting(actor):
                answers.extend(enrol([someone(5)], actor, at))
                time.sleep(0.2)
        finally:
            scope.close_all()
            connections.close_all()

    threads = [threading.Thread(target=enter) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(answers) == 2 and len(set(answers)) == 1


@pytest.mark.django_db(transaction=True)
def test_nobody_ends_an_epoch_under_which_someone_is_sealing(own_keys, at):
    actor = Actor.system("test")
    with scope.acting(actor):
        enrol([someone(1)], actor, at)
    with scope.acting(actor):
        actions.begin_epoch(by=actor, at=at)
    ended = []

    def rotate():
        try:
            with scope.acting(actor):
                ended.append(actions.finish_rotation(by=actor, at=at))
        finally:
            scope.close_all()
            connections.close_all()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [keys.EPOCH_LOCK, 1])
        other = threading.Thread(target=rotate)
        other.start()
        other.join()
    rotate()
    assert ended == [[], [1]]


@pytest.mark.slow
@pytest.mark.django_db
def test_ten_thousand_people_are_recorded_and_recognised(by, at):
    people = [someone(seed) for seed in range(10_000)]
    handles = actions.resolve(identities=people, area=YIXING, by=by, at=at)
    assert len({each.person_id for each in handles if each.is_new}) == len(people)
    registry.add_persons(
        persons=[NewPerson(area_residence=YIXING, id=each.person_id) for each in handles], by=by, at=at
    )  # fmt: skip
    known = actions.resolve(identities=people, area=YIXING, by=by, at=at)
    assert not any(each.is_new for each in known)
    assert len(queries.masked([each.person_id for each in handles[:50]])) == 50
    assert queries.find(document=people[77].document_number) == [handles[77].person_id]
    actions.reveal(
        person_ids=[handles[0].person_id], purpose=Purpose.SAMPLING, by=by, at=at, reason="抽查加密内容可以解开"
    )  # fmt: skip
