def rmsprop(w, dw, config):
    d = config["decay_rate"]
    config["cache"] = (1 - d) * config["cache"] + d * dw**2
    return w - config["learning_rate"] * dw / (np.sqrt(config["cache"]) + config["epsilon"]), config
