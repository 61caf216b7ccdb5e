def sgd_momentum(w, dw, config):
    v = config["momentum"] * config["velocity"] + config["learning_rate"] * dw
    next_w = w + v
    config["velocity"] = v
    return next_w, config
