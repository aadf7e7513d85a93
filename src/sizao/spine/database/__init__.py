"""The database's launch: an own PostgreSQL in a folder of the installation, and the roles that may enter it.

Plain Python, without Django: settings ask this room where the database is, so it has to stand before them.
"""
