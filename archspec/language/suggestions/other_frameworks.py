"""The words of other frameworks, and what the thing is called here."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from archspec.patterns import compile_later

FIELDS: Final[Mapping[str, str]] = {
    "width": (
        "out_channels channels filters num_filters nb_filter n_filters features out_features units "
        "num_units n_units planes out hidden_size num_output size neurons dim embedding_dim "
        "embed_dim output_dim d_model n_chans n_chans1 n_channels"
    ),
    "vocabulary": "num_embeddings vocab_size vocab n_vocab num_words input_dim count",
    "kernel": "kernel_size ksize filter_size pool_size window k f",
    "heads": "num_heads n_heads nhead n_head num_attention_heads head",
    "window": "window_size win_size ws kernel kernel_size",
    "shift": "shift_size shifts",
    "context": "memory key_value kv encoder_hidden_states cross",
    "causal": "is_causal masked mask",
    "attention_dropout": "attn_drop attn_dropout dropout_attn",
    "tokens": "num_tokens n_tokens count",
    "decay": "schedule",
    "value": "init_value init_values layer_scale_init_value",
    "pattern": "equation expression formula",
    "index": "position idx indices",
    "of": "chunks parts params parameters keys names modules scope",
    "frozen": "freeze freeze_epochs frozen_epochs",
    "weight_decay": "wd",
    "end": "stop to",
    "start": "begin offset",
    "stride": "strides subsample step s",
    "padding": "pad border_mode p",
    "dilation": "dilation_rate dilations atrous_rate",
    "groups": "num_groups n_groups group cardinality",
    "bias": "use_bias with_bias bias_term",
    "act": "activation nonlinearity act_fn activation_fn act_layer",
    "norm": "normalization normalisation norm_layer",
    "depth": "n_blocks num_blocks blocks num_layers n_layers repeats repeat n times count",
    "p": "rate prob probability drop_rate dropout_rate drop_prob dropout ratio",
    "eps": "epsilon",
    "scale": "scale_factor factor upscale_factor",
    "size": "output_size target_size",
    "shape": "target_shape sizes dims",
    "order": "dims perm axes",
    "init": "kernel_initializer weight_init initializer initialization",
    "l2": "kernel_regularizer weight_decay decay",
    "freeze": "trainable requires_grad frozen",
    "with": "inputs input other others to",
    "body": "layers block branch main",
    "merge": "mode join reduce combine",
    "paths": "branches towers",
    "lr": "learning_rate rate eta",
    "optimizer": "optimiser optim opt solver",
    "schedule": "scheduler lr_scheduler lr_schedule",
    "loss": "criterion objective loss_fn loss_function",
    "early_stop": "early_stopping",
    "ema": "ema_decay model_ema exponential_moving_average",
    "layer_decay": "layerwise_lr_decay layer_wise_lr_decay llrd",
    "lr_factor": "lr_mult lr_scale lr_multiplier",
    "warmup": "warm_up",
    "classes": "class_name class_names label_names",
    "watch": "monitor metric",
    "data": "dataset_config datamodule",
    "gradient_checkpointing": "checkpoint checkpointing grad_checkpointing remat",
    "augment": "augmentation augmentations transforms transform",
    "val": "validation val_split validation_split",
    "precision": "dtype amp",
    "clip": "grad_clip gradient_clip clip_grad",
    "step_size": "step every period",
    "negative_slope": "slope slop alpha leak",
    "trainable_params": "learnable_params",
    "macs": "multiply_adds mult_adds madds",
    "archspec": "version schema_version lang",
    "layers": "body modules blocks children backbone head net network model architecture stages",
    "name": "id label",
    "from": "inputs input source bottom",
    "when": "if enabled cond condition",
    "epochs": "num_epochs n_epochs max_epochs",
    "batch_size": "batch bs",
    "dataset": "name",
    "table": "csv tsv csv_file csv_path parquet jsonl dataframe spreadsheet",
    "arrays": "npz npz_file",
    "folder": "image_folder imagefolder",
    "fields": "columns column schema",
    "targets": "losses heads tasks objectives",
    "root": "path dir directory folder data_dir data_path",
    "params": "parameters num_params variables args vars",
    "input": "input_shape in_shape shape input_size",
    "about": "description doc docs comment",
    "expect": "expected budget assert",
    "train": "training trainer recipe",
}
"""Our word, and the words for it elsewhere; the same word may mean two things in two places."""

RECURRENT: Final = {
    **dict.fromkeys(("num_layers", "n_layers"), "layers"),
    **dict.fromkeys(("bidir", "bidirection"), "bidirectional"),
    "return_sequences": "output",
}
"""What recurrent layers have elsewhere that means something else of any other layer."""

INFERRED: Final = "leave it out: it is found from the layer above"
REPEATED: Final = "to repeat a layer, put it into `repeat: {depth: …, layers: […]}`"
UNNEEDED: Final[Mapping[str, str]] = {
    **dict.fromkeys(
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
        ),
        INFERRED,
    ),
    **dict.fromkeys(("dim", "axis"), "leave it out: the axis of the channels is known"),
    **dict.fromkeys(("embed_dim", "embedding_dim", "d_model", "feat_dim"), INFERRED),
    **dict.fromkeys(
        ("drop_path", "drop_path_rate", "stochastic_depth", "stochastic_depth_prob"),
        "it is a layer here: put `stochastic_depth: …` at the end of the body",
    ),
    **dict.fromkeys(("batch_first",), "leave it out: the batch always comes first"),
    **dict.fromkeys(("n", "repeats", "repeat", "times", "num_layers", "n_blocks"), REPEATED),
    "inline": "`residual`, `dense`, `gate` and calls of blocks take it; other layers need not",
    "inplace": "leave it out: nothing is computed in place",
    "input_shape": "leave it out: the shape of the input stands once, at the top of the file",
    "batch_input_shape": "leave it out: the shape of the input stands once, at the top of the file",
    "data_format": "leave it out: channels come first",
    "device": "leave it out: `train` and the command line say where to compute",
    "dtype": "leave it out: `precision` in `train` says how to compute",
    "shuffle": "leave it out: training samples are shuffled anew in every epoch",
    "metrics": "leave it out: loss and accuracy are always measured; `watch` says which decides",
    "map_location": "leave it out: weights are read on whatever device there is",
    "callbacks": "leave it out: `early_stop`, `save` and `schedule` say what epochs end with",
    **dict.fromkeys(
        ("pretrained", "init_from", "init_checkpoint", "pretrained_weights"),
        "`start: {weights: …}` in `train` takes a file, the folder of a run, or `torchvision`",
    ),
    **dict.fromkeys(
        ("warmup_epochs", "warmup_steps", "lr_warmup_epochs", "num_warmup_steps"),
        "`warmup` in `train` is a number of epochs, or as in `500 steps`",
    ),
    **dict.fromkeys(
        ("param_groups", "parameter_groups", "paramwise_cfg", "no_decay"),
        "write `groups: [{of: [biases, norms], weight_decay: 0}]` in `train`",
    ),
    **dict.fromkeys(
        ("swa", "use_swa", "swa_start"),
        "`ema` in `train` keeps running means of the weights, as in `ema: 0.999`",
    ),
    "include_top": "leave it out: a file says every layer that it has",
    "depth_multiple": "it is not in the language: multiply by a parameter, as in `$depth * 2`",
    "width_multiple": "it is not in the language: multiply by a parameter, as in `$width * 2`",
}
"""Fields that have no place here, and what to do instead."""

SQUARES: Final = "here it is `l2`, a factor on the sum of squares: half of a weight decay under SGD"
OPPOSITE: Final = "here it is the other way round: `freeze: true` keeps weights as they are"
UNLIKE: Final[Mapping[str, tuple[str, str]]] = {
    **dict.fromkeys(("trainable", "requires_grad"), ("freeze", OPPOSITE)),
    **dict.fromkeys(("weight_decay", "decay"), ("l2", SQUARES)),
    **dict.fromkeys(("l2", "l2_lambda", "l2_reg"), ("regularize", "write `regularize: {l2: …}`")),
    **dict.fromkeys(("l1", "l1_lambda", "l1_reg"), ("regularize", "write `regularize: {l1: …}`")),
    **dict.fromkeys(
        ("batch_norm", "batchnorm", "bn", "use_bn", "batch_normalize"),
        ("norm", "write `norm: batchnorm`"),
    ),
    "norm_cfg": ("norm", "write its word: `norm: batchnorm`"),
    "act_cfg": ("act", "write its word: `act: relu`"),
    "conv_cfg": ("width", "leave it out: the kind says which convolution it is"),
    **dict.fromkeys(
        ("keep_prob", "survival_prob", "survival_probability"),
        ("p", "here it is `p`, the part that is dropped: 1 less what is kept"),
    ),
    **dict.fromkeys(
        ("head_dim", "dim_head", "key_dim", "size_per_head"),
        ("heads", "say how many `heads` there are: each has an equal share of the channels"),
    ),
    **dict.fromkeys(
        ("spectral_norm", "use_spectral_norm", "use_sn", "sn"),
        ("weight", "write `weight: spectral_norm`"),
    ),
    **dict.fromkeys(
        ("weight_norm", "weight_normalization", "use_weight_norm", "wn"),
        ("weight", "write `weight: weight_norm`"),
    ),
    **dict.fromkeys(
        ("weight_standardization", "standardize", "weight_std", "ws"),
        ("weight", "write `weight: standardize`"),
    ),
    "parametrization": ("weight", "here it is `weight`: `weight_norm`, `spectral_norm` or another"),
    "layer": ("from", "here it is `from`, the name of that layer"),
    "mean": ("offset", "here it is `offset`, which is added after `scale`: −mean / std"),
    "std": ("scale", "here it is `scale`, which is a factor: 1 / std"),
}
"""Fields that take other values than ours, the field that comes near, and how."""

CHANNELS: Final = (
    *("inn", "channels", "num_channels", "input_channels", "in_channels", "in_features"),
    *("in_planes", "inplanes", "features", "input_dim", "dim"),
)
"""What a person may call the channels that a layer receives, which are `$in`."""

ADVICE: Final[Mapping[str, str]] = {
    "the name of a layer above": "give that layer a `name`, and write it here",
    "the name of a layer above, or a list of names": "give that layer a `name`, and write it here",
}
"""What to do where a field takes something that a file must name first, by what it takes."""

FALSE_FRIENDS: Final[Mapping[str, str]] = {
    "dense": "a fully connected layer is called `linear` here",
    "residual": "a classic block has a `width`: `residual: {width: …}`",
    "gate": "it scales its input by what its layers make of it: `gate: [global_avgpool, …]`",
    "repeat": "write how often and what: `repeat: {depth: …, layers: […]}`",
    "branches": "write `paths: {left: […], right: […]}` in it",
}
"""Kinds that hold layers, and what somebody most often meant who gave them something else."""

BY_NAME: Final[Mapping[str, str]] = {
    "position_embedding": "write it alone: how many positions there are is known",
    "window_attention": "write `window_attention: {heads: …, window: …}`",
    "slice": "write `slice: {start: …, end: …}`, or `slice: {part: …, of: …}`",
}
"""Kinds that take no bare value, and how they are written."""

POSITIONS: Final = (
    "sines and cosines are `sinusoids`, learnt positions `position_embedding`, turned ones `rotary`"
)
SKIP: Final = (
    "a skip connection is `residual: […]`, its layers and what they are added to; from further up "
    "it is `add: name` or `concat: name`"
)
HIGHWAY: Final = (
    "it is x + t · (f(x) − x): name the value `x` and a gate of it `t`, and write `sub: x`, "
    "`mul: t`, `add: x` behind the layers"
)
SQUEEZE: Final = "write `gate: [global_avgpool, linear: $in // 4, relu, linear: 4 * $in, sigmoid]`"
NO_CODE: Final = "a file holds no code; `torch: {module: PACKAGE.Class}` takes a class of Python"
CONV_BLOCK: Final = "`conv: {width: …, norm: batchnorm, act: relu}`"
NOTHING: Final = "leave the field out, or write `null`"
NO_ROLE: Final[Mapping[str, str]] = {"identity": NOTHING}
"""Kinds that people put where a layer of another role belongs, and what they mean by it."""

NO_SUCH: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("spectralnorm", "spectralnormalization"),
        "it is a way to make a weight: write `weight: spectral_norm` in the layer that has it",
    ),
    **dict.fromkeys(
        ("weightnorm", "weightnormalization"),
        "it is a way to make a weight: write `weight: weight_norm` in the layer that has it",
    ),
    **dict.fromkeys(
        ("weightstandardization", "standardize", "stdconv", "wsconv"),
        "it is a way to make a weight: write `weight: standardize` in the `conv`",
    ),
    "scaledstdconv": "write `conv: {weight: {standardize: {gain: true}}}`",
    "torch": "`torch: {module: PACKAGE.Class}` names a class of Python, which is code: "
    "`--allow-package PACKAGE` lets it in",
    **dict.fromkeys(
        (
            "transformer",
            "transformerencoder",
            "transformerencoderlayer",
            "transformerblock",
            "encoderblock",
            "encoderlayer",
        ),
        "write two residuals, `[layernorm, attention: 8]` and `[layernorm, linear: 4 * $in, gelu, "
        "linear: $in // 4]`; the spec `vit` has them",
    ),
    **dict.fromkeys(
        ("swinblock", "swintransformerblock"),
        "write two residuals, the first with `window_attention` in it; the spec `swin` has them",
    ),
    **dict.fromkeys(
        ("transformerdecoder", "transformerdecoderlayer"),
        "write three residuals, with `attention: {heads: 8, causal: true}`, `attention: {heads: 8, "
        "context: …}` and two `linear` in them",
    ),
    **dict.fromkeys(
        ("patchembed", "patchembedding", "patchify", "imagetopatches"),
        "write `conv: {width: …, kernel: 16, stride: 16}`, then `rearrange: c h w -> (h w) c`",
    ),
    **dict.fromkeys(
        ("patchmerging", "patchmerge"),
        "write `rearrange: {pattern: (h a) (w b) c -> h w (b a c), sizes: {a: 2, b: 2}}`, then "
        "`linear`",
    ),
    "focus": "write `pixel_unshuffle: 2`, then the `conv`",
    **dict.fromkeys(
        ("split", "chunk"),
        "take each part with a `slice`: `slice: {from: …, part: 0, of: 2}`",
    ),
    **dict.fromkeys(
        ("crossattention", "encoderdecoderattention"),
        "give `attention` a `context`, the name of the value that it attends to",
    ),
    **dict.fromkeys(("positionalencoding", "positionencoding"), POSITIONS),
    **dict.fromkeys(("skip", "skipconnection", "identityshortcut"), SKIP),
    **dict.fromkeys(("highway", "highwaylayer", "highwayblock"), HIGHWAY),
    **dict.fromkeys(
        ("se", "selayer", "seblock", "semodule", "squeezeexcitation", "squeezeexcite"), SQUEEZE
    ),
    "squeezeandexcitation": SQUEEZE,
    **dict.fromkeys(
        ("denseblock", "denselayer", "denselyconnected"),
        "write `dense: […]` for each of its layers: what they take and what they give stand side "
        "by side behind it",
    ),
    "unet": "give a value a `name`, and write `concat: NAME` where it comes back; the spec "
    "`unet_small` has such skips",
    "fixup": "there is no normalisation in it: end the body of each `residual` with "
    "`layer_scale: {value: 0, per: scalar}`",
    "mean": "over all positions it is `global_avgpool`, along an axis `reduce: {by: mean, …}`",
    "squeeze": "`select: {index: 0, axis: …}` takes an axis away; `global_avgpool` leaves none",
    "roll": "take it apart with `slice`, and put it together in another order: `concat`",
    **dict.fromkeys(
        ("unfold", "im2col"), "a `slice` for each offset and a `stack`; side by side, a `rearrange`"
    ),
    **dict.fromkeys(
        ("l2norm", "l2normalize"), "`reduce: {by: norm, keep: true}`, and `div` the value by that"
    ),
    **dict.fromkeys(
        ("expand", "tile", "repeatinterleave", "broadcast"),
        "`mul` by a `constant` of ones of that size: 1 stretches; of images, `upsample`",
    ),
    **dict.fromkeys(
        ("cumsum", "cumprod"),
        "`matmul` with a `constant` triangle of ones; of factors, of their `log`",
    ),
    "unsqueeze": "write the shape of a sample that is to come, as in `reshape: [1, -1]`",
    **dict.fromkeys(("lambda", "lambdalayer"), NO_CODE),
    **dict.fromkeys(
        ("stem", "head", "backbone", "neck", "trunk", "module", "stage", "classifier"),
        "a part under a name of its own is `sequence: {name: …, layers: […]}`",
    ),
    "timedistributed": "leave it out: `linear` computes at each position of tokens",
    "bidirectional": "`lstm`, `gru` and `rnn` take `bidirectional: true`",
    "alphadropout": "there is none: `dropout` sets numbers to zero instead",
    **dict.fromkeys(("convblock", "convlayer"), "write its fields: " + CONV_BLOCK),
    **dict.fromkeys(
        ("transpose", "swapaxes"), "write the new order of a sample's axes: `permute: [1, 0]`"
    ),
    "input": "the input stands at the top of the file: `input: [3, 32, 32]`",
    "inputlayer": "the input stands at the top of the file: `input: [3, 32, 32]`",
    "output": "the last layer is the output; `outputs` names others",
    "none": NOTHING,
    **dict.fromkeys(
        ("convbnrelu", "convbnact", "convnormact", "convmodule", "basicconv"),
        "these are fields of one layer: " + CONV_BLOCK,
    ),
    "convbn": "these are fields of one layer: `conv: {width: …, norm: batchnorm}`",
    "convrelu": "these are fields of one layer: `conv: {width: …, act: relu}`",
    "separableconv": "write two: `conv` with as many `groups` as channels, then one of `kernel: 1`",
}
"""Kinds that do not exist, and what to do instead."""

KINDS: Final[Mapping[str, str]] = {
    "convolution": "conv",
    "convolutional": "conv",
    "deconv": "conv_transpose",
    "convtranspose": "conv_transpose",
    "dense": "linear",
    "fc": "linear",
    "fullyconnected": "linear",
    "innerproduct": "linear",
    "multiheadattention": "attention",
    "mha": "attention",
    "selfattention": "attention",
    "parameter": "learnt",
    "bmm": "matmul",
    "subtract": "sub",
    "divide": "div",
    "bn": "batchnorm",
    "bnorm": "batchnorm",
    "ln": "layernorm",
    "lnorm": "layernorm",
    "gn": "groupnorm",
    "inorm": "instancenorm",
    "instancenormalization": "instancenorm",
    "rmsnormalization": "rmsnorm",
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
    "globalaveragepool": "global_avgpool",
    "globalpool": "global_avgpool",
    "globalpooling": "global_avgpool",
    "gap": "global_avgpool",
    "globalmaxpooling": "global_maxpool",
    "gmp": "global_maxpool",
    "shortcut": "add",
    "route": "concat",
    "cat": "concat",
    "concatenate": "concat",
    "multiply": "mul",
    "sequential": "sequence",
    "upsampling": "upsample",
    "interpolate": "upsample",
    "clip": "clamp",
    "centercrop": "crop",
    "cropping": "crop",
    "view": "reshape",
    "swish": "silu",
    "hswish": "hardswish",
    "hsigmoid": "hardsigmoid",
    "sinusoidalpositionalencoding": "sinusoids",
    "sinusoidalembedding": "sinusoids",
    "rope": "rotary",
    "rotaryembedding": "rotary",
    "lrelu": "leaky_relu",
    "spacetodepth": "pixel_unshuffle",
    "reorg": "pixel_unshuffle",
    "depthtospace": "pixel_shuffle",
    "multiheadselfattention": "attention",
    "mhsa": "attention",
    "msa": "attention",
    "windowedattention": "window_attention",
    "windowattention": "window_attention",
    "shiftedwindowattention": "window_attention",
    "swinattention": "window_attention",
    "relativepositionalmultiheadattention": "relative_attention",
    "clstoken": "class_token",
    "posembed": "position_embedding",
    "posembedding": "position_embedding",
    "positionalembedding": "position_embedding",
    "positionembedding": "position_embedding",
    "learnedpositionalembedding": "position_embedding",
    "droppath": "stochastic_depth",
    "dropblockpath": "stochastic_depth",
    "gamma": "layer_scale",
    "einops": "rearrange",
    "einopsrearrange": "rearrange",
    "narrow": "slice",
    "crop": "slice",
    "reverse": "flip",
    "fliplr": "flip",
    "gather": "select",
    "indexselect": "select",
    "zeropad": "pad",
    "zeropadding": "pad",
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
        "clip",
        "cropping",
        "cropping2d",
        "globalpool",
        "globalpooling",
        "interpolate",
        "gather",
        "indexselect",
        "gamma",
        "pool",
        "shortcut",
        "route",
        "permute",
        "view",
        "loop",
        "for",
        "inception",
        "parallel",
        "softmax2d",
    ]
)
"""Kinds that take other fields than ours, or leave open which of ours is meant."""
PREFIX: Final = compile_later(
    r"^(torch\.)?(nn\.functional|nn|layers|keras\.layers|tf\.keras\.layers|tf\.nn|functional|F|torchvision\.ops"
    r"|ops|einops\.layers\.torch|timm\.layers|tfa\.layers)\.|^(torch|x|tf|jax\.nn)\."
)


def same_field(word: str) -> bool:
    """Whether our word may take the place of this one, whatever its value.

    >>> same_field("out_channels"), same_field("weight_decay")
    (True, False)
    """
    return word.lower().replace("-", "_") not in OTHER_VALUES


def same_kind(word: str) -> bool:
    """Whether our word may take the place of this one, whatever its fields.

    >>> same_kind("nn.Conv2d"), same_kind("x.view")
    (True, False)
    """
    return plain_word(word) not in OTHER_KINDS


def field_for(word: str, fields: Iterable[str]) -> str | None:
    """The field of this layer that another framework calls `word`.

    >>> field_for("out_channels", ["width", "kernel"]), field_for("colour", ["width"])
    ('width', None)
    """
    folded, names = word.lower().replace("-", "_"), [*fields]
    if folded in RECURRENT and "bidirectional" in names:
        return RECURRENT[folded]
    return next((ours for ours in names if folded in FIELDS.get(ours, "").split()), None)


def kind_for(word: str, kinds: Iterable[str]) -> str | None:
    """The kind that another framework calls `word`.

    >>> kind_for("nn.Conv2d", ["conv", "leaky_relu"]), kind_for("LeakyReLU", ["conv", "leaky_relu"])
    ('conv', 'leaky_relu')
    """
    ours = {kind.replace("_", ""): kind for kind in kinds}
    known = KINDS.get(folded(word)) or ours.get(folded(word))
    return known if known in ours.values() else None


def folded(word: str) -> str:
    """A kind's name without its path, its number of axes and its capitals.

    >>> folded("torch.nn.Conv2d"), folded("Leaky_ReLU")
    ('conv', 'leakyrelu')
    """
    return re.sub(r"[123]d$", "", plain_word(word))


def plain_word(word: str) -> str:
    """A kind's name without its path and its capitals.

    >>> plain_word("torch.nn.Dropout2d")
    'dropout2d'
    """
    return PREFIX.sub("", word).lower().replace("_", "").replace("-", "")
