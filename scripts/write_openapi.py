"""Writes the description of the API to a file, for the screens' generated types."""

import argparse
import json
import sys
from pathlib import Path

from orgbilling.app import create_app
from orgbilling.settings import Settings


def main() -> int:
    """Write it; returns the exit status."""
    parser = argparse.ArgumentParser(description="Write the description of the API.")
    parser.add_argument("path", type=Path)
    path: Path = parser.parse_args().path
    # The settings decide whether development sign-in exists: named here, not the environment's.
    described = create_app(Settings(host="127.0.0.1", oidc_issuer=None)).openapi()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(described), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
