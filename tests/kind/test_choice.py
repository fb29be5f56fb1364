"""One of several kinds, written as a name or as a name with fields."""

from typing import Annotated, ClassVar

import jsonschema
import pytest
from pydantic import Field, ValidationError

from archspec.kind.choice import Choice, OneOf, Table


class Circle(Choice):
    """Round."""

    kind: ClassVar[str] = "circle"
    main: ClassVar[str | None] = "radius"
    radius: Annotated[float, Field(gt=0)] = 1.0
    filled: bool = False


class Polygon(Choice):
    """With corners."""

    kind: ClassVar[str] = "polygon"
    corners: int


class Drawing(Table):
    """Shapes on paper."""

    shape: Annotated[Choice, OneOf((Circle, Polygon))]
    more: tuple[Annotated[Choice, OneOf((Circle, Polygon))], ...] = ()


def errors(**data: object) -> list[tuple[tuple[object, ...], str]]:
    with pytest.raises(ValidationError) as caught:
        Drawing.model_validate(data)
    return [(one["loc"], one["type"]) for one in caught.value.errors()]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("circle", Circle()),
        ({"circle": {}}, Circle()),
        ({"circle": None}, Circle()),
        ({"circle": 2.5}, Circle(radius=2.5)),
        ({"circle": {"filled": True}}, Circle(filled=True)),
        ({"polygon": {"corners": 5}}, Polygon(corners=5)),
        (Polygon(corners=3), Polygon(corners=3)),
    ],
)
def test_each_way_of_writing_a_kind(written, read):
    assert Drawing(shape=written).shape == read


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("cirkle", [(("shape",), "choice_unknown")]),
        ({"cirkle": {}}, [(("shape", "cirkle"), "choice_unknown")]),
        ({"circle": {"radios": 1.0}}, [(("shape", "circle", "radios"), "extra_forbidden")]),
        ({"circle": {"radius": "1"}}, [(("shape", "circle", "radius"), "float_type")]),
        ({"circle": "wide"}, [(("shape", "circle"), "float_type")]),
        ({"circle": -1}, [(("shape", "circle"), "greater_than")]),
        ("polygon", [(("shape", "corners"), "missing")]),
        ({"polygon": 3}, [(("shape", "polygon"), "model_type")]),
        ({"circle": {}, "polygon": {}}, [(("shape",), "choice_form")]),
        (3, [(("shape",), "choice_form")]),
        (None, [(("shape",), "choice_form")]),
        ({3: {}}, [(("shape", 3), "choice_unknown")]),
    ],
)
def test_an_error_is_reported_once_and_at_its_place_in_the_data(written, expected):
    assert errors(shape=written) == expected


def test_all_errors_of_a_list_are_reported_with_their_numbers():
    found = errors(shape="circle", more=("circle", {"circle": {"x": 1}}, "square"))
    assert found == [
        (("more", 1, "circle", "x"), "extra_forbidden"),
        (("more", 2), "choice_unknown"),
    ]


def test_an_unknown_name_carries_the_known_ones():
    with pytest.raises(ValidationError) as caught:
        Drawing.model_validate({"shape": {"cirkle": {}}})
    (error,) = caught.value.errors()
    assert error["ctx"]["known"] == ["circle", "polygon"]
    assert error["msg"] == "`cirkle` is not one of circle, polygon"


@pytest.mark.parametrize(
    ("written", "fits"),
    [
        ("circle", True),
        ("polygon", False),
        ({"polygon": {"corners": 5}}, True),
        ({"polygon": {}}, False),
        ({"circle": 2.5}, True),
        ({"circle": {"filled": True}}, True),
        ({"circle": {"wide": True}}, False),
        ({"circle": {}, "polygon": {"corners": 3}}, False),
        ("square", False),
    ],
)
def test_the_json_schema_accepts_what_the_model_accepts(written, fits):
    schema = Drawing.model_json_schema()
    assert jsonschema.Draft202012Validator(schema).is_valid({"shape": written}) is fits


def test_what_is_written_back_is_read_as_the_same():
    drawing = Drawing(shape={"circle": 2.0}, more=({"polygon": {"corners": 4}},))
    written = drawing.model_dump(mode="json")
    assert written["shape"] == {"circle": {"radius": 2.0, "filled": False}}
    assert Drawing.model_validate(written | {"more": tuple(written["more"])}) == drawing
