"""What the content API delivers, put together from the apps."""

from articles.api import REVIEW_LISTS, TOPICS
from cms.content.api import GLOSSARY, PEOPLE, pages_resource
from cms.references.api import CITES_TOLD, REFERENCES, REFERENCES_NAMED
from trials.api import (
    CONDITIONS,
    CONDITIONS_NAMED,
    INTERVENTIONS,
    INTERVENTIONS_NAMED,
    TRIALS,
)

PAGES = pages_resource(
    includes=(REFERENCES_NAMED, CONDITIONS_NAMED, INTERVENTIONS_NAMED), told=(CITES_TOLD,)
)
#: In the order of the API's description.
RESOURCES = (
    TOPICS, REVIEW_LISTS, TRIALS, REFERENCES, PAGES, PEOPLE, CONDITIONS, INTERVENTIONS, GLOSSARY,
)  # fmt: skip
