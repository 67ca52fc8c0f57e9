import cms.content.fields
import django.db.models.deletion
import modelcluster.fields
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('content', '0001_initial'),
        ('references', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReviewListPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(help_text='What the page says, in at most 300 characters. Shown on cards, in search results and in lists.', max_length=300)),
                ('hero_image_alt', models.CharField(blank=True, help_text='Leave empty to use the image’s own alt text.', max_length=255, verbose_name='alt text')),
                ('hero_image_decorative', models.BooleanField(default=False, help_text='The image adds nothing that a reader needs to know.', verbose_name='decorative')),
                ('audience', models.CharField(choices=[('patients', 'Patients and families'), ('professionals', 'Health professionals'), ('everyone', 'Everyone')], db_index=True, default='everyone', max_length=20)),
                ('funding', models.CharField(blank=True, help_text='Who paid for the writing. Shown to readers.', max_length=500)),
                ('reviewed_on', models.DateField(blank=True, help_text='When the whole page and its sources were last reviewed.', null=True)),
                ('review_due_on', models.DateField(blank=True, db_index=True, help_text='Leave empty for 24 months after the review.', null=True)),
                ('ordering', models.CharField(choices=[('newest', 'Newest first within each theme'), ('by_hand', 'In the order given here')], default='newest', max_length=10, verbose_name='order of the entries')),
                ('body', cms.content.fields.StreamField(blank=True, help_text='What stands above the list.')),
                ('hero_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='content.image')),
                ('social_image', models.ForeignKey(blank=True, help_text='Shown when the page is shared. Without one, the main image is used.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='content.image')),
            ],
            options={
                'verbose_name': 'review list',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='TopicPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(help_text='What the page says, in at most 300 characters. Shown on cards, in search results and in lists.', max_length=300)),
                ('hero_image_alt', models.CharField(blank=True, help_text='Leave empty to use the image’s own alt text.', max_length=255, verbose_name='alt text')),
                ('hero_image_decorative', models.BooleanField(default=False, help_text='The image adds nothing that a reader needs to know.', verbose_name='decorative')),
                ('audience', models.CharField(choices=[('patients', 'Patients and families'), ('professionals', 'Health professionals'), ('everyone', 'Everyone')], db_index=True, default='everyone', max_length=20)),
                ('funding', models.CharField(blank=True, help_text='Who paid for the writing. Shown to readers.', max_length=500)),
                ('reviewed_on', models.DateField(blank=True, help_text='When the whole page and its sources were last reviewed.', null=True)),
                ('review_due_on', models.DateField(blank=True, db_index=True, help_text='Leave empty for 24 months after the review.', null=True)),
                ('key_points', cms.content.fields.StreamField(blank=True)),
                ('featured_reference_why', wagtail.fields.RichTextField(blank=True, help_text='What a reader gets from it.', verbose_name='why it matters')),
                ('approved', models.CharField(choices=[('no', 'No'), ('some_countries', 'In some countries'), ('yes', 'Yes')], max_length=20, verbose_name='approved')),
                ('approved_where', cms.content.fields.ChoiceListField(blank=True, default=list, verbose_name='where')),
                ('approved_text', wagtail.fields.RichTextField(help_text='Anywhere? By whom, for what? Cite the source.', verbose_name='Approved for this use')),
                ('approved_as_of', models.DateField(null=True, verbose_name='as of')),
                ('tested_people', models.PositiveIntegerField(blank=True, null=True, verbose_name='people')),
                ('tested_trials', models.PositiveIntegerField(blank=True, null=True, verbose_name='trials')),
                ('tested_phases', cms.content.fields.ChoiceListField(blank=True, default=list, verbose_name='phases')),
                ('tested_text', wagtail.fields.RichTextField(help_text='How far: how many people, in what kind of trials. Cite the source.', verbose_name='Tested in people')),
                ('tested_as_of', models.DateField(null=True, verbose_name='as of')),
                ('harms_text', wagtail.fields.RichTextField(help_text='What was reported, and what trials of this size can’t show. Cite the source.', verbose_name='Known harms')),
                ('harms_as_of', models.DateField(null=True, verbose_name='as of')),
                ('availability_text', wagtail.fields.RichTextField(help_text='Whether and where it is offered outside trials. Cite the source.', verbose_name='Outside trials')),
                ('availability_as_of', models.DateField(null=True, verbose_name='as of')),
                ('questions_text', wagtail.fields.RichTextField(help_text='What somebody who is ill may want to ask. Cite the source.', verbose_name='Ask your doctor')),
                ('questions_as_of', models.DateField(null=True, verbose_name='as of')),
                ('body', cms.content.fields.StreamField(blank=True)),
                ('featured_reference', models.ForeignKey(blank=True, help_text='The review article that a reader should open first.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='references.reference')),
                ('hero_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='content.image')),
                ('social_image', models.ForeignKey(blank=True, help_text='Shown when the page is shared. Without one, the main image is used.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='content.image')),
            ],
            options={
                'verbose_name': 'topic',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ReviewListEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('annotation', wagtail.fields.RichTextField(blank=True, help_text='One to three sentences.', verbose_name='what it adds')),
                ('theme', models.CharField(blank=True, help_text='Entries with the same theme stand together.', max_length=80)),
                ('featured', models.BooleanField(default=False, help_text='Shown first. One of a list.')),
                ('reference', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='references.reference')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='articles.reviewlistpage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('page', 'reference'), name='entry_once', violation_error_message='This article is in the list already.')],
            },
        ),
    ]
