"""Networks for series of readings and for texts."""

from math import ceil, log2

from archspec.starter.families.family import Family, Network
from archspec.starter.request import Request

READINGS = "channels, and readings of each; no batch"
WORDS = "numbers of words"


def tcn(request: Request) -> Network:
    """Causal convolutions, dilated twofold from block to block (Bai et al. 2018)."""
    # A block sees 4 times its dilation further back.
    levels = max(1, ceil(log2((request.sizes[1] - 1) / 4 + 1)))
    layers = """
blocks:
  causal:  # sees the past only
    params: {dilation: required}
    layers:
      - pad: "[[2 * $dilation, 0]]"
      - conv: {width: $width, kernel: 3, dilation: $dilation}
layers:
  - repeat:
      depth: $levels  # so many that the last reading has seen all
      layers:
        - residual:
            shortcut: auto
            act: relu
            body:
              - causal: {dilation: 2 ** $i}
              - relu
              - causal: {dilation: 2 ** $i}
  - select: {index: -1, axis: 1}  # what is known after the last reading
  - linear: $outputs
"""
    about = "Causal, dilated convolutions along time (Bai et al. 2018, arXiv:1803.01271)"
    return Network(about, {"width": "32", "levels": str(levels)}, layers, comment=READINGS)


def lstm(request: Request) -> Network:
    """Long short-term memory over a series or a text."""
    return _recurrent(request, "lstm", "A long short-term memory")


def gru(request: Request) -> Network:
    """Gated recurrent units over a series or a text."""
    return _recurrent(request, "gru", "Gated recurrent units")


def _recurrent(request: Request, kind: str, about: str) -> Network:
    text = len(request.sizes) == 1
    first = (
        "embedding: {vocabulary: $vocabulary, width: $width}"
        if text
        else "rearrange: c t -> t c  # readings in turn, each of all channels"
    )
    layers = f"""
layers:
  - {first}
  - {kind}: {{width: $width, layers: 2, bidirectional: true, dropout: 0.2, output: last}}
  - linear: $outputs
"""
    return _of(request, Network(f"{about}, forwards and backwards", {"width": "64"}, layers))


def _of(request: Request, network: Network) -> Network:
    """The same with the input of a text or of a series."""
    if len(request.sizes) > 1:
        about = f"{network.about}, over a series"
        return Network(about, network.params, network.layers, comment=READINGS)
    params = {"length": str(request.sizes[0]), "vocabulary": "5000", **network.params}
    sizes = "{shape: [$length], values: $vocabulary}"
    about = f"{network.about}, over the words of a text"
    return Network(about, params, network.layers, sizes, WORDS)


def transformer(request: Request) -> Network:
    """A transformer over a series or a text (Vaswani et al. 2017)."""
    text = len(request.sizes) == 1
    first = (
        "  - embedding: {vocabulary: $vocabulary, width: $width}"
        if text
        else "  - rearrange: c t -> t c\n  - linear: $width  # each reading as a token"
    )
    layers = f"""
blocks:
  encoder:
    layers:
      - residual: [layernorm, attention: {{heads: $heads, dropout: 0.1}}]
      - residual: [layernorm, linear: 4 * $width, gelu, dropout: 0.1, linear: $width]
layers:
{first}
  - position_embedding
  - repeat: {{depth: $depth, layers: [encoder]}}
  - layernorm
  - reduce: {{by: mean, axis: 0}}  # over all tokens
  - linear: $outputs
"""
    about = "A transformer (Vaswani et al. 2017, arXiv:1706.03762)"
    params = {"width": "64", "heads": "4", "depth": "2"}
    return _of(request, Network(about, params, layers))


SERIES, TEXT = (6, 128), (64,)
FAMILIES = (
    Family("tcn", "dilated convolutions along a series", SERIES, (2,), tcn),
    Family("lstm", "long short-term memory, of a series or a text", SERIES, (1, 2), lstm),
    Family("gru", "gated recurrent units, of a series or a text", SERIES, (1, 2), gru),
    Family("transformer", "attention, of a text or a series", TEXT, (1, 2), transformer),
)
