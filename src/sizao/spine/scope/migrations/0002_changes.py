"""Rows that say in which transaction they were written last, for lists that are read by what changed."""

from django.db import migrations

NOTE = """
CREATE OR REPLACE FUNCTION sec.note_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    NEW.changed_in := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [("scope", "0001_contexts")]

    operations = [migrations.RunSQL(NOTE, "DROP FUNCTION IF EXISTS sec.note_change();")]
