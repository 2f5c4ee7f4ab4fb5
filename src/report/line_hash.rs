//! What GitHub knows the line of a result by: `primaryLocationLineHash`, as the action that uploads logs computes it.
//!
//! The action writes it itself where a log has none, and complains where a log has another one. A log that goes through
//! the API instead is not written to, and without it each push would open every alert anew.

/// How many characters from the start of a line on are hashed, blanks and tabs left out.
const WINDOW: usize = 100;

/// What a hash is multiplied by for each character.
const FACTOR: u64 = 37;

/// What stands behind the last character of a file.
const END_OF_FILE: u16 = u16::MAX;

const BLANK: u16 = 0x20;
const TAB: u16 = 0x09;
const FEED: u16 = 0x0A;
const RETURN: u16 = 0x0D;

/// What a character weighs that leaves the window.
const WEIGHT: u64 = FACTOR.wrapping_pow(WINDOW as u32);

/// The hashes of the lines of one file.
#[derive(Debug)]
pub(super) struct LineHashes(Vec<String>);

impl LineHashes {
    /// The hashes of the lines of a text; a carriage return ends a line too.
    pub(super) fn of(text: &str) -> Self {
        let mut rolling = Rolling::default();
        text.encode_utf16().chain([END_OF_FILE]).for_each(|unit| rolling.read(unit));
        // Each line has its hash when as many characters were read behind its start.
        (0..WINDOW).for_each(|_| rolling.push(0, false));
        let mut counts = std::collections::HashMap::new();
        let numbered = rolling.hashes.into_iter().map(|hash| {
            let count = counts.entry(hash).or_insert(0_usize);
            *count += 1;
            format!("{hash:x}:{count}")
        });
        LineHashes(numbered.collect())
    }

    /// That of a line, counted from 1.
    pub(super) fn line(&self, line: usize) -> Option<&str> {
        self.0.get(line.checked_sub(1)?).map(String::as_str)
    }
}

/// A hash that rolls over a text.
struct Rolling {
    /// The last characters, and which of them start a line; the next one takes the place of the oldest.
    window: [(u16, bool); WINDOW],
    oldest: usize,
    hash: u64,
    is_line_start: bool,
    is_behind_return: bool,
    hashes: Vec<u64>,
}

impl Default for Rolling {
    fn default() -> Self {
        Rolling {
            window: [(0, false); WINDOW],
            oldest: 0,
            hash: 0,
            is_line_start: true,
            is_behind_return: false,
            hashes: Vec::new(),
        }
    }
}

impl Rolling {
    fn read(&mut self, unit: u16) {
        let is_second_half = self.is_behind_return && unit == FEED;
        self.is_behind_return = unit == RETURN;
        if matches!(unit, BLANK | TAB) || is_second_half {
            return;
        }
        let unit = if unit == RETURN { FEED } else { unit };
        let starts = std::mem::replace(&mut self.is_line_start, unit == FEED);
        self.push(unit, starts);
    }

    fn push(&mut self, unit: u16, starts: bool) {
        let Some(slot) = self.window.get_mut(self.oldest) else { return };
        let (gone, started) = std::mem::replace(slot, (unit, starts));
        if started {
            self.hashes.push(self.hash);
        }
        let left = WEIGHT.wrapping_mul(gone.into());
        self.hash = FACTOR.wrapping_mul(self.hash).wrapping_add(unit.into()).wrapping_sub(left);
        self.oldest = (self.oldest + 1) % WINDOW;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the action computes of these texts.
    #[test]
    fn hashes_as_the_action_does() {
        let of = |text: &str| LineHashes::of(text).0;
        assert_eq!(of(""), ["c129715d7a2bc9a3:1"]);
        assert_eq!(of("a\nb\n"), ["81b8d8db678b2bbe:1", "ade70578248be16f:1", "c129715d7a2bc9a3:1"]);
        assert_eq!(of(" a\t\r\nb\rc"), ["7b3788cf31b92be9:1", "e461f42c548ac762:1", "188ff2f224477a1e:1"]);
        assert_eq!(of("é漢🪣 y\n"), ["90c59b57781edafa:1", "c129715d7a2bc9a3:1"]);
        let long = format!("resource \"aws_s3_bucket\" \"logs\" {{\n  # {}\n}}\n", "long ".repeat(40));
        let expected = ["5c366f4086b3318e:1", "2385a988368df7bc:1", "32dce9ccfdbc9d3e:1", "c129715d7a2bc9a3:1"];
        assert_eq!(of(&long), expected);
    }

    /// What the tests of github/codeql-action (`fingerprints.test.ts`) expect of texts.
    #[test]
    fn hashes_are_those_that_the_tests_of_the_action_expect() {
        let of = |text: &str| LineHashes::of(text).0.join(" ");
        let blanks = "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1";
        assert_eq!(of(" a\nb\n  \t\tc\n d"), blanks);
        let lines = [" hello; \t", "world!!!", "", "", "  \t\tGreetings", " End"];
        let open = "8b7cf3e952e7aeb2:1 b1ae1287ec4718d9:1 bff680108adb0fcc:1 c6805c5e1288b612:1 b86d3392aea1be30:1 \
                    e6ceba753e1a442:1";
        assert_eq!(of(&lines.join("\n")), open);
        let ended = "e9496ae3ebfced30:1 fb7c023a8b9ccb3f:1 ce8ba1a563dcdaca:1 e20e36e16fcb0cc8:1 b3edc88f2938467e:1 \
                     c8e28b0b4002a3a0:1 c129715d7a2bc9a3:1";
        // However lines end: the last of these has each way in one text.
        let ends = [["\n"; 6], ["\r"; 6], ["\r\n"; 6], ["\n", "\r\n", "\n", "\r", "\r", "\r\n"]];
        for ends in ends {
            let text: String = lines.iter().zip(ends).map(|(line, end)| format!("{line}{end}")).collect();
            assert_eq!(of(&text), ended, "{ends:?}");
        }
        let alike: Vec<_> = (1..=6).map(|at| format!("a7f2ff13bc495cf2:{at}")).collect();
        let last = "a7f2ff1481e87703:1 a9cf91f7bbf1862b:1 55ec222b86bcae53:1 cc97dc7b1d7d8f7b:1 c129715d7a2bc9a3:1";
        assert_eq!(of(&"Lorem ipsum dolor sit amet.\n".repeat(10)), format!("{} {last}", alike.join(" ")));
    }

    #[test]
    fn lines_alike_are_numbered() {
        let line = format!("{}\n", "x".repeat(WINDOW));
        let hashes = LineHashes::of(&line.repeat(3));
        let first = hashes.line(1).unwrap().split(':').next().unwrap().to_owned();
        assert_eq!(hashes.line(2), Some(&*format!("{first}:2")));
        assert_eq!((hashes.line(0), hashes.line(4).is_some(), hashes.line(5)), (None, true, None));
    }
}
