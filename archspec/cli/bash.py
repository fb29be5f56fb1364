"""Tab in bash, which takes `net.yaml:wide` for three words and completes the last of them."""

from typing import Any

from click.shell_completion import BashComplete, CompletionItem

COLON = ":"


class BashCompletion(BashComplete):
    """Click's, with the words put together again that bash takes apart at colons."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The whole words before the last, and the last."""
        before, begun = super().get_completion_args()
        *words, last = joined([*before, begun])
        self._known = len(last) - len("" if begun == COLON else begun)
        return words, last

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """What belongs in the place of the last of bash's words."""
        return f"{item.type},{item.value[self._known :]}"


def joined(words: list[str]) -> list[str]:
    """Words as they stand in the line.

    >>> joined(["check", "net.yaml", ":", "wi"]), joined(["check", "a.yaml", ":"])
    (['check', 'net.yaml:wi'], ['check', 'a.yaml:'])
    """
    whole: list[str] = []
    before = ""
    for word in words:
        if whole and COLON in (word, before):
            whole[-1] += word
        else:
            whole.append(word)
        before = word
    return whole
