//! The products of an organization while a file is loaded: found by SKU, else by name.

use std::collections::HashMap;

use super::Change;
pub(super) use super::customers::Naming;
use crate::error::Result;
use crate::from_row;
use crate::ids::{ImportId, ProductId};
use crate::imports::journal::{self, Kind};
use crate::imports::records::ProductRecord;
use crate::money::Money;
use crate::names::{code_key, fold};
use crate::store::{Conflict, Scope};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Product {
    pub(super) id: ProductId,
    sku: Option<String>,
    name: String,
    barcode: Option<String>,
    category: Option<String>,
    brand: Option<String>,
    unit: Option<String>,
    pub(super) price: Option<Money>,
    cost: Option<Money>,
    supplier: Option<String>,
    lead_time_days: Option<i64>,
    created_on: Option<chrono::NaiveDate>,
    active: bool,
    draft: bool,
}
from_row!(Product {
    id,
    sku,
    name,
    barcode,
    category,
    brand,
    unit,
    price,
    cost,
    supplier,
    lead_time_days,
    created_on,
    active,
    draft
});

impl Product {
    pub(super) fn cost(&self) -> Option<Money> {
        self.cost
    }
}

pub(super) struct Products {
    import: ImportId,
    all: Vec<Product>,
    /// How many of them were in the store before.
    stored: usize,
    changed: Vec<bool>,
    places: HashMap<ProductId, usize>,
    by_sku: HashMap<String, usize>,
    by_name: HashMap<String, Vec<usize>>,
    pub(super) created: usize,
}

impl Products {
    pub(super) async fn load(scope: &mut Scope, import: ImportId) -> Result<Self> {
        let stored: Vec<Product> = scope
            .sql("SELECT id, sku, name, barcode, category, brand, unit, price, cost, supplier, lead_time_days, created_on, active, draft
                  FROM products WHERE organization_id = $1 ORDER BY id")
            .all()
            .await?;
        let mut products = Self {
            import,
            all: Vec::with_capacity(stored.len()),
            stored: stored.len(),
            changed: Vec::new(),
            places: HashMap::new(),
            by_sku: HashMap::new(),
            by_name: HashMap::new(),
            created: 0,
        };
        for product in stored {
            products.add(product, false);
        }
        Ok(products)
    }

    pub(super) fn get(&self, id: ProductId) -> Option<&Product> {
        self.places.get(&id).map(|place| &self.all[*place])
    }

    /// The product a record means, created or updated as needed. `None`: the record names nothing.
    pub(super) fn resolve(
        &mut self,
        record: &ProductRecord,
        naming: Naming,
        next_id: impl FnOnce() -> i64,
    ) -> Option<(ProductId, Change)> {
        let name = record.name.as_ref().or(record.sku.as_ref()).or(record.barcode.as_ref())?;
        if let Some(place) = self.find(record) {
            let change = self.merge(place, record, naming);
            return Some((self.all[place].id, change));
        }
        let product = Product {
            id: ProductId(next_id()),
            sku: record.sku.clone(),
            name: name.clone(),
            barcode: record.barcode.clone(),
            category: record.category.clone(),
            brand: record.brand.clone(),
            unit: record.unit.clone(),
            price: if naming == Naming::Directory { record.price } else { None },
            cost: record.cost,
            supplier: record.supplier.clone(),
            lead_time_days: record.lead_time_days,
            created_on: record.created_on,
            active: record.active.unwrap_or(true),
            draft: naming == Naming::Mention,
        };
        let id = product.id;
        self.created += 1;
        self.add(product, true);
        Some((id, Change::Created))
    }

    fn find(&self, record: &ProductRecord) -> Option<usize> {
        if let Some(sku) = &record.sku
            && let Some(place) = self.by_sku.get(&code_key(sku))
        {
            return Some(*place);
        }
        let namesakes = self.by_name.get(&fold(record.name.as_ref().or(record.barcode.as_ref())?))?;
        match record.sku {
            // A SKU of its own makes it another product, unless the namesake has none yet.
            Some(_) => namesakes.iter().copied().find(|place| self.all[*place].sku.is_none()),
            None => namesakes.first().copied(),
        }
    }

    fn merge(&mut self, place: usize, record: &ProductRecord, naming: Naming) -> Change {
        let before = self.all[place].clone();
        let product = &mut self.all[place];
        let own_table = naming == Naming::Directory;
        macro_rules! take {
            ($($field:ident),+) => {$(
                if record.$field.is_some() && (own_table || product.$field.is_none()) {
                    product.$field.clone_from(&record.$field);
                }
            )+};
        }
        take!(barcode, category, brand, unit, supplier, lead_time_days, cost);
        if product.sku.is_none() {
            product.sku.clone_from(&record.sku);
        }
        if let Some(name) = &record.name
            && (own_table || product.draft && product.sku.as_ref() == Some(&product.name))
        {
            product.name.clone_from(name);
        }
        if own_table {
            product.price = record.price.or(product.price);
            product.created_on = record.created_on.or(product.created_on);
            product.active = record.active.unwrap_or(product.active);
            product.draft = false;
        }
        if *product == before {
            return Change::Unchanged;
        }
        self.changed[place] = true;
        self.index(place);
        Change::Updated
    }

    fn add(&mut self, product: Product, changed: bool) {
        self.places.insert(product.id, self.all.len());
        self.all.push(product);
        self.changed.push(changed);
        self.index(self.all.len() - 1);
    }

    fn index(&mut self, place: usize) {
        let product = &self.all[place];
        if let Some(sku) = &product.sku {
            self.by_sku.entry(code_key(sku)).or_insert(place);
        }
        let namesakes = self.by_name.entry(fold(&product.name)).or_default();
        if !namesakes.contains(&place) {
            namesakes.push(place);
        }
    }

    pub(super) async fn save(&mut self, scope: &mut Scope) -> Result<()> {
        const COLUMNS: &[&str] = &[
            "organization_id",
            "id",
            "sku",
            "sku_key",
            "name",
            "name_key",
            "barcode",
            "category",
            "brand",
            "unit",
            "price",
            "cost",
            "supplier",
            "lead_time_days",
            "created_on",
            "active",
            "draft",
            "import_id",
        ];
        let replaced = self.all.iter().zip(&self.changed).take(self.stored).filter(|(_, changed)| **changed);
        let replaced: Vec<i64> = replaced.map(|(product, _)| product.id.0).collect();
        journal::keep(scope, Kind::Product, self.import, &replaced).await?;
        let mut bulk = scope.bulk("products", COLUMNS, Conflict::Update(&["organization_id", "id"]));
        for (product, _) in self.all.iter().zip(&self.changed).filter(|(_, changed)| **changed) {
            bulk.push([
                product.id.into(),
                product.sku.clone().into(),
                product.sku.as_deref().map(code_key).into(),
                (&product.name).into(),
                fold(&product.name).into(),
                product.barcode.clone().into(),
                product.category.clone().into(),
                product.brand.clone().into(),
                product.unit.clone().into(),
                product.price.into(),
                product.cost.into(),
                product.supplier.clone().into(),
                product.lead_time_days.into(),
                product.created_on.into(),
                product.active.into(),
                product.draft.into(),
                self.import.into(),
            ])
            .await?;
        }
        bulk.finish().await?;
        self.changed.fill(false);
        Ok(())
    }
}
