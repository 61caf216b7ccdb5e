def update_state(xk, sk, wx, wRec):
    return wRec * xk + wx * sk
