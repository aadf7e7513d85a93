import datetime

import django.db.models.expressions
import django.db.models.lookups
from django.db import migrations, models

PLACE_FIRST = """
UPDATE {table} SET {id} = (lpad(to_hex(place & 4294967295), 8, '0') || substr(replace({id}::text, '-', ''), 9))::uuid
"""


class Migration(migrations.Migration):
    """A visit's identifier begins with its place's number; visits of more than six hours have an index of their own."""

    dependencies = [("presence", "0005_kept_from_agencies")]

    operations = [
        migrations.RunSQL(PLACE_FIRST.format(table="presence_visit", id="id"), migrations.RunSQL.noop),
        migrations.RunSQL(PLACE_FIRST.format(table="presence_record", id="visit"), migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                fields=["place", "start"],
                name="presence_long",
                condition=models.Q(
                    django.db.models.lookups.GreaterThan(
                        django.db.models.expressions.CombinedExpression(models.F("until"), "-", models.F("start")),
                        datetime.timedelta(seconds=21600),
                    )
                ),
            ),
        ),
    ]
