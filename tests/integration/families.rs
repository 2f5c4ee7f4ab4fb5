//! Resources of which nobody knows how many there are: what belongs to each of them, and what to some.

use bucketlint::source::Memory;

use super::links::verdicts;

const VARIABLES: &str = "
variable \"n\" { type = number }
variable \"list\" { type = list(string) }
variable \"set\" { type = set(string) }
variable \"map\" { type = map(object({ kept = bool, old = bool, public = bool })) }
variable \"which\" { type = string }
variable \"other\" { type = string }
";

const BUCKET: &str = "
variable \"name\" {}
resource \"aws_s3_bucket\" \"it\" {
  bucket = var.name
}
output \"id\" {
  value = aws_s3_bucket.it.id
}
";

/// What makes the buckets.
fn buckets(name: &str) -> String {
    let of = |arguments: &str| format!("resource \"aws_s3_bucket\" \"a\" {{\n  {arguments}\n}}\n");
    match name {
        "count" => of("count = var.n\n  bucket = \"a-${count.index}\""),
        "set" => of("for_each = var.set\n  bucket = each.key"),
        "map" => of("for_each = var.map\n  bucket = each.key"),
        "kept" => of("for_each = { for name, it in var.map : name => it if it.kept }\n  bucket = each.key"),
        "module" => "module \"a\" {\n  source = \"./a\"\n  for_each = var.set\n  name = each.key\n}\n".to_owned(),
        "holes" => {
            let names = "locals {\n  names = toset([\"logs-${var.which}\", \"data-${var.which}\"])\n}\n";
            format!("{names}{}", of("for_each = local.names\n  bucket = each.key"))
        }
        "named" => {
            let names = "locals {\n  names = { \"logs-${var.which}\" = true, \"data-${var.which}\" = false }\n}\n";
            format!("{names}{}", of("for_each = local.names\n  bucket = each.key"))
        }
        "alike" => of("for_each = toset([var.which, var.other])\n  bucket = each.key"),
        _ => panic!("{name}"),
    }
}

/// The verdicts on the buckets alone.
fn of_buckets(text: &str, rule: &str) -> String {
    let called = text.contains("./a").then_some(("a/main.tf", BUCKET));
    let all = verdicts(&Memory::new([("main.tf", text)].into_iter().chain(called)), ".", rule);
    let lines = all.lines().filter(|line| line.contains("aws_s3_bucket.a") || line.contains("aws_s3_bucket.it"));
    lines.filter_map(|line| line.split(' ').nth(1)).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_part_of_a_family_belongs_to_the_members_that_it_is_made_for() {
    let table = include_str!("../data/families.txt");
    let mut wrong = Vec::new();
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let [of, arguments, wanted] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let text = format!(
            "{VARIABLES}{}resource \"aws_s3_bucket_versioning\" \"it\" {{\n  {}\n  versioning_configuration {{\n    status = \
             \"Enabled\"\n  }}\n}}\n",
            buckets(of),
            arguments.replace("; ", "\n  ")
        );
        let found = of_buckets(&text, "s3-bucket-versioning-enabled");
        if found != wanted {
            wrong.push(format!("{line}: {found}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn filters_over_one_collection_are_decided_together() {
    let verdict = |public: &str, blocked: &[&str]| {
        let each = |filter: &str| {
            format!(
                "  for_each = {{ for key, it in var.map : key => it if {filter} }}\n  bucket = aws_s3_bucket.a[each.key].id\n"
            )
        };
        let policy = "  policy = jsonencode({ Statement = [{ Effect = \"Allow\", Principal = \"*\", Action = \"s3:GetObject\", \
                      Resource = \"${aws_s3_bucket.a[each.key].arn}/*\" }] })\n";
        let mut text = format!("{VARIABLES}{}", buckets("map"));
        text += &format!("resource \"aws_s3_bucket_policy\" \"it\" {{\n{}{policy}}}\n", each(public));
        for (at, filter) in blocked.iter().enumerate() {
            let flags = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"];
            let flags = flags.map(|flag| format!("  {flag} = true\n")).concat();
            text +=
                &format!("resource \"aws_s3_bucket_public_access_block\" \"it{at}\" {{\n{}{flags}}}\n", each(filter));
        }
        of_buckets(&text, "s3-bucket-public-read-prohibited")
    };
    assert_eq!(verdict("it.public", &["it.public"]), "COMPLIANT");
    assert_eq!(verdict("it.public && it.kept", &["it.public"]), "COMPLIANT", "each of them is blocked too");
    assert_eq!(verdict("it.public", &["it.public && it.kept"]), "INSUFFICIENT_DATA");
    assert_eq!(verdict("it.public", &["!it.public"]), "INSUFFICIENT_DATA");
    assert_eq!(verdict("it.public", &["!it.kept"]), "INSUFFICIENT_DATA");
    assert_eq!(verdict("it.public", &["!it.kept", "it.kept"]), "COMPLIANT", "one or the other blocks each");
    assert_eq!(verdict("!it.kept", &["it.kept"]), "INSUFFICIENT_DATA");
}

#[test]
fn what_a_filter_asks_holds_for_each_member() {
    let text = format!(
        "{VARIABLES}{}resource \"aws_s3_bucket_versioning\" \"it\" {{\n  for_each = {{ for name, it in var.map : name => it if \
         it.kept }}\n  bucket = aws_s3_bucket.a[each.key].id\n  versioning_configuration {{\n    status = each.value.kept ? \
         \"Enabled\" : \"Suspended\"\n  }}\n}}\n",
        buckets("kept")
    );
    assert_eq!(of_buckets(&text, "s3-bucket-versioning-enabled"), "COMPLIANT");
    let old = text.replace("each.value.kept ?", "each.value.old ?");
    assert_eq!(of_buckets(&old, "s3-bucket-versioning-enabled"), "INSUFFICIENT_DATA");
}

#[test]
fn what_names_one_member_is_decided_with_what_names_the_same() {
    let policy = "resource \"aws_s3_bucket_policy\" \"it\" {\n  bucket = aws_s3_bucket.a[var.which].id\n  policy = jsonencode({ \
                  Statement = [{ Effect = \"Allow\", Principal = \"*\", Action = \"s3:GetObject\", Resource = \"*\" }] })\n}\n";
    let block = |key: &str| {
        format!(
            "resource \"aws_s3_bucket_public_access_block\" \"it\" {{\n  bucket = aws_s3_bucket.a[{key}].id\n  \
             block_public_policy = true\n  restrict_public_buckets = true\n  block_public_acls = true\n  \
             ignore_public_acls = true\n}}\n"
        )
    };
    let verdict = |key: &str| {
        let text = format!("{VARIABLES}{}{policy}{}", buckets("set"), block(key));
        of_buckets(&text, "s3-bucket-public-read-prohibited")
    };
    assert_eq!(verdict("var.which"), "COMPLIANT");
    assert_eq!(verdict("var.other"), "INSUFFICIENT_DATA");
    assert_eq!(verdict("\"site\""), "INSUFFICIENT_DATA");
}

#[test]
fn one_member_takes_the_logs_and_the_others_do_not() {
    let target = |key: &str| {
        let text = format!(
            "{VARIABLES}{}resource \"aws_s3_bucket\" \"b\" {{\n  bucket = \"b\"\n  logging {{\n    target_bucket = \
             aws_s3_bucket.a[{key}].id\n  }}\n}}\n",
            buckets("set")
        );
        of_buckets(&text, "s3-bucket-logging-enabled")
    };
    // The rule says nothing of a target of logs, and every other member keeps none.
    assert_eq!(target("\"logs\""), "INSUFFICIENT_DATA");
    assert_eq!(target("var.which"), "INSUFFICIENT_DATA");
}

#[test]
fn all_but_one_and_the_one_are_all() {
    let versioning = |name: &str, arguments: &str| {
        format!(
            "resource \"aws_s3_bucket_versioning\" \"{name}\" {{\n  {arguments}\n  versioning_configuration {{\n    status = \
             \"Enabled\"\n  }}\n}}\n"
        )
    };
    let others =
        "for_each = toset([for key in var.set : key if key != \"logs\"])\n  bucket = aws_s3_bucket.a[each.key].id";
    let with = |one: &str| {
        let parts = versioning("others", others) + &versioning("one", one);
        of_buckets(&format!("{VARIABLES}{}{parts}", buckets("set")), "s3-bucket-versioning-enabled")
    };
    assert_eq!(with("bucket = aws_s3_bucket.a[\"logs\"].id"), "COMPLIANT");
    assert_eq!(with("bucket = aws_s3_bucket.a[\"site\"].id"), "INSUFFICIENT_DATA");
}

const ENABLED: &str = "versioning_configuration {\n    status = \"Enabled\"\n  }";

/// One part of an owner that nobody knows takes nothing from another part of it.
#[test]
fn each_part_of_an_open_owner_may_belong() {
    for owner in ["aws_s3_bucket.a[var.which].id", "var.which"] {
        let text = format!(
            "{VARIABLES}resource \"aws_s3_bucket\" \"a\" {{\n  for_each = toset([\"x\", \"y\"])\n}}\n\
             resource \"aws_s3_bucket_public_access_block\" \"p\" {{\n  bucket = {owner}\n}}\n\
             resource \"aws_s3_bucket_versioning\" \"v\" {{\n  bucket = {owner}\n  {ENABLED}\n}}\n\
             resource \"aws_s3_bucket_policy\" \"q\" {{\n  bucket = {owner}\n  policy = var.other\n}}\n"
        );
        for rule in ["s3-bucket-versioning-enabled", "s3-bucket-public-read-prohibited"] {
            assert_eq!(of_buckets(&text, rule), "INSUFFICIENT_DATA, INSUFFICIENT_DATA", "{rule} {owner}");
        }
    }
}

/// Where a key that nobody knows is that of another member, it names the other.
#[test]
fn a_key_may_be_that_of_another_member() {
    let text = format!(
        "{VARIABLES}resource \"aws_s3_bucket\" \"a\" {{\n  for_each = toset([\"x\", var.which])\n}}\n\
         resource \"aws_s3_bucket_versioning\" \"v\" {{\n  bucket = aws_s3_bucket.a[var.which].id\n  {ENABLED}\n}}\n"
    );
    assert_eq!(of_buckets(&text, "s3-bucket-versioning-enabled"), "COMPLIANT, INSUFFICIENT_DATA");
}

/// So may the name of a bucket be that of another one, where the first is not there.
#[test]
fn a_name_may_be_that_of_another_member() {
    let text = format!(
        "{VARIABLES}resource \"aws_s3_bucket\" \"a\" {{\n  for_each = toset([\"x\", var.which])\n  bucket = \"b-${{each.key}}\"\n}}\n\
         resource \"aws_s3_bucket_versioning\" \"v\" {{\n  bucket = \"b-${{var.which}}\"\n  {ENABLED}\n}}\n"
    );
    assert_eq!(of_buckets(&text, "s3-bucket-versioning-enabled"), "COMPLIANT, INSUFFICIENT_DATA");
}

/// So may the bucket that logs go to.
#[test]
fn a_target_of_logs_may_be_another_member() {
    let text = format!(
        "{VARIABLES}resource \"aws_s3_bucket\" \"a\" {{\n  for_each = toset([\"x\", var.which])\n  bucket = \"b-${{each.key}}\"\n}}\n\
         resource \"aws_s3_bucket\" \"c\" {{\n  logging {{\n    target_bucket = \"b-${{var.which}}\"\n  }}\n}}\n"
    );
    let all = verdicts(&Memory::new([("main.tf", text)]), ".", "bucketlint-access-log-target-can-receive");
    assert!(all.contains("aws_s3_bucket.a[\"x\"] INSUFFICIENT_DATA"), "{all}");
}

/// A member of a module's instance is not the one that the instance is made for, where both go through one collection.
#[test]
fn a_module_and_its_buckets_may_go_through_one_collection() {
    for (each, key) in [("for_each = var.set", "each.key"), ("count = var.n", "count.index")] {
        let of = each.replace("var.", "var.each_");
        let called = format!(
            "variable \"own\" {{}}\nvariable \"each_set\" {{}}\nvariable \"each_n\" {{}}\nresource \"aws_s3_bucket\" \"it\" {{\n  {of}\n}}\n\
             resource \"aws_s3_bucket_versioning\" \"v\" {{\n  bucket = aws_s3_bucket.it[var.own].id\n  {ENABLED}\n}}\n"
        );
        let call = format!(
            "{VARIABLES}module \"m\" {{\n  source = \"./a\"\n  {each}\n  own = {key}\n  each_set = var.set\n  each_n = var.n\n}}\n"
        );
        let all =
            verdicts(&Memory::new([("main.tf", call), ("a/main.tf", called)]), ".", "s3-bucket-versioning-enabled");
        assert!(
            all.lines().any(|line| line.contains("aws_s3_bucket.it[") && line.contains(" INSUFFICIENT_DATA")),
            "{all}"
        );
    }
}

/// What a policy in an instance of a module says is said of the buckets of that instance, though other instances have others.
#[test]
fn within_an_instance_of_a_module_a_policy_says_what_it_says() {
    let called = "variable \"own\" {}\nresource \"aws_s3_bucket\" \"it\" {\n  for_each = toset([\"a\", \"b\"])\n}\n\
         resource \"aws_s3_bucket_policy\" \"p\" {\n  bucket = aws_s3_bucket.it[var.own].id\n  policy = jsonencode({\n    \
         Statement = [{ Effect = \"Deny\", Principal = \"*\", Action = \"s3:*\", Resource = aws_s3_bucket.it[var.own].arn }]\n  })\n}\n";
    let call = "variable \"set\" { type = set(string) }\nmodule \"m\" {\n  source   = \"./a\"\n  for_each = var.set\n  own      = each.key\n}\n";
    for rule in ["s3-bucket-public-read-prohibited", "s3-bucket-logging-enabled"] {
        let all = verdicts(&Memory::new([("main.tf", call), ("a/main.tf", called)]), ".", rule);
        assert!(
            all.lines().filter(|line| line.contains(".it[")).all(|line| !line.contains("INSUFFICIENT")),
            "{rule}\n{all}"
        );
    }
}

/// What goes through the elements of a collection in the policy of one member goes through all, not through that member alone.
#[test]
fn a_policy_of_one_member_speaks_of_all() {
    let text = format!(
        "{VARIABLES}resource \"aws_s3_bucket\" \"it\" {{\n  for_each = var.set\n}}\nresource \"aws_s3_bucket_policy\" \"p\" {{\n  \
         for_each = toset([\"a\", \"b\"])\n  bucket = aws_s3_bucket.it[each.key].id\n  policy = jsonencode({{ Statement = [{{\n    \
         Effect = \"Allow\", Action = \"s3:GetObject\", Resource = \"${{aws_s3_bucket.it[each.key].arn}}/*\"\n    \
         Principal = {{ AWS = [for x in var.set : x == \"a\" ? \"*\" : \"111122223333\"] }}\n  }}] }})\n}}\n\
         resource \"aws_s3_bucket_public_access_block\" \"k\" {{\n  for_each = {{ for k, v in aws_s3_bucket.it : k => v if k != \"b\" }}\n  \
         bucket = each.value.id\n  restrict_public_buckets = true\n}}\n"
    );
    assert_eq!(of_buckets(&text, "s3-bucket-public-read-prohibited"), "INSUFFICIENT_DATA");
}

/// The one of no elements is null.
#[test]
fn one_element_may_be_none() {
    for (count, verdict) in [
        ("one(aws_kms_key.k) == null ? 1 : 0", "INSUFFICIENT_DATA"),
        ("one(aws_kms_key.k[*].arn) != null ? 1 : 0", "INSUFFICIENT_DATA"),
        ("one(aws_kms_key.k) == null && length(aws_kms_key.k) > 0 ? 1 : 0", "NON_COMPLIANT"),
        ("join(\"\", aws_kms_key.k[*].arn) == \"\" || var.n > 0 ? 1 : 0", "COMPLIANT"),
    ] {
        let text = format!(
            "{VARIABLES}resource \"aws_kms_key\" \"k\" {{\n  count = var.n\n}}\nresource \"aws_s3_bucket\" \"a\" {{\n}}\n\
             resource \"aws_s3_bucket_versioning\" \"v\" {{\n  count  = {count}\n  bucket = aws_s3_bucket.a.id\n  {ENABLED}\n}}\n"
        );
        assert_eq!(of_buckets(&text, "s3-bucket-versioning-enabled"), verdict, "{count}");
    }
}

/// What Terraform refuses wherever it is made is made in no deployment; what it refuses in some stays open in the others.
#[test]
fn what_is_refused_is_never_made() {
    for (count, status, verdict) in [
        ("var.n > 1 ? 1 : 0", "{ a = \"Enabled\" }[\"b\"]", "NON_COMPLIANT"),
        ("var.n > 1 ? 1 : 0", "{ a = \"Enabled\" }[\"a\"]", "INSUFFICIENT_DATA"),
        ("var.n > 1 ? 1 : 0", "{ a = \"Enabled\" }[var.which]", "INSUFFICIENT_DATA"),
        ("var.n", "[\"Enabled\"][1]", "NON_COMPLIANT"),
        ("0", "[\"Enabled\"][1]", "NON_COMPLIANT"),
    ] {
        let part = ENABLED.replace("\"Enabled\"", status);
        let text = format!(
            "{VARIABLES}resource \"aws_s3_bucket\" \"a\" {{\n}}\nresource \"aws_s3_bucket_versioning\" \"v\" {{\n  \
             count  = {count}\n  bucket = aws_s3_bucket.a.id\n  {part}\n}}\n"
        );
        assert_eq!(of_buckets(&text, "s3-bucket-versioning-enabled"), verdict, "{count} {status}");
    }
}

/// A bucket that is there wherever a part is that Terraform refuses is not judged without the part.
#[test]
fn what_is_refused_beside_its_bucket_is_not_left_out() {
    let versioning = format!("versioning\" \"v\" {{\n  {}", ENABLED.replace("\"Enabled\"", "[\"Enabled\"][1]"));
    for (rule, part) in [
        ("s3-bucket-versioning-enabled", versioning.as_str()),
        ("s3-bucket-public-read-prohibited", "policy\" \"v\" {\n  policy = [\"{}\"][1]"),
    ] {
        let of = |part: &str, owner: &str| {
            let text = format!(
                "{VARIABLES}resource \"aws_s3_bucket\" \"a\" {{\n  count = var.n > 1 ? 1 : 0\n}}\nresource \"aws_s3_bucket_{part}\n  \
                 count  = var.n > 1 ? 1 : 0\n  bucket = {owner}\n}}\n"
            );
            of_buckets(&text, rule)
        };
        assert_eq!(of(part, "aws_s3_bucket.a[0].id"), "INSUFFICIENT_DATA", "{part}");
        // Nor where it is refused for what it belongs to.
        let fine = part.replace("[\"Enabled\"][1]", "\"Enabled\"").replace("[\"{}\"][1]", "\"{}\"");
        assert_eq!(of(&fine, "aws_s3_bucket.a[[0][1]].id"), "INSUFFICIENT_DATA", "{fine}");
    }
}
