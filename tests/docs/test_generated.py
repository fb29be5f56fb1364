"""The pages of codes and of kinds, made of what the package says of itself."""

import inspect
from importlib.resources import files
from itertools import groupby

import pytest

from archspec.compiler import compile_source
from archspec.diagnostics import Source
from archspec.diagnostics.pages import pages
from archspec.kind import Layer, kinds
from archspec.language.fields.validate import expectation, field_names

from .conftest import DOCS
from .layer_examples import example

STAGES = {
    "1": "The text",
    "2": "The spec",
    "3": "Names and wiring",
    "4": "Shapes, costs and expectations",
    "5": "What is written and built",
    "6": "Training",
    "7": "Advice",
}
FAMILIES = sorted({cls.family for cls in kinds().values()})


@pytest.mark.parametrize("page", pages().values(), ids=pages().keys())
def test_the_page_of_a_code(page, document):
    # From the disk: the page may have been written anew since it was first read.
    source = files("archspec.diagnostics.pages") / f"{page.code}.md"
    document(f"errors/{page.code}.md", source.read_text(encoding="utf-8"))


def test_the_index_of_codes(document):
    lines = ["# Error codes", "", "`archspec explain CODE` prints the same pages.", ""]
    for stage, members in groupby(pages().values(), key=lambda page: page.code[1]):
        lines += [f"## {STAGES[stage]}", ""]
        lines += [f"- [{page.code}]({page.code}.md): {page.title}" for page in members]
        lines.append("")
    document("errors/README.md", "\n".join(lines))


@pytest.mark.parametrize("cls", kinds().values(), ids=kinds().keys())
def test_the_page_of_a_kind(cls, document):
    document(f"layers/{cls.kind}.md", manual(cls))


@pytest.mark.parametrize("cls", kinds().values(), ids=kinds().keys())
def test_the_example_of_a_kind(cls):
    _, graph = compile_source(Source("a.yaml", example(cls)))
    assert graph.nodes


def test_the_index_of_kinds(document):
    lines = ["# Kinds of layers", "", "`archspec layers KIND` prints the same.", ""]
    for family in FAMILIES:
        lines += [f"## {family}", ""]
        members = [cls for cls in kinds().values() if cls.family == family]
        lines += [f"- [`{cls.kind}`]({cls.kind}.md): {first_line(cls)}" for cls in members]
        lines.append("")
    document("layers/README.md", "\n".join(lines))


def test_no_page_is_left_of_what_is_gone():
    for folder, names in (("errors", pages()), ("layers", kinds())):
        found = {path.stem for path in (DOCS / folder).glob("*.md")} - {"README"}
        assert found == set(names)


def first_line(cls: type[Layer]) -> str:
    return " ".join((cls.__doc__ or "").split("\n\n")[0].split())


def manual(cls: type[Layer]) -> str:
    lines = [f"# {cls.kind}", "", inspect.cleandoc(cls.__doc__ or ""), ""]
    if cls.main:
        main = cls.model_fields[cls.main].alias or cls.main
        lines += [f"`{cls.kind}: value` sets `{main}`.", ""]
    lines += ["| field | takes | default | |", "|---|---|---|---|"]
    lines += [row(cls, name) for name in field_names(cls)]
    lines += ["", "```yaml", example(cls).rstrip(), "```", ""]
    _, graph = compile_source(Source("a.yaml", example(cls)))
    given = ", ".join(map(str, graph.output_shapes.values()))
    lines += [f"It takes {graph.inputs[0].shape} and gives {given}.", ""]
    return "\n".join(lines)


def row(cls: type[Layer], name: str) -> str:
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
