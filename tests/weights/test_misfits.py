"""Weights of another network: what is said, word by word."""

import pytest
import torch

import archspec

from .networks import refused, save, small, state

FACT = "error[A522]: the weights in `a.pt` do not fit the network\n"


def renamed(old: str, new: str) -> dict[str, torch.Tensor]:
    return {key.replace(old, new): value for key, value in state().items()}


def test_another_number_of_classes_names_both_shapes(tmp_path):
    assert refused(small(classes=5), save(tmp_path / "a.pt", state())) == FACT + (
        "  = note: 2 with another shape or type: head.weight (3×4 in the file, 5×4 in the network),"
        " head.bias (3 in the file, 5 in the network)\n"
        "  = help: `--partial` (`partial=True` in Python) loads the 7 that fit,"
        " and 2 keep initial values"
    )


def test_numbers_of_another_sort_are_not_converted(tmp_path):
    content = state() | {"head.bias": torch.ones(3, dtype=torch.int8)}
    said = refused(small(), save(tmp_path / "a.pt", content))
    assert "head.bias (int8 in the file, float32 in the network)" in said


def test_a_single_number_has_words_for_its_shape(tmp_path):
    content = state() | {"head.bias": torch.tensor(1.0)}
    said = refused(small(), save(tmp_path / "a.pt", content))
    assert "head.bias (a single number in the file, 3 in the network)" in said


def test_what_only_one_of_them_has_is_listed(tmp_path):
    content = {"stem.weight": state()["stem.weight"], "other": torch.ones(1)}
    assert refused(small(), save(tmp_path / "a.pt", content)) == FACT + (
        "  = note: 7 only in the network: stem.bias, norm.weight, norm.bias, norm.running_mean"
        " and 3 more\n"
        "  = note: 1 only in the file: other\n"
        "  = help: `--partial` (`partial=True` in Python) loads the 1 that fit,"
        " and 7 keep initial values"
    )


def test_a_misspelt_key_names_the_one_that_was_meant(tmp_path):
    said = refused(small(), save(tmp_path / "a.pt", renamed("head.weight", "head.wieght")))
    assert "= help: `head.weight` may be `head.wieght` in the file\n" in said


def test_a_key_of_another_shape_is_no_slip(tmp_path):
    content = renamed("head.bias", "heat.bias") | {"heat.bias": torch.ones(9)}
    assert "may be" not in refused(small(), save(tmp_path / "a.pt", content))


def test_a_prefix_of_the_file_is_all_that_is_said(tmp_path):
    content = {f"backbone.{key}": value for key, value in state().items()}
    assert refused(small(), save(tmp_path / "a.pt", content), partial=True) == FACT + (
        "  = note: in the file, every key has the prefix `backbone.`\n"
        "  = help: take it from the keys, or put the layers into a `sequence` named `backbone`"
    )


def test_a_prefix_of_most_keys_leaves_the_others(tmp_path):
    content = {f"a.b.{key}": value for key, value in state().items()} | {"x": torch.ones(1)}
    said = refused(small(), save(tmp_path / "a.pt", content))
    assert "note: in the file, 9 keys have the prefix `a.b.`\n" in said
    assert "note: 1 only in the file: x\n" in said
    assert "into a `sequence` named `b` in a `sequence` named `a`" in said


def test_a_prefix_of_the_network_is_said_too(tmp_path):
    text = "archspec: 1\ninput: [4]\nlayers: [sequence: {name: body, layers: [linear: 2]}]\n"
    content = {"0.weight": torch.ones(2, 4), "0.bias": torch.ones(2)}
    assert refused(archspec.loads(text), save(tmp_path / "a.pt", content)) == FACT + (
        "  = note: in the network, every key has the prefix `body.`\n"
        "  = help: put it before the keys of the file"
    )


def test_other_names_for_the_same_shapes_in_order_are_recognised(tmp_path):
    content = {f"layer_{i}": value for i, value in enumerate(state().values())}
    said = refused(small(), save(tmp_path / "a.pt", content))
    assert "note: one by one, the shapes of both agree: only names differ" in said


@pytest.mark.parametrize("partial", [False, True])
def test_where_nothing_fits_nothing_is_loaded(partial, tmp_path):
    path = save(tmp_path / "a.pt", {"x.weight": torch.ones(1)})
    said = refused(small(), path, partial=partial)
    assert said.startswith(FACT)
    assert "--partial" not in said


SHARED = "archspec: 1\ninput: [4]\nlayers: [repeat: {depth: 2, weights: shared, layers: [prelu]}]\n"


def test_what_the_network_shares_must_not_differ_in_the_file(tmp_path):
    path = save(tmp_path / "a.pt", {"0.weight": torch.ones(1), "1.weight": torch.zeros(1)})
    network = archspec.loads(SHARED)
    assert (
        "note: one tensor in the network, but different in the file: 0.weight and 1.weight\n"
        in refused(network, path)
    )
    report = network.load_weights(network.build(), path, partial=True)
    assert (report.matched, report.unused) == (("0.weight",), ("1.weight",))


def test_no_key_of_a_shared_tensor_is_forgotten(tmp_path):
    text = SHARED.replace("[prelu]", "[linear: 4]")
    path = save(
        tmp_path / "a.pt",
        {"0.bias": torch.ones(4)} | {f"{i}.weight": torch.ones(i + 1) for i in range(2)},
    )
    report = archspec.loads(text).load_weights(archspec.loads(text).build(), path, partial=True)
    assert (report.matched, report.left) == (("0.bias",), ("0.weight",))
    assert report.unused == ("0.weight", "1.weight")


def test_a_network_without_numbers_takes_none(tmp_path):
    path = save(tmp_path / "a.pt", state())
    with pytest.raises(
        archspec.Failure, match=r"A522\]: a network on the device `meta` cannot take"
    ):
        small().build("meta", weights=path)
