//! Inputs that are almost right: cut, joined, repeated and sprinkled with what parsers stumble over.

/// Words and letters that mean something to one of the languages.
const WORDS: [&str; 64] = [
    "${",
    "}",
    "%{",
    "{",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "'",
    "\\",
    "\n",
    "\t",
    "#",
    "//",
    "/*",
    "*/",
    ":",
    ",",
    "=",
    "==",
    "!",
    "? ",
    "*",
    "?",
    "..",
    "...",
    "<<EOF\n",
    "EOF\n",
    "null",
    "true",
    "-1",
    "0",
    "1e309",
    "9223372036854775808",
    "1e-400",
    "&a ",
    "*a",
    "<<: ",
    "|\n",
    ">-\n",
    "---\n",
    "!Ref ",
    "!Sub ",
    "!If ",
    "Fn::Sub",
    "Fn::ForEach::A",
    "Fn::Transform",
    "each.key",
    "count.index",
    "var.a",
    "local.a",
    "for x in ",
    "for_each = ",
    "count = ",
    "dynamic ",
    "arn:aws:s3:::",
    "aws:SecureTransport",
    "\u{feff}",
    "\u{0}",
    "\u{202e}",
    "é",
    "𝒳",
    "\r\n",
];

/// The most that an input grows to.
const MOST: usize = 256 * 1024;

/// Numbers by a seed: splitmix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        if bound == 0 { 0 } else { (self.next() % bound as u64) as usize }
    }

    /// A part of something of this length.
    fn part(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        let most = if self.below(4) == 0 { length } else { 64 };
        start..(start + self.below(most + 1)).min(length)
    }
}

/// The input of a number.
pub fn input(corpus: &[Vec<u8>], seed: u64) -> Vec<u8> {
    let mut dice = Dice(seed);
    let Some(mut out) = corpus.get(dice.below(corpus.len())).cloned() else { return Vec::new() };
    for _ in 0..1 + dice.below(6) {
        change(&mut out, corpus, &mut dice);
        out.truncate(MOST);
    }
    out
}

fn change(out: &mut Vec<u8>, corpus: &[Vec<u8>], dice: &mut Dice) {
    let part = dice.part(out.len());
    let word = |dice: &mut Dice| WORDS.get(dice.below(WORDS.len())).copied().unwrap_or_default().as_bytes().to_vec();
    match dice.below(9) {
        0 => drop(out.drain(part)),
        1 => drop(out.splice(part, word(dice))),
        2 => drop(out.splice(part.start..part.start, word(dice))),
        // The same again and again, which nests or multiplies.
        3 => {
            let times = 1 << dice.below(12);
            let one = out.get(part.clone()).unwrap_or_default();
            let many = one.repeat(times.min(MOST / one.len().max(1)));
            drop(out.splice(part.start..part.start, many));
        }
        4 => {
            let many = word(dice).repeat(1 << dice.below(14));
            drop(out.splice(part.start..part.start, many));
        }
        // A part of another input.
        5 => {
            let other = corpus.get(dice.below(corpus.len())).map_or(&[][..], Vec::as_slice);
            let taken = other.get(dice.part(other.len())).unwrap_or_default().to_vec();
            drop(out.splice(part, taken));
        }
        6 => {
            let at = dice.below(out.len());
            if let Some(byte) = out.get_mut(at) {
                *byte = dice.next() as u8;
            }
        }
        7 => {
            let to = dice.below(out.len() + 1);
            let moved: Vec<u8> = out.drain(part).collect();
            let to = to.min(out.len());
            drop(out.splice(to..to, moved));
        }
        _ => out.truncate(part.start),
    }
}
