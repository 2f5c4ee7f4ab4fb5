module "public" {
  source = "../module/s3"

  bucket                   = "style-public"
  acl                      = "public-read"
  control_object_ownership = true
  object_ownership         = "ObjectWriter"
  block_public_acls        = false
  ignore_public_acls       = false
}

module "granted" {
  source = "../module/wrapper"
  items = {
    granted = {
      bucket                     = "style-granted"
      attach_public_access_block = false
      control_object_ownership   = true
      object_ownership           = "BucketOwnerPreferred"
      grants                     = [{ permission = "WRITE", type = "Group", uri = "http://acs.amazonaws.com/groups/global/AllUsers" }]
      versioning                 = { enabled = "false" }
    }
  }
}
