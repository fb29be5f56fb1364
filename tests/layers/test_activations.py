"""Every activation of torch.nn is a kind, or has a reason not to be."""

import torch.nn.modules.activation as activations
from torch import nn

from archspec.kind import kinds
from archspec.shapes import Shape

LEFT_OUT = {
    "MultiheadAttention": "a layer of its own, not a function of numbers",
    "Softmax2d": "`softmax` of an image is over its channels already",
}


def test_no_activation_of_torch_is_missing():
    acts = [cls for cls in kinds().values() if cls.role == "act"]
    ours = {lowered(cls) for cls in acts}
    assert set(activations.__all__) - ours == LEFT_OUT.keys()


def lowered(cls):
    required = {name: 1.0 for name, f in cls.model_fields.items() if f.is_required()}
    return cls.model_validate(required).lower((Shape((4, 8, 8)),)).target.rsplit(".", 1)[1]


def test_defaults_are_those_of_torch():
    for cls in kinds().values():
        if cls.role != "act" or any(f.is_required() for f in cls.model_fields.values()):
            continue
        call = cls().lower((Shape((4, 8, 8)),))
        if call.target.startswith("torch.nn."):
            assert call.args.keys() <= {"dim"}, cls.kind


def test_fields_reach_torch():
    shapes = (Shape((4, 8, 8)),)
    rrelu = kinds()["rrelu"].model_validate({"lower": 0.1, "upper": 0.2}).lower(shapes)
    assert (rrelu.target, dict(rrelu.args)) == ("torch.nn.RReLU", {"lower": 0.1, "upper": 0.2})
    hard = kinds()["hardtanh"](min_val=0.0, max_val=6.0).lower(shapes)
    made = nn.Hardtanh(**hard.args)
    assert (made.min_val, made.max_val) == (0.0, 6.0)
    assert dict(kinds()["prelu"](slopes="channel").lower(shapes).args) == {"num_parameters": 4}
