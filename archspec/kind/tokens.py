"""What layers of sequences have in common: tokens with their channels last."""

from archspec.diagnostics import Fix, Problem
from archspec.shapes import Shape


def not_a_sequence(word: str, shape: Shape) -> Problem | None:
    """Why a layer of tokens cannot take this shape, if it cannot.

    >>> not_a_sequence("attention", Shape((196, 768), 1)) is None
    True
    """
    if shape.spatial == 1 and shape.channels_last:
        return None
    message = f"`{word}` needs tokens, but it receives {shape.describe()}"
    return Problem(
        "A404", message, label=f"needs tokens×channels, receives {shape}", fixes=_fixes(shape)
    )


def _fixes(shape: Shape) -> tuple[Fix, ...]:
    """The layer that makes tokens of an image or a series."""
    if shape.channel_axis or not 1 <= shape.spatial <= 3:
        return ()
    names = ("l",) if shape.spatial == 1 else ("d", "h", "w")[-shape.spatial :]
    positions = " ".join(names)
    joined = positions if len(names) == 1 else f"({positions})"
    layer = f"rearrange: c {positions} -> {joined} c"
    return (Fix("make a token of each position", before=(layer,)),)


def wrong_mask(mask: Shape, queries: int, keys: int) -> Problem | None:
    """Why a value is no mask of attention: not a number for each key, or for each query and key.

    >>> wrong_mask(Shape((6,)), queries=4, keys=6) is None
    True
    """
    if mask.dims in ((keys,), (queries, keys)):
        return None
    message = f"`mask` is {mask}, but it needs {keys}, a number for each key"
    note = f"or {queries}×{keys}, one for each query and key"
    return Problem("A403", message, ("mask",), notes=(note,))


def wrong_heads(heads: int, channels: int) -> Problem | None:
    """Heads that do not divide the channels, if they do not."""
    if channels % heads == 0:
        return None
    fitting = sorted(
        (d for d in range(1, min(channels, 1024) + 1) if channels % d == 0),
        key=lambda d: abs(d - heads),
    )
    fix = Fix("heads that would fit: " + ", ".join(map(str, sorted(fitting[:3]))))
    message = f"{heads} heads do not divide the {channels} channels"
    return Problem("A405", message, ("heads",), fixes=(fix,))
