//! Access points, of which the provider sets what their block does not say.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_access_point>

use super::Lowering;
use super::bucket_parts::switched;
use super::shape::{fields, named, properties};
use crate::catalogue::types;
use crate::terraform::declared::Instance;
use crate::value::{Map, Value};

impl Lowering {
    pub(super) fn access_point(&mut self, it: &dyn Instance) {
        let mut properties = properties(it.block(), fields(it));
        switched_on(&mut properties, it);
        of_account(&mut properties, it);
        self.resource(it, types::ACCESS_POINT, properties, named(it));
    }

    pub(super) fn multi_region_access_point(&mut self, it: &dyn Instance) {
        let mut properties = properties(it.block(), fields(it));
        switched_on(&mut properties, it);
        of_account(&mut properties, it);
        let own = properties.get("Name").and_then(Value::to_text);
        self.resource(it, types::MULTI_REGION_ACCESS_POINT, properties, own.into_iter().chain(named(it)).collect());
    }
}

/// Sets the account that an access point is made in.
fn of_account(properties: &mut Map, it: &dyn Instance) {
    let account = it.attribute("account_id");
    properties.insert("AccountId", account.span(), account);
}

/// Sets what an access point's block does not say to what the provider makes of it.
fn switched_on(properties: &mut Map, it: &dyn Instance) {
    let header = it.header();
    let unset = || Value::map(Map::default(), header);
    let block = properties.remove("PublicAccessBlockConfiguration").map_or_else(unset, |entry| entry.value);
    let filled = match block.as_map() {
        Some(map) => {
            let mut map = map.clone();
            switched(&mut map, header, true);
            Value::map(map, block.span())
        }
        None => block,
    };
    properties.insert("PublicAccessBlockConfiguration", filled.span(), filled);
}
