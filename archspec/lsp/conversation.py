"""What pygls leaves unanswered: an editor that asks and hears nothing waits.

A question whose parameters do not fit the protocol, and one before `initialize` or after
`shutdown`, get the errors that the protocol has for them. What an editor tells, and asks no answer
for, is left aside where it does not fit.
"""

import logging
from typing import Any, Final

from lsprotocol.types import INITIALIZE
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidRequest,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.json_rpc import JsonRPCNotification, RPCRequest

ANSWERED: Final = JsonRPCNotification(method="", jsonrpc="", params=None)
"""Stands for a message that was answered when it was read."""


class Conversation(LanguageServerProtocol):
    """The protocol as pygls speaks it, with an answer to every question."""

    begun = False

    def structure_message(self, data: dict[str, Any]) -> Any:
        """A message as an object; one that does not fit is answered here."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "method" in data and isinstance(data.get("id"), (str, int)):
                self._refuse(data["id"], error)
            return ANSWERED

    def handle_message(self, message: Any) -> None:
        """Passes a message on, unless it is answered here."""
        if message is ANSWERED:
            return
        asked = isinstance(message, RPCRequest)
        self.begun |= asked and message.method == INITIALIZE
        if asked and not self.begun:
            self._refuse(message.id, JsonRpcServerNotInitialized("`initialize` comes first"))
        elif asked and self._shutdown:
            self._refuse(message.id, JsonRpcInvalidRequest("the server was told to shut down"))
        else:
            super().handle_message(message)

    def _refuse(self, question: str | int, error: JsonRpcException) -> None:
        self._send_response(question, error=error.to_response_error())


class Brief(logging.Filter):
    """Leaves the traces of messages that do not fit out of the log: they say nothing of us."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Cuts what pygls says of one to its first line."""
        foreign = record.exc_info is None or isinstance(record.exc_info[1], JsonRpcException)
        if foreign and "\n" in str(record.msg):
            record.msg, record.args = str(record.msg).splitlines()[0], ()
        return True


def quiet_log() -> None:
    """Makes the log brief, which editors keep for their users."""
    logging.getLogger("pygls.protocol.json_rpc").addFilter(Brief())
