"""A file that has blocks for others to include, and no network of its own."""

from archspec.diagnostics import Diagnostic, Failure
from archspec.language.document.block_reader import BlockReader
from archspec.language.document.includes import Includes, included_blocks
from archspec.language.document.version import wrong_version
from archspec.language.walk.calls import rehearse
from archspec.language.walk.lists import Walk
from archspec.language.walk.report import Report
from archspec.syntax import Mapping as Fields


class OnlyBlocks(Failure):
    """Nothing is wrong with the file, and it is no network."""

    def __init__(self, tree: Fields):
        message = "the file has blocks for others to include, and no network"
        entry = tree.entry("blocks")
        super().__init__([Diagnostic("A202", message, entry.key.span if entry else tree.span)])


def check_library(tree: Fields) -> list[Diagnostic]:
    """What is wrong with its blocks, whatever their parameters are."""
    problem = wrong_version(tree)
    problems = [problem] if problem else []
    files = Includes(problems=problems)
    files.read(tree)
    if problems:
        return problems
    reader = BlockReader(closed=True, problems=problems)
    blocks = included_blocks(tree, files, reader)
    walk = Walk(blocks, {}, {}, Report(problems), broken_blocks=reader.broken)
    for block in blocks.values():
        rehearse(walk, block)
    return list(dict.fromkeys(problems))
