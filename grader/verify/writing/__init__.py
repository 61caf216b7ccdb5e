"""An assignment written from a reference solution: read it, infer its arguments, confirm by running, choose, write.

The reference runs in student processes only (``studio``); what the command itself does with it is read text.
"""
