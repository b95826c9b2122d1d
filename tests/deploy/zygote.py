"""Commands as processes of their own that are there at once: a process with everything imported, forked for each.

Started with `python -m tests.deploy.zygote`; a line of JSON on its input is a list of arguments, and the answer is the
number of the process. That number as a line gives back status and output, or null while it runs. Where the first of the
arguments is `RECORDED`, the head has no room for changes: every release has a record of its own.
"""

import json
import os
import sys
import tempfile
import traceback
from pathlib import Path

import botocore.session  # noqa: F401 - imported once, for all that are forked

from scripts.__main__ import main
from scripts.deploy import (
    command,  # noqa: F401 - likewise
    history,
)

RECORDED = "recorded"


def serve() -> None:
    outputs: dict[int, Path] = {}
    for line in sys.stdin:
        asked = json.loads(line)
        if isinstance(asked, int):
            ended, status = os.waitpid(asked, os.WNOHANG)
            answer: object = None
            if ended:
                answer = [os.waitstatus_to_exitcode(status), outputs[asked].read_text(encoding="utf-8")]
                outputs.pop(asked).unlink()
        else:
            handle, name = tempfile.mkstemp()
            pid = os.fork()
            if not pid:
                run(asked, handle)
            os.close(handle)
            outputs[pid] = Path(name)
            answer = pid
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def run(arguments: list[str], output: int) -> None:
    """Is the command, in a process of its own."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    status = 1
    if arguments[0] == RECORDED:
        history.ROOM = 0
        del arguments[0]
    try:
        main(arguments, prog_name="vitrina", standalone_mode=True)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - what the interpreter would do at its end
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    serve()
