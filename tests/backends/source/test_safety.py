"""No text of a file becomes source but as a literal or a word; what is finished is asked again."""

import ast
import builtins
import json
from random import Random

import pytest
from agreement import made
from hostile_graphs import CANARY, CODE, NAMES, hostile_graph
from torch import nn

from archspec.backends.source import write_source
from archspec.backends.source.python.build import attribute, call, keyword_, literal, name
from archspec.backends.source.safety import UnsafeSourceError, check
from archspec.diagnostics import Failure
from archspec.network import loads

TEXTS = [
    *NAMES,
    f'x""" + {CODE} + """',
    f"x''' + {CODE} + '''",
    f'"""\n{CODE}\n"""',
    f"\\\n{CODE}",
    'ends in "',
    '"begins so',
    "ends in \\",
    "\\x22\\x22\\x22",
    "\u2028" + CODE,
    "\r" + CODE,
    "${i}",
    "a" * 500,
    "",
    " ",
    "\n\n",
    "one\n\n\ntwo\n    three\n\ttabs\x0c",
]
"""What a file may say that a careless writer would run."""


@pytest.fixture(autouse=True)
def _unharmed():
    yield
    assert not hasattr(builtins, CANARY)


@pytest.mark.parametrize("seed", [*range(60), 77112543, 77112625])
def test_names_that_no_file_may_give_are_never_run(seed):
    graph = hostile_graph(Random(seed))  # noqa: S311  it must come again
    text = write_source(graph, "a\nb", f'"""{CODE}')
    assert isinstance(made(text)(), nn.Module)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_what_a_file_says_of_itself_is_a_text(text):
    rest = "input: [4]\nlayers: [linear: {name: a, width: 4}]"
    for field in ("about", "name"):
        spec = f"archspec: 1\n{field}: {json.dumps(text)}\n{rest}"
        try:
            network = loads(spec)
        except Failure:
            continue
        source = network.source()
        assert sum(p.numel() for p in made(source)().parameters()) == 20
        assert all(c.isprintable() or c == "\n" for c in source)


@pytest.mark.parametrize("text", [text for text in TEXTS if not text.isidentifier()])
def test_only_words_become_names(text):
    for make in (
        name,
        lambda text: attribute(ast.Name("x"), text),
        lambda text: call(text),
        lambda text: keyword_(text, literal(1)),
    ):
        with pytest.raises(ValueError):  # noqa: PT011  whatever is wrong with it
            make(text)


@pytest.mark.parametrize("value", [object(), {"a": 1}, b"a", 1j, [object()], ast.Name("x")])
def test_only_plain_values_become_literals(value):
    with pytest.raises(TypeError):
        literal(value)


@pytest.mark.parametrize(
    "value", [1, -1, 1.5, -0.0, 1e-300, "a", None, True, (1, (2.0,)), [[]], ()]
)
def test_literals_are_read_as_what_they_are(value):
    assert repr(ast.literal_eval(ast.unparse(literal(value)))) == repr(value)


UNSAFE = {
    "an import": "import os",
    "an import from": "from os import system",
    "a part of torch": "import torch.hub",
    "a name": "x = open",
    "a call": "eval('1')",
    "a dunder": "x = ().__class__",
    "a way to modules": "import torch\nx = torch.serialization.os",
    "a load": "import torch\nx = torch.load('x')",
    "an assignment": "from torch import nn\nnn.Linear.forward = 1",
    "a look": "class A:\n    def f(self, x):\n        return getattr(self, x)",
    "a lambda": "x = lambda: 1",
    "a loop": "while True:\n    x = 1",
    "a loop over anything": "for x in range(9):\n    y = x",
    "a loop over what is given": "def f(x):\n    for y in x:\n        y()",
    "a try": "try:\n    x = 1\nexcept Exception:\n    x = 2",
    "a deletion": "x = 1\ndel x",
    "globals": "def f():\n    global x",
    "a decorator": "@staticmethod\ndef f():\n    return 1",
    "a walrus": "y = (x := 1)",
    "a comprehension of sets": "x = {i for i in range(3)}",
}


@pytest.mark.parametrize("text", UNSAFE.values(), ids=UNSAFE)
def test_what_makes_no_network_is_not_given(text):
    with pytest.raises(UnsafeSourceError):
        check(text, ast.parse(text), (), ())


def test_a_text_that_is_read_otherwise_is_not_given():
    text = "from torch import nn\n\nx = nn.ReLU()\n"
    check(text, ast.parse(text), {"nn.ReLU"}, ())
    with pytest.raises(UnsafeSourceError, match="other source"):
        check(text, ast.parse(text.replace("ReLU", "Tanh")), {"nn.ReLU", "nn.Tanh"}, ())
    with pytest.raises(UnsafeSourceError, match=r"line 3: `nn.ReLU`, which no layer"):
        check(text, ast.parse(text), (), ())


def test_source_that_is_given_has_been_asked():
    """Each network passes by `check`; here is one whose call is of no layer."""
    text = loads("archspec: 1\ninput: [4]\nlayers: [linear: {name: a, width: 4}]").source()
    changed = text.replace("nn.Linear", "nn.Bilinear")
    with pytest.raises(UnsafeSourceError):
        check(changed, ast.parse(changed), {"nn.Linear"}, ())
