"""The moments that ``sizao clock`` understands."""

from datetime import UTC, datetime

import pytest

from sizao.project.cli.clock import MomentMalformed, moment


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2021-12-11T21:40", datetime(2021, 12, 11, 13, 40, tzinfo=UTC)),
        ("2021-12-11T13:40:00+00:00", datetime(2021, 12, 11, 13, 40, tzinfo=UTC)),
        ("2021-12-11", datetime(2021, 12, 10, 16, 0, tzinfo=UTC)),
    ],
)
def test_a_time_without_an_offset_is_china_time(text, utc):
    assert moment(text) == utc


@pytest.mark.parametrize("text", ["yesterday", "2021-13-01", ""])
def test_other_words_are_refused(text):
    with pytest.raises(MomentMalformed):
        moment(text)
