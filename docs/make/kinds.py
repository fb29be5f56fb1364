"""The pages of kinds of layers, made of what each says of itself."""

import inspect

from archspec.compiler import compile_source
from archspec.diagnostics import Source
from archspec.kind import Layer, kinds
from archspec.language.fields.validate import expectation, field_names

from .layer_examples import example
from .made import Files


def families() -> list[str]:
    """What kinds are sorted by."""
    return sorted({cls.family for cls in kinds().values()})


def pages_of_kinds() -> Files:
    """A page for each kind, and their index."""
    pages = {f"docs/layers/{word}.md": manual(cls) for word, cls in kinds().items()}
    return {"docs/layers/README.md": _index(), **pages}


def _index() -> str:
    lines = ["# Kinds of layers", "", "`archspec layers KIND` prints the same.", ""]
    for family in families():
        lines += [f"## {family}", ""]
        members = [cls for cls in kinds().values() if cls.family == family]
        lines += [f"- [`{cls.kind}`]({cls.kind}.md): {first_line(cls)}" for cls in members]
        lines.append("")
    return "\n".join(lines)


def first_line(cls: type) -> str:
    """What a class says of itself in its first sentence or two."""
    return " ".join((cls.__doc__ or "").split("\n\n")[0].split())


def manual(cls: type[Layer]) -> str:
    """What a kind does, its fields, an example, and what that gives."""
    lines = [f"# {cls.kind}", "", inspect.cleandoc(cls.__doc__ or ""), ""]
    if cls.main:
        main = cls.model_fields[cls.main].alias or cls.main
        lines += [f"`{cls.kind}: value` sets `{main}`.", ""]
    lines += ["| field | takes | default | |", "|---|---|---|---|"]
    lines += [_row(cls, name) for name in field_names(cls)]
    lines += ["", "```yaml", example(cls).rstrip(), "```", ""]
    _, graph = compile_source(Source("a.yaml", example(cls)))
    given = ", ".join(map(str, graph.output_shapes.values()))
    lines += [f"It takes {graph.inputs[0].shape} and gives {given}.", ""]
    return "\n".join(lines)


def _row(cls: type[Layer], name: str) -> str:
    field = next(f for n, f in cls.model_fields.items() if (f.alias or n) == name)
    default = "required" if field.is_required() else written(field.get_default())
    cells = (f"`{name}`", expectation(field), default, field.description or "")
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def written(value: object) -> str:
    """A default as a file would have it; nothing where there is none."""
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, (int, float, str)):
        return f"`{value}`"
    return f"`{getattr(value, 'mode', value)}`"
