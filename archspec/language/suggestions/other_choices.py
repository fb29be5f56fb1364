"""Words of other frameworks for initialisers, losses, optimisers and schedules."""

from collections.abc import Collection, Mapping
from typing import Final

OTHER_CHOICES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("xavieruniform", "glorot", "glorotuniform"), "xavier"),
    **dict.fromkeys(("xaviernormal", "glorotnormal"), "{xavier: {distribution: normal}}"),
    **dict.fromkeys(("kaimingnormal", "he", "henormal", "msra"), "kaiming"),
    **dict.fromkeys(("kaiminguniform", "heuniform"), "{kaiming: {distribution: uniform}}"),
    **dict.fromkeys(("zeros", "zero"), "{constant: 0}"),
    **dict.fromkeys(("ones", "one"), "{constant: 1}"),
    **dict.fromkeys(("truncnormal", "truncatednormal"), "truncated_normal"),
    **dict.fromkeys(("ce", "crossentropyloss", "xent", "softmaxloss"), "cross_entropy"),
    **dict.fromkeys(("categoricalcrossentropy", "sparsecategoricalcrossentropy"), "cross_entropy"),
    **dict.fromkeys(("binarycrossentropy", "bceloss"), "bce"),
    **dict.fromkeys(("bcelogits", "bcewithlogitsloss"), "bce_with_logits"),
    **dict.fromkeys(("negativeloglikelihood", "nllloss"), "nll"),
    **dict.fromkeys(("meansquarederror", "mseloss", "l2", "l2loss"), "mse"),
    **dict.fromkeys(("mae", "meanabsoluteerror", "l1loss"), "l1"),
    **dict.fromkeys(("smoothl1loss",), "smooth_l1"),
    **dict.fromkeys(("huberloss",), "huber"),
    **dict.fromkeys(("reducelronplateau", "reduceonplateau"), "plateau"),
    **dict.fromkeys(("cosineannealing", "cosineannealinglr", "cosinelr"), "cosine"),
    **dict.fromkeys(("cosineannealingwarmrestarts", "sgdr"), "warm_restarts"),
    **dict.fromkeys(("onecyclelr", "1cycle"), "onecycle"),
    **dict.fromkeys(("linearlr",), "linear"),
    **dict.fromkeys(("polynomiallr", "poly"), "polynomial"),
    **dict.fromkeys(("exponentiallr", "exp"), "exponential"),
    **dict.fromkeys(("steplr",), "step"),
    **dict.fromkeys(("multisteplr",), "multistep"),
    **dict.fromkeys(("gd", "momentum", "nesterov", "stochasticgradientdescent"), "sgd"),
}
"""By the word without its capitals, underscores and dashes, what to write, as a file has it."""


def other_choice(word: str, known: Collection[str]) -> str | None:
    """What to write for a word of another framework; None where this choice has no such thing.

    >>> other_choice("xavier_normal", ["xavier"]), other_choice("CE", ["mse", "cross_entropy"])
    ('{xavier: {distribution: normal}}', 'cross_entropy')
    >>> other_choice("xavier_normal", ["adam"])
    """
    last = word.rpartition(".")[2].removesuffix("_")
    text = OTHER_CHOICES.get(last.lower().replace("_", "").replace("-", "").replace(" ", ""))
    return text if text is not None and _word_of(text) in known else None


def _word_of(text: str) -> str:
    """The choice that a text makes: `{xavier: {…}}` is `xavier`.

    >>> _word_of("{constant: 0}"), _word_of("mse")
    ('constant', 'mse')
    """
    return text.removeprefix("{").partition(":")[0]
