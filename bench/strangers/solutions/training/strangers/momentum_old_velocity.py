def sgd_momentum(w, dw, config):
    v = config["velocity"]
    next_w = w + config["momentum"] * v
    config["velocity"] = config["momentum"] * v - config["learning_rate"] * dw
    return next_w, config
