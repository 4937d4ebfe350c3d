//! The values that responses are decoded into, one resource a file.
//!
//! Responses differ from the documentation, from year to year and from account to account, so the models promise
//! little: everything but ids and lists is an `Option`, `null` means absence, unknown fields and unknown enum values
//! are accepted, and legacy names are read into the fields that replaced them. A model is decoded from an object, by
//! the names of its keys, and never from an array, by position. Where a key comes twice, the last value counts.
//!
//! An object without its own id, the field of type `i64`, is an error. Any other value that cannot be decoded, such as
//! a list in place of an object, is treated as absent by [`EndpointExt`](crate::EndpointExt), which reports where that
//! happened.
//!
//! | field | decoded from |
//! | --- | --- |
//! | `i64` | a number or a text that holds one; a fraction is cut off (60.9 becomes 60), except in an own id, which must be whole |
//! | `f64` | a number or a text that holds one |
//! | `bool` | `true`, `false`, 1, 0 or the text `"true"` or `"false"` |
//! | [`jiff::Timestamp`] | RFC 3339 with any offset, which is dropped; `""` means absence |
//! | [`jiff::civil::Date`] | `2017-08-28`, with or without a time after it; `""` means absence |
//! | a list | a list or `null`; in a list of numbers or texts, items that are `null` are skipped |
//!
//! The structs are `#[non_exhaustive]` and have public fields: to make one in a test, take its `default()` and set the
//! fields that matter.

#[macro_use]
mod declare;
#[macro_use]
mod open_enum;

mod client;
mod download_request;
mod favorite;
mod feature;
mod integration;
mod location;
mod lost_password;
mod me;
mod organization;
mod organization_quota;
pub(crate) mod preferences;
mod project;
mod subscription;
mod tag;
mod task;
#[cfg(test)]
mod testing;
mod time_entry;
mod time_entry_checklist;
mod time_entry_sharing;
mod timesheet;
mod track_reminder;
mod web_timer;
pub(crate) mod wire;
mod workspace;

pub use client::Client;
pub use download_request::DownloadRequest;
pub use favorite::Favorite;
pub use feature::{Feature, WorkspaceFeatures};
pub use integration::IntegrationProvider;
pub use location::Location;
pub use lost_password::{LostPasswordCheck, LostPasswordUser};
pub use me::Me;
pub use organization::{Organization, OrganizationSubscription, Plan, SubscriptionState, SubscriptionTrial, TrialInfo};
pub use organization_quota::OrganizationQuota;
pub use preferences::{AlphaFeature, Preferences, PreferencesClient};
pub use project::{Project, ProjectStatus, RecurringParameters, RecurringPeriod};
pub use subscription::{CardDetails, ContactDetail, PaymentDetails, Subscription, SubscriptionPeriod};
pub use tag::Tag;
pub use task::Task;
pub use time_entry::{SharedWith, TimeEntry};
pub use time_entry_checklist::TimeEntryChecklist;
pub use time_entry_sharing::TimeEntrySharing;
pub use timesheet::Timesheet;
pub use track_reminder::TrackReminder;
pub use web_timer::{WebTimer, WebTimerTimeEntry};
pub use workspace::{CsvUpload, TimeEntryConstraints, Workspace};
