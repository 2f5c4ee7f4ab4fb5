e = "b"
undeclared = 1
