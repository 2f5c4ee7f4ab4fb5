a = "tfvars"
b = "tfvars"
c = "tfvars"
d = ["tfvars"]
e = "tfvars"
f = "tfvars"
