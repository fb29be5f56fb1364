"""Networks that give each pixel something."""

from archspec.starter.families.family import Family, Network
from archspec.starter.families.images import PIXELS
from archspec.starter.request import Request, Unfit


def unet(request: Request) -> Network:
    """Down, and up again with what the way down saw (Ronneberger et al. 2015)."""
    levels = request.exact_halvings(8, 4)
    if not levels:
        raise Unfit("`unet` halves rows and columns: give it even ones, as in `--input 3,64,64`")
    down = [
        line
        for n in range(1, levels + 1)
        for line in (f"convs: {{name: down{n}, width: {_times(n)}}}", "maxpool: 2")
    ]
    up = [
        line
        for n in range(levels, 0, -1)
        for line in (
            f"conv_transpose: {{width: {_times(n)}, kernel: 2, stride: 2}}",
            f"concat: down{n}",
            f"convs: {{name: up{n}, width: {_times(n)}}}",
        )
    ]
    items = [*down, f"convs: {{name: bottom, width: {_times(levels + 1)}}}", *up]
    listed = "\n".join(f"  - {item}" for item in items)
    layers = f"""
blocks:
  convs:
    params: {{width: required}}
    layers:
      - conv: {{width: $width, kernel: 3, padding: same, norm: batchnorm, act: relu}}
      - conv: {{width: $width, kernel: 3, padding: same, norm: batchnorm, act: relu}}
layers:
{listed}
  - conv: {{width: $outputs, kernel: 1}}  # for every pixel
"""
    about = "A U-Net, which gives each pixel a class (Ronneberger et al. 2015, arXiv:1505.04597)"
    return Network(about, {"width": "16"}, layers, comment=PIXELS)


def _times(level: int) -> str:
    return "$width" if level == 1 else f"{2 ** (level - 1)} * $width"


def autoencoder(request: Request) -> Network:
    """Images as a short code, and the code as an image again."""
    channels, rows, columns = request.sizes
    times = request.exact_halvings(2, 2)
    if not times:
        raise Unfit("`autoencoder` halves rows and columns: give it even ones")
    high, wide, top = rows // 2**times, columns // 2**times, 2 ** (times - 1)
    inner = f"{top} * $width" if top > 1 else "$width"
    less = "    - conv: {width: $width, kernel: 3, stride: 2, padding: 1, act: relu}\n"
    more = "    - conv_transpose: {width: $width, kernel: 4, stride: 2, padding: 1, act: relu}\n"
    layers = f"""
layers:
  - sequence:
      name: encoder
      layers:
{("    " + less).rstrip() if times > 1 else ""}
        - conv: {{width: {inner}, kernel: 3, stride: 2, padding: 1, act: relu}}
        - flatten
        - linear: $code  # the image in a few numbers
  - sequence:
      name: decoder
      layers:
        - linear: {inner} * {high * wide}
        - relu
        - reshape: [{inner}, {high}, {wide}]
{("    " + more).rstrip() if times > 1 else ""}
        - conv_transpose: {{width: {channels}, kernel: 4, stride: 2, padding: 1}}
        - sigmoid  # values of pixels are from 0 to 1
outputs: {{image: decoder, code: encoder}}
"""
    about = "An autoencoder: images become a short code, and the code an image again"
    return Network(about, {"width": "16", "code": "32"}, layers, comment=PIXELS)


FAMILIES = (
    Family("unet", "a class for each pixel", (3, 32, 32), (3,), unet, 4, "masks"),
    Family("autoencoder", "images from a code", (3, 32, 32), (3,), autoencoder, 4, "images"),
)
