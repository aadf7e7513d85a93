"""Many rows quickly: contacts of one incident made inside PostgreSQL as the owner of the tables."""

from __future__ import annotations

from uuid import UUID

from bench.installed import owner

PERSONS = """
INSERT INTO registry_person (number, sex, area_residence, key_group, registered_at, birth_year)
SELECT 'PB' || lpad(n::text, 10, '0'), CASE n % 2 WHEN 0 THEN 'male' ELSE 'female' END, {area}, 'none', now(), 1930 + n % 90
FROM generate_series({first}, {last}) n
"""
CONTACTS = """
INSERT INTO cases_contact (id, number, incident_id, person_id, contact_class, situation, last_exposure_at, area,
    area_source, edition_id, clause, status, basis, earlier, proposed_at)
SELECT uuidv7(), 'KB' || lpad(n::text, 10, '0'), '{incident}', p.id,
    CASE WHEN n % 10 < 3 THEN 'close' WHEN n % 10 < 8 THEN 'secondary' ELSE 'general' END, 'household',
    timestamptz '2021-12-20' - (n * 2654435761 % 2592000) * interval '1 second', p.area_residence, p.area_residence,
    'cn-covid-ed8', '{{}}',
    CASE WHEN n % 200 = 0 THEN 'lost' WHEN n % 10 < 6 THEN 'approved' WHEN n % 10 < 8 THEN 'released' ELSE 'proposed' END,
    '[]', '{{}}', timestamptz '2021-12-20'
FROM generate_series({first}, {last}) n JOIN registry_person p ON p.number = 'PB' || lpad(n::text, 10, '0')
"""
AREA = "(CASE WHEN n % 1000 = 0 THEN {town} ELSE (ARRAY[{counties}])[1 + n % {number}] END)"


def fill(incident: UUID, total: int, first: int, town: int, counties: list[int]) -> None:
    """Add contacts number ``first`` to ``total``; one in a thousand lives in ``town``, the others in ``counties``."""
    area = AREA.format(town=town, counties=", ".join(f"{each}::bigint" for each in counties), number=len(counties))
    with owner() as connection:
        connection.execute(PERSONS.format(first=first, last=total, area=area))
        connection.commit()
        connection.execute(CONTACTS.format(first=first, last=total, incident=incident))
    with owner() as connection:
        connection.autocommit = True
        for table in ("registry_person", "cases_contact"):
            connection.execute(f"VACUUM ANALYZE {table}")
