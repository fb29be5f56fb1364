"""From any text to a sketch of it.

The reader of the compiler stops at the first fault. This one never does: it goes by indentation,
dashes, colons and brackets, keeps what it understands, and lets a bracket that was never closed end
where a line goes back to the indentation around it. Every pattern takes time in proportion to what
it reads.
"""

import re
from typing import Final

from archspec.dataclass import dataclass, field
from archspec.lsp.positions import BOM
from archspec.lsp.sketch import Item, Word
from archspec.syntax.limits import MAX_DEPTH

BLANK: Final = r"[^\S\r\n]"
QUOTED: Final = r'"(?:[^"\\\r\n]|\\.)*"|' + r"'[^'\r\n]*'"
UNCLOSED: Final = r'"(?:[^"\\\r\n]|\\[^\r\n])*|' + r"'[^'\r\n]*"
INDENT: Final = re.compile(rf"{BLANK}*")
LINE_END: Final = re.compile(r"\r\n|\r|\n")
DASH: Final = re.compile(rf"-(?=\s|\Z){BLANK}*")
KEY: Final = re.compile(
    rf"((?:{QUOTED}){BLANK}*|[^\s\[\]{{}}\"'#|>,](?:[^\r\n:#]|:(?!\s|\Z)|(?<=\S)#)*?):(?=\s|\Z)"
)
DECORATION: Final = re.compile(rf"(?:[&!][^\s,\[\]{{}}]*{BLANK}+)+")
PLAIN: Final = re.compile(rf"{QUOTED}|[^\s#](?:[^\r\n#]|(?<=\S)#)*")
BLOCK_TEXT: Final = re.compile(rf"[|>][-+\d]*{BLANK}*(?:#[^\r\n]*)?(?=[\r\n]|\Z)")
FLOW: Final = re.compile(
    rf"(?P<blank>{BLANK}+)|(?P<line>\r\n|\r|\n)|(?P<comment>(?<=\s)#[^\r\n]*)|(?P<open>[\[{{])"
    rf"|(?P<close>[\]}}])|(?P<comma>,)|(?P<colon>:(?=[\s,\[\]{{}}]|\Z))|(?P<word>{QUOTED}|{UNCLOSED}"
    rf"|(?:[^\s,\[\]{{}}:]|:(?![\s,\[\]{{}}]|\Z)|{BLANK}+(?![\s,\[\]{{}}:#]|\Z))+)"
)


def sketch(text: str) -> Item:
    r"""The items of a text, whatever it is.

    >>> root = sketch("layers:\n  - conv: {width: 3, ker\n  - tanh")
    >>> [[word.text for word in item.words] for item in root.walk()][1:]
    [['layers'], [], ['conv'], ['width', '3'], ['ker'], ['tanh']]
    """
    scanner = _Scanner(text, at=int(text.startswith(BOM)))
    while scanner.at < len(text):
        scanner.line()
    return scanner.root


@dataclass(eq=False)
class _Scanner:
    """Reads line by line; `open` are the entries of blocks that the next line may continue."""

    text: str
    root: Item = field(default_factory=Item)
    open: list[Item] = field(default_factory=list)
    at: int = 0

    def line(self) -> None:
        """Dashes, then a key with its value, or a word; and what goes on in the lines below."""
        start = self.at
        self._pass(INDENT)
        dash: Item | None = None
        while found := DASH.match(self.text, self.at):
            dash = self._push(Item(self.at, column=self.at - start))
            self.at = found.end()
        if not self._ended:
            self._rest(dash, self.at - start)
        end = LINE_END.search(self.text, self.at)
        self.at = end.end() if end else len(self.text)

    def _rest(self, dash: Item | None, column: int) -> None:
        key = KEY.match(self.text, self.at)
        if key is not None:
            word = Word(key[1].rstrip(), self.at)
            item = self._push(Item(self.at, key=word, colon=True, column=column))
            self.at = key.end()
            self._pass(INDENT)
            self._value(item)
        elif dash is not None:
            self._value(dash)
        elif self.text[self.at] in "[{":
            self._value(self._holder(column, dash=False))
        else:
            self._push(Item(self.at, key=self._plain(), column=column))

    def _push(self, item: Item) -> Item:
        """Opens an entry of a block."""
        self._holder(item.column, dash=item.key is None).add(item)
        if len(self.open) < MAX_DEPTH:
            self.open.append(item)
        return item

    def _holder(self, column: int, *, dash: bool) -> Item:
        """What an entry in that column belongs to; a dash may stand right below its key."""
        while self.open and self.open[-1].column >= column:
            if dash and self.open[-1].key and self.open[-1].column == column:
                break
            self.open.pop()
        return self.open[-1] if self.open else self.root

    def _value(self, item: Item) -> None:
        self._pass(DECORATION)
        if self._ended:
            return
        if self.text[self.at] in "[{":
            self._flow(item)
        elif BLOCK_TEXT.match(self.text, self.at):
            self._block_text(item.column)
        else:
            item.value = self._plain()

    def _plain(self) -> Word:
        start = self.at
        self._pass(PLAIN)
        return Word(self.text[start : self.at].rstrip(), start)

    def _block_text(self, column: int) -> None:
        """Passes over the lines below that are indented further, or blank."""
        while end := LINE_END.search(self.text, self.at):
            start = self._after(INDENT, end.end())
            blank = self.text[start : start + 1] in ("", "\r", "\n")
            if not blank and start - end.end() <= column:
                return
            self.at = start

    def _flow(self, item: Item) -> None:
        """A collection in brackets, to where it is closed or given up."""
        flow = _Flow(item)
        while found := FLOW.match(self.text, self.at):
            if found.lastgroup == "line" and self._given_up(found.end(), item.column):
                return
            self.at = found.end()
            flow.take(found.lastgroup or "", found[0], found.start())
            if not flow.levels:
                return

    def _given_up(self, line: int, column: int) -> bool:
        """Whether a line goes on with the block around the brackets."""
        start = self._after(INDENT, line)
        begins = DASH.match(self.text, start) or KEY.match(self.text, start)
        return start - line <= column and begins is not None

    @property
    def _ended(self) -> bool:
        return self.text[self.at : self.at + 1] in ("", "\r", "\n", "#")

    def _after(self, pattern: re.Pattern[str], start: int) -> int:
        found = pattern.match(self.text, start)
        return found.end() if found else start

    def _pass(self, pattern: re.Pattern[str]) -> None:
        self.at = self._after(pattern, self.at)


@dataclass(eq=False)
class _Level:
    """An open bracket: whose value it is, its sign, and the entry that is being read."""

    holder: Item
    sign: str
    entry: Item | None = None


class _Flow:
    """The entries of a collection in brackets, token by token."""

    def __init__(self, item: Item):
        self.item = item
        self.levels: list[_Level] = []

    def take(self, token: str, text: str, at: int) -> None:
        """One more token; those that say nothing are passed over."""
        match token:
            case "open":
                self._open(text, at)
            case "close":
                self.levels.pop()
            case "comma":
                self.levels[-1].entry = None
            case "colon":
                self._colon()
            case "word":
                self._word(Word(text, at))

    def _open(self, sign: str, at: int) -> None:
        holder = self.item
        if self.levels:
            level = self.levels[-1]
            if level.entry is None:
                level.entry = self._entry(level, Item(at))
            holder = level.entry
        self.levels.append(_Level(holder, sign))

    def _word(self, word: Word) -> None:
        """A value, or a new entry, also where its comma is missing."""
        level, entry = self.levels[-1], self.levels[-1].entry
        if entry is None or entry.value or (entry.key and not entry.colon):
            fresh = Item(word.start, key=word) if level.sign == "{" else Item(word.start)
            level.entry = self._entry(level, fresh)
            if level.sign == "[":
                level.entry.value = word
        else:
            entry.value = word

    def _colon(self) -> None:
        """The word before it is a key; in a list, the key of a mapping of its own."""
        level, entry = self.levels[-1], self.levels[-1].entry
        if entry is None:
            return
        if entry.key is None and entry.value is not None:
            key, entry.value = entry.value, None
            level.entry = entry = entry.add(Item(key.start, key=key))
        entry.colon = entry.key is not None

    def _entry(self, level: _Level, item: Item) -> Item:
        """The item below whose value the bracket is; below the limit, beside it."""
        holder = level.holder
        if len(self.levels) > MAX_DEPTH:
            holder = holder.parent or holder
        return holder.add(item)
