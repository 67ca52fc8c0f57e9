"""The four groups of people who work in the admin."""

from enum import StrEnum


class GroupName(StrEnum):
    """Names of the groups that the migration makes; what each may do is written there."""

    AUTHOR = "Author"
    MEDICAL_REVIEWER = "Medical reviewer"
    EDITOR = "Editor"
    ADMINISTRATOR = "Administrator"
