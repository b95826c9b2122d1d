"""Runs a program for as long as the process that started this one lives, and ends it then, however that one ended.

Run as a file of its own, with the program and its arguments. Its input is a pipe whose other end that process holds: it
closes by itself where the process is killed. The first line of its output is the number of the program.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading

STOP = 1.0
"""Seconds that the program may take to end, which SeaweedFS never does: it writes what it has to at once, and then
waits a quarter of a minute for whoever it has told. What it holds is appended to files, so it is safe to kill."""
PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that the kernel sends to a child whose parent has died. Linux has it, others have the pipe."""


def main(command: list[str], held: list[int]) -> int:
    """Runs the command with some open files passed on; the status of the program."""
    ours = os.getpid()
    linux = ctypes.CDLL(None) if sys.platform == "linux" else None

    def bind() -> None:
        if linux:
            linux.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != ours:  # it was too late
                os._exit(1)

    program = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=2, pass_fds=held, preexec_fn=bind)  # noqa: PLW1509 - nothing but a system call, before any thread; our own command
    os.write(1, f"{program.pid}\n".encode())
    threading.Thread(target=_end_with_input, args=(program,), daemon=True).start()
    return program.wait()


def _end_with_input(program: "subprocess.Popen[bytes]") -> None:
    """Ends the program when nobody holds the other end of the input any more."""
    os.read(0, 1)  # not `sys.stdin`: its lock is held for as long as this waits, also when the program has ended
    program.terminate()
    try:
        program.wait(STOP)
    except subprocess.TimeoutExpired:
        program.kill()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl+C is for the process that started this one
    sys.exit(main(sys.argv[2:], [int(one) for one in sys.argv[1].split(",") if one]))
