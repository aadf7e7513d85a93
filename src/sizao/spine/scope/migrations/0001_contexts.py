"""The context table, the functions that policies call, and the trigger that keeps written rows."""

from django.db import migrations

CONTEXTS = """
CREATE SCHEMA IF NOT EXISTS sec;
GRANT USAGE ON SCHEMA sec TO sizao_auth, sizao_web, sizao_worker, sizao_audit;
CREATE UNLOGGED TABLE sec.ctx (
    token_hash bytea PRIMARY KEY,
    actor text NOT NULL,
    user_id bigint,
    role text NOT NULL,
    task_id uuid,
    lo bigint NOT NULL,
    hi bigint NOT NULL,
    persons bigint[] NOT NULL DEFAULT '{}',
    expires_at timestamptz NOT NULL
);
CREATE INDEX ctx_expiry ON sec.ctx (expires_at);
REVOKE ALL ON sec.ctx FROM PUBLIC, sizao_web, sizao_worker, sizao_audit;
GRANT SELECT, INSERT, DELETE ON sec.ctx TO sizao_auth;
"""


def _reader(name: str, column: str, kind: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION sec.{name}() RETURNS {kind} LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog AS $$
    SELECT {column} FROM sec.ctx
    WHERE token_hash = sha256(convert_to(nullif(current_setting('app.tok', true), ''), 'UTF8'))
      AND expires_at > clock_timestamp()
$$;
REVOKE ALL ON FUNCTION sec.{name}() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.{name}() TO sizao_web, sizao_worker, sizao_migrate;
"""


FUNCTIONS = "".join(
    _reader(*each)
    for each in (
        ("ctx_lo", "lo", "bigint"),
        ("ctx_hi", "hi", "bigint"),
        ("ctx_role", "role", "text"),
        ("ctx_user", "user_id", "bigint"),
        ("ctx_task", "task_id", "uuid"),
        ("ctx_persons", "persons", "bigint[]"),
    )
)

SHAPES = """
CREATE OR REPLACE FUNCTION sec.area_upper(code bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog AS $$
    SELECT CASE
        WHEN code = 0 THEN 9223372036854775807
        WHEN code % 100000000000000000 = 0 THEN code + 100000000000000000
        WHEN code % 1000000000000000 = 0 THEN code + 1000000000000000
        WHEN code % 10000000000000 = 0 THEN code + 10000000000000
        WHEN code % 10000000000 = 0 THEN code + 10000000000
        WHEN code % 10000000 = 0 THEN code + 10000000
        WHEN code % 100000 = 0 THEN code + 100000
        WHEN code % 100 = 0 THEN code + 100
        ELSE code + 1 END
$$;
CREATE OR REPLACE FUNCTION sec.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF current_user = 'sizao_migrate' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION 'rows of % are written once', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
"""


class Migration(migrations.Migration):
    """Contexts come before every scoped table."""

    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(CONTEXTS, "DROP TABLE sec.ctx"),
        migrations.RunSQL(SHAPES + FUNCTIONS, migrations.RunSQL.noop),
    ]
