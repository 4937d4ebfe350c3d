//! What the server answers, one resource a file.
//!
//! Answers differ from the documentation, from year to year and from account to account, so the models promise little:
//! everything but ids and lists is an `Option`, `null` means absence, unknown fields and unknown enum values are
//! accepted, and legacy names are read into the fields that replaced them. Models are read from objects, by the names
//! of the keys, and never from arrays, by position; of a key that comes twice the last value counts.
//!
//! An object without its own id, the field of type `i64`, is not read at all. What else cannot be read, be it a list where
//! an object should be, is absent when it is parsed by [`EndpointExt`](crate::EndpointExt), which says where that was so.
//!
//! | field | read from |
//! | --- | --- |
//! | `i64` | a number, or a text with one; what has a fraction loses it (60.9 is 60), but no own id has one |
//! | `f64` | a number, or a text with one |
//! | `bool` | `true`, `false`, 1, 0, or a text with one of the first two |
//! | [`jiff::Timestamp`] | RFC 3339 with any offset, which is dropped; `""` is none |
//! | [`jiff::civil::Date`] | `2017-08-28`, with or without a time after it; `""` is none |
//! | a list | a list or `null`; of a list of numbers or texts those items that are not `null` |
//!
//! The structs are `#[non_exhaustive]` and have public fields: to make one in a test, take its `default()` and set what
//! matters.

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
