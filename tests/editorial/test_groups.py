"""What each of the four groups can do, over every address of the admin that matters here."""

import importlib
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Site,
    Workflow,
)

from cms.content.models import Document
from cms.editorial.groups import GroupName
from home.admin import LibraryGroup
from tests.admin_client import AdminClient, client_of
from tests.conftest import Library
from tests.factories.content import GlossaryTermFactory, ImageFactory, PersonFactory
from tests.factories.references import ReferenceFactory
from tests.factories.trials import ConditionFactory, InterventionFactory
from tests.factories.users import UserFactory

migration = importlib.import_module("cms.editorial.migrations.0001_groups")

EVERYBODY = set(GroupName)
EDITORS = {GroupName.EDITOR, GroupName.ADMINISTRATOR}
ADMINISTRATORS = {GroupName.ADMINISTRATOR}
FACTORIES: dict[str, Any] = {
    "reference": ReferenceFactory,
    "person": PersonFactory,
    "condition": ConditionFactory,
    "intervention": InterventionFactory,
    "glossaryterm": GlossaryTermFactory,
}
LIBRARY_ACTIONS = {
    "index": EVERYBODY, "inspect": EVERYBODY, "history": EVERYBODY,
    "create": EDITORS, "edit": EDITORS, "delete": EDITORS,
}  # fmt: skip
ADDRESSES = {
    "wagtailadmin_home": EVERYBODY,
    "wagtailadmin_explore_root": EVERYBODY,
    "wagtailimages:index": EVERYBODY - {GroupName.MEDICAL_REVIEWER},
    "wagtailimages:add": EVERYBODY - {GroupName.MEDICAL_REVIEWER},
    "wagtaildocs:index": EVERYBODY - {GroupName.MEDICAL_REVIEWER},
    "wagtaildocs:add": EVERYBODY - {GroupName.MEDICAL_REVIEWER},
    "wagtailadmin_collections:index": ADMINISTRATORS,
    "wagtailadmin_collections:add": ADMINISTRATORS,
    "wagtailusers_users:index": ADMINISTRATORS,
    "wagtailusers_users:add": ADMINISTRATORS,
    "wagtailusers_groups:index": ADMINISTRATORS,
    "wagtailusers_groups:add": ADMINISTRATORS,
    "wagtailsites:index": ADMINISTRATORS,
    "wagtailsites:add": ADMINISTRATORS,
    "wagtailredirects:index": ADMINISTRATORS,
    "wagtailredirects:add": ADMINISTRATORS,
    "wagtailadmin_workflows:index": ADMINISTRATORS,
    "wagtailadmin_workflows:add": ADMINISTRATORS,
    "wagtailadmin_workflows:task_index": ADMINISTRATORS,
}


@pytest.fixture(params=[*GroupName, None], ids=str)
def group(request: pytest.FixtureRequest) -> GroupName | None:
    found: GroupName | None = request.param
    return found


@pytest.fixture
def client(db: None, group: GroupName | None) -> AdminClient:
    return client_of(UserFactory(group=group))


def is_allowed(client: AdminClient, address: str) -> bool:
    """Return whether a page opens; Wagtail sends everybody else to where they may be."""
    response = client.get(address)
    assert response.status_code in {200, 302}, address
    if response.status_code == 302:
        assert response["Location"].split("?")[0] in {"/admin/", "/admin/login/"}
    return response.status_code == 200


@pytest.mark.parametrize(
    "admin", LibraryGroup().modeladmin_instances, ids=lambda a: a.opts.model_name
)
@pytest.mark.parametrize("action", LIBRARY_ACTIONS)
def test_library(client: AdminClient, group: GroupName | None, admin: Any, action: str) -> None:
    item = FACTORIES[admin.opts.model_name]()
    args = [] if action in {"index", "create"} else [item.pk]
    address = admin.url_helper.get_action_url(action, *args)
    assert is_allowed(client, address) == (group in LIBRARY_ACTIONS[action])
    if group not in EDITORS:
        before = list(admin.model.objects.values())
        client.post(address, {"name": "x", "term": "x", "title": "x", "type": "book"})
        assert list(admin.model.objects.values()) == before


@pytest.mark.parametrize(
    "admin", LibraryGroup().modeladmin_instances, ids=lambda a: a.opts.model_name
)
def test_list_offers_what_is_allowed(
    client: AdminClient, group: GroupName | None, admin: Any
) -> None:
    item = FACTORIES[admin.opts.model_name]()
    html = client.get(admin.url_helper.get_action_url("index")).content.decode()
    for action, args in (("create", []), ("edit", [item.pk]), ("delete", [item.pk])):
        address = admin.url_helper.get_action_url(action, *args)
        assert (f'href="{address}"' in html) == (group in EDITORS)


@pytest.mark.parametrize("name", ADDRESSES)
def test_addresses(client: AdminClient, group: GroupName | None, name: str) -> None:
    assert is_allowed(client, reverse(name)) == (group in ADDRESSES[name])


def test_site_settings(library: Library, client: AdminClient, group: GroupName | None) -> None:
    site = Site.objects.get(is_default_site=True)
    address = f"/admin/settings/content/sitesettings/{site.pk}/"
    assert is_allowed(client, address) == (group in ADMINISTRATORS)


def test_own_image_and_those_of_others(client: AdminClient, group: GroupName | None) -> None:
    image = ImageFactory()
    assert is_allowed(client, f"/admin/images/{image.pk}/") == (group in EDITORS)
    assert is_allowed(client, f"/admin/images/{image.pk}/delete/") == (group in EDITORS)
    document = Document.objects.create(
        title="x", file="x.pdf", collection=Collection.objects.first()
    )
    assert is_allowed(client, f"/admin/documents/edit/{document.pk}/") == (group in EDITORS)


def test_pages(library: Library, client: AdminClient, group: GroupName | None) -> None:
    page = library.cancer
    allowed = {
        f"/admin/pages/{page.pk}/edit/": EVERYBODY,
        f"/admin/pages/add/articles/topicpage/{page.pk}/": EVERYBODY,
        f"/admin/pages/{page.pk}/history/": EVERYBODY,
        f"/admin/pages/{page.pk}/copy/": EVERYBODY,
        f"/admin/pages/{page.pk}/unpublish/": EDITORS,
        f"/admin/pages/{page.pk}/privacy/": EDITORS,
        # It has pages below it, which one after the other may be deleted, all at once not.
        f"/admin/pages/{page.pk}/delete/": ADMINISTRATORS,
        f"/admin/pages/{library.lung_trial.pk}/delete/": EDITORS,
        f"/admin/pages/{library.lung_trial.pk}/move/": EDITORS,
    }
    assert {address for address in allowed if is_allowed(client, address)} == {
        address for address, groups in allowed.items() if group in groups
    }


@pytest.mark.parametrize("group", [*GroupName], ids=str)
def test_who_may_publish(library: Library, client: AdminClient, group: GroupName) -> None:
    address = f"/admin/pages/{library.cancer.pk}/edit/"
    changes = {"summary": "Newly written.", "action-publish": "action-publish"}
    assert client.save(address, **changes).status_code == 302
    library.cancer.refresh_from_db()
    assert library.cancer.get_latest_revision_as_object().summary == "Newly written."
    assert (library.cancer.summary == "Newly written.") == (group in EDITORS)


@pytest.mark.parametrize("group", [GroupName.AUTHOR, GroupName.MEDICAL_REVIEWER], ids=str)
def test_nobody_else_publishes_by_a_bulk_action(
    library: Library, client: AdminClient, group: GroupName
) -> None:
    library.cancer.summary = "Newly written."
    library.cancer.save_revision()
    client.post(f"/admin/bulk/wagtailcore/page/publish/?id={library.cancer.pk}&next=/admin/")
    library.cancer.refresh_from_db()
    assert library.cancer.summary != "Newly written."


def test_menu_shows_what_is_allowed(client: AdminClient, group: GroupName | None) -> None:
    html = client.get("/admin/").content.decode()
    for label, groups in (("Library", EVERYBODY), ("Settings", ADMINISTRATORS)):
        assert (f'"label": "{label}"' in html) == (group in groups)


def test_wagtails_own_groups_and_workflow_are_gone(db: None) -> None:
    assert set(Group.objects.values_list("name", flat=True)) == set(GroupName)
    assert not Workflow.objects.exists()


def test_migration_goes_back_and_forth(db: None) -> None:
    migration.remove_groups(apps, None)
    assert not Group.objects.exists()
    assert not GroupPagePermission.objects.exists()
    migration.make_groups(apps, None)
    before = (
        Permission.objects.count(),
        GroupPagePermission.objects.count(),
        GroupCollectionPermission.objects.count(),
    )
    migration.make_groups(apps, None)
    assert before == (
        Permission.objects.count(),
        GroupPagePermission.objects.count(),
        GroupCollectionPermission.objects.count(),
    )
    assert set(Group.objects.values_list("name", flat=True)) == set(GroupName)


def test_migration_makes_the_permissions_that_it_grants(db: None) -> None:
    Permission.objects.all().delete()
    migration.make_groups(apps, None)
    assert UserFactory(group=GroupName.EDITOR).has_perm("references.add_reference")
    made = set(Permission.objects.values_list("content_type__app_label", "codename"))
    from django.contrib.auth.management import create_permissions

    for config in apps.get_app_configs():
        create_permissions(config, verbosity=0)
    assert made <= set(Permission.objects.values_list("content_type__app_label", "codename"))


def test_migration_leaves_what_somebody_uses(db: None) -> None:
    editors = Group.objects.create(name="Editors")
    user = UserFactory()
    user.groups.add(editors)
    migration.make_groups(apps, None)
    assert list(user.groups.all()) == [editors]


def test_migration_needs_no_pages_and_no_collections(db: None) -> None:
    Page.objects.all().delete()
    Collection.objects.all().delete()
    migration.remove_groups(apps, None)
    migration.make_groups(apps, None)
    assert set(Group.objects.values_list("name", flat=True)) == set(GroupName)


def test_migration_stands_after_all_that_it_names(db: None) -> None:
    plan = MigrationExecutor(connection).loader.graph.forwards_plan(("editorial", "0001_groups"))
    assert {"content", "references", "trials", "wagtailredirects"} <= {app for app, _ in plan}
