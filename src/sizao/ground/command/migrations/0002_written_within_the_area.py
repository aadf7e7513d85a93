"""What stands beneath an incident, a headquarters or a group is written only within their area."""

from django.db import migrations

from sizao.spine.scope.policies import written_by_parent


class Migration(migrations.Migration):
    """Reading a row of an area above is not writing beneath it."""

    dependencies = [("command", "0001_initial")]
    operations = [
        written_by_parent("command_statechange", "headquarters_id", "command_headquarters", "area"),
        written_by_parent("command_membership", "group_id", "command_workgroup", "area"),
        written_by_parent("command_incidentstatus", "incident_id", "command_incident", "area"),
        written_by_parent("command_mark", "incident_id", "command_incident", "area"),
        written_by_parent("command_delay", "incident_id", "command_incident", "area"),
    ]
