"""`python -m welfare_cli` is `wfc`."""

import sys

from welfare_cli.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
