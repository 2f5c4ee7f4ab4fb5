//! Terraform modules that call each other, and the files that make a module: folders in, the deployment as text out.

use bucketlint::frontends::terraform::Terraform;
use bucketlint::source::Disk;

use super::dump::dump;

macro_rules! cases {
    ($($name:ident),* $(,)?) => {$(
        #[test]
        fn $name() {
            let name = stringify!($name);
            let found = dump(&Terraform, &Disk, &format!("tests/data/terraform_modules/{name}"));
            insta::with_settings!({snapshot_path => "../../snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
                insta::assert_snapshot!(format!("terraform_modules@{name}"), found);
            });
        }
    )*};
}

cases!(calls, circle, registry);
