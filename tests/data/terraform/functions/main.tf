variable "open" {}

resource "aws_s3_bucket" "a" {
  tags = {
    format    = format("%s-%03d-%%-%q", var.open, 5, "x")
    join      = join(",", ["a", var.open, "b"])
    coalesce  = coalesce(null, "", "x")
    compact   = join("+", compact(["a", "", null, "b"]))
    flatten   = join(",", flatten([["a"], [["b"]], "c"]))
    lookup    = lookup({ a = 1 }, "b", "z")
    try       = try({ a = 1 }.b, "caught")
    nested    = length(try([{ a = 1 }["b"]], []))
    open_try  = try(var.open ? { a = "x" }.a : { a = "x" }.b, "y")
    can       = can({ a = 1 }.b)
    element   = element(["a", "b"], 3)
    contains  = contains(["a", "b"], "b")
    length    = length({ a = 1 })
    keys      = join(",", keys({ b = 1, a = 2 }))
    values    = join(",", values({ b = 1, a = 2 }))
    replace   = replace("a.b", ".", "-")
    lower     = lower("ABC")
    substr    = substr("hello", 1, -1)
    split     = split(",", "a,b")[1]
    trim      = trimprefix(trimsuffix(trimspace(" xay "), "y"), "x")
    sum       = 1 + 2 * 3 % 4
    compare   = "5" > 3
    decode    = jsondecode("{\"a\": [1, \"b\"]}").a[1]
    decoded   = jsondecode(jsonencode({ a = "b" })).a
    range     = join(",", range(3))
    zipmap    = zipmap(["a"], ["b"]).a
    toset     = join(",", toset(["b", "a", "b"]))
    formats   = join(" ", formatlist("%s/*", ["a", var.open]))
    starts    = startswith("abc-${var.open}", "abc")
    min       = min(3, 1, 2)
    one       = one(["x"])
    distinct  = join(",", distinct(["a", "a"]))
    splat     = join(",", [{ n = "a" }, { n = "b" }][*].n)
    for       = join(",", [for k, v in { b = 1, a = 2 } : "${k}${v}" if v > 1])
    group     = join(",", { for v in ["x1", "y2", "x3"] : substr(v, 0, 1) => v... }.x)
    escape    = "tab\tquote\" \u00e9 $${x} %%{y}"
    merged    = merge({ a = 1 }, null, { a = 2 }).a
    boolean   = "${true}-${1.5}-${10}"
    split_id  = split(":", "${data.aws_caller_identity.current.account_id}:b")[1]
  }
}
