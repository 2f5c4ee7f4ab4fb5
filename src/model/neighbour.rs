//! What a resource means by expressions of its own: the role that replicates a bucket, where its replicas go, the keys
//! on both ends, the policies of a role. Unlike what is linked to a resource, a neighbour comes with its own links.

use std::sync::Arc;

use super::belonging::Belonging;
use super::linker::Linker;
use super::subject::reference;
use super::switched_off::{bucket_in, name_in};
use super::{Presence, Resource, Role};
use crate::catalogue::types;
use crate::value::{Kind, Symbol, Truth, Value};

/// Where a bucket names the key that encrypts it.
const KEY_OF_BUCKET: [&str; 4] =
    ["BucketEncryption", "ServerSideEncryptionConfiguration", "ServerSideEncryptionByDefault", "KMSMasterKeyID"];

/// What an expression means in a role, by what it says.
struct Meant {
    role: Role,
    reference: Symbol,
    /// The resource; nothing where it may mean one, and nobody knows which.
    to: Option<usize>,
}

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
                let attached =
                    self.meant(at, resource, Role::RolePolicy, &["ManagedPolicyArns"], types::MANAGED_POLICY);
                self.neighbours(at, attached);
                self.link_boundary(at);
            }
            types::TRAIL | types::DELIVERY_CHANNEL => {
                let mut found = self.meant(at, resource, Role::TrailBucket, &["S3BucketName"], types::BUCKET);
                found.extend(self.meant(at, resource, Role::Key, &["KMSKeyId"], types::KEY));
                self.neighbours(at, found);
            }
            types::FLOW_LOG | types::ACCESS_GRANT | types::GRANTS_LOCATION => self.link_named(at),
            types::VPC_ENDPOINT => {
                let vpc = every(resource, &["VpcId"]).into_iter().find_map(|vpc| self.resolve(types::VPC, vpc));
                vpc.into_iter().for_each(|vpc| self.neighbour(vpc, Role::VpcEndpoint, None, at));
            }
            types::BACKUP_SELECTION => {
                // By tags or patterns it may be about any.
                let buckets: Vec<_> = self.all_of(types::BUCKET).map(|(bucket, _)| bucket).collect();
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
            types::FLOW_LOG => self.meant(at, resource, Role::TrailBucket, &["LogDestination"], types::BUCKET),
            types::ACCESS_GRANT => {
                self.meant(at, resource, Role::GrantsLocation, &["AccessGrantsLocationId"], types::GRANTS_LOCATION)
            }
            _ => self.meant(at, resource, Role::LocationRole, &["IamRoleArn"], types::ROLE),
        };
        self.neighbours(at, found);
    }

    /// Finds the buckets that the hosts of a distribution serve.
    fn link_hosts(&mut self, at: usize) {
        let Some(resource) = self.linked.resources.get(at) else { return };
        let path = ["DistributionConfig", "Origins", "DomainName"];
        let mut found = self.meant(at, resource, Role::Origin, &path, types::BUCKET);
        let logs = ["DistributionConfig", "Logging", "Bucket"];
        found.extend(self.meant(at, resource, Role::DistributionLogs, &logs, types::BUCKET));
        let off = every(resource, &path).into_iter().filter(|host| self.is_switched_off(host));
        let off: Vec<_> = off.filter_map(|host| Some((Role::Origin, reference(host)?))).collect();
        self.neighbours(at, found);
        self.linked.gone.entry(at).or_default().extend(off);
    }

    fn of_bucket(&self, at: usize, bucket: &Resource) -> Vec<Meant> {
        let rules = ["ReplicationConfiguration", "Rules", "Destination"];
        let [configuration, list, destination] = rules;
        let mut found = self.meant(at, bucket, Role::ReplicationRole, &[configuration, "Role"], types::ROLE);
        let replicas = [configuration, list, destination, "Bucket"];
        found.extend(self.meant(at, bucket, Role::ReplicationDestination, &replicas, types::BUCKET));
        let replica_key = [configuration, list, destination, "EncryptionConfiguration", "ReplicaKmsKeyID"];
        found.extend(self.meant(at, bucket, Role::ReplicaKey, &replica_key, types::KEY));
        let replicates = found.iter().any(|it| it.to.is_some());
        let of_bucket = self.meant(at, bucket, Role::Key, &KEY_OF_BUCKET, types::KEY);
        // What encrypts a bucket is linked to it; with its own links it is asked for where that replicates.
        found.extend(of_bucket.into_iter().filter(|it| replicates || it.to.is_none()));
        found
    }

    /// What a resource means by the expressions at a path, in a role.
    fn meant(&self, at: usize, resource: &Resource, role: Role, path: &[&str], type_name: &str) -> Vec<Meant> {
        let mut all = Vec::new();
        for (expression, presence) in every_with_presence(resource, path) {
            let named = self.name_said(role, expression);
            let to = self
                .expressed(at, expression, &|it| self.named(type_name, it).or_else(|| self.named(type_name, &named)));
            all.extend(to.map(|(reference, to)| Meant { role, reference, to: Some(to) }));
            if self.may_be_declared(type_name, &named, &presence) {
                all.extend(reference(expression).map(|reference| Meant { role, reference, to: None }));
            }
        }
        all
    }

    /// The resource of a type that an expression means; of a key by its alias too.
    fn named(&self, type_name: &str, expression: &Value) -> Option<usize> {
        if type_name == types::KEY { self.key(expression) } else { self.resolve(type_name, expression) }
    }

    /// What of an expression names a resource in a role: a part of an ARN, or of a host.
    fn name_said(&self, role: Role, expression: &Value) -> Value {
        let named = match role {
            Role::TrailBucket => bucket_in(expression),
            Role::Origin | Role::DistributionLogs => name_in(expression),
            _ => None,
        };
        named.unwrap_or_else(|| expression.clone())
    }

    /// Finds the managed policies that bound a role, or may.
    fn link_boundary(&mut self, at: usize) {
        let Some(role) = self.linked.resources.get(at) else { return };
        let address = Arc::clone(&role.address);
        let (mut served, mut open) = (Vec::new(), Vec::new());
        for (arn, presence) in every_with_presence(role, &["PermissionsBoundary"]) {
            match self.resolve(types::MANAGED_POLICY, arn) {
                Some(to) => served.push((Role::PermissionsBoundary, to, presence)),
                None if self.is_open(types::MANAGED_POLICY, arn) => open.push((arn.clone(), presence)),
                None => {}
            }
        }
        self.linked.served.extend(served);
        open.iter().for_each(|(arn, presence)| self.open_target(Role::PermissionsBoundary, arn, presence, &address));
    }

    fn neighbours(&mut self, at: usize, found: Vec<Meant>) {
        for Meant { role, reference, to } in found {
            match to {
                Some(to) => self.neighbour(at, role, Some(reference), to),
                None => self.linked.perhaps.entry(at).or_default().push((role, reference)),
            }
        }
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
        let may_be = move |it: &Resource| {
            open && text.as_ref().is_none_or(|text| it.names.iter().any(|name| name.same(text) != Truth::False))
        };
        self.all_of(types::ROLE).filter(move |(_, it)| may_be(it)).map(|(at, _)| at)
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
