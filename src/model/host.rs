//! The hosts that serve a bucket, and the bucket that a host serves.
//!
//! <https://docs.aws.amazon.com/general/latest/gr/s3.html>

use crate::value::{Piece, Text};

/// What a host says of the bucket that it serves.
#[derive(Clone, Debug)]
pub struct BucketHost {
    /// The name of the bucket.
    pub name: Text,
    /// The Region, where the host says one.
    pub region: Option<Text>,
    /// Whether it serves the bucket as a website.
    pub is_website: bool,
}

/// What stands between the name and the Region, the longest first of those that begin alike.
const ENDPOINTS: [&str; 7] =
    [".s3-website-", ".s3-website.", ".s3-fips.dualstack.", ".s3-fips.", ".s3.dualstack.", ".s3.", ".s3-"];

/// What stands behind the Region.
const DOMAIN: &str = ".amazonaws.";

impl BucketHost {
    /// What a host says; `None` where it is not one of S3's.
    pub fn of(host: &Text) -> Option<Self> {
        let end = last(host, &[DOMAIN])?;
        let at = last(&host.between(0, end), &[".s3.", ".s3-"]).or_else(|| last(host, &[".s3."]))?;
        let rest = host.behind(at);
        let start = rest.known_prefix().to_owned();
        let endpoint = ENDPOINTS.iter().find(|it| start.starts_with(**it))?;
        let name = host.between(0, at);
        let region =
            end.checked_sub(at + endpoint.len()).map(|length| rest.between(endpoint.len(), endpoint.len() + length));
        let region = region.filter(|region| !region.is_empty());
        (!name.is_empty()).then(|| BucketHost { name, region, is_website: endpoint.contains("website") })
    }
}

/// Where the last of these stands in the known letters of a text.
fn last(text: &Text, wanted: &[&str]) -> Option<usize> {
    let mut done = 0;
    let mut found = None;
    for piece in text.pieces() {
        if let Piece::Known(known) = piece {
            found = wanted.iter().filter_map(|it| known.rfind(it)).max().map(|at| done + at).or(found);
            done += known.len();
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_hosts_of_buckets() {
        let read = |host: &str| {
            let it = BucketHost::of(&Text::from(host))?;
            let region = it.region.map(|region| region.display()).unwrap_or_default();
            Some(format!("{} {region} {}", it.name.display(), it.is_website))
        };
        let ok = |text: &str| Some(text.to_owned());
        assert_eq!(read("b.s3.amazonaws.com"), ok("b  false"));
        assert_eq!(read("b.s3.eu-west-1.amazonaws.com"), ok("b eu-west-1 false"));
        assert_eq!(read("b.s3-eu-west-1.amazonaws.com"), ok("b eu-west-1 false"));
        assert_eq!(read("b.s3.dualstack.eu-west-1.amazonaws.com"), ok("b eu-west-1 false"));
        assert_eq!(read("www.example.com.s3-website-us-east-1.amazonaws.com"), ok("www.example.com us-east-1 true"));
        assert_eq!(read("b.s3-website.eu-central-1.amazonaws.com"), ok("b eu-central-1 true"));
        assert_eq!(read("b.s3.cn-north-1.amazonaws.com.cn"), ok("b cn-north-1 false"));
        assert_eq!(read("my.s3.files.s3.us-west-2.amazonaws.com"), ok("my.s3.files us-west-2 false"));
        for other in ["www.example.com", "s3.amazonaws.com", "b.execute-api.eu-west-1.amazonaws.com", "a.s3.example"] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
