//! [`Choices`]: the decisions from which a sample is built.

use std::fmt;
use std::vec::IntoIter;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, tz::Offset};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use proptest::prop_oneof;

/// A sequence of decisions, each a number.
///
/// 0 always stands for the plainest choice, such as an absent value or an empty text, and so does every decision after
/// the last. A sequence that proptest makes shorter or smaller therefore gives a plainer sample, whatever the sample's
/// shape.
pub struct Choices(IntoIter<u32>);

impl Choices {
    /// Returns the sequence without decisions, which gives the plainest sample of any kind.
    pub(super) fn plainest() -> Choices {
        Choices(Vec::new().into_iter())
    }

    /// Draws sequences for most responses, and occasionally one long enough for the largest response: long ones take
    /// time.
    pub(super) fn any() -> impl Strategy<Value = Choices> + use<> {
        prop_oneof![3 => vec(any::<u32>(), 0..200), 1 => vec(any::<u32>(), 200..1500)]
            .prop_map(|numbers| Choices(numbers.into_iter()))
    }

    /// Draws sequences long enough for any request.
    pub(super) fn few() -> impl Strategy<Value = Choices> + use<> {
        vec(any::<u32>(), 0..64).prop_map(|numbers| Choices(numbers.into_iter()))
    }

    /// Returns a number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.number() as usize % end
    }

    pub(super) fn flag(&mut self) -> bool {
        self.below(2) == 1
    }

    pub(super) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    fn number(&mut self) -> u32 {
        self.0.next().unwrap_or_default()
    }

    /// Returns a small number, or one as large as the ids of time entries, or any number.
    pub(super) fn int(&mut self) -> i64 {
        match self.below(8) {
            0..=3 => self.below(100) as i64,
            4 => -(self.below(100_000) as i64),
            5 | 6 => 3_000_000_000 + i64::from(self.number()),
            _ => self.pick(&[i64::MAX, i64::MIN, 1 << 53, (1 << 53) + 1, -1]),
        }
    }

    pub(super) fn float(&mut self) -> f64 {
        match self.below(4) {
            0 => self.below(1000) as f64,
            1 => self.below(100_000) as f64 / 100.0,
            2 => -(self.below(1000) as f64) / 8.0,
            _ => self.pick(&[1e300, 5e-324, 0.1, 1e21, 123_456_789.125]),
        }
    }

    pub(super) fn text(&mut self) -> String {
        const TEXTS: [&str; 12] = [
            "",
            "Ada Lovelace",
            "a, b; \"c\" \\ d / e",
            "Žluťoučký kůň",
            "時間 ⏱ 🕰",
            "line\nbreak\ttab\u{0}\u{1f}\u{7f}",
            "<b>&amp;</b>",
            "null",
            "ada@example.org",
            "#0b83d9",
            "Europe/Tallinn",
            "\u{feff}\u{2028}\u{202e}",
        ];
        match self.below(5) {
            0..=2 => self.pick(&TEXTS).to_owned(),
            3 => (0..self.below(12)).map(|_| char::from(b' ' + self.below(95) as u8)).collect(),
            _ => (0..self.below(6)).map(|_| char::from_u32(self.number() % 0x11_0000).unwrap_or('?')).collect(),
        }
    }

    /// Returns a text that someone may have to send in a path, a header or a password: it is not empty.
    pub(super) fn some_text(&mut self) -> String {
        match self.text() {
            empty if matches!(empty.as_str(), "" | "." | "..") => "x".to_owned(),
            text => text,
        }
    }

    /// Returns a time from 1970 to 2105, precise to the nanosecond or less, and occasionally the first or last possible
    /// time.
    pub(super) fn time(&mut self) -> Timestamp {
        match self.below(10) {
            0 => Timestamp::UNIX_EPOCH,
            1 => self.pick(&[Timestamp::constant(-62_135_596_800, 0), Timestamp::constant(253_370_764_800, 0)]),
            _ => {
                let digits = self.below(10) as u32;
                let nanosecond = (self.number() % 10_u32.pow(digits)) * 10_u32.pow(9 - digits);
                let fraction = SignedDuration::from_nanos(i64::from(nanosecond));
                Timestamp::constant(i64::from(self.number()), 0) + fraction
            }
        }
    }

    pub(super) fn date(&mut self) -> Date {
        Offset::UTC.to_datetime(self.time()).date()
    }
}

impl fmt::Debug for Choices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Choices({} left)", self.0.len())
    }
}
