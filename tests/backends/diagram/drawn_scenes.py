"""Scenes that the tests of the writers draw."""

from archspec.backends.diagram.scene.scene import Circle, Path, Polygon, Rect, Scene, Text

EVERY_ITEM = Scene(
    300,
    200,
    "everything",
    "One of each shape.",
    (
        Rect(10, 10, 280, 180, "frame", 9),
        Rect(20, 30, 120, 34, "convolution", 5, path="body.0"),
        Text(80, 45, "conv 3×3, 16", 10.5, path="body.0"),
        Text(80, 57, "448 params", 8, "quiet", path="body.0"),
        Path(((80, 64), (80, 100), (200, 100), (200, 130)), "wire", 5, arrow=True),
        Path(((90, 64), (200, 64)), "wire", dashed=True),
        Polygon(((190, 130), (220, 130), (220, 180), (190, 180)), "pooling"),
        Polygon(((190, 130), (210, 110), (240, 110), (220, 130)), "pooling", "top"),
        Polygon(((220, 130), (240, 110), (240, 160), (220, 180)), "pooling", "side"),
        Polygon(((215, 130), (220, 130), (220, 180), (215, 180)), "activation", "band"),
        Circle(60, 150, 10, "merge"),
        Text(60, 154.5, "+", 13, bold=True),
        Text(150, 150, "maxpool 2×2", 8, "quiet", anchor="end", angle=-55),
        Text(20, 22, "blocks ×7", 9.5, anchor="start", bold=True),
    ),
)

EVIL = (
    '</text><script>alert(1)</script>" onload="x',
    "]]> --> <!-- <style>*{}</style> &amp; &#1;",
    r"\input{/etc/passwd} \write18{id} $x_1$ %~^#&{}\\",
    "}}\\end{tikzpicture}\\end{document}",
    "line\nbreak\r\t\x00\x1b[2J\u202e\ud800\u2028",
    "??`` ''-- --- ,, << >> !`",
    "卷积 é ą ß Ω д ﬁ 🙂 ⌊H/2⌋ 1.000·H²",
    "x" * 300,
)
"""What a name must not do."""


def hostile() -> Scene:
    """The evil texts, wherever a scene takes a text from outside."""
    texts = [Text(10, 10 + 9 * i, text, 8, path=text) for i, text in enumerate(EVIL)]
    boxes = [Rect(0, 9 * i, 40, 8, text, path=text) for i, text in enumerate(EVIL)]
    evil = " ".join(EVIL)
    return Scene(400, 100, evil, evil, (*boxes, *texts))
