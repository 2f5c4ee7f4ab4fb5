//! Which folder the source of a call means.
//!
//! A path is a folder. The source of a registry or a repository is one where the user says so, or where it names the
//! repository that the call stands in: then what is at hand is read, whatever version the call asks for.
//!
//! <https://developer.hashicorp.com/terraform/language/modules/sources>

use std::path::{Path, PathBuf};

use crate::source::{Library, plain};

/// The folder that a source names, where it is a path.
pub(super) fn local(from: &Path, source: &str) -> Option<PathBuf> {
    is_path(source).then(|| plain(&from.join(source)))
}

/// The folder that a source means in this checkout, by itself or by what the user says of it; `None` where it is
/// fetched from elsewhere.
pub(crate) fn folder_of(library: &Library<'_>, from: &Path, source: &str) -> Option<PathBuf> {
    local(from, source).or_else(|| {
        let remote = Remote::of(source);
        let said = library.modules().iter().find_map(|(named, folder)| remote.below(&Remote::of(named), folder));
        said.or_else(|| own(library, from, &remote))
    })
}

/// Whether a source is a path, and so needs nobody to say where it leads.
pub(crate) fn is_path(source: &str) -> bool {
    source.starts_with("./") || source.starts_with("../") || source == "." || source == ".."
}

/// The folder of a source that names the repository of the call.
fn own(library: &Library<'_>, from: &Path, remote: &Remote) -> Option<PathBuf> {
    // A registry's names have no host with a dot in front of two more parts.
    let host = remote.package.split('/').next().filter(|host| host.contains('.'))?;
    let place = library.place(from).ok()?;
    let top = library.top_of(&place)?;
    let is_own = |url: &String| url.contains(host) && Remote::of(url).package == remote.package;
    library.remotes(&top).iter().any(is_own).then(|| library.folder(&top.join(&remote.folder)))
}

/// A source that is no path, taken apart.
#[derive(Debug, PartialEq, Eq)]
struct Remote {
    /// Where it is fetched from, however that is written: `github.com/acme/modules`, `acme/s3/aws`.
    package: String,
    /// The folder in it.
    folder: String,
}

impl Remote {
    /// Takes a source apart, or the address of a repository.
    fn of(source: &str) -> Remote {
        let source = source.split_once('?').map_or(source, |(source, _)| source);
        let source = source.split_once("::").map_or(source, |(_, source)| source);
        let (with_scheme, source) = match source.split_once("://") {
            Some((_, source)) => (true, source),
            None => (false, source),
        };
        let (package, folder) = source.split_once("//").unwrap_or((source, ""));
        // Who fetches it makes no difference, nor which door of the host is taken.
        let package = match package.split_once('@') {
            Some((who, rest)) if !who.contains('/') => rest,
            _ => package,
        };
        let package = match package.split_once(':') {
            // `git@github.com:acme/modules.git`
            Some((host, path)) if !with_scheme => format!("{host}/{path}"),
            Some((host, rest)) if with_scheme => {
                format!("{host}{}", rest.trim_start_matches(|letter: char| letter.is_ascii_digit()))
            }
            _ => package.to_owned(),
        };
        let package = package.trim_end_matches('/').trim_end_matches(".git").to_ascii_lowercase();
        Remote { package, folder: folder.trim_matches('/').to_owned() }
    }

    /// The folder that this means where another source, or the package of it, is a folder.
    fn below(&self, named: &Remote, folder: &Path) -> Option<PathBuf> {
        if self.package != named.package {
            return None;
        }
        let below = Path::new(&self.folder).strip_prefix(&named.folder).ok()?;
        Some(plain(&folder.join(below)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_sources_apart() {
        for (source, package, folder) in [
            ("github.com/acme/modules", "github.com/acme/modules", ""),
            ("github.com/acme/modules//s3/logs?ref=v1.2.0", "github.com/acme/modules", "s3/logs"),
            ("git@github.com:Acme/modules.git//s3", "github.com/acme/modules", "s3"),
            ("git::https://github.com/acme/modules.git//s3?ref=main&depth=1", "github.com/acme/modules", "s3"),
            ("git::ssh://git@example.com:2222/acme/modules.git", "example.com/acme/modules", ""),
            ("git::git@example.com:acme/modules.git", "example.com/acme/modules", ""),
            (
                "terraform-aws-modules/s3-bucket/aws//modules/object",
                "terraform-aws-modules/s3-bucket/aws",
                "modules/object",
            ),
            ("https://example.com/modules.zip//s3", "example.com/modules.zip", "s3"),
            ("", "", ""),
        ] {
            assert_eq!(Remote::of(source), Remote { package: package.into(), folder: folder.into() }, "{source}");
        }
    }

    #[test]
    fn a_folder_of_a_package_is_found_below_that_of_the_package() {
        let below = |named: &str, source: &str| Remote::of(source).below(&Remote::of(named), Path::new("m"));
        assert_eq!(below("acme/s3/aws", "acme/s3/aws"), Some("m".into()));
        assert_eq!(below("acme/s3/aws", "acme/s3/aws//modules/x"), Some("m/modules/x".into()));
        assert_eq!(below("acme/s3/aws//modules", "acme/s3/aws//modules/x"), Some("m/x".into()));
        assert_eq!(below("acme/s3/aws//modules/x", "acme/s3/aws"), None);
        assert_eq!(below("acme/s3/aws", "acme/s4/aws"), None);
    }
}
