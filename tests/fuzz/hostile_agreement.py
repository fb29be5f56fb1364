"""What holds for every output, whatever a stranger wrote: it is text, and means what it should."""

import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

from watch import MARK

SVG_TAGS = frozenset(
    ("svg", "g", "rect", "path", "polygon", "circle", "text", "title", "desc", "style")
)
HTML_TAGS = frozenset(
    (
        *("html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "p", "ul", "li"),
        *("b", "div", "img", "table", "thead", "tr", "th", "tbody", "td", "span", "meter"),
        *("details", "summary", "pre", "section", "picture", "source", "i", "code"),
    )
)
HTML_ATTRIBUTES = frozenset(
    (
        *(
            "lang",
            "charset",
            "name",
            "content",
            "http-equiv",
            "class",
            "alt",
            "src",
            "srcset",
            "media",
            "style",
            "value",
        ),
        *("role", "aria-label", "viewbox", "d", "cx", "cy", "r", "x", "y", "text-anchor"),
    )
)
MERMAID = re.compile(r"[\w\s\[\]():;,>|#.{}~%=-]*")
MERMAID_TAGS = re.compile(r"</?(?:b|small)>|<br/>")
MERMAID_TEXT = re.compile(r"[\w ,×·→/()+–−…=.#;]*")


def check_lines(text: str) -> None:
    """Lines of characters that are seen."""
    odd = {c for c in text if not c.isprintable() and c != "\n"}
    assert not odd, sorted(map(hex, map(ord, odd)))
    assert not re.search("[\u3164\u2800\ufe0f]", text)


def check_github(text: str, findings: int) -> None:
    """A command for each finding, and nothing else that GitHub would obey."""
    lines = text.splitlines()
    assert len(lines) == findings
    assert all(re.match(r"::(error|warning) (file=|title=)", line) for line in lines)


def check_json(text: str) -> None:
    """JSON, whose own text is seen as well."""
    check_lines(text)
    json.loads(text)


def check_svg(text: str) -> None:
    """Shapes and texts; nothing runs, and nothing is fetched."""
    root = ET.fromstring(text)  # noqa: S314  what is parsed is what is asked
    for element in root.iter():
        assert element.tag.rpartition("}")[2] in SVG_TAGS, element.tag
        for name, value in element.attrib.items():
            plain = name.rpartition("}")[2].lower()
            assert not plain.startswith("on"), name
            assert plain != "href", value
            assert MARK not in value, value
        for words in (element.text, element.tail):
            # Graphviz writes a blank at the end of a line in this way.
            check_lines((words or "").replace("\xa0", " "))


def check_mermaid(text: str) -> None:
    """A chart of which every word from outside stands in quotes, as text."""
    check_lines(text)
    for line in text.splitlines():
        assert line.count('"') % 2 == 0, line
        pieces = line.split('"')
        assert all(MERMAID.fullmatch(piece) for piece in pieces[::2]), line
        assert MARK not in "".join(pieces[::2]), line
        for piece in pieces[1::2]:
            assert MERMAID_TEXT.fullmatch(MERMAID_TAGS.sub("", piece)), piece


TEX_COMMANDS = frozenset(
    {
        *("archspecfont", "archspecbold", "archspecglyph", "providecommand", "sffamily"),
        *("bfseries", "ifdefined", "Umathcode", "char", "relax", "else", "fi", "begin", "end"),
        *("definecolor", "useasboundingbox", "path", "node", "fontsize", "selectfont"),
        *("ensuremath", "textbackslash", "textasciicircum", "textasciitilde", "textless"),
        *("textgreater", "textbar", "times", "cdot", "rightarrow", "ldots", "lfloor", "rfloor"),
        *("lceil", "rceil", "sigma", "Sigma", "usepackage", "newfontfamily", "archspecfallback"),
        *("archspecmissing", "iffontchar", "font", "string", "PackageWarningNoLine"),
    }
)


def check_tex(text: str) -> None:
    """A picture that closes what it opens, and has no command but those that draw."""
    check_lines(text)
    unknown = {*re.findall(r"\\([A-Za-z]+)", text)} - TEX_COMMANDS
    assert not unknown, unknown
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", text):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0


class Page(HTMLParser):
    """The tags, attributes and texts of a page."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, set[str]] = {}
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attributes:
            self.attributes.setdefault(name, set()).add(value or "")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def check_page(text: str) -> Page:
    """A page of the tags of its template, with pictures that are part of it."""
    check_lines(text)
    page = Page(text)
    assert page.tags <= HTML_TAGS | SVG_TAGS, page.tags - HTML_TAGS
    unknown = page.attributes.keys() - HTML_ATTRIBUTES
    assert not unknown, unknown
    inside = ("data:image/svg+xml;base64,", "data:image/png;base64,")
    sources = page.attributes["src"] | page.attributes.get("srcset", set())
    assert all(source.startswith(inside) for source in sources)
    assert all(MARK not in value for values in page.attributes.values() for value in values)
    return page
