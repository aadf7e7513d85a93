"""When the index person or place counts

The period in which somebody could pass the disease on comes from the edition in force, not from the engine.
"""


def test_period_cuts_the_visit(spec):
    """Only the part of a visit inside the index period counts."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 09:00 | 12:00
        2      | 10    | 09:00 | 10:30
        3      | 10    | 09:00 | 10:00
        """,
        """
        person | first | last  | minutes
        2      | 10:00 | 10:30 | 30
        """,
        index="""
        person | from  | until
        1      | 10:00 | 11:00
        """,
    )


def test_two_periods(spec):
    """One person may have several index periods; what touches is one."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 08:00 | 12:00
        2      | 10    | 08:00 | 12:00
        """,
        """
        person | minutes | encounters
        2      | 150     | 2
        """,
        index="""
        person | from  | until
        1      | 08:00 | 09:00
        1      | 09:00 | 10:00
        1      | 11:00 | 11:30
        """,
    )


def test_index_place(spec):
    """A place can be the index: everybody who was there in its period is exposed, via nobody."""
    spec(
        """
        person | place | from  | until
        2      | 10    | 09:00 | 10:30
        3      | 10    | 11:30 | 12:00
        4      | 11    | 10:00 | 11:00
        """,
        """
        person | via | places | first | last  | minutes
        2      |     | 10     | 10:00 | 10:30 | 30
        """,
        index_places="""
        place | from  | until
        10    | 10:00 | 11:00
        """,
    )


def test_index_place_and_person(spec):
    """An index place and an index person can be asked together; what each passes on is counted by itself."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 10:00 | 11:00
        2      | 10    | 10:00 | 11:00
        """,
        """
        person | via | minutes | encounters
        2      | 1   | 120     | 2
        """,
        index="""
        person | from  | until
        1      | 00:00 | 24:00
        """,
        index_places="""
        place | from  | until
        10    | 10:00 | 11:00
        """,
    )


def test_index_persons_are_not_listed(spec):
    """Index persons are not listed, though they have met each other."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 09:00 | 10:00
        2      | 10    | 09:00 | 10:00
        """,
        "person | via",
        index="""
        person | from  | until
        1      | 00:00 | 24:00
        2      | 00:00 | 24:00
        """,
    )


def test_linger(spec):
    """With a linger the place stays infectious for a while after the index person has left."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 09:00 | 10:00
        2      | 10    | 10:20 | 11:00
        3      | 10    | 10:30 | 11:00
        4      | 10    | 08:00 | 09:00
        """,
        """
        person | first | last  | minutes
        2      | 10:20 | 10:30 | 10
        """,
        index="""
        person | from  | until
        1      | 00:00 | 24:00
        """,
        linger_s=1800,
    )


def test_linger_beyond_the_period(spec):
    """The linger runs from the end of the part inside the index period, and may go beyond it."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 09:00 | 12:00
        2      | 10    | 10:15 | 11:00
        """,
        """
        person | first | last  | minutes
        2      | 10:15 | 10:30 | 15
        """,
        index="""
        person | from  | until
        1      | 08:00 | 10:00
        """,
        linger_s=1800,
    )


def test_linger_joins(spec):
    """A linger that lasts until the index person is back makes one encounter of two."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 09:00 | 09:30
        1      | 10    | 09:50 | 10:00
        2      | 10    | 09:00 | 10:00
        """,
        """
        person | minutes | encounters
        2      | 60      | 1
        """,
        index="""
        person | from  | until
        1      | 00:00 | 24:00
        """,
        linger_s=1200,
    )
