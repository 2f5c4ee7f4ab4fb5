//! The ways by which requests come to S3, as far as condition keys tell them apart.

use super::caller::{Caller, CallerKind, Kind};
use super::keys::Way;

/// What a request tells of how it came over the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Channel {
    /// That it came over TLS.
    Tls,
    /// That it came over plain HTTP.
    Plain,
    /// Nothing: a service makes it, for itself or on behalf of its caller. S3's guide, "Examples of Amazon S3 condition
    /// keys": `s3:TlsVersion`, `aws:SecureTransport`, `aws:SourceIp` and `aws:VpcSourceIp` are redacted then.
    Redacted,
}

/// The way of a request to S3.
#[derive(Clone, Copy, Debug)]
pub(super) struct Route {
    pub(super) channel: Channel,
    /// Made by a service on behalf of its caller.
    pub(super) via: bool,
    /// Through a VPC endpoint.
    pub(super) endpoint: bool,
    /// Through an access point.
    pub(super) access_point: bool,
}

impl Route {
    /// The routes of a caller's requests, by what channels there are, the ways of the keys that tell them apart, and
    /// whether one says that a service asks for its caller; `through` an access point only, where that is asked.
    pub(super) fn all(
        caller: &Caller,
        ways: &[Way],
        about_via: bool,
        offered: &[Channel],
        through: bool,
    ) -> Vec<Route> {
        let of_endpoint = [Way::Endpoint, Way::MaybeEndpoint, Way::Internet, Way::ToldEndpoint];
        let network = ways.iter().any(|way| of_endpoint.contains(way));
        let access_point = ways.contains(&Way::AccessPoint);
        let both = |both: bool| if both { &[false, true][..] } else { &[false] };
        let by_access_point = if through { &[true] } else { both(access_point) };
        let mut routes = Vec::new();
        for (channel, via) in channels(caller, offered, ways, about_via) {
            for endpoint in both(network || access_point) {
                for access_point in by_access_point {
                    // Access points take signed requests over TLS.
                    if *access_point && (caller.is_anonymous() || channel == Channel::Plain) {
                        continue;
                    }
                    routes.push(Route { channel, via, endpoint: *endpoint, access_point: *access_point });
                }
            }
        }
        routes
    }
}

/// How a caller's requests come, as far as it is told apart, and whether a service makes them for it.
fn channels(caller: &Caller, offered: &[Channel], ways: &[Way], about_via: bool) -> Vec<(Channel, bool)> {
    let by_network = [Way::Tls, Way::Told, Way::Internet, Way::ToldEndpoint];
    let network = ways.iter().any(|way| by_network.contains(way));
    let via = ways.contains(&Way::Via) || about_via;
    let mut found = Vec::new();
    for channel in offered {
        let comes = match (&caller.kind, channel) {
            (CallerKind::Anonymous, channel) => *channel != Channel::Redacted,
            _ if caller.is_service() => *channel == Channel::Redacted || !offered.contains(&Channel::Redacted),
            // Only roles make calls by services that do not tell so.
            _ if matches!(caller.identity, Some(Kind::User | Kind::Root | Kind::Federated)) => {
                *channel != Channel::Redacted && (found.is_empty() || network)
            }
            _ => found.is_empty() || network || (via && *channel == Channel::Redacted),
        };
        found.extend(comes.then_some((*channel, false)));
        let for_caller = !caller.is_anonymous() && via && *channel == Channel::Redacted && !caller.is_service();
        found.extend(for_caller.then_some((*channel, true)));
    }
    found
}
