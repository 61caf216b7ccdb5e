"""The students in here are data."""

collect_ignore = ["students"]
