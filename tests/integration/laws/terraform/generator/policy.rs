//! Policies of buckets.

use super::super::super::super::dice::Dice;
use super::super::expression::{Datum, Expr};
use super::super::module::{Block, Body, Meta, Nested, Word};
use super::{Each, Generator, call, list_for, var};

/// A document as a caller gives it, which may have a statement of a name.
pub(super) fn document(dice: &mut Dice) -> Datum {
    let statement = |sid: &str, principal: &str| {
        let what = r#""Effect": "Allow", "Action": "s3:GetObject", "Resource": "*""#;
        format!(r#"{{ "Statement": [{{ "Sid": "{sid}", "Principal": {principal}, {what} }}] }}"#)
    };
    let account = r#"{ "AWS": "111122223333" }"#;
    Datum::text(match dice.roll(4) {
        0 => String::new(),
        1 => statement("one", account),
        2 => statement("other", r#""*""#),
        _ => statement("other", account),
    })
}

impl Generator<'_> {
    /// A policy of a bucket, as text.
    pub(super) fn policy(&mut self, of: &Expr, name: &str) -> Expr {
        let name_of = self.dice.pick(&["arn", "bucket"]);
        let bucket = match name_of {
            "arn" => of.clone().attr("arn"),
            _ => Expr::Template(vec![Expr::text("arn:aws:s3:::"), of.clone().attr("bucket")]),
        };
        let below = match &bucket {
            Expr::Template(parts) => Expr::Template([parts.clone(), vec![Expr::text("/*")]].concat()),
            it => Expr::Template(vec![it.clone(), Expr::text("/*")]),
        };
        if self.dice.chance(25) && !matches!(of, Expr::Name(it) if it.starts_with("each")) && self.each == Each::Nothing
        {
            return self.document(bucket, below, name);
        }
        let statements = self.statements(&bucket, &below);
        let version = ("Version".to_owned(), Expr::text("2012-10-17"));
        call("jsonencode", [Expr::Object(vec![version, ("Statement".to_owned(), statements)])])
    }

    fn statements(&mut self, bucket: &Expr, below: &Expr) -> Expr {
        let mut items = Vec::new();
        for _ in 0..1 + self.dice.roll(2) {
            items.push(self.statement(bucket, below));
        }
        match self.dice.roll(6) {
            0 => {
                let one = if self.dice.chance(50) { self.role_or_everyone() } else { role(Expr::name("x")) };
                let principal = Expr::Object(vec![("AWS".to_owned(), one)]);
                let each = statement("Allow", principal, "s3:GetObject", below.clone());
                let over = var(self.dice.pick(&["list", "names"]));
                let when = self.dice.chance(25).then(|| Expr::name("x").binary("!=", self.letter()));
                call("concat", [Expr::Tuple(items), list_for("x", over, each, when)])
            }
            1 => {
                let some = self.statement(bucket, below);
                let some = self.truth(2).then(Expr::Tuple(vec![some]), Expr::Tuple(vec![]));
                call("concat", [Expr::Tuple(items), some])
            }
            _ => Expr::Tuple(items),
        }
    }

    fn statement(&mut self, bucket: &Expr, below: &Expr) -> Expr {
        let everyone = || Expr::text("*");
        match self.dice.roll(6) {
            0..3 => statement("Allow", everyone(), "s3:GetObject", below.clone()),
            3 => {
                let secure = Expr::Object(vec![("\"aws:SecureTransport\"".to_owned(), Expr::text("false"))]);
                let both = Expr::Tuple(vec![bucket.clone(), below.clone()]);
                let mut entries = entries("Deny", everyone(), "s3:*", both);
                entries.push(("Condition".to_owned(), Expr::Object(vec![("Bool".to_owned(), secure)])));
                Expr::Object(entries)
            }
            4 => {
                let who = match self.dice.roll(5) {
                    2 => {
                        let to = |it: &str, is_open| (it.to_owned(), if is_open { everyone() } else { var("account") });
                        let by = Expr::Object(vec![to("a", false), to("dev", self.dice.chance(40)), to("prod", false)]);
                        let own = Expr::text("111122223333");
                        if self.dice.chance(50) { by.at(var("env")) } else { call("lookup", [by, var("env"), own]) }
                    }
                    0 => self.truth(1).then(everyone(), Expr::text("111122223333")),
                    1 => var("account"),
                    _ => self.principals(),
                };
                statement("Allow", Expr::Object(vec![("AWS".to_owned(), who)]), "s3:GetObject", below.clone())
            }
            _ => {
                let root = Expr::Template(vec![Expr::text("arn:aws:iam::"), var("account"), Expr::text(":root")]);
                let root = match self.dice.roll(3) {
                    0 => call("format", [Expr::text("arn:aws:iam::%s:root"), var("account")]),
                    1 => call("lower", [root]),
                    _ => root,
                };
                statement("Allow", Expr::Object(vec![("AWS".to_owned(), root)]), "s3:PutObject", below.clone())
            }
        }
    }

    /// Names of principals of which nobody knows how many there are.
    fn principals(&mut self) -> Expr {
        let over = var(self.dice.pick(&["list", "names"]));
        let some = match self.dice.roll(4) {
            0 => call("formatlist", [Expr::text("arn:aws:iam::111122223333:role/%s"), over]),
            1 => {
                let one = self.role_or_everyone();
                list_for("x", over, one, None)
            }
            2 => {
                let inner = list_for("y", over, role(Expr::name("y")), None);
                call("flatten", [list_for("x", var("list"), inner, None)])
            }
            _ => list_for("x", over, role(Expr::name("x")), None),
        };
        if self.dice.chance(50) { some } else { call("concat", [Expr::Tuple(vec![Expr::text("444455556666")]), some]) }
    }

    /// A role by the name at hand, everyone for one such name.
    fn role_or_everyone(&mut self) -> Expr {
        let letter = self.letter();
        Expr::name("x").binary("==", letter).then(Expr::text("*"), role(Expr::name("x")))
    }

    /// A policy document beside the policy, and what it comes to.
    fn document(&mut self, bucket: Expr, below: Expr, name: &str) -> Expr {
        let all =
            |kind: &str| Body::of([("type", Expr::text(kind)), ("identifiers", Expr::Tuple(vec![Expr::text("*")]))]);
        let actions = |it: &str| ("actions", Expr::Tuple(vec![Expr::text(it)]));
        let mut allow = Body::of([actions("s3:GetObject"), ("resources", Expr::Tuple(vec![below.clone()]))]);
        allow.blocks.push(Nested { name: "principals", each: None, body: all("*") });
        let mut deny = Body::of([
            ("effect", Expr::text("Deny")),
            actions("s3:*"),
            ("resources", Expr::Tuple(vec![bucket, below])),
        ]);
        deny.blocks.push(Nested { name: "principals", each: None, body: all("*") });
        let values = ("values", Expr::Tuple(vec![Expr::text("false")]));
        let tls = Body::of([("test", Expr::text("Bool")), ("variable", Expr::text("aws:SecureTransport")), values]);
        deny.blocks.push(Nested { name: "condition", each: None, body: tls });
        let mut document = Block { word: Word::Data, ..Block::resource("aws_iam_policy_document", name, Meta::Single) };
        for sid in ["one", "two"] {
            let each = match self.dice.roll(4) {
                0 => Some(self.truth(1).then(Expr::Tuple(vec![Expr::number(1)]), Expr::Tuple(vec![]))),
                1 => Some(var(self.dice.pick(&["list", "names"]))),
                _ => None,
            };
            let mut body = if self.dice.chance(50) { allow.clone() } else { deny.clone() };
            if each.is_none() && self.dice.chance(50) {
                body.arguments.push(("sid", Expr::text(sid)));
            }
            document = document.holding("statement", each, body);
        }
        if self.dice.chance(40) {
            let name = self.dice.pick(&["source_policy_documents", "override_policy_documents"]);
            let other = var("document");
            let other = if self.dice.chance(60) { other } else { self.truth(1).then(other, Expr::text("")) };
            document = document.with(name, Expr::Tuple(vec![other]));
        }
        let json = Expr::name(document.address()).attr("json");
        self.module.blocks.push(document);
        json
    }
}

fn role(name: Expr) -> Expr {
    Expr::Template(vec![Expr::text("arn:aws:iam::111122223333:role/"), name])
}

fn statement(effect: &str, principal: Expr, action: &str, resource: Expr) -> Expr {
    Expr::Object(entries(effect, principal, action, resource))
}

fn entries(effect: &str, principal: Expr, action: &str, resource: Expr) -> Vec<(String, Expr)> {
    let (effect, action) = (Expr::text(effect), Expr::text(action));
    let entries = [("Effect", effect), ("Principal", principal), ("Action", action), ("Resource", resource)];
    entries.map(|(name, value)| (name.to_owned(), value)).into()
}
