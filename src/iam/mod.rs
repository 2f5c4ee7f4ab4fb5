//! Policies as data: statements, principals, actions, resources, conditions, each with its span.
