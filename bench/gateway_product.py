"""The product as `serve` configures it, in one process, on the port that is named."""

import sys

import uvicorn

from orgbilling.commands.child import create_app


def main() -> None:
    """Serve until SIGTERM."""
    uvicorn.run(
        create_app(),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        log_config=None,
        log_level="warning",
        access_log=False,
        backlog=4096,
    )


if __name__ == "__main__":
    main()
