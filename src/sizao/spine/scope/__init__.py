"""Who may see which rows: one unguessable token per transaction that PostgreSQL's row-level security looks up.

Only the role ``sizao_auth`` can open a context, so not even injected SQL can widen one.
"""
