output "name" {
  value = "child"
}
