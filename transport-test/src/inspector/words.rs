//! Writes lengths of time in words.

use std::time::Duration;

/// Writes a length of time: `a moment`, `0.3 s`, `12 s`, `3 min 5 s`, `59 min`.
pub(super) fn length(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match (seconds / 60, seconds % 60) {
        (0, 0) if duration.as_millis() < 50 => "a moment".to_owned(),
        (0, 0..10) => format!("{:.1} s", duration.as_secs_f64()),
        (0, seconds) => format!("{seconds} s"),
        (minutes @ 1..10, seconds @ 1..) => format!("{minutes} min {seconds} s"),
        (minutes, _) => format!("{minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_as_exact_as_they_are_short() {
        let words = |millis| length(Duration::from_millis(millis));
        assert_eq!([0, 49, 50, 4_000, 12_900].map(words), ["a moment", "a moment", "0.1 s", "4.0 s", "12 s"]);
        assert_eq!([60_000, 185_000, 725_000, 3_600_000].map(words), ["1 min", "3 min 5 s", "12 min", "60 min"]);
    }
}
