//! Takes an import, or a merge of customers, out of every stack of versions. Where its version is on top, the one below
//! returns; where something newer stands on it, the record stays and the version below it changes hands; what it created
//! goes, unless something that remains refers to it.

use std::collections::{BTreeMap, HashMap};

use super::history::{self, Past};
use super::merges::{self, Merge};
use super::tables::{self, EVENT_COLUMNS, Rows, Table, Type, Value, place};
use super::undone::{Because, Kept, Tally, Undone};
use super::{Kind, Version, order, references, write};
use crate::error::{Error, Permission, Problem, Result};
use crate::ids::ImportId;
use crate::imports::ImportContext;
use crate::store::{Conflict, Scope};
use crate::sums::Deltas;
use crate::tenancy::{self, Action, Actor, Organization};

/// Records named when they are kept; the rest is counted.
const NAMED: usize = 20;

/// Undoes the import or merge with this number, in one transaction.
pub async fn undo(context: &ImportContext<'_>, (organization, actor): (&Organization, &Actor), number: i64) -> Result<Undone> {
    actor.require(Permission::Edit)?;
    let mut scope = context.store.write(organization.id).await?;
    // What is undone must not be matched by an import under way.
    scope.hold().await?;
    let past = history::all(&mut scope).await?;
    let own = past.iter().find(|it| it.number == number).ok_or(Error::NotFound("import"))?;
    if own.undone {
        return Err(Error::Conflict(Problem::new("import-undone").with("number", number)));
    }
    if !own.journaled {
        return Err(Problem::new("import-before-journal").with("number", number).into());
    }
    // Read before this one is marked: whoever takes a merge back says that they are two.
    let merges = merges::live(&mut scope).await?;
    merges::remember_apart(&mut scope, &merges, own.id).await?;
    let now = context.clock.now();
    scope
        .sql("UPDATE imports SET undone_at = $3, undone_by = $4 WHERE organization_id = $1 AND id = $2")
        .bind(own.id)
        .bind(now)
        .bind(actor.user)
        .execute()
        .await?;
    let mut undoing = Undoing::new(own, &past, merges);
    undoing.take_out(&mut scope).await?;
    let subject = number.to_string();
    tenancy::record(&mut scope, actor, Action::Undo, &subject, (context.ids.next(now), now)).await?;
    scope.commit().await?;
    let (file, origin) = (own.file.clone(), own.origin);
    let mut undone = Undone { number, origin, file, tallies: undoing.tallies, kept: undoing.kept, n_kept: undoing.n_kept };
    undone.tallies.retain(|it| it.restored + it.removed > 0);
    tracing::info!(import = number, "undone import {number}");
    Ok(undone)
}

/// An undo under way.
pub(super) struct Undoing<'a> {
    pub(super) import: i64,
    pub(super) past: &'a [Past],
    /// Imports undone before and this one, with their numbers.
    dead: HashMap<i64, i64>,
    /// Merges that hold, oldest first.
    pub(super) merges: Vec<Merge>,
    /// Nothing older than this number can refer to what is about to be removed.
    pub(super) bound: i64,
    tallies: Vec<Tally>,
    pub(super) kept: Vec<Kept>,
    pub(super) n_kept: usize,
}

impl<'a> Undoing<'a> {
    fn new(own: &Past, past: &'a [Past], mut merges: Vec<Merge>) -> Self {
        let dead = past.iter().filter(|it| it.undone || it.id == own.id).map(|it| (it.id.0, it.number)).collect();
        merges.retain(|it| it.import != own.id);
        Self { import: own.id.0, past, dead, merges, bound: own.number, tallies: Vec::new(), kept: Vec::new(), n_kept: 0 }
    }

    async fn take_out(&mut self, scope: &mut Scope) -> Result<()> {
        self.list_covered(scope).await?;
        // Parents first: rows that return may refer to each other.
        let customers = self.restore(scope, &tables::CUSTOMERS).await?;
        let products = self.restore(scope, &tables::PRODUCTS).await?;
        let stages = self.restore(scope, &tables::STAGES).await?;
        let deals = self.restore(scope, &tables::DEALS).await?;
        let aliases = self.restore(scope, &tables::ALIASES).await?;
        let levels = self.restore(scope, &tables::STOCK).await?;
        self.undo_orders(scope).await?;
        self.undo_events(scope).await?;
        // Children first.
        self.remove(scope, &tables::ALIASES, aliases).await?;
        self.remove(scope, &tables::STOCK, levels).await?;
        self.splice(scope).await?;
        let mut candidates = references::Candidates::find(scope, self).await?;
        candidates.pass_on(scope, self, &tables::DEALS).await?;
        self.remove(scope, &tables::DEALS, deals).await?;
        candidates.pass_on(scope, self, &tables::STAGES).await?;
        self.remove(scope, &tables::STAGES, stages).await?;
        candidates.pass_on(scope, self, &tables::PRODUCTS).await?;
        self.remove(scope, &tables::PRODUCTS, products).await?;
        candidates.pass_on(scope, self, &tables::CUSTOMERS).await?;
        self.remove(scope, &tables::CUSTOMERS, customers).await
    }

    fn tally(&mut self, kind: Kind, restored: usize, removed: u64) {
        self.tallies.push(Tally { kind, restored, removed: usize::try_from(removed).unwrap_or(usize::MAX) });
    }

    /// Deletes what this import has on top: what it replaced has returned by now.
    async fn remove<const N: usize>(&mut self, scope: &mut Scope, table: &Table<N>, restored: usize) -> Result<()> {
        let removed = scope.sql(table.delete).bind(self.import).execute().await?;
        self.tally(table.kind, restored, removed);
        Ok(())
    }

    /// Puts the versions below this import's back, where its own is on top.
    async fn restore<const N: usize>(&mut self, scope: &mut Scope, table: &'static Table<N>) -> Result<usize> {
        let (mut after, mut restored) = (String::new(), 0);
        loop {
            let page = page(scope, self.import, table.kind, &after).await?;
            let Some(last) = page.last() else { return Ok(restored) };
            after.clone_from(&last.record);
            let (mut rows, mut covered) = (Vec::new(), Covered::new());
            for Below { record, before, owner } in page {
                let mut content = tables::parse(&before)?;
                let owner = if let Some(number) = owner.and_then(|it| self.dead.get(&it)) {
                    // Created by an import that was undone while this one stood upon it: to be removed now, unless it
                    // is needed. Then it stays as it was created; a deal stays as it is, for it refers to others itself, and nothing
                    // needs an order.
                    self.bound = self.bound.min(*number);
                    if !matches!(table.kind, Kind::Customer | Kind::Product | Kind::Stage) {
                        continue;
                    }
                    Some(self.import)
                } else {
                    restored += 1;
                    if table.kind == Kind::Order {
                        order::settle(&mut content)?;
                    }
                    self.cover(table.kind, &record, &mut content, (owner, &mut covered))?
                };
                let row = content.first().map_or(&[][..], Vec::as_slice);
                rows.push(tables::row(table, row, owner));
            }
            let mut bulk = scope.bulk(table.name, table.columns, Conflict::Update(table.key));
            for row in rows {
                bulk.push(row).await?;
            }
            bulk.finish().await?;
            write_covered(scope, covered).await?;
        }
    }

    /// A version that returns may name a customer who was merged away meanwhile: the merge holds for it too, as a version
    /// of its own on top. Returns whose version is on top then.
    fn cover(
        &self,
        kind: Kind,
        record: &str,
        content: &mut Rows,
        (mut owner, covered): (Option<i64>, &mut Covered),
    ) -> Result<Option<i64>> {
        for merge in &self.merges {
            let mut moved = content.clone();
            if point_elsewhere(kind, &mut moved, (merge.merged.0, merge.kept.0))? {
                let before = tables::to_json(content);
                covered.entry(merge.import).or_default().push(Version { kind, record: record.to_owned(), before, owner });
                *content = moved;
                owner = Some(merge.import.0);
            }
        }
        Ok(owner)
    }

    async fn undo_orders(&mut self, scope: &mut Scope) -> Result<()> {
        scope
            .sql(
                "INSERT INTO scratch_ids (organization_id, id)
                 SELECT organization_id, id FROM orders WHERE organization_id = $1 AND import_id = $2",
            )
            .bind(self.import)
            .execute()
            .await?;
        let mut sums = Deltas::default();
        sums.subtract_scratch(scope).await?;
        let restored = self.restore(scope, &tables::ORDERS).await?;
        let removed = scope.sql(tables::ORDERS.delete).bind(self.import).execute().await?;
        sums.add_scratch(scope).await?;
        scope.empty_scratch().await?;
        sums.flush(scope).await?;
        self.tally(Kind::Order, restored, removed);
        Ok(())
    }

    /// All events of a deal are one record.
    async fn undo_events(&mut self, scope: &mut Scope) -> Result<()> {
        let (written,): (i64,) = scope
            .sql("SELECT COUNT(DISTINCT deal_id) FROM deal_events WHERE organization_id = $1 AND import_id = $2")
            .bind(self.import)
            .one()
            .await?;
        scope.sql("DELETE FROM deal_events WHERE organization_id = $1 AND import_id = $2").bind(self.import).execute().await?;
        let (mut after, mut restored) = (String::new(), 0);
        loop {
            let page = page(scope, self.import, Kind::DealEvents, &after).await?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.record);
            let mut bulk = scope.bulk("deal_events", EVENT_COLUMNS, Conflict::Refuse);
            for Below { record, before, owner } in page {
                if owner.is_some_and(|it| self.dead.contains_key(&it)) {
                    continue;
                }
                restored += 1;
                let deal: i64 = record.parse().map_err(anyhow::Error::new)?;
                for event in tables::parse(&before)? {
                    let [position, day, from, to] = tables::binds(&[Type::Integer; tables::EVENT_VALUES], &event);
                    bulk.push([deal.into(), position, day, from, to, owner.into()]).await?;
                }
            }
            bulk.finish().await?;
        }
        self.tally(Kind::DealEvents, restored, u64::try_from(written).unwrap_or(0).saturating_sub(restored as u64));
        Ok(())
    }

    /// Versions of others that stand on this import's take over what is below it. Where nothing is, they go on naming
    /// this import, so that what it created can be told from what was there, and returns whole where it is needed.
    async fn splice(&self, scope: &mut Scope) -> Result<()> {
        scope
            .sql(
                "UPDATE changes AS later SET before = own.before, before_import_id = own.before_import_id FROM changes AS own
                 WHERE later.organization_id = $1 AND later.before_import_id = $2 AND own.organization_id = $1
                   AND own.import_id = $2 AND own.kind = later.kind AND own.record = later.record",
            )
            .bind(self.import)
            .execute()
            .await?;
        scope.sql("DELETE FROM changes WHERE organization_id = $1 AND import_id = $2").bind(self.import).execute().await?;
        Ok(())
    }

    /// Records that a later import or merge changed: they stay as they are.
    async fn list_covered(&mut self, scope: &mut Scope) -> Result<()> {
        let (n,): (i64,) = scope
            .sql("SELECT COUNT(*) FROM changes WHERE organization_id = $1 AND before_import_id = $2 AND kind <> 'alias'")
            .bind(self.import)
            .one()
            .await?;
        self.n_kept += usize::try_from(n).unwrap_or(0);
        let first: Vec<(String, String, String, ImportId)> = scope
            .sql(
                "SELECT kind, record, before, import_id FROM changes
                 WHERE organization_id = $1 AND before_import_id = $2 AND kind <> 'alias' ORDER BY kind, record, import_id LIMIT 20",
            )
            .bind(self.import)
            .all()
            .await?;
        for (kind, record, before, by) in first {
            let Some(kind) = Kind::find(&kind) else { continue };
            let name = name_of(scope, kind, &tables::parse(&before)?, &record).await?;
            self.keep(kind, name, Because::ChangedLater, by);
        }
        Ok(())
    }

    pub(super) fn keep(&mut self, kind: Kind, name: String, because: Because, by: ImportId) {
        if self.kept.len() < NAMED
            && let Some(by) = self.past.iter().find(|it| it.id == by)
        {
            self.kept.push(Kept { kind, name, because, by: (by.number, by.origin, by.file.clone()) });
        }
    }
}

/// Versions that merges cover.
type Covered = BTreeMap<ImportId, Vec<Version>>;

async fn write_covered(scope: &mut Scope, covered: Covered) -> Result<()> {
    for (merge, versions) in covered {
        write(scope, merge, versions).await?;
    }
    Ok(())
}

/// A version below the one to be taken out.
struct Below {
    record: String,
    before: String,
    owner: Option<i64>,
}

/// Versions that this import replaced and nothing newer stands upon, by record.
async fn page(scope: &mut Scope, import: i64, kind: Kind, after: &str) -> Result<Vec<Below>> {
    let found: Vec<(String, String, Option<i64>)> = scope
        .sql(
            "SELECT own.record, own.before, own.before_import_id FROM changes own
             WHERE own.organization_id = $1 AND own.import_id = $2 AND own.kind = $3 AND own.record > $4
               AND NOT EXISTS (SELECT 1 FROM changes later WHERE later.organization_id = $1
                   AND later.before_import_id = $2 AND later.kind = $3 AND later.record = own.record)
             ORDER BY own.record LIMIT 2000",
        )
        .bind(import)
        .bind(kind.id())
        .bind(after)
        .all()
        .await?;
    Ok(found.into_iter().map(|(record, before, owner)| Below { record, before, owner }).collect())
}

/// Makes a version name another customer; whether it named the one.
fn point_elsewhere(kind: Kind, rows: &mut Rows, (from, to): (i64, i64)) -> Result<bool> {
    let place = match kind {
        Kind::Order => return order::point_elsewhere(rows, (from, to)),
        Kind::Deal => place::DEAL_CUSTOMER,
        Kind::Alias => place::ALIAS_CUSTOMER,
        _ => return Ok(false),
    };
    let value = rows.first_mut().and_then(|row| row.get_mut(place)).filter(|it| it.integer() == Some(from));
    let is_his = value.is_some();
    if let Some(value) = value {
        *value = Value::Integer(to);
    }
    Ok(is_his)
}

/// The words people know a record by.
async fn name_of(scope: &mut Scope, kind: Kind, version: &Rows, record: &str) -> Result<String> {
    let value = |n: usize| version.first().and_then(|row| row.get(n));
    let text = |n: usize| if let Some(Value::Text(text)) = value(n) { Some(text.clone()) } else { None };
    let found = match kind {
        Kind::Customer | Kind::Product => text(3),
        Kind::Order | Kind::Stage => text(1),
        Kind::Deal => text(2),
        Kind::Alias => text(0),
        Kind::Stock => {
            let name = scope.sql("SELECT name FROM products WHERE organization_id = $1 AND id = $2");
            name.bind(value(0).and_then(Value::integer)).optional::<(String,)>().await?.map(|it| it.0)
        }
        Kind::DealEvents => {
            let name = scope.sql("SELECT title FROM deals WHERE organization_id = $1 AND id = $2");
            name.bind(record.parse::<i64>().ok()).optional::<(String,)>().await?.map(|it| it.0)
        }
    };
    Ok(found.unwrap_or_else(|| record.to_owned()))
}
