"""Networks for rows of numbers."""

from archspec.starter.families.family import Family, Network
from archspec.starter.request import Request

Words = tuple[tuple[str, int], ...]
"""Inputs that take a word, each with how many words there are."""


def mlp(request: Request) -> Network:
    """Dense layers, over the numbers of a table or over pixels."""
    table = len(request.sizes) == 1
    words = request.found.words if request.found else ()
    layers = f"""
layers:
{_vectors(words, request.sizes) if words else "" if table else "  - flatten"}
  - repeat:
      depth: $depth
      layers:
        - linear: $width
        - relu
        - dropout: 0.1
  - linear: $outputs
"""
    comment = "columns of a row" if table else "of one sample: no batch"
    params = {"width": "64", "depth": "2"}
    inputs = _inputs(words, request.sizes) if words else ""
    return Network("Dense layers", params, layers, comment=comment, inputs=inputs)


def _inputs(words: Words, sizes: tuple[int, ...]) -> str:
    """The numbers of a row, where there are any, and each of its words."""
    numbers = [f"numbers: [{sizes[0]}]"] if sizes[0] else []
    return f"{{{', '.join([*numbers, *(f'{name}: [1]' for name, _ in words)])}}}"


def _vectors(words: Words, sizes: tuple[int, ...]) -> str:
    """Layers that give each word a vector, and put all beside the numbers."""
    lines, last = [], words[-1][0]
    for name, count in words:
        width = max(2, min(16, (count + 1) // 2))
        lines.append(f"- embedding: {{vocabulary: {count}, width: {width}, from: {name}}}")
        lines.append("- flatten" if name == last else f"- flatten: {{name: {name}_vector}}")
    others = ["numbers"] * bool(sizes[0]) + [f"{name}_vector" for name, _ in words[:-1]]
    if others:
        listed = ", ".join(others)
        lines.append(f"- concat: {listed if len(others) == 1 else f'[{listed}]'}")
    return "\n".join(f"  {line}" for line in lines)


FAMILIES = (
    Family("mlp", "dense layers, of a table or of images", (3,), (1, 2, 3, 4), mlp, task="table"),
)
