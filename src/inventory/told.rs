//! What is told of a bucket, by the answers to the open conditions on which it hangs.

use std::sync::Arc;

use crate::engine::Seen;
use crate::model::{Bearing, Subject};
use crate::reason::{Effort, Step};
use crate::source::Span;
use crate::value::{Difference, Setting, Text, Unknown, Worlds};

/// What is told of one side of a bucket. Where nothing hangs on an open condition there is one case.
#[derive(Clone, Debug, PartialEq)]
pub struct Told<T> {
    /// What is told, by the answers.
    pub cases: Vec<Case<T>>,
    /// Whether more conditions are open than are told apart: those that no case names stay open.
    pub past_bound: bool,
}

/// What is told under some answers to open conditions.
#[derive(Clone, Debug, PartialEq)]
pub struct Case<T> {
    /// The answers: "`var.public` is true"; none where nothing hangs on any.
    pub answers: Vec<String>,
    /// What is told.
    pub what: T,
}

/// What the code says of a setting.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// This.
    Known(String),
    /// Nothing.
    Nothing,
    /// Something that it does not decide.
    Open(Note),
}

/// A reason, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The reason, as a sentence.
    pub message: String,
    /// Where; `None` for a default of AWS.
    pub span: Option<Span>,
}

/// What may be open.
pub trait Open: PartialEq {
    /// What keeps it open; nothing where all of it is decided.
    fn gaps(&self) -> Vec<&Note>;

    /// Whether the other says the same, for whatever reasons.
    fn agrees(&self, other: &Self) -> bool {
        self == other
    }
}

impl<T: Open> Told<T> {
    /// What is told where all cases agree.
    pub fn agreed(&self) -> Option<&T> {
        let first = self.cases.first()?;
        self.cases.iter().all(|case| case.what.agrees(&first.what)).then_some(&first.what)
    }

    /// Whether the code decides it.
    pub fn is_decided(&self) -> bool {
        self.agreed().is_some_and(|it| it.gaps().is_empty())
    }
}

impl Open for Said {
    fn gaps(&self) -> Vec<&Note> {
        match self {
            Said::Open(note) => vec![note],
            Said::Known(_) | Said::Nothing => Vec::new(),
        }
    }
}

impl Said {
    /// What is known of a text. One whose holes stand for a declared resource is known by the resource's address.
    pub(super) fn text(setting: Setting<Text>, declared: Option<&str>) -> Said {
        match setting {
            Setting::Unset => Said::Nothing,
            Setting::Unknown(unknown) => declared.map_or_else(|| Said::unknown(&unknown), Said::known),
            Setting::Known(text, _) => match (text.as_str(), declared, text.holes().next()) {
                (Some(known), ..) => Said::known(known),
                (None, Some(declared), _) => Said::known(declared),
                (None, None, Some(hole)) => Said::unknown(hole),
                (None, None, None) => Said::known(&text.display()),
            },
        }
    }

    /// What is known of a switch, in these words.
    pub(super) fn switch(setting: Setting<bool>, on: &str, off: &str) -> Said {
        match setting {
            Setting::Unset => Said::Nothing,
            Setting::Unknown(unknown) => Said::unknown(&unknown),
            Setting::Known(is_on, _) => Said::known(if is_on { on } else { off }),
        }
    }

    pub(super) fn known(text: &str) -> Said {
        Said::Known(text.to_owned())
    }

    pub(super) fn unknown(unknown: &Unknown) -> Said {
        Said::Open(Note::of(unknown))
    }

    /// What is known.
    pub fn as_known(&self) -> Option<&str> {
        match self {
            Said::Known(text) => Some(text),
            Said::Nothing | Said::Open(_) => None,
        }
    }
}

impl Note {
    pub(super) fn of(unknown: &Unknown) -> Note {
        Note { message: format!("`{}` {}", unknown.expression, unknown.reason), span: Some(unknown.span) }
    }

    pub(super) fn of_all<'u>(unknowns: impl IntoIterator<Item = &'u Arc<Unknown>>) -> Vec<Note> {
        unknowns.into_iter().map(|unknown| Note::of(unknown)).collect()
    }
}

impl From<Step> for Note {
    fn from(step: Step) -> Note {
        Note { message: step.message, span: step.span }
    }
}

/// What is told of a subject in each world that bears on it and in which it is there.
pub(super) fn told<T: PartialEq + Clone>(
    subject: &Subject<'_>,
    seen: &Seen<'_>,
    bearing: &Bearing,
    tell: impl Fn(&Subject<'_>, Effort) -> T,
) -> Told<T> {
    let worlds = seen.atlas.worlds(&subject.conditions(bearing));
    let effort = seen.effort.for_each_of(worlds.get().len());
    // On the condition that it rests on hangs the most, so that every world answers it.
    let told = worlds.get().iter().filter_map(|world| {
        let subject = subject.under(world).ok().flatten()?;
        Some((world.clone(), tell(&subject, effort)))
    });
    let (there, told): (Vec<_>, Vec<_>) = told.unzip();
    let difference = Difference::of(&there, told);
    let case = |(answers, what): (Vec<String>, &T)| Case { answers, what: what.clone() };
    let cases = difference.parts().into_iter().map(case).collect();
    Told { cases, past_bound: matches!(worlds, Worlds::PastBound(_)) }
}

/// Under which answers a subject is there, each as the end of a sentence: "when `var.create` is true"; nothing where it
/// always is.
pub(super) fn when_there(subject: &Subject<'_>, seen: &Seen<'_>) -> Vec<String> {
    let worlds = seen.atlas.worlds(&subject.conditions(&Bearing::default()));
    let is_there = worlds.get().iter().map(|world| matches!(subject.under(world), Ok(Some(_))));
    Difference::of(worlds.get(), is_there).when(|is_there| *is_there)
}
