"""Addresses found before anybody knows whose they are: sealed, counted with the keys of an epoch, gone with the person."""

import sizao.kernel.ids
from django.db import migrations, models
from django.db.migrations.operations import RunSQL

from sizao.spine.scope.policies import by_area

RULES = """
REVOKE UPDATE ON identity_foundplace FROM sizao_web, sizao_worker;
GRANT UPDATE (epoch, wrapped) ON identity_foundplace TO sizao_web, sizao_worker;
CREATE POLICY keeps_keys ON identity_foundplace TO sizao_worker USING (true) WITH CHECK (true);
ALTER TABLE identity_foundplace ALTER COLUMN wrapped SET STATISTICS 0;
ALTER TABLE identity_foundplace ALTER COLUMN place SET STATISTICS 0;
"""

KEYS_LEFT = """
CREATE OR REPLACE FUNCTION sec.identity_keys_left(of_epoch integer) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT (SELECT count(*) FROM public.identity_personkey WHERE epoch = of_epoch)
         + (SELECT count(*) FROM public.identity_foundplace WHERE epoch = of_epoch)
$$;
"""
KEYS_LEFT_BEFORE = """
CREATE OR REPLACE FUNCTION sec.identity_keys_left(of_epoch integer) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT count(*) FROM public.identity_personkey WHERE epoch = of_epoch
$$;
"""
# What was found for an erased person goes too, wherever it was written down.
FORGET = """
CREATE OR REPLACE FUNCTION sec.identity_forget(erased bigint) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    DELETE FROM public.identity_twin t WHERE (t.person = erased OR t.other = erased) AND sec.identity_sees(erased)
      AND NOT EXISTS (SELECT 1 FROM public.identity_personkey k WHERE k.person = erased);
    UPDATE public.identity_pair t SET reasons = '', score = 0,
        state = CASE t.state WHEN 'open' THEN 'different' ELSE t.state END
      WHERE (t.one = erased OR t.other = erased) AND sec.identity_sees(erased)
      AND NOT EXISTS (SELECT 1 FROM public.identity_personkey k WHERE k.person = erased);
    DELETE FROM public.identity_foundplace f WHERE f.person = erased AND sec.identity_sees(erased)
      AND NOT EXISTS (SELECT 1 FROM public.identity_personkey k WHERE k.person = erased);
$$;
"""


class Migration(migrations.Migration):

    dependencies = [("identity", "0004_duplicates"), ("scope", "0002_changes")]

    operations = [
        migrations.CreateModel(
            name="FoundPlace",
            fields=[
                ("id", models.UUIDField(default=sizao.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ("area", models.BigIntegerField()),
                ("person", models.BigIntegerField(db_index=True, null=True)),
                ("epoch", models.PositiveIntegerField(db_index=True)),
                ("wrapped", models.BinaryField()),
                ("place", models.BinaryField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=150)),
            ],
        ),
        by_area("identity_foundplace", "area"),
        RunSQL(RULES, RunSQL.noop),
        RunSQL(KEYS_LEFT, KEYS_LEFT_BEFORE),
        RunSQL(FORGET, RunSQL.noop),
    ]
