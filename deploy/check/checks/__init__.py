"""What is checked, one subject a file. Importing a file enters its checks; the order here is the order in which they are made."""

from . import start, home, chapters, browser, access, stop, refusals, commands, files, layers, labels, lint  # noqa: F401
