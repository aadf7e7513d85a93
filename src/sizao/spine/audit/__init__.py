"""Who looked at whom: an append-only log written in the reader's transaction, sealed into a hash chain off the hot path.

The product never decides anything by this log; auditors and the persons concerned read it.
"""
