#!/usr/bin/env python3
"""Seeds faults into the code, one at a time, and shows that the tests catch each.

    tests/seeded_faults.py                 all faults
    tests/seeded_faults.py 3 7             these ones
    tests/seeded_faults.py --list          what they are

A fault that no longer applies to the code is an error, before anything is built.

Works on a copy of the committed tree, in a target folder of its own (SEEDED_TARGET, else beside the copy). The copy has no
`../shared`, so what catches a fault is in the project. Ends with 1 where a fault goes unseen, with 2 where one no longer applies.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

REASON, IAM, VALUE, MODEL = "src/reason/", "src/iam/", "src/value/", "src/model/"
EVALUATE = "src/terraform/evaluate/"

# What is wrong, where, the text that is right and the text that is not.
FAULTS = [
    ("a missing key fails a negated operator", REASON + "domain.rs", "None => Truth::from(operator.negated),", "None => Truth::False,"),
    ("IfExists is ignored", REASON + "domain.rs", "_ if operator.if_exists => Truth::True,", "_ if false => Truth::True,"),
    ("ForAllValues fails on a missing key", REASON + "domain.rs", "Truth::from(set == SetOperator::ForAllValues)", "Truth::False"),
    ("ForAnyValue asks for all", REASON + "domain.rs", "if operator.set == Some(SetOperator::ForAnyValue)", "if false"),
    ("ForAllValues asks for one", REASON + "domain.rs", "if operator.set == Some(SetOperator::ForAnyValue)", "if operator.set.is_some()"),
    ("negation is ignored", REASON + "domain.rs", "if operator.negated { !any } else { any }", "any"),
    ("Null is turned round", REASON + "domain.rs", "Truth::from(absent),\n", "Truth::from(!absent),\n"),
    ("one set of values at a time", REASON + "domain.rs", "sets.max(1)", "1"),
    ("IgnoreCase minds case", REASON + "domain.rs", "Test::StringEqualsIgnoreCase | Test::Bool => Style::IgnoreCase,", "Test::Bool => Style::IgnoreCase,"),
    ("StringLike is StringEquals", REASON + "domain.rs", "Test::StringLike => Style::Glob,", "Test::StringLike => Style::Exact,"),
    ("ArnLike is a plain glob", REASON + "pattern.rs", "style == Style::Arn && colons < 5", "style == Style::Arn && colons > 5"),
    ("`?` stands for anything", REASON + "pattern.rs", "Token::One => self.steps.push(Step::One(not)),", "Token::One => self.steps.push(Step::Run(not)),"),
    ("a constant may be empty", REASON + "pattern.rs", "self.steps.extend((nature.least_length() > 0).then_some(Step::One(SEPARATORS)));", ""),
    ("a /8 is wide", REASON + "address.rs", "Version::V4 => 8,", "Version::V4 => 9,"),
    ("a /31 of IPv6 is narrow", REASON + "address.rs", "Version::V6 => 32,", "Version::V6 => 31,"),
    ("families of addresses mix", REASON + "address.rs", "version == self.version && ", ""),
    ("Deny is ignored", REASON + "search.rs", "(0..scene.base.len()).filter(denies)", "(0..0).filter(denies)"),
    ("the last Deny is ignored", REASON + "search.rs", "(0..scene.base.len()).filter(denies)", "(0..scene.base.len() - 1).filter(denies)"),
    ("NotPrincipal is Principal", REASON + "caller.rs", "if part.negated { !listed } else { listed }", "listed"),
    ("NotAction is Action", REASON + "action.rs", "if self.part.negated { !listed } else { listed }", "listed"),
    ("NotResource is Resource", REASON + "study.rs", "if negated { !truth } else { truth }", "truth"),
    ("bucket actions are done to objects", REASON + "study.rs", 'if scope == Scope::Object { query.target_of(*side).below } else { "" }', "query.target_of(*side).below"),
    ("an account's id is not its root", REASON + "caller.rs", "account.same(own))\n", "account.same(own).and(Truth::False))\n"),
    ("services are not the public", REASON + "caller.rs", "vec![Caller::anonymous(), Caller::stranger(), Caller::service()];\n        for principal in principals(policy) {\n            if let", "vec![Caller::anonymous(), Caller::stranger()];\n        for principal in principals(policy) {\n            if let"),
    ("web identities are not the public", REASON + "caller.rs", '"graph.facebook.com"', '"graph.example.com"'),
    ("anonymous callers have an organization", REASON + "keys.rs", 'trusted(signed("aws:principalorgid", Text))', 'trusted(any("aws:principalorgid", Text))'),
    ("anonymous callers tell whether a service asks", REASON + "keys.rs", 'BOOL, Never, Is("false"), Is("true")', 'BOOL, Maybe, Is("false"), Is("true")'),
    ("every request has a VPC endpoint", REASON + "keys.rs", 'on(Way::Endpoint, trusted(any("aws:sourcevpce", Text)))', 'trusted(always("aws:sourcevpce", Text))'),
    ("requests through an endpoint have an address", REASON + "keys.rs", 'on(Way::Internet, trusted(any("aws:sourceip", Address)))', 'trusted(always("aws:sourceip", Address))'),
    ("plain HTTP has a version of TLS", REASON + "keys.rs", 'on(Way::Tls, always("s3:tlsversion"', 'on(Way::Any, always("s3:tlsversion"'),
    ("`anonymous` stands for what is listed beside it", REASON + "table.rs", "truths.chain([u8::from(reserved)]).collect()", "truths.collect()"),
    ("services tell of their network", REASON + "route.rs", "_ if caller.is_service() =>", "_ if caller.is_service() && false =>"),
    ("anonymous callers come through access points", REASON + "route.rs", "caller.is_anonymous() || channel == Channel::Plain", "channel == Channel::Plain"),
    ("an ARN may be of another account", REASON + "identity.rs", "let of_account = account.same(own) == Truth::True;", "let of_account = true;"),
    ("an ARN may be of another kind", REASON + "identity.rs", "of_account && of_kind", "of_account"),
    ("a user id may be anybody's", REASON + "identity.rs", "is_user_id(kind, own, value) && caller", "caller"),
    ("the owner is of any organization", REASON + "caller.rs", "if self.is_of(&owner.account) == Truth::True {", "if self.is_of(&owner.account) == Truth::True && false {"),
    ("a stranger is of an account that the policy names", REASON + "identity.rs", "apart(|account| !is_named(account))", "apart(|_| true)"),
    ("S3 minds who meets what it asks of everyone", REASON + "query.rs", "Besides::Anyone } else", "Besides::Nobody } else"),
    ("a range of no bits is one address", REASON + "address.rs", "prefix >= version.least_fixed()", "prefix < version.least_fixed()"),
    ("a statement that bears on the question is left out", REASON + "simpler.rs", "if self.bears(it) { it.clone() }", "if !self.bears(it) { it.clone() }"),
    ("an Allow of a resource that is not known is about nothing", REASON + "study.rs", "if own.is_some() { Truth::True }", "if own.is_some() { Truth::Unknown }"),
    ("what few values do not show is shut", REASON + "simpler.rs", "filter(|outcome| matches!(outcome, Outcome::Open(_)))", "filter(|outcome| !matches!(outcome, Outcome::Unsure(_)))"),
    ("no Allow is asked alone", REASON + "simpler.rs", ".or_else(|| bearing.by_one_allow())", ""),
    ("a block that may come first rejects nothing", REASON + "refusals.rs", "Truth::Unknown => Decided::open(&order_of(bucket.resource())),", "Truth::Unknown => Decided::False,"),
    ("a bucket that a module makes has no block", MODEL + "handed.rs", "filter(|it| is_made_out_of_sight(it))", "filter(|it| false && is_made_out_of_sight(it))"),
    ("an ARN that may be the bucket's is another's", MODEL + "own_resources.rs", "begun(name, text).or_else(|| named(name, text))", "named(name, text)"),
    ("a bucket with any number of rules is not encrypted", MODEL + "bucket.rs", "(None, Some(unknown)) => Lookup::Unknown(unknown),", "(None, Some(_)) => Lookup::Unset,"),
    ("a hole in an account is one account", REASON + "trust.rs", "if part.holes().any(loose) { Truth::Unknown }", "if part.holes().any(loose) { Truth::True }"),
    ("sessions of a role with a hole are loose", REASON + "trust.rs", "if role.is_empty() || !known {", "if role.is_empty() || !known || role.as_str().is_none() {"),
    ("a pattern of buckets names none", IAM + "reject.rs", "(!fits && !pattern.contains('$')).then(", "(false && !fits && !pattern.contains('$')).then("),
    ("a resource control policy denies nothing", REASON + "answer.rs", "controls.iter().flat_map(|(_, control)| control.statements.clone())", "controls.iter().take(0).flat_map(|(_, control)| control.statements.clone())"),
    ("requests tell the tags of any bucket", REASON + "target.rs", "(Setting::Unset, Declared::Here) => Truth::False,", "(Setting::Unset, Declared::Here) => Truth::True,"),
    ("keys of sessions of roles may be anybody's", REASON + "identity.rs", "_ if keys::is_of_roles(name) => (!role)", "_ if keys::is_of_roles(name) => (false && !role)"),
    ("the farthest statement is the nearest", REASON + "replay/nearest.rs", "near.min_by_key(", "near.max_by_key("),
    ("what a plan decides is told from its code once more", "src/explain/mod.rs", "is_none_or(|question| !is_decided(question))", "is_none_or(|question| true || !is_decided(question))"),
    ("paths may be of another organization", REASON + "identity.rs", "let found = if told.organizations.is_empty() { found }", "let found = if true { found }"),
    ("sessions are not of their role", REASON + "caller.rs", ".or(role_of_session(&own.text).same(&listed.text))", ""),
    ("a document is judged for one of its buckets", "src/documents/check.rs", ".reduce(worse)", ".next()"),
    ("an unknown owner is nobody whom a policy names", REASON + "domain.rs", "specials.iter().copied().chain(own).any(", "specials.iter().copied().any("),
    ("the key of an upload fixes who asks", REASON + "keys.rs", 'Some(Key { by_action: true, ..any("", kind) })', 'Some(Key { trusted: Trusted::ByS3, by_action: true, ..any("", kind) })'),
    ("TLS-only asks of anyone, let in or not", REASON + "transport.rs", "callers.retain(|caller| !caller.is_service() && caller.outsider != Truth::False);", ""),
    ("TLS-only forgets the ACL", REASON + "transport.rs", "match either(by_acl(Question::PublicRead), by_acl(Question::PublicWrite)) {", "match Verdict::No(Vec::new()) {"),
    ("a public ACL forgets what policies deny", REASON + "acl.rs", "if situation.acl_by_itself {", "if true {"),
    ("the names of a service leave its own out", REASON + "identity.rs", "(!lists || is_named()) && ", ""),
    ("an access point is of two accounts", REASON + "identity.rs", "Ok(if told.access_points_of.is_empty() { found }", "Ok(if true { found }"),
    ("TLS-only forgets what the policy lets in", REASON + "transport.rs", "either(either(own, self.by_policy(resource, policy)), self.by_acl(policy))", "either(own, self.by_acl(policy))"),
    ("a restricted public policy lets others in", REASON + "public.rs", "(Verdict::Yes(_), Some(span)) => shut(", "(Verdict::Yes(_), Some(span)) if false => shut("),
    ("TLS has versions that it has not", REASON + "keys.rs", '&["1.3", "1.2", "1.1", "1.0"]', '&["1.3", "1.2", "1.15", "1.1", "1.0"]'),
    ("every request has every key of S3", REASON + "keys.rs", 'by_action: true, ..any("", kind)', 'by_action: false, ..any("", kind)'),
    ("the user agent names who asks", REASON + "keys.rs", 'always("aws:useragent", Text)', 'trusted(always("aws:useragent", Text))'),
    ("anyone has the anonymous account", REASON + "table.rs", "reach.cells = reach.cells.without(&self.reserved);", ""),
    ("trust is forgotten", REASON + "table.rs", "(Truth::True, Truth::True) => possible = Truth::False,", "(Truth::True, Truth::True) => {}"),
    ("sessions of one role are no fixed value", REASON + "trust.rs", "\"aws:userid\" => is_sessions_of_one_role(text, variables),", "\"aws:userid\" => Truth::False,"),
    ("S3 trusts wildcards behind an account", REASON + "trust.rs", "_ if trust == Trust::ByS3 => Truth::False,", "_ if false => Truth::False,"),
    ("the owner is not trusted", REASON + "trust.rs", "ACCOUNTS.contains(&name),", "false,"),
    ("`<=` is `<`", REASON + "number.rs", "number <= self.number", "number < self.number"),
    ("`>=` is `>`", REASON + "number.rs", "number >= self.number", "number > self.number"),
    ("absent variables match", REASON + "pattern.rs", "(Some(Assigned::Absent), None) => vec![Token::Nothing],", "(Some(Assigned::Absent), None) => Vec::new(),"),
    ("the old version knows variables", IAM + "policy.rs", "Version::V2008 => Truth::False,", "Version::V2008 => Truth::True,"),
    ("the owner counts as external", REASON + "caller.rs", "caller.outsider = !caller.is_of(account);", "caller.outsider = Truth::True;"),
    ("the owner's account is let through as external", REASON + "limit.rs", "Question::External if account.as_str().is_some()", "Question::External if account.as_str().is_none()"),
    ("the account's block is ignored", REASON + "block.rs", 'account.restrict_public_buckets.clone(), "RestrictPublicBuckets is on for', 'Setting::Unset, "RestrictPublicBuckets is on for'),
    ("BlockPublicPolicy shuts what is there", REASON + "block.rs", "if in_force { Setting::Unset } else { setting.clone() }", "setting.clone()"),
    ("IgnorePublicAcls is ignored", REASON + "block.rs", '(self.bucket.ignore_public_acls.clone(), "IgnorePublicAcls is on"),', ""),
    ("AuthenticatedUsers are known", MODEL + "bucket.rs", "Grantee::AllUsers | Grantee::AuthenticatedUsers => Decided::True,\n            Grantee::Account", "Grantee::AllUsers => Decided::True,\n            Grantee::AuthenticatedUsers | Grantee::Account"),
    ("listing is not reading", IAM + "action.rs", "matches!(self, Level::Read | Level::List)", "matches!(self, Level::Read)"),
    ("the access point's policy need not allow", REASON + "search.rs", "Some(it) => self.starts(scene, Side::AccessPoint, it.policy),", "Some(_) => vec![None],"),
    ("the access point's policy cannot deny", REASON + "search.rs", "[Side::Own, Side::AccessPoint, Side::Excluded]", "[Side::Own, Side::Excluded]"),
    ("anonymous callers come through access points", REASON + "asked.rs", "callers.retain(|caller| !caller.is_anonymous());", "callers.retain(|caller| target.is_access_point() || !caller.is_anonymous());"),
    ("its own name is trusted in an access point's policy", REASON + "study.rs", "query.trust.filter(|_| !told)", "query.trust"),
    ("an access point's own block is ignored", REASON + "block.rs", "(own.restrict_public_buckets.clone(),", "(Setting::Unset,"),
    ("a VPC does not bind", "src/model/access_point.rs", "id.at(&[]).text()", "Setting::Unset"),
    ("a way out is not taken", REASON + "branch.rs", "Ok(found) => return Ok(Ok(found)),", "Ok(found) if dimension != 0 => return Ok(Ok(found)),\n                Ok(_) => {}"),
    ("a dead end is a way out", REASON + "branch.rs", "self.stuck.push(cover.statement);\n                return Ok(Err(cover.dimensions().collect()));", "self.stuck.push(cover.statement);\n                continue;"),
    ("a dead end rests on nothing that was tried", REASON + "branch.rs", "let mut on: BTreeSet<usize> = chosen.dimensions().collect();", "let mut on: BTreeSet<usize> = BTreeSet::new();"),
    ("what the reference denies is granted by it", REASON + "search.rs", "self.counts(self.wanted, *at, scene, Side::Reference, Effect::Deny)", "false && self.counts(self.wanted, *at, scene, Side::Reference, Effect::Deny)"),
    ("the reference grants nothing", REASON + "search.rs", "self.counts(!self.wanted, *at, scene, Side::Reference, Effect::Allow)", "false && self.counts(!self.wanted, *at, scene, Side::Reference, Effect::Allow)"),
    ("unknown statements do not count", REASON + "search.rs", "if wanted == Certainty::Sure && self.query.rests().next().is_some() {", "if false {"),
    ("unknown effects count as sure", REASON + "search.rs", "Effect::Unknown(_) => Truth::Unknown,", "Effect::Unknown(_) => Truth::True,"),
    ("two filters have one symbol", EVALUATE + "for_expression.rs", "vec![Value::string(form, span), key.unwrap_or_else(none), value, there]", "vec![Value::string(form, span), key.unwrap_or_else(none), value, Value::bool(there.is_null(), span)]"),
    ("a set counts its items", VALUE + "set.rs", "(self.is_apart && self.rest.is_none()).then_some(self.items.len())", "self.rest.is_none().then_some(self.items.len())"),
    ("a set with two items that may be one is in order", VALUE + "set.rs", "(self.is_ordered && self.rest.is_none()).then_some(&self.items)", "self.rest.is_none().then_some(&self.items)"),
    ("the type of a constant is not part of its symbol", VALUE + "symbol.rs", "Kind::Bool(known) => Symbol::bool(*known),", 'Kind::Bool(known) => Symbol::text(if *known { "true" } else { "false" }),'),
    ("what no world answers is there", MODEL + "presence.rs", "map_or(Truth::Unknown, |answer| Truth::from(answer == *wanted))", "map_or(Truth::True, |answer| Truth::from(answer == *wanted))"),
    ("what conditions may leave out stands behind the others", EVALUATE + "for_expression.rs", "is_last: false };", "is_last: true };"),
    ("an unknown document replaces no statement", "src/frontends/terraform/provider/policy_document.rs", "_ => self.may_replace(&Text::hole(Arc::clone(further))),", "_ => {}"),
    ("of two ends of a list the first says what both hold", VALUE + "unknown.rs", "if others.peek().is_none() {", "if true {"),
    ("`try` loses its fallback", EVALUATE + "functions/attempt.rs", "Kind::Unknown(can) => chosen(&can, value.clone(), otherwise.clone(), span),", "Kind::Unknown(_) => value.clone(),"),
    ("the part of one member is every member's", MODEL + "belonging.rs", "Truth::Unknown => {\n                    let is_another", "Truth::Unknown if true => {}\n                Truth::Unknown => {\n                    let is_another"),
    ("a policy on a condition rules out others", MODEL + "open_owner.rs", "policies.any(|it| matches!(it.presence, Presence::Always) || it.presence.is_same(&bucket.presence))", "policies.next().is_some_and(|it| it.address != bucket.address)"),
    ("the first part of an open owner hides the others", MODEL + "open_owner.rs", "resource.is_some_and(|it| it.declared == Declared::Here)", "resource.is_some()"),
    ("a name is that of the first bucket alone", MODEL + "open_owner.rs", "others.any(is_another).then(", "(others.any(is_another) && false).then("),
    ("the one of no elements is there", EVALUATE + "element.rs", "Presence::When(there, true) => chosen(there, any.value, none, span),", "Presence::When(_, true) => any.value,"),
    ("a module and its buckets go through one collection together", EVALUATE + "draft.rs", "let element = if is_taken {", "let element = if is_taken && false {"),
    ("an open key names one member", EVALUATE + "resource.rs", "one.world.answer(&same.symbol) == Some(false)", "one.world.answer(&same.symbol) == Some(true)"),
    ("null is no error", EVALUATE + "failure.rs", "value.as_unknown().is_some_and(|it| !is_fit(it)) || may_fail(value)", "may_fail(value)"),
    ("the JSON text of a value is the value", "src/value/json.rs", "self.out.push_hole(json_of(unknown, value));", "self.out.push_hole(Arc::clone(unknown));"),
    ("what is refused where it is made is there", MODEL + "link.rs", "presence.condition().is_some() && owner", "presence.condition().is_none() && owner"),
    ("what is refused beside its bucket is left out", MODEL + "link.rs", "owner.presence.condition().is_none() && value.error()", "value.error()"),
    ("of two parts of one property the later is kept", MODEL + "merge.rs", "if has_room(&before, &value, presence) {", "if has_room(&before, &value, presence) || true {"),
    ("what a policy says of all members it says of its own", MODEL + "belonging.rs", "(others.is_empty() || !speaks_of_all())", "(others.is_empty() || speaks_of_all())"),
    ("what may be the bucket is another's", MODEL + "own_resources.rs", "name.same(own) == Truth::Unknown;", "name.same(own) == Truth::Unknown && false;"),
    ("what denies some keys denies no open one", REASON + "study.rs", "false => of_all(said),", "false => Truth::False,"),
    ("what is surely another bucket is this one", MODEL + "own_resources.rs", "name.same(own) == Truth::Unknown;", "name.same(own) != Truth::True;"),
]


def main():
    home = pathlib.Path(__file__).resolve().parent.parent
    chosen = [int(argument) for argument in sys.argv[1:] if argument != "--list"] or list(range(len(FAULTS)))
    if "--list" in sys.argv:
        for number in chosen:
            print(f"{number:3} {FAULTS[number][1]}: {FAULTS[number][0]}")
    outdated = [number for number in range(len(FAULTS)) if not applies(home, number)]
    for number in outdated:
        print(f"{number:3} {FAULTS[number][0]}: NO LONGER APPLIES to {FAULTS[number][1]}", file=sys.stderr)
    if outdated:
        sys.exit(2)
    if "--list" in sys.argv:
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "copy"
        copy.mkdir()
        tree = subprocess.run(["git", "archive", "HEAD"], cwd=home, check=True, capture_output=True).stdout
        subprocess.run(["tar", "-x", "-C", str(copy)], input=tree, check=True)
        target = os.environ.get("SEEDED_TARGET", str(pathlib.Path(folder) / "target"))
        run = Runner(copy, target)
        if run.tests() is not None:
            sys.exit("the tests fail without a fault:\n" + run.said)
        missed = [number for number in chosen if not caught(run, copy, number)]
    print(f"{len(chosen) - len(missed)} of {len(chosen)} faults caught")
    sys.exit(1 if missed else 0)


def applies(tree, number):
    """Whether the text that a fault changes is there."""
    _, path, right, _ = FAULTS[number]
    file = tree / path
    return file.exists() and right in file.read_text(encoding="utf-8")


class Runner:
    def __init__(self, copy, target):
        self.copy, self.said = copy, ""
        self.environment = dict(os.environ, CARGO_TARGET_DIR=target, INSTA_UPDATE="no", RUST_BACKTRACE="0")

    def tests(self):
        """None where all pass, else the name of a test that fails; an exception where it does not compile."""
        built = self.cargo("test", "--test", "integration", "--no-run")
        if built.returncode:
            raise ValueError(built.stderr[-2000:])
        # The laws take longest, and are only asked where nothing else fails.
        of_integration = ["--test", "integration", "--"]
        first = [*of_integration, "reason::verdicts", "reason::policy", "reason::oracle"]
        for tests in (first, ["--lib"], [*of_integration, "reason::"], of_integration):
            result = self.cargo("test", *tests)
            self.said = result.stdout[-4000:]
            if result.returncode:
                failed = [line.split()[1] for line in result.stdout.splitlines() if line.endswith("... FAILED")]
                return ", ".join(failed) or "a crash"
        return None

    def cargo(self, *arguments):
        command = ["cargo", *arguments, "--quiet"] if arguments[-1] == "--no-run" else ["cargo", *arguments]
        return subprocess.run(command, cwd=self.copy, env=self.environment, capture_output=True, text=True)


def caught(run, copy, number):
    what, path, right, wrong = FAULTS[number]
    file = copy / path
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    try:
        by = run.tests()
    except ValueError as error:
        print(f"{number:3} {what}: DOES NOT COMPILE\n{error}", flush=True)
        return False
    finally:
        file.write_text(text, encoding="utf-8")
    print(f"{number:3} {what}: {'caught by ' + by if by else 'NOT CAUGHT'}", flush=True)
    return by is not None


if __name__ == "__main__":
    main()
