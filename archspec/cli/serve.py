"""`archspec serve`."""

from pathlib import Path
from typing import Any

import click

from archspec.cli.options import PathName, device_option, reports_failures, weights_option
from archspec.cli.output import say
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.extras import takes
from archspec.files import reason


@click.command()
@click.argument("run", type=PathName(path_type=Path))
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, help="0 takes a free one; else 8000."
)
@click.option(
    "--host",
    default="127.0.0.1",
    help="The address that it listens on. The default is reached from this machine alone; another,"
    " such as 0.0.0.0, by everybody who reaches the machine.",
)
@weights_option
@device_option
@reports_failures
@takes("train", "`archspec serve`")
def command(run: Path, port: int, host: str, weights: Any, device: Any) -> None:
    r"""Answer over HTTP what the network of a run says of images, or of rows of tables and texts.

    A browser shows a page with a form; programs POST an image, or rows as JSON, to /predict, as
    /openapi.json describes. How much may be asked is limited, and nothing that a client names is
    opened. It runs until Ctrl-C.

    \b
    Example:
        archspec serve runs/digits
        archspec serve runs/houses --port 0
    """
    from archspec.cli.runs import network_of, tell_training
    from archspec.serving import Limits, Server, service_of

    network_of(run)
    tell_training(run)
    limits = Limits()
    service = service_of(run, weights, device or "auto", limits)
    try:
        server = Server(service, host, port, limits, lambda line: say(line, err=True))
    except ValueError:
        raise click.BadParameter(f"`{host}` is no address", param_hint="--host") from None
    except OSError as error:
        fact = f"cannot listen on {host}, port {port}: {reason(error)}"
        helps = (Help("choose another port, or `--port 0` for a free one"),)
        raise Failure([Diagnostic("A501", fact, helps=helps)]) from None
    with server:
        shown = f"[{host}]" if ":" in host else host
        say(f"{service.title} answers at http://{shown}:{server.port} until Ctrl-C")
        if not server.local:
            say("careful: everybody who reaches this machine can ask it", err=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("stopped", err=True)
