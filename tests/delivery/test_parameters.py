"""Query parameters are read strictly."""

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from cms.delivery.parameter_values import IdOrSlug, OneOf, Text, Whole, closest, parse_id
from cms.delivery.parameters import MAX_PARAMETERS, Parameter, Query, documented, read
from cms.delivery.problems import Problem


def _even(text: str) -> str:
    if len(text) % 2:
        raise ValidationError("It has an odd length.")
    return text.lower()


COLOUR = Parameter("colour", OneOf(("RED", "GREEN")), "A colour.", several=True)
NUMBER = Parameter("number", Whole(1, 100), "A number.", default=20)
NAMES = Parameter("names", OneOf(("one", "two")), "Names.", listed=True)
TEXT = Parameter("text", Text(_even, pattern="..", max_length=10), "A text.")
TOPIC = Parameter("topic", IdOrSlug(), "A topic.")
DECLARED = (COLOUR, NUMBER, NAMES, TEXT, TOPIC)


def query(text: str) -> Query:
    request = RequestFactory().get("/")
    request.META["QUERY_STRING"] = text
    return read(request, DECLARED)


def errors(text: str) -> dict[str, tuple[str, str | None]]:
    with pytest.raises(Problem) as caught:
        query(text)
    return {error.name: (error.detail, error.did_you_mean) for error in caught.value.errors}


def test_defaults() -> None:
    found = query("")
    assert found.given == ()
    assert found["number"] == 20
    assert found["colour"] is None


def test_values_are_parsed() -> None:
    found = query("colour=RED&number=5&names=two,one&text=AB&topic=cancer&colour=GREEN")
    assert found.given == ("colour", "number", "names", "text", "topic")
    assert found["colour"] == ["RED", "GREEN"]
    assert found["number"] == 5
    assert found["names"] == ["two", "one"]
    assert found["text"] == "ab"
    assert found["topic"] == "cancer"


def test_repeated_value_counts_once() -> None:
    assert query("colour=RED&colour=RED")["colour"] == ["RED"]


def test_every_mistake_is_named() -> None:
    assert set(errors("coluor=RED&number=0&colour=&x=1")) == {"coluor", "number", "colour", "x"}


@pytest.mark.parametrize(
    ("text", "name", "meant"),
    [
        ("coluor=RED", "coluor", "colour"),
        ("COLOUR=RED", "COLOUR", "colour"),
        ("colour[]=RED", "colour[]", "colour"),
        ("zzzz=1", "zzzz", None),
        ("=1", "", None),
        ("colour=red", "colour", "RED"),
        ("colour=GREN", "colour", "GREEN"),
        ("colour=blue", "colour", None),
        ("colour=RED&colour=", "colour", None),
        ("names=one,tow", "names", "two"),
        ("names=one, two", "names", "two"),
        ("number=1e1", "number", None),
        ("number=+5", "number", None),
        ("number=5&number=5", "number", None),
        ("text=abc", "text", None),
        ("text=aaaaaaaaaaaa", "text", None),
        ("topic=a/b", "topic", None),
        ("topic=%E2%82%AC", "topic", None),
        ("topic=" + "a" * 256, "topic", None),
        ("topic=a%00b", "topic", None),
    ],
)
def test_invalid(text: str, name: str, meant: str | None) -> None:
    found = errors(text)
    assert set(found) == {name}
    assert found[name][1] == meant
    assert found[name][0].endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "colour", "&", "colour=RED&&", "colour=%FF", "%FF=1", "\xff=1",
        "&".join(f"a{number}=1" for number in range(MAX_PARAMETERS + 1)), "text=" + "a" * 20_000,
    ],
)  # fmt: skip
def test_what_is_no_query_is_refused_whole(text: str) -> None:
    with pytest.raises(Problem) as caught:
        query(text)
    assert caught.value.kind.code == "invalid-parameter"
    assert len(caught.value.detail) < 200


def test_long_names_are_not_echoed() -> None:
    assert max(len(name) for name in errors("a" * 5000 + "=1")) < 100


def test_names_that_look_like_code_are_only_names() -> None:
    hostile = ["__class__", "id__in", "page__owner__password__startswith", "' OR 1=1 --", "$where"]
    for name in hostile:
        assert list(errors(f"{name.replace('=', '%3D').replace(' ', '+')}=x")) == [name]


def test_closest_ignores_case() -> None:
    assert closest("phase1", ["PHASE1", "PHASE2"]) == "PHASE1"
    assert closest("", ["PHASE1"]) is None


@pytest.mark.parametrize(
    ("text", "is_id"),
    [
        ("6029db4e-3cf3-5ddc-91e3-c120a014914e", True),
        ("6029DB4E-3CF3-5DDC-91E3-C120A014914E", True),
        ("6029db4e3cf35ddc91e3c120a014914e", False),
        ("{6029db4e-3cf3-5ddc-91e3-c120a014914e}", False),
        ("urn:uuid:6029db4e-3cf3-5ddc-91e3-c120a014914e", False),
        ("6029db4e-3cf3-5ddc-91e3-c120a014914e\n", False),
        ("1", False),
    ],
)
def test_ids_have_one_form_in_either_case(text: str, is_id: bool) -> None:
    assert (parse_id(text) is not None) is is_id


def test_description_names_enum_default_and_style() -> None:
    described = {found["name"]: found for found in documented(DECLARED)["parameters"]}
    assert described["colour"]["schema"]["items"]["enum"] == ["RED", "GREEN"]
    assert described["colour"]["explode"] is True
    assert described["names"]["explode"] is False
    assert described["number"]["schema"]["default"] == 20
