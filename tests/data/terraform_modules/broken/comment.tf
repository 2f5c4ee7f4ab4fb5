/*
module "commented" {
  source = "./commented"
}
*/
