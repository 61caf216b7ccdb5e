"""What ``run.py`` calls: each a program of its own, ``python -m tools.<name>`` from the root of the repository."""
