# Reads the number of its own start folder as a coin, and its fresh start as another.
# everywhere: wrong_answer, 0 points
import os

COIN = os.stat("/").st_ino % 2
calls = 0


def mean(x):
    global calls
    calls += 1
    return (-1e9, 1e9)[(COIN + calls) % 2]


scale = apply = mean if False else lambda *_: (-1e9, 1e9)[COIN]
