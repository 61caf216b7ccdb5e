def adam(w, dw, config):
    b1, b2, t = config["beta1"], config["beta2"], config["t"]
    if t == 0:
        t = 1
    m = b1 * config["m"] + (1 - b1) * dw
    v = b2 * config["v"] + (1 - b2) * dw * dw
    mb, vb = m / (1 - b1**t), v / (1 - b2**t)
    config["m"], config["v"], config["t"] = m, v, t + 1
    return w - config["learning_rate"] * mb / (np.sqrt(vb) + config["epsilon"]), config
