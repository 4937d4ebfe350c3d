//! The secrets in the requests and responses of the operations: what the core's types keep in a `Secret`, and what
//! leads to it.

use http::{Method, StatusCode};
use toggl_me_core::me::{
    self, ConfirmLostPassword, DownloadExport, GetLocation, ListPushServices, RequestExport, ResetToken,
};
use toggl_me_core::{EndpointExt, endpoint::EndpointInfo};

/// The secrets of a body.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Secrets {
    /// The values whose keys [say so](is_secret_key), and those of these keys.
    Of(&'static [&'static str]),
    /// Every value.
    All,
    /// Every byte.
    Unreadable,
}

impl Secrets {
    /// Returns whether the value of this JSON key is one.
    pub(crate) fn has(self, key: &str) -> bool {
        match self {
            Secrets::Of(keys) => keys.contains(&key) || is_secret_key(key),
            Secrets::All | Secrets::Unreadable => true,
        }
    }
}

/// Returns the secrets in the body of a request.
pub(crate) fn of_request(method: &Method, path: &str) -> Secrets {
    match me::route(method, path) {
        // The key of the code from the e-mail is also used for values that are not secrets.
        Some(operation) if operation == ConfirmLostPassword::INFO => Secrets::Of(&["code"]),
        _ => Secrets::Of(&[]),
    }
}

/// Returns the secrets in the body of a response to a request.
///
/// A refusal contains the server's words, whatever the operation.
pub(crate) fn of_response(method: &Method, path: &str, status: StatusCode) -> Secrets {
    let Some(operation) = me::route(method, path).filter(|_| status.is_success()) else { return Secrets::Of(&[]) };
    // These are bare tokens of an account, of devices and of an export: no key identifies them.
    let bare: [&EndpointInfo; 3] = [ResetToken::INFO, ListPushServices::INFO, RequestExport::INFO];
    match operation {
        operation if bare.contains(&operation) => Secrets::All,
        // This is where the user is; apps read the country.
        operation if operation == GetLocation::INFO => Secrets::Of(&["city", "city_lat_long", "state"]),
        // This is everything in the account.
        operation if operation == DownloadExport::INFO => Secrets::Unreadable,
        _ => Secrets::Of(&[]),
    }
}

/// Returns whether the value of this JSON key or query parameter is a secret, in whatever style the key is written.
pub(crate) fn is_secret_key(key: &str) -> bool {
    let key: String = key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let parts =
        ["password", "passwd", "token", "secret", "email", "session", "icalurl", "confirmationcode", "cardnumber"];
    parts.iter().any(|part| key.contains(part)) || key.ends_with("hash")
}

/// Returns whether the value of this header, whose name is in lower case, is a secret.
pub(crate) fn is_secret_header(name: &str) -> bool {
    let parts = ["cookie", "token", "secret", "session", "api-key"];
    matches!(name, "authorization" | "proxy-authorization") || parts.iter().any(|part| name.contains(part))
}

/// Returns the segments of a path, and whether each is the value of a variable that holds a secret: a code from an
/// e-mail, or the name of an export.
pub(crate) fn segments<'a>(method: &Method, path: &'a str) -> Vec<(&'a str, bool)> {
    let Some(endpoint) = me::route(method, path) else { return segments_of_unknown(path) };
    let mut expected = endpoint.path.rsplit('/');
    let mut segments: Vec<_> =
        path.rsplit('/').map(|segment| (segment, expected.next().is_some_and(is_secret_variable))).collect();
    segments.reverse();
    segments
}

/// Returns the segments for an operation that the core does not have. It may contain a secret anywhere, so only words,
/// numbers and the API's version count as harmless, and not even those after the name of a secret.
fn segments_of_unknown(path: &str) -> Vec<(&str, bool)> {
    let mut names_secret = false;
    let judged = path.split('/').map(|segment| {
        let is_word = segment.chars().all(|c| c.is_ascii_lowercase() || "_-.".contains(c));
        let is_number = segment.chars().all(|c| c.is_ascii_digit());
        let is_version = segment.strip_prefix('v').is_some_and(|rest| rest.len() < 3 && rest.parse::<u8>().is_ok());
        let is_secret = names_secret || !(is_word || is_number || is_version);
        names_secret = is_secret_key(segment) || segment.ends_with("code") || segment.ends_with("codes");
        (segment, is_secret)
    });
    judged.collect()
}

/// Returns whether this is a variable that holds a code from an e-mail, or the token of an export.
fn is_secret_variable(segment: &str) -> bool {
    segment.starts_with('{') && (segment.contains("code}") || segment.contains("uuid}"))
}
