"""A judge: one process that serves one assignment for its whole life, and the supervisor that owns it.

A submission's way: ``supervisor`` hands it over by ``channel``; ``process`` gives it to ``suite``, which was collected once;
``passes`` and ``judging`` run its cases level by level, ``case`` makes a result of each; ``explain`` asks why the failed ones
failed; ``grade`` adds up. This package's ``nursery`` and ``forkserver`` start judges from a process that has its imports.
"""
