"""The commands, one module each: parse, call, print. ``main`` knows their names and loads one when it is named."""
