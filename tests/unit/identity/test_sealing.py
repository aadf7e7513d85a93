"""The arithmetic of the vault: what opens, what does not, and that an index tells nothing without its key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizao.ground.identity.errors import SealBroken
from sizao.ground.identity.rules import sealing
from sizao.ground.identity.types import IndexKind, Sealed

KEY, OTHER = sealing.new_key(), sealing.new_key()
texts = st.text(max_size=80)


@given(texts, st.sampled_from(Sealed), st.integers(1, 2**62), st.integers(1, 1000))
def test_what_is_sealed_opens_at_its_place(text, column, person, version):
    sealed = sealing.seal_columns(KEY, {column: text}, person, version)[column]
    assert sealed[0] == sealing.AES_256_GCM
    assert sealing.open_column(KEY, sealed, column, person, version) == text
    assert len(text) < 4 or text.encode() not in sealed


@pytest.mark.parametrize(
    ("key", "column", "person", "version"),
    [(OTHER, Sealed.NAME, 7, 1), (KEY, Sealed.PHONE, 7, 1), (KEY, Sealed.NAME, 8, 1), (KEY, Sealed.NAME, 7, 2)],
    ids=["other key", "other column", "other person", "other version"],
)
def test_it_opens_nowhere_else(key, column, person, version):
    sealed = sealing.seal_columns(KEY, {Sealed.NAME: "单甲乙"}, 7, 1)[Sealed.NAME]
    with pytest.raises(SealBroken):
        sealing.open_column(key, sealed, column, person, version)


@given(st.integers(0, 200), st.integers(1, 255))
def test_one_changed_byte_is_noticed(position, change):
    sealed = bytearray(sealing.seal_columns(KEY, {Sealed.NAME: "单甲乙"}, 7, 1)[Sealed.NAME])
    sealed[position % len(sealed)] ^= change
    with pytest.raises(SealBroken):
        sealing.open_column(KEY, bytes(sealed), Sealed.NAME, 7, 1)


@given(st.binary(max_size=64))
def test_noise_never_opens(noise):
    with pytest.raises(SealBroken):
        sealing.open_column(KEY, noise, Sealed.NAME, 7, 1)


def test_the_same_text_is_sealed_differently_every_time():
    once, again = (sealing.seal_columns(KEY, {Sealed.NAME: "单甲乙"}, 7, 1)[Sealed.NAME] for _ in range(2))
    assert once != again


def test_a_wrapped_key_opens_only_for_its_person_and_epoch():
    wrapped = sealing.wrap_key(KEY, OTHER, 7, 3)
    assert sealing.unwrap_key(KEY, wrapped, 7, 3) == OTHER
    for person, epoch in ((8, 3), (7, 4)):
        with pytest.raises(SealBroken):
            sealing.unwrap_key(KEY, wrapped, person, epoch)


@given(texts, texts)
def test_an_index_is_equal_exactly_for_equal_values(one, other):
    same = sealing.digest(KEY, IndexKind.NAME, one) == sealing.digest(KEY, IndexKind.NAME, other)
    assert same == (one == other)


def test_kinds_and_keys_keep_indexes_apart():
    marks = {sealing.digest(key, kind, "138") for key in (KEY, OTHER) for kind in IndexKind}
    assert len(marks) == 2 * len(IndexKind)


def test_a_fingerprint_recognises_a_key_and_does_not_hold_it():
    assert sealing.fingerprint(KEY) == sealing.fingerprint(KEY) != sealing.fingerprint(OTHER)
    assert sealing.fingerprint(KEY) not in KEY.hex()
