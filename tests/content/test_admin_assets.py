"""Scripts and styles that every page of the admin has."""

import re

from django.contrib.staticfiles import finders

from cms.editorial.groups import GroupName
from tests.admin_client import client_of
from tests.factories.users import UserFactory


def test_scripts_and_styles_are_on_every_page_and_their_files_exist(db: None) -> None:
    client = client_of(UserFactory(group=GroupName.EDITOR))
    for address in ("/admin/", "/admin/content/glossaryterm/create/"):
        html = client.open(address).content.decode()
        paths = re.findall(r'/static/((?:js|css)/admin/\w+\.(?:js|css))"', html)
        assert set(paths) == {
            "js/admin/character_count.js",
            "js/admin/choice_filter.js",
            "css/admin/admin.css",
        }
        assert all(finders.find(path) for path in paths)


def test_without_script_the_browser_keeps_to_the_limit(db: None) -> None:
    client = client_of(UserFactory(group=GroupName.EDITOR))
    html = client.open("/admin/content/glossaryterm/create/").content.decode()
    assert re.search(r'<textarea name="definition"[^>]*maxlength="600"', html)
    # The limit of synonyms is that of one line.
    assert not re.search(r'<textarea name="synonyms"[^>]*maxlength', html)
