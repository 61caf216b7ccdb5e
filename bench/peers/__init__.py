"""Other graders for Python on the ten cases of ``bench/conventional``, each in an environment of its own."""
