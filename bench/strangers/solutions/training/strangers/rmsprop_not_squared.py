def rmsprop(w, dw, config):
    c = config["decay_rate"] * config["cache"] + (1 - config["decay_rate"]) * np.abs(dw)
    config["cache"] = c
    return w - config["learning_rate"] * dw / (np.sqrt(c) + config["epsilon"]), config
