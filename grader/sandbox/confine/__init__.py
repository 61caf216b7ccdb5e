"""The walls around student code, raised from inside its process, in the order that ``levels`` says; and the tries to get through
them.

Namespaces and a small root hide files and processes; landlock allows files by path; seccomp allows system calls by number;
limits of resources bound the rest. ``breakout`` tries from within what must not work, before any student's code is there.
"""
