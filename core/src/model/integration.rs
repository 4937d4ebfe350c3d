//! The systems that resources are imported from.

open_enum! {
    /// A system that a resource has been imported from.
    pub enum IntegrationProvider {
        /// Asana.
        Asana = "asana",
        /// Jira.
        Jira = "jira",
        /// Salesforce.
        Salesforce = "salesforce",
    }
}
