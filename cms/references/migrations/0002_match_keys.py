from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('references', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='reference',
            name=name,
            field=models.CharField(blank=True, db_index=True, default='', editable=False, max_length=32),
            preserve_default=False,
        )
        for name in ('title_key', 'title_end_key', 'author_key', 'place_key')
    ]
