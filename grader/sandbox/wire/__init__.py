"""The bytes on the line between judge and student's process: frames of the form GRW1. Both sides share this package."""
