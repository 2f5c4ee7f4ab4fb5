//! What a rule's page says to write, in the names of a resource.

use super::Evaluation;

/// What mends a broken rule, for a resource called `this` or `This`: a block of code for each language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remedy {
    /// In Terraform's language; empty where there is none.
    pub terraform: String,
    /// In a template, as YAML; empty where there is none.
    pub template: String,
}

impl Evaluation {
    /// The block that mends it, in the language of the file that declares the resource and with the resource's own
    /// name; `None` where there is none, or nothing to mend.
    pub fn remedy(&self) -> Option<String> {
        let rule = Some(&self.rule.remedy).filter(|_| self.broken)?;
        let block = if self.source_type.starts_with("AWS::") {
            let name = self.resource.rsplit('/').next().unwrap_or_default();
            with_names(&rule.template, "This", |_| Some(name.to_owned()))
        } else {
            let (kind, name, index) = local(&self.resource).filter(|(kind, ..)| **kind == *self.source_type)?;
            let declares = |kind: &str| rule.terraform.contains(&format!("\"{kind}\" \"this\""));
            with_names(&rule.terraform, "this", |before| match before.strip_suffix('.') {
                Some(before) if last_word(before) == kind => Some(format!("{name}{index}")),
                Some(before) if declares(last_word(before)) => Some(name.to_owned()),
                None if before.ends_with("\" \"") => Some(name.to_owned()),
                _ => None,
            })
        };
        Some(block).filter(|block| !block.is_empty())
    }
}

/// The type, the name and the index of the last part of an address: `aws_s3_bucket`, `logs`, `["a.b"]`.
fn local(address: &str) -> Option<(&str, &str, &str)> {
    let (mut dots, mut depth, mut is_text) = (Vec::new(), 0_usize, false);
    for (at, letter) in address.char_indices() {
        match letter {
            '"' => is_text = !is_text,
            '[' if !is_text => depth += 1,
            ']' if !is_text => depth = depth.saturating_sub(1),
            '.' if !is_text && depth == 0 => dots.push(at),
            _ => {}
        }
    }
    let last = dots.pop()?;
    let kind = address.get(dots.pop().map_or(0, |dot| dot + 1)..last)?;
    let named = address.get(last + 1..)?;
    let (name, index) = named.split_at(named.find('[').unwrap_or(named.len()));
    Some((kind, name, index))
}

/// The letters of a name at the end of a text.
fn last_word(text: &str) -> &str {
    let start = text.rfind(|letter| !is_of_word(letter)).map_or(0, |at| at + 1);
    text.get(start..).unwrap_or_default()
}

fn is_of_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// A block with another name where `word` stands by itself, if there is one for what stands before it.
fn with_names(block: &str, word: &str, name: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(block.len());
    let mut rest = 0;
    for (at, _) in block.match_indices(word) {
        let (before, after) = (block.get(..at).unwrap_or_default(), block.get(at + word.len()..).unwrap_or_default());
        if before.ends_with(is_of_word) || after.starts_with(is_of_word) {
            continue;
        }
        if let Some(name) = name(before) {
            out.push_str(block.get(rest..at).unwrap_or_default());
            out.push_str(&name);
            rest = at + word.len();
        }
    }
    out.push_str(block.get(rest..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_with_a_type_and_a_name() {
        assert_eq!(local("aws_s3_bucket.a"), Some(("aws_s3_bucket", "a", "")));
        assert_eq!(local("module.x[\"a.b\"].aws_s3_bucket.c[\"d].e\"]"), Some(("aws_s3_bucket", "c", "[\"d].e\"]")));
        assert_eq!(local("account"), None);
    }

    #[test]
    fn names_stand_by_themselves() {
        let named = |block: &str| with_names(block, "this", |_| Some("logs".to_owned()));
        assert_eq!(named("a.this.id, this_one, \"this\""), "a.logs.id, this_one, \"logs\"");
    }
}
