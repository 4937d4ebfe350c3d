//! The systems that clients, projects, tags and tasks are imported from, a field of those models.

open_enum! {
    /// A system that a resource was imported from.
    pub enum IntegrationProvider {
        /// Asana.
        Asana = "asana",
        /// Jira.
        Jira = "jira",
        /// Salesforce.
        Salesforce = "salesforce",
    }
}
