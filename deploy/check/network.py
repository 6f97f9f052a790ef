"""A connection made inside another process's network: so a server is reached in a container that has no network."""

import ctypes
import os
import socket
import threading

CLONE_NEWNET = 0x40000000


def inside(pid: int | None, port: int, timeout: float = 10) -> socket.socket:
    """Connects to 127.0.0.1:port in the network of process `pid`; None means our own.

    Only the thread that calls setns changes its network, and a socket keeps the one in which it was made.
    """
    if pid is None:
        return socket.create_connection(("127.0.0.1", port), timeout)
    found = {}

    def connect():
        try:
            enter(pid)
            found["socket"] = socket.create_connection(("127.0.0.1", port), timeout)
        except OSError as problem:
            found["problem"] = problem

    thread = threading.Thread(target=connect)
    thread.start()
    thread.join()
    if "problem" in found:
        raise found["problem"]
    return found["socket"]


def enter(pid: int) -> None:
    fd = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.setns(fd, CLONE_NEWNET) != 0:
            number = ctypes.get_errno()
            raise OSError(number, f"setns: {os.strerror(number)}")
    finally:
        os.close(fd)
