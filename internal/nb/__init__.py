"""The notebook machinery: builds, runs, compares and checks the notebooks of both editions.

Run as ``PYTHONPATH=internal python -m nb COMMAND``; ``python -m nb --help`` lists the commands.
"""
