"""A scene as SVG is XML that shows every text, fetches nothing and runs nothing."""

import re
from xml.etree import ElementTree

import pytest
from drawn_scenes import EVERY_ITEM, EVIL, hostile

from archspec.backends.diagram.scene.palette import DARK, LIGHT
from archspec.backends.diagram.scene.scene import Path, Rect, Scene, Text
from archspec.backends.diagram.scene.svg import svg
from archspec.diagnostics.readable import printable

NAMESPACE = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "title", "desc", "g", "a", "rect", "path", "polygon", "circle", "text", "style"}


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314  our own text


def tags(root: ElementTree.Element) -> list[str]:
    return [element.tag.removeprefix(NAMESPACE) for element in root.iter()]


@pytest.mark.parametrize("theme", [LIGHT, DARK, "auto"])
@pytest.mark.parametrize("scene", [EVERY_ITEM, hostile()], ids=["every_item", "hostile"])
def test_it_holds_only_what_draws(scene, theme):
    root = parsed(svg(scene, theme))
    assert set(tags(root)) <= ELEMENTS
    names = {name for element in root.iter() for name in element.attrib}
    assert not [name for name in names if name.startswith("on")]
    assert "url(" not in svg(scene, theme)


@pytest.mark.parametrize("theme", [LIGHT, "auto"])
def test_every_text_is_there_as_it_was(theme):
    root = parsed(svg(hostile(), theme))
    said = [element.text for element in root.iter(f"{NAMESPACE}text")]
    assert said == [printable(text) for text in EVIL]


def test_it_has_a_name_and_a_description_for_those_who_hear_it():
    root = parsed(svg(EVERY_ITEM))
    title, description = root.get("aria-labelledby").split()
    found = {element.get("id"): element.text for element in root.iter() if element.get("id")}
    assert root.get("role") == "img"
    assert found == {title: "everything", description: "One of each shape."}


def test_what_shows_a_node_says_its_path():
    root = parsed(svg(EVERY_ITEM))
    (group,) = [
        one for one in root.iter(f"{NAMESPACE}g") if one.find(f"{NAMESPACE}title") is not None
    ]
    assert tags(group) == ["g", "title", "rect", "text", "text"]
    assert group.find(f"{NAMESPACE}title").text == "body.0"


def test_under_auto_two_pictures_on_one_page_leave_each_other_alone():
    one, other = (svg(Scene(9, 9, name, "", EVERY_ITEM.items), "auto") for name in ("a", "b"))
    classes = [set(re.findall(r'class="([^"]*)"', text)) for text in (one, other)]
    assert len(classes[0]) == len(classes[1]) > 8
    assert not classes[0] & classes[1]
    ids = [set(re.findall(r' id="([^"]*)"', text)) for text in (one, other)]
    assert not ids[0] & ids[1]


def test_under_auto_each_class_has_the_colours_of_both_screens():
    text = svg(EVERY_ITEM, "auto")
    light, _, dark = text.partition("@media screen and (prefers-color-scheme:dark)")
    for name in set(re.findall(r'class="([^"]*)"', text)):
        assert f".{name}{{" in light
        assert f".{name}{{" in dark
    assert LIGHT.ink in light
    assert DARK.ink in dark


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_with_one_theme_its_colours_stand_at_each_element(theme):
    text = svg(EVERY_ITEM, theme)
    assert "class=" not in text
    used = set(re.findall(r"#[0-9a-f]{6}", text))
    assert {theme.paper, theme.ink, theme.quiet, theme.wire} <= used


def test_the_ground_is_a_card_a_page_or_nothing():
    scene = Scene(9, 9, "", "", ())
    grounds = [svg(scene, ground=ground).count("<rect") for ground in ("card", "page", "none")]
    assert grounds == [1, 1, 0]
    assert 'rx="10"' in svg(scene, ground="card")
    assert "rx=" not in svg(scene, ground="page")


def test_an_arrow_ends_at_its_last_point():
    scene = Scene(50, 50, "", "", (Path(((10, 10), (10, 40)), "wire", arrow=True),))
    (head,) = parsed(svg(scene)).iter(f"{NAMESPACE}polygon")
    (line,) = parsed(svg(scene)).iter(f"{NAMESPACE}path")
    assert head.get("points").startswith("10,40 ")
    assert line.get("d") == "M10,10L10,36"


def test_numbers_have_two_decimals_at_most():
    scene = Scene(1 / 3, 2, "", "", (Rect(-1e-9, 1e-9, 2 / 3, 1e6, "frame"), Text(1, 2, "a", 8)))
    numbers = re.findall(r' (?:x|y|width|height)="([^"]*)"', svg(scene, ground="none"))
    assert numbers == ["0.33pt", "2pt", "0", "0", "0.67", "1000000", "1", "2"]


@pytest.mark.parametrize("theme", [LIGHT, "auto"])
def test_equal_scenes_give_equal_text(theme):
    assert svg(hostile(), theme) == svg(hostile(), theme)
