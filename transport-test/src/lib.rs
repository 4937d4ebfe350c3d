//! Test code that uses toggl-me-core: doubles, a fake Toggl, faults, recordings, a conformance suite, strategies.
