"""Commands as processes of their own that are there at once: a process with everything imported, forked for each.

Started with `python -m tests.zygote MODULE…`, which imports these once for all. A line of JSON on its input is a
module, its arguments, the environment and two files for what it says (one for both, if they are the same); the answer
is the number of the process. That number as a line gives back the exit status, or null while the process runs.

Polars is imported but never asked before a fork, so each process starts threads of its own.
"""

import json
import os
import sys
import traceback
from importlib import import_module
from runpy import run_module


def serve() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        answer: int | None = None
        if isinstance(asked, int):
            ended, status = os.waitpid(asked, os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if ended else None
        else:
            answer = os.fork()
            if not answer:
                run(*asked)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def run(module: str, arguments: list[str], environment: dict[str, str], out: str, err: str) -> None:
    """Is the command, in a process of its own."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(os.open(out, os.O_WRONLY | os.O_APPEND | os.O_CREAT), 1)
    os.dup2(os.open(err, os.O_WRONLY | os.O_APPEND | os.O_CREAT), 2)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [module, *arguments]
    status = 1
    try:
        run_module(module, run_name="__main__", alter_sys=True)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
    except BaseException:  # noqa: BLE001 - what the interpreter would do at its end
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        import_module(name)
    serve()
