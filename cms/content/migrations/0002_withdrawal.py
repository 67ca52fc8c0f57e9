import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('withdrawn_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('reason', models.TextField(help_text='Why the page was withdrawn. Shown to readers, and sent to apps.', max_length=1000, validators=[django.core.validators.MaxLengthValidator(1000)])),
                ('page', models.OneToOneField(error_messages={'unique': 'This page is already withdrawn.'}, on_delete=django.db.models.deletion.CASCADE, related_name='withdrawal', to=settings.WAGTAIL_PAGE_MODEL)),
                ('replacement', models.ForeignKey(blank=True, help_text='What to read instead.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.WAGTAIL_PAGE_MODEL)),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('replacement', models.F('page')), _negated=True), name='replacement_is_another_page', violation_error_message='What to read instead is another page.')],
            },
        ),
    ]
