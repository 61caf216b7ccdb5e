"""Measures the grader beside what it is to be compared with, in one run: ``python3 run.py bench``. No part of the package."""
