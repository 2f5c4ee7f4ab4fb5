a = "file"
b = "file"
e = "file"
