resource "terraform_data" "child" {
  input = {
    root     = path.root
    module   = path.module
    file     = file("${path.module}/data/a.txt")
    relative = file("child/data/a.txt")
    template = templatefile("${path.module}/data/t.tftpl", { names = ["a", "b"], greeting = null, on = true })
  }
}
