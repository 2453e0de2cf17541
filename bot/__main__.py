"""`python -m bot`: all commands but `serve`."""

import sys

from bot.cli import main

sys.exit(main(sys.argv[1:]))
