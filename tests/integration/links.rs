//! What belongs to what, as the verdicts show it.

use std::fmt::Write as _;

use bucketlint::source::{FileSystem, Memory};

use super::run::run_by;

/// The verdicts of a rule, a line for each resource: the verdict, and what the code does not decide.
pub(super) fn verdicts(fs: &dyn FileSystem, path: &str, rule: &str) -> String {
    let mut lines: Vec<_> = run_by(fs, path, &[rule])
        .evaluations
        .iter()
        .map(|it| {
            let mut line = format!("{} {}", it.resource, it.compliance);
            for unresolved in &it.unresolved {
                write!(line, " ({})", unresolved.expression).unwrap();
            }
            line
        })
        .collect();
    lines.sort();
    lines.join("\n")
}

fn of_code(text: &str, rule: &str) -> String {
    verdicts(&Memory::new([("main.tf", text)]), ".", rule)
}

const BLOCK: &str = "
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
";

const BUCKETS: &str = "
variable \"which\" {}
variable \"first\" { type = bool }
resource \"aws_s3_bucket\" \"one\" {
  bucket = \"one\"
}
resource \"aws_s3_bucket\" \"two\" {
  bucket = \"two\"
}
";

fn with_block(owner: &str) -> String {
    let text = format!("{BUCKETS}resource \"aws_s3_bucket_public_access_block\" \"it\" {{\n  bucket = {owner}{BLOCK}");
    of_code(&text, "s3-bucket-level-public-access-prohibited")
}

#[test]
fn a_part_of_an_unknown_bucket_may_belong_to_each() {
    assert_eq!(
        with_block("var.which"),
        "aws_s3_bucket.one INSUFFICIENT_DATA (var.which == aws_s3_bucket.one)\n\
         aws_s3_bucket.two INSUFFICIENT_DATA (var.which == aws_s3_bucket.two)\n\
         aws_s3_bucket_public_access_block.it COMPLIANT"
    );
}

#[test]
fn letters_of_a_name_tell_buckets_apart() {
    assert_eq!(
        with_block("\"o${var.which}\""),
        "aws_s3_bucket.one INSUFFICIENT_DATA (\"o${var.which}\" == aws_s3_bucket.one)\n\
         aws_s3_bucket.two NON_COMPLIANT\n\
         aws_s3_bucket_public_access_block.it COMPLIANT"
    );
}

#[test]
fn what_names_one_bucket_says_nothing_of_another() {
    let wanted = "aws_s3_bucket.one COMPLIANT\naws_s3_bucket.two NON_COMPLIANT";
    assert_eq!(with_block("aws_s3_bucket.one.id"), wanted);
    assert_eq!(with_block("\"one\""), wanted);
    let elsewhere = "aws_s3_bucket.one NON_COMPLIANT\naws_s3_bucket.two NON_COMPLIANT\naws_s3_bucket_public_access_block.it COMPLIANT";
    assert_eq!(with_block("\"three\""), elsewhere);
    assert_eq!(with_block("aws_s3_bucket.three.id"), elsewhere);
}

#[test]
fn a_condition_decides_between_two_buckets() {
    assert_eq!(
        with_block("var.first ? aws_s3_bucket.one.id : aws_s3_bucket.two.id"),
        "aws_s3_bucket.one INSUFFICIENT_DATA (var.first)\naws_s3_bucket.two INSUFFICIENT_DATA (var.first)"
    );
}

#[test]
fn a_policy_of_an_unknown_bucket_matters_where_there_is_none() {
    let policy = |name: &str, owner: &str, principal: &str| {
        format!(
            "resource \"aws_s3_bucket_policy\" \"{name}\" {{\n  bucket = {owner}\n  policy = jsonencode({{ Statement = {{ \
             Effect = \"Allow\", Principal = {{ AWS = \"{principal}\" }}, Action = \"s3:GetObject\", Resource = \"*\" }} }})\n}}\n"
        )
    };
    let own = policy("own", "aws_s3_bucket.two.id", "arn:aws:iam::111122223333:root");
    let text = format!("{BUCKETS}{}{own}", policy("open", "var.which", "*"));
    assert_eq!(
        of_code(&text, "s3-bucket-public-read-prohibited"),
        "aws_s3_bucket.one INSUFFICIENT_DATA (var.which == aws_s3_bucket.one)\n\
         aws_s3_bucket.two COMPLIANT\n\
         aws_s3_bucket_policy.open NON_COMPLIANT"
    );
    let harmless = format!("{BUCKETS}{}", policy("open", "var.which", "arn:aws:iam::111122223333:root"));
    assert!(of_code(&harmless, "s3-bucket-public-read-prohibited").contains("aws_s3_bucket.one COMPLIANT"));
    // Of two for one bucket either may be the one that counts.
    let other = |principal: &str| policy("other", "var.which", principal);
    let both = of_code(&format!("{harmless}{}", other("222233334444")), "s3-bucket-public-read-prohibited");
    assert!(both.contains("aws_s3_bucket.one COMPLIANT"), "{both}");
    let one = of_code(&format!("{harmless}{}", other("*")), "s3-bucket-public-read-prohibited");
    let last = "(var.which == aws_s3_bucket.one) && !(aws_s3_bucket_policy.open is put last)";
    assert!(one.contains(&format!("aws_s3_bucket.one INSUFFICIENT_DATA ({last})")), "{one}");
}

#[test]
fn two_acls_of_a_bucket_that_is_declared_elsewhere_are_judged_each() {
    let acl = |name: &str, acl: &str| {
        format!(
            "resource \"aws_s3_bucket_acl\" \"{name}\" {{\n  bucket = aws_s3_bucket.gone.id\n  acl = \"{acl}\"\n}}\n"
        )
    };
    let text = [acl("open", "public-read"), acl("shut", "private")].concat();
    assert_eq!(
        of_code(&text, "s3-bucket-public-read-prohibited"),
        "aws_s3_bucket_acl.open NON_COMPLIANT\naws_s3_bucket_acl.shut COMPLIANT"
    );
}

/// Requests tell the tags of a bucket where its ABAC is on; where it is not, no condition on them holds.
#[test]
fn the_status_of_abac_says_whether_tags_of_the_bucket_count() {
    let policy = r#"jsonencode({ Statement = [{
    Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::one/*"
    Condition = { StringEquals = { "s3:BucketTag/open" = "yes" } } }] })"#;
    let of_status = |status: &str| {
        let text = format!(
            "variable \"on\" {{ type = bool }}\nresource \"aws_s3_bucket\" \"one\" {{\n  bucket = \"one\"\n}}\n\
             resource \"aws_s3_bucket_policy\" \"one\" {{\n  bucket = aws_s3_bucket.one.id\n  policy = {policy}\n}}\n\
             resource \"aws_s3_bucket_abac\" \"one\" {{\n  bucket = aws_s3_bucket.one.id\n  abac_status {{\n    \
             status = {status}\n  }}\n}}\n"
        );
        let verdict = of_code(&text, "s3-bucket-public-read-prohibited");
        verdict.split_whitespace().nth(1).unwrap().to_string()
    };
    assert_eq!(of_status("\"Disabled\""), "COMPLIANT");
    assert_eq!(of_status("\"Enabled\""), "INSUFFICIENT_DATA");
    assert_eq!(of_status("var.on ? \"Enabled\" : \"Disabled\""), "INSUFFICIENT_DATA");
}

/// Of two blocks of one bucket that is declared elsewhere either may be kept; where one is not there, the other is.
#[test]
fn a_second_block_of_a_bucket_declared_elsewhere_counts_where_the_first_is_not_there() {
    let code = format!(
        r#"
variable "flag" {{ type = bool }}
variable "env" {{ type = string }}
resource "aws_s3_bucket_versioning" "v" {{
  bucket = "x-${{var.env}}"
  versioning_configuration {{ status = "Enabled" }}
}}
resource "aws_s3_bucket_public_access_block" "a" {{
  count  = var.flag ? 0 : 1
  bucket = "x-${{var.env}}"
}}
resource "aws_s3_bucket_public_access_block" "b" {{
  bucket = "x-${{var.env}}"{BLOCK}"#
    );
    let rule = "s3-bucket-level-public-access-prohibited";
    let expected =
        "aws_s3_bucket_public_access_block.b COMPLIANT\naws_s3_bucket_versioning.v INSUFFICIENT_DATA (var.flag)";
    assert_eq!(of_code(&code, rule), expected);
}

#[test]
fn an_access_point_of_an_unknown_bucket_leads_to_each_unless_it_is_shut() {
    let with = |settings: &str| {
        let everyone = |resource: &str| {
            format!(
                "jsonencode({{ Statement = [{{ Effect = \"Allow\", Principal = \"*\", Action = \"*\", Resource = \"{resource}\", \
                 Condition = {{ StringEquals = {{ \"s3:DataAccessPointAccount\" = \"111122223333\" }} }} }}] }})"
            )
        };
        let text = format!(
            "{BUCKETS}
resource \"aws_s3_bucket_policy\" \"one\" {{
  bucket = aws_s3_bucket.one.id
  policy = {}
}}
resource \"aws_s3_access_point\" \"it\" {{
  bucket     = var.which
  name       = \"it\"
  account_id = \"111122223333\"
  policy     = {}
  public_access_block_configuration {{
    {settings}
  }}
}}",
            everyone("*"),
            everyone("*")
        );
        of_code(&text, "s3-bucket-public-read-prohibited")
    };
    assert_eq!(
        with("block_public_policy = false\n    restrict_public_buckets = false"),
        "aws_s3_bucket.one INSUFFICIENT_DATA (var.which == aws_s3_bucket.one)\naws_s3_bucket.two COMPLIANT"
    );
    assert_eq!(with("block_public_policy = false"), "aws_s3_bucket.one COMPLIANT\naws_s3_bucket.two COMPLIANT");
}

/// Owners that conditions decide: each branch has the part where its condition says so, and an empty text names nothing.
#[test]
fn each_branch_of_an_owner_has_the_part() {
    let public = "jsonencode({ Statement = [{ Effect = \"Allow\", Principal = \"*\", Action = \"s3:GetObject\", Resource = \"*\" }] })";
    let with_policy = |owner: &str| {
        let text = format!(
            "{BUCKETS}resource \"aws_s3_bucket_policy\" \"it\" {{\n  bucket = {owner}\n  policy = {public}\n}}\n"
        );
        of_code(&text, "s3-bucket-public-read-prohibited")
    };
    assert_eq!(
        with_policy("var.first ? aws_s3_bucket.one.id : aws_s3_bucket.two.id"),
        "aws_s3_bucket.one INSUFFICIENT_DATA (var.first)\naws_s3_bucket.two INSUFFICIENT_DATA (var.first)"
    );
    assert_eq!(
        with_policy("var.first ? \"o${var.which}\" : aws_s3_bucket.two.id"),
        "aws_s3_bucket.one INSUFFICIENT_DATA (var.first && (\"o${var.which}\" == aws_s3_bucket.one))\n\
         aws_s3_bucket.two INSUFFICIENT_DATA (var.first)\naws_s3_bucket_policy.it NON_COMPLIANT",
        "what a branch may name is where the branch is"
    );
    assert_eq!(
        with_policy("var.first ? aws_s3_bucket.one.id : \"\""),
        "aws_s3_bucket.one INSUFFICIENT_DATA (var.first)\naws_s3_bucket.two COMPLIANT"
    );
    assert_eq!(
        with_block("var.first ? aws_s3_bucket.one.id : \"\""),
        "aws_s3_bucket.one INSUFFICIENT_DATA (var.first)\naws_s3_bucket.two NON_COMPLIANT"
    );
}

/// Of two resources of one name, never both there, each has what names it.
#[test]
fn alternatives_of_one_name_have_what_names_them() {
    let code = |second: &str| {
        format!(
            "variable \"first\" {{ type = bool }}
resource \"aws_s3_bucket\" \"one\" {{
  count  = var.first ? 1 : 0
  bucket = \"same\"
}}
resource \"aws_s3_bucket\" \"two\" {{
  {second}
  bucket = \"same\"
}}
resource \"aws_s3_bucket_public_access_block\" \"it\" {{
  bucket = \"same\"{BLOCK}"
        )
    };
    let rule = "s3-bucket-level-public-access-prohibited";
    assert_eq!(
        of_code(&code("count = var.first ? 0 : 1"), rule),
        "aws_s3_bucket.one[0] COMPLIANT\naws_s3_bucket.two[0] COMPLIANT"
    );
    let beside = of_code(&code(""), rule);
    assert!(beside.contains("aws_s3_bucket_public_access_block.it COMPLIANT"), "nobody knows which: {beside}");
}

/// The block of an account shuts the buckets of that account.
#[test]
fn the_block_of_an_account_is_of_its_buckets() {
    let verdict = |providers: &str, bucket: &str, block: &str| {
        let text = format!(
            "variable \"account\" {{}}
data \"aws_caller_identity\" \"me\" {{}}
{providers}
resource \"aws_s3_bucket\" \"it\" {{
  {bucket}
  bucket = \"it\"
}}
resource \"aws_s3_bucket_policy\" \"it\" {{
  bucket = aws_s3_bucket.it.id
  policy = jsonencode({{ Statement = [{{ Effect = \"Allow\", Principal = \"*\", Action = \"s3:GetObject\", Resource = \"*\" }}] }})
}}
resource \"aws_s3_account_public_access_block\" \"it\" {{
  {block}{BLOCK}"
        );
        let all = of_code(&text, "s3-bucket-public-read-prohibited");
        all.split(' ').nth(1).unwrap_or_default().to_owned()
    };
    let other = "provider \"aws\" {\n  alias = \"other\"\n  allowed_account_ids = [\"111122223333\"]\n}";
    assert_eq!(verdict("", "", ""), "COMPLIANT");
    assert_eq!(verdict("", "", "account_id = \"\""), "COMPLIANT");
    assert_eq!(verdict("", "", "account_id = data.aws_caller_identity.me.account_id"), "COMPLIANT");
    assert_eq!(verdict("", "", "account_id = var.account"), "INSUFFICIENT_DATA");
    assert_eq!(verdict("", "", "account_id = \"111122223333\""), "INSUFFICIENT_DATA");
    assert_eq!(verdict(other, "provider = aws.other", "account_id = \"111122223333\""), "COMPLIANT");
    assert_eq!(verdict(other, "provider = aws.other", "provider = aws.other"), "COMPLIANT");
    assert_eq!(verdict(other, "provider = aws.other", ""), "INSUFFICIENT_DATA");
    assert_eq!(verdict(other, "provider = aws.other", "account_id = \"444455556666\""), "NON_COMPLIANT");
}

/// A key that KMS cannot rotate is not judged by its rotation.
#[test]
fn a_key_in_a_key_store_of_its_own_is_not_rotated() {
    let verdict = |arguments: &str| {
        let store = "resource \"aws_kms_custom_key_store\" \"it\" {\n  custom_key_store_name = \"hsm\"\n}\n";
        let text = format!("variable \"store\" {{}}\n{store}resource \"aws_kms_key\" \"it\" {{\n  {arguments}\n}}\n");
        let all = of_code(&text, "cmk-backing-key-rotation-enabled");
        all.split(' ').nth(1).unwrap_or_default().to_owned()
    };
    assert_eq!(verdict("custom_key_store_id = aws_kms_custom_key_store.it.id"), "NOT_APPLICABLE");
    assert_eq!(verdict("xks_key_id = \"bb8562717f809024\""), "NOT_APPLICABLE");
    assert_eq!(verdict("custom_key_store_id = var.store"), "INSUFFICIENT_DATA");
    assert_eq!(verdict("custom_key_store_id = \"\""), "NON_COMPLIANT");
    assert_eq!(verdict("enable_key_rotation = \"1\""), "COMPLIANT");
    assert_eq!(verdict("enable_key_rotation = \"0\""), "NON_COMPLIANT");
}

/// A log target is known by what sends its logs there, or lets S3 deliver them.
#[test]
fn a_log_target_is_known_by_what_names_it() {
    let verdict = |parts: &str| {
        let text = format!("{BUCKETS}{parts}");
        let all = of_code(&text, "s3-bucket-logging-enabled");
        let of = |name: &str| all.lines().find(|line| line.starts_with(name)).and_then(|line| line.split(' ').nth(1));
        [of("aws_s3_bucket.one "), of("aws_s3_bucket.two ")].map(|it| it.unwrap_or("no row").to_owned()).join(" ")
    };
    let logging = |target: &str| {
        format!(
            "resource \"aws_s3_bucket_logging\" \"two\" {{\n  bucket = aws_s3_bucket.two.id\n  {target}\n  target_prefix = \"\"\n}}\n"
        )
    };
    assert_eq!(verdict(&logging("target_bucket = aws_s3_bucket.one.id")), "NOT_APPLICABLE COMPLIANT");
    assert_eq!(verdict(&logging("target_bucket = var.which")), "INSUFFICIENT_DATA COMPLIANT");
    // Another part of the same owner makes it no other bucket.
    let block = "resource \"aws_s3_bucket_public_access_block\" \"it\" {\n  bucket = var.which\n}\n";
    let both = format!("{}{block}", logging("target_bucket = var.which"));
    assert_eq!(verdict(&both), "INSUFFICIENT_DATA COMPLIANT");
    assert_eq!(verdict(&logging("target_bucket = \"t${var.which}\"")), "NON_COMPLIANT COMPLIANT");
    let which = "target_bucket = var.which != \"\" ? var.which : aws_s3_bucket.one.id";
    assert_eq!(verdict(&logging(which)), "INSUFFICIENT_DATA COMPLIANT");
    assert_eq!(verdict(&logging("target_bucket = \"\"")), "NON_COMPLIANT NON_COMPLIANT");
    assert_eq!(verdict(&logging("target_bucket = null")), "NON_COMPLIANT NON_COMPLIANT");
    assert_eq!(
        verdict(&logging("target_bucket = var.first ? aws_s3_bucket.one.id : \"\"")),
        "INSUFFICIENT_DATA INSUFFICIENT_DATA"
    );
    let policy = |principal: &str, action: &str| {
        format!(
            "resource \"aws_s3_bucket_policy\" \"one\" {{\n  bucket = aws_s3_bucket.one.id\n  policy = jsonencode({{ Statement = [{{ \
             Effect = \"Allow\", Principal = {principal}, Action = \"{action}\", Resource = \"*\" }}] }})\n}}\n"
        )
    };
    let service = "{ Service = \"logging.s3.amazonaws.com\" }";
    assert_eq!(verdict(&policy(service, "s3:PutObject")), "NOT_APPLICABLE NON_COMPLIANT");
    assert_eq!(verdict(&policy(service, "s3:Put*")), "NOT_APPLICABLE NON_COMPLIANT");
    assert_eq!(verdict(&policy(service, "s3:GetObject")), "NON_COMPLIANT NON_COMPLIANT");
    assert_eq!(verdict(&policy("\"*\"", "s3:PutObject")), "NON_COMPLIANT NON_COMPLIANT");
    assert_eq!(verdict(&policy("{ Service = var.which }", "s3:PutObject")), "INSUFFICIENT_DATA NON_COMPLIANT");
}

/// What a module that is not here does with a bucket that it is handed is open, and its outputs name none that it was not.
#[test]
fn a_module_that_is_not_here_may_do_anything_with_what_it_is_handed() {
    let verdict = |argument: &str| {
        let module = format!("module \"it\" {{\n  source = \"example/settings/aws\"\n  {argument}\n}}\n");
        let all = of_code(&format!("{BUCKETS}{module}"), "s3-bucket-versioning-enabled");
        all.lines().filter_map(|line| line.split(' ').nth(1)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(verdict("bucket = aws_s3_bucket.one.id"), "INSUFFICIENT_DATA NON_COMPLIANT");
    assert_eq!(verdict("buckets = { logs = [aws_s3_bucket.one.arn] }"), "INSUFFICIENT_DATA NON_COMPLIANT");
    assert_eq!(verdict("bucket = aws_s3_bucket.one"), "INSUFFICIENT_DATA NON_COMPLIANT");
    assert_eq!(verdict("bucket = \"one\""), "INSUFFICIENT_DATA NON_COMPLIANT");
    assert_eq!(
        verdict("buckets = [for it in [aws_s3_bucket.one, aws_s3_bucket.two] : it.id]"),
        "INSUFFICIENT_DATA INSUFFICIENT_DATA"
    );
    assert_eq!(verdict("domain = aws_s3_bucket.one.bucket_regional_domain_name"), "NON_COMPLIANT NON_COMPLIANT");
    assert_eq!(verdict("name = \"other\""), "NON_COMPLIANT NON_COMPLIANT");
    let with_block = |argument: &str| {
        let module = format!("module \"it\" {{\n  source = \"example/bucket/aws\"\n  {argument}\n}}\n");
        let block = format!("resource \"aws_s3_bucket_public_access_block\" \"it\" {{\n  bucket = module.it.id{BLOCK}");
        let all = of_code(&format!("{BUCKETS}{module}{block}"), "s3-bucket-level-public-access-prohibited");
        all.lines().take(2).filter_map(|line| line.split(' ').nth(1)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(with_block("name = \"other\""), "NON_COMPLIANT NON_COMPLIANT");
    assert_eq!(with_block("bucket = aws_s3_bucket.two.id"), "INSUFFICIENT_DATA INSUFFICIENT_DATA");
}

/// What is open of the elements of a list is told of the list, which does not depend on itself.
#[test]
fn elements_of_a_list_are_open_as_the_list_is() {
    let text = "variable \"trusted\" { type = list(string) }\nresource \"aws_s3_bucket\" \"it\" {}\n\
                resource \"aws_s3_bucket_policy\" \"it\" {\n  bucket = aws_s3_bucket.it.id\n  policy = jsonencode({\n    \
                Statement = [{ Effect = \"Allow\", Action = \"s3:GetObject\", Resource = \"${aws_s3_bucket.it.arn}/*\"\n    \
                Principal = { AWS = concat([\"111122223333\"], var.trusted) } }]\n  })\n}\n";
    let all = run_by(&Memory::new([("main.tf", text)]), ".", &["s3-bucket-public-read-prohibited"]).evaluations;
    let told = all.iter().flat_map(|it| &it.unresolved).map(|it| format!("{} {}", it.expression, it.reason));
    assert_eq!(told.collect::<Vec<_>>(), ["var.trusted has no default"]);
}

/// A public policy of a bucket that such a module makes is shut by the block that the module may give it.
#[test]
fn a_bucket_of_a_module_that_is_not_here_may_have_a_block() {
    let verdict = |resource: &str, block: &str| {
        let text = format!(
            "module \"it\" {{\n  source = \"example/bucket/aws\"\n}}\nresource \"aws_s3_bucket_policy\" \"it\" {{\n  \
             bucket = module.it.id\n  policy = jsonencode({{ Statement = [{{ Effect = \"Allow\", Principal = \"*\"\n    \
             Action = \"s3:GetObject\", Resource = \"{resource}\" }}] }})\n}}\n{block}"
        );
        let all = of_code(&text, "s3-bucket-public-read-prohibited");
        all.lines().filter_map(|line| line.split(' ').nth(1)).collect::<Vec<_>>().join(" ")
    };
    let block = |is_on: bool| {
        format!(
            "resource \"aws_s3_bucket_public_access_block\" \"it\" {{\n  bucket = module.it.id\n  \
             restrict_public_buckets = {is_on}\n}}\n"
        )
    };
    for resource in ["arn:aws:s3:::${module.it.id}/*", "${module.it.arn}/*", "${module.it.arn}"] {
        assert_eq!(verdict(resource, ""), "INSUFFICIENT_DATA", "{resource}");
        assert_eq!(verdict(resource, &block(true)), "COMPLIANT", "{resource}");
        assert_eq!(verdict(resource, &block(false)), "NON_COMPLIANT", "{resource}");
    }
}

/// OpenTofu's `lifecycle { enabled }` switches a block on and off.
#[test]
fn a_block_that_is_switched_off_is_not_there() {
    let verdict = |enabled: &str, rest: &str| {
        let part = format!(
            "resource \"aws_s3_bucket_versioning\" \"it\" {{\n  lifecycle {{\n    enabled = {enabled}\n  }}\n  bucket = \
             aws_s3_bucket.one.id\n  versioning_configuration {{\n    status = \"Enabled\"\n  }}\n}}\n{rest}"
        );
        let all = of_code(&format!("{BUCKETS}{part}"), "s3-bucket-versioning-enabled");
        let row = all.lines().find(|line| line.starts_with("aws_s3_bucket.one "));
        row.and_then(|row| row.split(' ').nth(1)).unwrap_or("no row").to_owned()
    };
    assert_eq!(verdict("true", ""), "COMPLIANT");
    assert_eq!(verdict("false", ""), "NON_COMPLIANT");
    assert_eq!(verdict("var.first", ""), "INSUFFICIENT_DATA");
    assert_eq!(verdict("aws_s3_bucket.two != null", ""), "COMPLIANT");
    let off = |enabled: &str| {
        format!("resource \"aws_s3_bucket\" \"off\" {{\n  lifecycle {{\n    enabled = {enabled}\n  }}\n}}\n")
    };
    assert_eq!(verdict("aws_s3_bucket.off != null", &off("false")), "NON_COMPLIANT");
    assert_eq!(verdict("aws_s3_bucket.off != null", &off("var.first")), "INSUFFICIENT_DATA");
    assert_eq!(verdict("try(aws_s3_bucket.off.bucket, \"none\") == \"none\"", &off("false")), "COMPLIANT");
}

/// `BlockPublicPolicy` and `BlockPublicAcls` reject what comes behind them, and do nothing to what is there.
#[test]
fn a_block_does_nothing_to_what_is_there_before_it() {
    let verdict = |locals: &str, block: &str, policy: &str| {
        let text = format!(
            "{BUCKETS}{locals}
resource \"aws_s3_bucket_policy\" \"one\" {{
  bucket = aws_s3_bucket.one.id
  policy = jsonencode({{ Statement = [{{ Effect = \"Allow\", Principal = \"*\", Action = \"s3:GetObject\", Resource = \"*\" }}] }})
  {policy}
}}
resource \"aws_s3_bucket_public_access_block\" \"one\" {{
  bucket = aws_s3_bucket.one.id
  {block}
}}
"
        );
        let all = of_code(&text, "s3-bucket-public-read-prohibited");
        all.lines().next().and_then(|row| row.split(' ').nth(1)).unwrap_or_default().to_owned()
    };
    let only = "block_public_policy = true";
    assert_eq!(verdict("", only, ""), "INSUFFICIENT_DATA");
    assert_eq!(verdict("", "restrict_public_buckets = true", ""), "COMPLIANT");
    assert_eq!(verdict("", only, "depends_on = [aws_s3_bucket_public_access_block.one]"), "COMPLIANT");
    assert_eq!(verdict("", &format!("{only}\n  depends_on = [aws_s3_bucket_policy.one]"), ""), "NON_COMPLIANT");
    assert_eq!(verdict("", &format!("{only}\n  depends_on = [\"aws_s3_bucket_policy.one\"]"), ""), "NON_COMPLIANT");
    let through = "locals {\n  bucket = aws_s3_bucket_policy.one.id\n}\nresource \"terraform_data\" \"wait\" {\n  input = local.bucket\n}\n";
    assert_eq!(verdict(through, &format!("{only}\n  depends_on = [terraform_data.wait]"), ""), "NON_COMPLIANT");
    let acl = |depends: &str| {
        let text = format!(
            "{BUCKETS}
resource \"aws_s3_bucket_ownership_controls\" \"one\" {{
  bucket = aws_s3_bucket.one.id
  rule {{
    object_ownership = \"ObjectWriter\"
  }}
}}
resource \"aws_s3_bucket_acl\" \"one\" {{
  bucket = aws_s3_bucket.one.id
  acl    = \"public-read\"
}}
resource \"aws_s3_bucket_public_access_block\" \"one\" {{
  bucket            = aws_s3_bucket.one.id
  block_public_acls = true
  {depends}
}}
"
        );
        let all = of_code(&text, "s3-bucket-public-read-prohibited");
        all.lines().next().and_then(|row| row.split(' ').nth(1)).unwrap_or_default().to_owned()
    };
    assert_eq!(acl(""), "INSUFFICIENT_DATA");
    assert_eq!(acl("depends_on = [aws_s3_bucket_acl.one]"), "NON_COMPLIANT");
}

/// Letters that fit a name of which some are not known may be that name, in every direction.
#[test]
fn letters_may_be_a_name_with_holes() {
    let verdict = |name: &str, owner: &str| {
        let text = format!(
            "variable \"stage\" {{}}
resource \"aws_s3_bucket\" \"it\" {{
  bucket = {name}
}}
resource \"aws_s3_bucket_public_access_block\" \"it\" {{
  bucket = {owner}{BLOCK}"
        );
        let all = of_code(&text, "s3-bucket-level-public-access-prohibited");
        all.lines().next().and_then(|row| row.split(' ').nth(1)).unwrap_or_default().to_owned()
    };
    let template = "\"my-${var.stage}\"";
    assert_eq!(verdict(template, "\"my-prod\""), "INSUFFICIENT_DATA");
    assert_eq!(verdict(template, "\"your-prod\""), "NON_COMPLIANT");
    assert_eq!(verdict(template, template), "COMPLIANT");
    assert_eq!(verdict("\"my-prod\"", template), "INSUFFICIENT_DATA");
    assert_eq!(verdict("null", "\"my-prod\""), "NON_COMPLIANT", "a generated name is none that somebody wrote");
}

/// S3 takes no resource of another bucket in a bucket's policy, so one that may be the bucket's is.
#[test]
fn what_may_be_the_bucket_is_it_in_its_own_policy() {
    let verdicts = |name: &str, resource: &str, written: fn(&str) -> String| {
        let document = format!(
            r#"{{ "Statement": [
  {{ "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "{resource}/*" }},
  {{ "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["{resource}", "{resource}/*"],
     "Condition": {{ "Bool": {{ "aws:SecureTransport": "false" }} }} }}
] }}"#
        );
        let text = format!(
            "variable \"stage\" {{}}\nvariable \"other\" {{}}\nresource \"aws_s3_bucket\" \"another\" {{}}\n\
             resource \"aws_s3_bucket\" \"some\" {{\n  for_each = toset([\"prod\", \"test\"])\n  \
             bucket = \"my-${{each.key}}\"\n}}\n\
             resource \"aws_s3_bucket\" \"it\" {{\n  bucket = \"{name}\"\n}}\n\
             resource \"aws_s3_bucket_policy\" \"it\" {{\n  bucket = aws_s3_bucket.it.id\n  policy = {}\n}}\n",
            written(&document)
        );
        ["s3-bucket-public-read-prohibited", "s3-bucket-ssl-requests-only"].map(|rule| {
            let all = of_code(&text, rule);
            let own = all.lines().find_map(|row| row.strip_prefix("aws_s3_bucket.it "));
            own.and_then(|row| row.split(' ').next()).unwrap_or_default().to_owned()
        })
    };
    let as_json: fn(&str) -> String = |document| format!("<<-EOT\n{document}\nEOT");
    let as_code: fn(&str) -> String = |document| format!("jsonencode({document})");
    let arn = |name: &str| format!("arn:aws:s3:::{name}");
    for (name, resource, read, tls) in [
        ("my-prod", arn("my-${var.stage}"), "NON_COMPLIANT", "COMPLIANT"),
        ("my-${var.stage}", arn("my-prod"), "NON_COMPLIANT", "COMPLIANT"),
        ("my-${var.stage}", arn("${var.other}-prod"), "NON_COMPLIANT", "COMPLIANT"),
        ("my-${var.stage}", arn("your-prod"), "COMPLIANT", "NON_COMPLIANT"),
        ("my-prod", arn("${aws_s3_bucket.another.id}"), "INSUFFICIENT_DATA", "INSUFFICIENT_DATA"),
        ("my-prod", arn("my-${var.stage}/data"), "NON_COMPLIANT", "NON_COMPLIANT"),
        // It may name a part of the bucket.
        ("my-prod", "${var.other}".into(), "NON_COMPLIANT", "INSUFFICIENT_DATA"),
        ("my-prod", "${aws_s3_bucket.another.arn}".into(), "INSUFFICIENT_DATA", "INSUFFICIENT_DATA"),
        ("my-prod", "${aws_s3_bucket.some[var.stage].arn}".into(), "NON_COMPLIANT", "COMPLIANT"),
        ("my-${var.stage}", "${aws_s3_bucket.some[var.stage].arn}".into(), "NON_COMPLIANT", "COMPLIANT"),
        ("your-prod", "${aws_s3_bucket.some[var.stage].arn}".into(), "INSUFFICIENT_DATA", "INSUFFICIENT_DATA"),
    ] {
        for written in [as_json, as_code] {
            assert_eq!(verdicts(name, &resource, written), [read, tls], "{name} {resource}");
        }
    }
}

/// Of two parts that set one property S3 keeps one: what both say is known.
#[test]
fn what_two_parts_agree_on_is_decided() {
    let verdict = |first: &str, second: &str| {
        let part = |id: &str, status: &str| {
            format!(
                "resource \"aws_s3_bucket_versioning\" \"{id}\" {{\n  bucket = aws_s3_bucket.it.id\n  \
                 versioning_configuration {{\n    status = \"{status}\"\n    mfa_delete = \"{id}\"\n  }}\n}}\n"
            )
        };
        let text = format!("resource \"aws_s3_bucket\" \"it\" {{}}\n{}{}", part("a", first), part("b", second));
        of_code(&text, "s3-bucket-versioning-enabled")
    };
    assert_eq!(verdict("Enabled", "Enabled"), "aws_s3_bucket.it COMPLIANT");
    assert_eq!(verdict("Suspended", "Suspended"), "aws_s3_bucket.it NON_COMPLIANT");
    assert!(verdict("Enabled", "Suspended").starts_with("aws_s3_bucket.it INSUFFICIENT_DATA"));
}

/// A choice of principals is a choice of statements.
#[test]
fn principals_by_choice_are_read_branch_by_branch() {
    let template = |other: &str| {
        format!(
            "Parameters:
  Mode: {{Type: String, AllowedValues: [open, shut]}}
Conditions:
  Open: !Equals [!Ref Mode, open]
Resources:
  B:
    Type: AWS::S3::Bucket
  P:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref B
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: !If [Open, {other}, {{AWS: !Sub \"arn:aws:iam::${{AWS::AccountId}}:root\"}}]
            Action: s3:GetObject
            Resource: !Sub \"${{B.Arn}}/*\"
"
        )
    };
    let found = |other: &str| {
        let fs = Memory::new([("t.yaml", template(other))]);
        let analysis = super::run::run_by(&fs, ".", &["s3-bucket-public-read-prohibited"]);
        let problems: Vec<_> = analysis.problems.iter().map(|it| it.message.clone()).collect();
        assert_eq!(problems, Vec::<String>::new());
        verdicts(&fs, ".", "s3-bucket-public-read-prohibited")
    };
    assert_eq!(found("'*'"), "B INSUFFICIENT_DATA (Open)");
    assert_eq!(found("{AWS: '111122223333'}"), "B COMPLIANT");
}

/// A bucket that is switched off is not there for the distribution that names it, by its name or by an attribute.
#[test]
fn the_bucket_of_an_origin_may_be_switched_off() {
    let rule = "bucketlint-endpoint-bucket-exists";
    let of = |count: &str, host: &str| {
        let code = format!(
            r#"variable "keep" {{ type = bool }}
            resource "aws_s3_bucket" "files" {{
              count  = {count}
              bucket = "example-files"
            }}
            resource "aws_cloudfront_distribution" "site" {{
              enabled = true
              origin {{
                origin_id   = "files"
                domain_name = {host}
              }}
            }}"#
        );
        of_code(&code, rule)
    };
    let named = [r#""example-files.s3.amazonaws.com""#, r#""example-files.s3-website-eu-west-1.amazonaws.com""#];
    for host in named {
        assert_eq!(of("0", host), "aws_cloudfront_distribution.site NON_COMPLIANT");
        assert!(of("var.keep ? 1 : 0", host).contains("site INSUFFICIENT_DATA"), "{host}");
    }
    assert_eq!(of("1", named[0]), "aws_cloudfront_distribution.site COMPLIANT");
    assert_eq!(
        of("1", "aws_s3_bucket.files[0].bucket_regional_domain_name"),
        "aws_cloudfront_distribution.site COMPLIANT"
    );
    let template = |condition: &str, host: &str| {
        let text = format!(
            "Conditions:\n  Is: !Equals [a, {condition}]\nResources:\n  Files:\n    Type: AWS::S3::Bucket\n    \
             Condition: Is\n    Properties:\n      BucketName: example-files\n  Site:\n    \
             Type: AWS::CloudFront::Distribution\n    Properties:\n      DistributionConfig:\n        Origins:\n          \
             - Id: files\n            DomainName: {host}\n"
        );
        verdicts(&Memory::new([("t.yaml", text)]), "t.yaml", rule)
    };
    assert_eq!(template("b", "example-files.s3.amazonaws.com"), "Site NON_COMPLIANT");
    assert_eq!(template("a", "example-files.s3.amazonaws.com"), "Site COMPLIANT");
    assert_eq!(template("a", "!GetAtt Files.DomainName"), "Site COMPLIANT");
    assert_eq!(template("b", "!GetAtt Files.DomainName"), "Site NON_COMPLIANT");
}
