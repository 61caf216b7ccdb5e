"""Judges on other machines, by dask.distributed: the command's side, the worker's side, and what crosses between them.

The command trusts its workers as it trusts itself; what crosses is bytes of our own making, read strictly, never objects.
"""
