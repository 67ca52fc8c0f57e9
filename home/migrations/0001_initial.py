import cms.content.fields
import django.db.models.deletion
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('content', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='StarterItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=255, unique=True)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'starter item',
            },
        ),
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(help_text='What the page says, in at most 300 characters. Shown on cards, in search results and in lists.', max_length=300)),
                ('hero_image_alt', models.CharField(blank=True, help_text='Leave empty to use the image’s own alt text.', max_length=255, verbose_name='alt text')),
                ('hero_image_decorative', models.BooleanField(default=False, help_text='The image adds nothing that a reader needs to know.', verbose_name='decorative')),
                ('audience', models.CharField(choices=[('patients', 'Patients and families'), ('professionals', 'Health professionals'), ('everyone', 'Everyone')], db_index=True, default='everyone', max_length=20)),
                ('funding', models.CharField(blank=True, help_text='Who paid for the writing. Shown to readers.', max_length=500)),
                ('reviewed_on', models.DateField(blank=True, help_text='When the whole page and its sources were last reviewed.', null=True)),
                ('review_due_on', models.DateField(blank=True, db_index=True, help_text='Leave empty for 24 months after the review.', null=True)),
                ('hero_heading', models.CharField(help_text='The first words that a visitor reads.', max_length=120, verbose_name='heading')),
                ('body', cms.content.fields.StreamField(blank=True)),
                ('hero_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='content.image')),
                ('social_image', models.ForeignKey(blank=True, help_text='Shown when the page is shared. Without one, the main image is used.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='content.image')),
            ],
            options={
                'verbose_name': 'home page',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='FeaturedPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('featured', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.WAGTAIL_PAGE_MODEL)),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='featured_pages', to='home.homepage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('page', 'featured'), name='featured_once')],
            },
        ),
    ]
