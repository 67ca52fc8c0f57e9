"""The policies that browsers are given."""

import pytest
from django.test import Client

from cms.editorial.groups import GroupName
from tests.admin_client import client_of
from tests.conftest import Library
from tests.factories.users import UserFactory

HEADER = "Content-Security-Policy"


def policy(client: Client, address: str) -> dict[str, list[str]]:
    header = client.get(address)[HEADER]
    parts = (directive.split() for directive in header.split("; "))
    return {name: values for name, *values in parts}


def test_site_and_api_are_strict(library: Library) -> None:
    for address in ("/", "/exosome-therapy/", "/api/v2/pages/"):
        found = policy(Client(), address)
        assert found["default-src"] == ["'self'"]
        assert "unsafe-inline" not in str(found)


@pytest.mark.parametrize("address", ["/admin/", "/admin/references/reference/", "/admin/login/"])
def test_admin_has_a_policy_of_its_own(db: None, address: str) -> None:
    found = policy(client_of(UserFactory(group=GroupName.EDITOR)), address)
    assert found["default-src"] == ["'self'"]
    assert found["script-src"] == ["'self'", "'unsafe-inline'"]
    assert found["object-src"] == ["'none'"]
    # No directive names anybody else.
    values = {value for values in found.values() for value in values}
    assert values <= {"'self'", "'none'", "'unsafe-inline'", "data:", "blob:"}
