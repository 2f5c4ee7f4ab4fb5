//! The reasoner: what it says of policies, and the laws that its answers keep.

#[cfg(test)]
mod bounds;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod explain;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod passages;
#[cfg(test)]
mod policy;
#[cfg(test)]
mod replication;
#[cfg(test)]
mod verdicts;
