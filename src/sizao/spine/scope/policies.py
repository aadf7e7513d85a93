"""Row-level security as migration operations: every scoped table ends its migration with one of these.

Each enables and forces RLS, lets ``sizao_migrate`` through for data migrations, and gives ``sizao_web`` and
``sizao_worker`` the rows that the transaction's context covers. No context, no rows.
"""

from django.db.migrations.operations import RunSQL

READERS = "sizao_web, sizao_worker"
AGENCIES = "'health', 'police', 'telecom'"
"""Roles of agencies beside the headquarters, as the context names them."""
_REVERSE = "ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"


def _inside(column: str) -> str:
    return f"({column} >= (SELECT sec.ctx_lo()) AND {column} < (SELECT sec.ctx_hi()))"


def _above(column: str) -> str:
    return f"({column} <= (SELECT sec.ctx_lo()) AND sec.area_upper({column}) >= (SELECT sec.ctx_hi()))"


def _listed(column: str) -> str:
    return f"({column} = ANY (COALESCE((SELECT sec.ctx_persons()), '{{}}'::bigint[])))"


def _protect(table: str, condition: str, read_condition: str = "") -> RunSQL:
    statements = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY migrate_all ON {table} TO sizao_migrate USING (true) WITH CHECK (true)",
        f"CREATE POLICY in_scope ON {table} TO {READERS} USING ({condition}) WITH CHECK ({condition})",
    ]
    undo = [f"DROP POLICY IF EXISTS {name} ON {table}" for name in ("migrate_all", "in_scope", "in_scope_read")]
    if read_condition:
        statements.append(f"CREATE POLICY in_scope_read ON {table} FOR SELECT TO {READERS} USING ({read_condition})")
    return RunSQL("; ".join(statements), "; ".join(undo) + "; " + _REVERSE.format(table=table))


def by_area(table: str, *columns: str, above: bool = False, person: str = "") -> RunSQL:
    """Rows whose area (any of ``columns``) lies in the context's subtree.

    Args:
        table: the table's name.
        columns: its area columns; several are joined by OR.
        above: also let rows of the areas *above* be read (an incident of the city, read in its counties); never written.
        person: a column of person numbers that a context may list one by one (cross-area requests, assigned tasks).
    """
    inside = " OR ".join(_inside(column) for column in columns)
    condition = f"{inside} OR {_listed(person)}" if person else inside
    return _protect(table, condition, " OR ".join(_above(column) for column in columns) if above else "")


def by_parent(table: str, column: str, parent: str, parent_column: str = "id") -> RunSQL:
    """Rows whose parent row is visible: the parent's own policies decide."""
    return _protect(table, f"EXISTS (SELECT 1 FROM {parent} p WHERE p.{parent_column} = {table}.{column})")  # noqa: S608


def read_by_area(table: str, *columns: str) -> RunSQL:
    """Beside ``by_parent``: rows may also be read where their own area lies in the context's subtree, parent or not.

    For what is given to somebody nearer than the parent: a lead of a county's investigation, asked of one town.
    """
    inside = " OR ".join(_inside(column) for column in columns)
    return RunSQL(
        f"CREATE POLICY in_area ON {table} FOR SELECT TO {READERS} USING ({inside})",
        f"DROP POLICY IF EXISTS in_area ON {table}",
    )


def made_by(table: str, column: str) -> RunSQL:
    """Beside ``by_area``: who writes a row may name any area in it, and reads what they wrote.

    For what is noted *about* a row that somebody reaches through another of its areas: the site's manager records the check
    of a guest from another county, and both the note that they looked and the event belong to the guest's county.
    """
    own = f"{column} = (SELECT sec.ctx_user())"
    return RunSQL(
        f"CREATE POLICY made_by ON {table} FOR INSERT TO {READERS} WITH CHECK ({own});"
        f"CREATE POLICY made_by_read ON {table} FOR SELECT TO {READERS} USING ({own})",
        f"DROP POLICY IF EXISTS made_by ON {table}; DROP POLICY IF EXISTS made_by_read ON {table}",
    )


def by_user(table: str, column: str) -> RunSQL:
    """Rows that belong to the context's own user."""
    return _protect(table, f"{column} = (SELECT sec.ctx_user())")


def addressed_to(table: str, column: str) -> RunSQL:
    """Beside ``by_area``: a row that names the context's own user may be read by that user, wherever it lies.

    For what is held against or given to somebody who works below or beside the row's area; it is never written that way.
    """
    return RunSQL(
        f"CREATE POLICY addressed_to ON {table} FOR SELECT TO {READERS} USING ({column} = (SELECT sec.ctx_user()))",
        f"DROP POLICY IF EXISTS addressed_to ON {table}",
    )


def open_to_all(table: str, column: str = "") -> RunSQL:
    """Reference rows that everyone may read; with an area ``column`` they can be written inside the own area only."""
    return _protect(table, _inside(column) if column else "false", "true")


def append_only(table: str) -> RunSQL:
    """Rows are written once: no update, no delete, whoever asks, except the owner's retention run."""
    return RunSQL(
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {READERS};"
        f"CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION sec.refuse_change();",
        f"DROP TRIGGER IF EXISTS written_once ON {table}; GRANT UPDATE, DELETE ON {table} TO {READERS};",
    )


def written_by_parent(table: str, column: str, parent: str, *columns: str) -> RunSQL:
    """Takes the place of ``by_parent`` where a parent may be read from below (``above=True``): reading is not writing.

    A row is read with its parent, but added, changed or taken away only when the parent's own area lies inside the
    context's: a county sees the city's incident and its clock, and marks nothing on it. The flow does so as the parent's
    headquarters, in a context of that area.

    Args:
        table: the child table, which ``by_parent`` protects already.
        column: its column that names the parent.
        parent: the parent table.
        columns: the parent's area columns.
    """
    seen = f"EXISTS (SELECT 1 FROM {parent} p WHERE p.id = {table}.{column})"  # noqa: S608
    inside = " OR ".join(_inside(f"p.{each}") for each in columns)
    owned = f"EXISTS (SELECT 1 FROM {parent} p WHERE p.id = {table}.{column} AND ({inside}))"  # noqa: S608
    new = {"read": f"SELECT TO {READERS} USING ({seen})", "add": f"INSERT TO {READERS} WITH CHECK ({owned})"}
    new |= {"change": f"UPDATE TO {READERS} USING ({owned})", "take": f"DELETE TO {READERS} USING ({owned})"}
    made = [f"CREATE POLICY in_scope_{name} ON {table} FOR {rest}" for name, rest in new.items()]
    undo = [f"DROP POLICY IF EXISTS in_scope_{name} ON {table}" for name in new]
    back = f"CREATE POLICY in_scope ON {table} TO {READERS} USING ({seen}) WITH CHECK ({seen})"
    return RunSQL("; ".join([f"DROP POLICY in_scope ON {table}", *made]), "; ".join([*undo, back]))


def kept_from_agencies(table: str, condition: str = "false") -> RunSQL:
    """Beside the table's other policies: an agency reads and writes only rows that its own work needs, whatever its area.

    Args:
        table: a table that another operation protects already.
        condition: which of its rows an agency may see all the same; the agency's role is ``(SELECT sec.ctx_role())``.
    """
    is_agency = f"(SELECT coalesce(sec.ctx_role() IN ({AGENCIES}), false))"
    return RunSQL(
        f"CREATE POLICY kept_from_agencies ON {table} AS RESTRICTIVE TO {READERS} USING (NOT {is_agency} OR {condition})",
        f"DROP POLICY IF EXISTS kept_from_agencies ON {table}",
    )


def notes_changes(table: str) -> RunSQL:
    """Every row says in ``changed_in`` which transaction wrote it last, whoever wrote it and however.

    The model has ``changed_in = BigIntegerField(default=0, editable=False)`` with an index on it and the id;
    ``spine.web.queries.changes`` reads it.
    """
    return RunSQL(
        f"CREATE TRIGGER note_change BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION sec.note_change()",
        f"DROP TRIGGER IF EXISTS note_change ON {table}",
    )


def second_person(table: str, *, when: str = "true", apart: str) -> RunSQL:
    """Beside the table's other policies: a row that decides is refused when who writes it made what it decides on.

    Whatever the code does: maker and checker are two people. What is not in the writer's scope counts as their own.

    Args:
        table: the table of the decisions.
        when: which new rows decide something, said of ``NEW``.
        apart: what holds of ``NEW`` when somebody else decides; its column is ``NEW."by"``, a word of PL/pgSQL.
    """
    name = f"sec.second_person_{table}"
    return RunSQL(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $sp$"
        f" BEGIN IF ({when}) AND ({apart}) IS NOT TRUE THEN"
        f" RAISE EXCEPTION 'who made it does not decide on it: %', TG_TABLE_NAME"
        f" USING ERRCODE = 'check_violation', CONSTRAINT = '{table}_second_person'; END IF; RETURN NEW; END $sp$;"
        f"CREATE TRIGGER second_person BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();",
        f"DROP TRIGGER IF EXISTS second_person ON {table}; DROP FUNCTION IF EXISTS {name}();",
    )


def not_same(one: str, other: str) -> str:
    """Whether two rows were written by two people: by account when either has one, else by name.

    Args:
        one: a row in the condition, such as ``NEW``, with columns ``by`` and ``by_user``.
        other: another one.
    """
    accounts = f"{one}.by_user IS DISTINCT FROM {other}.by_user"
    names = f'{one}."by" <> {other}."by"'
    return f"(CASE WHEN coalesce({one}.by_user, {other}.by_user) IS NULL THEN {names} ELSE {accounts} END)"
