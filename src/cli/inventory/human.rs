//! The inventory as a table, where it fits, and what it rests on; in narrow terminals as a list.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::inventory::{
    Encryption, Inventory, Logging, Note, ObjectLock, Open, Public, Replication, Row, Said, Share, Shared, Status,
    Told, Versioning, Way, Whom,
};
use crate::reason::WayIn;
use crate::report::{caller, short};
use crate::source::Sources;

const HEAD: [&str; 8] =
    ["BUCKET", "PUBLIC", "SHARED WITH", "ENCRYPTION", "VERSIONS", "LOGS TO", "REPLICATES TO", "LOCK"];

/// The inventory for a terminal of so many columns.
pub(super) fn page(inventory: &Inventory, width: usize) -> String {
    let sources = &inventory.analysis.sources;
    if inventory.buckets.is_empty() {
        return "no bucket is declared here\n".to_owned();
    }
    let (columns, mut out) = table(&inventory.buckets, width);
    for row in &inventory.buckets {
        if !out.is_empty() {
            out.push('\n');
        }
        record(row, sources, columns, &mut out);
    }
    out
}

/// Narrower tables say too little.
const FEWEST_COLUMNS: usize = 3;

/// A line for each bucket, in aligned columns under a head: as many columns as there is room for, and how many these
/// are.
fn table(rows: &[Row], room: usize) -> (usize, String) {
    let cells = |row: &Row| {
        [
            row.address.to_string(),
            cell(&row.public, public),
            cell(&row.shared, shared),
            cell(&row.encryption, |it| said(&it.algorithm, "none")),
            cell(&row.versioning, versioning),
            cell(&row.logging, logging),
            cell(&row.replication, replication),
            cell(&row.object_lock, object_lock),
        ]
    };
    let lines: Vec<_> = std::iter::once(HEAD.map(str::to_owned)).chain(rows.iter().map(cells)).collect();
    let mut widths = [0; HEAD.len()];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = cell.chars().count().max(*width);
        }
    }
    let used = |columns: usize| widths.iter().take(columns).sum::<usize>() + 2 * columns.saturating_sub(1);
    let Some(columns) = (FEWEST_COLUMNS..=HEAD.len()).rev().find(|columns| used(*columns) <= room) else {
        return (0, String::new());
    };
    let mut out = String::new();
    for line in &lines {
        let padded: Vec<_> =
            line.iter().zip(widths).take(columns).map(|(cell, width)| format!("{cell:width$}")).collect();
        // Writing to a string does not fail.
        let _ = writeln!(out, "{}", padded.join("  ").trim_end());
    }
    (columns, out)
}

/// One side in a few words: what all cases agree on.
fn cell<T: Open>(told: &Told<T>, words: impl Fn(&T) -> String) -> String {
    let all: BTreeSet<_> = told.cases.iter().map(|case| words(&case.what)).collect();
    all.into_iter().collect::<Vec<_>>().join(" or ")
}

/// What is told of a bucket, beside so many columns of a table.
fn record(row: &Row, sources: &Sources, columns: usize, out: &mut String) {
    let family = if row.is_family { ", for each element" } else { "" };
    let when: String = row.when.iter().map(|when| format!(", {when}")).collect();
    let _ = writeln!(out, "{} ({}){family}{when}", row.address, short(sources, row.declared));
    if let Some(name) = row.name.as_known() {
        let _ = writeln!(out, "  name: {name}");
    }
    let ways = |it: &Public| it.ways.iter().flat_map(|it| way(it, sources)).collect();
    let shares = |it: &Shared| it.with.iter().map(|it| share(it, sources)).collect();
    let mut record = Record { sources, columns, at: 1, out };
    record.side("public", &row.public, public, Some(&ways));
    record.side("shared with", &row.shared, shared, Some(&shares));
    // The table leaves keys out.
    let has_key = row.encryption.cases.iter().any(|case| case.what.key != Said::Nothing);
    record.columns = if has_key { 0 } else { columns };
    record.side("encryption", &row.encryption, encryption, None);
    record.columns = columns;
    record.side("versioning", &row.versioning, versioning, None);
    record.side("access logs go to", &row.logging, logging, None);
    record.side("replicates to", &row.replication, replication, None);
    record.side("Object Lock", &row.object_lock, object_lock, None);
}

/// The lines on what a case rests on.
type Below<'b, T> = &'b dyn Fn(&T) -> Vec<String>;

/// What is written of a bucket.
struct Record<'r> {
    sources: &'r Sources,
    /// How many columns of a table have said what is decided.
    columns: usize,
    /// The column of the next side.
    at: usize,
    out: &'r mut String,
}

impl Record<'_> {
    /// A line for each case of a side, with what it rests on, else with what the code does not decide.
    fn side<T: Open>(
        &mut self,
        label: &str,
        told: &Told<T>,
        words: impl Fn(&T) -> String,
        below: Option<Below<'_, T>>,
    ) {
        let is_said = self.at < self.columns && told.is_decided() && below.is_none();
        self.at += 1;
        if is_said {
            return;
        }
        for case in &told.cases {
            let when = case.answers.join(" and ");
            let when = if when.is_empty() { when } else { format!(" where {when}") };
            let _ = writeln!(self.out, "  {label}{when}: {}", words(&case.what));
            let gap = |gap: &&Note| format!("not decided: {}", note(gap, self.sources));
            let lines = match below {
                Some(below) => below(&case.what),
                None => case.what.gaps().iter().map(gap).collect(),
            };
            for line in lines {
                let _ = writeln!(self.out, "    {line}");
            }
        }
        if told.past_bound {
            let _ = writeln!(self.out, "    more conditions are open than are told apart");
        }
    }
}

fn note(note: &Note, sources: &Sources) -> String {
    let place = note.span.map(|span| short(sources, span)).filter(|place| !place.is_empty());
    place.map_or_else(|| note.message.clone(), |place| format!("{} ({place})", note.message))
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Public => "PUBLIC",
        Status::NotPublic => "not public",
        Status::Unknown => "unknown",
    }
}

fn public(it: &Public) -> String {
    let what = match (it.read, it.write) {
        (Status::Public, Status::Public) => " (read, write)",
        (Status::Public, _) => " (read)",
        (_, Status::Public) => " (write)",
        _ => "",
    };
    format!("{}{what}", status(it.status))
}

/// A way in, with what opens or shuts it.
fn way(it: &Way, sources: &Sources) -> Vec<String> {
    let by = match it.by {
        WayIn::Policy => "policy",
        WayIn::AccessPoint => "access point",
        WayIn::Acl => "ACL",
    };
    let why: Vec<_> = it.why.iter().map(|it| note(it, sources)).collect();
    let mut lines = vec![format!("by {by}: {}; {}", status(it.status), why.join("; "))];
    lines.extend(
        it.request
            .as_deref()
            .map(|request| format!("  {}: {} on {}", caller(&request.principal), request.action, request.resource)),
    );
    lines
}

fn shared(it: &Shared) -> String {
    if it.with.is_empty() {
        return "own account".to_owned();
    }
    let mut said: Vec<(String, bool)> = Vec::new();
    for share in &it.with {
        let (words, is_sure) = (whom(share), share.open.is_empty());
        match said.iter_mut().find(|(known, _)| *known == words) {
            Some((_, sure)) => *sure |= is_sure,
            None => said.push((words, is_sure)),
        }
    }
    let words = said.into_iter().map(|(words, is_sure)| if is_sure { words } else { format!("perhaps {words}") });
    words.collect::<Vec<_>>().join(", ")
}

fn whom(share: &Share) -> String {
    let words = match (share.whom, &share.account) {
        (Whom::Account, Some(account)) => return format!("account {account}"),
        (Whom::Everyone, _) => "everyone",
        (Whom::AnyAccount, _) => "any account",
        (Whom::WhoMeets, _) => "who meets conditions",
        (Whom::Organization, _) => "organization",
        (Whom::Account, None) => "some account",
        (Whom::CloudFront, _) => "CloudFront",
        (Whom::Service, _) => "services",
    };
    words.to_owned()
}

fn share(it: &Share, sources: &Sources) -> String {
    let perhaps = if it.open.is_empty() { "" } else { "perhaps " };
    let name = if it.name.is_empty() { String::new() } else { format!(": {}", it.name) };
    let reasons = if it.open.is_empty() { &it.why } else { &it.open };
    let reasons: Vec<_> = reasons.iter().map(|it| note(it, sources)).collect();
    let reasons = if reasons.is_empty() { String::new() } else { format!("; {}", reasons.join("; ")) };
    format!("{perhaps}{}{name}{reasons}", whom(it))
}

fn said(it: &Said, nothing: &str) -> String {
    match it {
        Said::Known(text) => text.clone(),
        Said::Nothing => nothing.to_owned(),
        Said::Open(_) => "unknown".to_owned(),
    }
}

fn encryption(it: &Encryption) -> String {
    let key = match &it.key {
        Said::Nothing => String::new(),
        key => format!(", key {}", said(key, "")),
    };
    let account = it.key_account.as_known().map_or_else(String::new, |account| format!(" of account {account}"));
    format!("{}{key}{account}", said(&it.algorithm, "none"))
}

fn versioning(it: &Versioning) -> String {
    let mfa = if it.mfa_delete.as_known() == Some("Enabled") { ", MFA delete" } else { "" };
    format!("{}{mfa}", said(&it.status, "no"))
}

fn logging(it: &Logging) -> String {
    said(&it.target, "nowhere")
}

fn replication(it: &Replication) -> String {
    let on = it.rules.iter().filter(|rule| rule.status.as_known() != Some("Disabled"));
    let mut to: Vec<_> = on
        .map(|rule| {
            let account = match &rule.account {
                Said::Nothing => String::new(),
                account => format!(" of account {}", said(account, "")),
            };
            format!("{}{account}", said(&rule.bucket, "unknown"))
        })
        .collect();
    to.extend(it.more.as_ref().map(|_| "unknown".to_owned()));
    to.dedup();
    if to.is_empty() { "nowhere".to_owned() } else { to.join(", ") }
}

fn object_lock(it: &ObjectLock) -> String {
    let retention: Vec<_> =
        [&it.mode, &it.period].into_iter().filter(|it| **it != Said::Nothing).map(|it| said(it, "")).collect();
    let retention = if retention.is_empty() { String::new() } else { format!(", {}", retention.join(" ")) };
    format!("{}{retention}", said(&it.status, "no"))
}
