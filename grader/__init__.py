"""grader: judges numerical Python homework without trusting a line of it.

This package's root stays light: the student process imports parts of it.
"""

__version__ = "0.1.0"
