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
        .filter(|endpoint| endpoint.matches(method, path))
        .max_by_key(|endpoint| (endpoint.path.split('/').count(), !endpoint.path.contains('{')))
}
