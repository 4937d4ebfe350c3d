//! [`Credentials`]: the user's identity, and the header that carries it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderName, HeaderValue};
use zeroize::Zeroizing;

use crate::error::BuildError;
use crate::invisible::is_invisible;
use crate::secret::Secret;

/// The name of the cookie that carries a session of Toggl's accounts service.
pub const SESSION_COOKIE: &str = "__Secure-accounts-session";

/// The credentials to call the API with.
///
/// The server locks an account after a few failed logins. So [`Context::new`](crate::Context::new) refuses credentials
/// that contain what a file or the clipboard adds: a line break, surrounding white space or quotation marks, a byte
/// order mark, invisible characters.
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
    /// Creates credentials from the API token at the bottom of Toggl's profile page: 32 hexadecimal digits.
    pub fn api_token(token: impl Into<Secret>) -> Self {
        Credentials(Kind::ApiToken(token.into()))
    }

    /// Creates credentials from the e-mail address and password of the account.
    ///
    /// A password may contain spaces and quotation marks, and may have a quotation mark at one end. It may not begin or
    /// end with white space or be surrounded by quotation marks: those are more often copied by mistake than chosen.
    /// For such a password, use the API token instead.
    pub fn password(email: impl Into<String>, password: impl Into<Secret>) -> Self {
        Credentials(Kind::Password { email: email.into().into(), password: password.into() })
    }

    /// Creates credentials from the value of the [`SESSION_COOKIE`] that Toggl's accounts service has set.
    pub fn session(cookie: impl Into<Secret>) -> Self {
        Credentials(Kind::Session(cookie.into()))
    }

    /// Creates empty credentials, for the few operations that need none.
    pub fn none() -> Self {
        Credentials(Kind::None)
    }

    /// Returns the header that carries the credentials.
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

/// Checks what applies to all credentials, passwords included: only characters that can be seen and typed, and no white
/// space at an end (RFC 7617 forbids only control characters).
fn check(text: &str) -> Result<(), &'static str> {
    // These join letters and pictures into one visible character.
    let is_joiner = |c| matches!(c, '\u{200c}' | '\u{200d}');
    let is_around = |(start, end): (char, char)| text.strip_prefix(start).is_some_and(|rest| rest.ends_with(end));
    if text.is_empty() {
        Err("is empty")
    } else if text.contains('\u{feff}') {
        Err("contains a byte order mark (perhaps from the start of a file)")
    } else if text.contains(char::is_control) {
        Err("contains a control character (perhaps a line break at its end)")
    } else if text.contains(|c| is_invisible(c) && !is_joiner(c)) {
        Err("contains an invisible character (perhaps copied along with it)")
    } else if text.trim() != text {
        Err("begins or ends with white space")
    } else if QUOTES.into_iter().any(is_around) {
        Err("is in quotation marks (perhaps from a settings file)")
    } else {
        Ok(())
    }
}

/// Checks what applies to the part before the colon of Basic authentication (RFC 7617): neither tokens nor addresses
/// contain white space, or have a quotation mark at an end.
fn check_user(text: &str) -> Result<(), &'static str> {
    check(text)?;
    let is_quote = |c| QUOTES.iter().any(|(start, end)| c == *start || c == *end);
    if text.contains(char::is_whitespace) {
        Err("contains white space")
    } else if text.starts_with(is_quote) || text.ends_with(is_quote) {
        Err("begins or ends with a quotation mark (perhaps from a settings file)")
    } else if text.contains(':') {
        Err("contains a colon, which Basic authentication does not allow")
    } else {
        Ok(())
    }
}

fn check_token(text: &str) -> Result<(), &'static str> {
    check_user(text)?;
    if text.contains('@') {
        Err("is an e-mail address (see `Credentials::password`)")
    } else if text.contains(|c: char| !c.is_ascii_graphic()) {
        Err("contains a character outside ASCII")
    } else {
        Ok(())
    }
}

/// Checks what RFC 6265 allows in the value of a cookie.
fn check_cookie(text: &str) -> Result<(), &'static str> {
    check(text)?;
    let is_allowed = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | ',' | ';' | '\\');
    if text.strip_prefix(SESSION_COOKIE).is_some_and(|rest| rest.starts_with('=')) {
        Err("begins with the cookie's name; only its value is needed")
    } else if !text.chars().all(is_allowed) {
        Err("contains a character that a cookie value cannot contain")
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
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| BuildError::credentials("the credentials", "cannot be sent in a header"))?;
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
    fn characters_that_a_file_adds_are_refused_by_name() {
        let added = [
            ("marked\n", "a control character (perhaps a line break"),
            ("\tmarked", "a control character"),
            ("mar\0ked", "a control character"),
            ("marked\r\nHost: y", "a control character"),
            ("marked ", "begins or ends with white space"),
            (" marked", "begins or ends with white space"),
            ("marked\u{a0}", "begins or ends with white space"),
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
    fn tokens_and_addresses_have_further_checks() {
        let wrong = [
            ("mar ked", "contains white space"),
            ("marked\"", "begins or ends with a quotation mark"),
            ("'marked", "begins or ends with a quotation mark"),
            ("mar:ked", "a colon"),
        ];
        for (text, problem) in wrong {
            is_refused(Credentials::api_token(text), "the API token", problem);
            is_refused(Credentials::password(text, "x"), "the e-mail address", problem);
        }
        is_refused(Credentials::api_token("märked"), "the API token", "outside ASCII");
        is_refused(Credentials::api_token("marked@example.org"), "the API token", "is an e-mail address");
        for cookie in ["marked; b=c", "märked", "mar ked", "marked\"", "mar,ked", "mar\\ked"] {
            is_refused(Credentials::session(cookie), "the session cookie", "a cookie value cannot contain");
        }
        is_refused(Credentials::session("__Secure-accounts-session=marked"), "the session cookie", "the cookie's name");
    }

    #[test]
    fn passwords_may_contain_what_people_choose() {
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
