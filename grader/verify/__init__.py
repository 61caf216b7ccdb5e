"""Proves an assignment before it is released: the reference is right, the suite strict, the rules neither tight nor loose.

``mutants`` makes wrong programs of the reference, ``laboratory`` runs them (in student processes, as any submission),
``proof`` holds the nine points against what came of it, and the rest renders. Knows nothing of students.
"""
