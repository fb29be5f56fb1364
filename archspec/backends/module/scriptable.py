"""A plan for `torch.jit.script`, which reads the source of a forward and so needs one."""

import keyword
import operator
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import starmap
from typing import Any, Final

import torch
from torch import fx, nn

from archspec.backends.module.holding import found_in, hold
from archspec.backends.module.plan import Plan, Step

WORD: Final = re.compile("[A-Za-z_][A-Za-z0-9_]*|[0-9]+")


def scriptable(module: nn.Module, plan: Plan) -> fx.GraphModule:
    """A module that does what a plan says by source, which torch writes from numbers and words.

    Inputs are x0, x1, … A child keeps its name only where that is a plain word; any other is called
    m0, m1, … after its place, as nothing but words may get into source. Keys should stay where they
    can: torch puts this module into the `nn.Sequential` around the one that is scripted, for good.
    """
    made = fx.GraphModule({}, fx.Graph(), "Scriptable")
    further = [name for name in _used(plan) if "." in name]
    words = _words(made, [*module._parameters, *module._modules, *further])
    for name, parameter in module._parameters.items():
        made.register_parameter(words[name], parameter)
    for name, child in module._modules.items():
        made.add_module(words[name], child)
    for name in further:
        if words[name] != name:
            hold(made, {words[name]: found_in(module, name)})
    made.graph = _source(plan, words)
    made.training = module.training
    return made


def _used(plan: Plan) -> Iterator[str]:
    """The names of the tensors and modules that a plan uses."""
    yield from plan.tensors
    yield from dict.fromkeys(child for child, *_ in plan.steps if child is not None)


def _words(module: nn.Module, names: Sequence[str]) -> dict[str, str]:
    """What each name becomes in a module.

    >>> _words(nn.Module(), ["conv1", "0", 'a"b', "class", "convs.0", "convs.ä"])
    {'conv1': 'conv1', '0': '0', 'a"b': 'm2', 'class': 'm3', 'convs.0': 'convs.0', 'convs.ä': 'm5'}
    """
    plain = {name for name in names if _is_plain(name, module)}
    words = {}
    for i, name in enumerate(names):
        word = f"m{i}"
        while word in plain:
            word += "_"
        words[name] = name if name in plain else word
    return words


def _is_plain(name: str, module: nn.Module) -> bool:
    """Whether a name is words of letters, digits and _ that neither Python nor torch uses."""
    return all(
        WORD.fullmatch(word)
        and not keyword.iskeyword(word)
        and not hasattr(module, word)
        and not hasattr(torch.jit.ScriptModule, word)
        for word in name.split(".")
    )


def _source(plan: Plan, words: Mapping[str, str]) -> fx.Graph:
    """The plan as a graph of torch's, from which it writes Python."""
    graph, slots = fx.Graph(), list[Any]()
    slots += [graph.placeholder(f"x{i}") for i in range(len(plan.inputs))]
    for i, name in enumerate(plan.tensors):
        slots.append(graph.create_node("get_attr", words[name], name=f"p{i}"))
    for step in starmap(Step, plan.steps):
        made = _call(graph, plan, step, [slots[i] for i in step.takes], words)
        slots += _items(graph, made, len(step.gives))
    graph.output(plan.results(slots))
    return graph


def _call(
    graph: fx.Graph, plan: Plan, step: Step, values: list[fx.Node], words: Mapping[str, str]
) -> fx.Node:
    # Torch would call the value of a child as the child, which may be called `self`.
    name, taken = f"v{step.gives[0]}", (values,) if step.bundled else tuple(values)
    if step.child is not None:
        return graph.create_node("call_module", words[step.child], taken, name=name)
    function = plan.functions[step.function]
    if isinstance(function, partial):
        options = function.keywords
        return graph.create_node("call_function", function.func, taken, options, name=name)
    return graph.create_node("call_function", function, taken, name=name)


def _items(graph: fx.Graph, made: fx.Node, count: int) -> list[fx.Node]:
    """What a step gives: its result, or the items of it where they are several."""
    if count == 1:
        return [made]
    return [graph.call_function(operator.getitem, (made, i)) for i in range(count)]
