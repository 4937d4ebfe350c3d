//! The 31 operations that the documentation got later.

use toggl_me_core::clock::{Clock, SystemClock};
use toggl_me_core::me::{
    AcceptTos, AddFlags, AddPushService, CreateFavorite, DeleteFavorite, DisableProductEmails, DisableWeeklyReport,
    DownloadExport, EnableSso, FavoriteDetails, GetClientPreferences, GetCurrentTimeEntry, GetFlags, GetId,
    GetPreferences, GetTimeEntry, GetTimeEntryChecklist, ListExports, ListFavorites, ListPushServices, ListQuotas,
    ListTimeEntries, ListTimeEntrySharing, ListTimesheets, ListWorkspaces, RemovePushService, RequestExport,
    ResetToken, SuggestFavorites, UpdateClientPreferences, UpdateFavorites, UpdatePreferences,
};
use toggl_me_core::model::{Favorite, Preferences, PreferencesClient};
use toggl_me_transport_test::FakeToggl;

use crate::calls::{Tour, count, counted, named, text};

/// Calls the operations that only read. The later ones ask for a time entry that an earlier one lists.
pub(crate) fn read(tour: &mut Tour) {
    tour.call(&GetId::new(), |id| format!("the user's id is {id}"));
    tour.call(&ListQuotas::new(), |quotas| {
        let totals = quotas.iter().filter_map(|quota| quota.total).map(|total| total.to_string());
        format!("{} an hour: {}", count(quotas, "quota"), totals.collect::<Vec<_>>().join(", "))
    });
    tour.call(&ListWorkspaces::new(), |workspaces| named(workspaces, |it| &it.name));
    let mut entries = Vec::new();
    tour.call(&ListTimeEntries::new().meta(true), |listed| {
        entries.clone_from(listed);
        let seconds: u64 = listed.iter().map(|entry| entry.elapsed(SystemClock.wall()).as_secs()).sum();
        format!("{}, {} h {} min in all", entries_of(listed.len()), seconds / 3600, seconds / 60 % 60)
    });
    tour.call(&GetCurrentTimeEntry::new(), |current| match current {
        Some(entry) => {
            let minutes = entry.elapsed(SystemClock.wall()).as_secs() / 60;
            format!("{:?} has been running for {minutes} min", text(&entry.description))
        }
        None => "none is running".to_owned(),
    });
    let last = entries.last().cloned().unwrap_or_default();
    tour.call(&GetTimeEntry::new(last.id).meta(true), |entry| {
        format!("{:?} for the project {}", text(&entry.description), text(&entry.project_name))
    });
    tour.call(&GetTimeEntryChecklist::new(), |list| {
        let is_enough = list.iter().all(|checks| checks.time_entries_count_check == Some(true));
        if is_enough { "enough was tracked".to_owned() } else { "not enough was tracked".to_owned() }
    });
    let all = entries.iter().filter_map(|entry| Some((entry.id, entry.workspace_id?)));
    let sharing = all.fold(ListTimeEntrySharing::new(), |asked, (entry, workspace)| asked.time_entry(entry, workspace));
    tour.call(&sharing, |shares| format!("shared with {}", named(shares, |it| &it.user_name)));
    tour.call(&ListTimesheets::new(), |timesheets| named(timesheets, |it| &it.status));
}

/// Calls the operations that change the account, each with the one that shows the change.
pub(crate) fn change(tour: &mut Tour, fake: &FakeToggl) {
    preferences(tour);
    favorites(tour);
    tour.call(&GetFlags::new(), |flags| counted(flags.len(), "flag", "flags"));
    tour.call(&AddFlags::new().flag("tour", "seen"), |flags| counted(flags.len(), "flag", "flags"));
    export(tour);
    tour.call(&AddPushService::new("a token of Firebase's"), |text| said("subscribed", text));
    tour.call(&ListPushServices::new(), |devices| count(devices, "device"));
    tour.call(&RemovePushService::new("a token of Firebase's"), |text| said("unsubscribed", text));
    codes(tour, fake);
    tour.call(&ResetToken::new(), |_| "a new token, which replaces the old one".to_owned());
}

/// Reads the preferences, changes one, and writes all of them back, so that those that this program does not know are
/// kept.
fn preferences(tour: &mut Tour) {
    let mut preferences = Preferences::new();
    tour.call(&GetPreferences::new(), |got| {
        preferences.clone_from(got);
        format!("{}, dates as {}", preferences_of(got), got.date_format().unwrap_or("?"))
    });
    preferences.set_date_format("YYYY-MM-DD");
    tour.call(&UpdatePreferences::new(preferences), |text| said("dates as YYYY-MM-DD", text));
    let mut on_the_web = Preferences::new();
    tour.call(&GetClientPreferences::new(PreferencesClient::Web), |got| {
        on_the_web.clone_from(got);
        format!("{} on the web site", preferences_of(got))
    });
    on_the_web.set("ManualMode", true);
    let update = UpdateClientPreferences::new(PreferencesClient::Web, on_the_web);
    tour.call(&update, |text| said("in manual mode", text));
    tour.call(&AcceptTos::new(), |text| said("the terms are accepted", text));
}

fn favorites(tour: &mut Tour) {
    let mut first = Favorite::default();
    tour.call(&ListFavorites::new(), |favorites| {
        first = favorites.first().cloned().unwrap_or_default();
        named(favorites, |it| &it.description)
    });
    tour.call(&SuggestFavorites::new(), |suggested| match suggested.as_slice() {
        [] => "none, because the user has had some before".to_owned(),
        suggested => named(suggested, |it| &it.description),
    });
    let details = FavoriteDetails::from(&first).description("Rye bread");
    let mut created = Favorite::default();
    tour.call(&CreateFavorite::new(details.clone()), |favorite| {
        created = favorite.clone();
        format!("{:?} is favorite {}", text(&favorite.description), favorite.favorite_id)
    });
    let update = UpdateFavorites::new().favorite(created.favorite_id, details.description("Rye bread, sliced"));
    tour.call(&update, |changed| named(changed, |it| &it.description));
    tour.call(&DeleteFavorite::new(created.favorite_id), |()| "deleted".to_owned());
}

fn export(tour: &mut Tour) {
    tour.call(&RequestExport::new().profile(true).timeline(true), |text| said("asked for", text));
    let mut uuid = String::new();
    tour.call(&ListExports::new(), |exports| {
        uuid = exports.last().and_then(|export| export.token.clone()).unwrap_or_default();
        named(exports, |it| &it.state)
    });
    tour.call(&DownloadExport::new(uuid), |archive| {
        let kind = if archive.starts_with(b"PK\x03\x04") { "a ZIP archive" } else { "no ZIP archive" };
        format!("{kind} of {} bytes", archive.len())
    });
}

/// Calls the operations with codes, which come in e-mails and from pages. The fake tells its own.
fn codes(tour: &mut Tour, fake: &FakeToggl) {
    let Some(profile) = fake.profile(&fake.email()) else { return };
    tour.call(&EnableSso::new(profile.sso_code), |text| said("single sign-on is enabled", text));
    let no_emails = DisableProductEmails::new(profile.product_emails_code);
    tour.call(&no_emails, |text| said("no more e-mails about products", text));
    let no_report = DisableWeeklyReport::new(profile.weekly_report_code);
    tour.call(&no_report, |text| said("no more weekly reports", text));
}

fn entries_of(number: usize) -> String {
    counted(number, "time entry", "time entries")
}

fn preferences_of(preferences: &Preferences) -> String {
    counted(preferences.as_map().len(), "preference", "preferences")
}

fn said(what: &str, text: &str) -> String {
    if text.is_empty() { what.to_owned() } else { format!("{what}: {text}") }
}
