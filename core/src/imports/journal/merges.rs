//! Customers that are one: merged by a person's tap, told apart again, suggested. An import merges by itself only what has
//! one tax code, or one name with one phone or address: the other code leads to the same customer from then on.
//!
//! A merge moves orders, lines and deals, so undoing it moves them back. An import that meets a second code never made
//! a second customer: `split` gives the code one, and files loaded from then on know it, but orders that are stored say
//! only whose they are, not by which code; undo the import and redo it to part them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::history::{Origin, Said, open};
use super::tables::{self, Value};
use super::{Kind, Version, keep, keep_orders, order, write};
use crate::error::{Error, Permission, Problem, Result};
use crate::from_row;
use crate::ids::{CustomerId, ImportId};
use crate::imports::ImportContext;
use crate::names::code_key;
use crate::order_lines::{self, OrderHead};
use crate::store::Scope;
use crate::sums::Deltas;
use crate::tenancy::{self, Action, Actor, Organization};

/// A merge that holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Merge {
    pub(super) import: ImportId,
    pub(super) number: i64,
    pub(super) kept: CustomerId,
    pub(super) merged: CustomerId,
}

/// A customer as a person choosing between two sees him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: CustomerId,
    pub name: String,
    pub code: Option<String>,
    pub tax_id: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
}
from_row!(Person { id, name, code, tax_id, phone, email });

/// Two customers with one name and one phone or e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Known longer: the one to keep.
    pub one: Person,
    pub other: Person,
}

/// A code that leads to a customer known by another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherCode {
    pub code: String,
    pub customer: CustomerId,
    pub name: String,
    /// The import or merge that found it out.
    pub number: Option<i64>,
}
from_row!(OtherCode { code, customer, name, number });

/// Makes one customer of two: `merged` goes, and everything of his is `kept`'s. Empty fields are filled, his code goes on
/// leading to `kept`. Returns the number to undo it by.
pub async fn merge(
    context: &ImportContext<'_>,
    (organization, actor): (&Organization, &Actor),
    (kept, merged): (CustomerId, CustomerId),
) -> Result<i64> {
    actor.require(Permission::Edit)?;
    let mut scope = context.store.write(organization.id).await?;
    scope.hold().await?;
    let now = context.clock.now();
    let (one, other) = (get(&mut scope, kept).await?, get(&mut scope, merged).await?);
    if kept == merged {
        return Err(Problem::new("merge-with-itself").into());
    }
    if one.tax_id.is_some() && other.tax_id.is_some() && one.tax_id != other.tax_id {
        return Err(Problem::new("merge-different-tax-codes").with("one", one.name).with("other", other.name).into());
    }
    let said = Said { kept: Some(kept.0), merged: Some(merged.0), ..Said::default() };
    let (import, number) = open(&mut scope, (Origin::Merge, &said), actor, (context.ids, now)).await?;
    fill(&mut scope, import, (kept, merged)).await?;
    move_orders(&mut scope, import, (kept, merged)).await?;
    move_deals(&mut scope, import, (kept, merged)).await?;
    // Where the kept one had no code he has it now.
    let own = other.code.as_deref().map(code_key).filter(|own| one.code.as_deref().is_some_and(|it| code_key(it) != *own));
    move_codes(&mut scope, import, (kept, merged), own.as_deref()).await?;
    keep(&mut scope, Kind::Customer, import, &[merged.0]).await?;
    scope.sql("DELETE FROM customers WHERE organization_id = $1 AND id = $2").bind(merged).execute().await?;
    let subject = number.to_string();
    tenancy::record(&mut scope, actor, Action::Merge, &subject, (context.ids.next(now), now)).await?;
    scope.commit().await?;
    Ok(number)
}

/// Gives a code that leads to another's customer a customer of its own, under the same name, for files loaded from now
/// on. Returns the number to undo it by.
pub async fn split(context: &ImportContext<'_>, (organization, actor): (&Organization, &Actor), code: &str) -> Result<i64> {
    actor.require(Permission::Edit)?;
    let mut scope = context.store.write(organization.id).await?;
    scope.hold().await?;
    let now = context.clock.now();
    let (code, key) = (code.trim(), code_key(code));
    let found: Option<(CustomerId, Option<i64>)> = scope
        .sql("SELECT customer_id, import_id FROM customer_aliases WHERE organization_id = $1 AND code_key = $2")
        .bind(&key)
        .optional()
        .await?;
    let (customer, owner) = found.ok_or(Error::NotFound("customer"))?;
    let said = Said { code: Some(code.to_owned()), ..Said::default() };
    let (import, number) = open(&mut scope, (Origin::Split, &said), actor, (context.ids, now)).await?;
    write(&mut scope, import, [alias_version(&key, customer, owner)]).await?;
    scope.sql("DELETE FROM customer_aliases WHERE organization_id = $1 AND code_key = $2").bind(&key).execute().await?;
    let id = CustomerId(context.ids.next(now));
    scope
        .sql(
            "INSERT INTO customers (organization_id, id, code, code_key, name, name_key, draft, import_id)
             SELECT organization_id, $2, $3, $4, name, name_key, 1, $5 FROM customers WHERE organization_id = $1 AND id = $6",
        )
        .bind(id)
        .bind(code)
        .bind(&key)
        .bind(import)
        .bind(customer)
        .execute()
        .await?;
    set_apart(&mut scope, (id, customer)).await?;
    let subject = number.to_string();
    tenancy::record(&mut scope, actor, Action::Split, &subject, (context.ids.next(now), now)).await?;
    scope.commit().await?;
    Ok(number)
}

/// A person said that two are two: they are not suggested again.
pub async fn keep_apart(
    context: &ImportContext<'_>,
    (organization, actor): (&Organization, &Actor),
    (one, other): (CustomerId, CustomerId),
) -> Result<()> {
    actor.require(Permission::Edit)?;
    let mut scope = context.store.write(organization.id).await?;
    get(&mut scope, one).await?;
    get(&mut scope, other).await?;
    set_apart(&mut scope, (one, other)).await?;
    let now = context.clock.now();
    let subject = format!("{one} {other}");
    tenancy::record(&mut scope, actor, Action::KeepApart, &subject, (context.ids.next(now), now)).await?;
    scope.commit().await
}

type Namesake = (CustomerId, Option<String>);

/// Customers that look like one: the same name with the same phone or e-mail, and not two tax codes.
pub async fn suggestions(scope: &mut Scope, limit: usize) -> Result<Vec<Suggestion>> {
    let apart: HashSet<(CustomerId, CustomerId)> =
        scope.sql("SELECT customer_id, other_id FROM kept_apart WHERE organization_id = $1").all().await?.into_iter().collect();
    // By name and contact: who, with which tax code.
    let mut first: HashMap<(String, String), Vec<Namesake>> = HashMap::new();
    let mut pairs: Vec<(CustomerId, CustomerId)> = Vec::new();
    scope
        .sql("SELECT id, name_key, phone_key, email, tax_id FROM customers WHERE organization_id = $1 ORDER BY id")
        .each(|row| {
            let (id, name): (CustomerId, String) = (row.get(0)?, row.get(1)?);
            let tax_id: Option<String> = row.get(4)?;
            for contact in [row.get::<Option<String>>(2)?, row.get(3)?].into_iter().flatten() {
                let namesakes = first.entry((name.clone(), contact)).or_default();
                let fits = |known: &Option<String>| known.is_none() || tax_id.is_none() || *known == tax_id;
                let pair = namesakes.iter().filter(|(_, known)| fits(known)).map(|(known, _)| (*known, id));
                let fresh: Vec<_> =
                    pair.filter(|it| it.0 != it.1 && !apart.contains(it) && !pairs.contains(it)).take(1).collect();
                if pairs.len() < limit {
                    pairs.extend(fresh);
                }
                // Enough to compare with: a phone of a shop stands with hundreds of buyers.
                if namesakes.len() < 8 {
                    namesakes.push((id, tax_id.clone()));
                }
            }
            Ok(())
        })
        .await?;
    let ids: HashSet<i64> = pairs.iter().flat_map(|(one, other)| [one.0, other.0]).collect();
    let ids: Vec<i64> = ids.into_iter().collect();
    let people = people(scope, &ids).await?;
    let person = |id: CustomerId| people.get(&id).cloned();
    Ok(pairs.into_iter().filter_map(|(one, other)| Some(Suggestion { one: person(one)?, other: person(other)? })).collect())
}

/// Codes that lead to a customer with another code: found by imports, or left by merges.
pub async fn other_codes(scope: &mut Scope) -> Result<Vec<OtherCode>> {
    scope
        .sql(
            "SELECT a.code_key, a.customer_id, c.name, i.number FROM customer_aliases a
             JOIN customers c ON c.organization_id = a.organization_id AND c.id = a.customer_id
             LEFT JOIN imports i ON i.organization_id = a.organization_id AND i.id = a.import_id
             WHERE a.organization_id = $1 ORDER BY a.code_key",
        )
        .all()
        .await
}

/// Merges that hold, oldest first.
pub(super) async fn live(scope: &mut Scope) -> Result<Vec<Merge>> {
    let found: Vec<(ImportId, i64, Option<String>)> = scope
        .sql(
            "SELECT id, number, options FROM imports WHERE organization_id = $1 AND kind = 'merge' AND undone_at IS NULL
             ORDER BY number",
        )
        .all()
        .await?;
    let merges = found.into_iter().filter_map(|(import, number, options)| {
        let said = Said::parse(options.as_deref());
        Some(Merge { import, number, kept: CustomerId(said.kept?), merged: CustomerId(said.merged?) })
    });
    Ok(merges.collect())
}

/// Two whose merge is taken back are two.
pub(super) async fn remember_apart(scope: &mut Scope, merges: &[Merge], import: ImportId) -> Result<()> {
    match merges.iter().find(|it| it.import == import) {
        Some(merge) => set_apart(scope, (merge.kept, merge.merged)).await,
        None => Ok(()),
    }
}

async fn set_apart(scope: &mut Scope, (one, other): (CustomerId, CustomerId)) -> Result<()> {
    scope
        .sql("INSERT INTO kept_apart (organization_id, customer_id, other_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(one.min(other))
        .bind(one.max(other))
        .execute()
        .await?;
    Ok(())
}

async fn get(scope: &mut Scope, id: CustomerId) -> Result<Person> {
    scope
        .sql("SELECT id, name, code, tax_id, phone, email FROM customers WHERE organization_id = $1 AND id = $2")
        .bind(id)
        .optional()
        .await?
        .ok_or(Error::NotFound("customer"))
}

/// A suggestion names few.
async fn people(scope: &mut Scope, ids: &[i64]) -> Result<BTreeMap<CustomerId, Person>> {
    let mut people = BTreeMap::new();
    for id in ids {
        let person = get(scope, CustomerId(*id)).await?;
        people.insert(person.id, person);
    }
    Ok(people)
}

/// What the kept one lacks comes from the merged one. No version is made where nothing is lacking.
async fn fill(scope: &mut Scope, import: ImportId, (kept, merged): (CustomerId, CustomerId)) -> Result<()> {
    let (lacks,): (i64,) = scope
        .sql(
            "SELECT COUNT(*) FROM customers k CROSS JOIN customers m
             WHERE k.organization_id = $1 AND k.id = $2 AND m.organization_id = $1 AND m.id = $3
               AND (k.code IS NULL AND m.code IS NOT NULL OR k.tax_id IS NULL AND m.tax_id IS NOT NULL
                 OR k.phone IS NULL AND m.phone IS NOT NULL OR k.email IS NULL AND m.email IS NOT NULL
                 OR k.city IS NULL AND m.city IS NOT NULL OR k.region IS NULL AND m.region IS NOT NULL
                 OR k.address IS NULL AND m.address IS NOT NULL OR k.type IS NULL AND m.type IS NOT NULL
                 OR k.manager IS NULL AND m.manager IS NOT NULL OR k.created_on IS NULL AND m.created_on IS NOT NULL
                 OR k.draft > m.draft)",
        )
        .bind(kept)
        .bind(merged)
        .one()
        .await?;
    if lacks == 0 {
        return Ok(());
    }
    keep(scope, Kind::Customer, import, &[kept.0]).await?;
    scope
        .sql(
            "UPDATE customers AS k SET code = COALESCE(k.code, m.code), code_key = COALESCE(k.code_key, m.code_key),
                 tax_id = COALESCE(k.tax_id, m.tax_id), phone = COALESCE(k.phone, m.phone),
                 phone_key = COALESCE(k.phone_key, m.phone_key), email = COALESCE(k.email, m.email),
                 city = COALESCE(k.city, m.city), region = COALESCE(k.region, m.region),
                 address = COALESCE(k.address, m.address), type = COALESCE(k.type, m.type),
                 manager = COALESCE(k.manager, m.manager), created_on = COALESCE(k.created_on, m.created_on),
                 draft = CASE WHEN m.draft < k.draft THEN m.draft ELSE k.draft END, import_id = $4
             FROM customers AS m
             WHERE k.organization_id = $1 AND k.id = $2 AND m.organization_id = $1 AND m.id = $3",
        )
        .bind(kept)
        .bind(merged)
        .bind(import)
        .execute()
        .await?;
    Ok(())
}

/// Orders of the merged one, and lines of his in orders of others: his sums tell whether there are any, for all lines would
/// have to be looked at. No file says an order so, hence no digest.
async fn move_orders(scope: &mut Scope, import: ImportId, (kept, merged): (CustomerId, CustomerId)) -> Result<()> {
    let [astray, to_astray] = [astray(scope, merged).await?, astray(scope, kept).await?];
    let his = match astray {
        0 => {
            "INSERT INTO scratch_ids (organization_id, id)
             SELECT organization_id, id FROM orders WHERE organization_id = $1 AND customer_id = $2"
        }
        _ => {
            "INSERT INTO scratch_ids (organization_id, id)
             SELECT organization_id, id FROM orders WHERE organization_id = $1 AND customer_id = $2
             UNION SELECT organization_id, order_id FROM order_items WHERE organization_id = $1 AND customer_id = $2"
        }
    };
    scope.sql(his).bind(merged).execute().await?;
    keep_orders(scope, import).await?;
    let mut sums = Deltas::default();
    sums.subtract_scratch(scope).await?;
    // A line of the order's own customer does not name him, so most orders keep their lines as they are.
    if astray != 0 || to_astray != 0 {
        name_in_lines(scope, (kept, merged)).await?;
    }
    scope
        .sql(
            "UPDATE orders SET customer_id = CASE WHEN customer_id = $2 THEN $3 ELSE customer_id END, digest = 0, import_id = $4
             WHERE organization_id = $1 AND id IN (SELECT id FROM scratch_ids WHERE organization_id = $1)",
        )
        .bind(merged)
        .bind(kept)
        .bind(import)
        .execute()
        .await?;
    sums.add_scratch(scope).await?;
    scope.empty_scratch().await?;
    sums.flush(scope).await
}

/// Lines of this customer in orders of another, or of another day than their order.
async fn astray(scope: &mut Scope, customer: CustomerId) -> Result<i64> {
    let sum = scope.sql(
        "SELECT CAST(COALESCE(SUM(astray), 0) AS BIGINT) FROM customer_sales WHERE organization_id = $1 AND customer_id = $2",
    );
    Ok(sum.bind(customer).one::<(i64,)>().await?.0)
}

/// The lines of the orders in `scratch_ids`, as they are named after the merge.
async fn name_in_lines(scope: &mut Scope, (kept, merged): (CustomerId, CustomerId)) -> Result<()> {
    let mut rewritten: Vec<(i64, String)> = Vec::new();
    scope
        .sql(
            "SELECT o.ordered_on, o.customer_id, o.class, o.id, o.lines FROM scratch_ids s CROSS JOIN orders o
             WHERE s.organization_id = $1 AND o.organization_id = $1 AND o.id = s.id",
        )
        .each(|row| {
            let mut head = OrderHead::from_row(row, 0)?;
            let text: String = row.get(4)?;
            let mut lines = order_lines::unpack(&head, &text)?;
            order::move_lines(&mut lines, (merged.0, kept.0));
            if head.customer == merged.0 {
                head.customer = kept.0;
            }
            let renamed = order_lines::pack(&head, &lines);
            if renamed != text {
                rewritten.push((row.get(3)?, renamed));
            }
            Ok(())
        })
        .await?;
    // Few orders have lines of two customers.
    for (id, lines) in rewritten {
        let update = scope.sql("UPDATE orders SET lines = $3 WHERE organization_id = $1 AND id = $2");
        update.bind(id).bind(lines).execute().await?;
    }
    Ok(())
}

async fn move_deals(scope: &mut Scope, import: ImportId, (kept, merged): (CustomerId, CustomerId)) -> Result<()> {
    let deals: Vec<(i64,)> =
        scope.sql("SELECT id FROM deals WHERE organization_id = $1 AND customer_id = $2 ORDER BY id").bind(merged).all().await?;
    let ids: Vec<i64> = deals.into_iter().map(|(id,)| id).collect();
    keep(scope, Kind::Deal, import, &ids).await?;
    scope
        .sql("UPDATE deals SET customer_id = $3, import_id = $4 WHERE organization_id = $1 AND customer_id = $2")
        .bind(merged)
        .bind(kept)
        .bind(import)
        .execute()
        .await?;
    Ok(())
}

/// Codes that led to the merged one, and his `own`, lead to the kept one.
async fn move_codes(
    scope: &mut Scope,
    import: ImportId,
    (kept, merged): (CustomerId, CustomerId),
    own: Option<&str>,
) -> Result<()> {
    let stored: Vec<(String, CustomerId, Option<i64>)> = scope
        .sql(
            "SELECT code_key, customer_id, import_id FROM customer_aliases WHERE organization_id = $1
             AND (customer_id = $2 OR code_key = $3) ORDER BY code_key",
        )
        .bind(merged)
        .bind(own)
        .all()
        .await?;
    // Collected: a closure over borrows would tie the future to one lifetime, and it could not be spawned.
    let versions: Vec<_> = stored.iter().map(|(code, customer, owner)| alias_version(code, *customer, *owner)).collect();
    write(scope, import, versions).await?;
    scope
        .sql("UPDATE customer_aliases SET customer_id = $3, import_id = $4 WHERE organization_id = $1 AND customer_id = $2")
        .bind(merged)
        .bind(kept)
        .bind(import)
        .execute()
        .await?;
    if own.is_some() {
        scope
            .sql(
                "INSERT INTO customer_aliases (organization_id, code_key, customer_id, import_id) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (organization_id, code_key) DO UPDATE SET customer_id = excluded.customer_id, import_id = excluded.import_id",
            )
            .bind(own)
            .bind(kept)
            .bind(import)
            .execute()
            .await?;
    }
    Ok(())
}

fn alias_version(code: &str, customer: CustomerId, owner: Option<i64>) -> Version {
    let row = vec![Value::Text(code.to_owned()), Value::Integer(customer.0)];
    Version { kind: Kind::Alias, record: code.to_owned(), before: tables::to_json(&vec![row]), owner }
}
