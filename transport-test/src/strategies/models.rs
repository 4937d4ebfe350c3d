//! The models, field by field: the values that are drawn, and the names under which they are written.

use toggl_me_core::model::{
    CardDetails, Client, ContactDetail, CsvUpload, DownloadRequest, Favorite, Feature, Location, LostPasswordCheck,
    LostPasswordUser, Me, Organization, OrganizationQuota, OrganizationSubscription, PaymentDetails, Project,
    RecurringParameters, RecurringPeriod, SharedWith, Subscription, SubscriptionPeriod, SubscriptionTrial, Tag, Task,
    TimeEntry, TimeEntryChecklist, TimeEntryConstraints, TimeEntrySharing, Timesheet, TrackReminder, TrialInfo,
    WebTimer, WebTimerTimeEntry, Workspace, WorkspaceFeatures,
};

use super::object::Object;

const INTEGRATIONS: &[&str] = &["asana", "jira", "salesforce"];
const PLANS: &[&str] = &["free", "starter", "premium", "enterprise"];

pub(super) fn client(object: &mut Object<'_>) -> Client {
    let mut model = Client::default();
    model.id = object.id("id");
    model.workspace_id = object.legacy("workspace_id", "wid", Object::int);
    model.name = object.text("name");
    model.archived = object.flag("archived");
    model.at = object.time("at");
    model.creator_id = object.int("creator_id");
    model.server_deleted_at = object.time("server_deleted_at");
    model.notes = object.text("notes");
    model.permissions = object.permissions("permissions");
    model.external_reference = object.text("external_reference");
    model.integration_ext_id = object.text("integration_ext_id");
    model.integration_ext_type = object.text("integration_ext_type");
    model.integration_provider = object.word("integration_provider", INTEGRATIONS);
    model.total_count = object.int("total_count");
    model
}

pub(super) fn project(object: &mut Object<'_>) -> Project {
    let mut model = Project::default();
    model.id = object.id("id");
    model.workspace_id = object.legacy("workspace_id", "wid", Object::int);
    model.client_id = object.legacy("client_id", "cid", Object::int);
    model.client_name = object.text("client_name");
    model.name = object.text("name");
    model.color = object.text("color");
    model.status = object.word("status", &["upcoming", "active", "ended", "archived", "deleted"]);
    model.active = object.flag("active");
    model.is_private = object.flag("is_private");
    model.pinned = object.flag("pinned");
    model.can_track_time = object.flag("can_track_time");
    model.billable = object.flag("billable");
    model.rate = object.float("rate");
    model.rate_last_updated = object.time("rate_last_updated");
    model.fixed_fee = object.float("fixed_fee");
    model.currency = object.text("currency");
    model.estimated_hours = object.float("estimated_hours");
    model.estimated_seconds = object.int("estimated_seconds");
    model.auto_estimates = object.flag("auto_estimates");
    model.actual_hours = object.float("actual_hours");
    model.actual_seconds = object.int("actual_seconds");
    model.tasks_count = object.int("tasks_count");
    model.start_date = object.date("start_date");
    model.end_date = object.date("end_date");
    model.recurring = object.flag("recurring");
    model.recurring_parameters = object.objects("recurring_parameters", recurring_parameters);
    model.current_period = object.object("current_period", recurring_period);
    model.template = object.flag("template");
    model.template_id = object.int("template_id");
    model.is_shared = object.flag("is_shared");
    model.shared_at = object.time("shared_at");
    model.shared_hash = object.secret("shared_hash");
    model.first_time_entry = object.text("first_time_entry");
    model.created_at = object.time("created_at");
    model.at = object.time("at");
    model.server_deleted_at = object.time("server_deleted_at");
    model.permissions = object.permissions("permissions");
    model.external_reference = object.text("external_reference");
    model.integration_ext_id = object.text("integration_ext_id");
    model.integration_ext_type = object.text("integration_ext_type");
    model.integration_provider = object.word("integration_provider", INTEGRATIONS);
    model.total_count = object.int("total_count");
    model
}

pub(super) fn recurring_parameters(object: &mut Object<'_>) -> RecurringParameters {
    let mut model = RecurringParameters::default();
    model.period = object.text("period");
    model.custom_period = object.int("custom_period");
    model.estimated_seconds = object.int("estimated_seconds");
    model.project_start_date = object.date("project_start_date");
    model.parameter_start_date = object.date("parameter_start_date");
    model.parameter_end_date = object.date("parameter_end_date");
    model
}

pub(super) fn recurring_period(object: &mut Object<'_>) -> RecurringPeriod {
    let mut model = RecurringPeriod::default();
    model.start_date = object.date("start_date");
    model.end_date = object.date("end_date");
    model
}

pub(super) fn tag(object: &mut Object<'_>) -> Tag {
    let mut model = Tag::default();
    model.id = object.id("id");
    model.workspace_id = object.int("workspace_id");
    model.name = object.text("name");
    model.at = object.time("at");
    model.creator_id = object.int("creator_id");
    model.deleted_at = object.time("deleted_at");
    model.permissions = object.permissions("permissions");
    model.integration_ext_id = object.text("integration_ext_id");
    model.integration_ext_type = object.text("integration_ext_type");
    model.integration_provider = object.word("integration_provider", INTEGRATIONS);
    model
}

pub(super) fn task(object: &mut Object<'_>) -> Task {
    let mut model = Task::default();
    model.id = object.id("id");
    model.workspace_id = object.int("workspace_id");
    model.project_id = object.int("project_id");
    model.name = object.text("name");
    model.active = object.flag("active");
    model.recurring = object.flag("recurring");
    model.user_id = object.int("user_id");
    model.toggl_accounts_id = object.text("toggl_accounts_id");
    model.estimated_seconds = object.int("estimated_seconds");
    model.tracked_ms = object.int("tracked_seconds");
    model.rate = object.float("rate");
    model.rate_last_updated = object.time("rate_last_updated");
    model.at = object.time("at");
    model.server_deleted_at = object.time("server_deleted_at");
    model.project_name = object.text("project_name");
    model.project_color = object.text("project_color");
    model.project_billable = object.flag("project_billable");
    model.project_is_private = object.flag("project_is_private");
    model.client_id = object.int("client_id");
    model.client_name = object.text("client_name");
    model.user_name = object.text("user_name");
    model.avatar_url = object.text("avatar_url");
    model.permissions = object.permissions("permissions");
    model.external_reference = object.text("external_reference");
    model.integration_ext_id = object.text("integration_ext_id");
    model.integration_ext_type = object.text("integration_ext_type");
    model.integration_provider = object.word("integration_provider", INTEGRATIONS);
    model
}

pub(super) fn time_entry(object: &mut Object<'_>) -> TimeEntry {
    let mut model = TimeEntry::default();
    model.id = object.id("id");
    model.workspace_id = object.legacy("workspace_id", "wid", Object::int);
    model.user_id = object.legacy("user_id", "uid", Object::int);
    model.project_id = object.legacy("project_id", "pid", Object::int);
    model.task_id = object.legacy("task_id", "tid", Object::int);
    model.description = object.text("description");
    model.start = object.time("start");
    model.stop = object.time("stop");
    model.duration = object.int("duration");
    model.duronly = object.flag("duronly");
    model.billable = object.flag("billable");
    model.tags = object.texts("tags");
    model.tag_ids = object.ints("tag_ids");
    model.expense_ids = object.ints("expense_ids");
    model.shared_with = object.objects("shared_with", shared_with);
    model.at = object.time("at");
    model.server_deleted_at = object.time("server_deleted_at");
    model.permissions = object.permissions("permissions");
    model.project_name = object.text("project_name");
    model.project_color = object.text("project_color");
    model.project_active = object.flag("project_active");
    model.project_billable = object.flag("project_billable");
    model.client_id = object.int("client_id");
    model.client_name = object.text("client_name");
    model.task_name = object.text("task_name");
    model.user_name = object.text("user_name");
    model.user_avatar_url = object.text("user_avatar_url");
    model
}

pub(super) fn shared_with(object: &mut Object<'_>) -> SharedWith {
    let mut model = SharedWith::default();
    model.user_id = object.int("user_id");
    model.user_name = object.text("user_name");
    model.accepted = object.flag("accepted");
    model
}

pub(super) fn workspace(object: &mut Object<'_>) -> Workspace {
    let mut model = Workspace::default();
    model.id = object.id("id");
    model.organization_id = object.int("organization_id");
    model.name = object.text("name");
    model.logo_url = object.text("logo_url");
    model.role = object.text("role");
    model.admin = object.flag("admin");
    model.permissions = object.permissions("permissions");
    model.premium = object.flag("premium");
    model.business_ws = object.flag("business_ws");
    model.profile = object.int("profile");
    model.default_hourly_rate = object.float("default_hourly_rate");
    model.rate_last_updated = object.time("rate_last_updated");
    model.default_currency = object.text("default_currency");
    model.only_admins_may_create_projects = object.flag("only_admins_may_create_projects");
    model.only_admins_may_create_tags = object.flag("only_admins_may_create_tags");
    model.only_admins_see_billable_rates = object.flag("only_admins_see_billable_rates");
    model.only_admins_see_team_dashboard = object.flag("only_admins_see_team_dashboard");
    model.limit_public_project_data = object.flag("limit_public_project_data");
    model.projects_billable_by_default = object.flag("projects_billable_by_default");
    model.projects_enforce_billable = object.flag("projects_enforce_billable");
    model.projects_private_by_default = object.flag("projects_private_by_default");
    model.te_constraints = object.object("te_constraints", time_entry_constraints);
    model.hide_start_end_times = object.flag("hide_start_end_times");
    model.working_hours_in_minutes = object.int("working_hours_in_minutes");
    model.disable_approvals = object.flag("disable_approvals");
    model.disable_expenses = object.flag("disable_expenses");
    model.disable_timesheet_view = object.flag("disable_timesheet_view");
    model.reports_collapse = object.flag("reports_collapse");
    model.rounding = object.int("rounding");
    model.rounding_minutes = object.int("rounding_minutes");
    model.max_data_retention_days = object.int("max_data_retention_days");
    model.ical_enabled = object.flag("ical_enabled");
    model.ical_url = object.secret("ical_url");
    model.api_token = object.secret("api_token");
    model.active_project_count = object.int("active_project_count");
    model.csv_upload = object.object("csv_upload", csv_upload);
    model.subscription = object.object("subscription", subscription);
    model.last_modified = object.time("last_modified");
    model.at = object.time("at");
    model.suspended_at = object.time("suspended_at");
    model.server_deleted_at = object.time("server_deleted_at");
    model
}

pub(super) fn time_entry_constraints(object: &mut Object<'_>) -> TimeEntryConstraints {
    let mut model = TimeEntryConstraints::default();
    model.time_entry_constraints_enabled = object.flag("time_entry_constraints_enabled");
    model.description_present = object.flag("description_present");
    model.project_present = object.flag("project_present");
    model.tag_present = object.flag("tag_present");
    model.task_present = object.flag("task_present");
    model
}

pub(super) fn csv_upload(object: &mut Object<'_>) -> CsvUpload {
    let mut model = CsvUpload::default();
    model.log_id = object.int("log_id");
    model.at = object.time("at");
    model
}

pub(super) fn subscription(object: &mut Object<'_>) -> Subscription {
    let mut model = Subscription::default();
    model.subscription_id = object.int("subscription_id");
    model.organization_id = object.int("organization_id");
    model.workspace_id = object.int("workspace_id");
    model.company_id = object.int("company_id");
    model.customer_id = object.int("customer_id");
    model.pricing_plan_id = object.int("pricing_plan_id");
    model.last_pricing_plan_id = object.int("last_pricing_plan_id");
    model.currency = object.text("currency");
    model.auto_renew = object.flag("auto_renew");
    model.created_at = object.time("created_at");
    model.renewal_at = object.time("renewal_at");
    model.deleted_at = object.time("deleted_at");
    model.subscription_period = object.object("subscription_period", subscription_period);
    model.payment_details = object.object("payment_details", payment_details);
    model.card_details = object.object("card_details", card_details);
    model.contact_detail = object.object("contact_detail", contact_detail);
    model
}

pub(super) fn subscription_period(object: &mut Object<'_>) -> SubscriptionPeriod {
    let mut model = SubscriptionPeriod::default();
    model.subscription_period_id = object.int("subscription_period_id");
    model.subscription_id = object.int("subscription_id");
    model.user_count = object.int("user_count");
    model.trial = object.flag("trial");
    model.started_on = object.text("started_on");
    model.finished_on = object.text("finished_on");
    model.created_at = object.text("created_at");
    model
}

pub(super) fn payment_details(object: &mut Object<'_>) -> PaymentDetails {
    let mut model = PaymentDetails::default();
    model.customer_id = object.int("customer_id");
    model.user_id = object.int("user_id");
    model.payment_type = object.text("payment_type");
    model.reference = object.text("reference");
    model.currency = object.text("currency");
    model.created_at = object.text("created_at");
    model
}

pub(super) fn card_details(object: &mut Object<'_>) -> CardDetails {
    let mut model = CardDetails::default();
    model.card_number = object.secret("card_number");
    model.card_type = object.text("card_type");
    model.expiry_date = object.text("expiry_date");
    model.holder_name = object.text("holder_name");
    model.creator_id = object.int("creator_id");
    model.creator_name = object.text("creator_name");
    model.added_at = object.text("added_at");
    model
}

pub(super) fn contact_detail(object: &mut Object<'_>) -> ContactDetail {
    let mut model = ContactDetail::default();
    model.contact_detail_id = object.int("contact_detail_id");
    model.customer_id = object.int("customer_id");
    model.user_id = object.int("user_id");
    model.company_name = object.text("company_name");
    model.company_address = object.text("company_address");
    model.company_city = object.text("company_city");
    model.zip_code = object.text("zip_code");
    model.country_id = object.int("country_id");
    model.country_subdivision_id = object.int("country_subdivision_id");
    model.is_eu_resident = object.flag("is_eu_resident");
    model.contact_person = object.text("contact_person");
    model.contact_email = object.text("contact_email");
    model.vat_number = object.text("vat_number");
    model.vat_number_valid = object.flag("vat_number_valid");
    model.vat_number_validated_at = object.text("vat_number_validated_at");
    model.created_at = object.text("created_at");
    model.updated_at = object.text("updated_at");
    model
}

pub(super) fn workspace_features(object: &mut Object<'_>) -> WorkspaceFeatures {
    let mut model = WorkspaceFeatures::default();
    model.workspace_id = object.id("workspace_id");
    model.features = object.objects("features", feature);
    model
}

pub(super) fn feature(object: &mut Object<'_>) -> Feature {
    let mut model = Feature::default();
    model.feature_id = object.id("feature_id");
    model.name = object.text("name");
    model.enabled = object.flag("enabled");
    model
}

pub(super) fn location(object: &mut Object<'_>) -> Location {
    let mut model = Location::default();
    model.city = object.text("city");
    model.city_lat_long = object.text("city_lat_long");
    model.state = object.text("state");
    model.country_code = object.text("country_code");
    model.country_name = object.text("country_name");
    object.known_by("city");
    model
}

pub(super) fn lost_password_check(object: &mut Object<'_>) -> LostPasswordCheck {
    let mut model = LostPasswordCheck::default();
    model.user_id = object.int("user_id");
    object.known_by("user_id");
    model
}

pub(super) fn lost_password_user(object: &mut Object<'_>) -> LostPasswordUser {
    let mut model = LostPasswordUser::default();
    model.id = object.int("id");
    model.email = object.text("email");
    model.fullname = object.text("fullname");
    model.api_token = object.secret("api_token");
    object.known_by("email");
    model
}

pub(super) fn organization(object: &mut Object<'_>) -> Organization {
    let mut model = Organization::default();
    model.id = object.id("id");
    model.name = object.text("name");
    model.owner = object.flag("owner");
    model.admin = object.flag("admin");
    model.permissions = object.permissions("permissions");
    model.user_count = object.int("user_count");
    model.max_workspaces = object.int("max_workspaces");
    model.is_multi_workspace_enabled = object.legacy("is_multi_workspace_enabled", "is_multi_workspace", Object::flag);
    model.is_unified = object.flag("is_unified");
    model.max_data_retention_days = object.int("max_data_retention_days");
    model.pricing_plan_id = object.int("pricing_plan_id");
    model.pricing_plan_name = object.text("pricing_plan_name");
    model.pricing_plan_enterprise = object.flag("pricing_plan_enterprise");
    model.subscription = object.object("subscription", organization_subscription);
    model.trial_info = object.object("trial_info", trial_info);
    model.payment_methods = object.values("payment_methods");
    model.is_chargify = object.flag("is_chargify");
    model.created_at = object.time("created_at");
    model.at = object.time("at");
    model.toggl_suite_updated_at = object.time("toggl_suite_updated_at");
    model.suspended_at = object.time("suspended_at");
    model.server_deleted_at = object.time("server_deleted_at");
    model
}

pub(super) fn trial_info(object: &mut Object<'_>) -> TrialInfo {
    let mut model = TrialInfo::default();
    model.trial = object.flag("trial");
    model.trial_available = object.flag("trial_available");
    model.can_have_trial = object.flag("can_have_trial");
    model.trial_plan_id = object.int("trial_plan_id");
    model.last_pricing_plan_id = object.int("last_pricing_plan_id");
    model.trial_end_date = object.time("trial_end_date");
    model.next_payment_date = object.time("next_payment_date");
    model
}

pub(super) fn organization_subscription(object: &mut Object<'_>) -> OrganizationSubscription {
    let mut model = OrganizationSubscription::default();
    model.plan = object.word("plan", PLANS);
    model.plan_name = object.text("plan_name");
    model.enterprise = object.flag("enterprise");
    model.state = object.word(
        "state",
        &["incomplete", "incomplete_expired", "trialing", "active", "past_due", "canceled", "unpaid", "free"],
    );
    model.seats = object.int("seats");
    model.billing_period_months = object.int("billing_period_months");
    model.created_at = object.time("created_at");
    model.trial = object.object("trial", subscription_trial);
    model
}

pub(super) fn subscription_trial(object: &mut Object<'_>) -> SubscriptionTrial {
    let mut model = SubscriptionTrial::default();
    model.active = object.flag("active");
    model.available = object.flag("available");
    model.plan = object.word("plan", PLANS);
    model.end_date = object.time("end_date");
    model
}

pub(super) fn track_reminder(object: &mut Object<'_>) -> TrackReminder {
    let mut model = TrackReminder::default();
    model.reminder_id = object.id("reminder_id");
    model.workspace_id = object.int("workspace_id");
    model.frequency = object.int("frequency");
    model.threshold = object.int("threshold");
    model.user_ids = object.ints("user_ids");
    model.group_ids = object.ints("group_ids");
    model.email_reminder_enabled = object.flag("email_reminder_enabled");
    model.slack_reminder_enabled = object.flag("slack_reminder_enabled");
    model.created_at = object.time("created_at");
    model
}

pub(super) fn web_timer(object: &mut Object<'_>) -> WebTimer {
    let mut model = WebTimer::default();
    model.clients = object.objects("clients", client);
    model.projects = object.objects("projects", project);
    model.tags = object.objects("tags", tag);
    model.tasks = object.objects("tasks", task);
    model.time_entries = object.objects("time_entries", web_timer_time_entry);
    object.known_by("clients");
    model
}

pub(super) fn web_timer_time_entry(object: &mut Object<'_>) -> WebTimerTimeEntry {
    let mut model = WebTimerTimeEntry::default();
    model.id = object.int("task_id");
    model.workspace_id = object.int("workspace_id");
    model.user_id = object.int("user_id");
    model.project_id = object.int("project_id");
    model.planned_task_id = object.int("planned_task_id");
    model.description = object.text("description");
    model.start = object.time("utc_start");
    model.stop = object.time("utc_stop");
    model.duration = object.int("duration_in_seconds");
    model.ignore_start_and_stop = object.flag("ignore_start_and_stop");
    model.billable = object.flag("billable");
    model.tag_ids = object.ints("tag_ids");
    model.updated_at = object.time("updated_at");
    model.deleted_at = object.time("deleted");
    model
}

pub(super) fn me(object: &mut Object<'_>) -> Me {
    let mut model = Me::default();
    model.id = object.id("id");
    model.email = object.text("email");
    model.fullname = object.text("fullname");
    model.image_url = object.text("image_url");
    model.timezone = object.text("timezone");
    model.country_id = object.int("country_id");
    model.beginning_of_week = object.int("beginning_of_week");
    model.default_workspace_id = object.int("default_workspace_id");
    model.api_token = object.secret("api_token");
    model.has_password = object.flag("has_password");
    model.two_factor_enabled = object.flag("2fa_enabled");
    model.openid_enabled = object.flag("openid_enabled");
    model.openid_email = object.text("openid_email");
    model.oauth_providers = object.texts("oauth_providers");
    model.toggl_accounts_id = object.text("toggl_accounts_id");
    model.toggl_accounts_updated_at = object.time("toggl_accounts_updated_at");
    model.intercom_hash = object.secret("intercom_hash");
    model.options = object.map("options");
    model.created_at = object.time("created_at");
    model.updated_at = object.time("updated_at");
    model.authorization_updated_at = object.time("authorization_updated_at");
    model.at = object.time("at");
    model.clients = object.objects("clients", client);
    model.projects = object.objects("projects", project);
    model.tags = object.objects("tags", tag);
    model.tasks = object.objects("tasks", task);
    model.time_entries = object.objects("time_entries", time_entry);
    model.workspaces = object.objects("workspaces", workspace);
    model
}

pub(super) fn download_request(object: &mut Object<'_>) -> DownloadRequest {
    let mut model = DownloadRequest::default();
    model.token = object.text("token");
    model.state = object.text("state");
    model.error_message = object.text("error_message");
    object.known_by("token");
    model
}

pub(super) fn favorite(object: &mut Object<'_>) -> Favorite {
    let mut model = Favorite::default();
    model.favorite_id = object.id("favorite_id");
    model.workspace_id = object.int("workspace_id");
    model.user_id = object.int("user_id");
    model.description = object.text("description");
    model.project_id = object.int("project_id");
    model.task_id = object.int("task_id");
    model.tag_ids = object.ints("tag_ids");
    model.tags = object.texts("tags");
    model.billable = object.flag("billable");
    model.rank = object.int("rank");
    model.public = object.flag("public");
    model.was_public_at = object.time("was_public_at");
    model.created_at = object.time("created_at");
    model.deleted_at = object.time("deleted_at");
    model.permissions = object.permissions("permissions");
    model.project_name = object.text("project_name");
    model.project_color = object.text("project_color");
    model.project_active = object.flag("project_active");
    model.project_billable = object.flag("project_billable");
    model.project_private = object.flag("project_private");
    model.client_name = object.text("client_name");
    model.task_name = object.text("task_name");
    model
}

pub(super) fn organization_quota(object: &mut Object<'_>) -> OrganizationQuota {
    let mut model = OrganizationQuota::default();
    model.organization_id = object.int("organization_id");
    model.remaining = object.int("remaining");
    model.resets_in_secs = object.int("resets_in_secs");
    model.total = object.int("total");
    object.known_by("remaining");
    model
}

pub(super) fn time_entry_checklist(object: &mut Object<'_>) -> TimeEntryChecklist {
    let mut model = TimeEntryChecklist::default();
    model.time_entries_count_check = object.flag("time_entries_count_check");
    model.time_entries_created_check = object.flag("time_entries_created_check");
    object.known_by("time_entries_count_check");
    model
}

pub(super) fn time_entry_sharing(object: &mut Object<'_>) -> TimeEntrySharing {
    let mut model = TimeEntrySharing::default();
    model.time_entry_invitation_id = object.int("time_entry_invitation_id");
    model.time_entry_id = object.int("time_entry_id");
    model.workspace_id = object.int("workspace_id");
    model.user_id = object.int("user_id");
    model.user_name = object.text("user_name");
    model.is_accepted = object.flag("is_accepted");
    object.known_by("time_entry_id");
    model
}

pub(super) fn timesheet(object: &mut Object<'_>) -> Timesheet {
    let mut model = Timesheet::default();
    model.timesheet_id = object.id("timesheet_id");
    model.timesheet_setup_id = object.int("timesheet_setup_id");
    model.workspace_id = object.int("workspace_id");
    model.start_date = object.date("start_date");
    model.timezone = object.text("timezone");
    model.status = object.text("status");
    model.working_hours_in_minutes = object.int("working_hours_in_minutes");
    model.review_layer = object.int("review_layer");
    model.force_approved = object.flag("force_approved");
    model.approved_or_rejected_id = object.int("approved_or_rejected_id");
    model.approved_or_rejected_at = object.time("approved_or_rejected_at");
    model.rejection_comment = object.text("rejection_comment");
    model.submitted_at = object.time("submitted_at");
    model.submission_email_sent_at = object.time("submission_email_sent_at");
    model.reminder_sent_at = object.time("reminder_sent_at");
    model.created_at = object.time("created_at");
    model.updated_at = object.time("updated_at");
    model.deleted_at = object.time("deleted_at");
    model
}
