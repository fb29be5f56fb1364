"""What the word under the cursor means."""

from typing import Final

from archspec.dataclass import dataclass
from archspec.diagnostics.readable import MAX_NAME, cut
from archspec.lsp import completion
from archspec.lsp.definition import declaration, parameter_at
from archspec.lsp.documents import Document
from archspec.lsp.figures import figures
from archspec.lsp.grammar import place_of
from archspec.lsp.markdown import code
from archspec.lsp.options import Option
from archspec.lsp.outline import Declaration
from archspec.lsp.places import OneLayer
from archspec.lsp.silenced import code_at
from archspec.lsp.sketch import Item, Word
from archspec.syntax.writing import written

RECEIVED: Final = {option.name: option.about for option in completion.RECEIVED}


@dataclass(frozen=True, slots=True)
class Hover:
    """An explanation in Markdown, and the word that it explains."""

    text: str
    start: int
    end: int


def hover(document: Document, offset: int) -> Hover | None:
    """The meaning of the word at an offset: a layer in figures, a field, a parameter, a code."""
    if silenced := code_at(document.text.text, offset):
        return Hover(*silenced)
    found = document.sketch.at(offset)
    if found is None:
        return None
    item, word = found
    name = parameter_at(word, offset)
    meant = declaration(document.sketch, offset)
    if name is not None:
        text = _parameter(document, meant) if meant else RECEIVED.get(name, "")
    else:
        text = _word(document, item, word) or (_name(document, meant) if meant else "")
    return Hover(text, word.start, word.end) if text else None


def _word(document: Document, item: Item, word: Word) -> str:
    """A kind, a block, a field, or a word that a field takes."""
    key = word is item.key
    place = place_of(item.parent if key and item.parent else item, document.home)
    options = place.keys() if key else place.words()
    option = next((option for option in options if option.name == word.text), None)
    if isinstance(place, OneLayer):
        return "\n\n".join(filter(None, [_figures(document, item), _option(option)]))
    if key and word.text == "name" and item.parent:
        return "\n\n".join(filter(None, [_figures(document, item.parent), _option(option)]))
    return _option(option)


def _option(option: Option | None) -> str:
    if option is None or option.sort == "layer" or not option.about:
        return ""
    return f"{code(option.name)}: {option.about}" if option.sort != "kind" else option.about


def _figures(document: Document, item: Item) -> str:
    found = figures(document, item)
    return str(found) if found else ""


def _parameter(document: Document, meant: Declaration) -> str:
    """A parameter's value; one of a block or a repeat has many, so what it comes from."""
    compiled = document.compiled
    top = meant.item.parent is document.sketch.child("params")
    if top and compiled and meant.name in compiled.spec.params:
        value = written(compiled.spec.params[meant.name])
        return f"{code(f'${meant.name}')} = {code(cut(value, MAX_NAME))}"
    text = meant.item.value.text if meant.item.value and meant.word is meant.item.key else ""
    origin = f", {code(text)} in the file" if text else ""
    return f"{code(f'${meant.name}')}: a parameter{origin}"


def _name(document: Document, meant: Declaration) -> str:
    """A layer by its name."""
    layer = meant.item.parent
    kind = layer.key.text if layer and layer.key else "input"
    line = document.text.position(meant.word.start)[0] + 1
    shown = _figures(document, layer) if layer else ""
    return f"{code(meant.name)}: the {code(kind)} on line {line}" + (
        f"\n\n{shown}" if shown else ""
    )
