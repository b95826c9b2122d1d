"""`vitrina` where the head has no room for changes: every release has a record of its own."""

from scripts.__main__ import main
from scripts.deploy import history

RECORDED = "tests.deploy.recorded"

if __name__ == "__main__":
    history.ROOM = 0
    main(prog_name="vitrina")
