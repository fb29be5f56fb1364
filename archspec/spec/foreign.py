"""The words of other frameworks, and what the thing is called here."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

FIELDS: Final[Mapping[str, str]] = {
    "width": (
        "out_channels channels filters num_filters nb_filter n_filters features out_features units "
        "num_units n_units planes out hidden_size num_output size neurons dim"
    ),
    "kernel": "kernel_size ksize filter_size pool_size window k f",
    "stride": "strides subsample step s",
    "padding": "pad border_mode p",
    "dilation": "dilation_rate dilations atrous_rate",
    "groups": "num_groups n_groups group cardinality",
    "bias": "use_bias with_bias bias_term",
    "act": "activation nonlinearity act_fn activation_fn act_layer",
    "norm": "normalization normalisation norm_layer use_bn batch_norm bn batchnorm",
    "depth": "n_blocks num_blocks blocks num_layers n_layers repeats repeat n times count",
    "p": "rate prob probability drop_rate dropout_rate drop_prob dropout ratio",
    "eps": "epsilon",
    "slope": "negative_slope alpha leak",
    "scale": "scale_factor factor upscale_factor",
    "size": "output_size target_size",
    "shape": "target_shape sizes dims",
    "order": "dims perm axes",
    "init": "kernel_initializer weight_init initializer initialization",
    "l2": "kernel_regularizer weight_decay decay",
    "freeze": "trainable requires_grad frozen",
    "with": "inputs input other others to",
    "body": "layers block branch main",
    "layers": "body modules blocks children",
    "merge": "mode join reduce combine",
    "paths": "branches towers",
    "lr": "learning_rate rate",
    "name": "id label",
    "from": "inputs input source bottom",
    "when": "if enabled cond condition",
    "epochs": "num_epochs n_epochs max_epochs",
    "batch_size": "batch bs",
    "dataset": "name",
    "params": "parameters variables args vars",
    "input": "input_shape in_shape shape input_size",
    "about": "description doc docs comment",
    "expect": "expected budget assert",
    "train": "training trainer recipe",
}
"""Our word, and the words for it elsewhere; the same word may mean two things in two places."""

INFERRED: Final = frozenset(
    (
        "in_channels",
        "in_features",
        "num_features",
        "input_dim",
        "in_planes",
        "inp",
        "c1",
        "ch_in",
        "input_channels",
        "num_channels",
        "normalized_shape",
        "in_size",
        "num_inputs",
    )
)
"""What other frameworks ask for, and what is found from the layer above here."""

KINDS: Final[Mapping[str, str]] = {
    "convolution": "conv",
    "convolutional": "conv",
    "deconv": "conv_transpose",
    "convtranspose": "conv_transpose",
    "fc": "linear",
    "fullyconnected": "linear",
    "innerproduct": "linear",
    "bn": "batchnorm",
    "batchnormalization": "batchnorm",
    "batchnormalisation": "batchnorm",
    "layernormalization": "layernorm",
    "groupnormalization": "groupnorm",
    "lrn": "local_response_norm",
    "maxpooling": "maxpool",
    "pool": "maxpool",
    "averagepooling": "avgpool",
    "averagepool": "avgpool",
    "globalaveragepooling": "global_avgpool",
    "gap": "global_avgpool",
    "spatialdropout": "dropout",
    "resblock": "residual",
    "resnetblock": "residual",
    "basicblock": "residual",
    "shortcut": "add",
    "route": "concat",
    "cat": "concat",
    "concatenate": "concat",
    "multiply": "mul",
    "sequential": "sequence",
    "upsampling": "upsample",
    "view": "reshape",
    "transpose": "permute",
    "swish": "silu",
    "lrelu": "leaky_relu",
    "zeropad": "pad",
    "zeropadding": "pad",
    "se": "gate",
    "loop": "repeat",
    "for": "repeat",
    "inception": "branches",
    "parallel": "branches",
}
OTHER_VALUES: Final = frozenset(
    [
        "trainable",
        "requires_grad",
        "weight_decay",
        "decay",
        "kernel_regularizer",
        "kernel_initializer",
        "use_bn",
        "bn",
        "batch_norm",
        "batchnorm",
        "id",
        "label",
        "f",
        "size",
        "sizes",
        "dim",
        "dims",
    ]
)
"""Fields that take other values than ours do: `trainable: true` is `freeze: false`."""
OTHER_KINDS: Final = frozenset(
    [
        "pool",
        "shortcut",
        "route",
        "transpose",
        "view",
        "se",
        "loop",
        "for",
        "inception",
        "parallel",
        "resblock",
        "resnetblock",
        "basicblock",
        "spatialdropout",
        "spatialdropout2d",
        "dropout2d",
        "dropout3d",
        "softmax2d",
    ]
)
"""Kinds that take other fields than ours, or leave open which of ours is meant."""
PREFIX: Final = re.compile(r"^(torch\.)?(nn|layers|keras\.layers|tf\.keras\.layers|functional|F)\.")


def same_field(word: str) -> bool:
    """Whether our word may take the place of this one, whatever its value.

    >>> same_field("out_channels"), same_field("weight_decay")
    (True, False)
    """
    return word.lower().replace("-", "_") not in OTHER_VALUES


def same_kind(word: str) -> bool:
    """Whether our word may take the place of this one, whatever its fields.

    >>> same_kind("nn.Conv2d"), same_kind("nn.Dropout2d")
    (True, False)
    """
    return PREFIX.sub("", word).lower().replace("_", "").replace("-", "") not in OTHER_KINDS


def field_for(word: str, fields: Iterable[str]) -> str | None:
    """The field of this layer that another framework calls `word`.

    >>> field_for("out_channels", ["width", "kernel"]), field_for("colour", ["width"])
    ('width', None)
    """
    folded = word.lower().replace("-", "_")
    return next((ours for ours in fields if folded in FIELDS.get(ours, "").split()), None)


def kind_for(word: str, kinds: Iterable[str]) -> str | None:
    """The kind that another framework calls `word`.

    >>> kind_for("nn.Conv2d", ["conv", "leaky_relu"]), kind_for("LeakyReLU", ["conv", "leaky_relu"])
    ('conv', 'leaky_relu')
    """
    folded = re.sub(r"[123]d$", "", PREFIX.sub("", word).lower().replace("_", "").replace("-", ""))
    ours = {kind.replace("_", ""): kind for kind in kinds}
    known = ours.get(folded) or KINDS.get(folded)
    return known if known in ours.values() else None
