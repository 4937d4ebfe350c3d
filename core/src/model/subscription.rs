//! The deprecated subscription of a workspace, a field of [`Workspace`](crate::model::Workspace).

use jiff::Timestamp;

use crate::secret::Secret;

model! {
    /// The subscription through which a workspace is paid for.
    ///
    /// Deprecated: it is documented, but was `null` in every response seen. The nested objects keep their times as text
    /// because their form is not known.
    pub struct Subscription {
        /// The subscription's id.
        pub subscription_id: Option<i64>,
        /// The id of the organization that is paid for.
        pub organization_id: Option<i64>,
        /// The id of the workspace that is paid for.
        pub workspace_id: Option<i64>,
        /// The id of the company that pays.
        pub company_id: Option<i64>,
        /// The id of the customer who pays.
        pub customer_id: Option<i64>,
        /// The id of the plan.
        pub pricing_plan_id: Option<i64>,
        /// The id of the plan before this one.
        pub last_pricing_plan_id: Option<i64>,
        /// The currency's code, such as `USD`.
        pub currency: Option<String>,
        /// Whether the subscription renews itself.
        pub auto_renew: Option<bool>,
        /// The time at which it was created.
        pub created_at: Option<Timestamp>,
        /// The time at which the subscription renews itself.
        pub renewal_at: Option<Timestamp>,
        /// The time at which it was deleted.
        pub deleted_at: Option<Timestamp>,
        /// The current period.
        pub subscription_period: Option<SubscriptionPeriod>,
        /// The details of the payment.
        pub payment_details: Option<PaymentDetails>,
        /// The card that is charged.
        pub card_details: Option<CardDetails>,
        /// The contact to whom bills are sent.
        pub contact_detail: Option<ContactDetail>,
    }
}

model! {
    /// A period of a [`Subscription`].
    pub struct SubscriptionPeriod {
        /// The period's id.
        pub subscription_period_id: Option<i64>,
        /// The id of the subscription that it belongs to.
        pub subscription_id: Option<i64>,
        /// The number of users that are paid for.
        pub user_count: Option<i64>,
        /// Whether it is a trial.
        pub trial: Option<bool>,
        /// The time at which it starts.
        pub started_on: Option<String>,
        /// The time at which it ends.
        pub finished_on: Option<String>,
        /// The time at which it was created.
        pub created_at: Option<String>,
    }
}

model! {
    /// The payment of a [`Subscription`].
    pub struct PaymentDetails {
        /// The id of the customer who pays.
        pub customer_id: Option<i64>,
        /// The id of the user who set it up.
        pub user_id: Option<i64>,
        /// The payment method.
        pub payment_type: Option<String>,
        /// The payment's reference.
        pub reference: Option<String>,
        /// The currency's code, such as `USD`.
        pub currency: Option<String>,
        /// The time at which it was set up.
        pub created_at: Option<String>,
    }
}

model! {
    /// The card that is charged for a [`Subscription`].
    pub struct CardDetails {
        /// The card's number, whole or in part. It is never serialised.
        #[serde(skip_serializing)]
        pub card_number: Option<Secret>,
        /// The kind of card.
        pub card_type: Option<String>,
        /// The date until which it is valid.
        pub expiry_date: Option<String>,
        /// The name of the card's holder.
        pub holder_name: Option<String>,
        /// The id of the user who added it.
        pub creator_id: Option<i64>,
        /// That user's name.
        pub creator_name: Option<String>,
        /// The time at which it was added.
        pub added_at: Option<String>,
    }
}

model! {
    /// The contact to whom the bills of a [`Subscription`] are sent.
    pub struct ContactDetail {
        /// The contact's id.
        pub contact_detail_id: Option<i64>,
        /// The id of the customer who pays.
        pub customer_id: Option<i64>,
        /// The id of the user who entered it.
        pub user_id: Option<i64>,
        /// The company's name.
        pub company_name: Option<String>,
        /// The company's street and number.
        pub company_address: Option<String>,
        /// The company's city.
        pub company_city: Option<String>,
        /// The postal code of the city.
        pub zip_code: Option<String>,
        /// The id of the country, in Toggl's numbering.
        pub country_id: Option<i64>,
        /// The id of the state or region of the country.
        pub country_subdivision_id: Option<i64>,
        /// Whether the company is in the European Union.
        pub is_eu_resident: Option<bool>,
        /// The name of the contact person.
        pub contact_person: Option<String>,
        /// The e-mail address of the contact person.
        pub contact_email: Option<String>,
        /// The company's VAT number.
        pub vat_number: Option<String>,
        /// Whether the VAT number is valid. Deprecated.
        pub vat_number_valid: Option<bool>,
        /// The time at which the VAT number was validated. Deprecated.
        pub vat_number_validated_at: Option<String>,
        /// The time at which it was entered.
        pub created_at: Option<String>,
        /// The time of its last change.
        pub updated_at: Option<String>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read, read_and_keep};

    #[test]
    fn all_fields_may_be_absent_or_null() {
        all_may_be_absent_or_null::<Subscription>(&[]);
        all_may_be_absent_or_null::<SubscriptionPeriod>(&[]);
        all_may_be_absent_or_null::<PaymentDetails>(&[]);
        all_may_be_absent_or_null::<CardDetails>(&["card_number"]);
        all_may_be_absent_or_null::<ContactDetail>(&[]);
    }

    #[test]
    fn the_documented_form_is_decoded() {
        let subscription: Subscription = read_and_keep(&json!({
            "subscription_id": 31, "auto_renew": true, "created_at": "2020-01-02T03:04:05Z", "renewal_at": "",
            "subscription_period": { "subscription_period_id": 32, "user_count": 4, "started_on": "2020-01-02" },
            "payment_details": { "payment_type": "card", "reference": "R-1" },
            "card_details": { "card_type": "visa", "expiry_date": "12/29" },
            "contact_detail": { "company_name": "Mill & Sons", "is_eu_resident": true, "vat_number_valid": false }
        }));
        assert_eq!((subscription.subscription_id, subscription.renewal_at), (Some(31), None));
        assert_eq!(subscription.subscription_period.and_then(|period| period.user_count), Some(4));
        assert_eq!(subscription.contact_detail.and_then(|contact| contact.is_eu_resident), Some(true));
    }

    #[test]
    fn the_number_of_the_card_is_not_shown() {
        let card: CardDetails = read(&json!({ "card_number": "4000-1234" }));
        assert_eq!(card.card_number.as_ref().map(Secret::expose), Some("4000-1234"));
        assert!(!format!("{card:?}{}", serde_json::to_string(&card).unwrap()).contains("1234"));
    }
}
