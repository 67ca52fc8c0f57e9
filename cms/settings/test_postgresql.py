"""The test run on PostgreSQL: on a server of its own, which the tests start."""

from .database import database
from .test import *  # noqa: F403

DATABASES = {"default": database("postgres:///library")}
