//! The customers of an organization while a file is loaded: found by code, else tax code, else phone or e-mail with the
//! same name, else name. An empty cell never wipes a stored value.

use std::collections::HashMap;

use super::Change;
use crate::error::Result;
use crate::from_row;
use crate::ids::{CustomerId, ImportId};
use crate::imports::journal::{self, Kind};
use crate::imports::records::{CustomerRecord, Warning};
use crate::names::{code_key, customer_key, phone_key};
use crate::store::{Bind, Conflict, Scope};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Customer {
    pub(super) id: CustomerId,
    code: Option<String>,
    name: String,
    tax_id: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    city: Option<String>,
    region: Option<String>,
    address: Option<String>,
    kind: Option<String>,
    manager: Option<String>,
    created_on: Option<chrono::NaiveDate>,
    draft: bool,
}
from_row!(Customer { id, code, name, tax_id, phone, email, city, region, address, kind, manager, created_on, draft });

/// Who names the customer: its own table, or an order or a deal that only mentions it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    Directory,
    Mention,
}

pub(super) struct Customers {
    import: ImportId,
    all: Vec<Customer>,
    /// How many of them were in the store before.
    stored: usize,
    changed: Vec<bool>,
    by_code: HashMap<String, usize>,
    by_tax_id: HashMap<String, usize>,
    by_phone: HashMap<(String, String), usize>,
    by_email: HashMap<(String, String), usize>,
    by_name: HashMap<String, Vec<usize>>,
    aliases: Vec<(String, CustomerId)>,
    pub(super) created: usize,
    pub(super) warnings: Vec<Warning>,
}

impl Customers {
    pub(super) async fn load(scope: &mut Scope, import: ImportId) -> Result<Self> {
        let stored: Vec<Customer> = scope
            .sql(
                "SELECT id, code, name, tax_id, phone, email, city, region, address, type, manager, created_on, draft
                  FROM customers WHERE organization_id = $1 ORDER BY id",
            )
            .all()
            .await?;
        let aliases: Vec<(String, CustomerId)> = scope
            .sql("SELECT code_key, customer_id FROM customer_aliases WHERE organization_id = $1 ORDER BY code_key")
            .all()
            .await?;
        let mut customers = Self {
            import,
            all: Vec::with_capacity(stored.len()),
            stored: stored.len(),
            changed: Vec::new(),
            by_code: HashMap::new(),
            by_tax_id: HashMap::new(),
            by_phone: HashMap::new(),
            by_email: HashMap::new(),
            by_name: HashMap::new(),
            aliases: Vec::new(),
            created: 0,
            warnings: Vec::new(),
        };
        let mut places = HashMap::new();
        for customer in stored {
            places.insert(customer.id, customers.all.len());
            customers.add(customer, false);
        }
        for (code, id) in aliases {
            if let Some(place) = places.get(&id) {
                customers.by_code.entry(code).or_insert(*place);
            }
        }
        Ok(customers)
    }

    /// The customer a record means, created or updated as needed. `None`: the record names nobody.
    pub(super) fn resolve(
        &mut self,
        record: &CustomerRecord,
        naming: Naming,
        next_id: impl FnOnce() -> i64,
    ) -> Option<(CustomerId, Change)> {
        let name = record
            .name
            .as_ref()
            .or(record.code.as_ref())
            .or(record.tax_id.as_ref())
            .or(record.phone.as_ref())
            .or(record.email.as_ref())?;
        if let Some(place) = self.find(record, naming) {
            let change = self.merge(place, record, naming);
            return Some((self.all[place].id, change));
        }
        let customer = Customer {
            id: CustomerId(next_id()),
            code: record.code.clone(),
            name: name.clone(),
            tax_id: record.tax_id.clone(),
            phone: record.phone.clone(),
            email: record.email.clone(),
            city: record.city.clone(),
            region: record.region.clone(),
            address: record.address.clone(),
            kind: record.kind.clone(),
            manager: record.manager.clone(),
            created_on: record.created_on,
            draft: naming == Naming::Mention,
        };
        let id = customer.id;
        self.created += 1;
        self.add(customer, true);
        Some((id, Change::Created))
    }

    fn find(&mut self, record: &CustomerRecord, naming: Naming) -> Option<usize> {
        let code = record.code.as_deref().map(code_key);
        if let Some(place) = code.as_ref().and_then(|it| self.by_code.get(it)) {
            return Some(*place);
        }
        if let Some(tax_id) = &record.tax_id
            && let Some(place) = self.by_tax_id.get(tax_id).copied()
        {
            self.merge_codes(place, record, "customers-merged");
            return Some(place);
        }
        // Who is known by a phone or an address only is named by it, and found by that name again.
        let name = record.name.as_ref().or(record.phone.as_ref()).or(record.email.as_ref()).map(|it| customer_key(it))?;
        let same_contact = record
            .phone
            .as_deref()
            .and_then(phone_key)
            .and_then(|phone| self.by_phone.get(&(phone, name.clone())))
            .or_else(|| record.email.as_ref().and_then(|email| self.by_email.get(&(email.clone(), name.clone()))))
            .copied();
        if let Some(place) = same_contact.filter(|place| self.fits(*place, record)) {
            self.merge_codes(place, record, "customers-merged-by-contact");
            return Some(place);
        }
        let namesakes = self.by_name.get(&name)?.clone();
        let fitting: Vec<usize> = namesakes
            .into_iter()
            .filter(|place| self.fits(*place, record))
            // Two codes are two customers, even under one name; a mention without a code may mean either.
            .filter(|place| record.code.is_none() || self.all[*place].code.is_none())
            .collect();
        if fitting.len() > 1 && naming == Naming::Mention {
            let kept = self.all[fitting[0]].code.clone().unwrap_or_default();
            self.warn("customer-namesakes", record, &kept);
        }
        fitting.first().copied()
    }

    /// One firm under two codes: its other code goes on leading to it, and the person is told.
    fn merge_codes(&mut self, place: usize, record: &CustomerRecord, warning: &'static str) {
        let Some(code) = record.code.as_deref().map(code_key) else { return };
        let customer = &self.all[place];
        if let Some(kept) = customer.code.clone() {
            self.aliases.push((code.clone(), customer.id));
            self.by_code.insert(code, place);
            self.warn(warning, record, &kept);
        }
    }

    /// Two different tax codes are never one firm.
    fn fits(&self, place: usize, record: &CustomerRecord) -> bool {
        match (&self.all[place].tax_id, &record.tax_id) {
            (Some(stored), Some(given)) => stored == given,
            _ => true,
        }
    }

    fn merge(&mut self, place: usize, record: &CustomerRecord, naming: Naming) -> Change {
        let before = self.all[place].clone();
        let customer = &mut self.all[place];
        let own_table = naming == Naming::Directory;
        // A mention fills what is empty; only the customer's own table replaces.
        let replaces = |stored: &Option<String>| own_table || stored.is_none();
        macro_rules! take {
            ($($stored:ident <- $given:ident),+) => {$(
                if record.$given.is_some() && replaces(&customer.$stored) {
                    customer.$stored.clone_from(&record.$given);
                }
            )+};
        }
        take!(tax_id <- tax_id, phone <- phone, email <- email, city <- city, region <- region, address <- address, kind <- kind, manager <- manager);
        if customer.code.is_none() {
            customer.code.clone_from(&record.code);
        }
        if let Some(name) = &record.name
            && (own_table || customer.draft && customer.code.as_ref() == Some(&customer.name))
        {
            customer.name.clone_from(name);
        }
        if own_table {
            customer.created_on = record.created_on.or(customer.created_on);
            customer.draft = false;
        }
        if *customer == before {
            return Change::Unchanged;
        }
        self.changed[place] = true;
        self.index(place);
        Change::Updated
    }

    fn add(&mut self, customer: Customer, changed: bool) {
        self.all.push(customer);
        self.changed.push(changed);
        self.index(self.all.len() - 1);
    }

    fn index(&mut self, place: usize) {
        let customer = &self.all[place];
        let name = customer_key(&customer.name);
        if let Some(code) = &customer.code {
            self.by_code.entry(code_key(code)).or_insert(place);
        }
        if let Some(tax_id) = &customer.tax_id {
            self.by_tax_id.entry(tax_id.clone()).or_insert(place);
        }
        if let Some(phone) = customer.phone.as_deref().and_then(phone_key) {
            self.by_phone.entry((phone, name.clone())).or_insert(place);
        }
        if let Some(email) = &customer.email {
            self.by_email.entry((email.clone(), name.clone())).or_insert(place);
        }
        let namesakes = self.by_name.entry(name).or_default();
        if !namesakes.contains(&place) {
            namesakes.push(place);
        }
    }

    fn warn(&mut self, code: &'static str, record: &CustomerRecord, kept: &str) {
        let name = record.name.clone().unwrap_or_default();
        let args = vec![("row", record.row.to_string()), ("name", name), ("code", kept.to_owned())];
        self.warnings.push(Warning { code, args });
    }

    pub(super) async fn save(&mut self, scope: &mut Scope) -> Result<()> {
        const COLUMNS: &[&str] = &[
            "organization_id",
            "id",
            "code",
            "code_key",
            "name",
            "name_key",
            "tax_id",
            "phone",
            "phone_key",
            "email",
            "city",
            "region",
            "address",
            "type",
            "manager",
            "created_on",
            "draft",
            "import_id",
        ];
        let replaced = self.all.iter().zip(&self.changed).take(self.stored).filter(|(_, changed)| **changed);
        let replaced: Vec<i64> = replaced.map(|(customer, _)| customer.id.0).collect();
        journal::keep(scope, Kind::Customer, self.import, &replaced).await?;
        let mut bulk = scope.bulk("customers", COLUMNS, Conflict::Update(&["organization_id", "id"]));
        for (customer, _) in self.all.iter().zip(&self.changed).filter(|(_, changed)| **changed) {
            bulk.push([
                customer.id.into(),
                customer.code.clone().into(),
                customer.code.as_deref().map(code_key).into(),
                (&customer.name).into(),
                customer_key(&customer.name).into(),
                customer.tax_id.clone().into(),
                customer.phone.clone().into(),
                customer.phone.as_deref().and_then(phone_key).into(),
                customer.email.clone().into(),
                customer.city.clone().into(),
                customer.region.clone().into(),
                customer.address.clone().into(),
                customer.kind.clone().into(),
                customer.manager.clone().into(),
                customer.created_on.into(),
                customer.draft.into(),
                self.import.into(),
            ])
            .await?;
        }
        bulk.finish().await?;
        let columns: &[&str] = &["organization_id", "code_key", "customer_id", "import_id"];
        let mut bulk = scope.bulk("customer_aliases", columns, Conflict::Update(&["organization_id", "code_key"]));
        for (code, id) in self.aliases.drain(..) {
            bulk.push([Bind::from(code), id.into(), self.import.into()]).await?;
        }
        bulk.finish().await?;
        self.changed.fill(false);
        Ok(())
    }
}
