//! How workspaces were once paid for.

use jiff::Timestamp;

use crate::secret::Secret;

model! {
    /// How a workspace is paid for.
    ///
    /// Deprecated: it is documented, but `null` in every answer seen. The parts keep their times in the server's words,
    /// since nobody knows the form.
    pub struct Subscription {
        /// The subscription's id.
        pub subscription_id: Option<i64>,
        /// The organization that is paid for.
        pub organization_id: Option<i64>,
        /// The workspace that is paid for.
        pub workspace_id: Option<i64>,
        /// The company that pays.
        pub company_id: Option<i64>,
        /// The customer who pays.
        pub customer_id: Option<i64>,
        /// The plan.
        pub pricing_plan_id: Option<i64>,
        /// The plan before this one.
        pub last_pricing_plan_id: Option<i64>,
        /// The currency's code, such as `USD`.
        pub currency: Option<String>,
        /// Whether it renews itself.
        pub auto_renew: Option<bool>,
        /// When it was created.
        pub created_at: Option<Timestamp>,
        /// When it renews itself.
        pub renewal_at: Option<Timestamp>,
        /// When it was deleted.
        pub deleted_at: Option<Timestamp>,
        /// The period that it is in.
        pub subscription_period: Option<SubscriptionPeriod>,
        /// How it is paid.
        pub payment_details: Option<PaymentDetails>,
        /// The card that pays.
        pub card_details: Option<CardDetails>,
        /// Whom bills are sent to.
        pub contact_detail: Option<ContactDetail>,
    }
}

model! {
    /// A period of a [`Subscription`].
    pub struct SubscriptionPeriod {
        /// The period's id.
        pub subscription_period_id: Option<i64>,
        /// The subscription that it is of.
        pub subscription_id: Option<i64>,
        /// How many users are paid for.
        pub user_count: Option<i64>,
        /// Whether it is a trial.
        pub trial: Option<bool>,
        /// When it starts.
        pub started_on: Option<String>,
        /// When it ends.
        pub finished_on: Option<String>,
        /// When it was created.
        pub created_at: Option<String>,
    }
}

model! {
    /// How a [`Subscription`] is paid.
    pub struct PaymentDetails {
        /// The customer who pays.
        pub customer_id: Option<i64>,
        /// The user who set it up.
        pub user_id: Option<i64>,
        /// The way of payment.
        pub payment_type: Option<String>,
        /// The payment's reference.
        pub reference: Option<String>,
        /// The currency's code, such as `USD`.
        pub currency: Option<String>,
        /// When it was set up.
        pub created_at: Option<String>,
    }
}

model! {
    /// The card that pays a [`Subscription`].
    pub struct CardDetails {
        /// The card's number, whole or in part. Never serialised.
        #[serde(skip_serializing)]
        pub card_number: Option<Secret>,
        /// The kind of card.
        pub card_type: Option<String>,
        /// Until when it is valid.
        pub expiry_date: Option<String>,
        /// Whose card it is.
        pub holder_name: Option<String>,
        /// The user who added it.
        pub creator_id: Option<i64>,
        /// That user's name.
        pub creator_name: Option<String>,
        /// When it was added.
        pub added_at: Option<String>,
    }
}

model! {
    /// Whom the bills of a [`Subscription`] are sent to.
    pub struct ContactDetail {
        /// The contact's id.
        pub contact_detail_id: Option<i64>,
        /// The customer who pays.
        pub customer_id: Option<i64>,
        /// The user who entered it.
        pub user_id: Option<i64>,
        /// The company's name.
        pub company_name: Option<String>,
        /// The company's street and number.
        pub company_address: Option<String>,
        /// The company's city.
        pub company_city: Option<String>,
        /// The city's code.
        pub zip_code: Option<String>,
        /// The country.
        pub country_id: Option<i64>,
        /// The country's part.
        pub country_subdivision_id: Option<i64>,
        /// Whether the company is in the European Union.
        pub is_eu_resident: Option<bool>,
        /// The person's name.
        pub contact_person: Option<String>,
        /// The person's e-mail address.
        pub contact_email: Option<String>,
        /// The company's VAT number.
        pub vat_number: Option<String>,
        /// Deprecated: whether that number is valid.
        pub vat_number_valid: Option<bool>,
        /// Deprecated: when that was found out.
        pub vat_number_validated_at: Option<String>,
        /// When it was entered.
        pub created_at: Option<String>,
        /// When it was last changed.
        pub updated_at: Option<String>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::testing::{all_may_be_absent_or_null, read, read_and_keep};

    #[test]
    fn everything_may_be_absent_or_null() {
        all_may_be_absent_or_null::<Subscription>(&[]);
        all_may_be_absent_or_null::<SubscriptionPeriod>(&[]);
        all_may_be_absent_or_null::<PaymentDetails>(&[]);
        all_may_be_absent_or_null::<CardDetails>(&["card_number"]);
        all_may_be_absent_or_null::<ContactDetail>(&[]);
    }

    #[test]
    fn the_documented_form_is_read() {
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
    fn the_number_of_the_card_is_kept_to_itself() {
        let card: CardDetails = read(&json!({ "card_number": "4000-1234" }));
        assert_eq!(card.card_number.as_ref().map(Secret::expose), Some("4000-1234"));
        assert!(!format!("{card:?}{}", serde_json::to_string(&card).unwrap()).contains("1234"));
    }
}
