//! [`Credentials`]: as whom to call the API, and the header that says so.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderName, HeaderValue};
use zeroize::Zeroizing;

use crate::error::BuildError;
use crate::secret::Secret;

/// The cookie that carries a session of Toggl's accounts service.
pub const SESSION_COOKIE: &str = "__Secure-accounts-session";

/// As whom to call the API.
///
/// See [Toggl's documentation](https://engineering.toggl.com/docs/authentication).
#[derive(Clone, Debug)]
pub struct Credentials(Kind);

#[derive(Clone, Debug)]
enum Kind {
    ApiToken(Secret),
    Password { email: String, password: Secret },
    Session(Secret),
    None,
}

impl Credentials {
    /// The API token from the bottom of Toggl's profile page: 32 hexadecimal digits.
    pub fn api_token(token: impl Into<Secret>) -> Self {
        Credentials(Kind::ApiToken(token.into()))
    }

    /// The e-mail address and password of the account.
    pub fn password(email: impl Into<String>, password: impl Into<Secret>) -> Self {
        Credentials(Kind::Password { email: email.into(), password: password.into() })
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
                check_basic("the API token", token.expose(), true)?;
                Ok(Some((AUTHORIZATION, basic(token.expose(), "api_token")?)))
            }
            Kind::Password { email, password } => {
                check_basic("the e-mail address", email, true)?;
                check_basic("the password", password.expose(), false)?;
                Ok(Some((AUTHORIZATION, basic(email, password.expose())?)))
            }
            Kind::Session(cookie) => Ok(Some((COOKIE, session(cookie.expose())?))),
            Kind::None => Ok(None),
        }
    }
}

/// What Basic authentication (RFC 7617) can carry: no control characters, and no colon in the part before the colon.
fn check_basic(what: &'static str, text: &str, before_colon: bool) -> Result<(), BuildError> {
    if text.is_empty() {
        return Err(BuildError::credentials(what, "is empty"));
    }
    if text.contains(char::is_control) {
        return Err(BuildError::credentials(what, "holds a control character (a line break at its end?)"));
    }
    if before_colon && text.contains(':') {
        return Err(BuildError::credentials(what, "holds a colon, which Basic authentication cannot carry"));
    }
    Ok(())
}

fn basic(user: &str, password: &str) -> Result<HeaderValue, BuildError> {
    let plain = Zeroizing::new(format!("{user}:{password}"));
    let encoded = Zeroizing::new(STANDARD.encode(plain.as_bytes()));
    sensitive(&format!("Basic {}", encoded.as_str()))
}

fn session(cookie: &str) -> Result<HeaderValue, BuildError> {
    let what = "the session cookie";
    if cookie.is_empty() {
        return Err(BuildError::credentials(what, "is empty"));
    }
    let allowed = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\');
    if !cookie.bytes().all(allowed) {
        return Err(BuildError::credentials(what, "holds a character that no cookie value can hold"));
    }
    sensitive(&format!("{SESSION_COOKIE}={cookie}"))
}

fn sensitive(text: &str) -> Result<HeaderValue, BuildError> {
    let mut value =
        HeaderValue::from_str(text).map_err(|_| BuildError::credentials("the credentials", "fit no header"))?;
    value.set_sensitive(true);
    Ok(value)
}
