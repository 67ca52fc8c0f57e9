"""Services on this computer, and a clock that passes by waiting only."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from cms.references.lookup import client, pacing
from tests.references.lookup.server import Server, stored

#: Below which path of the server each service is.
SERVICES = {
    "CROSSREF_URL": "/crossref",
    "DATACITE_URL": "/doi",
    "NCBI_URL": "/ncbi",
    "NCBI_ID_CONVERTER_URL": "/ids",
    "EUROPEPMC_URL": "/europepmc",
}


@dataclass
class Clock:
    """A clock that stands still but for those who wait."""

    time: float = 1_000_000.0
    waits: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock by which the client waits: no test does."""
    clock = Clock()
    monkeypatch.setattr(pacing, "now", clock.now)
    monkeypatch.setattr(pacing, "sleep", clock.sleep)
    return clock


@pytest.fixture
def server(settings: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Return a server that every service's address leads to."""
    # Past the developer's proxy.
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    client.http.cache_clear()
    server = Server()
    for setting, path in SERVICES.items():
        setattr(settings, setting, server.address + path)
    settings.CONTACT_EMAIL = "librarian@example.org"
    yield server
    server.stop()
    client.http().close()
    client.http.cache_clear()


@pytest.fixture
def escudier(server: Server) -> Server:
    """Return a server on which every service has the publication."""
    server.on("/crossref/works/10.1186%2F1479-5876-3-10", stored("crossref_escudier_2005.json"))
    found, nothing = stored("europe_pmc_escudier_2005.json"), stored("europe_pmc_nothing.json")
    server.on("/europepmc/search", found, nothing)
    server.on("/ncbi/efetch.fcgi", stored("pubmed_escudier_2005.xml"))
    server.on("/ids/", stored("id_converter_escudier_2005.json"))
    return server
