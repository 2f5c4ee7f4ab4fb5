//! The account itself, as AWS Config names it: nobody declares it, rules judge it by what is declared in it.
//!
//! <https://docs.aws.amazon.com/config/latest/developerguide/resource-config-reference.html>

use super::entry::Type;
use super::types;

pub(super) const TYPE: Type = Type::judged(types::ACCOUNT, &[]);
