"""A kind of one's own that fails, or says what is not so, is told of at its layer."""

import pytest
import torch
from torch import nn

import archspec
from archspec.diagnostics import Failure
from archspec.kind import Layer, Module, registry
from archspec.shapes import Shape

TEXT = "archspec: 1\ninput: [3, 4, 4]\nlayers:\n  - relu\n  - mixed\n  - flatten\n  - linear: 2\n"


class Mixing(nn.Module):
    def __init__(self, channels, rows=4):
        super().__init__()
        self.weight = nn.Parameter(torch.rand(channels, channels))
        self.rows = rows

    def forward(self, x):
        """The first rows of what is mixed."""
        torch.rand(1)
        return torch.einsum("oc,nchw->nohw", self.weight, x)[:, :, : self.rows]


def kind(**methods):
    """A kind with some of its methods in another way."""

    def infer(self, shapes):
        return shapes[0]

    def parameters(self, shapes):
        return {"weight": (shapes[0].channels, shapes[0].channels)}

    def lower(self, shapes):
        return Module(f"{__name__}.Mixing", {"channels": shapes[0].channels})

    own = {"infer": infer, "parameters": parameters, "lower": lower} | methods
    cls = type(
        "Mixed", (Layer,), {"__module__": __name__, "__doc__": "Mixes.", "kind": "mixed", **own}
    )
    return archspec.register(cls)


@pytest.fixture(autouse=True)
def forgotten():
    yield
    registry.forget("mixed")


def refused():
    """What is said of the network where it is built."""
    with pytest.raises(Failure) as caught:
        archspec.loads(TEXT).build()
    [found] = caught.value.diagnostics
    assert found.code == "A530"
    return found


def test_what_is_as_it_says_is_built_and_draws_nothing():
    kind()
    torch.manual_seed(0)
    made = archspec.loads(TEXT).build()
    torch.manual_seed(0)
    assert torch.equal(made[1].weight, torch.rand(3, 3))
    assert torch.equal(made[3].weight, nn.Linear(48, 2).weight)
    assert made[1].training
    archspec.loads(TEXT).build("meta")
    open_size = TEXT.replace("[3, 4, 4]", "[3, H, 4]").replace("  - linear: 2\n", "")
    archspec.loads(open_size).build()


@pytest.mark.parametrize("name", ["infer", "parameters", "lower", "macs"])
def test_what_a_method_raises_is_a_finding_with_its_line(name):
    def fails(self, *_):
        return self.nothing

    kind(**{name: fails})
    found = refused()
    assert found.message == f"`{name}` of the kind `mixed` fails"
    line = fails.__code__.co_firstlineno + 1
    assert found.notes[0].startswith(f"in `test_foreign_kinds.py`, line {line}: AttributeError: ")
    assert found.span is None or name == "infer"
    if name == "infer":
        assert found.span.line == 5


def test_a_shape_that_is_none_is_refused():
    kind(infer=lambda self, shapes: shapes[0].dims)
    assert refused().message == "`infer` of the kind `mixed` gives tuple, and no `Shape`"


def test_parameters_are_held_against_the_module():
    kind(parameters=lambda self, shapes: {"weight": (3, 4), "bias": (3,)})
    found = refused()
    assert found.span.line == 5
    assert found.notes == (
        "`weight`: 3×4 by `parameters`, 3×3 made",
        "`bias`: 3 by `parameters`, none made",
    )


def test_the_shape_is_held_against_the_module():
    kind(infer=lambda self, shapes: Shape((3, 2, 4)))
    assert refused().notes == ("3×2×4 by `infer`, 3×4×4 given",)
    kind(lower=lambda self, shapes: Module(f"{__name__}.Mixing", {"channels": 3, "rows": "all"}))
    found = refused()
    assert "cannot be called with 2 samples of zeros" in found.message
    assert found.notes[0].startswith("TypeError: ")


def test_a_kind_that_is_not_there_leads_to_the_plug_in():
    with pytest.raises(Failure, match="--plugin FILE"):
        archspec.loads(TEXT.replace("mixed", "qwertyuiop"))
