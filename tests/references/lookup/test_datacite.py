"""DOIs that other agencies than Crossref have registered."""

from typing import Any

import pytest

from cms.references.lookup import datacite
from cms.references.lookup.errors import Failure, LookUpFailed
from tests.references.lookup.server import Reply, Server, as_json, stored

PATH = "/doi/10.5281%2Fzenodo.0000000"


def test_the_resolver_is_asked_for_csl(server: Server) -> None:
    server.on(PATH, stored("datacite_dataset.json"))
    assert datacite.csl("10.5281/zenodo.0000000")["title"] == "Sizes of vesicles, measured"
    assert server.requests[0].headers["Accept"] == "application/vnd.citationstyles.csl+json"
    assert "mailto:librarian@example.org" in server.requests[0].headers["User-Agent"]


def test_the_resolver_may_send_on_within_itself(server: Server) -> None:
    server.on(PATH, Reply(status=302, headers={"Location": "/data/x"}))
    server.on("/data/x", stored("datacite_dataset.json"))
    assert datacite.csl("10.5281/zenodo.0000000")["type"] == "dataset"
    assert server.requests[1].headers["Accept"] == "application/vnd.citationstyles.csl+json"


@pytest.mark.parametrize("status", [204, 404, 406])
def test_nothing_that_describes_it_is_nothing_found(server: Server, status: int) -> None:
    server.on(PATH, Reply(status=status))
    with pytest.raises(LookUpFailed) as caught:
        datacite.csl("10.5281/zenodo.0000000")
    assert caught.value.failure == Failure.NOT_FOUND


@pytest.mark.parametrize("sent", [[], "text", 3, None])
def test_what_is_no_record_cannot_be_used(server: Server, sent: Any) -> None:
    server.on(PATH, as_json(sent))
    with pytest.raises(LookUpFailed) as caught:
        datacite.csl("10.5281/zenodo.0000000")
    assert caught.value.failure == Failure.UNREADABLE


def test_an_answer_that_is_deeper_than_any_record_cannot_be_used(server: Server) -> None:
    server.on(PATH, Reply(b"[" * 200_000))
    with pytest.raises(LookUpFailed) as caught:
        datacite.csl("10.5281/zenodo.0000000")
    assert caught.value.failure == Failure.UNREADABLE
