//! Deals, their stages and their history while a file is loaded.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::customers::Naming;
use super::{Change, Counts, Loader};
use crate::error::Result;
use crate::from_row;
use crate::ids::{CustomerId, DealId, ImportId, StageId};
use crate::imports::journal::{self, Kind};
use crate::imports::records::{DealEventRecord, DealRecord};
use crate::imports::report::Control;
use crate::money::Money;
use crate::names::fold;
use crate::store::{Conflict, FromRow, Row, Scope};

#[derive(Clone, Debug, PartialEq, Eq)]
struct Deal {
    id: DealId,
    code: String,
    title: String,
    customer: Option<CustomerId>,
    amount: Option<Money>,
    stage: StageId,
    probability: Option<i64>,
    manager: Option<String>,
    created_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
}
from_row!(Deal { id, code, title, customer, amount, stage, probability, manager, created_on, closed_on });

const DEAL_COLUMNS: &[&str] = &[
    "organization_id",
    "id",
    "code",
    "title",
    "customer_id",
    "amount",
    "stage_id",
    "probability",
    "manager",
    "created_on",
    "closed_on",
    "import_id",
];

pub(super) async fn load(loader: &mut Loader, scope: &mut Scope, records: &[DealRecord]) -> Result<(Counts, Control)> {
    let mut stages = Stages::load(scope).await?;
    let mut deals = stored_deals(scope).await?;
    let mut counts = Counts::default();
    let mut touched: BTreeMap<String, bool> = BTreeMap::new();
    for record in records {
        let customer = loader.customers.resolve(&record.customer, Naming::Mention, || loader.ids.next()).map(|(id, _)| id);
        let stage = stages.resolve(&record.stage, record.probability, || loader.ids.next());
        let code = record.code.clone().or_else(|| record.title.clone()).unwrap_or_default();
        let stored = deals.get(&code).cloned();
        let before = stored.clone();
        let deal = Deal {
            id: stored.as_ref().map_or_else(|| DealId(loader.ids.next()), |it| it.id),
            code: code.clone(),
            title: record.title.clone().or_else(|| stored.as_ref().map(|it| it.title.clone())).unwrap_or_else(|| code.clone()),
            customer: customer.or(stored.as_ref().and_then(|it| it.customer)),
            amount: record.amount.or(stored.as_ref().and_then(|it| it.amount)),
            stage,
            probability: record.probability.or(stored.as_ref().and_then(|it| it.probability)),
            manager: record.manager.clone().or_else(|| stored.as_ref().and_then(|it| it.manager.clone())),
            created_on: record.created_on.or(stored.as_ref().and_then(|it| it.created_on)),
            closed_on: record.closed_on.or(stored.as_ref().and_then(|it| it.closed_on)),
        };
        let change = match &before {
            None => Change::Created,
            Some(before) if *before == deal => Change::Unchanged,
            Some(_) => Change::Updated,
        };
        counts.add(change, 1);
        let changed = touched.entry(code.clone()).or_default();
        *changed |= change != Change::Unchanged;
        deals.insert(code, deal);
    }
    loader.customers.save(scope).await?;
    stages.save(scope, loader.import).await?;
    let changed: Vec<&Deal> = touched.iter().filter(|(_, changed)| **changed).map(|(code, _)| &deals[code]).collect();
    write_deals(scope, &changed, loader.import).await?;
    let control = Control {
        deals: Some(touched.len()),
        sum_amount: Some(touched.keys().filter_map(|code| deals[code].amount).sum()),
        ..Control::default()
    };
    Ok((counts, control))
}

/// The events of a deal are replaced by those of the newer file. A deal that is not known yet is created by its events.
pub(super) async fn load_events(
    loader: &mut Loader,
    scope: &mut Scope,
    records: &[DealEventRecord],
) -> Result<(Counts, Control)> {
    let mut stages = Stages::load(scope).await?;
    let mut deals = stored_deals(scope).await?;
    let mut events: Vec<(DealId, Vec<Event>)> = Vec::new();
    let mut places: HashMap<DealId, usize> = HashMap::new();
    let mut unknown: Vec<Deal> = Vec::new();
    for record in records {
        let from = record.from_stage.as_ref().map(|it| stages.resolve(it, None, || loader.ids.next()));
        let to = stages.resolve(&record.to_stage, None, || loader.ids.next());
        let deal = match deals.get(&record.deal) {
            Some(deal) => deal.id,
            None => {
                let deal = Deal {
                    id: DealId(loader.ids.next()),
                    code: record.deal.clone(),
                    title: record.deal.clone(),
                    customer: None,
                    amount: None,
                    stage: to,
                    probability: None,
                    manager: None,
                    created_on: Some(record.date),
                    closed_on: None,
                };
                unknown.push(deal.clone());
                deals.insert(record.deal.clone(), deal.clone());
                deal.id
            }
        };
        let place = *places.entry(deal).or_insert_with(|| {
            events.push((deal, Vec::new()));
            events.len() - 1
        });
        events[place].1.push(Event { date: record.date, from, to });
    }
    stages.save(scope, loader.import).await?;
    write_deals(scope, &unknown.iter().collect::<Vec<_>>(), loader.import).await?;
    let mut stored: HashMap<DealId, Vec<Event>> = HashMap::new();
    for (deal, event) in scope
        .sql(
            "SELECT deal_id, happened_on, from_stage_id, to_stage_id FROM deal_events WHERE organization_id = $1
              ORDER BY deal_id, position",
        )
        .all::<(DealId, NaiveDate, Option<StageId>, StageId)>()
        .await?
        .into_iter()
        .map(|(deal, date, from, to)| (deal, Event { date, from, to }))
    {
        stored.entry(deal).or_default().push(event);
    }
    let mut counts = Counts::default();
    let mut replaced = Vec::new();
    for (deal, list) in &mut events {
        // Events of one day keep the order of the file.
        list.sort_by_key(|it| it.date);
        let change = match stored.get(deal) {
            None => Change::Created,
            Some(known) if known == list => Change::Unchanged,
            Some(_) => Change::Updated,
        };
        counts.add(change, list.len());
        if change != Change::Unchanged {
            replaced.push((*deal, list.clone()));
        }
    }
    write_events(scope, &replaced, loader.import).await?;
    let control = Control {
        deals: Some(events.len()),
        first_date: records.iter().map(|it| it.date).min(),
        last_date: records.iter().map(|it| it.date).max(),
        ..Control::default()
    };
    Ok((counts, control))
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Event {
    date: NaiveDate,
    from: Option<StageId>,
    to: StageId,
}

async fn stored_deals(scope: &mut Scope) -> Result<HashMap<String, Deal>> {
    let deals: Vec<Deal> = scope
        .sql(
            "SELECT id, code, title, customer_id, amount, stage_id, probability, manager, created_on, closed_on
              FROM deals WHERE organization_id = $1 ORDER BY id",
        )
        .all()
        .await?;
    Ok(deals.into_iter().map(|deal| (deal.code.clone(), deal)).collect())
}

async fn write_deals(scope: &mut Scope, deals: &[&Deal], import: ImportId) -> Result<()> {
    let ids: Vec<i64> = deals.iter().map(|it| it.id.0).collect();
    journal::keep(scope, Kind::Deal, import, &ids).await?;
    let mut bulk = scope.bulk("deals", DEAL_COLUMNS, Conflict::Update(&["organization_id", "id"]));
    for deal in deals {
        bulk.push([
            deal.id.into(),
            (&deal.code).into(),
            (&deal.title).into(),
            deal.customer.into(),
            deal.amount.into(),
            deal.stage.into(),
            deal.probability.into(),
            deal.manager.clone().into(),
            deal.created_on.into(),
            deal.closed_on.into(),
            import.into(),
        ])
        .await?;
    }
    bulk.finish().await
}

async fn write_events(scope: &mut Scope, events: &[(DealId, Vec<Event>)], import: ImportId) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = events.iter().map(|(deal, _)| deal.0).collect();
    journal::keep(scope, Kind::DealEvents, import, &ids).await?;
    scope.fill_scratch(&ids).await?;
    scope
        .sql(
            "DELETE FROM deal_events WHERE organization_id = $1
              AND deal_id IN (SELECT id FROM scratch_ids WHERE organization_id = $1)",
        )
        .execute()
        .await?;
    scope.empty_scratch().await?;
    let columns: &[&str] =
        &["organization_id", "deal_id", "position", "happened_on", "from_stage_id", "to_stage_id", "import_id"];
    let mut bulk = scope.bulk("deal_events", columns, Conflict::Refuse);
    for (deal, list) in events {
        for (position, event) in list.iter().enumerate() {
            let position = i64::try_from(position).unwrap_or(i64::MAX);
            let import = import.into();
            bulk.push([(*deal).into(), position.into(), event.date.into(), event.from.into(), event.to.into(), import]).await?;
        }
    }
    bulk.finish().await
}

/// Stages by name. A new one is placed after those known, with a usual probability guessed from its words.
struct Stages {
    all: Vec<Stage>,
    changed: Vec<bool>,
}

#[derive(Clone, Debug)]
struct Stage {
    id: StageId,
    name: String,
    position: i64,
    probability: i64,
    outcome: Outcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Open,
    Won,
    Lost,
}

impl Outcome {
    fn id(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }

    fn guess(name: &str) -> Self {
        let name = fold(name);
        let has = |stems: &[&str]| stems.iter().any(|stem| name.contains(stem));
        if has(&["програ", "проигр", "lost", "lose", "відмов", "отказ", "провал", "скасова", "отмен"])
        {
            Self::Lost
        } else if has(&["виграно", "виграна", "выигр", "won", "успіш", "успеш", "угода закрита", "завершен"])
        {
            Self::Won
        } else {
            Self::Open
        }
    }
}

impl FromRow for Stage {
    fn from_row(row: &Row) -> Result<Self> {
        let outcome: String = row.get(4)?;
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            position: row.get(2)?,
            probability: row.get(3)?,
            outcome: match outcome.as_str() {
                "won" => Outcome::Won,
                "lost" => Outcome::Lost,
                _ => Outcome::Open,
            },
        })
    }
}

impl Stages {
    async fn load(scope: &mut Scope) -> Result<Self> {
        let all: Vec<Stage> = scope
            .sql("SELECT id, name, position, probability, outcome FROM stages WHERE organization_id = $1 ORDER BY position, id")
            .all()
            .await?;
        let changed = vec![false; all.len()];
        Ok(Self { all, changed })
    }

    /// `probability` is the deal's own in percent, a hint for the stage's.
    fn resolve(&mut self, name: &str, probability: Option<i64>, next_id: impl FnOnce() -> i64) -> StageId {
        let key = fold(name);
        if let Some(place) = self.all.iter().position(|it| fold(&it.name) == key) {
            let stage = &mut self.all[place];
            if stage.outcome == Outcome::Open && stage.probability == 0 && probability.is_some_and(|it| it > 0) {
                stage.probability = probability.unwrap_or_default();
                self.changed[place] = true;
            }
            return stage.id;
        }
        let outcome = Outcome::guess(name);
        let probability = match outcome {
            Outcome::Won => 100,
            Outcome::Lost => 0,
            Outcome::Open => probability.unwrap_or_default(),
        };
        let id = StageId(next_id());
        self.all.push(Stage { id, name: name.to_owned(), position: 0, probability, outcome });
        self.changed.push(true);
        id
    }

    /// Open stages stand by their probability, then as they came; won and lost stand last.
    async fn save(&mut self, scope: &mut Scope, import: ImportId) -> Result<()> {
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        order.sort_by_key(|place| {
            let stage = &self.all[*place];
            let group = match stage.outcome {
                Outcome::Open => 0,
                Outcome::Won => 1,
                Outcome::Lost => 2,
            };
            (group, stage.probability, *place)
        });
        for (n, place) in order.into_iter().enumerate() {
            let position = i64::try_from(n).unwrap_or(i64::MAX) + 1;
            self.changed[place] |= self.all[place].position != position;
            self.all[place].position = position;
        }
        let columns: &[&str] = &["organization_id", "id", "name", "name_key", "position", "probability", "outcome", "import_id"];
        let ids: Vec<i64> = self.all.iter().zip(&self.changed).filter(|it| *it.1).map(|(stage, _)| stage.id.0).collect();
        journal::keep(scope, Kind::Stage, import, &ids).await?;
        let mut bulk = scope.bulk("stages", columns, Conflict::Update(&["organization_id", "id"]));
        for (stage, _) in self.all.iter().zip(&self.changed).filter(|(_, changed)| **changed) {
            bulk.push([
                stage.id.into(),
                (&stage.name).into(),
                fold(&stage.name).into(),
                stage.position.into(),
                stage.probability.into(),
                stage.outcome.id().into(),
                import.into(),
            ])
            .await?;
        }
        bulk.finish().await
    }
}
