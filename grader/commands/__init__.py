"""The commands, one module each: parse, call, print. ``grader.cli`` puts them together."""
