//! [`Credentials`]: as whom to call the API, and the header that says so.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderName, HeaderValue};
use zeroize::Zeroizing;

use crate::error::BuildError;
use crate::invisible::is_invisible;
use crate::secret::Secret;

/// The cookie that carries a session of Toggl's accounts service.
pub const SESSION_COOKIE: &str = "__Secure-accounts-session";

/// As whom to call the API.
///
/// A failed login is one of few before the account is locked. So [`Context::new`](crate::Context::new) refuses what a
/// credential is not but a file or the clipboard adds: a line break, white space or quotation marks around it, a byte order
/// mark, invisible characters.
///
/// See [Toggl's documentation](https://engineering.toggl.com/docs/authentication).
#[derive(Clone, Debug)]
pub struct Credentials(Kind);

#[derive(Clone, Debug)]
enum Kind {
    ApiToken(Secret),
    Password { email: Secret, password: Secret },
    Session(Secret),
    None,
}

impl Credentials {
    /// The API token from the bottom of Toggl's profile page: 32 hexadecimal digits.
    pub fn api_token(token: impl Into<Secret>) -> Self {
        Credentials(Kind::ApiToken(token.into()))
    }

    /// The e-mail address and password of the account.
    ///
    /// A password may have spaces and quotation marks in it, and a mark at one end, but neither white space at an end nor
    /// quotation marks around it: more passwords are copied wrongly than made so. Who has one uses the API token.
    pub fn password(email: impl Into<String>, password: impl Into<Secret>) -> Self {
        Credentials(Kind::Password { email: email.into().into(), password: password.into() })
    }

    /// The value of the [`SESSION_COOKIE`] that Toggl's accounts service has set.
    pub fn session(cookie: impl Into<Secret>) -> Self {
        Credentials(Kind::Session(cookie.into()))
    }

    /// None, for the few operations that need none.
    pub fn none() -> Self {
        Credentials(Kind::None)
    }

    /// The header that carries them.
    pub(super) fn header(&self) -> Result<Option<(HeaderName, HeaderValue)>, BuildError> {
        match &self.0 {
            Kind::ApiToken(token) => {
                check_token(token.expose()).map_err(|problem| BuildError::credentials("the API token", problem))?;
                Ok(Some((AUTHORIZATION, basic(token.expose(), "api_token")?)))
            }
            Kind::Password { email, password } => {
                check_user(email.expose()).map_err(|problem| BuildError::credentials("the e-mail address", problem))?;
                check(password.expose()).map_err(|problem| BuildError::credentials("the password", problem))?;
                Ok(Some((AUTHORIZATION, basic(email.expose(), password.expose())?)))
            }
            Kind::Session(cookie) => {
                check_cookie(cookie.expose())
                    .map_err(|problem| BuildError::credentials("the session cookie", problem))?;
                Ok(Some((COOKIE, sensitive(&format!("{SESSION_COOKIE}={}", cookie.expose()))?)))
            }
            Kind::None => Ok(None),
        }
    }
}

const QUOTES: [(char, char); 8] =
    [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('„', '“'), ('”', '”'), ('‘', '’'), ('«', '»')];

/// What a password may have, and all else too: characters that can be seen and typed, none of them white space at an end
/// (RFC 7617 forbids control characters alone).
fn check(text: &str) -> Result<(), &'static str> {
    // They join letters and pictures into one, which can be seen.
    let is_joiner = |c| matches!(c, '\u{200c}' | '\u{200d}');
    let is_around = |(start, end): (char, char)| text.strip_prefix(start).is_some_and(|rest| rest.ends_with(end));
    if text.is_empty() {
        Err("is empty")
    } else if text.contains('\u{feff}') {
        Err("holds a byte order mark (from the beginning of a file?)")
    } else if text.contains(char::is_control) {
        Err("holds a control character (a line break at its end?)")
    } else if text.contains(|c| is_invisible(c) && !is_joiner(c)) {
        Err("holds an invisible character (copied along with it?)")
    } else if text.trim() != text {
        Err("has white space at its beginning or end")
    } else if QUOTES.into_iter().any(is_around) {
        Err("is in quotation marks (from a file of settings?)")
    } else {
        Ok(())
    }
}

/// What may stand before the colon of Basic authentication (RFC 7617): neither tokens nor addresses have white space, or
/// quotation marks at an end.
fn check_user(text: &str) -> Result<(), &'static str> {
    check(text)?;
    let is_quote = |c| QUOTES.iter().any(|(start, end)| c == *start || c == *end);
    if text.contains(char::is_whitespace) {
        Err("holds white space")
    } else if text.starts_with(is_quote) || text.ends_with(is_quote) {
        Err("has a quotation mark at its beginning or end (from a file of settings?)")
    } else if text.contains(':') {
        Err("holds a colon, which Basic authentication cannot carry")
    } else {
        Ok(())
    }
}

fn check_token(text: &str) -> Result<(), &'static str> {
    check_user(text)?;
    if text.contains('@') {
        Err("is an e-mail address (see `Credentials::password`)")
    } else if text.contains(|c: char| !c.is_ascii_graphic()) {
        Err("holds a character outside ASCII")
    } else {
        Ok(())
    }
}

/// What RFC 6265 allows in the value of a cookie.
fn check_cookie(text: &str) -> Result<(), &'static str> {
    check(text)?;
    let is_allowed = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | ',' | ';' | '\\');
    if text.strip_prefix(SESSION_COOKIE).is_some_and(|rest| rest.starts_with('=')) {
        Err("begins with the cookie's name; its value alone is wanted")
    } else if !text.chars().all(is_allowed) {
        Err("holds a character that no cookie value can hold")
    } else {
        Ok(())
    }
}

fn basic(user: &str, password: &str) -> Result<HeaderValue, BuildError> {
    let plain = Zeroizing::new(format!("{user}:{password}"));
    let encoded = Zeroizing::new(STANDARD.encode(plain.as_bytes()));
    sensitive(&format!("Basic {}", encoded.as_str()))
}

fn sensitive(text: &str) -> Result<HeaderValue, BuildError> {
    let mut value =
        HeaderValue::from_str(text).map_err(|_| BuildError::credentials("the credentials", "fit no header"))?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(credentials: Credentials) -> (HeaderName, String) {
        let (name, value) = credentials.header().unwrap().unwrap();
        assert!(value.is_sensitive());
        (name, value.to_str().unwrap().to_owned())
    }

    #[test]
    fn credentials_become_the_headers_of_rfc_7617_and_6265() {
        // printf '%s' '0badc0de:api_token' | base64
        let of_token = "Basic MGJhZGMwZGU6YXBpX3Rva2Vu".to_owned();
        assert_eq!(header(Credentials::api_token("0badc0de")), (AUTHORIZATION, of_token));
        // printf '%s' 'ann@example.org:pä:ss' | base64
        let of_password = "Basic YW5uQGV4YW1wbGUub3JnOnDDpDpzcw==".to_owned();
        assert_eq!(header(Credentials::password("ann@example.org", "pä:ss")), (AUTHORIZATION, of_password));
        let of_session = "__Secure-accounts-session=ey.J0-_x=".to_owned();
        assert_eq!(header(Credentials::session("ey.J0-_x=")), (COOKIE, of_session));
        assert!(Credentials::none().header().unwrap().is_none());
    }

    #[track_caller]
    fn is_refused(credentials: Credentials, what: &str, problem: &str) {
        let message = credentials.header().unwrap_err().to_string();
        assert!(message.starts_with(what) && message.contains(problem), "{message}, not {problem}");
        assert!(!message.contains("marked"), "{message}");
    }

    #[test]
    fn what_a_file_adds_to_a_credential_is_refused_by_name() {
        let added = [
            ("marked\n", "a control character (a line break"),
            ("\tmarked", "a control character"),
            ("mar\0ked", "a control character"),
            ("marked\r\nHost: y", "a control character"),
            ("marked ", "white space at its"),
            (" marked", "white space at its"),
            ("marked\u{a0}", "white space at its"),
            ("\u{feff}marked", "a byte order mark"),
            ("marked\u{200b}", "an invisible character"),
            ("\u{202a}marked", "an invisible character"),
            ("\"marked\"", "is in quotation marks"),
            ("'marked'", "is in quotation marks"),
            ("“marked”", "is in quotation marks"),
            ("", "is empty"),
        ];
        for (text, problem) in added {
            is_refused(Credentials::api_token(text), "the API token", problem);
            is_refused(Credentials::password(text, "x"), "the e-mail address", problem);
            is_refused(Credentials::password("ann@example.org", text), "the password", problem);
            is_refused(Credentials::session(text), "the session cookie", problem);
        }
    }

    #[test]
    fn tokens_and_addresses_are_checked_further() {
        let wrong = [
            ("mar ked", "holds white space"),
            ("marked\"", "a quotation mark at"),
            ("'marked", "a quotation mark at"),
            ("mar:ked", "a colon"),
        ];
        for (text, problem) in wrong {
            is_refused(Credentials::api_token(text), "the API token", problem);
            is_refused(Credentials::password(text, "x"), "the e-mail address", problem);
        }
        is_refused(Credentials::api_token("märked"), "the API token", "outside ASCII");
        is_refused(Credentials::api_token("marked@example.org"), "the API token", "is an e-mail address");
        for cookie in ["marked; b=c", "märked", "mar ked", "marked\"", "mar,ked", "mar\\ked"] {
            is_refused(Credentials::session(cookie), "the session cookie", "no cookie value");
        }
        is_refused(Credentials::session("__Secure-accounts-session=marked"), "the session cookie", "the cookie's name");
    }

    #[test]
    fn passwords_may_hold_what_people_choose() {
        for password in
            ["correct horse", "\"", "\"x", "x'", "a\"b\"c", "ä:ö", "e\u{301}", "👩\u{200d}💻", "«x\"", "' x"]
        {
            assert!(Credentials::password("jürgen@example.org", password).header().is_ok(), "{password}");
        }
    }

    #[test]
    fn debug_shows_nothing_of_a_credential() {
        let all = [
            Credentials::api_token("marked"),
            Credentials::password("marked@example.org", "marked"),
            Credentials::session("marked"),
        ];
        for credentials in all {
            let shown = format!("{credentials:?} {credentials:#?}");
            assert!(!shown.contains("marked") && !shown.contains('@') && shown.contains("Secret(..)"), "{shown}");
        }
    }
}
