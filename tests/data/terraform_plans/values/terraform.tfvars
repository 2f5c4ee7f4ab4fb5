b = "tfvars"
h = "tfvars"
f = 3
