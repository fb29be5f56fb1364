"""A small example for every kind: of its own where that says more, else with what it requires."""

from archspec.kind import Layer

IMAGE = "[8, 16, 16]"
TOKENS = "  - rearrange: c h w -> (h w) c\n"
LAST = "  - rearrange: c h w -> h w c\n"
EXAMPLES: dict[str, tuple[str, str]] = {
    "add": (IMAGE, "  - relu: {name: before}\n  - tanh\n  - add: before"),
    "affine_grid": (
        "[1, 28, 28]",
        "  - flatten\n"
        "  - linear:\n      width: 6\n"
        "      init: {weight: {constant: 0}, bias: {values: [1, 0, 0, 0, 1, 0]}}\n"
        "  - affine_grid: {name: grid, like: input}\n"
        "  - grid_sample: {from: input, grid: grid}",
    ),
    "attention": (IMAGE, f"{TOKENS}  - attention: {{heads: 2}}"),
    "attend": (IMAGE, f"{TOKENS}  - linear: {{width: 3 * $in}}\n  - attend: 2"),
    "branches": (
        IMAGE,
        "  - branches:\n      paths:\n        narrow:\n          - conv: {width: 8, kernel: 1}\n"
        "        wide:\n          - conv: {width: 8, kernel: 5, padding: same}\n"
        "      merge: concat",
    ),
    "clamp": (IMAGE, "  - clamp: {min: 0, max: 6}"),
    "class_token": (IMAGE, f"{TOKENS}  - class_token: {{name: cls}}"),
    "concat": (IMAGE, "  - relu: {name: before}\n  - tanh\n  - concat: before"),
    "constant": (
        "[2, 4, 4]",
        "  - constant:\n      name: column\n"
        "      values: '[[[x / 3 for x in range(4)] for y in range(4)]]'\n  - concat: input",
    ),
    "conv": (IMAGE, "  - conv: {width: 16, kernel: 3, padding: same, norm: batchnorm, act: relu}"),
    "conv_transpose": (IMAGE, "  - conv_transpose: {width: 4, kernel: 2, stride: 2}"),
    "dense": (
        IMAGE,
        "  - dense:\n      - conv: {width: 4, kernel: 3, padding: same}\n      - relu",
    ),
    "drop_connect": (IMAGE, "  - flatten\n  - drop_connect: {width: 32, p: 0.5}"),
    "dropout": (IMAGE, "  - dropout: {p: 0.2, mode: channel}"),
    "gate": (
        IMAGE,
        "  - gate:\n      - adaptive_avgpool: 1\n      - conv: {width: 2, kernel: 1, act: relu}\n"
        "      - conv: {width: 8, kernel: 1, act: sigmoid}",
    ),
    "groupnorm": (IMAGE, "  - groupnorm: 4"),
    "layer_scale": (IMAGE, "  - layer_scale: {name: gamma, value: 1e-6}"),
    "gru": ("[16, 40]", "  - rearrange: c l -> l c\n  - gru: {width: 32, output: last}"),
    "lstm": ("[16, 40]", "  - rearrange: c l -> l c\n  - lstm: {width: 32, bidirectional: true}"),
    "rnn": ("[16, 40]", "  - rearrange: c l -> l c\n  - rnn: 32"),
    "linear": (IMAGE, "  - flatten\n  - linear: 10"),
    "maxout": (IMAGE, "  - maxout: 2"),
    "maxpool": (IMAGE, "  - maxpool: {kernel: 3, stride: 2, padding: 1}"),
    "minimum": (IMAGE, "  - sigmoid: {name: bound}\n  - tanh\n  - minimum: bound"),
    "mul": (IMAGE, "  - sigmoid: {name: weight}\n  - tanh\n  - mul: weight"),
    "pad": (IMAGE, "  - pad: {size: [1, 2]}"),
    "permute": (IMAGE, "  - permute: {order: [1, 2, 0], channels: 2}"),
    "pow": (IMAGE, "  - clamp: {min: 1.0e-6}\n  - pow: 3\n  - global_avgpool\n  - pow: 1 / 3"),
    "position_embedding": (IMAGE, f"{TOKENS}  - position_embedding: {{name: positions}}"),
    "rearrange": (IMAGE, "  - rearrange: c h w -> (h w) c"),
    "relative_attention": (
        IMAGE,
        '  - rearrange: {pattern: "c (h p) (w q) -> (h w) (p q) c", sizes: {p: 4, q: 4}}\n'
        "  - relative_attention: 2",
    ),
    "relative_bias": (
        "[8, 4, 4]",
        f"{TOKENS}  - linear: {{name: qkv, width: 3 * $in}}\n"
        "  - relative_bias: {name: table, heads: 2, size: 4}\n"
        "  - attend: {from: qkv, heads: 2, bias: table}",
    ),
    "repeat": (
        IMAGE,
        "  - repeat:\n      depth: 3\n      layers:\n"
        "        - conv: {width: 8 * ($i + 1), kernel: 3, padding: same, act: relu}",
    ),
    "grid_sample": (
        "[3, 32, 32]",
        "  - conv: {width: 2, kernel: 7, padding: same, act: tanh}\n"
        "  - permute: {name: places, order: [1, 2, 0]}\n"
        "  - grid_sample: {from: input, grid: places, padding_mode: border}",
    ),
    "rescale": (IMAGE, "  - rescale: {scale: 2, offset: -1}"),
    "reshape": (IMAGE, "  - reshape: [32, 8, 8]"),
    "residual": (
        IMAGE,
        "  - residual:\n      body:\n"
        "        - conv: {width: 16, kernel: 3, stride: 2, padding: 1}\n"
        "        - batchnorm\n      shortcut: project\n      act: relu",
    ),
    "rotary": (
        IMAGE,
        f"{TOKENS}  - linear: {{name: qkv, width: 3 * $in}}\n  - slice: {{part: 1, of: 3}}\n"
        "  - rotary: {name: k, heads: 2}\n  - slice: {name: v, from: qkv, part: 2, of: 3}\n"
        "  - slice: {from: qkv, part: 0, of: 3}\n  - rotary: 2\n"
        "  - attend: {heads: 2, keys: k, values: v}",
    ),
    "select": (IMAGE, f"{TOKENS}  - select: 0"),
    "sequence": (
        IMAGE,
        "  - sequence:\n      name: stem\n      layers:\n        - conv: {width: 16, kernel: 3}\n"
        "        - relu",
    ),
    "sinusoids": (IMAGE, f"{TOKENS}  - sinusoids"),
    "slice": (IMAGE, "  - slice: {part: 1, of: 2}"),
    "stochastic_depth": (
        IMAGE,
        "  - residual:\n      - conv: {width: 8, kernel: 3, padding: same}\n"
        "      - stochastic_depth: 0.1",
    ),
    "crop": (IMAGE, "  - crop: 12"),
    "div": (IMAGE, "  - abs: {name: size}\n  - tanh\n  - div: size"),
    "embedding": ("[128]", "  - embedding: {vocabulary: 30000, width: 64}"),
    "learnt": (IMAGE, "  - learnt: {shape: [16, 64]}"),
    "matmul": (
        "[16, 32]",
        "  - rearrange: {name: tokens, pattern: c n -> n c}\n"
        "  - rearrange: {name: turned, pattern: n c -> c n}\n"
        "  - matmul: {from: tokens, with: turned}",
    ),
    "maximum": (IMAGE, "  - relu: {name: before}\n  - tanh\n  - maximum: before"),
    "reduce": (IMAGE, "  - reduce: {by: mean, keep: true}"),
    "sample": (
        "[64]",
        "  - linear: {name: log_variance, width: 8}\n"
        "  - linear: {from: input, width: 8}\n  - sample: log_variance",
    ),
    "stack": (IMAGE, "  - relu: {name: before}\n  - tanh\n  - stack: before"),
    "sub": (IMAGE, "  - relu: {name: before}\n  - tanh\n  - sub: before"),
    "upsample": (IMAGE, "  - upsample: {scale: 2, mode: linear}"),
    "threshold": (IMAGE, "  - threshold: {threshold: 0.1, value: 0.0}"),
    "window_attention": (IMAGE, f"{LAST}  - window_attention: {{heads: 2, window: 4, shift: 2}}"),
}


def example(cls: type[Layer]) -> str:
    """A whole spec with a layer of that kind."""
    shape, layers = EXAMPLES.get(cls.kind, (IMAGE, f"  - {_plain(cls)}"))
    return f"archspec: 1\ninput: {shape}\nlayers:\n{layers}\n"


def _plain(cls: type[Layer]) -> str:
    needed = [
        field.alias or name for name, field in cls.model_fields.items() if field.is_required()
    ]
    if not needed:
        return cls.kind
    return f"{cls.kind}: {{{', '.join(f'{name}: 2' for name in needed)}}}"
