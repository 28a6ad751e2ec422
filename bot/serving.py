"""How is the page served, in the loop that everything else runs in?

The socket is bound here, so that a busy port is a sentence; signals are the program's, so that
clean-up runs; open streams end with the program's stop event.
"""

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp
from typing_extensions import override

from bot.errors import Exit, ProgramError


class PortBusyError(ProgramError):
    """The page cannot listen where it was told to."""

    exit = Exit.CONFIG


class _Server(uvicorn.Server):
    """A server that leaves signals alone; uvicorn's own would be raised again after clean-up."""

    @override
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def bind(host: str, port: int) -> socket.socket:
    """Take the port; raises PortBusyError with what to do instead."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise PortBusyError([_refusal(host, port, error)]) from error
    bound.set_inheritable(False)
    return bound


def _refusal(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken by another program. End it, or give another: --port {port + 1}."
        )
    if error.errno == errno.EACCES:
        return f"Only the system may use port {port}. Give one above 1023: --port 8080."
    return f"{host} is no address of this machine. Give one with --host; 0.0.0.0 means all of them."


def address_of(bound: socket.socket) -> str:
    """The address to type into a browser."""
    host, port = bound.getsockname()[:2]
    return f"http://{host}:{port}"


async def serve(app: ASGIApp, bound: socket.socket, stop: asyncio.Event) -> None:
    """Answer requests until `stop`; open streams are given a second to end."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
        proxy_headers=True,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[bound]))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stopping.cancel()
    await serving
