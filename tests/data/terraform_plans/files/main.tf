module "child" {
  source = "./child"
}

resource "terraform_data" "root" {
  input = {
    hashes = [for hash in [filemd5("main.tf.txt"), filesha1("main.tf.txt"), filesha256("main.tf.txt"), filesha512("main.tf.txt")] : hash]
    base64 = [filebase64("main.tf.txt"), filebase64sha256("main.tf.txt"), filebase64sha512("main.tf.txt")]
    root   = path.root
    module = path.module
    file   = file("${path.module}/child/data/a.txt")
    exists = [fileexists("main.tf"), fileexists("gone.tf")]
    set    = fileset("child/data", "*.txt")
    braces = fileset("${path.module}/child/data", "{a,c}.*")
  }
}
