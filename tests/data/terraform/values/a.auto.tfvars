prefix = "from a"
