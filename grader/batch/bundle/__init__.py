"""An assignment as an autograder of another platform: what is packed, and what runs there, without a network."""
