"""The web application: hand in, watch, read. It shows what the store holds and knows nothing that the command line does not."""
