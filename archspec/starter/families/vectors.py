"""Networks for rows of numbers."""

from archspec.starter.families.family import Family, Network
from archspec.starter.request import Request


def mlp(request: Request) -> Network:
    """Dense layers, over the numbers of a table or over pixels."""
    table = len(request.sizes) == 1
    layers = f"""
layers:
  {"" if table else "- flatten"}
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
    return Network("Dense layers", params, layers, comment=comment)


FAMILIES = (
    Family("mlp", "dense layers, of a table or of images", (3,), (1, 2, 3, 4), mlp, task="table"),
)
