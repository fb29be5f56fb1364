"""The page about editors: its snippets can be read, and its hooks are those that there are."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from archspec.cli.group import COMMANDS
from archspec.lsp.documents import NAMES, opened
from archspec.lsp.positions import Text

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/editors.md").read_text(encoding="utf-8")
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def snippets(language: str) -> list[str]:
    """The texts of the page in a language."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_json_is_json() -> None:
    servers, schemas = map(json.loads, snippets("json"))
    assert servers["glspc.server.commandArguments"] == ["lsp"]
    patterns = ["*.arch.yaml", "specs/*.yaml", "*.study.yaml"]
    assert list(schemas["yaml.schemas"].values()) == [patterns]


def test_toml_is_toml() -> None:
    [helix] = map(tomllib.loads, snippets("toml"))
    assert helix["language-server"]["archspec"] == {"command": "archspec", "args": ["lsp"]}


def test_lua_closes_what_it_opens() -> None:
    [text] = snippets("lua")
    assert '{ "archspec", "lsp" }' in text
    assert [text.count(sign) for sign in "{("] == [text.count(sign) for sign in "})"]


def test_the_hook_is_the_one_that_is_offered() -> None:
    _, local = snippets("yaml")
    [hook] = yaml.safe_load(local)["repos"][0]["hooks"]
    offered: dict[str, Any] = {one["id"]: one for one in HOOKS}
    for field in ("name", "entry", "files"):
        assert hook[field] == offered["archspec-check"][field]


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_hooks_call_commands_that_exist(hook: dict[str, str]) -> None:
    program, command = hook["entry"].split()
    assert program == "archspec"
    assert command in COMMANDS


@pytest.mark.parametrize("path", ["/specs/net.yaml", "/net.arch.yaml", "/a/specs/b.yml"])
def test_the_names_of_specs_are_the_same_everywhere(path: str) -> None:
    assert re.search(HOOKS[0]["files"], path[1:])
    assert NAMES.search(f"file://{path}")
    assert opened(f"file://{path}", "net.yaml", Text("a: 1")).is_spec


@pytest.mark.parametrize("path", ["/net.yaml", "/specs/deep/net.yaml", "/specs/net.yaml.txt"])
def test_and_so_are_other_names(path: str) -> None:
    assert not re.search(HOOKS[0]["files"], path[1:])
    assert not opened(f"file://{path}", "net.yaml", Text("a: 1")).is_spec
