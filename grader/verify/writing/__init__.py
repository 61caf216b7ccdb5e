"""An assignment written from a reference solution: read its signatures, infer what its arguments are, confirm by running, choose, write.

The reference runs in student processes only (``studio``); what the command itself does with it is read text.
"""
