"""Random YAML as people write it: any style, any indentation, comments wherever they may stand."""

import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

WORDS = [
    *("conv", "relu", "width", "a b", "$width // 2", "no", "on", "1", "1.5", "1e-3", "010", "0x1f"),
    *("", "null", "~", "true", "a: b", "a, b", "#no", "a #b", "it's", 'say "x"', "back\\slash"),
    *("- x", "? y", "*z", "&z", "!t", "%d", "@at", "`tick`", "[x]", "{x}", "x]", "<<", "="),
    *("$d[0]", "ü×卷", "tab\there", "two\nlines", " lead", "trail ", "e\u0301", "2026-11-22"),
    *("3:40", "a:b", "-", "--- x", "...", "x" * 120, "many words " * 14 + "end", "\u2028", "\x07"),
]
SAFE = ["conv", "width", "a b", "$width // 2", "no", "1", "1.5", "1e-3", "010", "a:b", "ü×卷"]
KEYS = ["archspec", "train", "layers", "name", "about", "expect", "blocks", "other", "input"]


@dataclass
class Writer:
    """Writes one random document; `said` is every comment in the order it was written."""

    random: Random
    said: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)

    def document(self) -> str:
        keys = self.random.sample(KEYS, self.random.randint(1, len(KEYS)))
        return self.of(keys)

    def of(self, keys: list[str]) -> str:
        """A document with these keys."""
        parts = ["".join(self.remarks(0)), self.mapping(0, 3, keys), "".join(self.remarks(0))]
        return "".join(parts)

    def remarks(self, indent: int) -> list[str]:
        """Blank lines and comments, each a line of its own."""
        lines = []
        if self.random.random() < 0.2:
            lines.append("\n")
        while self.random.random() < 0.25:
            shift = self.random.choice([0, 0, 0, 2, 5])
            remark = " " * (indent + shift) + self.comment()
            lines.append(remark)
            if self.random.random() < 0.4:
                lines.append("\n")
        return lines

    def comment(self) -> str:
        text = f"{self.random.choice(['# ', '#', '#  ', '#-- '])}c{len(self.said)}: {{x}} 'y\" # z"
        self.said.append(f"c{len(self.said)}")
        return text + self.random.choice(["", "  "]) + "\n"

    def end(self) -> str:
        return "  " + self.comment() if self.random.random() < 0.25 else "\n"

    def scalar(self, *, flow: bool) -> str:
        random = self.random
        if self.anchors and random.random() < 0.08:
            return f"*{random.choice(self.anchors)} "
        anchor = ""
        if random.random() < 0.05:
            self.anchors.append(f"n{len(self.anchors)}")
            anchor = f"&{self.anchors[-1]} "
        style = random.choice("psd")
        if style == "p":
            return anchor + random.choice(SAFE)
        word = random.choice(WORDS)
        if style == "s" and word.isprintable():
            return anchor + "'" + word.replace("'", "''") + "'"
        return anchor + json.dumps(word)

    def block_text(self, indent: int) -> str:
        """A text in lines; the indentation is the file's, the text's is its own."""
        random = self.random
        head = random.choice("|>") + random.choice(["", "-"]) + self.end()
        pad = " " * (indent + random.randint(1, 4))
        lines = [random.choice(["text", "more # text", "", "  deeper", "last  "]) for _ in range(4)]
        return head + "".join(f"{pad}{t}\n" if t else "\n" for t in ["first", *lines])

    def flow(self, depth: int) -> str:
        random = self.random
        if depth == 0 or random.random() < 0.4:
            return self.scalar(flow=True)
        count = random.randint(0, 4)
        inner = [self.flow(depth - 1) for _ in range(count)]
        brackets = "[]"
        if random.random() < 0.5:
            brackets = "{}"
            inner = [f"k{i}: {text}" for i, text in enumerate(inner)]
        pieces = [self.break_() + text + self.break_() for text in inner]
        return brackets[0] + ",".join(pieces) + self.break_() + brackets[1]

    def break_(self) -> str:
        chance = self.random.random()
        if chance < 0.85:
            return " "
        line = "  " + self.comment() if chance < 0.95 else "\n"
        return line + "".join(self.remarks(50)) + " " * 50

    def value(self, indent: int, depth: int) -> str:
        """What follows a key or a dash."""
        random = self.random
        chance = random.random()
        if chance < 0.05:
            return self.end()
        if chance < 0.15:
            return " " + self.block_text(indent)
        if depth == 0 or chance < 0.6:
            # A line that breaks in brackets continues deeper than all that is around it.
            return " " + self.flow(2) + self.end()
        inner = indent + random.randint(1, 4)
        made = self.end() + "".join(self.remarks(inner))
        return made + (self.mapping if random.random() < 0.5 else self.list)(inner, depth - 1)

    def mapping(self, indent: int, depth: int, keys: Any = None) -> str:
        keys = keys or [f"k{i}" for i in range(self.random.randint(1, 4))]
        made = ""
        for i, key in enumerate(keys):
            made += "".join(self.remarks(indent)) if i else ""
            made += f"{' ' * indent}{key}:{self.value(indent, depth)}"
        return made

    def list(self, indent: int, depth: int) -> str:
        made = ""
        for i in range(self.random.randint(1, 4)):
            made += "".join(self.remarks(indent)) if i else ""
            if depth and self.random.random() < 0.4:
                first, _, rest = self.mapping(indent + 2, depth - 1).partition("\n")
                made += f"{' ' * indent}- {first.lstrip()}\n{rest}"
            else:
                made += f"{' ' * indent}-{self.value(indent, depth)}"
        return made
