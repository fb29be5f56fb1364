"""A table in a field of another, whose validator is made when a file has that field."""

from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

Form = TypeVar("Form", bound=BaseModel)

if TYPE_CHECKING:
    # To type checkers it is the table itself, as pydantic has it with `InstanceOf`.
    OnDemand = Annotated[Form, ...]
else:

    class OnDemand:
        """The table is checked by its own validator, instead of by a part of the one around it.

        To make validators takes longer than to check a small network, and most files have few of
        the tables that a recipe may have.

        >>> class Frame(BaseModel):
        ...     width: int = 1
        >>> class Drawing(BaseModel):
        ...     frame: OnDemand[Frame] | None = None
        >>> Drawing(frame={"width": 2}).frame, Drawing().frame
        (Frame(width=2), None)
        """

        def __class_getitem__(cls, form: type[BaseModel]) -> Any:
            return Annotated[form, cls(form)]

        def __init__(self, form: type[BaseModel]) -> None:
            self.form = form

        def _read(self, value: object) -> BaseModel:
            return value if isinstance(value, self.form) else self.form.model_validate(value)

        def __get_pydantic_core_schema__(self, _: object, __: GetCoreSchemaHandler) -> CoreSchema:
            """Validate by the table; how it is written back is up to the value."""
            return core_schema.no_info_plain_validator_function(self._read)

        def __get_pydantic_json_schema__(
            self, _: CoreSchema, handler: GetJsonSchemaHandler
        ) -> dict[str, Any]:
            """That of the table, which stands once among the definitions, wherever it is used."""
            name = f"{self.form.__module__}.{self.form.__qualname__}:{id(self.form)}"
            whole: Any = {**self.form.__pydantic_core_schema__, "ref": name}
            # Pydantic looks for definitions inside of what it is given here, and not at its top.
            return handler(core_schema.chain_schema([whole]))
