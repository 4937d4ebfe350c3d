//! The check of a page size, which all operations with pages share.

use crate::error::BuildError;

/// Refuses a page size of zero.
pub(super) fn check_per_page(per_page: Option<u32>) -> Result<(), BuildError> {
    match per_page {
        Some(0) => Err(BuildError::parameter("per_page", "is 0: a page has at least 1 item")),
        _ => Ok(()),
    }
}
