"""Sealed records are written once: only whether a version is the current one, and until when an entry holds, may change."""

from django.db import migrations
from django.db.migrations.operations import RunSQL

WRITE_ONCE = """
REVOKE UPDATE, DELETE ON identity_record FROM sizao_web, sizao_worker;
GRANT UPDATE (is_current) ON identity_record TO sizao_web, sizao_worker;
REVOKE UPDATE ON identity_entry FROM sizao_web, sizao_worker;
GRANT UPDATE (until) ON identity_entry TO sizao_web, sizao_worker;
"""
UNDO = """
GRANT UPDATE, DELETE ON identity_record TO sizao_web, sizao_worker;
GRANT UPDATE ON identity_entry TO sizao_web, sizao_worker;
"""


class Migration(migrations.Migration):
    """Rights on columns instead of whole rows."""

    dependencies = [("identity", "0001_initial")]
    operations = [RunSQL(WRITE_ONCE, UNDO)]
