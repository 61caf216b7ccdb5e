def output_size(input_size, kernel_size, stride=1, padding=0):
    return tuple((size + padding - kernel) // stride + 1 for size, kernel in zip(input_size, kernel_size))
