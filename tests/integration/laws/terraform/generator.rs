//! Makes configurations of buckets and keys as people write them.

#[cfg(test)]
mod policy;

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::dice::Dice;
use super::evaluation::instances;
use super::expression::{Datum, Expr, For};
use super::module::{Block, Body, Meta, Module, Nested, Program, Variable, Word};

/// A variable that modules may have, and what it stands for.
#[derive(Clone, Copy)]
struct Role {
    name: &'static str,
    kind: &'static str,
    draw: fn(&mut Dice) -> Datum,
}

const ROLES: [Role; 13] = [
    Role { name: "flag", kind: "bool", draw: |dice| Datum::Bool(dice.chance(50)) },
    Role { name: "public", kind: "bool", draw: |dice| Datum::Bool(dice.chance(50)) },
    Role { name: "status", kind: "string", draw: |dice| Datum::text(dice.pick(&["Enabled", "Suspended"])) },
    Role { name: "env", kind: "string", draw: |dice| Datum::text(dice.pick(&["a", "b", "prod", "dev"])) },
    Role { name: "n", kind: "number", draw: |dice| Datum::Number(dice.roll(4) as i64) },
    Role { name: "names", kind: "set(string)", draw: |dice| Datum::Set(texts(dice).into_iter().collect()) },
    Role { name: "list", kind: "list(string)", draw: |dice| Datum::List(texts(dice)) },
    Role { name: "m", kind: "map(object({ public = bool, open = bool, status = string }))", draw: objects },
    Role { name: "tags", kind: "map(string)", draw: tags },
    Role {
        name: "opt",
        kind: "string",
        draw: |dice| dice.pick(&[None, Some("a"), Some("x"), Some("null")]).map_or(Datum::Null, Datum::text),
    },
    Role { name: "account", kind: "string", draw: |dice| Datum::text(dice.pick(&["111122223333", "444455556666"])) },
    Role { name: "document", kind: "string", draw: policy::document },
    Role { name: "any", kind: "any", draw: |dice| dice.pick::<fn() -> Datum>(&ANY)() },
];

const ANY: [fn() -> Datum; 6] = [
    || Datum::Null,
    || Datum::Bool(true),
    || Datum::text("true"),
    || Datum::text("null"),
    || Datum::Number(1),
    || Datum::text("1"),
];

fn texts(dice: &mut Dice) -> Vec<Datum> {
    (0..dice.roll(4)).map(|_| Datum::text(dice.pick(&["a", "b", "c"]))).collect()
}

fn objects(dice: &mut Dice) -> Datum {
    let object = |dice: &mut Dice| {
        let status = Datum::text(dice.pick(&["Enabled", "Suspended"]));
        let [public, open] = [(); 2].map(|()| Datum::Bool(dice.chance(50)));
        let entries = [("public", public), ("open", open), ("status", status)];
        Datum::Map(entries.into_iter().map(|(name, it)| (name.to_owned(), it)).collect())
    };
    let keys = ["a", "b", "c"].into_iter().filter(|_| dice.chance(60)).collect::<Vec<_>>();
    Datum::Map(keys.into_iter().map(|key| (key.to_owned(), object(dice))).collect())
}

fn tags(dice: &mut Dice) -> Datum {
    let keys = ["a", "b"].into_iter().filter(|_| dice.chance(60)).collect::<Vec<_>>();
    let value = |dice: &mut Dice| Datum::text(dice.pick(&["dev", "prod"]));
    Datum::Map(keys.into_iter().map(|key| (key.to_owned(), value(dice))).collect())
}

/// What an instance of a block has for each of itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Each {
    Nothing,
    Index,
    Text,
    Object,
}

struct Generator<'d> {
    dice: &'d mut Dice,
    module: Module,
    /// The key that conditions may ask for.
    key: Option<Meta>,
    each: Each,
    fresh: usize,
}

/// A configuration with values that Terraform and AWS take.
pub(in super::super) fn program(dice: &mut Dice) -> Program {
    loop {
        let mut program = draft(dice);
        for _ in 0..8 {
            program.values = values(dice, &program);
            if instances(&program).is_some_and(|all| !all.is_empty()) {
                return program;
            }
        }
    }
}

/// Values for the variables of the root that have no default.
pub(in super::super) fn values(dice: &mut Dice, program: &Program) -> BTreeMap<String, Datum> {
    let open = program.root.variables.iter().filter(|it| it.default.is_none());
    let role = |name: &str| ROLES.into_iter().find(|it| it.name == name);
    open.filter_map(|it| Some((it.name.clone(), (role(&it.name)?.draw)(dice)))).collect()
}

fn draft(dice: &mut Dice) -> Program {
    let with_store = dice.chance(35);
    let store = with_store.then(|| {
        let mut generator = Generator::new(dice);
        generator.family("this");
        generator.module.outputs.push(("bucket".to_owned(), Expr::name("aws_s3_bucket.this")));
        generator.finish()
    });
    let mut generator = Generator::new(dice);
    if let Some(store) = &store {
        generator.call(store);
    }
    if store.is_none() || generator.dice.chance(30) {
        generator.family("main");
    }
    Program { root: generator.finish(), store, values: BTreeMap::new() }
}

fn var(name: &str) -> Expr {
    Expr::name(format!("var.{name}"))
}

fn call<const N: usize>(name: &'static str, arguments: [Expr; N]) -> Expr {
    Expr::Call(name, arguments.into())
}

fn list_for(name: &str, over: Expr, out: Expr, when: Option<Expr>) -> Expr {
    Expr::For(Box::new(For { names: vec![name.to_owned()], over, key: None, out, when }))
}

fn map_for(over: Expr, out: Expr, when: Option<Expr>) -> Expr {
    let names = vec!["k".to_owned(), "v".to_owned()];
    Expr::For(Box::new(For { names, over, key: Some(Expr::name("k")), out, when }))
}

impl<'d> Generator<'d> {
    fn new(dice: &'d mut Dice) -> Self {
        let mut generator = Generator { dice, module: Module::default(), key: None, each: Each::Nothing, fresh: 0 };
        if generator.dice.chance(25) {
            let count = generator.number(1);
            let rotation = generator.truth(1);
            let key = Block::resource("aws_kms_key", "key", Meta::Count(count)).with("enable_key_rotation", rotation);
            generator.key = Some(key.meta.clone());
            generator.module.blocks.push(key);
        }
        generator
    }

    /// The module with the variables that it uses.
    fn finish(mut self) -> Module {
        let mut used = BTreeSet::new();
        self.module.expressions().into_iter().for_each(|it| names(it, &mut used));
        for role in ROLES.into_iter().filter(|role| used.contains(&format!("var.{}", role.name))) {
            let variable = self.variable(role);
            self.module.variables.push(variable);
        }
        self.module
    }

    fn variable(&mut self, Role { name, kind, draw }: Role) -> Variable {
        let default = self.dice.chance(12).then(|| draw(self.dice));
        let allowed = || var(name);
        let validation = match (name, self.dice.roll(10)) {
            (_, 3..) => None,
            ("status" | "env" | "account", _) => {
                let items = (0..1 + self.dice.roll(3)).map(|_| Expr::Value(draw(self.dice))).collect();
                Some(call("contains", [Expr::Tuple(items), allowed()]))
            }
            ("n", _) => Some(allowed().binary(">", Expr::number(self.dice.roll(2) as i64))),
            ("names" | "list" | "m" | "tags", _) => {
                Some(call("length", [allowed()]).binary(">", Expr::number(self.dice.roll(2) as i64)))
            }
            ("opt", _) => Some(allowed().binary("!=", Expr::Value(Datum::Null))),
            _ => None,
        };
        let nullable = name == "any" || !self.dice.chance(30);
        Variable { name: name.to_owned(), kind, nullable, default, validation }
    }

    fn name(&mut self, stem: &str) -> String {
        self.fresh += 1;
        format!("{stem}{}", self.fresh)
    }

    /// The expression itself, or a local that stands for it.
    fn maybe_local(&mut self, it: Expr) -> Expr {
        if self.each != Each::Nothing || !self.dice.chance(15) {
            return it;
        }
        let name = self.name("l");
        self.module.locals.push((name.clone(), it));
        Expr::name(format!("local.{name}"))
    }

    fn letter(&mut self) -> Expr {
        Expr::text(self.dice.pick(&["a", "b", "c"]))
    }

    /// A condition.
    fn truth(&mut self, depth: usize) -> Expr {
        if depth > 0 && self.dice.chance(45) {
            let it = match self.dice.roll(5) {
                0 => self.truth(depth - 1).not(),
                1 | 2 => {
                    let operator = self.dice.pick(&["&&", "||"]);
                    self.truth(depth - 1).binary(operator, self.truth(depth - 1))
                }
                3 => self.truth(depth - 1).then(self.truth(depth - 1), self.truth(depth - 1)),
                _ => self.truth(depth - 1).binary("==", Expr::truth(self.dice.chance(50))),
            };
            return self.maybe_local(it);
        }
        if self.each == Each::Object && self.dice.chance(40) {
            let field = self.dice.pick(&["public", "open"]);
            return Expr::name("each.value").attr(field);
        }
        if self.each == Each::Text && self.dice.chance(30) {
            return Expr::name("each.key").binary("==", self.letter());
        }
        match self.dice.roll(4) {
            0 => self.truth_of_scalars(),
            1 => self.truth_of_collections(),
            2 => self.truth_of_attempts(),
            _ => var(self.dice.pick(&["flag", "public"])),
        }
    }

    fn truth_of_scalars(&mut self) -> Expr {
        let equals = self.dice.pick(&["==", "!="]);
        match self.dice.roll(12) {
            7 => call(
                "endswith",
                [Expr::Template(vec![Expr::text("x-"), var("env")]), Expr::text(self.dice.pick(&["d", "v", "x"]))],
            ),
            8 => call(
                "strcontains",
                [var(self.dice.pick(&["env", "account"])), Expr::text(self.dice.pick(&["o", "1", "-"]))],
            ),
            9 => {
                let by = [("a", "x"), ("dev", "y"), ("prod", "x")].map(|(key, it)| (key.to_owned(), Expr::text(it)));
                call("lookup", [Expr::Object(by.into()), var("env"), Expr::text("x")]).binary(equals, Expr::text("z"))
            }
            0 => var("n").binary(self.dice.pick(&[">", "==", "<"]), Expr::number(self.dice.roll(3) as i64)),
            1 => var("env").binary(equals, Expr::text(self.dice.pick(&["prod", "a", "dev"]))),
            2 => var("status").binary(equals, Expr::text("Enabled")),
            3 => var("opt").binary(equals, Expr::Value(Datum::Null)),
            4 => var("opt").binary(equals, Expr::text(self.dice.pick(&["null", "a", "x"]))),
            5 => var("any").binary(equals, Expr::Value(self.dice.pick::<fn() -> Datum>(&ANY)())),
            6 => {
                let text = Expr::Template(vec![var("env"), Expr::text("-x")]);
                text.binary("==", Expr::text(self.dice.pick(&["prod-x", "a-x"])))
            }
            10 => call("startswith", [var("env"), Expr::text(self.dice.pick(&["p", "de"]))]),
            _ => call("tostring", [var("flag")]).binary("==", Expr::text(self.dice.pick(&["true", "false"]))),
        }
    }

    fn truth_of_collections(&mut self) -> Expr {
        let letter = self.letter();
        match self.dice.roll(9) {
            0 => call("contains", [var(self.dice.pick(&["names", "list"])), letter]),
            1 => call("contains", [call("keys", [var("m")]), letter]),
            2 => {
                let of = self.collection_of_unknown_length();
                let operator = self.dice.pick(&[">", "==", "<"]);
                call("length", [of]).binary(operator, Expr::number(self.dice.roll(3) as i64))
            }
            3 => {
                let all = self.dice.pick(&["anytrue", "alltrue"]);
                let over = var(self.dice.pick(&["names", "list"]));
                call(all, [list_for("x", over, Expr::name("x").binary("==", letter), None)])
            }
            4 => {
                let all = self.dice.pick(&["anytrue", "alltrue"]);
                let field = self.dice.pick(&["public", "open"]);
                call(all, [list_for("x", var("m"), Expr::name("x").attr(field), None)])
            }
            5 => {
                call("join", [Expr::text(","), var("list")]).binary("==", Expr::text(self.dice.pick(&["a", "a,b", ""])))
            }
            6 => call("lookup", [var("tags"), letter, Expr::text(self.dice.pick(&["dev", "prod"]))])
                .binary("==", Expr::text("prod")),
            7 => call("contains", [call("values", [var("tags")]), Expr::text("prod")]),
            _ => {
                let pair = [letter, var("env")].to_vec();
                let set = call("toset", [Expr::Tuple(pair)]);
                call("length", [set]).binary("==", Expr::number(1 + self.dice.roll(2) as i64))
            }
        }
    }

    fn collection_of_unknown_length(&mut self) -> Expr {
        let letter = self.letter();
        match self.dice.roll(7) {
            0 => var("names"),
            1 => var("list"),
            2 => var("m"),
            3 => list_for("x", var("list"), Expr::name("x"), Some(Expr::name("x").binary("!=", letter))),
            4 => list_for(
                "x",
                var("m"),
                Expr::number(1),
                Some(Expr::name("x").attr(self.dice.pick(&["public", "open"]))),
            ),
            5 => call("distinct", [call("concat", [var("list"), Expr::Tuple(vec![letter])])]),
            _ => call("toset", [var("list")]),
        }
    }

    fn truth_of_attempts(&mut self) -> Expr {
        let fallback = Expr::truth(self.dice.chance(50));
        let letter = self.letter();
        let null = Expr::Value(Datum::Null);
        let equals = self.dice.pick(&["==", "!="]);
        let key = Expr::name("aws_kms_key.key");
        match self.dice.roll(if self.key.is_some() { 11 } else { 7 }) {
            0 => call("try", [var("m").at(letter).attr(self.dice.pick(&["public", "open"])), fallback]),
            1 => call("can", [var("m").at(letter)]),
            2 => call("try", [var("list").at(Expr::number(self.dice.roll(2) as i64)), Expr::text("none")])
                .binary(equals, letter),
            3 => call("coalesce", [var("opt"), letter.clone()]).binary(equals, letter),
            4 => call("try", [var("tags").at(letter), Expr::text("dev")]).binary(equals, Expr::text("dev")),
            5 => call("can", [Expr::Template(vec![Expr::text("x-"), var("opt")])]),
            6 => call(
                "try",
                [call("join", [Expr::text("-"), Expr::Tuple(vec![var("opt"), letter])]), Expr::text("none")],
            )
            .binary(equals, Expr::text("none")),
            7 => call("try", [key.at(Expr::number(0)).attr("arn"), null.clone()]).binary(equals, null),
            8 => call("one", [key.splat("arn")]).binary(equals, null),
            9 => call("length", [key]).binary(">", Expr::number(0)),
            _ => call("try", [key.at(Expr::number(0)).attr("enable_key_rotation"), fallback]),
        }
    }

    /// A count.
    fn number(&mut self, depth: usize) -> Expr {
        let it = match self.dice.roll(8) {
            0 => var("n"),
            1 => call("length", [self.collection_of_unknown_length()]),
            2 => self.truth(depth).then(Expr::number(0), Expr::number(1)),
            3 => self.truth(depth).then(Expr::number(2), Expr::number(1)),
            _ => self.truth(depth).then(Expr::number(1), Expr::number(0)),
        };
        self.maybe_local(it)
    }

    /// Whether versions are kept.
    fn status(&mut self) -> Expr {
        let plain = Expr::text(self.dice.pick(&["Enabled", "Suspended"]));
        match self.dice.roll(9) {
            0 | 1 if self.each == Each::Object => Expr::name("each.value").attr("status"),
            0 => var("status"),
            1..4 => self.truth(2).then(plain, Expr::text(self.dice.pick(&["Enabled", "Suspended"]))),
            4 => call("try", [var("m").at(self.letter()).attr("status"), plain]),
            5 => {
                let by = ["a", "b", "dev", "prod"]
                    .map(|key| (key.to_owned(), Expr::text(self.dice.pick(&["Enabled", "Suspended"]))));
                let by = Expr::Object(by.into());
                if self.dice.chance(50) { by.at(var("env")) } else { call("lookup", [by, var("env"), plain]) }
            }
            6 => call("title", [call("lower", [var("status")])]),
            7 => self.first_of_many(plain),
            _ => plain,
        }
    }

    /// The first of those that conditions of their own leave.
    fn first_of_many(&mut self, otherwise: Expr) -> Expr {
        let one = |generator: &mut Self| {
            let on = if generator.dice.chance(75) { generator.truth(0) } else { Expr::truth(true) };
            let status = Expr::text(generator.dice.pick(&["Enabled", "Suspended"]));
            Expr::Object(vec![("on".to_owned(), on), ("is".to_owned(), status)])
        };
        let all = Expr::Tuple((0..2 + self.dice.roll(4)).map(|_| one(self)).collect());
        let left = list_for("x", all, Expr::name("x").attr("is"), Some(Expr::name("x").attr("on")));
        let left = call("concat", [left, Expr::Tuple(vec![otherwise.clone()])]);
        if self.dice.chance(50) { left.at(Expr::number(0)) } else { call("element", [left, Expr::number(0)]) }
    }

    /// What a block is made for each of.
    fn collection(&mut self) -> (Expr, Each) {
        let letter = self.letter();
        let (it, each) = match self.dice.roll(10) {
            0 => (var("names"), Each::Text),
            1 => (call("toset", [var("list")]), Each::Text),
            2 | 3 => (var("m"), Each::Object),
            4 => {
                let when = Expr::name("v").attr(self.dice.pick(&["public", "open"]));
                (map_for(var("m"), Expr::name("v"), Some(when)), Each::Object)
            }
            5 => {
                let hole = |stem: &str| Expr::Template(vec![Expr::text(stem), var("env")]);
                (call("toset", [Expr::Tuple(vec![hole("l-"), hole("d-")])]), Each::Text)
            }
            6 => (call("toset", [Expr::Tuple(vec![letter, var("env")])]), Each::Text),
            7 => {
                let some = call("toset", [Expr::Tuple(vec![Expr::text("a"), Expr::text("b")])]);
                let none = call("toset", [Expr::Tuple(vec![letter])]);
                (self.truth(1).then(some, none), Each::Text)
            }
            8 => (call("setsubtract", [var("names"), Expr::Tuple(vec![letter])]), Each::Text),
            _ => (call("toset", [Expr::Tuple(vec![Expr::text("a"), Expr::text("b")])]), Each::Text),
        };
        (self.maybe_local(it), each)
    }

    /// A bucket block with parts.
    fn family(&mut self, name: &str) {
        let (meta, each) = match self.dice.roll(10) {
            0..3 => (Meta::Single, Each::Nothing),
            3..6 => (Meta::Count(self.number(2)), Each::Index),
            _ => {
                let (of, each) = self.collection();
                (Meta::ForEach(of), each)
            }
        };
        let key = match each {
            Each::Nothing => Expr::text("only"),
            Each::Index => Expr::name("count.index"),
            _ => Expr::name("each.key"),
        };
        let bucket = Expr::Template(vec![Expr::text(format!("x-{name}-")), key]);
        let block = Block::resource("aws_s3_bucket", name, meta.clone()).with("bucket", bucket);
        self.module.blocks.push(block);
        let kinds = 2 + self.dice.roll(3);
        for _ in 0..kinds {
            let (meta, of, each) = self.member(name, &meta, each);
            self.each = each;
            self.part(of, meta);
            self.each = Each::Nothing;
        }
    }

    /// The instances of a part, and the bucket of each.
    fn member(&mut self, name: &str, meta: &Meta, each: Each) -> (Meta, Expr, Each) {
        let family = Expr::name(format!("aws_s3_bucket.{name}"));
        let single = |of: Expr| (Meta::Single, of, Each::Nothing);
        match meta {
            Meta::Single => match self.dice.roll(3) {
                0 => single(family),
                _ => (Meta::Count(self.truth(2).then(Expr::number(1), Expr::number(0))), family, Each::Nothing),
            },
            Meta::Count(of) => {
                let by_index = family.clone().at(Expr::name("count.index"));
                match self.dice.roll(7) {
                    0 => single(family.at(Expr::number(self.dice.roll(2) as i64))),
                    1 => (Meta::Count(call("length", [family])), by_index, Each::Index),
                    2 => (Meta::Count(self.number(1)), by_index, Each::Index),
                    3 => {
                        let first = family.at(Expr::number(0));
                        (Meta::Count(self.truth(1).then(Expr::number(1), Expr::number(0))), first, Each::Nothing)
                    }
                    4 => single(family.at(var("n"))),
                    _ => (Meta::Count(of.clone()), by_index, Each::Index),
                }
            }
            Meta::ForEach(of) => {
                let by_key = family.clone().at(Expr::name("each.key"));
                match self.dice.roll(9) {
                    0 => single(family.at(self.letter())),
                    1 => single(family.at(var("env"))),
                    2 => single(call("values", [family]).at(Expr::number(0))),
                    3 => (Meta::ForEach(family), Expr::name("each.value"), Each::Nothing),
                    4 => {
                        let when = Expr::name("k").binary(self.dice.pick(&["==", "!="]), self.letter());
                        (
                            Meta::ForEach(map_for(family, Expr::name("v"), Some(when))),
                            Expr::name("each.value"),
                            Each::Nothing,
                        )
                    }
                    5 if each == Each::Object => {
                        let field = Expr::name("v").attr(self.dice.pick(&["public", "open"]));
                        let when = if self.dice.chance(50) { field } else { field.not() };
                        (Meta::ForEach(map_for(of.clone(), Expr::name("v"), Some(when))), by_key, each)
                    }
                    5 => {
                        let (other, each) = self.collection();
                        (Meta::ForEach(other), by_key, each)
                    }
                    _ => (Meta::ForEach(of.clone()), by_key, each),
                }
            }
        }
    }

    /// A call of the module, with parts for its buckets.
    fn call(&mut self, store: &Module) {
        let (meta, each) = match self.dice.roll(4) {
            0 => (Meta::Count(self.number(1)), Each::Index),
            1 => {
                let (of, each) = self.collection();
                (Meta::ForEach(of), each)
            }
            _ => (Meta::Single, Each::Nothing),
        };
        self.each = each;
        let mut block = Block { word: Word::Module, kind: "", name: "store".to_owned(), meta, body: Body::default() };
        for it in &store.variables {
            if it.default.is_some() && self.dice.chance(50) {
                continue;
            }
            let role = ROLES.into_iter().find(|role| role.name == it.name).expect("a role");
            let value = self.argument(role);
            block.body.arguments.push((role.name, value));
        }
        self.each = Each::Nothing;
        let calls = block.meta.clone();
        self.module.blocks.push(block);
        for _ in 0..self.dice.roll(3) {
            let inner = &store.blocks.iter().find(|it| it.kind == "aws_s3_bucket").expect("a family").meta;
            let (meta, of) = self.member_of_call(&calls, inner);
            self.part(of, meta);
        }
    }

    /// The instances of a part beside a call, and the bucket of each.
    fn member_of_call(&mut self, calls: &Meta, inner: &Meta) -> (Meta, Expr) {
        let store = Expr::name("module.store");
        let (meta, store) = match calls {
            Meta::Single => (Meta::Single, store),
            Meta::Count(of) if self.dice.chance(50) => (Meta::Count(of.clone()), store.at(Expr::name("count.index"))),
            Meta::Count(_) => (Meta::Single, store.at(Expr::number(0))),
            Meta::ForEach(of) if self.dice.chance(50) => (Meta::ForEach(of.clone()), store.at(Expr::name("each.key"))),
            Meta::ForEach(_) if self.dice.chance(50) => (Meta::ForEach(store), Expr::name("each.value")),
            Meta::ForEach(_) => (Meta::Single, store.at(self.letter())),
        };
        let family = store.attr("bucket");
        match inner {
            Meta::Single => (meta, family),
            Meta::Count(_) if meta == Meta::Single && self.dice.chance(50) => {
                (Meta::Count(call("length", [family.clone()])), family.at(Expr::name("count.index")))
            }
            Meta::Count(_) => (meta, family.at(Expr::number(0))),
            Meta::ForEach(_) if meta == Meta::Single => (Meta::ForEach(family), Expr::name("each.value")),
            Meta::ForEach(_) => (meta, family.at(self.letter())),
        }
    }

    fn argument(&mut self, Role { name, draw, .. }: Role) -> Expr {
        match (name, self.dice.roll(4)) {
            (_, 0) => var(name),
            (_, 1) => Expr::Value(draw(self.dice)),
            ("flag" | "public", _) => self.truth(2),
            ("status", _) => self.status(),
            ("n", _) => self.number(1),
            ("names", _) => match self.collection() {
                (it, Each::Text) => it,
                (it, _) => call("toset", [call("keys", [it])]),
            },
            ("m", _) => match self.collection() {
                (it, Each::Object) => it,
                _ => var("m"),
            },
            ("opt", 2) => Expr::Value(Datum::Null),
            ("opt" | "env", _) if matches!(self.each, Each::Text | Each::Object) => Expr::name("each.key"),
            _ => var(name),
        }
    }

    /// A part of a bucket.
    fn part(&mut self, of: Expr, meta: Meta) {
        let name = self.name("p");
        let id = match self.dice.roll(12) {
            // Letters of a name that a bucket may have, or that nobody has.
            0 => Expr::Template(vec![Expr::text("x-main-"), var("env")]),
            _ => of.clone().attr("id"),
        };
        let block = |kind| Block::resource(kind, &name, meta.clone()).with("bucket", id.clone());
        let part = match self.dice.roll(13) {
            0..3 => {
                let status = self.status();
                block("aws_s3_bucket_versioning").holding(
                    "versioning_configuration",
                    None,
                    Body::of([("status", status)]),
                )
            }
            3..6 => {
                let names =
                    ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"];
                let all = if self.dice.chance(30) { self.truth(2) } else { Expr::truth(true) };
                names
                    .into_iter()
                    .fold(block("aws_s3_bucket_public_access_block"), |it, name| it.with(name, all.clone()))
            }
            6..10 => {
                let policy = self.policy(&of, &name);
                block("aws_s3_bucket_policy").with("policy", policy)
            }
            10 => {
                let kms = self.truth(1).then(Expr::text("aws:kms"), Expr::text(self.dice.pick(&["aws:kms", "AES256"])));
                let by = Body::of([("sse_algorithm", kms)]);
                let nested = Nested { name: "apply_server_side_encryption_by_default", each: None, body: by };
                let each = self
                    .dice
                    .chance(20)
                    .then(|| self.truth(1).then(Expr::Tuple(vec![Expr::number(1)]), Expr::Tuple(vec![])));
                let rule = Body { arguments: Vec::new(), blocks: vec![nested] };
                let each = if self.dice.chance(20) { Some(var("list")) } else { each };
                block("aws_s3_bucket_server_side_encryption_configuration").holding("rule", each, rule)
            }
            11 => {
                let named = Expr::Template(vec![Expr::text("x-main-"), var("env")]);
                let other = Expr::text(self.dice.pick(&["logs", "x-main-a", "x-main-only"]));
                let target = if self.dice.chance(50) { named } else { self.truth(1).then(named, other) };
                block("aws_s3_bucket_logging").with("target_bucket", target).with("target_prefix", Expr::text("logs/"))
            }
            _ => {
                let ownership = self.truth(1).then(Expr::text("BucketOwnerEnforced"), Expr::text("ObjectWriter"));
                block("aws_s3_bucket_ownership_controls").holding(
                    "rule",
                    None,
                    Body::of([("object_ownership", ownership)]),
                )
            }
        };
        self.module.blocks.push(part);
    }
}

/// The names that an expression holds.
pub(super) fn names(it: &mut Expr, out: &mut BTreeSet<String>) {
    if let Expr::Name(name) = it {
        out.insert(name.clone());
    }
    it.parts().into_iter().for_each(|part| names(part, out));
}
