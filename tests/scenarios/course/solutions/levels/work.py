def scale(x, factor):
    ### BEGIN SOLUTION
    return x * factor
    ### END SOLUTION
