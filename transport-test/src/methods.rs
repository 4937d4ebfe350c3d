//! The methods whose requests have a body.

use http::Method;

/// The methods whose requests have a body, even an empty one: without its length, Toggl refuses them with 411.
pub(crate) const WITH_BODY: [Method; 3] = [Method::POST, Method::PUT, Method::PATCH];
