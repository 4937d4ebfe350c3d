//! What all operations with pages demand of a page's size.

use crate::error::BuildError;

/// What all operations with pages demand.
pub(super) fn check_per_page(per_page: Option<u32>) -> Result<(), BuildError> {
    match per_page {
        Some(0) => Err(BuildError::parameter("per_page", "is 0: a page has at least 1 item")),
        _ => Ok(()),
    }
}
