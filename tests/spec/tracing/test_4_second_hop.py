"""The second hop: contacts of contacts

Time is respected: nobody is exposed through a meeting that was over before the go-between was exposed.
"""

INDEX = """
person | from  | until
1      | 00:00 | 24:00
"""


def test_second_hop(spec):
    """At two hops, those who met an exposed person afterwards are listed too, via that person."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 09:00 | 10:00
        2      | 10    | 09:30 | 10:00
        2      | 11    | 12:00 | 13:00
        3      | 11    | 12:30 | 13:00
        """,
        """
        person | hop | via | places | first | last  | minutes
        2      | 1   | 1   | 10     | 09:30 | 10:00 | 30
        3      | 2   | 2   | 11     | 12:30 | 13:00 | 30
        """,
        index=INDEX,
        hops=2,
    )


def test_one_hop(spec):
    """At one hop, contacts of contacts are not listed."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 09:00 | 10:00
        2      | 10    | 09:30 | 10:00
        2      | 11    | 12:00 | 13:00
        3      | 11    | 12:30 | 13:00
        """,
        """
        person | hop
        2      | 1
        """,
        index=INDEX,
    )


def test_time_is_respected(spec):
    """A meeting that was over before the go-between's own first encounter passes nothing on."""
    spec(
        """
        person | place | from  | until
        2      | 11    | 07:00 | 08:00
        3      | 11    | 07:00 | 08:00
        1      | 10    | 09:00 | 10:00
        2      | 10    | 09:30 | 10:00
        """,
        """
        person | hop
        2      | 1
        """,
        index=INDEX,
        hops=2,
    )


def test_from_the_first_encounter_on(spec):
    """The go-between counts from the begin of their first encounter, not for the part of a stay before it."""
    spec(
        """
        person | place | zone | from  | until
        1      | 10    | A    | 09:00 | 10:00
        2      | 10    |      | 08:00 | 11:00
        3      | 10    | B    | 08:00 | 09:30
        """,
        """
        person | hop | first | last
        2      | 1   | 09:00 | 10:00
        3      | 2   | 09:00 | 09:30
        """,
        index=INDEX,
        hops=2,
        match_zones=True,
    )


def test_within(spec):
    """With a limit, the go-between counts only until so long after the end of their last encounter."""
    spec(
        """
        person | place | from    | until
        1      | 10    | 09:00   | 10:00
        2      | 10    | 09:30   | 10:00
        2      | 11    | 2/09:00 | 2/11:00
        3      | 11    | 2/09:00 | 2/11:00
        4      | 11    | 2/10:00 | 2/11:00
        """,
        """
        person | hop | first   | last
        2      | 1   | 09:30   | 10:00
        3      | 2   | 2/09:00 | 2/10:00
        """,
        index=INDEX,
        hops=2,
        second_hop_within_s=86_400,
    )


def test_nearest_hop(spec):
    """A person is listed once, at the nearest hop."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 09:00 | 10:00
        2      | 10    | 09:00 | 10:00
        3      | 10    | 09:00 | 10:00
        2      | 11    | 12:00 | 13:00
        3      | 11    | 12:00 | 13:00
        """,
        """
        person | hop | via | places | encounters
        2      | 1   | 1   | 10     | 1
        3      | 1   | 1   | 10     | 1
        """,
        index=INDEX,
        hops=2,
    )


def test_grade_of_the_chain(spec):
    """At the second hop the whole chain must stand on the grade: a guessed first meeting makes the second one a guess."""
    spec(
        """
        person | place | from  | until | grade
        1      | 10    | 09:00 | 10:00 | recorded
        2      | 10    | 09:00 | 10:00 | inferred
        2      | 11    | 12:00 | 13:00 | recorded
        3      | 11    | 12:00 | 13:00 | recorded
        """,
        """
        person | hop | grade
        2      | 1   | inferred
        3      | 2   | inferred
        """,
        index=INDEX,
        hops=2,
    )


def test_excluded(spec):
    """Excluded persons are not listed, and pass nothing on."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 09:00 | 10:00
        2      | 10    | 09:30 | 10:00
        4      | 10    | 09:30 | 10:00
        2      | 11    | 12:00 | 13:00
        3      | 11    | 12:30 | 13:00
        """,
        """
        person | hop
        4      | 1
        """,
        index=INDEX,
        hops=2,
        exclude_persons=(2,),
    )


def test_second_hop_from_a_place(spec):
    """A second hop can start at an index place."""
    spec(
        """
        person | place | from  | until
        2      | 10    | 09:30 | 10:00
        2      | 11    | 12:00 | 13:00
        3      | 11    | 12:30 | 13:00
        """,
        """
        person | hop | via
        2      | 1   |
        3      | 2   | 2
        """,
        index_places="""
        place | from  | until
        10    | 09:00 | 10:00
        """,
        hops=2,
    )


def test_order(spec):
    """The answer has one order: by hop, then by person."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 09:00 | 10:00
        9      | 10    | 09:00 | 10:00
        5      | 10    | 09:30 | 10:00
        9      | 11    | 12:00 | 13:00
        7      | 11    | 12:00 | 13:00
        3      | 11    | 12:00 | 13:00
        """,
        """
        person | hop
        5      | 1
        9      | 1
        3      | 2
        7      | 2
        """,
        index=INDEX,
        hops=2,
    )


def test_weaker_second_hop(spec):
    """A well-known first meeting does not lift a second one that is known less well, nor hide it."""
    spec(
        """
        person | place | from  | until | grade
        1      | 10    | 09:00 | 10:00 | verified
        2      | 10    | 09:00 | 10:00 | verified
        2      | 11    | 12:00 | 13:00 | stated
        3      | 11    | 12:00 | 13:00 | recorded
        """,
        """
        person | hop | grade
        2      | 1   | verified
        3      | 2   | stated
        """,
        index=INDEX,
        hops=2,
    )
