"""Published networks that torchvision does not have: their twins, and what their papers state."""

from collections.abc import Callable
from typing import Any

from torch import nn

from .twins_generating import VAE, dcgan
from .twins_images_out import Autoencoder, Siamese, SpatialTransformer, UNet
from .twins_inception_resnet import InceptionResNet
from .twins_patches import MlpMixer, conv_mixer
from .twins_points import pointnet
from .twins_small_images import DenseNet, PyramidNet, ResNet
from .twins_time import C3D, CRNN, TCN, WaveNet

TWINS: dict[str, Callable[..., nn.Module]] = {
    "autoencoder": Autoencoder,
    "c3d": C3D,
    "convmixer": conv_mixer,
    "crnn": CRNN,
    "dcgan": dcgan,
    "densenet_cifar": DenseNet,
    "inception_resnet": InceptionResNet,
    "mlp_mixer": MlpMixer,
    "pointnet": pointnet,
    "pyramidnet": PyramidNet,
    "resnet_cifar": ResNet,
    "siamese": Siamese,
    "spatial_transformer": SpatialTransformer,
    "tcn": TCN,
    "unet": UNet,
    "vae": VAE,
    "wavenet": WaveNet,
}

PYTORCH: dict[str, Any] = {"mlps": [[64], [128, 1024]], "last": "identity"}
"""PointNet as most of PyTorch's users have it: with a layer less before and after the features."""

SMALL: list[tuple[str, dict[str, Any]]] = [
    ("autoencoder", {}),
    ("c3d", {"width": 2}),
    ("convmixer", {"width": 8, "depth": 2, "classes": 5}),
    ("convmixer", {"width": 8, "depth": 2, "act": "relu", "kernel": 7}),
    ("crnn", {"length": 24, "hidden": 8, "classes": 5}),
    ("dcgan", {"width": 4, "latent": 8}),
    ("dcgan", {"network": "discriminator", "width": 4, "size": 32, "channels": 1}),
    ("densenet_cifar", {"depth": 22, "growth": 4}),
    ("densenet_cifar", {"depth": 13, "growth": 4, "bc": False}),
    ("inception_resnet", {"depths": [1, 1, 1], "classes": 7}),
    ("mlp_mixer", {"size": 32, "patch": 8, "depth": 2, "width": 16}),
    ("pointnet", {"points": 24, "classes": 5}),
    ("pointnet", {"points": 24, "segmentation": True, "classes": 5}),
    ("pointnet", {"points": 24, **PYTORCH}),
    ("pointnet", {"points": 24, "segmentation": True, **PYTORCH}),
    ("pyramidnet", {"depth": 20, "alpha": 20}),
    ("pyramidnet", {"depth": 29, "alpha": 20, "bottleneck": True}),
    ("resnet_cifar", {"depth": 14}),
    ("siamese", {"features": 16}),
    ("spatial_transformer", {}),
    ("spatial_transformer", {"size": 32, "channels": 3, "classes": 4}),
    ("tcn", {"width": 5, "levels": 3, "length": 50}),
    ("unet", {"size": 204, "width": 2}),
    ("unet", {"size": 32, "width": 2, "padded": True}),
    ("vae", {}),
    ("wavenet", {"length": 40, "classes": 9, "stacks": 2, "depth": 3, "skip": 6}),
    ("wavenet", {"length": 40, "classes": 9, "stacks": 2, "depth": 2, "kernel": 3}),
]
"""Sizes at which values are compared; at their full size figures are."""

KEYED = ("crnn", "dcgan", "inception_resnet", "pointnet", "spatial_transformer", "vae")
"""Those that have the keys of what is published, and not only its weights in order."""

STATED = [
    # spec:variant, parameters in millions as the paper prints them, to that many digits
    ("resnet_cifar:resnet20", "0.27"),
    ("resnet_cifar:resnet32", "0.46"),
    ("resnet_cifar:resnet44", "0.66"),
    ("resnet_cifar:resnet56", "0.85"),
    ("resnet_cifar:resnet110", "1.7"),
    ("densenet_cifar:densenet_40_12", "1.0"),
    ("densenet_cifar:densenet_100_12", "7.0"),
    ("densenet_cifar:densenet_100_24", "27.2"),
    ("densenet_cifar:densenet_bc_100_12", "0.8"),
    ("densenet_cifar:densenet_bc_250_24", "15.3"),
    ("densenet_cifar:densenet_bc_190_40", "25.6"),
    ("pyramidnet:pyramidnet_110_48", "1.7"),
    ("pyramidnet:pyramidnet_200_240", "26.6"),
    ("pyramidnet:pyramidnet_236_220", "26.8"),
    ("pyramidnet:pyramidnet_272_200", "26.0"),
    ("convmixer:convmixer_1536_20", "51.6"),
    ("convmixer:convmixer_768_32", "21.1"),
    ("convmixer:convmixer_1024_20", "24.4"),
    ("crnn", "8.3"),
    ("pointnet:pointnet_classification", "3.5"),
    ("mlp_mixer:mixer_s_32", "19"),
    ("mlp_mixer:mixer_b_32", "60"),
    ("unet:unet", "31.0"),
]

COUNTED = {
    # of the published weights, to the last one
    "inception_resnet": 55_843_464,
    "mlp_mixer": 59_880_472,
    "convmixer": 51_625_960,
    "siamese": 38_951_745,
    "vae": 652_824,
    "c3d": 78_409_573,
}
