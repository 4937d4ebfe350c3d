//! The 17 documented operations, and two that the server has in another form.

use toggl_me_core::codec::JsonOrText;
use toggl_me_core::me::{
    CheckLogin, CheckLostPasswordCode, CloseAccount, ConfirmLostPassword, GetLocation, GetLostPassword, GetMe,
    GetWebTimer, ListClients, ListFeatures, ListOrganizations, ListProjects, ListProjectsPage, ListTags, ListTasks,
    ListTrackReminders, PostLostPassword, RequestLostPassword, UpdateMe,
};
use toggl_me_transport_test::FakeToggl;

use crate::calls::{Tour, count, counted, named, text};

/// Calls the operations that change nothing.
pub(crate) fn read(tour: &mut Tour) {
    tour.call(&CheckLogin::new(), |()| "the token is right".to_owned());
    tour.call(&GetMe::new().with_related_data(true), |me| {
        format!(
            "{} <{}> with {}, {}, {}, {}, {}, {}",
            text(&me.fullname),
            text(&me.email),
            count(&me.workspaces, "workspace"),
            count(&me.clients, "client"),
            count(&me.projects, "project"),
            count(&me.tasks, "task"),
            count(&me.tags, "tag"),
            counted(me.time_entries.len(), "time entry", "time entries"),
        )
    });
    tour.call(&ListOrganizations::new(), |organizations| named(organizations, |it| &it.name));
    tour.call(&ListFeatures::new(), |workspaces| {
        let features = workspaces.iter().flat_map(|workspace| &workspace.features);
        let enabled = features.clone().filter(|feature| feature.enabled == Some(true)).count();
        format!("{enabled} of {} features in {}", features.count(), count(workspaces, "workspace"))
    });
    tour.call(&ListClients::new(), |clients| named(clients, |it| &it.name));
    tour.call(&ListProjects::new(), |projects| named(projects, |it| &it.name));
    tour.call(&ListProjectsPage::new().per_page(3), |page| named(page, |it| &it.name));
    tour.call(&ListTags::new(), |tags| named(tags, |it| &it.name));
    tour.call(&ListTasks::new(), |tasks| named(tasks, |it| &it.name));
    tour.call(&ListTrackReminders::new(), |reminders| count(reminders, "reminder"));
    tour.call(&GetWebTimer::new(), |timer| match timer {
        JsonOrText::Json(timer) => counted(timer.time_entries.len(), "time entry", "time entries"),
        JsonOrText::Text(text) => format!("a text of {} characters", text.chars().count()),
    });
    tour.call(&GetLocation::new(), |location| match location {
        Some(location) => format!("{}, {}", text(&location.city), text(&location.country_name)),
        None => "nobody knows where".to_owned(),
    });
}

/// Calls the others, which change the account and then close it.
pub(crate) fn change(tour: &mut Tour, fake: &FakeToggl) {
    tour.call(&UpdateMe::new().fullname("Mari Tamm-Kask").timezone("Europe/Riga"), |me| {
        format!("now called {}, in {}", text(&me.fullname), text(&me.timezone))
    });
    reset_password(tour, fake);
    tour.call(&CloseAccount::new(), |value| match value.as_str() {
        "" => "the account is closed".to_owned(),
        text => format!("the account is closed: {text}"),
    });
}

/// Replaces a lost password, with the code from the fake's mailbox.
fn reset_password(tour: &mut Tour, fake: &FakeToggl) {
    let email = fake.email();
    tour.call(&RequestLostPassword::new(&email), String::clone);
    let code = fake.mailbox(&email).pop().unwrap_or_default();
    let mut user_id = 0;
    tour.call(&CheckLostPasswordCode::new(code.as_str()), |check| match check {
        JsonOrText::Json(check) => {
            user_id = check.user_id.unwrap_or_default();
            format!("the code belongs to user {user_id}")
        }
        JsonOrText::Text(text) => text.clone(),
    });
    tour.call(&GetLostPassword::new(), |value| match value {
        JsonOrText::Json(check) => format!("user {}", check.user_id.unwrap_or_default()),
        JsonOrText::Text(text) => text.clone(),
    });
    tour.call(&ConfirmLostPassword::new(code.as_str(), "a new password", user_id), |value| match value {
        JsonOrText::Json(me) => format!("{} has a new password", text(&me.email)),
        JsonOrText::Text(text) => text.clone(),
    });
    tour.call(&PostLostPassword::new("a code").email(&email), String::clone);
}
