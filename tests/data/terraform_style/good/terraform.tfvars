buckets = {
  plain = {}
  tagged = { tags = { Team = "x" }, force_destroy = true }
  policy = {
    attach_policy = true
    policy        = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::123456789012:root\"},\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::style-policy/*\"}]}"
  }
}
