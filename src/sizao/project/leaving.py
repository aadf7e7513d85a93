"""How a serving process goes: at once, when its work is done."""

import logging
import os
import sys
from typing import NoReturn


def at_once() -> NoReturn:
    """End this process without taking it apart.

    What it holds by then, compiled loops and a million small objects, costs a second of a processor and more to take
    apart, for memory that the kernel takes back by itself; transactions end with their connections.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
