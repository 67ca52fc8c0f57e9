"""What these tests share."""

from tests.references.lookup.services import clock as clock
from tests.references.lookup.services import escudier as escudier
from tests.references.lookup.services import server as server
