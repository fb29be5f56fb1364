"""Networks that read texts, against those of the library `transformers`."""

from collections.abc import Mapping
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode
from transformers import (
    BertConfig,
    BertModel,
    GPT2Config,
    GPT2LMHeadModel,
    T5Config,
    T5EncoderModel,
)

import archspec

from .published import randomise

LENGTH = 21
WORDS, CONTEXT = 99, 40
SMALL = {"depth": 2, "width": 128, "vocabulary": WORDS, "context": CONTEXT}


def gpt2(depth: int = 12, width: int = 768, vocabulary: int = 50257, context: int = 1024):
    sizes = {"n_layer": depth, "n_embd": width, "n_head": width // 64}
    sizes |= {"vocab_size": vocabulary, "n_positions": context}
    ends = {"bos_token_id": 0, "eos_token_id": 0}
    return GPT2LMHeadModel(GPT2Config(**sizes, **ends, attn_implementation="eager"))


def bert(depth: int = 12, width: int = 768, vocabulary: int = 30522, context: int = 512):
    sizes = {"num_hidden_layers": depth, "hidden_size": width, "intermediate_size": 4 * width}
    sizes |= {"num_attention_heads": width // 64, "max_position_embeddings": context}
    sizes |= {"vocab_size": vocabulary}
    return BertModel(BertConfig(**sizes, attn_implementation="eager"))


def t5(
    depth: int = 6,
    width: int = 512,
    vocabulary: int = 32128,
    heads: int = 8,
    head: int = 64,
    hidden: int = 0,
    gated: bool = False,
):
    sizes = {"num_layers": depth, "d_model": width, "num_heads": heads, "d_kv": head}
    sizes |= {"d_ff": hidden or 4 * width, "vocab_size": vocabulary}
    act = "gated-gelu" if gated else "relu"
    module = T5EncoderModel(T5Config(**sizes, feed_forward_proj=act))
    module.config._attn_implementation = "eager"
    return module


LIBRARY = {"gpt2": gpt2, "bert": bert, "t5": t5}

FIGURES = [
    # variant, its sizes
    ("gpt2_small", {}),
    ("gpt2_medium", {"depth": 24, "width": 1024}),
    ("gpt2_large", {"depth": 36, "width": 1280}),
    ("gpt2_xl", {"depth": 48, "width": 1600}),
    ("bert_base", {}),
    ("bert_large", {"depth": 24, "width": 1024}),
    ("t5_small", {}),
    ("t5_base", {"depth": 12, "width": 768, "heads": 12}),
    ("t5_large", {"depth": 24, "width": 1024, "heads": 16}),
    ("t5_3b", {"depth": 24, "width": 1024, "heads": 32, "head": 128, "hidden": 16384}),
    ("t5_v1_1_small", {"depth": 8, "heads": 6, "hidden": 1024, "gated": True}),
    ("t5_v1_1_base", {"depth": 12, "width": 768, "heads": 12, "hidden": 2048, "gated": True}),
    ("t5_v1_1_large", {"depth": 24, "width": 1024, "heads": 16, "hidden": 2816, "gated": True}),
]

STATED = {"gpt2_small": 124, "gpt2_medium": 355, "gpt2_large": 774}
"""Millions of parameters, as the pages of the published weights state them; 117 in the paper."""


@pytest.mark.parametrize(("variant", "sizes"), FIGURES, ids=str)
def test_figures_are_those_of_the_library(variant, sizes):
    network = archspec.load(variant, T=LENGTH)
    with torch.device("meta"):
        module = LIBRARY[variant.partition("_")[0]](**sizes).eval()
        with FlopCounterMode(display=False) as counter:
            module(torch.zeros(1, LENGTH, dtype=torch.long))
    assert network.params == sum(weight.numel() for weight in module.parameters())
    assert network.graph.cost.macs == counter.get_total_flops() / 2


@pytest.mark.parametrize("variant", STATED)
def test_parameters_are_what_is_stated_of_the_published_weights(variant):
    assert round(archspec.load(variant).params / 10**6) == STATED[variant]


def turned(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The weights of GPT-2 under the keys of their file, the matrices as `nn.Linear` has them."""
    linear = ("c_attn.weight", "c_proj.weight", "c_fc.weight")
    names = {key: key.removeprefix("transformer.") for key in state}
    return {names[k]: v.mT if k.endswith(linear) else v for k, v in state.items()}


def pair(name: str, **more: Any) -> tuple[nn.Module, nn.Module]:
    """The library's network with weights that all count, and ours with the same."""
    theirs = LIBRARY[name](**SMALL)
    randomise(theirs)
    state = turned(theirs.state_dict()) if name == "gpt2" else theirs.state_dict()
    ours = archspec.load(name, **SMALL, **more).build()
    assert {k: v.shape for k, v in ours.state_dict().items()} == {
        k: v.shape for k, v in state.items()
    }
    ours.load_state_dict(state, strict=True)
    return ours.eval(), theirs.eval()


@pytest.mark.parametrize("length", [1, LENGTH, CONTEXT])
def test_gpt2_gives_the_scores_of_the_library_for_texts_of_any_length(length):
    ours, theirs = pair("gpt2")
    words = torch.randint(WORDS, (3, length), generator=torch.Generator().manual_seed(0))
    # The library multiplies by matrices that lie the other way, which rounds otherwise.
    torch.testing.assert_close(ours(words), theirs(words).logits, rtol=1e-5, atol=1e-5)


def test_gpt2_reads_and_scores_words_with_one_matrix():
    ours, _ = pair("gpt2")
    assert ours.lm_head.weight is ours.wte.weight


def padded(lengths: list[int]) -> dict[str, Tensor]:
    """Texts of these lengths, their masks, and the second sentence of each from its middle on."""
    generator = torch.Generator().manual_seed(0)
    words = torch.randint(WORDS, (len(lengths), max(lengths)), generator=generator)
    places, ends = torch.arange(max(lengths))[None], torch.tensor(lengths)[:, None]
    mask, second = (places < ends).long(), (places >= ends // 2).long()
    return {"input_ids": words, "attention_mask": mask, "token_type_ids": second}


def test_bert_gives_what_the_library_gives_and_reads_no_padding():
    ours, theirs = pair("bert")
    texts = padded([LENGTH, 12, 1])
    given, expected = ours(**texts), theirs(**texts)
    for name, one in given.items():
        torch.testing.assert_close(one, expected[name], rtol=1e-6, atol=1e-6)
    alone = ours(**{name: one[1:2, :12] for name, one in texts.items()})
    torch.testing.assert_close(alone["pooler_output"], given["pooler_output"][1:2])


def test_bert_has_the_gradients_of_the_library():
    ours, theirs = pair("bert")
    texts = padded([LENGTH, 12])
    for module in (ours, theirs):
        module(**texts)["pooler_output"].square().mean().backward()
    weights = dict(ours.named_parameters())
    for key, weight in theirs.named_parameters():
        torch.testing.assert_close(weights[key].grad, weight.grad, rtol=1e-4, atol=1e-7, msg=key)


@pytest.mark.parametrize("gated", [False, True])
def test_t5_gives_what_the_library_gives_and_reads_no_padding(gated):
    sizes = {"depth": 3, "width": 24, "vocabulary": WORDS, "heads": 4, "head": 8, "hidden": 40}
    theirs = t5(**sizes, gated=gated).eval()
    randomise(theirs)
    state = theirs.state_dict()
    assert state.pop("encoder.embed_tokens.weight") is not None  # the same as `shared`
    ours = archspec.load("t5_encoder", **sizes, gated=gated).build().eval()
    ours.load_state_dict(state, strict=True)
    # Longer than the distance from which on all words share a bucket.
    texts = padded([150, 12, 1])
    del texts["token_type_ids"]
    given = ours(**texts)
    torch.testing.assert_close(given, theirs(**texts).last_hidden_state, rtol=1e-5, atol=1e-5)
    alone = ours(**{name: one[1:2, :12] for name, one in texts.items()})
    torch.testing.assert_close(alone, given[1:2, :12])
