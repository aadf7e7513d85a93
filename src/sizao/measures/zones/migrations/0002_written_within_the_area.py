"""State and evidence of a zone are written only within the area of the zone."""

from django.db import migrations

from sizao.spine.scope.policies import written_by_parent


class Migration(migrations.Migration):
    """Reading a row of an area above is not writing beneath it."""

    dependencies = [("zones", "0001_initial")]
    operations = [
        written_by_parent("zones_zonestatus", "zone_id", "zones_zone", "area"),
        written_by_parent("zones_zoneevidence", "zone_id", "zones_zone", "area"),
    ]
