//! Functions that read files: `file` and its like, `fileset`, `templatefile`.
//!
//! Terraform runs in the folder of the root module, so paths are relative to that. Only what the
//! [library](crate::source::Library) lets be read is read; everything else is unknown and says why.
//!
//! <https://developer.hashicorp.com/terraform/language/functions/file>

use std::path::{Path, PathBuf};

use hcl_edit::expr::FuncCall;
use hcl_edit::template::Template;

use super::conversion::text;
use super::evaluator::{Context, Evaluator};
use super::functions::is_identifier;
use super::scope::Scope;
use crate::source::{FileId, Listed, NotOpened, PathKind, Span, plain, printed};
use crate::terraform::load::Place;
use crate::value::{Kind, Piece, Set, Text, Value};

/// Functions of what a file says, by the function of text that they stand for.
const OF_TEXT: [(&str, &str); 7] = [
    ("filebase64", "base64encode"),
    ("filebase64sha256", "base64sha256"),
    ("filebase64sha512", "base64sha512"),
    ("filemd5", "md5"),
    ("filesha1", "sha1"),
    ("filesha256", "sha256"),
    ("filesha512", "sha512"),
];

/// How many files a `fileset` may have.
const MAX_FILES: usize = 1_000;

/// How many files and folders a `fileset` may look through.
const MAX_SEEN: usize = 20_000;

/// What keeps a path open that starts with `~`, as the end of a sentence.
const HOME: &str = "lies in the home folder of who runs Terraform, and nothing outside of the repository is read";

/// How deep templates may read each other.
const MAX_TEMPLATES: usize = 8;

impl Evaluator<'_> {
    /// The value of a call of a function that reads files; `None` where it is none of them.
    pub(super) fn reading(&self, call: &FuncCall, span: Span, context: Context<'_>) -> Option<Value> {
        let name = call.name.name.as_str().trim_start_matches("core::");
        let of_text = OF_TEXT.iter().find(|(reading, _)| *reading == name).map(|(_, of)| *of);
        if of_text.is_none() && !matches!(name, "file" | "fileexists" | "fileset" | "templatefile") {
            return None;
        }
        let operands: Vec<Value> = call.args.iter().map(|argument| self.expression(argument, context)).collect();
        let texts = if name == "templatefile" { 1 } else { operands.len() };
        if let Some(other) = operands
            .iter()
            .take(texts)
            .find(|it| matches!(it.kind, Kind::Null | Kind::List(_) | Kind::Set(_) | Kind::Map(_)))
        {
            return Some(
                self.error(span, format!("is an error of `{name}`: a string is needed, not {}", other.kind_name())),
            );
        }
        Some(self.distribute(span, &operands, false, &mut |operands| match (name, operands) {
            ("fileexists", [path]) => self.file_exists(path, span),
            ("fileset", [folder, pattern]) => self.file_set(folder, pattern, span),
            ("templatefile", [path, variables]) => self.template_of(path, variables, span),
            ("file", [path]) => self.read(path, span),
            (_, [path]) => match of_text {
                Some(of_text) => self.of_text(of_text, path, span),
                None => self.error(span, format!("calls `{name}` with too few arguments")),
            },
            _ => self.error(span, format!("calls `{name}` with a wrong number of arguments")),
        }))
    }

    /// What a file says, with places in that file.
    fn read(&self, path: &Value, span: Span) -> Value {
        match self.file(path, span) {
            Ok(file) => {
                let text = self.module.sources.text(file);
                if !self.spend(text.len() / 16) {
                    return self.too_large(span);
                }
                Value::new(Kind::String(Text::written(text, Span::new(file, 0..text.len()))), span)
            }
            Err(value) => value,
        }
    }

    fn of_text(&self, function: &str, path: &Value, span: Span) -> Value {
        match self.file(path, span) {
            Ok(file) if self.is_text(file) => {
                let text = self.read(path, span);
                let value = self.of_name(function, &[text], span);
                value.unwrap_or_else(|| self.open(span, function, &[path]))
            }
            Ok(_) => self.unknown(span, self.unique(function), "is made of a file that is not text"),
            Err(value) => value,
        }
    }

    fn file_exists(&self, path: &Value, span: Span) -> Value {
        let wanted = match self.path_of("fileexists", path, span) {
            Ok(wanted) => wanted,
            Err(value) => return value,
        };
        let reason = match self.run.library.kind(&wanted) {
            Ok(PathKind::File) => return Value::bool(true, span),
            Err(NotOpened::Missing) => return Value::bool(false, span),
            // Terraform takes it for an error.
            Ok(other) => NotOpened::NotAFile(other),
            Err(reason) => reason,
        };
        let shown = printed(&wanted);
        self.unknown(span, self.unique("fileexists"), format!("asks for `{shown}`, which {}", reason.reason()))
    }

    /// The template that a file is, with these variables.
    fn template_of(&self, path: &Value, variables: &Value, span: Span) -> Value {
        let file = match self.file(path, span) {
            Ok(file) => file,
            Err(value) => return value,
        };
        self.template_in(file, variables, span)
    }

    /// The template that is all of a file or note, with these variables.
    pub(super) fn template_in(&self, file: FileId, variables: &Value, span: Span) -> Value {
        let depth = self.run.templates.get();
        let source = self.module.sources.text(file);
        if depth >= MAX_TEMPLATES || !self.spend(source.len() / 16) {
            return self.too_large(span);
        }
        let text = Value::string(source, span);
        let map = match &variables.kind {
            Kind::Map(map) => map,
            Kind::Unknown(_) | Kind::Choice(_) => return self.open(span, "templatefile", &[&text, variables]),
            _ => return self.error(span, format!("has {} for its variables", variables.kind_name())),
        };
        if let Some(rest) = &map.rest {
            return self.open(span, "templatefile", &[&text, &Value::new(Kind::Unknown(rest.clone()), span)]);
        }
        if let Some(name) = map.keys().find(|name| !is_identifier(name)) {
            return self.error(span, format!("has a variable `{name}`, which is no name"));
        }
        let Ok(template) = source.parse::<Template>() else {
            return self.error(span, format!("reads `{}`, which is not a template", self.module.sources.name(file)));
        };
        let closed = Scope::closed();
        let scope = map.iter().fold(closed, |scope, (name, entry)| scope.with(name, entry.value.clone()));
        self.run.templates.set(depth + 1);
        let value = self.file_template(&template, span, Context { place: Place::of_file(file), scope: &scope });
        self.run.templates.set(depth);
        if value.is_null() {
            return self.error(span, "is a template that gives null");
        }
        value
    }

    /// The files below a folder that match a pattern.
    fn file_set(&self, folder: &Value, pattern: &Value, span: Span) -> Value {
        let (Ok(wanted), Some(pattern)) = (self.path_of("fileset", folder, span), pattern.as_str()) else {
            return self.open(span, "fileset", &[folder, pattern]);
        };
        let pattern = printed(&plain(Path::new(pattern)));
        if pattern.starts_with("../") {
            return self.unknown(span, self.unique("fileset"), "looks for files outside of its folder");
        }
        let Some(regex) = glob(&pattern) else { return self.error(span, "has a pattern that is none") };
        let files = match self.files_for(&wanted, &pattern) {
            Ok(Some(files)) => files,
            Ok(None) => return self.unknown(span, self.unique("fileset"), "looks through too many files"),
            Err(NotOpened::Missing) => Vec::new(),
            Err(reason) => return self.unknown(span, self.unique("fileset"), reason.reason()),
        };
        if !self.spend(files.len()) {
            return self.too_large(span);
        }
        let (mut items, mut more) = (Vec::new(), None);
        for Listed { path, kind } in files {
            let below = path.strip_prefix(&wanted).unwrap_or(&path);
            let name = printed(below);
            match kind {
                _ if !regex.is_match(&name) => {}
                PathKind::File if below.to_str().is_none() => {
                    more = Some(format!("finds `{name}`, which is not UTF-8"))
                }
                // What it leads to may be a file or a folder.
                PathKind::Link => more = Some(format!("finds `{name}`, a link that is not followed")),
                PathKind::File if items.len() == MAX_FILES => more = Some(format!("finds more than {MAX_FILES} files")),
                PathKind::File => items.push(Value::string(name, span)),
                PathKind::Folder | PathKind::Special(_) => {}
            }
        }
        let rest = more.and_then(|why| self.unknown(span, self.unique("fileset"), why).as_unknown().cloned());
        Value::new(Kind::Set(Set::new(items, rest)), span)
    }

    /// The files among which a pattern finds its own: those of the one folder that it names, or all below; `None` where
    /// these are too many.
    fn files_for(&self, folder: &Path, pattern: &str) -> Result<Option<Vec<Listed>>, NotOpened> {
        let is_plain = |part: &&str| !part.contains(['*', '?', '[', '{', '\\']);
        let mut parts: Vec<&str> = pattern.split('/').collect();
        let last = parts.pop().unwrap_or_default();
        let named = parts.iter().take_while(|part| is_plain(part)).count();
        let folder = parts.iter().take(named).fold(folder.to_owned(), |folder, part| folder.join(part));
        let is_flat = named == parts.len() && !last.contains("**");
        if is_flat { self.run.library.list(&folder).map(Some) } else { self.run.library.all_below(&folder, MAX_SEEN) }
    }

    /// The file that a path means; else what a function of it is.
    fn file(&self, path: &Value, span: Span) -> Result<FileId, Value> {
        let wanted = self.path_of("file", path, span)?;
        self.run.library.open(&wanted).map_err(|reason| {
            let shown = printed(&wanted);
            match reason {
                NotOpened::Missing => self.error(span, format!("reads `{shown}`, which does not exist")),
                _ => self.unknown(span, self.unique("file"), format!("reads `{shown}`, which {}", reason.reason())),
            }
        })
    }

    /// A path relative to the working directory; what a function of it is, where it is not known.
    fn path_of(&self, function: &str, path: &Value, span: Span) -> Result<PathBuf, Value> {
        let root = self.run.modules.root_folder();
        let open = || self.open(span, function, &[path]);
        let path = text(path).ok_or_else(open)?;
        if let Some(known) = path.as_str() {
            // `fileset` alone takes `~` for a name.
            let home = known.strip_prefix('~').filter(|_| function != "fileset");
            return match home {
                None => Ok(plain(&root.join(known))),
                Some(rest) if rest.is_empty() || rest.starts_with('/') => {
                    Err(self.unknown(span, self.unique(function), format!("reads `{known}`, which {HOME}")))
                }
                Some(_) => Err(self.error(span, format!("reads `{known}`, the home folder of somebody else"))),
            };
        }
        // Where Terraform runs has a name that nobody knows; what lies below it is known all the same.
        match path.pieces().as_slice() {
            [Piece::Hole(cwd), Piece::Known(rest)] if cwd.symbol.is_input("path.cwd") && rest.starts_with('/') => {
                Ok(plain(&root.join(Path::new(rest.trim_start_matches('/')))))
            }
            _ => Err(open()),
        }
    }

    fn is_text(&self, file: FileId) -> bool {
        self.module.sources.file(file).is_some_and(|file| file.invalid().is_none() && !file.is_utf16())
    }
}

/// A pattern of paths as an expression: `*` within a name, `**` over folders, `?`, `[…]`, `[^…]`, `{a,b}`.
fn glob(pattern: &str) -> Option<regex::Regex> {
    let mut out = String::from("^");
    let mut rest = pattern;
    let mut braces = 0_usize;
    while let Some(letter) = rest.chars().next() {
        let (taken, means): (usize, String) = match letter {
            '*' if rest.starts_with("**/") => (3, "(?:.*/)?".to_owned()),
            '*' if rest.starts_with("**") => (2, ".*".to_owned()),
            '*' => (1, "[^/]*".to_owned()),
            '?' => (1, "[^/]".to_owned()),
            '{' => (1, "(?:".to_owned()),
            '}' if braces > 0 => (1, ")".to_owned()),
            ',' if braces > 0 => (1, "|".to_owned()),
            '[' => {
                let end = rest.find(']')?;
                (end + 1, rest.get(..=end)?.to_owned())
            }
            // Terraform matches folder by folder.
            '/' if braces > 0 => return None,
            _ => (letter.len_utf8(), regex::escape(&letter.to_string())),
        };
        braces = braces + usize::from(letter == '{') - usize::from(letter == '}' && braces > 0);
        out.push_str(&means);
        rest = rest.get(taken..)?;
    }
    out.push('$');
    regex::Regex::new(&out).ok()
}
