"""Sharing place and time

Who met an index person. Times are half-open: a visit from 09:00 until 10:00 no longer holds at 10:00.
"""

INDEX = """
person | from  | until
1      | 00:00 | 24:00
"""


def test_same_place_same_time(spec):
    """Two people in one place at one time have met."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 09:00 | 10:00
        2      | 10    | 09:30 | 09:45
        """,
        """
        person | hop | via | places | first | last  | minutes | encounters
        2      | 1   | 1   | 10     | 09:30 | 09:45 | 15      | 1
        """,
        index=INDEX,
    )


def test_other_place(spec):
    """People in different places have not met, whatever the time."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 09:00 | 10:00
        2      | 11    | 09:00 | 10:00
        """,
        "person | places",
        index=INDEX,
    )


def test_touching(spec):
    """Visits that only touch share no time."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 09:00 | 10:00
        2      | 10    | 10:00 | 11:00
        3      | 10    | 08:00 | 09:00
        """,
        "person | places",
        index=INDEX,
    )


def test_no_length(spec):
    """A visit that takes up no time exposes nobody, and nobody is exposed by it."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 09:00 | 10:00
        2      | 10    | 09:30 | 09:30
        1      | 11    | 12:00 | 12:00
        3      | 11    | 11:00 | 13:00
        """,
        "person | places",
        index=INDEX,
        linger_s=600,
    )


def test_min_overlap(spec):
    """A meeting shorter than the shortest encounter asked for does not count; one of just that length does."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 09:00 | 10:00
        2      | 10    | 09:50 | 10:30
        3      | 10    | 09:45 | 10:30
        """,
        """
        person | minutes
        3      | 15
        """,
        index=INDEX,
        min_overlap_s=900,
    )


def test_several_short_meetings(spec):
    """Short meetings with a gap between them are not added up to a long one."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 09:00 | 10:00
        2      | 10    | 09:00 | 09:10
        2      | 10    | 09:20 | 09:30
        """,
        "person | minutes",
        index=INDEX,
        min_overlap_s=900,
    )


def test_split_records(spec):
    """Records of one person in one place that overlap or touch are one stay: its time counts once, and in one piece."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 09:00 | 10:00
        2      | 10    | 09:00 | 09:10
        2      | 10    | 09:10 | 09:20
        2      | 10    | 09:05 | 09:15
        2      | 10    | 09:05 | 09:15
        """,
        """
        person | first | last  | minutes | encounters
        2      | 09:00 | 09:20 | 20      | 1
        """,
        index=INDEX,
        min_overlap_s=900,
    )


def test_midnight(spec):
    """Midnight divides nothing: a night together is one encounter."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 22:00 | 2/07:00
        2      | 10    | 23:00 | 2/06:00
        """,
        """
        person | first | last    | minutes | encounters
        2      | 23:00 | 2/06:00 | 420     | 1
        """,
        index="""
        person | from  | until
        1      | 00:00 | 3/00:00
        """,
    )


def test_two_places(spec):
    """Meetings in different places are different encounters; their places are listed and their minutes added."""
    spec(
        """
        person | place | from  | until
        1      | 11    | 09:00 | 10:00
        1      | 10    | 12:00 | 13:00
        2      | 11    | 09:30 | 10:30
        2      | 10    | 12:30 | 13:30
        """,
        """
        person | places | first | last  | minutes | encounters
        2      | 10 11  | 09:30 | 13:00 | 60      | 2
        """,
        index=INDEX,
    )


def test_two_index_persons(spec):
    """Each index person counts by themselves: an hour with two of them is two encounters and two hours."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 09:00 | 10:00
        2      | 10    | 09:00 | 10:00
        3      | 10    | 09:00 | 10:00
        """,
        """
        person | via | minutes | encounters
        3      | 1 2 | 120     | 2
        """,
        index="""
        person | from  | until
        1      | 00:00 | 24:00
        2      | 00:00 | 24:00
        """,
    )


def test_two_index_persons_in_turn(spec):
    """Two index persons who are there one after the other are not added up to one long encounter."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 09:00 | 09:10
        2      | 10    | 09:10 | 09:20
        3      | 10    | 09:00 | 10:00
        """,
        "person | minutes",
        index="""
        person | from  | until
        1      | 00:00 | 24:00
        2      | 00:00 | 24:00
        """,
        min_overlap_s=900,
    )


def test_same_record_twice(spec):
    """The same record twice is one record, whatever else is known of the day."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 08:00 | 08:30
        1      | 10    | 09:00 | 10:00
        1      | 10    | 11:00 | 12:00
        2      | 10    | 08:00 | 08:30
        2      | 10    | 09:00 | 10:00
        2      | 10    | 09:00 | 10:00
        2      | 10    | 09:00 | 10:00
        2      | 10    | 11:00 | 12:00
        """,
        """
        person | minutes | encounters
        2      | 150     | 3
        """,
        index=INDEX,
    )
