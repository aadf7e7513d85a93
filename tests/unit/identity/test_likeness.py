"""How alike two records are: 10,000 pairs with known truth (SAFETY D5), and each reason on its own."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from sizao.ground.identity.rules import drafts, likeness
from sizao.ground.identity.rules.likeness import Traits
from sizao.ground.identity.types import IndexKind, Likeness, NewIdentity
from sizao.ground.registry.types import Sex
from sizao.kernel.documents import BirthSex, DocumentKind, synthetic_document
from sizao.kernel.phones import synthetic_phone

TODAY = date(2021, 12, 11)
FAMILIES, GIVEN = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗单仇解曾查",
    "晓明伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛超霞平刚桂",
)
HOMOPHONES = {"晓": "小", "伟": "纬", "芳": "方", "静": "敬", "丽": "莉", "明": "名"}


def person(seed, random):
    sex = random.choice((BirthSex.MALE, BirthSex.FEMALE))
    document = synthetic_document(seed, birth_year=random.randint(1945, 2010), sex=sex)
    whole = NewIdentity(
        random.choice(FAMILIES) + "".join(random.choices(GIVEN, k=2)), DocumentKind.CITIZEN_ID, document.number,
        synthetic_phone(seed), f"演示路 {seed} 号 {random.randint(1, 30)} 室", sex=Sex(sex.value),
    )  # fmt: skip
    return drafts.completed(whole, TODAY)


BARE = {"document_kind": DocumentKind.NONE, "document_number": ""}


def twice(whole, how, random):
    """The same person entered once more, as it happens."""
    loose = replace(whole, **BARE)
    if how == "other_name":
        return replace(whole, name=random.choice(FAMILIES) + "某")
    if how == "name_and_birth":
        return replace(loose, phone="", address="")
    if how == "typo":
        return replace(loose, name=whole.name[:2] + random.choice(GIVEN))
    if how == "homophone":
        return replace(loose, name="".join(HOMOPHONES.get(each, each) for each in whole.name), address="")
    if how == "new_phone":
        return replace(loose, phone=synthetic_phone(random.randint(5_000_000, 6_000_000)))
    new = synthetic_document(random.randint(1, 99_999), birth_year=whole.birth_date.year, sex=BirthSex(whole.sex.value))
    return replace(whole, document_number=new.number, birth_date=whole.birth_date)


def another(whole, how, random):
    """Somebody else who looks like the first."""
    other = person(random.randint(2_000_000, 3_000_000), random)
    if how == "recycled_phone":
        return replace(other, phone=whole.phone)
    if how == "twin":
        given = random.choice([each for each in GIVEN if each not in whole.name])
        born = synthetic_document(random.randint(1, 9_999), birth_year=whole.birth_date.year)
        return replace(
            whole, name=whole.name[0] + given + random.choice(GIVEN), document_number=born.number,
            birth_date=whole.birth_date, phone="",
        )  # fmt: skip
    return replace(other, name=whole.name)


def is_met(one, other):
    mine, theirs = drafts.index_values(one), drafts.index_values(other)
    return any(mine.get(kind) and mine.get(kind) == theirs.get(kind) for kind in likeness.BLOCKING)


def is_recognised(one, other):
    rungs = set(drafts.recognised_by(other))
    return bool(rungs & set(drafts.index_values(one).items())) and not drafts.contradicts(one, other)


def weighed(one, other):
    traits = [Traits(each, each.birth_date.year if each.birth_date else None, each.sex) for each in (one, other)]
    return likeness.scale().score(likeness.reasons(*traits))


def test_ten_thousand_pairs_with_known_truth():
    random, missed, merged = Random(20211211), [], []
    same = ("other_name", "name_and_birth", "typo", "homophone", "new_phone", "changed_document")
    apart = ("recycled_phone", "twin", "namesake")
    for seed in range(1, 5_001):
        one = person(seed, random)
        how = same[seed % len(same)]
        other = twice(one, how, random)
        if not is_recognised(one, other) and not (
            is_met(one, other) and weighed(one, other) >= likeness.scale().propose
        ):
            missed.append((how, one.name, other.name, weighed(one, other)))
        how = apart[seed % len(apart)]
        if is_recognised(one, another(one, how, random)):
            merged.append(how)
    assert merged == [], "somebody was taken for another person"
    assert len(missed) <= 100, missed[:10]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("单 晓明", Likeness.SAME_NAME), ("单小明", Likeness.SAME_SOUND), ("Xiaoming Shan", Likeness.SAME_SOUND),
        ("单晓丽", Likeness.LIKE_NAME), ("单晓", Likeness.LIKE_NAME), ("仇丙丁", Likeness.OTHER_NAME),
    ],
)  # fmt: skip
def test_names(name, reason):
    assert reason in likeness.reasons(Traits(NewIdentity("单晓明")), Traits(NewIdentity(name)))


def test_every_reason_has_a_weight_and_reasons_against_are_negative():
    scale = likeness.scale()
    assert set(scale.weights) == set(Likeness) and 0 < scale.propose < scale.likely <= 100
    assert all((scale.weights[each] < 0) == each.speaks_against for each in Likeness)


def test_what_is_unknown_says_nothing_and_a_score_stays_within_its_bounds():
    assert likeness.reasons(Traits(NewIdentity()), Traits(NewIdentity())) == ()
    assert likeness.scale().score(Likeness) <= 100 and likeness.scale().score([Likeness.OTHER_COUNTRY]) == 0
    assert IndexKind.NAME not in likeness.BLOCKING
