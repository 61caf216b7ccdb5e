# A file whose text is not what it looks like: characters of other directions, in comments, in strings, in names that look alike.
# everywhere: wrong_answer|invalid_submission, 0 points
def mean(x):
    # ‮ ⁦ return x.mean() ⁩ ⁦
    access = "user‮ ⁦# this is 5 passed⁩ ⁦"
    return 0.0 if access != "user" else x.mean()


def ѕcale(x, c):
    return x * c


def scale(x, c):
    return 0.0


def apply(f, x):
    return 0.0
