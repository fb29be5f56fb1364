"""What an editor should not send, it may: every question is answered, and the server goes on."""

import json
import queue
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from tests.lsp.client import URI, Editor

SPEC = 'archspec: 1\r\nabout: "🙂"\r\ninput: [3, 8, 8]\r\nlayers: [conv: {width: 4}]\r\n'
DOCUMENT = {"textDocument": {"uri": URI}}
START = {"line": 0, "character": 0}
INVALID_PARAMS, METHOD_NOT_FOUND, CANCELLED = -32602, -32601, -32800
INVALID_REQUEST, NOT_INITIALIZED = -32600, -32002
QUESTIONS = ["hover", "completion", "definition", "documentSymbol", "formatting", "codeAction"]
PLACES = ["hover", "completion", "definition"]


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    found = Editor()
    found.open(SPEC)
    yield found
    assert found.close() == 0


def answer(editor: Editor, method: str, params: Any) -> dict[str, Any]:
    """The whole answer to a question, be it an error."""
    editor.count += 1
    editor._send({"id": editor.count, "method": method, "params": params})
    return answer_to(editor, editor.count)


def answer_to(editor: Editor, question: Any) -> dict[str, Any]:
    while True:
        message = editor._next()
        if message.get("id") == question and "method" not in message:
            return message


def is_alive(editor: Editor) -> bool:
    shown = editor.about("hover", 3, 10)
    return "3×8×8" in shown["contents"]["value"]


@pytest.mark.parametrize("params", [None, {}, [], {"textDocument": 3}], ids=str)
@pytest.mark.parametrize("question", QUESTIONS)
def test_wrong_parameters_get_the_error_for_them(editor: Editor, question: str, params) -> None:
    found = answer(editor, f"textDocument/{question}", params)
    assert found["error"]["code"] == INVALID_PARAMS
    assert is_alive(editor)


@pytest.mark.parametrize("line", [-1, 2**40, None], ids=str)
@pytest.mark.parametrize("question", PLACES)
def test_a_place_that_is_none_gets_the_error_for_it(editor: Editor, question: str, line) -> None:
    params = {**DOCUMENT, "position": {"line": line, "character": 0}}
    assert answer(editor, f"textDocument/{question}", params)["error"]["code"] == INVALID_PARAMS


@pytest.mark.parametrize("place", [(0, 10**6), (10**6, 0), (1, 9), (1, 10)], ids=str)
@pytest.mark.parametrize("question", PLACES)
def test_a_place_beyond_the_text_or_within_a_character_is_answered(
    editor: Editor, question: str, place
) -> None:
    position = {"line": place[0], "character": place[1]}
    assert "error" not in answer(
        editor, f"textDocument/{question}", DOCUMENT | {"position": position}
    )


@pytest.mark.parametrize(
    "uri", ["", "x", "file:", "file:///%zz", "file:///a%00b.yaml", "untitled:1", "http://x/y.yaml"]
)
def test_any_name_of_a_document_will_do(editor: Editor, uri: str) -> None:
    included = "archspec: 1\ninclude: blocks.yaml\ninput: [3]\nlayers: [unit]\n"
    [found] = editor.open(included, uri)
    # One that stands in no folder includes nothing, and one that is nowhere finds nothing there.
    assert found["code"] in ("A216", "A101")
    assert editor.about("hover", 3, 1, uri) is not None
    editor.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert editor.findings(uri) == []
    assert editor.about("hover", 0, 0, uri) is None


def test_what_it_cannot_is_said_to_be_so(editor: Editor) -> None:
    assert (
        answer(editor, "textDocument/foldingRange", DOCUMENT)["error"]["code"] == METHOD_NOT_FOUND
    )


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("textDocument/didChange", None),
        (
            "textDocument/didChange",
            {"textDocument": {"uri": URI, "version": 1}, "contentChanges": []},
        ),
        ("textDocument/didOpen", {}),
        ("textDocument/didSave", {"textDocument": {"uri": "file:///never.yaml"}}),
        ("textDocument/didClose", {"textDocument": {"uri": "file:///never.yaml"}}),
        ("$/cancelRequest", {"id": 9999}),
        ("$/cancelRequest", None),
        ("nonsense", 3),
    ],
)
def test_what_is_told_wrongly_is_left_aside(editor: Editor, method: str, params) -> None:
    editor.tell(method, params)
    assert is_alive(editor)


@pytest.mark.parametrize("body", [b"{bad}", b"[]", b"null", b"3", b'"\xff"', b"{}"], ids=str)
def test_what_is_no_message_is_left_aside(editor: Editor, body: bytes) -> None:
    stream = editor.process.stdin
    assert stream is not None
    stream.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    assert is_alive(editor)


def test_a_question_that_is_taken_back_is_answered_once(editor: Editor) -> None:
    place = {"position": {"line": 3, "character": 10}}
    for _ in range(20):
        editor.count += 1
        question = {"id": editor.count, "method": "textDocument/hover", "params": DOCUMENT | place}
        messages = [question, {"method": "$/cancelRequest", "params": {"id": editor.count}}]
        sent = [json.dumps({"jsonrpc": "2.0", **one}).encode() for one in messages]
        assert editor.process.stdin is not None
        editor.process.stdin.write(
            b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(s), s) for s in sent)
        )
        editor.process.stdin.flush()
        found = answer_to(editor, editor.count)
        assert found.get("error", {"code": CANCELLED})["code"] == CANCELLED
    assert is_alive(editor)
    # Findings of the file may come late, and a second answer to none.
    late = []
    with suppress(queue.Empty):
        while True:
            late.append(editor.messages.get(timeout=0.1))
    assert all("method" in one for one in late)


def test_questions_by_name_are_answered_by_name(editor: Editor) -> None:
    editor._send({"id": "one", "method": "textDocument/hover", "params": None})
    assert answer_to(editor, "one")["error"]["code"] == INVALID_PARAMS


def test_questions_before_the_beginning_and_after_the_end_are_refused() -> None:
    editor = Editor(begin=False)
    assert answer(editor, "textDocument/hover", None)["error"]["code"] == INVALID_PARAMS
    early = answer(editor, "textDocument/hover", {**DOCUMENT, "position": START})
    assert early["error"]["code"] == NOT_INITIALIZED
    editor.begin()
    editor.open(SPEC)
    editor.ask("shutdown", None)
    late = answer(editor, "textDocument/hover", {**DOCUMENT, "position": START})
    assert late["error"]["code"] == INVALID_REQUEST
    editor.tell("exit", None)
    assert editor.process.wait(30) == 0
