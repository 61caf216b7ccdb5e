def rmsprop(w, dw, config):
    c = config["cache"]
    c = config["decay_rate"] * c + (1 - config["decay_rate"]) * dw**2
    config["cache"] = c
    return w - config["learning_rate"] * dw / np.sqrt(c), config
