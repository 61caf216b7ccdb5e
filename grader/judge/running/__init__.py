"""One case running under pytest: who sees which side, what is compared, what is kept.

``plugin`` and ``session`` are pytest's side; ``fixtures`` are ``student``, ``reference``, ``check`` and ``near`` as a suite
sees them, bound through ``context`` to the submission of the moment; ``checks`` compares; ``verdict`` says whose fault an end
is. Most cases are ``recorded`` once and replayed without pytest.
"""
