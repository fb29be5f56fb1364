"""What attention and recurrent layers hold, as numbers for one sample."""

from math import prod

from archspec.graph import Node
from archspec.shapes import Shape


def attention(node: Node) -> int:
    """Queries, keys, values and what is gathered; with dropout, the weights three times."""
    *groups, tokens, width = node.shapes[0].dims
    others, heads = _read(node)[-1].dims[-2], int(node.call.args["num_heads"])
    found = 2 * tokens * width + 2 * others * width + tokens * heads
    if node.call.args.get("dropout"):
        found += 3 * heads * tokens * others + tokens * width
    elif "context_dim" in node.call.args and not groups:
        found += tokens * width
    found += _masked(node)
    if groups:
        # They are laid side by side, which copies what is taken.
        found += sum(shape.elements for shape in _read(node)) // prod(groups)
    return prod(groups) * found


def _masked(node: Node) -> int:
    """What a mask for each pair of tokens becomes: one for each head."""
    if not node.call.args.get("mask") or len(node.shapes[-1].dims) == 1:
        return 0
    return int(node.call.args["num_heads"]) * node.shapes[-1].elements


def _read(node: Node) -> tuple[Shape, ...]:
    """The tokens, and those of a context, without a mask."""
    return node.shapes[:-1] if node.call.args.get("mask") else node.shapes


def attention_beside(node: Node) -> int:
    """In evaluation; tokens that attend to each other do so in one operation, which shows none."""
    *groups, tokens, width = node.shapes[0].dims
    others, heads = _read(node)[-1].dims[-2], int(node.call.args["num_heads"])
    args = node.call.args
    alone = len(_read(node)) == 1
    fused = alone and args.get("bias", True) and not (args.get("causal") or args.get("mask"))
    each = (1 + alone) * tokens * width + 2 * others * width + heads * tokens
    return 0 if fused else prod(groups) * each + 2 * _masked(node)


def attend(node: Node) -> int:
    """A number for each query and head; with groups or a bias, the weights and a copy of all."""
    heads, tokens, weights = _products(node)
    dropped = bool(node.call.args.get("dropout"))
    if weighs(node):
        return weights * (1 + 2 * dropped) + node.shapes[0].elements
    return heads * tokens + 3 * weights * dropped


def attend_beside(node: Node) -> int:
    """The same in evaluation, where a bias costs nothing."""
    heads, tokens, weights = _products(node)
    separate = len(node.call.args.get("parts", (3,))) == 3
    apart = separate and node.shapes[1].channels != node.shapes[2].channels
    if not apart and node.shapes[0].spatial == 1:
        return heads * tokens + _told(node)
    scaled = sum(shape.elements for shape in node.shapes[:2]) if apart else 0
    return 2 * weights + scaled * bool(node.call.args.get("causal")) + _told(node)


def _told(node: Node) -> int:
    """What a mask becomes: the number that is added, for each head beside a bias.

    One for each pair of tokens is a byte at first.
    """
    if not node.call.args.get("mask"):
        return 0
    if node.call.args.get("bias"):
        return _products(node)[2]
    pairs = node.shapes[-1].elements if len(node.shapes[-1].dims) > 1 else 0
    return pairs + pairs // 4


def weighs(node: Node) -> bool:
    """Whether its products are computed one by one in training."""
    return node.shapes[0].spatial > 1 or bool(node.call.args.get("bias"))


def _products(node: Node) -> tuple[int, int, int]:
    """Heads, tokens of all groups, and weights of attention."""
    *groups, tokens, _ = node.shapes[0].dims
    parts, heads = node.call.args.get("parts", (3,)), int(node.call.args["heads"])
    others = tokens if parts == (3,) else node.shapes[1].dims[-2]
    return heads, prod(groups) * tokens, prod(groups) * heads * tokens * others


def in_windows(node: Node) -> int:
    """Five times what is attended to, padded to whole windows, and the weights."""
    positions, width, weights = _windows(node)
    dropped = positions * width * bool(node.call.args.get("dropout"))
    dropped += 2 * weights * bool(node.call.args.get("attention_dropout"))
    return 5 * positions * width + weights + dropped


def in_windows_by_angle(node: Node) -> int:
    """The same, what is divided by its length, the angles and the lengths.

    What the small network of the biases keeps is the same for any batch, and left out.
    """
    positions, width, weights = _windows(node)
    lengths = 4 * positions * int(node.call.args["num_heads"])
    return in_windows(node) + 4 * positions * width + weights + lengths


def in_windows_beside(node: Node) -> int:
    """In evaluation: five times what is attended to, and the weights twice."""
    positions, width, weights = _windows(node)
    return 5 * positions * width + 2 * weights


def in_grid(node: Node) -> int:
    """Queries, keys, values and what is gathered, and the weights."""
    positions, width, weights = _grid(node)
    return 4 * positions * width + weights


def in_grid_beside(node: Node) -> int:
    """The same in evaluation."""
    positions, width, weights = _grid(node)
    return 6 * positions * width + 2 * weights


def _windows(node: Node) -> tuple[int, int, int]:
    """Positions with their padding, channels, and weights of attention in windows."""
    shape, args = node.shapes[0], node.call.args
    window = args["window_size"]
    positions = prod(-(-n // w) * w for n, w in zip(shape.sizes, window, strict=True))
    return positions, shape.channels, positions * int(args["num_heads"]) * prod(window)


def _grid(node: Node) -> tuple[int, int, int]:
    """Positions, channels, and weights of attention within groups."""
    *groups, tokens, width = node.shapes[0].dims
    positions = prod(groups) * tokens
    return positions, width, positions * (width // int(node.call.args["head_dim"])) * tokens


def recurrent(node: Node) -> int:
    """The gates and states of every step, layer and direction, and what layers pass on."""
    steps, args = node.shapes[0].dims[0], node.call.args
    gates = {"LSTM": 6, "GRU": 7, "RNN": 1}[node.call.target.rpartition(".")[2]]
    layers, ways = int(args.get("num_layers", 1)), 2 if args.get("bidirectional") else 1
    passed = (layers - 1) * (2 if args.get("dropout") else 1)
    return int(args["hidden_size"]) * ways * steps * (gates * layers + passed)
