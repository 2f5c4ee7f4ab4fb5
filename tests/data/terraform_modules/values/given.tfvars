f = "file"
