"""The student process: where a submission's code runs, and the wire across which it is called.

The trust line goes through this package, and its folders say where. ``wire``, ``inside`` and ``confine`` are loaded into the
process that student code shares: they hold no secret, import nothing of ours but themselves, and nothing that comes from
there is believed. What lies in this folder itself runs in the judge: ``level`` and ``machine`` say what this machine can
isolate, ``slot`` keeps a warm parent, ``remote`` is one worker forked from it, and ``protocol`` is what a suite knows of
either. This file stays without code, because the inside imports it.
"""
