"""``python -m sizao.project.cli`` is the ``sizao`` command."""

import sys

from sizao.project.cli import main

if __name__ == "__main__":
    sys.exit(main())
