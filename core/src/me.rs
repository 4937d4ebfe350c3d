//! The operations, one a file, named verb first: the API's table of contents.

use http::Method;

use crate::endpoint::EndpointInfo;

mod get_me;
mod list_clients;

pub use get_me::GetMe;
pub use list_clients::ListClients;

/// Every operation of this crate.
pub static ENDPOINTS: [EndpointInfo; 2] = [EndpointInfo::of::<GetMe>(), EndpointInfo::of::<ListClients>()];

/// The operation that a request with that method and path calls, whatever base path comes before its own.
///
/// The only matcher there is: layers, doubles and logs, which see just a request, ask it. The longest match counts, and
/// at the same length one without variables.
///
/// ```
/// use toggl_me_core::{http::Method, me};
///
/// let clients = me::route(&Method::GET, "/api/v9/me/clients").unwrap();
/// assert_eq!(clients.to_string(), "GET /me/clients");
/// assert!(me::route(&Method::DELETE, "/api/v9/me/clients").is_none());
/// ```
pub fn route(method: &Method, path: &str) -> Option<&'static EndpointInfo> {
    ENDPOINTS
        .iter()
        .filter(|endpoint| endpoint.method == *method && ends_with(path, endpoint.path))
        .max_by_key(|endpoint| (endpoint.path.split('/').count(), !endpoint.path.contains('{')))
}

/// Whether the last segments of `path` are those of `template`, a variable standing for any one segment.
fn ends_with(path: &str, template: &str) -> bool {
    let mut segments = path.rsplit('/');
    template.rsplit('/').all(|expected| segments.next().is_some_and(|segment| fits(segment, expected)))
}

/// A variable may have a literal after it: `{uuid}.zip`.
fn fits(segment: &str, expected: &str) -> bool {
    match expected.split_once('}') {
        Some((_, tail)) => segment.strip_suffix(tail).is_some_and(|value| !value.is_empty()),
        None => segment == expected,
    }
}
