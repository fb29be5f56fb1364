"""A run that answers over HTTP: `archspec serve`.

`answers` says what a run takes and what it gives, `openapi` describes that, `server` speaks HTTP
within `limits`, and `page` is what a browser shows.
"""

from archspec.serving.answers import Service, service_of
from archspec.serving.limits import Limits
from archspec.serving.server import Server

__all__ = ["Limits", "Server", "Service", "service_of"]
