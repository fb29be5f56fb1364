"""What torch can do with modules, it can do with built ones: the same for every small network."""

import copy
import io
import pickle
from collections.abc import Callable

import pytest
import torch
from small_networks import NETWORKS, RESIDUALS, SEVERAL, SKIPS, TENSORS, TRAINING, built, samples
from torch import Tensor, nn
from torch.nn.utils import prune

EVERY = pytest.mark.parametrize("text", NETWORKS.values(), ids=NETWORKS)
OLD = pytest.mark.filterwarnings("ignore:.*torch.jit")


@EVERY
def test_copied_pickled_and_saved(text):
    module, inputs = built(text), samples(text).values()
    file = io.BytesIO()
    torch.save(module, file)
    file.seek(0)
    others = (
        copy.copy(module),
        copy.deepcopy(module),
        pickle.loads(pickle.dumps(module)),  # noqa: S301  our own
        torch.load(file, weights_only=False),
    )
    for other in others:
        torch.testing.assert_close(other(*inputs), module(*inputs), rtol=0, atol=0)
        assert repr(other) == repr(module)
        assert list(other.state_dict()) == list(module.state_dict())


@EVERY
def test_a_deep_copy_has_tensors_of_its_own(text):
    module = built(text)
    twin, own = copy.deepcopy(module), {id(one) for one in module.parameters()}
    assert own.isdisjoint(id(one) for one in twin.parameters())


@EVERY
def test_filled_from_a_state(text):
    module, inputs = built(text), samples(text).values()
    other = copy.deepcopy(module).to("meta").to_empty(device="cpu")
    other.load_state_dict(module.state_dict(), strict=True)
    torch.testing.assert_close(other(*inputs), module(*inputs), rtol=0, atol=0)


@EVERY
def test_compiled_whole_with_inputs_in_order_and_by_name(text):
    module, inputs = built(text), samples(text)
    torch.compiler.reset()
    compiled = torch.compile(module, backend="eager", fullgraph=True)
    expected = module(*inputs.values())
    torch.testing.assert_close(compiled(*inputs.values()), expected, rtol=0, atol=0)
    torch.testing.assert_close(compiled(**inputs), expected, rtol=0, atol=0)


def test_what_was_compiled_for_one_block_serves_those_that_are_like_it():
    from torch._dynamo.testing import CompileCounter  # loads the compiler

    module, x = built(RESIDUALS), torch.randn(2, 3, 8, 8)
    expected, counter = module(x), CompileCounter()
    torch.compiler.reset()
    for block in module.blocks:
        block.compile(backend=counter, fullgraph=True)
    assert torch.equal(module(x), expected)
    assert counter.frame_count == 1


@EVERY
@pytest.mark.parametrize("strict", [False, True])
def test_exported_under_the_names_of_its_inputs(text, strict):
    module, inputs = built(text), samples(text)
    exported = torch.export.export(module, (), inputs, strict=strict)
    assert list(exported.graph_signature.user_inputs) == list(inputs)
    given = exported.module()(**inputs)
    torch.testing.assert_close(given, module(*inputs.values()))


@EVERY
def test_exported_with_inputs_in_order(text):
    module, inputs = built(text), tuple(samples(text).values())
    exported = torch.export.export(module, inputs).module()
    torch.testing.assert_close(exported(*inputs), module(*inputs))


@EVERY
def test_traced_by_fx(text):
    module, inputs = built(text), samples(text).values()
    traced = torch.fx.symbolic_trace(module)
    assert not any("Wired" in str(node.target) for node in traced.graph.nodes)
    torch.testing.assert_close(traced(*inputs), module(*inputs), rtol=0, atol=0)


@OLD
@EVERY
def test_traced_by_jit(text):
    module, inputs = built(text), tuple(samples(text).values())
    traced = torch.jit.trace(module, inputs, strict=False)
    torch.testing.assert_close(traced(*inputs), module(*inputs), rtol=0, atol=0)


@OLD
@EVERY
def test_scripted_and_saved(text):
    module, inputs = built(text), samples(text).values()
    expected, keys = module(*inputs), list(module.state_dict())
    file = io.BytesIO()
    torch.jit.save(torch.jit.script(module), file)
    file.seek(0)
    scripted = torch.jit.load(file)
    torch.testing.assert_close(scripted(*inputs), expected, rtol=0, atol=0)
    assert list(scripted.state_dict()) == keys
    # Torch puts what it scripts into the `nn.Sequential` around it.
    assert list(module.state_dict()) == keys
    torch.testing.assert_close(module(*inputs), expected, rtol=0, atol=0)


@EVERY
def test_called_with_other_tensors(text):
    module, inputs = built(text), tuple(samples(text).values())
    other = copy.deepcopy(module)
    with torch.no_grad():
        for parameter in other.parameters():
            parameter.mul_(2)
    tensors = {name: one.detach() * 2 for name, one in module.named_parameters()}
    given = torch.func.functional_call(module, tensors, inputs)
    torch.testing.assert_close(given, other(*inputs), rtol=0, atol=0)
    replica = replicated(module, lambda tensor: tensor.detach() * 2)
    torch.testing.assert_close(replica(*inputs), other(*inputs), rtol=0, atol=0)


def replicated(module: nn.Module, copied: Callable[[Tensor], Tensor]) -> nn.Module:
    """A replica as `torch.nn.parallel.replicate` makes one for each GPU."""
    replicas = {one: one._replicate_for_data_parallel() for one in module.modules()}
    for one, replica in replicas.items():
        for name, child in one._modules.items():
            replica._modules[name] = None if child is None else replicas[child]
        for name, parameter in one._parameters.items():
            if parameter is None:
                replica._parameters[name] = None
            else:
                setattr(replica, name, copied(parameter))
    return replicas[module]


def test_gradients_of_each_sample_by_vmap():
    module, x = built(TENSORS), torch.randn(3, 3, 4, 4)
    tensors = dict(module.named_parameters())

    def loss(tensors: dict[str, Tensor], x: Tensor) -> Tensor:
        return torch.func.functional_call(module, tensors, (x[None],)).square().sum()

    each = torch.func.vmap(torch.func.grad(loss), in_dims=(None, 0))(tensors, x)
    module(x).square().sum().backward()
    for name, parameter in module.named_parameters():
        torch.testing.assert_close(each[name].sum(0), parameter.grad)


@EVERY
def test_moved_and_cast(text):
    module, inputs = built(text).double(), [x.double() for x in samples(text).values()]
    given = module(*inputs)
    values = given.values() if isinstance(given, dict) else [given]
    assert all(value.dtype == torch.float64 for value in values)


@pytest.mark.parametrize("text", [SKIPS, SEVERAL, TRAINING])
def test_hooks_see_what_passes_them(text):
    module, inputs = built(text), samples(text)
    seen: list[object] = []
    module.register_forward_pre_hook(lambda _, args, named: seen.append(named), with_kwargs=True)
    module.register_forward_hook(lambda _, args, output: seen.append(output))
    for child in module.children():
        child.register_forward_hook(lambda one, args, output: seen.append(one))
    output = module(**inputs)
    children = [one for name, one in module.named_children() if name != "aux"]
    assert seen[0] == inputs
    assert seen[1:-1] == children
    assert seen[-1] is output


def test_a_scopes_own_tensor_may_be_pruned():
    module, x = built(TENSORS), torch.randn(2, 3, 4, 4)
    prune.random_unstructured(module, "gamma", amount=2)
    assert int(module.gamma_mask.count_nonzero()) == 1
    inner = module.get_submodule("1")
    expected = inner(x * (0.5 * module.gamma_mask)).tanh()
    assert torch.equal(module(x), expected)
