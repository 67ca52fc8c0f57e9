"""Changes of library items: references, people, words, conditions, interventions."""

from django.contrib.auth.models import User
from django.db import connection
from taggit.models import Tag

from cms.content.models import GlossaryTerm, PageReviewer, Person
from cms.references.models import Reference
from tests.delivery.changes.base import Steps, administrator, done, leaves, marks
from tests.delivery.rich import RichLibrary
from tests.factories.articles import TopicPageFactory
from tests.factories.content import GlossaryTermFactory, PersonFactory
from tests.factories.references import ReferenceFactory, cite
from tests.factories.trials import ConditionFactory
from trials.models import Condition, Intervention


@marks
def a_reference_is_saved(rich: RichLibrary) -> Steps:
    yield ()
    rich.morse.notice = "Corrected in 2006."
    rich.morse.save()
    yield rich.morse, rich.therapy, rich.cancer, rich.review_list, rich.lung_trial


@marks
def a_reference_is_saved_by_the_form(rich: RichLibrary) -> Steps:
    yield ()
    done(
        administrator().save(
            f"/admin/references/reference/edit/{rich.morse.pk}/", notice="Corrected in 2006."
        )
    )
    yield rich.morse, rich.therapy


@marks
def a_reference_is_added_by_the_form(rich: RichLibrary) -> Steps:
    yield ()
    done(
        administrator().save(
            "/admin/references/reference/create/", type="article-journal", title="Exosomes",
            authors="Plato", container_title="Journal of Things", issued="2005-02",
        )
    )  # fmt: skip
    yield (Reference.objects.order_by("pk").last(),)


@marks
def a_reference_is_deleted_by_the_form(rich: RichLibrary) -> Steps:
    source = f"reference:{rich.unused.pk}"
    yield ()
    done(administrator().post(f"/admin/references/reference/delete/{rich.unused.pk}/"))
    yield (source,)


@marks
def a_reference_that_is_missing_comes(rich: RichLibrary) -> Steps:
    reference = ReferenceFactory.build()
    rich.review_list.body = [("text", f"<p>a{cite(reference)}</p>")]
    rich.review_list.save_revision().publish()
    yield ()
    ReferenceFactory(uuid=reference.uuid)
    yield (rich.review_list,)


@marks
def a_cited_reference_is_deleted(rich: RichLibrary) -> Steps:
    rich.review_list.body = [("text", f"<p>a{cite(rich.unused)}</p>")]
    rich.review_list.save_revision().publish()
    source = f"reference:{rich.unused.pk}"
    yield ()
    rich.unused.delete()
    yield source, rich.review_list


@marks
def references_are_updated_together(rich: RichLibrary) -> Steps:
    yield ()
    Reference.objects.update(status="retracted", notice="Retracted.")
    yield rich.morse, rich.escudier, rich.therapy, rich.lung_trial


@marks
def references_are_written_together(rich: RichLibrary) -> Steps:
    yield ()
    rich.morse.is_open_access = True
    Reference.objects.bulk_update([rich.morse], ["is_open_access"])
    yield (rich.morse,)


@marks
def references_are_added_together(rich: RichLibrary) -> Steps:
    record = Reference.objects.get(pk=rich.unused.pk)
    record.pk, record.uuid, record.doi, record.pmid = (
        None,
        ReferenceFactory.build().uuid,
        None,
        None,
    )
    yield ()
    Reference.objects.bulk_create([record])
    yield (Reference.objects.get(uuid=record.uuid),)


@marks
def references_are_deleted_together(rich: RichLibrary) -> Steps:
    source = f"reference:{rich.unused.pk}"
    yield ()
    Reference.objects.filter(pk=rich.unused.pk).delete()
    yield (source,)


@marks
def a_reference_is_cited_by_another_page(rich: RichLibrary) -> Steps:
    yield ()
    page = TopicPageFactory(parent=rich.home, reference=rich.unused)
    yield page, rich.home


@marks
def a_reference_gets_a_tag(rich: RichLibrary) -> Steps:
    yield ()
    rich.escudier.tags.add("melanoma")
    yield (rich.escudier,)


@marks
def a_reference_loses_a_tag(rich: RichLibrary) -> Steps:
    yield ()
    rich.morse.tags.clear()
    yield (rich.morse,)


@marks
def a_tag_gets_another_name(rich: RichLibrary) -> Steps:
    yield ()
    Tag.objects.filter(pk=rich.tag.pk).update(name="Dexosome")
    yield (rich.morse,)


@marks
def a_tag_is_deleted(rich: RichLibrary) -> Steps:
    yield ()
    rich.tag.delete()
    yield (rich.morse,)


@marks
def a_person_is_saved(rich: RichLibrary) -> Steps:
    yield ()
    rich.author.credentials = "PhD"
    rich.author.save()
    yield rich.author, rich.cancer


@marks
def a_person_is_saved_by_the_form(rich: RichLibrary) -> Steps:
    yield ()
    done(administrator().save(f"/admin/content/person/edit/{rich.author.pk}/", name="Grace"))
    yield rich.author, rich.cancer


@marks
def a_reviewer_changes_name(rich: RichLibrary) -> Steps:
    reviewer = PageReviewer.objects.get(page=rich.cancer).person
    yield ()
    Person.objects.filter(pk=reviewer.pk).update(name="Grace")
    yield reviewer, rich.cancer


@marks
def a_person_is_added_and_another_goes(rich: RichLibrary) -> Steps:
    other = PersonFactory()
    source = f"person:{other.pk}"
    yield ()
    other.delete()
    yield source, PersonFactory()


@marks
def a_word_is_added(rich: RichLibrary) -> Steps:
    yield ()
    yield (GlossaryTermFactory(),)


@marks
def a_word_is_explained_anew(rich: RichLibrary) -> Steps:
    yield ()
    GlossaryTerm.objects.update(definition="A bubble.", synonyms=["vesicle"])
    yield (rich.term,)


@marks
def a_word_goes(rich: RichLibrary) -> Steps:
    source = f"glossary_term:{rich.term.pk}"
    yield ()
    done(administrator().post(f"/admin/content/glossaryterm/delete/{rich.term.pk}/"))
    yield (source,)


@marks
def a_condition_gets_another_name(rich: RichLibrary) -> Steps:
    yield ()
    Condition.objects.filter(pk=rich.melanoma.pk).update(name="Skin cancer")
    yield rich.melanoma, rich.melanoma_trial


@marks
def conditions_are_added_together(rich: RichLibrary) -> Steps:
    yield ()
    Condition.objects.bulk_create([ConditionFactory.build(slug="another")])
    yield (Condition.objects.get(slug="another"),)


@marks
def an_intervention_changes(rich: RichLibrary) -> Steps:
    yield ()
    Intervention.objects.update(type="DRUG")
    yield rich.dexosomes, rich.melanoma_trial


@marks
def an_intervention_is_written_by_sql(rich: RichLibrary) -> Steps:
    yield ()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE trials_intervention SET name = 'By hand'")
    yield rich.dexosomes, rich.melanoma_trial


@leaves
def a_private_column_of_references_changes(rich: RichLibrary) -> Steps:
    yield ()
    Reference.objects.update(abstract="Publishers’ property.", note="Ours.")
    yield ()


@leaves
def a_person_gets_an_account(rich: RichLibrary) -> Steps:
    yield ()
    Person.objects.filter(pk=rich.author.pk).update(account=User.objects.first())
    yield ()


@leaves
def an_account_of_a_person_is_deleted(rich: RichLibrary) -> Steps:
    user = User.objects.create(username="leaver")
    Person.objects.filter(pk=rich.author.pk).update(account=user)
    yield ()
    user.delete()
    yield ()


@leaves
def values_are_written_as_they_are(rich: RichLibrary) -> Steps:
    yield ()
    Reference.objects.update(status="normal")
    Reference.objects.bulk_update(Reference.objects.all(), ["csl", "title", "citations"])
    Person.objects.filter(pk=rich.author.pk).update(name=rich.author.name)
    yield ()


@leaves
def a_tag_of_nothing_public_is_made(rich: RichLibrary) -> Steps:
    yield ()
    Tag.objects.create(name="Unused", slug="unused")
    Tag.objects.filter(slug="unused").update(name="Still unused")
    Tag.objects.filter(slug="unused").delete()
    yield ()
