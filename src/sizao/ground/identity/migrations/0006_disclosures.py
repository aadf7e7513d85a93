"""Second signatures for many identities, emergency looks with their reviews: rows written once, deciders another person."""

import django.db.models.deletion
import sizao.ground.identity.models.disclosures
import sizao.kernel.ids
from django.db import migrations, models

from sizao.spine.scope.policies import append_only, by_area, by_parent, kept_from_agencies, not_same, second_person

DISCLOSURE = (
    "EXISTS (SELECT 1 FROM identity_disclosure p WHERE p.id = NEW.request_id AND "
    f"{not_same('NEW', 'p')} AND p.organisation <> NEW.organisation)"
)
GLASS = f"EXISTS (SELECT 1 FROM identity_glass p WHERE p.id = NEW.glass_id AND {not_same('NEW', 'p')})"


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0005_found_places'),
    ]

    operations = [
        migrations.CreateModel(
            name='Glass',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('number', models.CharField(default=sizao.ground.identity.models.disclosures.glass_number, max_length=12, unique=True)),
                ('person', models.BigIntegerField()),
                ('area', models.BigIntegerField()),
                ('breaker_area', models.BigIntegerField()),
                ('purpose', models.CharField(choices=[('case_investigation', 'Case investigation'), ('contact_management', 'Contact management'), ('sampling', 'Sampling'), ('result_release', 'Release of results'), ('isolation_care', 'Care in isolation'), ('supply', 'Supply'), ('appeal', 'Appeal'), ('quality_audit', 'Quality audit'), ('statutory_report', 'Statutory report')], max_length=20)),
                ('reason', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('by', models.CharField(max_length=150)),
                ('by_user', models.BigIntegerField()),
                ('organisation', models.CharField(blank=True, max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('number', models.CharField(default=sizao.ground.identity.models.disclosures.disclosure_number, max_length=12, unique=True)),
                ('area', models.BigIntegerField()),
                ('purpose', models.CharField(choices=[('case_investigation', 'Case investigation'), ('contact_management', 'Contact management'), ('sampling', 'Sampling'), ('result_release', 'Release of results'), ('isolation_care', 'Care in isolation'), ('supply', 'Supply'), ('appeal', 'Appeal'), ('quality_audit', 'Quality audit'), ('statutory_report', 'Statutory report')], max_length=20)),
                ('reason', models.CharField(blank=True, max_length=400)),
                ('task_id', models.UUIDField(null=True)),
                ('persons', models.PositiveIntegerField()),
                ('digest', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=150)),
                ('by_user', models.BigIntegerField(null=True)),
                ('organisation', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'indexes': [models.Index(fields=['by_user', '-at'], name='identity_disclosure_mine')],
                'constraints': [models.CheckConstraint(condition=models.Q(('purpose__in', ['case_investigation', 'contact_management', 'sampling', 'result_release', 'isolation_care', 'supply', 'appeal', 'quality_audit', 'statutory_report'])), name='identity_disclosure_purpose_known'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), ('task_id__isnull', False), _connector='OR'), name='identity_disclosure_with_ground')],
            },
        ),
        migrations.CreateModel(
            name='Disclosed',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('person', models.BigIntegerField()),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='identity.disclosure')),
            ],
        ),
        migrations.CreateModel(
            name='DisclosureStep',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('step', models.CharField(choices=[('asked', 'Waits for the second person'), ('granted', 'Signed, to be opened once'), ('declined', 'Declined'), ('used', 'Opened'), ('lapsed', 'Run out')], max_length=8)),
                ('note', models.CharField(blank=True, max_length=400)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=150)),
                ('by_user', models.BigIntegerField(null=True)),
                ('organisation', models.CharField(blank=True, max_length=120)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='identity.disclosure')),
            ],
        ),
        migrations.CreateModel(
            name='GlassReview',
            fields=[
                ('glass', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='review', serialize=False, to='identity.glass')),
                ('is_justified', models.BooleanField()),
                ('note', models.CharField(blank=True, max_length=400)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=150)),
                ('by_user', models.BigIntegerField(null=True)),
                ('organisation', models.CharField(blank=True, max_length=120)),
            ],
        ),
        migrations.AddIndex(
            model_name='glass',
            index=models.Index(fields=['by_user', '-at'], name='identity_glass_mine'),
        ),
        migrations.AddConstraint(
            model_name='glass',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['case_investigation', 'contact_management', 'sampling', 'result_release', 'isolation_care', 'supply', 'appeal', 'quality_audit', 'statutory_report'])), name='identity_glass_purpose_known'),
        ),
        migrations.AddConstraint(
            model_name='glass',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='identity_glass_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='glass',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('at'))), name='identity_glass_ends'),
        ),
        migrations.AddConstraint(
            model_name='disclosed',
            constraint=models.UniqueConstraint(fields=('request', 'person'), name='identity_disclosed_once'),
        ),
        migrations.AddConstraint(
            model_name='disclosurestep',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['granted', 'declined', 'used'])), name='identity_disclosurestep_known'),
        ),
        migrations.AddConstraint(
            model_name='disclosurestep',
            constraint=models.UniqueConstraint(condition=models.Q(('step__in', ['granted', 'declined'])), fields=('request',), name='identity_disclosure_decided_once'),
        ),
        migrations.AddConstraint(
            model_name='disclosurestep',
            constraint=models.UniqueConstraint(condition=models.Q(('step', 'used')), fields=('request',), name='identity_disclosure_used_once'),
        ),
        migrations.AddConstraint(
            model_name='glassreview',
            constraint=models.CheckConstraint(condition=models.Q(('is_justified', True), models.Q(('note', ''), _negated=True), _connector='OR'), name='identity_glass_unjustified_with_note'),
        ),
        by_area("identity_disclosure", "area"),
        by_parent("identity_disclosed", "request_id", "identity_disclosure"),
        by_parent("identity_disclosurestep", "request_id", "identity_disclosure"),
        by_area("identity_glass", "area", "breaker_area"),
        by_parent("identity_glassreview", "glass_id", "identity_glass"),
        *(
            operation(table)
            for table in (
                "identity_disclosure", "identity_disclosed", "identity_disclosurestep", "identity_glass",
                "identity_glassreview",
            )
            for operation in (append_only, kept_from_agencies)
        ),
        second_person("identity_disclosurestep", when="NEW.step IN ('granted', 'declined')", apart=DISCLOSURE),
        second_person("identity_glassreview", apart=GLASS),
    ]
