"""An editor in small: it starts the server as one would, and speaks the protocol with it."""

import json
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

URI = "file:///work/net.yaml"
SECONDS = 30


class Editor:
    """A conversation over the standard input and output of `archspec lsp`."""

    def __init__(
        self, encodings: list[str] | None = None, folder: Path | None = None, *, begin: bool = True
    ):
        command = [sys.executable, "-m", "archspec", "lsp"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, cwd=folder)
        self.messages: queue.Queue[dict[str, Any]] = queue.Queue()
        self.count = 0
        self.version = 0
        self.published: list[dict[str, Any]] = []
        threading.Thread(target=self._listen, daemon=True).start()
        if begin:
            self.begin(encodings)

    def begin(self, encodings: list[str] | None = None) -> None:
        """Tells the server what it may do, and asks what it can."""
        general = {"positionEncodings": encodings} if encodings else {}
        params = {"processId": None, "rootUri": None, "capabilities": {"general": general}}
        self.capabilities = self.ask("initialize", params)["capabilities"]
        self.tell("initialized", {})

    def ask(self, method: str, params: Any) -> Any:
        """The answer to a question."""
        self.count += 1
        self._send({"id": self.count, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == self.count:
                assert "error" not in message, message
                return message["result"]

    def tell(self, method: str, params: Any) -> None:
        """Something that has no answer."""
        self._send({"method": method, "params": params})

    def open(self, text: str, uri: str = URI) -> list[dict[str, Any]]:
        """Opens a document, and waits for what is wrong with it."""
        item = {"uri": uri, "languageId": "yaml", "version": 0, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": item})
        return self.findings(uri)

    def change(self, text: str, uri: str = URI) -> None:
        """Replaces the text of a document."""
        self.version += 1
        identifier = {"uri": uri, "version": self.version}
        params = {"textDocument": identifier, "contentChanges": [{"text": text}]}
        self.tell("textDocument/didChange", params)

    def about(self, method: str, line: int, character: int, uri: str = URI) -> Any:
        """The answer to a question about a place."""
        position = {"line": line, "character": character}
        return self.ask(
            f"textDocument/{method}", {"textDocument": {"uri": uri}, "position": position}
        )

    def actions(self, line: int, only: list[str] | None = None) -> Any:
        """The code actions of a line."""
        place = {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 999}}
        context = {"diagnostics": [], **({"only": only} if only else {})}
        params = {"textDocument": {"uri": URI}, "range": place, "context": context}
        return self.ask("textDocument/codeAction", params)

    def findings(self, uri: str = URI) -> list[dict[str, Any]]:
        """What the server says next about a document."""
        while True:
            for i, params in enumerate(self.published):
                if params["uri"] == uri:
                    del self.published[i]
                    found: list[dict[str, Any]] = params["diagnostics"]
                    return found
            self._next()

    def close(self) -> int:
        """Says goodbye; the exit code of the server."""
        self.ask("shutdown", None)
        self.tell("exit", None)
        return self.process.wait(SECONDS)

    def _next(self) -> dict[str, Any]:
        message = self.messages.get(timeout=SECONDS)
        if message.get("method") == "textDocument/publishDiagnostics":
            self.published.append(message["params"])
        return message

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _listen(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while line := stream.readline():
            length = int(line.split(b":")[1])
            while stream.readline().strip():
                pass
            self.messages.put(json.loads(stream.read(length)))
