"""The student process: where a submission's code runs, and the wire across which it is called.

Two sides share this package. The *inside* is loaded into the process that student code shares: it holds no secret, and nothing it
says is believed. Of it, ``wire``, ``encode``, ``decode``, ``worker``, ``modules``, ``packages``, ``console``, ``inside`` and
``refusals`` serve student code, ``parent`` and ``confinement`` make the place for it out of ``kernel``, ``mounts``, ``namespaces``,
``landlock``, ``seccomp`` (with ``bpf`` and ``syscalls``), and ``breakout`` and ``probe`` try whether that holds. The *outside*
(``isolation``, ``machine``, ``visible``, ``slot``, ``slotuid``, ``remote``, ``student``, ``raised``, ``handle``) runs in the judge.
This file stays empty, because the inside imports it.
"""
