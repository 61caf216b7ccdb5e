"""The commands, one module each: parse, call, print. ``grader.cli.main`` puts them together."""
