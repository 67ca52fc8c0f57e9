"""The four groups, instead of the two that Wagtail makes.

Permissions are made by Django after all migrations, so on an empty database they are not there yet:
those that are granted here are made here, as Django makes them.
"""

from typing import Any

from django.db import migrations

AUTHOR, REVIEWER, EDITOR, ADMINISTRATOR = (
    "Author",
    "Medical reviewer",
    "Editor",
    "Administrator",
)
GROUPS = (AUTHOR, REVIEWER, EDITOR, ADMINISTRATOR)

LIBRARY = {
    ("references", "reference"): "reference",
    ("content", "person"): "person",
    ("content", "glossaryterm"): "glossary term",
    ("trials", "condition"): "condition",
    ("trials", "intervention"): "intervention",
}
ACCESS = ("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin")
ACTIONS = ("add", "change", "delete")
#: What only administrators may do: users, site, addresses, the workflow.
ADMINISTRATION = {
    ("auth", "user"): "user",
    ("auth", "group"): "group",
    ("content", "sitesettings"): "site settings",
    ("wagtailcore", "site"): "site",
    ("wagtailcore", "task"): "task",
    ("wagtailcore", "workflow"): "workflow",
    ("wagtailcore", "apitoken"): "API token",
    ("wagtailredirects", "redirect"): "redirect",
}
#: Rights over every page, by group: codename → name.
PAGES = {
    "add_page": "Can add page",
    "change_page": "Can change page",
    "publish_page": "Publish any page",
    "lock_page": "Lock/unlock pages you've locked",
    "unlock_page": "Unlock any page",
    "bulk_delete_page": "Delete pages with children",
}
PAGE_RIGHTS = {
    AUTHOR: ("add_page", "change_page"),
    REVIEWER: ("add_page", "change_page", "lock_page"),
    EDITOR: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
    ADMINISTRATOR: tuple(PAGES),
}
#: Rights over images, documents and collections in every collection, by group.
MEDIA = {("wagtailimages", "image"): "image", ("wagtaildocs", "document"): "document"}
MEDIA_RIGHTS = {
    AUTHOR: ("add", "choose"),
    REVIEWER: ("choose",),
    EDITOR: (*ACTIONS, "choose"),
    ADMINISTRATOR: (*ACTIONS, "choose"),
}


def permission(apps: Any, app_label: str, model: str, codename: str, name: str) -> Any:
    """Return a permission, made where it is not there yet."""
    content_type, _ = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    found, _ = apps.get_model("auth.Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": name}
    )
    return found


def permissions_of(apps: Any, name: str) -> list[Any]:
    """Return the rights of a group that hold everywhere."""
    found = [permission(apps, *ACCESS)]
    library_actions = {
        AUTHOR: ("view",), REVIEWER: ("view",),
    }.get(name, ("view", *ACTIONS))  # fmt: skip
    granted = [(LIBRARY, library_actions)]
    if name == ADMINISTRATOR:
        granted.append((ADMINISTRATION, ACTIONS))
    for models, actions in granted:
        found.extend(
            permission(apps, app_label, model, f"{action}_{model}", f"Can {action} {words}")
            for (app_label, model), words in models.items()
            for action in actions
        )
    return found


def grant_pages(apps: Any, group: Any) -> None:
    """Grant a group its rights over the whole tree."""
    root = apps.get_model("wagtailcore.Page").objects.filter(depth=1).first()
    if root is None:
        return
    for codename in PAGE_RIGHTS[group.name]:
        apps.get_model("wagtailcore.GroupPagePermission").objects.get_or_create(
            group=group,
            page=root,
            permission=permission(apps, "wagtailcore", "page", codename, PAGES[codename]),
        )


def grant_collections(apps: Any, group: Any) -> None:
    """Grant a group its rights over images and documents, and administrators over collections."""
    root = apps.get_model("wagtailcore.Collection").objects.filter(depth=1).first()
    if root is None:
        return
    granted = [(MEDIA, MEDIA_RIGHTS[group.name])]
    if group.name == ADMINISTRATOR:
        granted.append(({("wagtailcore", "collection"): "collection"}, ACTIONS))
    for models, actions in granted:
        for (app_label, model), words in models.items():
            for action in actions:
                apps.get_model("wagtailcore.GroupCollectionPermission").objects.get_or_create(
                    group=group,
                    collection=root,
                    permission=permission(
                        apps, app_label, model, f"{action}_{model}", f"Can {action} {words}"
                    ),
                )


def remove_defaults(apps: Any) -> None:
    """Remove what Wagtail made to begin with and nobody uses."""
    workflows = apps.get_model("wagtailcore.Workflow").objects.filter(name="Moderators approval")
    for workflow in workflows.filter(workflow_states__isnull=True):
        tasks = [link.task_id for link in workflow.workflow_tasks.all()]
        workflow.delete()
        apps.get_model("wagtailcore.Task").objects.filter(
            pk__in=tasks, task_states__isnull=True, workflow_tasks__isnull=True
        ).delete()
    apps.get_model("auth.Group").objects.filter(
        name__in=("Editors", "Moderators"), user__isnull=True
    ).delete()


def make_groups(apps: Any, schema_editor: Any) -> None:
    """Make the groups; what somebody has granted besides stays."""
    for name in GROUPS:
        group, _ = apps.get_model("auth.Group").objects.get_or_create(name=name)
        group.permissions.add(*permissions_of(apps, name))
        grant_pages(apps, group)
        grant_collections(apps, group)
    remove_defaults(apps)


def remove_groups(apps: Any, schema_editor: Any) -> None:
    """Remove the groups. Their members stay, without rights."""
    apps.get_model("auth.Group").objects.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("content", "0001_initial"),
        ("references", "0001_initial"),
        ("trials", "0001_initial"),
    ]
    operations = [migrations.RunPython(make_groups, remove_groups)]
