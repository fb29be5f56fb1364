"""A field that holds one of several kinds: `adam`, or `{adam: {lr: 0.01}}`."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, ClassVar, Final, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic import ValidationError as PydanticError
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema
from pydantic_core.core_schema import ErrorType, SerializationInfo

from archspec.dataclass import dataclass

OUT_OF_RANGE: Final = "out_of_range"
"""The type of an error whose message says, behind a field's name, what its value must be."""


class Table(BaseModel):
    """A mapping with a fixed set of fields; a word it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Choice(Table):
    """One of the kinds a `OneOf` offers.

    Attributes:
        kind: the word that chooses it.
        main: the field that a bare value sets, as in `crop: 4`; None where there is none.
    """

    kind: ClassVar[str]
    main: ClassVar[str | None] = None


Kinds: TypeAlias = tuple[type[Choice], ...] | Mapping[str, type[Choice]]


@dataclass(frozen=True)
class OneOf:
    """Annotates a field: the value is a kind's name, or a mapping from that name to its fields.

    The name is looked up first and only that kind is validated, so that a wrong field is reported
    once, at its place in the data, instead of once for each member of a union.

    >>> from typing import Annotated
    >>> class Square(Choice):
    ...     kind = "square"
    ...     main = "side"
    ...     side: int = 1
    >>> class Drawing(Table):
    ...     shape: Annotated[Choice, OneOf((Square,))]
    >>> Drawing(shape={"square": 3}).shape, Drawing(shape="square").shape
    (Square(side=3), Square(side=1))

    Args:
        offered: the kinds, or those by their words, or a function that gives either: the classes of
            fields that few files have would take longer to make than a file to check.
    """

    offered: Kinds | Callable[[], Kinds]

    @cached_property
    def kinds(self) -> tuple[type[Choice], ...]:
        """The kinds, in the order in which messages list them; all of them are made."""
        return tuple(self.by_name.values())

    @cached_property
    def by_name(self) -> Mapping[str, type[Choice]]:
        """The kinds by the word that chooses them."""
        kinds = self.offered() if callable(self.offered) else self.offered
        return kinds if isinstance(kinds, Mapping) else {kind.kind: kind for kind in kinds}

    def read(self, value: object) -> Any:
        """The kind that `value` names, validated; errors carry their place below the field."""
        if isinstance(value, Choice) and isinstance(value, self.by_name.get(value.kind, ())):
            return value
        if isinstance(value, str):
            return self._validate(value, {}, ()) if value in self.by_name else self._unknown(value)
        if not isinstance(value, Mapping) or len(value) != 1:
            raise PydanticCustomError(
                "choice_form",
                "write one of {names}, or one of them with its fields",
                {"names": ", ".join(self.by_name), "known": tuple(self.by_name)},
            )
        ((name, fields),) = value.items()
        return self._validate(name, fields, (name,))

    def _validate(self, name: object, fields: object, place: tuple[Any, ...]) -> Choice:
        """Validate `fields` as the kind `name` that stands at `place`."""
        if not isinstance(name, str) or name not in self.by_name:
            raise _moved(PydanticError.from_exception_data("choice", [self._error(name)]), place)
        kind = self.by_name[name]
        given, bare = _as_fields(kind, fields)
        try:
            return kind.model_validate(given)
        except PydanticError as error:
            # A bare value has no field name in the data, so the error's place must not have one.
            raise _moved(error, place, unnamed=kind.main if bare else None) from None

    def _unknown(self, name: str) -> Choice:
        raise PydanticError.from_exception_data("choice", [self._error(name)])

    def _error(self, name: object) -> InitErrorDetails:
        context = {"name": str(name), "names": ", ".join(self.by_name), "known": [*self.by_name]}
        message = "`{name}` is not one of {names}"
        kind = PydanticCustomError("choice_unknown", message, context)
        return InitErrorDetails(type=kind, loc=(), input=name)

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validate by `read`, write back as `{name: {fields}}`, or as `name` without any."""
        serializer = core_schema.plain_serializer_function_ser_schema(_written, info_arg=True)
        return core_schema.no_info_plain_validator_function(self.read, serialization=serializer)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Either a bare name, or an object with exactly one of the names as its key."""
        bare = [name for name, kind in self.by_name.items() if not _needs_fields(kind)]
        tables = {name: self._value_schema(kind, handler) for name, kind in self.by_name.items()}
        table = {
            "type": "object",
            "properties": tables,
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
        }
        return {"anyOf": [{"enum": bare}, table] if bare else [table]}

    def _value_schema(self, kind: type[Choice], handler: GetJsonSchemaHandler) -> dict[str, Any]:
        whole = handler(kind.__pydantic_core_schema__)
        if kind.main is None:
            return whole
        main = {**handler.resolve_ref_schema(whole)["properties"][kind.main]}
        # Where both have a description, editors show that of the value, which says less.
        for said in ("default", "description"):
            main.pop(said, None)
        return {"description": whole.get("description", ""), "anyOf": [main, whole]}


@dataclass(frozen=True)
class OneOrMore(OneOf):
    """Annotates a field that takes one of the kinds, or a list of them.

    >>> from typing import Annotated
    >>> class Square(Choice):
    ...     kind = "square"
    ...     side: int = 1
    >>> class Drawing(Table):
    ...     shapes: Annotated[Choice | tuple[Choice, ...], OneOrMore((Square,))]
    >>> Drawing(shapes="square").shapes, Drawing(shapes=("square", {"square": {"side": 2}})).shapes
    (Square(side=1), (Square(side=1), Square(side=2)))
    """

    def read(self, value: object) -> Any:
        """What `value` names; of a list, a tuple of them."""
        if not isinstance(value, tuple):
            return super().read(value)
        if not value:
            raise PydanticCustomError("choice_empty", "needs at least one item")
        found, wrong = [], list[InitErrorDetails]()
        for number, one in enumerate(value):
            try:
                found.append(below(number, super().read, one))
            except PydanticError as error:
                wrong += _details(error)
        if wrong:
            raise PydanticError.from_exception_data("choice", wrong)
        return tuple(found)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """One of them, or a list of at least one."""
        one = super().__get_pydantic_json_schema__(schema, handler)
        return {"anyOf": [*one["anyOf"], {"type": "array", "items": one, "minItems": 1}]}


def below(place: str | int, read: Callable[[Any], Any], value: object) -> Any:
    """What `read` makes of a value; errors carry the place at which it stands."""
    try:
        return read(value)
    except PydanticError as error:
        raise _moved(error, (place,)) from None
    except PydanticCustomError as error:
        details = InitErrorDetails(type=error, loc=(place,), input=value)
        raise PydanticError.from_exception_data("choice", [details]) from None


def _as_fields(kind: type[Choice], value: object) -> tuple[object, bool]:
    """The mapping that `value` stands for, and whether it was a bare value."""
    if value is None:
        return {}, False
    if isinstance(value, Mapping) or kind.main is None:
        return value, False
    return {kind.main: value}, True


def _needs_fields(kind: type[Choice]) -> bool:
    return any(field.is_required() for field in kind.model_fields.values())


def _moved(
    error: PydanticError, place: tuple[Any, ...], *, unnamed: str | None = None
) -> PydanticError:
    """The same errors, further down the data; `unnamed` is a field whose name is not written."""
    return PydanticError.from_exception_data(error.title, _details(error, place, unnamed))


def _details(
    error: PydanticError, place: tuple[Any, ...] = (), unnamed: str | None = None
) -> list[InitErrorDetails]:
    return [
        InitErrorDetails(
            type=_type(one),
            loc=place + one["loc"][one["loc"][:1] == (unnamed,) :],
            input=one["input"],
            ctx=_context(one),
        )
        for one in error.errors(include_url=False)
    ]


def _type(error: Any) -> str | PydanticCustomError:
    """Pydantic names its own errors by a word; ours must be made again, words and all."""
    if error["type"] in get_args(ErrorType):
        return str(error["type"])
    return PydanticCustomError(error["type"], error["msg"], error.get("ctx"))


def _context(error: Any) -> dict[str, Any]:
    return error.get("ctx", {}) if error["type"] in get_args(ErrorType) else {}


def _written(value: Choice | tuple[Choice, ...], info: SerializationInfo) -> object:
    if isinstance(value, tuple):
        return [_written(one, info) for one in value]
    fields = value.model_dump(mode="json", exclude_defaults=bool(info.exclude_defaults))
    return {value.kind: fields} if fields or not info.exclude_defaults else value.kind
