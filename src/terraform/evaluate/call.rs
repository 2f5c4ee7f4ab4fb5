//! Calls of modules: arguments go in, outputs come back.
//!
//! Each instance of a call has an evaluator of its own, made when something asks for it. A variable of the called
//! module is evaluated where the call stands, an output where it is declared, both when they are asked for.
//!
//! <https://developer.hashicorp.com/terraform/language/modules/syntax>

use super::evaluator::{Caller, Child, Context, Evaluator};
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

use super::checks::META;
use super::expansion::Instance;
use super::walk::{Steps, attribute};
use crate::finding::{Problem, ProblemKind};
use crate::model::{Family, Handed, Presence};
use crate::source::{NotOpened, Span};
use crate::terraform::module::{Argument, Declaration, Module};
use crate::terraform::modules::Absent;
use crate::terraform::moves::Moves;
use crate::value::{Entry, Kind, List, Map, Step, Symbol, Unknown, Unparsed, Value, World};

/// How deep modules may call each other.
const MAX_MODULES: usize = 24;

impl<'m> Evaluator<'m> {
    /// Calls `visit` for this module and for every instance of those that it calls, in order of declaration.
    pub(crate) fn each_module(&self, visit: &mut dyn FnMut(&Evaluator<'m>)) {
        visit(self);
        let module = self.module;
        for call in module.calls.values() {
            let instances = self.instances(call, &call.address());
            if instances.is_empty() {
                self.tell_not_made(call);
            }
            for instance in instances {
                if let Ok(child) = self.child(call, &instance) {
                    child.each_module(visit);
                }
            }
        }
        self.check_validations();
    }

    /// Tells of a block without an instance what is not judged because of it: a resource, or those of a module.
    pub(crate) fn tell_not_made(&self, it: &Declaration<'_>) {
        let is_judged = match it.is_call() {
            true => self.called_module(it).is_ok_and(|(module, names)| self.holds_judged(module, &names)),
            false => self.run.provider.is_judged(it.kind),
        };
        if is_judged && self.switched_off(it).is_some() {
            self.run.not_made(it.header(), self.qualify(&it.address()));
        }
    }

    /// Whether a module declares what is judged, or calls one that does. `names` are those of the calls that lead to
    /// it, itself included.
    fn holds_judged(&self, module: &'m Module<'m>, names: &str) -> bool {
        let (mut next, mut seen) = (vec![(module, names.to_owned())], HashSet::from([module.folder]));
        while let Some((module, names)) = next.pop() {
            if module.resources.iter().any(|it| self.run.provider.is_judged(it.kind)) {
                return true;
            }
            for call in module.calls.values() {
                let names = format!("{names}.{}", call.name);
                if let Ok(called) = self.run.modules.called(module, call, &names)
                    && seen.insert(called.folder)
                {
                    next.push((called, names));
                }
            }
        }
        false
    }

    /// The module that a call of this one means, and the names of the calls on the way from the root.
    fn called_module(&self, call: &Declaration<'_>) -> Result<(&'m Module<'m>, String), Absent> {
        let names = match &self.caller {
            Some(caller) => format!("{}.{}", caller.names, call.name),
            None => call.name.to_owned(),
        };
        Ok((self.run.modules.called(self.module, call, &names)?, names))
    }

    /// What this module hands to those that are not here.
    pub(crate) fn handed(&self) -> Vec<Handed> {
        let mut found = Vec::new();
        for call in self.module.calls.values() {
            for instance in self.instances(call, &call.address()) {
                let reason = match self.child(call, &instance) {
                    Ok(child) if child.module.is_partly_unread() => {
                        "is handed the resource, and a file of it cannot be read"
                    }
                    Ok(_) => continue,
                    Err(_) => "is handed the resource, and its code is not here",
                };
                let names = call.argument_names().filter(|name| !META.contains(name));
                let values = names.filter_map(|name| self.argument_of(call, &instance, name)).collect();
                found.push(Handed {
                    address: self.qualify(&instance.address).into(),
                    symbol: self.symbol_of_instance(&instance),
                    values,
                    reason,
                    header: call.header(),
                    presence: instance.presence.clone(),
                });
            }
        }
        found
    }

    /// What a call gives for a variable, evaluated where it stands.
    fn argument_of(&self, call: &Declaration<'_>, instance: &Instance, name: &str) -> Option<Value> {
        let Argument { place, expression, .. } = call.argument(name)?;
        let context = Context { place, scope: &instance.scope };
        Some(settled(self.whole_expression(expression, context).in_world(&instance.world), &instance.world))
    }

    /// Adds what the module says of where its resources came from.
    pub(crate) fn add_moves(&self, moves: &mut Moves) {
        moves.add(&self.path, &self.module.moves);
    }

    /// Where the module is called, the nearest call first; nothing for the root.
    pub(crate) fn called_at(&self) -> Option<Arc<Step>> {
        let caller = self.caller.as_ref()?;
        let before = caller.evaluator.upgrade().and_then(|evaluator| evaluator.called_at());
        let what = format!("`{}` is called here", self.path.trim_end_matches('.'));
        Some(Arc::new(Step { what: what.into(), span: caller.call.header(), before }))
    }

    /// The evaluator of the module that calls this one, and its call.
    pub(super) fn called_by(&self) -> Option<(Rc<Evaluator<'m>>, &'m Declaration<'m>)> {
        let caller = self.caller.as_ref()?;
        Some((caller.evaluator.upgrade()?, caller.call))
    }

    /// The presence of the module itself.
    pub(super) fn presence(&self) -> Presence {
        self.caller.as_ref().map_or(Presence::Always, |caller| caller.instance.presence.clone())
    }

    /// The answers that hold wherever the module is there.
    pub(super) fn world(&self) -> World {
        self.caller.as_ref().map_or_else(World::default, |caller| caller.instance.world.clone())
    }

    /// The expression that a call gives for a variable.
    pub(super) fn given_at(&self, name: &str) -> Option<Span> {
        let argument = self.caller.as_ref()?.call.argument(name)?;
        Some(argument.place.span(argument.expression))
    }

    /// What the call gives for a variable, evaluated where it stands.
    pub(super) fn passed(&self, name: &str) -> Option<Value> {
        let caller = self.caller.as_ref()?;
        let evaluator = caller.evaluator.upgrade()?;
        if caller.is_cut() {
            let address = caller.call.address();
            let at = caller.call.header();
            let symbol = Symbol::operation("does not parse", [self.named(name)]);
            let unknown = Unknown::new(address, at, Unparsed::Call).symbol(symbol);
            return Some(Value::unknown(unknown, at));
        }
        evaluator.argument_of(caller.call, &caller.instance, name)
    }

    /// The address of the call, where it gives a variable.
    pub(super) fn caller_gives(&self, name: &str) -> Option<&str> {
        let caller = self.caller.as_ref()?;
        let is_given = caller.call.argument(name).is_some() || caller.is_cut();
        is_given.then(|| self.path.trim_end_matches('.'))
    }

    /// Whether the module is a root, whose variables the user gives.
    pub(super) fn is_root(&self) -> bool {
        self.caller.is_none()
    }

    /// The value of a reference to an instance of a call.
    pub(super) fn of_call(
        &self,
        call: &'m Declaration<'m>,
        instance: &Instance,
        steps: Steps<'_>,
        span: Span,
        context: Context<'_>,
    ) -> Value {
        let (Some(name), Some((_, rest))) = (attribute(steps.first()), steps.split_first()) else {
            return self.walk(self.outputs_of(call, instance, span), steps, span, context);
        };
        let child = match self.child(call, instance) {
            Ok(child) => child,
            Err(absent) => {
                let symbol = self.symbol_of_instance(instance).part([name]);
                let unknown = Unknown::new(self.qualify(&self.shown(span)), span, absent.reason()).symbol(symbol);
                return self.walk(Value::unknown(unknown, span), rest, span, context);
            }
        };
        let value = child.output(name, span);
        let what = format!("output `{name}` of `{}`", self.qualify(&instance.address));
        self.walk(value, rest, span, context).used_at(span, what)
    }

    /// All outputs as one object.
    fn outputs_of(&self, call: &'m Declaration<'m>, instance: &Instance, span: Span) -> Value {
        let child = match self.child(call, instance) {
            Ok(child) => child,
            Err(absent) => return self.unknown(span, self.symbol_of_instance(instance), absent.reason()),
        };
        let mut outputs = Map::default();
        for name in child.module.outputs.keys() {
            outputs.insert(*name, span, child.output(name, span));
        }
        if child.module.unread.is_some() {
            let rest = child.unknown(span, child.named("outputs"), child.module.missing(""));
            outputs.rest = rest.as_unknown().cloned();
        }
        Value::map(outputs, span)
    }

    fn output(&self, name: &str, span: Span) -> Value {
        let address = format!("output.{name}");
        let declared = self.module.outputs.get(name).and_then(|it| it.argument("value"));
        let Some(argument) = declared else {
            let symbol = self.named(&address);
            let is_open = self.module.unread.is_some() || self.module.broken.contains_key(&address);
            if is_open {
                return self.unknown(span, symbol, self.module.missing(&address));
            }
            return self.error(span, format!("is not an output of `{}`", self.path.trim_end_matches('.')));
        };
        let shown = self.qualify(&address);
        self.remember(&address, &shown, span, || self.top_level(argument).in_world(&self.world()))
    }

    /// The evaluator of an instance of a call.
    pub(super) fn child(&self, call: &'m Declaration<'m>, instance: &Instance) -> Child<'m> {
        if let Some(known) = self.children.borrow().get(&*instance.address) {
            return known.clone();
        }
        let child = self.make_child(call, instance);
        if let Err(absent) = &child {
            self.report_absent(call, absent);
        }
        self.children.borrow_mut().insert(instance.address.to_string(), child.clone());
        child
    }

    fn make_child(&self, call: &'m Declaration<'m>, instance: &Instance) -> Child<'m> {
        let depth = self.caller.as_ref().map_or(1, |caller| caller.depth + 1);
        let (module, names) = self.called_module(call)?;
        if depth > MAX_MODULES {
            let message = format!("modules call each other more than {MAX_MODULES} deep");
            self.report(Problem::at(ProblemKind::Limit, call.header(), message).help("those below are not judged"));
            return Err(Absent::TooDeep);
        }
        // Another version may have other variables.
        if !self.run.modules.stands_in(call) {
            self.check_arguments(call, module);
        }
        let path = format!("{}.", self.qualify(&instance.address));
        let caller = Caller { evaluator: self.me.clone(), call, instance: instance.clone(), names, depth };
        let of_call = instance.family.clone().map(|family| Family { call: Some(Arc::from(&*path)), ..family });
        let families = self.families.iter().cloned().chain(of_call).collect();
        Ok(Evaluator::new(module, path, families, Some(caller), Rc::clone(&self.run)))
    }

    fn report_absent(&self, call: &Declaration<'_>, absent: &Absent) {
        let address = call.address();
        let at = call.argument("source").map_or_else(|| call.header(), |it| it.place.span(it.expression));
        let help = "its resources are not judged, and its outputs are unknown";
        let problem = match absent {
            Absent::NotInstalled(source) => {
                return self.run.not_installed(call.header(), format!("`{address}` ({source})"));
            }
            Absent::NotOpened(NotOpened::Missing) => {
                Problem::at(ProblemKind::Read, at, format!("the source of `{address}` has no configuration"))
            }
            Absent::NotOpened(reason @ NotOpened::Outside) => {
                Problem::at(ProblemKind::Unread, at, format!("the source of `{address}` {}", reason.reason()))
            }
            Absent::NotOpened(reason) => {
                Problem::at(ProblemKind::Read, at, format!("the source of `{address}` {}", reason.reason()))
            }
            Absent::Circular => {
                let message =
                    format!("`{address}` calls a module that is being called: modules call each other in a circle");
                Problem::at(ProblemKind::Invalid, at, message)
            }
            Absent::NoSource => {
                Problem::at(ProblemKind::Unread, at, format!("the source of `{address}` is not written as plain text"))
            }
            Absent::TooDeep => return,
        };
        self.report(problem.help(help));
    }
}

/// A value with what a world answers in place of the conditions that it asks. `module "logs" { count = var.on ? 1 : 0
/// }` is there only where `var.on` is true, so what is passed to it as `var.on` is.
pub(super) fn settled(value: Value, world: &World) -> Value {
    if world.is_empty() {
        return value;
    }
    let kind = match value.kind {
        Kind::Unknown(unknown) => match world.answer(&unknown.symbol) {
            Some(answer) => Kind::Bool(answer),
            None => Kind::Unknown(unknown),
        },
        Kind::List(list) => {
            let items = list.items.into_iter().map(|item| settled(item, world)).collect();
            Kind::List(List { items, rest: list.rest })
        }
        Kind::Set(set) => {
            Kind::Set(set.with_items(set.items().iter().map(|item| settled(item.clone(), world)).collect()))
        }
        Kind::Map(map) => {
            let entry = |(key, entry): (&Arc<str>, &Entry)| {
                let value = settled(entry.value.clone(), world);
                (Arc::clone(key), Entry { key_span: entry.key_span, value })
            };
            let mut settled = Map::new(map.iter().map(entry));
            settled.rest = map.rest;
            Kind::Map(settled)
        }
        kind => kind,
    };
    Value { kind, origin: value.origin }
}
