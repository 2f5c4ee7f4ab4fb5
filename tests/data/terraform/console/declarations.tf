# What the expressions of this folder see.
resource "terraform_data" "x" {}

locals {
  greeting = "Hello, $${name}!"
  loop     = "%%{ for x in xs }$${x},%%{ endfor }"
  broken   = "$${"
  plain    = "just \"text\"\n\\n"
  nested   = "$${upper(name)}-$${list[0]}-$${true ? \"a\" : \"b\"}"
  only     = "$${value}"
  escaped  = "$$$${a}"
  number   = 5
}
