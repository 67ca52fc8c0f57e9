"""People with an account in the admin."""

from typing import Any

import factory
from django.contrib.auth.models import Group, User
from factory.django import DjangoModelFactory


class UserFactory(DjangoModelFactory):
    """Somebody in the group that `group` names; without one, somebody without rights."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"user-{number}")
    email = factory.LazyAttribute(lambda maker: f"{maker.username}@example.org")
    first_name = "Ada"
    last_name = "Example"

    @factory.post_generation
    def group(self: Any, create: bool, name: str | None, **kwargs: Any) -> None:
        if create and name:
            self.groups.add(Group.objects.get(name=name))
