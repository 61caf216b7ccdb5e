"""The student process: where a submission's code runs, and the wire across which it is called.

Two sides share this package. The *inside* (``wire``, ``encode``, ``decode``, ``worker``, ``modules``, ``console``, ``inside``,
``parent``, ``kernel``, ``mounts``) is loaded into the process that student code shares: it holds no secret, and nothing it says
is believed. The *outside* (``isolation``, ``slot``, ``remote``, ``student``, ``raised``, ``handle``) runs in the judge. This file
stays empty, because the inside imports it.
"""
