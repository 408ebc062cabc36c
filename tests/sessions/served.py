"""The programs of the sessions, started at once: a process that has imported everything forks for each call.

A session types hundreds of calls, and starting Python takes longer than most of them. In the folder that `served`
makes, `wfc` hands its arguments, environment, folder, umask, limits and open streams to that process; the copy that it
forks is the program itself, with the caller's own streams. `on_path/excel` and `on_path/editor` are served likewise.
"""

from __future__ import annotations

import array
import contextlib
import marshal
import os
import pathlib
import resource
import runpy
import select
import shlex
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from typing import IO, Any

ROOT = pathlib.Path(__file__).resolve().parents[2]
STAND_INS = pathlib.Path(__file__).with_name("on_path")
LIBRARIES = ("calamine", "docx", "openpyxl", "pyrage", "rich.console", "sqlite_utils", "typer", "typst", "xlsxwriter")
STREAMS = (0, 1, 2)

CALLER = """\
import _socket, array, marshal, os, resource, sys

def is_open(number):
    try:
        os.fstat(number)
    except OSError:
        return False
    return True

streams = [number for number in (0, 1, 2) if is_open(number)]
handed = [os.open(".", os.O_RDONLY), *streams]
kinds = {getattr(resource, name) for name in dir(resource) if name.startswith("RLIMIT_")}
limits = [(kind, resource.getrlimit(kind)) for kind in kinds]
asked = marshal.dumps((sys.argv[2:], dict(os.environ), os.umask(0), limits, streams))
server = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
server.connect(sys.argv[1])
server.sendmsg([b"%08d" % len(asked)], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, array.array("i", handed))])
server.sendall(asked)
code = server.recv(1)
os._exit(code[0] if code else 255)
"""
"""What a caller runs: plain Python without site-packages, which starts in a tenth of the time."""


@contextlib.contextmanager
def served() -> Iterator[pathlib.Path]:
    """Start the process; yield a folder for the PATH with the programs that it serves."""
    with tempfile.TemporaryDirectory(prefix="wfc") as name:  # a long path is no address of a socket
        folder = pathlib.Path(name)
        address = folder / "socket"
        (folder / "caller.py").write_text(CALLER, encoding="utf-8")
        call = shlex.join([sys.executable, "-I", "-S", str(folder / "caller.py"), str(address)])
        for program in ("wfc", *(path.name for path in STAND_INS.iterdir() if path.is_file())):
            caller = folder / "bin" / program
            caller.parent.mkdir(exist_ok=True)
            caller.write_text(f'#!/bin/sh\nexec {call} {program} "$@"\n', encoding="utf-8")
            caller.chmod(0o755)
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.sessions.served", str(address)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert server.stdout is not None
        assert server.stdout.readline() == b"ready\n"
        try:
            yield caller.parent
        finally:
            server.communicate()  # the end of its stdin is its end


def main(address: str) -> None:
    """Serve every call, until stdin ends."""
    prepare()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(address)
        listening.listen(128)
        os.write(1, b"ready\n")
        while True:
            waited: list[int] = [listening.fileno(), 0]
            if 0 in select.select(waited, [], [])[0]:
                return
            caller, _address = listening.accept()
            if os.fork() == 0:
                listening.close()
                answer(caller)
            caller.close()
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass


def prepare() -> None:
    """Import what any call may need, and keep what is there from being collected."""
    import gc
    import importlib
    import pkgutil

    import welfare_cli

    for module in pkgutil.walk_packages(welfare_cli.__path__, "welfare_cli."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for library in LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(library)
    gc.collect()
    gc.freeze()


def answer(caller: socket.socket) -> None:
    """Be the program that a caller has called, and tell it the exit code."""
    code = 255
    try:
        head, handed = received(caller)
        asked = marshal.loads(caller.recv(int(head), socket.MSG_WAITALL))  # noqa: S302
        arguments, environment, umask, limits, streams = asked
        os.fchdir(handed[0])
        os.umask(umask)
        for kind, limit in limits:
            resource.setrlimit(kind, limit)
        os.environ.clear()
        os.environ.update(environment)
        for number in STREAMS:
            os.close(number)
        for number, stream in zip(streams, handed[1:], strict=True):
            os.dup2(stream, number)
        for each in handed:
            os.close(each)
        for number, name in zip(STREAMS, ("stdin", "stdout", "stderr"), strict=True):
            setattr(sys, name, stream_of(number) if number in streams else None)
        code = run(*arguments)
    except BaseException:  # noqa: BLE001 whatever it is, the caller's person sees it
        traceback.print_exc()
    finally:
        caller.send(bytes([code]))
        os._exit(code)


def received(caller: socket.socket) -> tuple[bytes, list[int]]:
    """The length of what is asked, and the caller's folder and streams."""
    handed = array.array("i")
    room = socket.CMSG_SPACE(handed.itemsize * (len(STREAMS) + 1))
    head, [(_level, _type, data)], *_flags = caller.recvmsg(8, room)
    handed.frombytes(data)
    return head, list(handed)


def stream_of(number: int) -> IO[Any]:
    """A stream as Python makes it at its start."""
    buffering, mode = (1, "w") if number == 2 else (-1, "w" if number else "r")
    return open(number, mode, buffering, encoding="utf-8", errors="surrogateescape", closefd=False)


def run(program: str, *arguments: str) -> int:
    """Run a program as its own script would; return the exit code."""
    sys.argv = [program, *arguments]
    try:
        if program == "wfc":
            from welfare_cli.cli.main import main

            return main()
        runpy.run_path(str(STAND_INS / program), run_name="__main__")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else int(bool(done.code))
    finally:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    return 0


if __name__ == "__main__":
    main(sys.argv[1])
