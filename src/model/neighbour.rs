//! What a resource means by expressions of its own: the role that replicates a bucket, where its replicas go, the keys
//! on both ends, the policies of a role. Unlike what is linked to a resource, a neighbour comes with its own links.

use std::sync::Arc;

use super::belonging::Belonging;
use super::linker::Linker;
use super::subject::reference;
use super::{Presence, Resource, Role};
use crate::catalogue::types;
use crate::value::{Kind, Symbol, Truth, Value};

impl Linker {
    /// Finds the neighbours of a resource.
    pub(super) fn link_neighbours(&mut self, at: usize) {
        let Some(resource) = self.linked.resources.get(at) else { return };
        match &*resource.type_name {
            types::BUCKET => {
                let found = self.of_bucket(at, resource);
                self.neighbours(at, found);
            }
            types::ROLE => {
                let by_arn = |arn: &Value| self.resolve(types::MANAGED_POLICY, arn);
                let attached = self.meant(at, resource, Role::RolePolicy, &["ManagedPolicyArns"], &by_arn);
                let boundaries = every_with_presence(resource, &["PermissionsBoundary"]).into_iter();
                let bounded =
                    boundaries.filter_map(|(arn, presence)| Some((by_arn(arn)?, presence))).collect::<Vec<_>>();
                self.neighbours(at, attached);
                let served = bounded.into_iter().map(|(to, presence)| (Role::PermissionsBoundary, to, presence));
                self.linked.served.extend(served);
            }
            types::TRAIL | types::DELIVERY_CHANNEL => {
                let by_name = |name: &Value| self.resolve(types::BUCKET, name);
                let mut found = self.meant(at, resource, Role::TrailBucket, &["S3BucketName"], &by_name);
                found.extend(self.meant(at, resource, Role::Key, &["KMSKeyId"], &|key| self.key(key)));
                self.neighbours(at, found);
            }
            types::FLOW_LOG | types::ACCESS_GRANT | types::GRANTS_LOCATION => self.link_named(at),
            types::VPC_ENDPOINT => {
                let vpc = every(resource, &["VpcId"]).into_iter().find_map(|vpc| self.resolve(types::VPC, vpc));
                vpc.into_iter().for_each(|vpc| self.neighbour(vpc, Role::VpcEndpoint, None, at));
            }
            types::BACKUP_SELECTION => {
                // By tags or patterns it may be about any.
                let all = self.linked.resources.iter().enumerate();
                let buckets: Vec<_> =
                    all.filter(|(_, it)| *it.type_name == *types::BUCKET).map(|(bucket, _)| bucket).collect();
                buckets.into_iter().for_each(|bucket| self.connect(bucket, Role::BackupSelection, at));
            }
            types::DISTRIBUTION => self.link_hosts(at),
            types::MANAGED_POLICY | types::POLICY => self.link_roles(at, "Roles"),
            types::ROLE_POLICY => self.link_roles(at, "RoleName"),
            types::KEY_GRANT => {
                let key = every(resource, &["KeyId"]).into_iter().find_map(|key| self.key(key));
                key.into_iter().for_each(|key| self.neighbour(key, Role::KeyGrant, None, at));
            }
            _ => {}
        }
    }

    /// Finds the one thing that a resource of some types names.
    fn link_named(&mut self, at: usize) {
        let Some(resource) = self.linked.resources.get(at) else { return };
        let found = match &*resource.type_name {
            types::FLOW_LOG => {
                self.meant(at, resource, Role::TrailBucket, &["LogDestination"], &|arn| self.bucket_below(arn))
            }
            types::ACCESS_GRANT => {
                let by_id = |id: &Value| self.resolve(types::GRANTS_LOCATION, id);
                self.meant(at, resource, Role::GrantsLocation, &["AccessGrantsLocationId"], &by_id)
            }
            _ => {
                let by_arn = |arn: &Value| self.resolve(types::ROLE, arn);
                self.meant(at, resource, Role::LocationRole, &["IamRoleArn"], &by_arn)
            }
        };
        self.neighbours(at, found);
    }

    /// Finds the buckets that the hosts of a distribution serve.
    fn link_hosts(&mut self, at: usize) {
        let Some(resource) = self.linked.resources.get(at) else { return };
        let by_host = |host: &Value| self.bucket_of_host(host);
        let path = ["DistributionConfig", "Origins", "DomainName"];
        let mut found = self.meant(at, resource, Role::Origin, &path, &by_host);
        let logs = ["DistributionConfig", "Logging", "Bucket"];
        found.extend(self.meant(at, resource, Role::DistributionLogs, &logs, &by_host));
        let off = every(resource, &path).into_iter().filter(|host| self.is_switched_off(host));
        let off: Vec<_> = off.filter_map(|host| Some((Role::Origin, reference(host)?))).collect();
        self.neighbours(at, found);
        self.linked.gone.entry(at).or_default().extend(off);
    }

    fn of_bucket(&self, at: usize, bucket: &Resource) -> Vec<(Role, Symbol, usize)> {
        let by = |role: Role, path: &[&str], find: &dyn Fn(&Value) -> Option<usize>| {
            self.meant(at, bucket, role, path, find)
        };
        let rules = ["ReplicationConfiguration", "Rules", "Destination"];
        let [configuration, list, destination] = rules;
        let encryption = ["BucketEncryption", "ServerSideEncryptionConfiguration", "ServerSideEncryptionByDefault"];
        let [property, each, default] = encryption;
        let mut found = by(Role::ReplicationRole, &[configuration, "Role"], &|it| self.resolve(types::ROLE, it));
        found.extend(by(Role::ReplicationDestination, &[configuration, list, destination, "Bucket"], &|it| {
            self.resolve(types::BUCKET, it)
        }));
        let replica_key = [configuration, list, destination, "EncryptionConfiguration", "ReplicaKmsKeyID"];
        found.extend(by(Role::ReplicaKey, &replica_key, &|it| self.key(it)));
        if !found.is_empty() {
            found.extend(by(Role::Key, &[property, each, default, "KMSMasterKeyID"], &|it| self.key(it)));
        }
        found
    }

    /// What a resource means by the expressions at a path, in a role.
    fn meant(
        &self,
        at: usize,
        resource: &Resource,
        role: Role,
        path: &[&str],
        find: &dyn Fn(&Value) -> Option<usize>,
    ) -> Vec<(Role, Symbol, usize)> {
        let found = every(resource, path).into_iter().filter_map(|it| self.expressed(at, it, find));
        found.map(|(reference, to)| (role, reference, to)).collect()
    }

    fn neighbours(&mut self, at: usize, found: Vec<(Role, Symbol, usize)>) {
        found.into_iter().for_each(|(role, reference, to)| self.neighbour(at, role, Some(reference), to));
    }

    /// Gives a policy to each role that it names, or may name.
    fn link_roles(&mut self, policy: usize, property: &str) {
        let Some(resource) = self.linked.resources.get(policy) else { return };
        let mut found = Vec::new();
        for role in every(resource, &[property]) {
            match self.resolve(types::ROLE, role) {
                Some(to) => match self.belonging(to, role, &resource.address, &resource.families) {
                    Some(Belonging { presence: Presence::Always, .. }) => found.push((to, Role::RolePolicy)),
                    Some(_) => found.push((to, Role::PerhapsRolePolicy)),
                    None => {}
                },
                None => found.extend(self.could_be_meant(role).map(|to| (to, Role::PerhapsRolePolicy))),
            }
        }
        found.into_iter().for_each(|(to, role)| self.neighbour(to, role, None, policy));
    }

    /// The declared roles that an expression may mean.
    fn could_be_meant<'l>(&'l self, role: &'l Value) -> impl Iterator<Item = usize> + 'l {
        let text = role.to_text();
        let open = text.as_ref().is_none_or(|text| text.as_str().is_none());
        let all = self.linked.resources.iter().enumerate().filter(|(_, it)| *it.type_name == *types::ROLE);
        let may_be = move |it: &Resource| {
            open && text.as_ref().is_none_or(|text| it.names.iter().any(|name| name.same(text) != Truth::False))
        };
        all.filter(move |(_, it)| may_be(it)).map(|(at, _)| at)
    }

    /// The resource that an expression of another one means, with what the expression says. A member of a family does
    /// not stand for another one.
    fn expressed(
        &self,
        from: usize,
        expression: &Value,
        find: &dyn Fn(&Value) -> Option<usize>,
    ) -> Option<(Symbol, usize)> {
        let (reference, to) = (reference(expression)?, find(expression)?);
        let it = self.linked.resources.get(from)?;
        let belonging = self.belonging(to, expression, &it.address, &it.families)?;
        belonging.is_of_same_member.then_some((reference, to))
    }

    fn neighbour(&mut self, from: usize, role: Role, reference: Option<Symbol>, to: usize) {
        let neighbours = self.linked.neighbours.entry(from).or_default();
        let found = (role, reference, to);
        if !neighbours.contains(&found) {
            neighbours.push(found);
        }
    }
}

/// Every value that may stand at a path of properties: in each item of the lists on the way, in both branches of
/// choices.
fn every<'r>(resource: &'r Resource, path: &[&str]) -> Vec<&'r Value> {
    every_with_presence(resource, path).into_iter().map(|(value, _)| value).collect()
}

/// Every value that may stand at a path of properties, and where it does.
pub(super) fn every_with_presence<'r>(resource: &'r Resource, path: &[&str]) -> Vec<(&'r Value, Presence)> {
    let mut found = Vec::new();
    if let Some((first, rest)) = path.split_first()
        && let Some(value) = resource.properties.get(first)
    {
        collect(value, rest, &resource.presence, &mut found);
    }
    found
}

fn collect<'v>(value: &'v Value, path: &[&str], presence: &Presence, found: &mut Vec<(&'v Value, Presence)>) {
    match (&value.kind, path.split_first()) {
        (Kind::Choice(choice), _) => {
            for (branch, answer) in [(&choice.when_true, true), (&choice.when_false, false)] {
                let presence = presence.and(&Presence::When(Arc::clone(&choice.condition), answer));
                collect(branch, path, &presence, found);
            }
        }
        (Kind::List(list), _) => list.items.iter().for_each(|item| collect(item, path, presence, found)),
        (Kind::Set(set), _) => set.items().iter().for_each(|item| collect(item, path, presence, found)),
        (Kind::Map(map), Some((first, rest))) => {
            map.get(first).into_iter().for_each(|inner| collect(inner, rest, presence, found));
        }
        (Kind::Null, _) | (_, Some(_)) => {}
        (_, None) => found.push((value, presence.clone())),
    }
}
