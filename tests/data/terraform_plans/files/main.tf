module "child" {
  source = "./child"
}

resource "terraform_data" "root" {
  input = {
    root   = path.root
    module = path.module
    file   = file("${path.module}/child/data/a.txt")
    exists = [fileexists("main.tf"), fileexists("gone.tf")]
    set    = fileset("child/data", "*.txt")
    braces = fileset("${path.module}/child/data", "{a,c}.*")
  }
}
