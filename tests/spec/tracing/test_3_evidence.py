"""Evidence: sources, grades, places, zones

Which visits are believed, how far, and how near is near.
"""

INDEX = """
person | from  | until
1      | 00:00 | 24:00
"""


def test_sources(spec):
    """Only visits from the sources asked for count, on both sides of a meeting."""
    spec(
        """
        person | place | from  | until | source
        1      | 10    | 09:00 | 10:00 | interview
        2      | 10    | 09:00 | 10:00 | interview
        3      | 10    | 09:00 | 10:00 | venue_scan
        """,
        """
        person
        2
        """,
        index=INDEX,
        sources=("interview",),
    )


def test_grades(spec):
    """Only visits of the grades asked for count."""
    spec(
        """
        person | place | from  | until | grade
        1      | 10    | 09:00 | 10:00 | verified
        2      | 10    | 09:00 | 10:00 | recorded
        3      | 10    | 09:00 | 10:00 | inferred
        """,
        """
        person | grade
        2      | recorded
        """,
        index=INDEX,
        grades=("verified", "recorded"),
    )


def test_weakest_link(spec):
    """A meeting is no better known than the weaker of its two visits."""
    spec(
        """
        person | place | from  | until | grade
        1      | 10    | 09:00 | 10:00 | stated
        2      | 10    | 09:00 | 10:00 | recorded
        3      | 10    | 09:00 | 10:00 | claimed
        """,
        """
        person | grade
        2      | stated
        3      | claimed
        """,
        index=INDEX,
    )


def test_best_grade(spec):
    """The grade is the strongest on which the person would be listed; minutes and encounters count all that is known."""
    spec(
        """
        person | place | from  | until | grade
        1      | 10    | 09:00 | 12:00 | verified
        2      | 10    | 09:00 | 09:30 | recorded
        2      | 10    | 09:30 | 11:00 | claimed
        """,
        """
        person | minutes | encounters | grade
        2      | 120     | 1          | recorded
        """,
        index=INDEX,
        min_overlap_s=900,
    )


def test_grade_needs_the_whole_time(spec):
    """Strong evidence that is too short by itself does not lift the grade."""
    spec(
        """
        person | place | from  | until | grade
        1      | 10    | 09:00 | 12:00 | verified
        2      | 10    | 09:00 | 09:10 | recorded
        2      | 10    | 09:10 | 09:30 | claimed
        """,
        """
        person | minutes | grade
        2      | 30      | claimed
        """,
        index=INDEX,
        min_overlap_s=900,
    )


def test_place_kinds(spec):
    """Only places of the kinds asked for count; a place of unknown kind does not."""
    spec(
        """
        person | place | from  | until
        1      | 10    | 09:00 | 10:00
        1      | 11    | 11:00 | 12:00
        1      | 12    | 13:00 | 14:00
        2      | 10    | 09:00 | 10:00
        3      | 11    | 11:00 | 12:00
        4      | 12    | 13:00 | 14:00
        """,
        """
        person | places
        2      | 10
        """,
        index=INDEX,
        place_kinds=("restaurant",),
        kinds={10: "restaurant", 11: "park"},
    )


def test_zones_are_open_by_default(spec):
    """Unless asked otherwise, the zones inside a place do not matter."""
    spec(
        """
        person | place | zone | from  | until
        1      | 10    | A    | 09:00 | 10:00
        2      | 10    | B    | 09:00 | 10:00
        """,
        """
        person
        2
        """,
        index=INDEX,
    )


def test_zones(spec):
    """When zones must match, people in different zones have not met; who was in an unknown zone may have been in any."""
    spec(
        """
        person | place | zone | from  | until
        1      | 10    | A    | 09:00 | 10:00
        2      | 10    | A    | 09:00 | 10:00
        3      | 10    | B    | 09:00 | 10:00
        4      | 10    |      | 09:00 | 10:00
        """,
        """
        person
        2
        4
        """,
        index=INDEX,
        match_zones=True,
    )


def test_zones_count_once(spec):
    """A stay that is on record both with and without its zone counts once."""
    spec(
        """
        person | place | zone | from  | until
        1      | 10    | A    | 09:00 | 10:00
        2      | 10    | A    | 09:00 | 09:30
        2      | 10    |      | 09:10 | 09:40
        """,
        """
        person | minutes | encounters
        2      | 40      | 1
        """,
        index=INDEX,
        match_zones=True,
    )


def test_index_zone(spec):
    """An index place can be narrowed to one zone."""
    spec(
        """
        person | place | zone | from  | until
        2      | 10    | A    | 09:00 | 10:00
        3      | 10    | B    | 09:00 | 10:00
        """,
        """
        person
        2
        """,
        index_places="""
        place | from  | until | zone
        10    | 09:00 | 10:00 | A
        """,
        match_zones=True,
    )
