"""Up to where all that was written in a database has settled: for chains that seal rows, and lists read by what changed.

The snapshot's own oldest transaction is the server's; a drill being loaded beside, in a database of its own, would hold up
both. A transaction counts unless it is known to belong to another database; the asking one counts too, although no
snapshot names its own.
"""

OLDEST_RUNNING = """
WITH taken AS MATERIALIZED (SELECT pg_current_snapshot() AS snapshot),
running AS (
    SELECT pg_snapshot_xip(snapshot) AS number FROM taken
    UNION ALL SELECT own FROM pg_current_xact_id_if_assigned() own WHERE own IS NOT NULL
),
elsewhere AS (
    SELECT held.transactionid FROM pg_locks held JOIN pg_stat_activity session USING (pid)
    WHERE held.locktype = 'transactionid' AND held.mode = 'ExclusiveLock' AND held.granted
    AND session.datid <> (SELECT oid FROM pg_database WHERE datname = current_database())
)
SELECT coalesce(min(number), (SELECT pg_snapshot_xmax(snapshot) FROM taken))::text::bigint
FROM running WHERE number::xid NOT IN (SELECT transactionid FROM elsewhere)
"""
"""One number: this database's oldest transaction that still writes."""
