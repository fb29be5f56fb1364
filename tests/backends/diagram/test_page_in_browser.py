"""A page in a browser: keys, pointers, search, themes and links, without a word of complaint."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from drawn_networks import compile_text
from drawn_pages import hostile_network

import archspec
from archspec.backends.diagram import draw
from archspec.backends.diagram.scene.direction import isolated

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator:
    with playwright.sync_playwright() as session:
        sandbox = [] if os.geteuid() else ["--no-sandbox"]
        opened = session.chromium.launch(executable_path=CHROMIUM, args=sandbox)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    archspec.load("unet_small").diagram(folder / "unet_small.html")
    archspec.load("resnet18").diagram(folder / "resnet18.html")
    archspec.load("resnet50").diagram(folder / "resnet50.html")
    draw(hostile_network(), folder / "hostile.html")
    words = (
        "input: [8]\nlayers: [linear: {name: שלום_עולם, width: 8}, linear: {name: 𞤀𞤁, width: 2}]"
    )
    draw(compile_text(words), folder / "leftward.html")
    return folder


@pytest.fixture
def opened(browser, files):
    """Opens pages; at the end none may have complained or asked for anything else."""
    complaints: list[str] = []
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1200, "height": 800})

    def look_at(name: str, fragment: str = ""):
        page = context.new_page()
        page.set_default_timeout(30000)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        address = f"{(files / name).as_uri()}.html"
        page.on(
            "request",
            lambda request: request.url.split("#")[0] == address or complaints.append(request.url),
        )
        page.goto(address + fragment)
        return page

    yield look_at
    context.close()
    assert complaints == []


def facts(page) -> dict[str, str]:
    words, texts = page.locator("#facts dt"), page.locator("#facts dd")
    return dict(zip(words.all_inner_texts(), texts.all_inner_texts(), strict=True))


def path(page) -> str:
    return page.locator("#facts .path").inner_text()


def depth(page) -> str:
    return page.locator(".chart:not([hidden])").get_attribute("data-depth")


def seen(page) -> list[float]:
    return [
        float(side)
        for side in page.locator(".chart:not([hidden])").get_attribute("viewBox").split()
    ]


def test_arrow_keys_walk_from_layer_to_layer_and_say_what_it_is(opened):
    page = opened("unet_small")
    page.keyboard.press("ArrowDown")
    assert path(page) == "down1.0.0"
    assert facts(page)["takes"] == "3×32×32"
    assert facts(page)["parameters"] == "448 · 0.38 %"
    page.keyboard.press("ArrowDown")
    assert path(page) == "down1.0.1"
    page.keyboard.press("ArrowUp")
    assert path(page) == "down1.0.0"
    page.keyboard.press("ArrowRight")
    assert path(page) == "11"
    page.keyboard.press("Escape")
    assert page.locator("#facts").inner_text() == ""


def test_pointing_at_a_layer_shows_its_line_beside_the_picture(opened):
    page = opened("unet_small")
    group = page.locator(".chart:not([hidden]) .row").first
    group.hover()
    assert "unet_small.yaml:" in page.locator("#facts pre").inner_text()
    panel, stage = page.locator("aside").bounding_box(), page.locator("#stage").bounding_box()
    assert panel["x"] >= stage["x"] + stage["width"]


def test_enter_unfolds_a_scope_and_folds_it_again(opened):
    page = opened("resnet18", "#depth=0&at=layer2")
    assert (depth(page), path(page)) == ("0", "layer2")
    page.keyboard.press("Enter")
    assert (depth(page), path(page)) == ("1", "layer2")
    page.keyboard.press("Enter")
    assert (depth(page), path(page)) == ("0", "layer2")


def test_a_click_unfolds_a_scope_and_keeps_it_in_the_middle(opened):
    page = opened("resnet18", "#depth=0")
    page.locator(".chart:not([hidden]) .row", has_text="layer3").click()
    assert (depth(page), path(page)) == ("1", "layer3")
    box = page.locator(".chart:not([hidden]) .shown").bounding_box()
    stage = page.locator("#stage").bounding_box()
    assert box["x"] + box["width"] / 2 == pytest.approx(stage["x"] + stage["width"] / 2, abs=12)


def test_brackets_step_through_the_depths(opened):
    page = opened("resnet18", "#depth=0")
    found = [depth(page)]
    for key in ["]", "]", "]", "]", "["]:
        page.keyboard.press(key)
        found.append(depth(page))
    assert found == ["0", "1", "2", "3", "3", "2"]


def test_a_search_counts_and_goes_from_one_to_the_next(opened):
    page = opened("unet_small")
    page.keyboard.press("/")
    page.keyboard.type("conv_tr")
    assert page.locator("#count").inner_text() == "2 found"
    assert page.locator(".chart:not([hidden]) .hit").count() == 2
    for expected in ("1 of 2", "2 of 2", "1 of 2"):
        page.keyboard.press("Enter")
        assert page.locator("#count").inner_text() == expected
    assert "conv_transpose" in page.locator("#facts h2").inner_text()


def test_a_search_finds_what_is_folded(opened):
    page = opened("resnet18", "#depth=0")
    page.keyboard.press("/")
    page.keyboard.type("layer4.1.conv2")
    assert page.locator("#count").inner_text() == "1 found"
    assert page.locator(".chart:not([hidden]) .hit").count() == 1
    page.keyboard.press("Enter")
    assert path(page) == "layer4.1.conv2"
    assert depth(page) != "0"


def test_a_search_steps_through_all_there_is_forth_and_back_and_unfolds_on_its_way(opened):
    """Of the rounds of a repeat one is drawn, and all are found."""
    page = opened("resnet50", "#depth=0")
    nodes = [node.path for node in archspec.load("resnet50").graph.nodes]
    wanted = [one for one in nodes if one.startswith("layer3.") and one.endswith("conv2")]
    page.keyboard.press("/")
    page.keyboard.type("conv2")
    every = [one for one in nodes if "conv2" in one]
    assert page.locator("#count").inner_text() == f"{len(every)} found"
    gone = []
    for number in range(len(every)):
        page.keyboard.press("Enter")
        assert page.locator("#count").inner_text() == f"{number + 1} of {len(every)}"
        gone.append(path(page))
    assert gone == every
    assert {*wanted} <= {*gone}
    for expected in (every[-2], every[-3], every[-4]):
        page.keyboard.press("Shift+Enter")
        assert path(page) == expected
    assert "drawn once for several, as layer3.1.conv2" in page.locator("#facts").inner_text()


def test_a_search_for_what_is_not_there_says_so(opened):
    page = opened("resnet18")
    page.keyboard.press("/")
    page.keyboard.type("transformer")
    page.keyboard.press("Enter")
    assert page.locator("#count").inner_text() == "none found"


def test_wheel_keys_and_drags_move_the_picture_and_0_brings_it_back(opened):
    page = opened("unet_small")
    whole = seen(page)
    page.mouse.move(400, 400)
    page.mouse.wheel(0, -300)
    page.wait_for_timeout(100)
    near = seen(page)
    assert near[2] < whole[2]
    page.mouse.down()
    page.mouse.move(500, 450, steps=4)
    page.mouse.up()
    assert seen(page)[0] < near[0]
    page.keyboard.press("0")
    assert seen(page) == pytest.approx(whole)
    page.keyboard.press("-")
    assert seen(page)[2] == pytest.approx(whole[2] * 1.25)


def test_the_theme_follows_the_screen_until_a_key_chooses_one(opened):
    page = opened("unet_small")
    background = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(background) == "rgb(22, 27, 33)"
    page.keyboard.press("t")
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    assert "theme=light" in page.url
    page.keyboard.press("t")
    assert page.evaluate(background) == "rgb(22, 27, 33)"


def test_a_link_holds_what_was_seen(opened):
    page = opened("resnet18", "#depth=2&q=relu&theme=dark&at=layer1.0.conv1")
    assert depth(page) == "2"
    assert page.locator("#search").input_value() == "relu"
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert path(page) == "layer1.0.conv1"


def test_a_link_that_says_nonsense_shows_the_page_as_it_is(opened):
    page = opened("resnet18", "#depth=__proto__&q=%3Cb%3E&theme=x&at=<script>")
    assert depth(page) == depth(opened("resnet18"))
    assert page.locator("html").get_attribute("data-theme") == "auto"


def test_words_of_strangers_run_nothing(opened):
    page = opened("hostile")
    for _ in range(6):
        page.keyboard.press("ArrowDown")
    assert "alert" in page.locator("#facts").inner_text()
    assert page.locator("img, b:not(pre b)").count() == 0


def test_every_row_has_a_name_and_one_takes_the_focus(opened):
    page = opened("unet_small")
    rows = page.locator(".chart:not([hidden]) g[data-subject]")
    assert all(rows.nth(i).get_attribute("aria-label") for i in range(rows.count()))
    assert page.locator('.chart:not([hidden]) g[tabindex="0"]').count() == 1
    page.locator("#search").focus()
    for _ in range(2):
        page.keyboard.press("Tab")
    assert path(page) == "down1.0.0"


def test_names_from_right_to_left_are_set_apart_as_in_the_picture(opened):
    page = opened("leftward")
    for name in ("שלום_עולם", "𞤀𞤁"):
        page.keyboard.press("ArrowDown")
        assert path(page) == isolated(name)


def test_space_unfolds_a_scope_as_it_presses_any_button(opened):
    page = opened("resnet18", "#depth=0&at=layer2")
    page.keyboard.press("Space")
    assert (depth(page), path(page)) == ("1", "layer2")


def test_one_group_alone_takes_the_focus_after_a_search_and_after_esc(opened):
    page = opened("resnet18", "#depth=0&at=layer2")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    for chart in page.locator(".chart").all():
        assert chart.locator('g[tabindex="0"]').count() == 1


@pytest.mark.parametrize("fragment", ["", "#depth=1&at=layer1"])
def test_a_page_in_a_frame_that_is_shown_later_fits_it(browser, files, fragment):
    complaints: list[str] = []
    page = browser.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    shell = files / "frame.html"
    size = "display: none; width: 800px; height: 600px"
    shell.write_text(f'<iframe style="{size}" src="resnet18.html{fragment}"></iframe>')
    page.goto(shell.as_uri())
    page.locator("iframe").evaluate("frame => frame.style.display = 'block'")
    chart = page.frame_locator("iframe").locator(".chart:not([hidden])")
    playwright.expect(chart).not_to_have_attribute("viewBox", re.compile("^0 0 "))
    page.mouse.move(400, 300)
    page.mouse.wheel(0, -300)
    page.wait_for_timeout(100)
    near = chart.get_attribute("viewBox")
    for display in ("none", "block"):
        page.locator("iframe").evaluate("(frame, how) => frame.style.display = how", display)
        page.wait_for_timeout(100)
    assert [float(side) for side in chart.get_attribute("viewBox").split()] == pytest.approx(
        [float(side) for side in near.split()]
    )
    page.close()
    assert complaints == []


def test_two_fingers_bring_the_picture_nearer(opened):
    page = opened("unet_small")
    whole = seen(page)
    touch = page.context.new_cdp_session(page)

    def fingers(kind: str, *places: int) -> None:
        points = [{"x": x, "y": 400, "id": i} for i, x in enumerate(places)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", 400, 500)
    for spread in (20, 40, 60):
        fingers("touchMove", 400 - spread, 500 + spread)
    fingers("touchEnd")
    assert whole[2] / seen(page)[2] == pytest.approx(220 / 100, rel=0.1)
