"""Holds a class: a JupyterHub that spawns servers out of the image, and learners who log in and work, each measured."""
