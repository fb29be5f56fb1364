"""The wiring: which question of the protocol which file answers.

Documents are taken from the editor, never from the disk. A text is checked when it has rested for a
moment, for as long as the last check took at least, so that typing never waits for the compiler.
"""

import asyncio
import gc
import time
from pathlib import Path, PurePath
from typing import Final

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from archspec.diagnostics import Source
from archspec.diagnostics.pages import pages
from archspec.kind import kinds
from archspec.lsp import protocol
from archspec.lsp.actions import actions, fix_all, form
from archspec.lsp.completion import completions
from archspec.lsp.conversation import Conversation, quiet_log
from archspec.lsp.definition import declaration
from archspec.lsp.documents import Document, opened
from archspec.lsp.hover import hover
from archspec.lsp.positions import Text
from archspec.lsp.references import name_at, occurrences
from archspec.lsp.renaming import Refused, renamed
from archspec.lsp.symbols import symbols
from archspec.version import __version__

WARM: Final = Source("", "archspec: 1\ninput: [1]\nlayers: [identity]")
REST: Final = 0.05
"""Seconds without a keystroke after which a text is checked."""

LITTER: Final = 10_000
"""Layers and lines that nothing needs any more, at which they are collected."""


class Server(LanguageServer):
    """The documents that are open, and the checks that wait.

    Editors send whole texts: pygls would apply partial ones by lines that end at more characters
    than the protocol knows.
    """

    def __init__(self) -> None:
        sync = types.TextDocumentSyncKind.Full
        super().__init__("archspec", __version__, sync, protocol_cls=Conversation)
        self.documents: dict[str, Document] = {}
        self.waiting: dict[str, asyncio.Task[None]] = {}
        self.rest = REST
        self.litter = 0

    def take(self, uri: str, text: str) -> None:
        """A new text of a document."""
        units = types.PositionEncodingKind(self.workspace.position_encoding)
        found = Text(text, units.value)
        known = self.documents.get(uri)
        fresh = known.changed(found) if known else opened(uri, _name(uri), found, _path(uri))
        self.documents[uri] = fresh
        self.litter += len(found.editor_lines)

    def check(self, uri: str) -> None:
        """Tells the editor what is wrong with a document."""
        if uri not in self.documents:
            return
        start = time.perf_counter()
        document = self.ours(uri)
        found = protocol.diagnostics(document) if document else []
        self.rest = max(REST, time.perf_counter() - start)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found))
        self.tidy(document)

    def tidy(self, document: Document | None) -> None:
        """Collects what is no longer needed, once that is much; the editor has its answer by now.

        To look through all that is there takes half as long as a check of a large network.
        """
        if document and document.compiled and document.lines is None:
            self.litter += len(document.compiled.graph.nodes)
        if self.litter > LITTER:
            self.litter = 0
            gc.collect()

    def check_soon(self, uri: str) -> None:
        """The same, once the text has rested."""
        self.forget(uri)
        self.waiting[uri] = asyncio.get_running_loop().create_task(self._check_later(uri))

    def forget(self, uri: str) -> None:
        """Drops the check that waits."""
        if waiting := self.waiting.pop(uri, None):
            waiting.cancel()

    async def _check_later(self, uri: str) -> None:
        await asyncio.sleep(self.rest)
        self.check(uri)

    def ours(self, uri: str) -> Document | None:
        """The document of that name, if it is open and a spec or a study."""
        document = self.documents.get(uri)
        return document if document and (document.is_spec or document.is_study) else None

    def spec(self, uri: str) -> Document | None:
        """The same of a spec alone: a study has no parts to list."""
        document = self.ours(uri)
        return document if document and document.is_spec else None

    def at(
        self, identifier: types.TextDocumentIdentifier, position: types.Position
    ) -> tuple[Document | None, int]:
        """The document of a question, and the offset it asks about."""
        document = self.ours(identifier.uri)
        place = position.line, position.character
        return document, document.text.offset(place) if document else 0

    def named_at(
        self, identifier: types.TextDocumentIdentifier, position: types.Position
    ) -> tuple[Document | None, int]:
        """The same of a question about a name, of which only specs give some."""
        document, offset = self.at(identifier, position)
        return document if document and document.is_spec else None, offset


def make_server() -> Server:
    """A server that answers everything it can."""
    quiet_log()
    server = Server()
    _follow(server)
    _answer(server)
    _rename(server)
    _describe(server)
    return server


def _follow(server: Server) -> None:
    """What the editor tells."""

    @server.feature(types.INITIALIZED)
    async def initialized(_: Server, __: types.InitializedParams) -> None:
        warm()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
        ls.take(params.text_document.uri, params.text_document.text)
        ls.check(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        ls.take(uri, ls.workspace.get_text_document(uri).source)
        ls.check_soon(uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def did_save(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
        uri = params.text_document.uri
        ls.forget(uri)
        if document := ls.documents.get(uri):
            ls.documents[uri] = document.forgotten()
        ls.check(uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        ls.forget(uri)
        ls.documents.pop(uri, None)
        ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


def _answer(server: Server) -> None:
    """What the editor asks about the word at the cursor."""

    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION,
        types.CompletionOptions(trigger_characters=["$", " ", "{", "["]),
    )
    async def completion(ls: Server, params: types.CompletionParams) -> types.CompletionList | None:
        document, offset = ls.at(params.text_document, params.position)
        if document is None:
            return None
        found = completions(document.text.text, offset, document.home)
        return protocol.completion(document.text, found)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover_(ls: Server, params: types.HoverParams) -> types.Hover | None:
        document, offset = ls.at(params.text_document, params.position)
        found = hover(document, offset) if document else None
        return protocol.hover(document.text, found) if document and found else None

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def definition(ls: Server, params: types.DefinitionParams) -> types.Location | None:
        document, offset = ls.named_at(params.text_document, params.position)
        found = declaration(document.sketch, offset) if document else None
        return protocol.location(document, found) if document and found else None


def _rename(server: Server) -> None:
    """Where else the name at the cursor stands, and another name in its place."""

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    async def references(ls: Server, params: types.ReferenceParams) -> list[types.Location] | None:
        document, offset = ls.named_at(params.text_document, params.position)
        named = name_at(document.sketch, offset) if document else None
        if document is None or named is None:
            return None
        given = named[0].word.start
        uses = occurrences(document.sketch, named[0])
        with_it = params.context.include_declaration
        return protocol.locations(document, (u for u in uses if with_it or u.start != given))

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    async def highlights(
        ls: Server, params: types.DocumentHighlightParams
    ) -> list[types.DocumentHighlight] | None:
        document, offset = ls.named_at(params.text_document, params.position)
        named = name_at(document.sketch, offset) if document else None
        if document is None or named is None:
            return None
        found = protocol.locations(document, occurrences(document.sketch, named[0]))
        return [types.DocumentHighlight(one.range) for one in found]

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    async def prepare(ls: Server, params: types.PrepareRenameParams) -> types.Range | None:
        document, offset = ls.named_at(params.text_document, params.position)
        named = name_at(document.sketch, offset) if document else None
        if document is None or named is None:
            return None
        return protocol.range_of(document.text, named[1].start, named[1].end)

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    async def rename(ls: Server, params: types.RenameParams) -> types.WorkspaceEdit | None:
        document, offset = ls.named_at(params.text_document, params.position)
        if document is None:
            return None
        try:
            changes = renamed(document, offset, params.new_name)
        except Refused as refusal:
            raise JsonRpcException(str(refusal), types.LSPErrorCodes.RequestFailed) from None
        return protocol.workspace_edit(document, changes)


def _describe(server: Server) -> None:
    """What the editor asks about a whole text, or a stretch of it."""

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def outline(
        ls: Server, params: types.DocumentSymbolParams
    ) -> list[types.DocumentSymbol] | None:
        document = ls.spec(params.text_document.uri)
        if document is None:
            return None
        return [protocol.symbol(document.text, found) for found in symbols(document.sketch)]

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    async def formatting(
        ls: Server, params: types.DocumentFormattingParams
    ) -> list[types.TextEdit] | None:
        document = ls.ours(params.text_document.uri)
        return protocol.text_edits(document.text, form(document)) if document else None

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions([types.CodeActionKind.QuickFix, protocol.FIX_ALL]),
    )
    async def code_action(
        ls: Server, params: types.CodeActionParams
    ) -> list[types.CodeAction] | None:
        document = ls.ours(params.text_document.uri)
        if document is None:
            return None
        bounds = (params.range.start, params.range.end)
        start, end = (document.text.offset((at.line, at.character)) for at in bounds)
        found = [*actions(document, start, end), *filter(None, [fix_all(document)])]
        offered = [protocol.code_action(document, action) for action in found]
        return [action for action in offered if _wanted(action, params.context.only)]


def _wanted(action: types.CodeAction, only: object) -> bool:
    """Whether an action is of a kind that was asked for; kinds have kinds below them."""
    if not isinstance(only, (list, tuple)) or not only:
        return True
    kind = str(getattr(action.kind, "value", action.kind))
    words = [str(getattr(one, "value", one)) for one in only]
    return any(kind == word or kind.startswith(f"{word}.") for word in words)


def warm() -> None:
    """Loads every kind and page before the first question, which would otherwise wait for them."""
    kinds()
    pages()
    Document("", WARM, Text(WARM.text)).checked  # noqa: B018  computed once, and then known
    # What is loaded by now stays, and the rest is collected when a check has been answered.
    gc.freeze()
    gc.disable()


def _path(uri: str) -> Path | None:
    """The file of a document, if it has one yet."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    return Path(path) if path and "\0" not in path else None


def _name(uri: str) -> str:
    """What messages call a document: the name of its file."""
    return PurePath(to_fs_path(uri) or uri).name
