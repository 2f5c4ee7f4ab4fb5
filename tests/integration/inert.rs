//! A law of everything that the program writes: names of the input are shown, and obeyed by nobody.

use std::path::{Path, PathBuf};

use bucketlint::report::Format;
use regex::Regex;
use serde_json::{Value, json};

/// What names are made of.
const HOSTILE: [&str; 11] = [
    "@acme/all #1 <b>x</b> | `y` !z ~w GH-2 www.x.org",
    "\"'&<]]><![CDATA[ --> \u{fffe}\u{ffff} ``` \\",
    "::stop-commands::x",
    "##[add-mask]x",
    "##vso[task.setvariable variable=x]y",
    "[text](https://example.com/x)",
    "[text\\](https://example.com/y)",
    "\u{1b}[31m\u{1b}]0;x\u{7}",
    "\u{202e}\u{2066}\u{200b}\u{feff}",
    "a\r::error::x\u{85}::error::y\u{2028}::error::z",
    "\n::error::x\n  ::error::y\n\u{a0}\u{2003}::error::z",
];

/// An empty folder below the target directory.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("inert").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Text between the quotes of HCL.
fn quoted(text: &str) -> String {
    let escaped = |letter: char| match letter {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '"' | '\\' => format!("\\{letter}"),
        letter => letter.to_string(),
    };
    text.chars().map(escaped).collect()
}

/// Code in which this name stands wherever a name or a text can.
fn code(folder: &Path, name: &str, padding: usize) {
    let name = format!("{}{name}", "a ".repeat(padding));
    let id = name.as_str();
    let statement =
        json!({"Sid": id, "Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject", id], "Resource": "*"});
    let policy = json!({"Version": "2012-10-17", "Statement": [statement]});
    let template = json!({
        "Parameters": {"P": {"Type": "String", "AllowedValues": [id]}},
        "Conditions": {id: {"Fn::Equals": [{"Ref": "P"}, id]}},
        "Resources": {
            id: {"Type": "AWS::S3::Bucket", "Condition": id, "Properties": {"BucketName": {"Ref": id}}},
            "Policy": {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": {"Ref": id}, "PolicyDocument": policy}},
            "Nested": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": id, "Parameters": {id: id}}},
            "Odd": {"Type": id, "Properties": {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": id}}}},
        },
        "Outputs": {id: {"Value": {"Fn::GetAtt": [id, id]}}},
    });
    let quoted = quoted(&name);
    let code = format!(
        "variable \"v\" {{\n  default = var.none # {quoted}\n}}\n\
         resource \"aws_s3_bucket\" \"b\" {{\n  for_each = toset([\"{quoted}\"])\n  bucket   = \"{quoted}\"\n}}\n\
         resource \"aws_s3_bucket_policy\" \"b\" {{\n  for_each = aws_s3_bucket.b\n  bucket = each.key\n  policy = file(\"{quoted}\")\n}}\n\
         resource \"aws_s3_bucket\" \"{quoted}\" {{\n  bucket = lookup({{}}, \"{quoted}\")\n}}\n\
         module \"{quoted}\" {{\n  source = \"./{quoted}\"\n}}\n\
         output \"{quoted}\" {{\n  value = module.m[\"{quoted}\"]\n}}\n"
    );
    let file = name.replace('/', "_");
    std::fs::write(folder.join(format!("{file}.tf")), code).unwrap();
    std::fs::write(folder.join(format!("{file}.json")), template.to_string()).unwrap();
    std::fs::write(folder.join(format!("{file}.yaml")), format!("Resources:\n  B: !Sub\n  Type: 'AWS::S3' {name}\n"))
        .unwrap();
    std::fs::write(folder.join(format!("{file}.policy")), policy.to_string()).unwrap();
    std::fs::write(folder.join("batch"), format!("{}\n{{{name}\n", json!({"id": id, "policy": policy}))).unwrap();
    let toml = json!(name).to_string().replace("\\/", "/");
    std::fs::write(
        folder.join("bucketlint.toml"),
        format!("{toml} = 1\nprofile = {toml}\n[rules.{toml}]\n{toml} = 2\n"),
    )
    .unwrap();
}

/// What is wrong with what the program wrote.
fn faults(text: &str, is_github: bool) -> Vec<String> {
    let ours = Regex::new("\u{1b}\\[[0-9;]*m").unwrap();
    let command = Regex::new("##[A-Za-z.-]*\\[").unwrap();
    let hidden =
        Regex::new("[\\p{Cc}\u{ad}\u{61c}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}\u{feff}]").unwrap();
    let annotation = Regex::new("^::(error|warning|notice) (file|title)=").unwrap();
    let fault = |line: &str| {
        let plain = ours.replace_all(line, "");
        let starts = [line, &plain].iter().any(|line| line.trim_start().starts_with("::"));
        let is_obeyed = starts && !(is_github && annotation.is_match(line));
        is_obeyed || command.is_match(line) || command.is_match(&plain) || hidden.is_match(&plain)
    };
    text.split('\n').filter(|line| fault(line)).map(|line| format!("{line:?}")).collect()
}

/// What is wrong with the messages of a log.
fn links(log: &Value, faults: &mut Vec<String>) {
    match log {
        Value::Object(map) => {
            for (key, value) in map {
                let text = value.as_str().filter(|_| key == "text").unwrap_or_default();
                // What is escaped is taken away first.
                let left = text.replace("\\\\", "").replace("\\]", "").replace("\\[", "");
                if !map.contains_key("markdown") && left.contains("](") {
                    faults.push(format!("a link: {text:?}"));
                }
                links(value, faults);
            }
        }
        Value::Array(list) => list.iter().for_each(|it| links(it, faults)),
        _ => {}
    }
}

/// What is wrong with XML: what no reader takes, and characters that XML 1.0 forbids.
fn xml_faults(text: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut faults = Vec::new();
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => break,
            Ok(quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag)) => {
                let values = tag.attributes().map(|it| it.unwrap().unescape_value().map(drop));
                faults.extend(values.filter_map(|it| Some(format!("an attribute: {}", it.err()?))));
            }
            Ok(quick_xml::events::Event::Text(text)) => {
                faults.extend(text.unescape().err().map(|error| format!("a text: {error}")));
            }
            Ok(_) => {}
            Err(error) => {
                faults.push(format!("no XML: {error}"));
                break;
            }
        }
    }
    let is_forbidden = |c: &char| (*c < ' ' && *c != '\n') || matches!(c, '\u{fffe}' | '\u{ffff}');
    faults.extend(text.chars().find(is_forbidden).map(|c| format!("the character {c:?}")));
    faults
}

/// What means something in Markdown outside of code that is not ours.
fn marks(text: &str) -> Vec<String> {
    let link = Regex::new(r"\[\]\(<https?://[^<>\s]*>\)").unwrap();
    let meant = Regex::new(r"@\w|(^|[^\\])(\\\\)*[\[\]<>*_|`]|://|[#!$~]\w|GH-\d|(?i:www\.)|&(\W|$)").unwrap();
    let mut faults = Vec::new();
    for line in text.lines() {
        let (mut rest, mut outside) = (line, String::new());
        // Code is what stands between two runs of as many backticks.
        while let Some(start) = rest.find('`') {
            outside.push_str(&rest[..start]);
            let after = rest[start..].trim_start_matches('`');
            let fence = &rest[start..rest.len() - after.len()];
            let backslashes = outside.len() - outside.trim_end_matches('\\').len();
            if backslashes % 2 == 1 {
                outside.push('`');
                rest = &rest[start + 1..];
                continue;
            }
            let end = Regex::new(&format!("(^|[^`]){fence}([^`]|$)")).unwrap().find(after);
            let Some(end) = end else {
                faults.push(format!("code without an end: {line:?}"));
                break;
            };
            rest = after[end.start()..].trim_start_matches(|c| c != '`').trim_start_matches('`');
        }
        outside.push_str(rest);
        let plain = link.replace_all(&outside, "").replace("**", "").replace("&#8203;", "\u{b7}");
        let own = plain.trim_start_matches(['#', ' ', '-']);
        faults.extend(meant.find(own).map(|found| format!("{:?} in {line:?}", found.as_str())));
    }
    faults
}

/// What is wrong with a report.
fn report_faults(format: Format, text: &str) -> Vec<String> {
    let mut found = faults(text, format == Format::Github);
    match format {
        Format::Sarif => links(&serde_json::from_str(text).unwrap(), &mut found),
        Format::Junit => found.extend(xml_faults(text)),
        Format::Markdown => found.extend(marks(text)),
        Format::Human | Format::Concise | Format::Json | Format::Github | Format::Gitlab => {}
    }
    found
}

/// What the program says with these arguments, on both streams.
fn said(folder: &Path, arguments: &[&str]) -> (String, String) {
    let mut command = assert_cmd::Command::cargo_bin("bucketlint").unwrap();
    let output = command
        .current_dir(folder)
        .env_clear()
        .env("COLUMNS", "60")
        .env("LANG", "C.UTF-8")
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.code().is_some_and(|code| code <= 2), "{arguments:?}");
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn nothing_that_is_written_is_obeyed() {
    let mut wrong = Vec::new();
    for (at, name) in HOSTILE.into_iter().enumerate() {
        let folder = scratch(&at.to_string());
        (0..40).step_by(if at == 0 { 3 } else { 39 }).for_each(|padding| code(&folder, name, padding));
        let (file, policy) = (format!("{}.json", name.replace('/', "_")), format!("{}.policy", name.replace('/', "_")));
        let output = format!("human={name}/x");
        let mut commands: Vec<Vec<&str>> = vec![
            vec!["explain", name],
            vec!["explain", name, name],
            vec!["policy", &policy, "--all"],
            vec!["policy", &policy, "--format", "github"],
            vec!["policy", "--batch", "batch"],
            vec!["policy", name, "--action", name, "--check", "access-not-granted"],
            vec![name],
            vec![&file, "--select", name],
            vec!["--config", name],
            vec!["--var", name, "."],
            vec!["--var-file", name, "--parameter-file", name],
            vec!["--parameter", "a=b", "--output", &output],
            vec!["--format", name],
            vec!["rules", name],
            vec!["rules", name, "--format", "json"],
            vec!["migrate", "--diff"],
            vec!["migrate", name],
            vec!["baseline", "--output", "-"],
            vec!["baseline", "--output", name],
            vec!["check", "--baseline", name],
            vec!["inventory"],
            vec!["inventory", "--format", "json"],
            vec!["inventory", name],
            vec!["help", name],
        ];
        let reports = scratch(&format!("{at}-reports"));
        let files = Format::ALL.map(|format| (format, reports.join(format.as_str())));
        let outputs = files.each_ref().map(|(format, file)| format!("{format}={}", file.display()));
        // One run writes each report to a file; those for people go to the terminal as well.
        let mut all = vec!["--all", "--format", "human", "--color", "always"];
        outputs.iter().for_each(|output| all.extend(["--output", output]));
        commands.extend([all, vec!["--all", "--format", "concise", "--color", "always"]]);
        for arguments in commands {
            let (out, errors) = said(&folder, &arguments);
            assert!(!out.is_empty() || !errors.is_empty(), "{arguments:?}");
            let found = [faults(&out, arguments.contains(&"github")), faults(&errors, false)].concat();
            wrong.extend(found.into_iter().map(|fault| format!("{arguments:?}: {fault}")));
        }
        for (format, file) in files {
            let found = report_faults(format, &std::fs::read_to_string(file).unwrap());
            wrong.extend(found.into_iter().map(|fault| format!("{at} as {format}: {fault}")));
        }
    }
    for arguments in [&["--help"] as &[&str], &["--version"], &["rules"], &["policy", "--help"]] {
        wrong.extend(faults(&said(&scratch("help"), arguments).0, false));
    }
    assert!(wrong.is_empty(), "{} lines, the first of them:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}
