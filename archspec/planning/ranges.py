"""What a sweep varies: parameters of a spec and fields of its recipe, over ranges or lists."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field, GetJsonSchemaHandler, PlainSerializer, PlainValidator
from pydantic_core import CoreSchema, PydanticCustomError

from archspec.kind.choice import OUT_OF_RANGE, Choice, OneOf
from archspec.kind.fields import MAX_SIZE, Expects

TRAIN: Final = "train."
"""How the names of fields of the recipe begin, as in `train.optimizer.sgd.lr`."""

MOST_VALUES: Final = 1_000
"""Values of a list, and of all that varies together: each is tried before anything is trained."""

LARGEST: Final = 1e30
"""Number that may be tried; what is far beyond it cannot be drawn."""

Number = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]

Ends = Annotated[
    tuple[Number, Number], Expects("the least and the largest value, as in `[0.001, 0.1]`")
]


class Range(Choice):
    """Where a value is taken from."""

    main: ClassVar[str | None] = "ends"

    @property
    @abstractmethod
    def corners(self) -> tuple[Any, ...]:
        """The values at its ends, or all of a list."""


class Values(Range):
    """One of a list of values of any sort."""

    kind: ClassVar[str] = "values"
    main: ClassVar[str | None] = "values"
    values: tuple[Any, ...] = Field(min_length=1, max_length=MOST_VALUES, description="All.")

    def model_post_init(self, _context: Any) -> None:
        """Nothing, where each number of them is one that can be drawn."""
        numbers = (one for one in self.values if isinstance(one, (int, float)))
        if not all(-LARGEST <= one <= LARGEST for one in numbers):
            raise PydanticCustomError(OUT_OF_RANGE, f"must have numbers within ±{LARGEST:g}")

    @property
    def corners(self) -> tuple[Any, ...]:
        """All of them."""
        return self.values


class _Between(Range):
    """Any number between two others."""

    ends: Ends = Field(description="The least and the largest value.")

    def model_post_init(self, _context: Any) -> None:
        """Nothing, where there is something between the ends."""
        low, high = self.ends
        if not low < high:
            raise PydanticCustomError(OUT_OF_RANGE, "must have the smaller of the two first")

    @property
    def corners(self) -> tuple[Any, ...]:
        """Both ends."""
        return self.ends


class Float(_Between):
    """Any number between two."""

    kind: ClassVar[str] = "float"


class Log(Float):
    """Any number between two, each order of magnitude as likely as another at first."""

    kind: ClassVar[str] = "log"

    def model_post_init(self, context: Any) -> None:
        """Nothing, where both have a logarithm."""
        if self.ends[0] < 1 / LARGEST:
            least = f"must have numbers above 0, of at least {1 / LARGEST:g}"
            raise PydanticCustomError(OUT_OF_RANGE, least)
        super().model_post_init(context)


class Int(_Between):
    """Any whole number between two."""

    kind: ClassVar[str] = "int"
    ends: Annotated[
        tuple[
            Annotated[int, Field(ge=-MAX_SIZE, le=MAX_SIZE)],
            Annotated[int, Field(ge=-MAX_SIZE, le=MAX_SIZE)],
        ],
        Expects("the least and the largest whole number, as in `[5, 20]`"),
    ] = Field(description="The least and the largest whole number.")


RANGES: Final = OneOf((Values, Float, Log, Int))


def _range(value: Any) -> Range:
    """A list as its values, all else by name."""
    if isinstance(value, (tuple, list)):
        value = {"values": value}
    named = value in RANGES.by_name if isinstance(value, str) else isinstance(value, Range)
    if not named and not (isinstance(value, Mapping) and len(value) == 1):
        raise PydanticCustomError("range_form", "is neither a list nor a range")
    found = RANGES.read(value)
    assert isinstance(found, Range)  # noqa: S101  all of `RANGES` are
    return found


def _written(one: Range) -> Any:
    fields = one.model_dump(mode="json")
    return fields["values"] if isinstance(one, Values) else {one.kind: fields["ends"]}


class _OrList:
    """Tells editors that a list stands for its values."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """A list, or a range by its name."""
        several = {"type": "array", "minItems": 1, "maxItems": MOST_VALUES}
        return {"anyOf": [several, *handler(schema)["anyOf"]]}


AnyRange = Annotated[
    Range,
    RANGES,
    PlainValidator(_range),
    _OrList(),
    PlainSerializer(_written),
    Expects("a list of values, or `log: [a, b]`, `float: [a, b]`, `int: [a, b]`"),
]


def parted(chosen: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values of parameters, and of fields of the recipe.

    >>> parted({"width": 8, "train.epochs": 3})
    ({'width': 8}, {'epochs': 3})
    """
    params = {name: value for name, value in chosen.items() if not name.startswith(TRAIN)}
    fields = {n.removeprefix(TRAIN): v for n, v in chosen.items() if n.startswith(TRAIN)}
    return params, fields
