prefix = "from b"
