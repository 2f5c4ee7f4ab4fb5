//! Two conditions that `terraform console` answers differently for some input are not one condition.
//!
//! `tests/record_identities.py` says how the answers were recorded. What is asked is a verdict: of a bucket with a public policy
//! where the one condition holds, and an access block where the other does.

use std::sync::LazyLock;

use bucketlint::engine::Inputs;

use super::super::dice::Dice;
use super::Subject;
use super::verdicts::Verdicts;

/// A condition, and its answer to each input: `t`, `f`, `e` where Terraform refuses the input.
type Condition = (&'static str, &'static str);

/// The conditions, those of one shape together.
static SHAPES: LazyLock<Vec<Vec<Condition>>> = LazyLock::new(|| {
    let shapes = include_str!("../../data/terraform_identities/answers.txt").split("\n\n");
    shapes.map(|shape| shape.lines().filter_map(|line| line.split_once('\t')).collect()).collect()
});

/// Two conditions.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    /// Where the policy is there.
    policy: Condition,
    /// Where the block is there.
    block: Condition,
}

impl Pair {
    fn files(&self) -> Vec<(&'static str, String)> {
        let main = format!(
            "{}
resource \"aws_s3_bucket\" \"it\" {{
  bucket = \"it\"
}}
resource \"aws_s3_bucket_policy\" \"it\" {{
  count = {} ? 1 : 0
  bucket = aws_s3_bucket.it.id
  policy = jsonencode({{ Statement = [{{ Effect = \"Allow\", Principal = \"*\", Action = \"s3:GetObject\", Resource = \"arn:aws:s3:::it/*\" }}] }})
}}
resource \"aws_s3_bucket_public_access_block\" \"it\" {{
  count = {} ? 1 : 0
  bucket = aws_s3_bucket.it.id
  block_public_acls = true
  block_public_policy = true
  ignore_public_acls = true
  restrict_public_buckets = true
}}
",
            include_str!("../../data/terraform_identities/variables.tf"),
            self.policy.0,
            self.block.0
        );
        vec![
            ("main.tf", main),
            ("one.tftpl", include_str!("../../data/terraform_identities/one.tftpl").to_owned()),
            ("two.tftpl", include_str!("../../data/terraform_identities/two.tftpl").to_owned()),
        ]
    }

    /// Where the verdict is not what it is for some input.
    pub(super) fn contradiction(&self) -> Option<String> {
        let verdicts = Verdicts::of(self.files(), &Inputs::default());
        let found = verdicts.iter().find(|(rule, ..)| *rule == "s3-bucket-public-read-prohibited");
        let (.., found) = found.expect("the bucket is judged");
        let answers = self.policy.1.chars().zip(self.block.1.chars()).enumerate();
        let public = |(at, answers)| match answers {
            ('t', 'f') => Some((at, "NON_COMPLIANT")),
            ('t' | 'f', 't' | 'f') => Some((at, "COMPLIANT")),
            _ => None,
        };
        let is_other = |(_, wanted): &(usize, &str)| !["INSUFFICIENT_DATA", *wanted].contains(&found.as_str());
        let (at, wanted) = answers.filter_map(public).find(is_other)?;
        Some(format!("{found}, and {wanted} for input {at}"))
    }
}

impl Subject for Pair {
    fn generate(dice: &mut Dice) -> Self {
        let shape = |dice: &mut Dice| &SHAPES[dice.roll(SHAPES.len())];
        let one = shape(dice);
        // Conditions of one shape are the likeliest to be taken for one another.
        let other = if dice.chance(80) { one } else { shape(dice) };
        Pair { policy: one[dice.roll(one.len())], block: other[dice.roll(other.len())] }
    }

    fn smaller(&self) -> Vec<Self> {
        Vec::new()
    }

    fn is_deployable(&self) -> bool {
        true
    }

    fn shown(&self) -> String {
        self.files().remove(0).1
    }
}
