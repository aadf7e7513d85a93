"""A large outbreak inside PostgreSQL: sixty days of cases, contacts with their plans, checks and tests, samples and tasks.

Made by the owner of the tables in a few statements. Everything hangs on the case's number: when it was reported, who
infected it, who its contacts are; the same call gives the same outbreak at whatever moment it ends.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from bench.installed import owner

DAYS = 60
PER_CASE = 20
CASES = """
CREATE TEMP TABLE made AS
SELECT n, uuidv7() AS id, {area} AS area,
    timestamptz '{end}' - interval '1 day' * ({days} - {days} * sqrt(n / {cases}.0)) - interval '90 minutes' AS at,
    floor({cases} * power(greatest({days} * sqrt(n / {cases}.0) - 1.5 - n * 7919 % 500 / 100.0, 0) / {days}, 2))::int AS source
FROM generate_series(1, {cases}) n;
INSERT INTO registry_person (number, sex, area_residence, key_group, registered_at, birth_year)
SELECT 'PX{tag}' || lpad(n::text, 8, '0'), CASE n % 2 WHEN 0 THEN 'male' ELSE 'female' END, {area}, 'none', now(), 1930 + n % 90
FROM generate_series(1, {contacts}) n;
CREATE TEMP TABLE person AS
SELECT substr(number, 7)::int AS n, id, area_residence AS area FROM registry_person WHERE number LIKE 'PX{tag}%';
INSERT INTO cases_case (id, number, person_id, incident_id, disease, edition_id, area, classification, is_closed, onset_at,
    sampled_at, reported_at, import_kind, discovery_route, severity, symptoms, outcome, external_id, form, revision, recorded_at)
SELECT m.id, 'CX{tag}' || lpad(m.n::text, 10, '0'), p.id, '{incident}', 'covid-19', '{edition}', m.area,
    CASE WHEN m.n % 5 = 0 THEN 'asymptomatic' ELSE 'confirmed' END, false,
    CASE WHEN m.n % 5 > 0 THEN m.at - interval '1 day' * (1 + m.n % 4) END, m.at - interval '8 hours', m.at,
    'unknown', 'unknown', 'unknown', '[]', 'in_care', '', '{{}}', 1, m.at
FROM made m JOIN person p USING (n);
INSERT INTO cases_casestatus (case_id, classification, is_closed, at, by, edition_id, clause, reason)
SELECT id, step.kind, false, at + step.after, 'bench', '{edition}', '{{}}', ''
FROM made, LATERAL (VALUES ('suspected', interval '0'),
    (CASE WHEN n % 5 = 0 THEN 'asymptomatic' ELSE 'confirmed' END, interval '1 hour')) AS step (kind, after);
"""
CONTACTS = """
CREATE TEMP TABLE met AS
SELECT c.k, uuidv7() AS id, c.case_id, c.case_area, p.id AS person_id, p.area, c.at,
    CASE WHEN k % 10 < 3 THEN 'close' WHEN k % 10 < 8 THEN 'secondary' ELSE 'general' END AS class,
    CASE WHEN k <= {cases} AND c.became < timestamptz '{end}' THEN 'became_case' WHEN k % 200 = 0 THEN 'lost'
        WHEN k % 50 = 1 THEN 'rejected' WHEN c.at > timestamptz '{end}' - interval '1 hour' THEN 'proposed'
        WHEN c.at > timestamptz '{end}' - interval '14 days' THEN 'approved' ELSE 'released' END AS state,
    c.became
FROM (
    SELECT k, s.id AS case_id, s.area AS case_area, s.at + interval '10 minutes' * (k % 12) AS at, own.at AS became
    FROM generate_series(1, {contacts}) k
    LEFT JOIN made own ON own.n = k
    JOIN made s ON s.n = CASE WHEN k <= {cases} THEN own.source ELSE 1 + k % {cases} END
) c JOIN person p ON p.n = c.k;
INSERT INTO cases_contact (id, number, incident_id, person_id, contact_class, situation, last_exposure_at, area, area_source,
    edition_id, clause, status, source_case_id, basis, proposed_at, earlier)
SELECT id, 'KX{tag}' || lpad(k::text, 10, '0'), '{incident}', person_id, class, 'household', at - interval '1 day', area, case_area,
    '{edition}', '{{}}', state, case_id, '[]', at, '{{}}'
FROM met;
INSERT INTO cases_contactstatus (contact_id, state, contact_class, edition_id, at, by, reason, clause)
SELECT id, step.state, class, '{edition}', step.at, 'bench', '', '{{}}'
FROM met, LATERAL (VALUES ('proposed', at),
    ('approved', CASE WHEN state NOT IN ('proposed', 'rejected') THEN at + interval '30 minutes' END),
    (state, CASE state WHEN 'released' THEN at + interval '14 days' WHEN 'became_case' THEN became
        WHEN 'lost' THEN at + interval '40 minutes' WHEN 'rejected' THEN at + interval '30 minutes' END)) AS step (state, at)
WHERE step.at IS NOT NULL;
INSERT INTO cases_exposure (id, incident_id, person_id, source_case_id, contact_id, area, area_source, start, until,
    situation, certainty, protection, minutes, found_by, note, recorded_at, by)
SELECT uuidv7(), '{incident}', person_id, case_id, id, area, case_area, at - interval '2 days', at - interval '1 day',
    'household', 'probable', 'unknown', 60, 'interview', '', at, 'bench'
FROM met;
"""
PLANS = """
CREATE TEMP TABLE held AS
SELECT uuidv7() AS plan, m.*, (at AT TIME ZONE 'Asia/Shanghai')::date AS start_on,
    CASE state WHEN 'approved' THEN 'active' WHEN 'lost' THEN 'active' WHEN 'released' THEN 'released' ELSE 'broken_off' END AS held
FROM met m WHERE state IN ('approved', 'lost', 'released', 'became_case') AND class <> 'general' AND k % 300 <> 7;
INSERT INTO followup_plan (id, number, contact_id, incident_id, person_id, edition_id, contact_class, regime_label, regime_key, clause,
    anchor_at, start_on, end_on, release_on, area, area_source, state, placed_at, environment, began_at, day_base)
SELECT plan, 'QX{tag}' || lpad(k::text, 10, '0'), id, '{incident}', person_id, '{edition}', class, '14+7', class, '{{}}', at, start_on,
    start_on + 13, start_on + 14, area, case_area, held, CASE WHEN k % 20 > 0 THEN at + interval '3 hours' END, '',
    at + interval '30 minutes', 0
FROM held;
INSERT INTO followup_planstatus (plan_id, state, at, by, reason, clause)
SELECT plan, step.state, step.at, 'bench', '', '{{}}'
FROM held, LATERAL (VALUES ('active', at + interval '30 minutes'),
    (held, CASE held WHEN 'released' THEN at + interval '14 days' WHEN 'broken_off' THEN became END)) AS step (state, at)
WHERE step.at IS NOT NULL;
INSERT INTO followup_placement (plan_id, since, at, by, reason)
SELECT plan, at + interval '3 hours', at + interval '3 hours', 'bench', '' FROM held WHERE k % 20 > 0;
INSERT INTO followup_phase (plan_id, number, place, start_on, end_on, checks_per_day, clause, is_extension)
SELECT plan, 1, CASE class WHEN 'close' THEN 'C' ELSE 'H' END, start_on, start_on + 13, 1, '{{}}', false FROM held;
INSERT INTO followup_check (id, plan_id, due_on, slot, opens_at, due_at, outcome, done_at, symptoms, by, note, source, is_past)
SELECT uuidv7(), plan, start_on + day, 0, (start_on + day) AT TIME ZONE 'Asia/Shanghai',
    (start_on + day + 1) AT TIME ZONE 'Asia/Shanghai',
    CASE WHEN NOT is_over THEN 'due' WHEN (k + day) % 40 = 0 THEN 'missed' WHEN (k + day) % 60 = 1 THEN 'unreachable'
        ELSE 'well' END,
    CASE WHEN is_over AND (k + day) % 40 > 0 THEN (start_on + day) AT TIME ZONE 'Asia/Shanghai' + interval '9 hours' END,
    '[]', CASE WHEN is_over AND (k + day) % 40 > 0 THEN 'bench' ELSE '' END, '', 'officer',
    is_over AND day < 13 AND ((k + day) % 40 = 0 OR (k + day) % 60 = 1)
        AND (start_on + day + 2) AT TIME ZONE 'Asia/Shanghai' < timestamptz '{end}'
FROM held, generate_series(0, 13) day, LATERAL (
    SELECT (start_on + day + 1) AT TIME ZONE 'Asia/Shanghai' < timestamptz '{end}' AS is_over) l
WHERE held = 'active' OR at > timestamptz '{end}' - interval '20 days';
INSERT INTO followup_scheduledtest (id, plan_id, phase_number, day_index, day_in_phase, due_on, is_antigen, is_double,
    is_estimated, state, sampled_at, note)
SELECT uuidv7(), plan, 1, day, day, start_on + day, false, false, false,
    CASE WHEN NOT is_over THEN 'due' WHEN (k + day) % 30 = 0 THEN 'missed' ELSE 'done' END,
    CASE WHEN is_over AND (k + day) % 30 > 0 THEN (start_on + day) AT TIME ZONE 'Asia/Shanghai' + interval '9 hours' END, ''
FROM held, unnest(ARRAY[1, 4, 7, 13]) day, LATERAL (
    SELECT (start_on + day + 1) AT TIME ZONE 'Asia/Shanghai' < timestamptz '{end}' AS is_over) l
WHERE held = 'active' OR at > timestamptz '{end}' - interval '20 days';
"""
AROUND = """
UPDATE command_incident SET edition_id = '{edition}' WHERE id = '{incident}';
INSERT INTO screening_sample (id, code, subject, purpose, incident_id, people, spot, area, taken_at, taken_by)
SELECT uuidv7(), 'SX{tag}' || lpad(n::text, 10, '0'), 'person', 'round', '{incident}', 10, '', {area},
    timestamptz '{end}' - interval '1 minute' * (n % 28800), 'bench'
FROM generate_series(1, {contacts} / 10) n;
INSERT INTO screening_result (id, sample_id, value, resulted_at, laboratory, entered_at, entered_by)
SELECT uuidv7(), id, 'negative', taken_at + interval '8 hours', '', taken_at + interval '8 hours', 'bench'
FROM screening_sample WHERE incident_id = '{incident}' AND taken_at < timestamptz '{end}' - interval '9 hours';
INSERT INTO screening_release (result_id, at, by)
SELECT r.id, r.resulted_at + interval '30 minutes', 'bench'
FROM screening_result r JOIN screening_sample s ON s.id = r.sample_id WHERE s.incident_id = '{incident}';
INSERT INTO command_task (id, number, incident_id, group_id, area, kind, title_zh, title_en, detail, milestone, due_at,
    created_at, created_by)
SELECT uuidv7(), 'TX{tag}' || lpad(n::text, 10, '0'), '{incident}', g.id, g.area, 'other', '任务 ' || n, 'Task ' || n, '', '',
    timestamptz '{end}' + interval '1 hour' * (n % 200 - 150), timestamptz '{end}' - interval '1 hour' * (n % 200 + 160), 'bench'
FROM generate_series(1, {cases} / 10) n, LATERAL (
    SELECT id, area FROM command_workgroup WHERE n > 0 ORDER BY id LIMIT 1) g;
INSERT INTO command_taskstatus (task_id, state, at, by, assignee, note)
SELECT t.id, step.state, t.created_at + step.after, 'bench', 'bench', ''
FROM command_task t, LATERAL (VALUES ('created', interval '0'), ('assigned', interval '10 minutes'),
    (CASE WHEN substr(number, 7)::int % 8 > 0 THEN 'done' ELSE 'received' END, interval '1 hour')) AS step (state, after)
WHERE number LIKE 'TX{tag}%';
"""


def fill(incident: UUID, cases: int, end: datetime, *, edition: str, areas: list[int], all_of_it: bool = True) -> None:
    """Put an outbreak of so many cases, each with :data:`PER_CASE` contacts, into an incident that has work-groups.

    Args:
        incident: the incident.
        cases: how many.
        end: the moment up to which it happened.
        edition: the edition that every row is judged under.
        areas: where people live, in turn.
        all_of_it: with follow-up, samples and tasks; else cases and contacts only.
    """
    area = f"(ARRAY[{', '.join(f'{each}::bigint' for each in areas)}])[1 + n % {len(areas)}]"
    given = {
        "incident": incident, "cases": cases, "contacts": cases * PER_CASE, "end": end.isoformat(), "days": DAYS,
        "edition": edition, "area": area, "tag": incident.hex[-4:],
    }  # fmt: skip
    with owner() as connection:
        connection.autocommit = True
        for script in (CASES, CONTACTS, *((PLANS, AROUND) if all_of_it else ())):
            for statement in script.format(**given).split(";\n"):
                _run(connection, statement.strip())


def _run(connection: psycopg.Connection[Any], statement: str) -> None:
    """One statement, and the statistics of what it filled: foreign keys are checked with plans made for the tables' size."""
    connection.execute(statement)
    words = statement.split()
    if words[:1] in (["INSERT"], ["CREATE"]):
        filled = words[3] if words[0] == "CREATE" else words[2]
        connection.execute(f"{'ANALYZE' if words[0] == 'CREATE' else 'VACUUM ANALYZE'} {filled}")
