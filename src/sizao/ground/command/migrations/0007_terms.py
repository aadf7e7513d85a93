"""What holds for a row of an incident can be asked by whoever has the row, though the incident lies elsewhere."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

TERMS = """
-- No title, no number, no times: only what a follow-up needs in order to go by the right edition.
CREATE OR REPLACE FUNCTION sec.incident_terms(wanted uuid)
RETURNS TABLE (disease varchar, area bigint, edition_id varchar, exercise_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT i.disease, i.area, i.edition_id, i.exercise_id FROM public.command_incident i WHERE i.id = wanted
$$;
REVOKE ALL ON FUNCTION sec.incident_terms(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.incident_terms(uuid) TO sizao_web, sizao_worker
"""


class Migration(migrations.Migration):
    dependencies = [("command", "0006_groups_of_agencies"), ("scope", "0001_contexts")]

    operations = [RunSQL(TERMS, "DROP FUNCTION IF EXISTS sec.incident_terms(uuid)")]
