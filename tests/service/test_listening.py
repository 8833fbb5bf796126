"""How a process takes no more connections while another goes on with the same socket."""

import os
import socket
import subprocess
import sys

from places import SOURCE

DEAF = """
import socket, sys
from upheld.runtime.listening import stop_listening
listening = socket.socket(fileno=int(sys.argv[1]))
heard = listening.accept()[0]
stop_listening()
print("aside", flush=True)
sys.stdin.readline()
listening.setblocking(False)
try:
    listening.accept()
except BlockingIOError:
    print(heard.recv(5).decode(), flush=True)
"""


def test_a_process_that_stands_aside_hears_what_it_accepted_and_accepts_no_more() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        process = subprocess.Popen(
            [sys.executable, "-c", DEAF, str(listening.fileno())],
            pass_fds=[listening.fileno()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(SOURCE)},
        )
        assert process.stdin is not None
        assert process.stdout is not None
        with socket.create_connection(listening.getsockname()) as before:
            assert process.stdout.readline() == "aside\n"
            with socket.create_connection(listening.getsockname()) as after:
                before.sendall(b"first")
                after.sendall(b"later")
                said, _ = process.communicate("go on\n", timeout=300)
                assert said == "first\n"
                with listening.accept()[0] as taken:
                    assert taken.recv(5) == b"later"
