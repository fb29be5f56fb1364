"""What an editor shows of a file is text, whatever somebody wrote there."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from archspec.lsp.documents import opened
from archspec.lsp.hover import hover
from archspec.lsp.markdown import code, prose
from archspec.lsp.positions import Text

RENDERED = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
TEXTS = st.text(st.sampled_from("`*_[]()<>!#|~&:@\\ab/.-\n \x1b\u202e"), max_size=40) | st.text()


class Page(HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


@given(TEXTS)
@example("![x](https://example.org/x.png)")
@example("`` ` ``")
@example("a\n\n# b\n\n| c |\n|---|")
@example("<img src=x onerror=alert(1)>")
@settings(max_examples=400, deadline=None)
def test_names_and_sentences_stay_text(text):
    assert set(Page(RENDERED.render(f"It is {code(text)} here")).tags) <= {"p", "code"}
    page = Page(RENDERED.render(f"It is {prose(text)}"))
    assert page.tags == ["p"]
    assert page.text.strip().isprintable() or "\n" in page.text


ATTACK = "![x](https://example.org/x.png) <b>`"
SPEC = f"""\
archspec: 1
params: {{width: 4, attack: '{ATTACK}'}}
input: [3]
blocks:
  twice:
    about: '{ATTACK}'
    params: {{size: '{ATTACK}'}}
    layers: [linear: 4]
layers:
  - linear: {{width: $width, name: '${{attack}}'}}
  - twice: {{size: '$attack'}}
"""


@pytest.mark.parametrize("word", ["$attack'}\n", "twice: {size", "size: '$"])
def test_an_editor_is_given_no_markup_of_a_file(word):
    found = hover(opened("file:///net.yaml", "net.yaml", Text(SPEC)), SPEC.index(word) + 2)
    assert found is not None
    page = Page(RENDERED.render(found.text))
    assert set(page.tags) <= {"p", "code", "br"}
    assert ATTACK in page.text
