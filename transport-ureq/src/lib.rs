//! A blocking transport for toggl-me-core on ureq, without an async runtime.
