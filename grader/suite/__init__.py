"""The pytest plugin that hidden and visible tests run under, and the loop that runs them for one submission after another."""
