"""Networks of timm, of torchvision for other tasks, and a detector: what specs are held to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import timm
import torchvision
from torch import Tensor, nn
from torchvision.models.detection import RetinaNet, retinanet_resnet50_fpn_v2
from torchvision.models.detection._utils import overwrite_eps
from torchvision.models.detection.backbone_utils import _resnet_fpn_extractor
from torchvision.ops.feature_pyramid_network import LastLevelP6P7
from torchvision.ops.misc import FrozenBatchNorm2d

from .twins_detection import YOLO


@dataclass(frozen=True)
class Family:
    """A spec whose variants are called as a library calls its networks.

    Args:
        make: gives the library's own network of a name, with random weights.
        compared: variants whose values are compared; figures and keys are those of all.
        small: the sizes at which they are.
    """

    make: Callable[[str], nn.Module]
    compared: tuple[str, ...]
    small: dict[str, Any] = field(default_factory=dict)


def of_torchvision(name: str) -> nn.Module:
    """A network of torchvision, with the head that helps in training where it has one."""
    options = {"weights_backbone": None, "aux_loss": True} if "_resnet" in name else {}
    return torchvision.models.get_model(name, **options)


SIZES: dict[str, dict[str, Any]] = {
    "yolov8n": {},
    "yolov8s": {"width": 0.5},
    "yolov8m": {"depth": 0.67, "width": 0.75, "widest": 768},
    "yolov8l": {"depth": 1.0, "width": 1.0, "widest": 512},
    "yolov8x": {"depth": 1.0, "width": 1.25, "widest": 512},
}


class Detector(nn.Module):
    """What torchvision's RetinaNet computes between the images that it scales and its boxes."""

    def __init__(self, name: str) -> None:
        super().__init__()
        if name == "retinanet_resnet50_fpn_v2":
            whole = retinanet_resnet50_fpn_v2(weights_backbone=None)
        else:  # as it is where published weights are loaded
            body = torchvision.models.resnet50(norm_layer=FrozenBatchNorm2d)
            top = LastLevelP6P7(256, 256)
            whole = RetinaNet(_resnet_fpn_extractor(body, 5, [2, 3, 4], top), num_classes=91)
            overwrite_eps(whole, 0.0)
        self.backbone, self.head = whole.backbone, whole.head

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        """Scores and offsets of all boxes, by the names that torchvision gives them."""
        return self.head(list(self.backbone(x).values()))


FAMILIES: dict[str, Family] = {
    "ghostnet": Family(timm.create_model, ("ghostnetv2_100", "ghostnet_050")),
    "hrnet": Family(timm.create_model, ("hrnet_w18_small",), {"size": 64}),
    "nfnet": Family(timm.create_model, ("dm_nfnet_f0",), {"size": 64, "dropout": 0.0, "drop": 0.0}),
    "repvgg": Family(timm.create_model, ("repvgg_a0",)),
    "res2net": Family(timm.create_model, ("res2net50d", "res2next50"), {"size": 64}),
    "retinanet": Family(
        Detector, ("retinanet_resnet50_fpn", "retinanet_resnet50_fpn_v2"), {"size": 64}
    ),
    "segmentation": Family(of_torchvision, ("deeplabv3_resnet50", "fcn_resnet50"), {"size": 33}),
    "tf_efficientnet": Family(
        timm.create_model,
        ("tf_efficientnet_b0", "tf_efficientnetv2_b0"),
        {"size": 65, "dropout": 0.0, "drop": 0.0},
    ),
    "yolov8": Family(lambda name: YOLO(**SIZES[name]), ("yolov8n",), {"size": 64}),
    "video_resnet": Family(
        of_torchvision, ("r2plus1d_18", "mc3_18", "r3d_18"), {"frames": 4, "size": 24}
    ),
}

STATED: list[tuple[str, dict[str, Any], str, str | None]] = [
    # spec:variant, millions of parameters, billions of multiply-adds where they are given, all to
    # as many digits as are printed
    # Ding et al. 2021, table 4, after training
    ("repvgg:repvgg_a0", {"deployed": True}, "8.30", "1.4"),
    ("repvgg:repvgg_a1", {"deployed": True}, "12.78", "2.4"),
    ("repvgg:repvgg_a2", {"deployed": True}, "25.49", "5.1"),
    ("repvgg:repvgg_b0", {"deployed": True}, "14.33", "3.1"),
    ("repvgg:repvgg_b1", {"deployed": True}, "51.82", "11.8"),
    ("repvgg:repvgg_b1g4", {"deployed": True}, "36.12", "7.3"),
    ("repvgg:repvgg_b2", {"deployed": True}, "80.31", "18.4"),
    ("repvgg:repvgg_b2g4", {"deployed": True}, "55.77", "11.3"),
    ("repvgg:repvgg_b3", {"deployed": True}, "110.96", "26.2"),
    ("repvgg:repvgg_b3g4", {"deployed": True}, "75.62", "16.1"),
    # Han et al. 2020, table 7, which has 226 millions for 227.003; Tang et al. 2022, table 1
    ("ghostnet:ghostnet_050", {}, "2.6", "0.042"),
    ("ghostnet:ghostnet_100", {}, "5.2", "0.141"),
    ("ghostnet:ghostnet_130", {}, "7.3", "0.227"),
    ("ghostnet:ghostnetv2_100", {}, "6.1", "0.167"),
    ("ghostnet:ghostnetv2_130", {}, "8.9", "0.269"),
    ("ghostnet:ghostnetv2_160", {}, "12.3", "0.399"),
    # Gao et al. 2019, table 8, and the cards of timm's weights
    ("res2net:res2net50_26w_4s", {}, "25.7", "4.2"),
    ("res2net:res2net50_48w_2s", {}, "25.3", "4.2"),
    ("res2net:res2net50_26w_8s", {}, "48.4", "8.3"),
    # the authors' table of published weights, and the cards of timm's
    ("hrnet:hrnet_w18_small", {}, "13.2", None),
    ("hrnet:hrnet_w18_small_v2", {}, "15.6", None),
    ("hrnet:hrnet_w18", {}, "21.3", "4.3"),
    ("hrnet:hrnet_w30", {}, "37.7", None),
    ("hrnet:hrnet_w32", {}, "41.2", None),
    ("hrnet:hrnet_w40", {}, "57.6", "12.7"),
    ("hrnet:hrnet_w44", {}, "67.1", None),
    ("hrnet:hrnet_w48", {}, "77.5", None),
    ("hrnet:hrnet_w64", {}, "128.1", None),
    # Brock et al. 2021, table 5
    ("nfnet:dm_nfnet_f0", {}, "71.5", "12.38"),
    ("nfnet:dm_nfnet_f1", {}, "132.6", "35.54"),
    ("nfnet:dm_nfnet_f2", {}, "193.8", "62.59"),
    ("nfnet:dm_nfnet_f3", {}, "254.9", "114.76"),
    ("nfnet:dm_nfnet_f4", {}, "316.1", "215.24"),
    ("nfnet:dm_nfnet_f5", {}, "377.2", "289.76"),
    ("nfnet:dm_nfnet_f6", {}, "438.4", "377.28"),
    # Tan and Le 2019, table 2; torchvision of the same networks
    ("tf_efficientnet:tf_efficientnet_b0", {}, "5.3", "0.39"),
    ("tf_efficientnet:tf_efficientnet_b6", {}, "43", "19"),
    ("tf_efficientnet:tf_efficientnetv2_s", {}, "21.5", "8.37"),
    ("tf_efficientnet:tf_efficientnetv2_m", {}, "54.1", "24.58"),
    # of the published weights, to the last one
    ("yolov8:yolov8n", {}, "3.157200", None),
    ("yolov8:yolov8s", {}, "11.166560", None),
    ("yolov8:yolov8m", {}, "25.902640", None),
    ("yolov8:yolov8l", {}, "43.691520", None),
    ("yolov8:yolov8x", {}, "68.229648", None),
]
