"""From disk to values: YAML files to an ``Assignment``, what was handed in to a ``Submission``, or words that say where.

``course`` loads an assignment: ``yamlfile`` keeps the place of every key, ``schema`` and ``scalars`` say which keys there are,
``tolerances`` makes the rules, ``consistency`` holds keys against one another, ``messages`` words what is wrong, ``digest`` says
what can change points. ``submissions`` reads what one student handed in, through ``deposits``, ``archive`` and ``notebook``;
``classfolder`` and ``layouts`` tell whose each file of a class is. Nothing of a student's is parsed or run here.
"""
