"""What is loaded into the process that student code shares. It holds no secret, and nothing it says is believed outside."""
