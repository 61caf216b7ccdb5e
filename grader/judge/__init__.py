"""A judge: one process that serves one assignment for its whole life, and the supervisor that owns it.

A submission's way: ``supervisor`` hands it over by ``channel``; ``process`` gives it to ``suite``, which was collected once;
``assessment`` and ``case_judge`` run its cases tier by tier; ``explain`` asks why the failed ones failed; ``account`` makes a
result of each; ``grade`` adds up. This package's ``launcher`` and ``forkserver`` start judges from a process that has its imports.
"""
