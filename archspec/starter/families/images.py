"""Networks that say what is in an image or a volume."""

from archspec.starter.families.family import Family, Network, factors
from archspec.starter.request import Request

IMAGE, VOLUME = (3, 32, 32), (1, 16, 16, 16)
WIDTH = {"width": "32"}
PIXELS = "channels, rows, columns of one sample: no batch"
VOXELS = "channels, slices, rows, columns of one sample: no batch"


def _comment(request: Request) -> str:
    return PIXELS if len(request.sizes) == 3 else VOXELS


def _pool(request: Request, stages: int) -> str:
    """What halves an image after each stage, and loses no row of it."""
    if not stages:
        return ""
    exact = all(size % 2**stages == 0 for size in request.sizes[1:])
    return "- maxpool: 2" if exact else "- maxpool: {kernel: 3, stride: 2, padding: 1}"


def convnet(request: Request) -> Network:
    """Convolutions and pools, then one decision."""
    stages = request.halvings(4, 4)
    layers = f"""
layers:
  - repeat:
      each: {factors(max(stages, 1))}  # twice the channels each time the image is halved
      as: factor
      layers:
        - conv: {{width: $factor * $width, kernel: 3, padding: same, norm: batchnorm, act: relu}}
        {_pool(request, stages)}
  - global_maxpool  # any size of image will do
  - dropout: 0.2
  - linear: $outputs
"""
    params = WIDTH if len(request.sizes) == 3 else {"width": "16"}
    return Network("A convolutional network", params, layers, comment=_comment(request))


def vgg(request: Request) -> Network:
    """Two convolutions a stage, and two dense layers (Simonyan and Zisserman 2014)."""
    stages = request.halvings(4, 5)
    layers = f"""
layers:
  - repeat:
      each: {factors(max(stages, 1))}  # twice the channels each time the image is halved
      as: factor
      layers:
        - conv: {{width: $factor * $width, kernel: 3, padding: same, norm: batchnorm, act: relu}}
        - conv: {{width: $factor * $width, kernel: 3, padding: same, norm: batchnorm, act: relu}}
        {_pool(request, stages)}
  - flatten
  - linear: 8 * $width
  - relu
  - dropout: 0.5
  - linear: $outputs
"""
    about = "Pairs of small convolutions, as in VGG (Simonyan and Zisserman 2014, arXiv:1409.1556)"
    return Network(about, WIDTH, layers, comment=_comment(request))


STEM = """
  - conv: {width: $width, kernel: 7, stride: 2, padding: 3, norm: batchnorm, act: relu}
  - maxpool: {kernel: 3, stride: 2, padding: 1}
"""
SMALL_STEM = """
  - conv: {width: $width, kernel: 3, padding: same, norm: batchnorm, act: relu}
"""


def resnet(request: Request) -> Network:
    """Residual stages (He et al. 2016)."""
    large = request.least >= 128
    layers = f"""
layers:
{(STEM if large else SMALL_STEM).strip(chr(10))}
  - repeat:
      each: {factors(4 if large else 1 + request.halvings(8, 3))}  # stages of $blocks blocks
      as: factor
      index: stage
      layers:
        - repeat:
            depth: $blocks
            layers:
              - residual:  # two convolutions, and what came in is added
                  width: $factor * $width
                  stride: 2 if $i == 0 and $stage > 0 else 1
                  norm: batchnorm
                  act: relu
                  shortcut: auto  # a 1×1 convolution where shapes differ
  - global_avgpool
  - linear: $outputs
"""
    about = "A residual network (He et al. 2016, arXiv:1512.03385)"
    params = {"width": "64" if large else "32", "blocks": "2"}
    return Network(about, params, layers, comment=_comment(request))


def mobilenet(request: Request) -> Network:
    """Inverted residuals (Sandler et al. 2018)."""
    stages = 1 + request.halvings(4, 4)
    layers = f"""
blocks:
  inverted:  # narrow at its ends, wide and depthwise between
    params: {{width: required, stride: 1}}
    layers:
      - residual:
          shortcut: optional  # only where shapes agree
          body:
            - conv: {{width: $expand * $in, kernel: 1, norm: batchnorm, act: relu6}}
            - conv:
                width: $in
                groups: $in
                kernel: 3
                stride: $stride
                padding: 1
                norm: batchnorm
                act: relu6
            - conv: {{width: $width, kernel: 1, norm: batchnorm}}
layers:
  - conv: {{width: $width, kernel: 3, padding: same, norm: batchnorm, act: relu6}}
  - repeat:
      each: {factors(stages)}  # stages: each but the first halves the image
      as: factor
      index: stage
      layers:
        - inverted: {{width: $factor * $width, stride: 2 if $stage > 0 else 1}}
        - inverted: {{width: $factor * $width}}
  - conv: {{width: {2 ** (stages + 1)} * $width, kernel: 1, norm: batchnorm, act: relu6}}
  - global_avgpool
  - dropout: 0.2
  - linear: $outputs
"""
    about = "Inverted residuals, as in MobileNetV2 (Sandler et al. 2018, arXiv:1801.04381)"
    params = {"width": "16", "expand": "4"}
    return Network(about, params, layers, comment=PIXELS)


def convnext(request: Request) -> Network:
    """Convolutions in the proportions of a transformer (Liu et al. 2022)."""
    wanted = 4 if request.least >= 64 else 2 if request.least >= 16 else 1
    patch = max(p for p in (1, 2, 4) if p <= wanted and all(s % p == 0 for s in request.sizes[1:]))
    patches = Request("", (1, *(size // patch for size in request.sizes[1:])))
    stages = 1 + (patches.exact_halvings(4, 3) if patches.least >= 8 else 0)
    layers = f"""
blocks:
  block:
    layers:
      - residual:
          - conv: {{width: $in, groups: $in, kernel: 7, padding: 3}}
          - rearrange: c h w -> h w c
          - layernorm
          - linear: 4 * $in
          - gelu
          - linear: $in // 4
          - rearrange: h w c -> c h w
layers:
  - conv: {{width: $width, kernel: {patch}, stride: {patch}}}  # patches of {patch}×{patch} pixels
  - layernorm
  - repeat:
      each: {factors(stages)}  # stages: each but the first halves the image
      as: factor
      index: stage
      layers:
        - sequence:
            when: $stage > 0
            layers:
              - layernorm
              - conv: {{width: $factor * $width, kernel: 2, stride: 2}}
        - repeat: {{depth: $blocks, layers: [block]}}
  - global_avgpool
  - layernorm
  - linear: $outputs
"""
    about = "Convolutions in the proportions of a transformer (Liu et al. 2022, arXiv:2201.03545)"
    return Network(about, {"width": "48", "blocks": "2"}, layers, comment=PIXELS)


def vit(request: Request) -> Network:
    """A transformer over patches (Dosovitskiy et al. 2021)."""
    layers = """
blocks:
  encoder:
    layers:
      - residual: [layernorm, attention: $heads]
      - residual: [layernorm, linear: 4 * $width, gelu, linear: $width]
layers:
  - conv: {width: $width, kernel: $patch, stride: $patch}  # each patch as a token
  - rearrange: c h w -> (h w) c
  - class_token
  - position_embedding
  - repeat: {depth: $depth, layers: [encoder]}
  - layernorm
  - select: 0  # the class token
  - linear: $outputs
"""
    params = {"patch": str(_patch(request)), "width": "64", "heads": "4", "depth": "4"}
    about = "A transformer over the patches of an image (Dosovitskiy et al. 2021, arXiv:2010.11929)"
    return Network(about, params, layers, comment=PIXELS)


def _patch(request: Request) -> int:
    """The side of a patch: the largest of usual ones that divides the image into 16 or more."""
    rows, columns = request.sizes[1:]
    fitting = [p for p in (16, 8, 4, 2) if rows % p == columns % p == 0]
    return next((p for p in fitting if rows // p * (columns // p) >= 16), 1)


FAMILIES = (
    Family(
        "convnet",
        "convolutions and pools, of images or volumes",
        IMAGE,
        (3, 4),
        convnet,
        4,
        rate=0.003,
        light=True,
    ),
    Family("vgg", "pairs of convolutions, then dense layers", IMAGE, (3,), vgg, 4),
    Family("resnet", "residual blocks, of images or volumes", IMAGE, (3, 4), resnet, 4),
    Family("mobilenet", "inverted residuals: few weights", IMAGE, (3,), mobilenet, 4),
    Family("convnext", "depthwise convolutions and layernorm", IMAGE, (3,), convnext, 4),
    Family("vit", "a transformer over patches", IMAGE, (3,), vit, 4),
)
