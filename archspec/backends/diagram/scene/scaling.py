"""A scene in another size."""

from dataclasses import replace

from archspec.backends.diagram.scene.scene import Circle, Item, Path, Polygon, Rect, Scene, Text


def scaled(scene: Scene, factor: float) -> Scene:
    """A scene in another size, texts included.

    >>> scaled(Scene(10, 20, "x", "", (Text(2, 4, "a", 8),)), 0.5).items[0].size
    4.0
    """
    items = tuple(_scaled(item, factor) for item in scene.items)
    return replace(scene, width=scene.width * factor, height=scene.height * factor, items=items)


def _scaled(item: Item, factor: float) -> Item:
    match item:
        case Path():
            points = tuple((x * factor, y * factor) for x, y in item.points)
            return replace(item, points=points, radius=item.radius * factor)
        case Polygon():
            return replace(item, points=tuple((x * factor, y * factor) for x, y in item.points))
        case Text():
            return replace(item, x=item.x * factor, y=item.y * factor, size=item.size * factor)
        case Circle():
            x, y, radius = (side * factor for side in (item.x, item.y, item.radius))
            return replace(item, x=x, y=y, radius=radius)
        case Rect():
            sides = ("x", "y", "width", "height", "radius")
            return replace(item, **{side: getattr(item, side) * factor for side in sides})
