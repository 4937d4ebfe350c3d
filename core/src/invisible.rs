//! [`is_invisible`]: the characters that no text for people contains.

/// Returns whether a character shows nothing or changes how the characters beside it are shown: controls and line
/// breaks, marks of direction, characters without width, byte order marks, tags.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readable_characters_are_not_invisible() {
        for c in "aZ09 \"'\\@äßΩяあ한🦀e\u{301}\u{a0}\u{3000}".chars() {
            assert!(!is_invisible(c), "{c:?}");
        }
    }

    #[test]
    fn controls_marks_and_blanks_are_invisible() {
        let line_breaks = ['\n', '\r', '\u{b}', '\u{85}', '\u{2028}', '\u{2029}'];
        let controls = ['\0', '\t', '\u{1b}', '\u{7f}', '\u{9b}'];
        let of_direction = ['\u{61c}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}'];
        let of_no_width = ['\u{ad}', '\u{200b}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{3164}', '\u{e0041}'];
        for c in [&line_breaks[..], &controls, &of_direction, &of_no_width].concat() {
            assert!(is_invisible(c), "{c:?}");
        }
    }
}
