"""The manual's chapter on tracing is what its examples say."""

from __future__ import annotations

from tools import spec_manual


def test_the_manual_is_up_to_date():
    assert spec_manual.MANUAL.read_text("utf-8") == spec_manual.manual(), "run: python tools/spec_manual.py"


def test_every_example_has_a_sentence():
    sentences = [line for line in spec_manual.manual().splitlines() if line.startswith("### ")]
    assert len(sentences) == len(set(sentences)) > 30
    assert all(line.endswith((".", "?")) for line in sentences)
