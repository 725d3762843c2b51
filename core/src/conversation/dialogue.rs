//! What a chat is in the middle of: the last question, something pending, the choices offered.
//! Kept in the store, so that a restart forgets nothing.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::history::Talk;
use super::message::{Channel, Choice, Incoming};
use crate::app::App;
use crate::error::Result;
use crate::ids::OrganizationId;
use crate::imports::remembered::Remembered;
use crate::names;
use crate::questions::Thread;
use crate::store::Scope;
use crate::tenancy::random_token;

/// Offers older than these are forgotten: a tap on one says so.
const OFFERS_KEPT: usize = 60;
/// Taps that may have to be done again after a crash.
const TAPS_KEPT: usize = 4;
/// Telegram allows 64 bytes for what comes back from a button.
const TOKEN_LENGTH: usize = 16;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dialogue {
    /// What was asked, and what became of it.
    pub thread: Thread,
    pub pending: Option<Pending>,
    offers: Vec<Offer>,
    /// The group of choices the last question was answered with: their words work like a tap.
    asked_back: Option<String>,
    /// What the last taps did, by the updates they came with: one that was cut off does the same again.
    tapped: Vec<(String, Action)>,
}

/// What the next message answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Pending {
    /// The name of a new company; the dropped file that started it waits.
    CompanyName {
        file: Option<WaitingFile>,
    },
    CompanyCurrency(Founding),
    /// Another name of this company.
    CompanyRename,
    /// Columns of a file are looked at; «Сума = ціна» changes one.
    Columns {
        file: WaitingFile,
    },
}

/// What is known of a company about to be created.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Founding {
    pub name: String,
    /// The dropped file that waits for it.
    pub file: Option<WaitingFile>,
    /// Where it was said to be; else where firms here are.
    #[serde(default)]
    pub zone: Option<chrono_tz::Tz>,
}

/// A dropped file that waits for a word of the person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitingFile {
    pub name: String,
    pub path: PathBuf,
    /// What was decided about its tables.
    #[serde(default)]
    pub decided: Vec<Remembered>,
}

impl WaitingFile {
    pub fn new(name: String, path: PathBuf) -> Self {
        Self { name, path, decided: Vec::new() }
    }

    /// Names the file in the address of its page; only the talk it waits in knows it.
    pub fn id(&self) -> String {
        self.path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default()
    }
}

/// What a tap does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Action {
    /// Answers this query (text form).
    Ask(String),
    /// Acts as if the person had written this.
    Say(String),
    /// The rows behind an answer as a file.
    Rows(String),
    Load(WaitingFile),
    Discard(WaitingFile),
    /// Shows what each column was taken for.
    Columns(WaitingFile),
    /// Asks whether the import with this number should be undone.
    AskUndo(i64),
    Undo(i64),
    Redo(i64),
    /// Two customers are one: the one to keep, the other.
    Merge(i64, i64),
    KeepApart(i64, i64),
    /// Looks into the file again, after something was decided about its columns.
    Look(WaitingFile),
    CreateCompany(Option<WaitingFile>),
    /// A company at once, named later, and the file in it.
    CreateAndLoad(WaitingFile),
    NameCompany,
    Currency(String),
    /// Asks by which time a company about to be created lives, and the answer.
    CompanyZones,
    CompanyZone(chrono_tz::Tz),
    Cancel,
    Settings(super::settings::Wanted),
    /// Goes on in another organization, or leaves this one.
    Place(super::organizations::Wanted),
    /// Chats linked to the organization.
    Linked(super::linked::Wanted),
    Group(super::groups::Wanted),
}

impl Action {
    fn file(&self) -> Option<&WaitingFile> {
        match self {
            Self::Load(file) | Self::Discard(file) | Self::Columns(file) | Self::Look(file) | Self::CreateAndLoad(file) => {
                Some(file)
            }
            Self::CreateCompany(file) => file.as_ref(),
            _ => None,
        }
    }

    /// It takes the file a step on, to where its rows are loaded.
    fn loads(&self) -> bool {
        matches!(self, Self::Load(_) | Self::CreateAndLoad(_) | Self::CreateCompany(Some(_)))
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Offer {
    token: String,
    /// Offers of one group exclude each other: a tap on one takes all away.
    group: String,
    action: Action,
    #[serde(default)]
    label: String,
}

impl Dialogue {
    /// Offers choices that may each be tapped once.
    pub fn offer(&mut self, choices: Vec<(String, Action)>) -> Result<Vec<Choice>> {
        choices.into_iter().map(|(label, action)| self.add(label, action, None)).collect()
    }

    /// Offers choices of which one may be tapped, once.
    pub fn offer_one_of(&mut self, choices: Vec<(String, Action)>) -> Result<Vec<Choice>> {
        let group = token()?;
        choices.into_iter().map(|(label, action)| self.add(label, action, Some(&group))).collect()
    }

    /// Asks back: one of the choices may be tapped, or said in the next message.
    pub fn ask_back(&mut self, choices: Vec<(String, Action)>) -> Result<Vec<Choice>> {
        let choices = self.offer_one_of(choices)?;
        self.asked_back = self.offers.last().filter(|_| !choices.is_empty()).map(|it| it.group.clone());
        Ok(choices)
    }

    /// The choice of the last question back that these words say: its label, or words that stand in no other.
    pub fn take_said(&mut self, words: &str) -> Option<Action> {
        let group = self.asked_back.take()?;
        let said = letters(words);
        let offers: Vec<&Offer> = self.offers.iter().filter(|it| it.group == group).collect();
        let whole = offers.iter().find(|it| letters(&it.label) == said);
        let mut parts = offers.iter().filter(|it| {
            let label = letters(&it.label);
            said.iter().all(|word| label.contains(word))
        });
        let several = offers.len() > 1 && !said.is_empty();
        let part = parts.next().filter(|_| several && parts.next().is_none());
        let token = whole.or(part)?.token.clone();
        self.take(&token)
    }

    fn add(&mut self, label: String, action: Action, group: Option<&str>) -> Result<Choice> {
        let token = token()?;
        let group = group.unwrap_or(&token).to_owned();
        self.offers.push(Offer { token: token.clone(), group, action, label: label.clone() });
        let extra = self.offers.len().saturating_sub(OFFERS_KEPT);
        self.offers.drain(..extra);
        Ok(Choice { label, token, page: None })
    }

    /// The file with this id, if it still waits for a word here.
    pub fn waiting_file(&self, id: &str) -> Option<&WaitingFile> {
        self.offers.iter().filter_map(|it| it.action.file()).find(|it| it.id() == id)
    }

    /// The file offered last that still waits for a word, and the button that loads it, if it can be loaded as it is.
    /// `again`: also one that is gone, because a message that was cut off may have loaded it.
    pub fn waiting(&self, again: bool) -> Option<(WaitingFile, Option<(String, Action)>)> {
        let mut offers = self.offers.iter().rev();
        let (file, group) = offers.find_map(|it| match &it.action {
            Action::Discard(file) if again || file.path.exists() => Some((file, &it.group)),
            _ => None,
        })?;
        let load = self.offers.iter().find(|it| it.group == *group && it.action.loads());
        Some((file.clone(), load.map(|it| (it.label.clone(), it.action.clone()))))
    }

    /// These choices are one question: a tap on one takes the others away.
    pub fn is_question(&self, choices: &[&Choice]) -> bool {
        choices.iter().any(|choice| self.offers.iter().any(|it| it.token == choice.token && it.group != it.token))
    }

    /// Takes away all that was offered about a file.
    pub fn forget_file(&mut self, id: &str) {
        self.offers.retain(|it| it.action.file().is_none_or(|file| file.id() != id));
    }

    /// This dialogue, which was `before` when its message came, on top of what is stored by now.
    fn onto(mut self, before: &Self, stored: Self) -> Self {
        if self.thread == before.thread {
            self.thread = stored.thread;
        }
        if self.asked_back == before.asked_back {
            self.asked_back = stored.asked_back;
        }
        if self.pending == before.pending {
            self.pending = stored.pending;
        }
        let gone = |it: &Offer| before.offers.contains(it) && !self.offers.contains(it);
        let old: Vec<Offer> = stored.offers.into_iter().filter(|it| !gone(it)).collect();
        let new = self.offers.into_iter().filter(|it| !before.offers.contains(it));
        let mut offers: Vec<Offer> = old.into_iter().chain(new).collect();
        let extra = offers.len().saturating_sub(OFFERS_KEPT);
        offers.drain(..extra);
        Self { offers, tapped: stored.tapped, ..self }
    }

    /// Uses an offer up; `None` if it was used or forgotten.
    pub fn take(&mut self, token: &str) -> Option<Action> {
        let offer = self.offers.iter().find(|it| it.token == token)?.clone();
        self.offers.retain(|it| it.group != offer.group);
        Some(offer.action)
    }
}

/// The dialogue of a talk.
pub async fn load(app: &App, talk: Talk<'_>) -> Result<Dialogue> {
    let mut scope = app.store.read(talk.organization).await?;
    let found: Option<(String,)> = scope
        .sql("SELECT state FROM dialogues WHERE organization_id = $1 AND channel = $2 AND chat = $3")
        .bind(talk.channel.id())
        .bind(talk.chat)
        .optional()
        .await?;
    // A state written by an older program is worth less than an answer.
    Ok(found.and_then(|(state,)| serde_json::from_str(&state).ok()).unwrap_or_default())
}

/// Keeps what this message changed. Another message of the chat may have been answered meanwhile: its buttons stay.
pub async fn save(app: &App, incoming: &Incoming, (before, after): (&Dialogue, &Dialogue)) -> Result<()> {
    if before == after {
        return Ok(());
    }
    let mut scope = app.store.write(incoming.organization.id).await?;
    let stored = lock(&mut scope, app, incoming).await?.unwrap_or_default();
    let merged = after.clone().onto(before, stored);
    let state = serde_json::to_string(&merged).map_err(anyhow::Error::new)?;
    write(&mut scope, app, incoming, state).await?;
    scope.commit().await
}

/// Uses up a tapped choice, in one transaction: of two taps at once only one acts.
pub async fn take_choice(app: &App, incoming: &Incoming, token: &str) -> Result<(Dialogue, Option<Action>)> {
    let mut scope = app.store.write(incoming.organization.id).await?;
    let mut dialogue = lock(&mut scope, app, incoming).await?.unwrap_or_default();
    let update = incoming.visit.update.as_deref();
    let begun = dialogue.tapped.iter().find(|(key, _)| Some(key.as_str()) == update);
    if let Some((_, action)) = begun {
        let action = action.clone();
        return Ok((dialogue, Some(action)));
    }
    let action = dialogue.take(token);
    if let Some(action) = &action {
        if let Some(update) = update {
            dialogue.tapped.push((update.to_owned(), action.clone()));
            let extra = dialogue.tapped.len().saturating_sub(TAPS_KEPT);
            dialogue.tapped.drain(..extra);
        }
        let state = serde_json::to_string(&dialogue).map_err(anyhow::Error::new)?;
        write(&mut scope, app, incoming, state).await?;
    }
    scope.commit().await?;
    Ok((dialogue, action))
}

/// The stored dialogue, held against every other message until the end of the transaction.
async fn lock(scope: &mut Scope, app: &App, incoming: &Incoming) -> Result<Option<Dialogue>> {
    // A write comes first: on PostgreSQL it locks the row.
    let found: Option<(String,)> = scope
        .sql("UPDATE dialogues SET updated_at = $4 WHERE organization_id = $1 AND channel = $2 AND chat = $3 RETURNING state")
        .bind(incoming.channel.id())
        .bind(&incoming.chat)
        .bind(app.clock.now())
        .optional()
        .await?;
    Ok(found.and_then(|(state,)| serde_json::from_str(&state).ok()))
}

async fn write(scope: &mut Scope, app: &App, incoming: &Incoming, state: String) -> Result<()> {
    scope
        .sql("INSERT INTO dialogues (organization_id, channel, chat, state, updated_at) VALUES ($1, $2, $3, $4, $5)
              ON CONFLICT (organization_id, channel, chat) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at")
        .bind(incoming.channel.id())
        .bind(&incoming.chat)
        .bind(state)
        .bind(app.clock.now())
        .execute()
        .await?;
    Ok(())
}

/// The service gave a group another id: the talks of its people go on there.
pub async fn rename_chats(app: &App, organization: OrganizationId, channel: Channel, (from, to): (&str, &str)) -> Result<()> {
    let mut scope = app.store.write(organization).await?;
    // Keys of talks in groups are `CHAT/…`.
    scope
        .sql(
            "UPDATE dialogues SET chat = $4 || SUBSTR(chat, CAST($5 AS INTEGER))
             WHERE organization_id = $1 AND channel = $2 AND SUBSTR(chat, 1, CAST($5 AS INTEGER)) = $3 || '/'
             AND NOT EXISTS (SELECT 1 FROM dialogues other WHERE other.organization_id = $1 AND other.channel = $2
                 AND other.chat = $4 || SUBSTR(dialogues.chat, CAST($5 AS INTEGER)))",
        )
        .bind(channel.id())
        .bind(from)
        .bind(to)
        .bind(i64::try_from(from.chars().count()).unwrap_or(0) + 1)
        .execute()
        .await?;
    scope.commit().await
}

/// The words of a text without their punctuation.
pub(super) fn letters(text: &str) -> Vec<String> {
    let folded = names::fold(text);
    folded.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

fn token() -> Result<String> {
    random_token().map(|mut token| {
        token.truncate(TOKEN_LENGTH);
        token
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_tap_does_nothing() {
        let mut dialogue = Dialogue::default();
        let choices = dialogue.offer(vec![("а".into(), Action::Say("а".into())), ("б".into(), Action::Say("б".into()))]).unwrap();
        assert_eq!(dialogue.take(&choices[0].token), Some(Action::Say("а".into())));
        assert_eq!(dialogue.take(&choices[0].token), None);
        assert_eq!(dialogue.take(&choices[1].token), Some(Action::Say("б".into())));
    }

    #[test]
    fn one_of_a_group_takes_the_others_away() {
        let mut dialogue = Dialogue::default();
        let choices = dialogue.offer_one_of(vec![("так".into(), Action::Cancel), ("ні".into(), Action::Cancel)]).unwrap();
        assert!(dialogue.take(&choices[1].token).is_some());
        assert_eq!(dialogue.take(&choices[0].token), None);
    }

    #[test]
    fn two_messages_at_once_keep_the_buttons_of_both() {
        let mut before = Dialogue::default();
        before.thread.answered(&"orders".parse().unwrap());
        let spent = before.offer(vec![("0".into(), Action::Cancel)]).unwrap();
        let (mut one, mut other) = (before.clone(), before.clone());
        let of_one = one.offer(vec![("1".into(), Action::Cancel)]).unwrap();
        let of_other = other.offer(vec![("2".into(), Action::Cancel)]).unwrap();
        one.thread.answered(&"revenue".parse().unwrap());
        let mut stored = one.onto(&before, before.clone());
        assert!(stored.take(&spent[0].token).is_some());
        let mut both = other.onto(&before, stored);
        assert_eq!(both.thread.asked.last().map(ToString::to_string).as_deref(), Some("revenue"));
        assert!(both.take(&of_one[0].token).is_some() && both.take(&of_other[0].token).is_some());
        assert!(both.take(&spent[0].token).is_none());
    }

    #[test]
    fn a_choice_may_be_said() {
        let choices = || {
            let ask = |it: &str| (format!("ФОП {it}"), Action::Say(it.into()));
            vec![ask("Власюк П. М."), ask("Власюк І. О."), ask("Власюк")]
        };
        let said = |words: &str| {
            let mut dialogue = Dialogue::default();
            dialogue.ask_back(choices()).unwrap();
            dialogue.take_said(words)
        };
        assert_eq!(said("ФОП Власюк П. М."), Some(Action::Say("Власюк П. М.".into())));
        assert_eq!(said("п.м."), Some(Action::Say("Власюк П. М.".into())));
        assert_eq!(said("фоп власюк"), Some(Action::Say("Власюк".into())));
        assert_eq!(said("Власюк"), None);
        assert_eq!(said("Мазур"), None);
        assert_eq!(said("…"), None);
    }

    #[test]
    fn a_part_of_the_only_choice_is_none() {
        let mut dialogue = Dialogue::default();
        dialogue.ask_back(vec![("виручка за вересень".into(), Action::Cancel)]).unwrap();
        assert_eq!(dialogue.take_said("виручка"), None);
    }

    #[test]
    fn only_the_next_message_may_say_a_choice() {
        let mut dialogue = Dialogue::default();
        dialogue.ask_back(vec![("так".into(), Action::Cancel)]).unwrap();
        assert_eq!(dialogue.take_said("ні"), None);
        assert_eq!(dialogue.take_said("так"), None);
    }

    #[test]
    fn old_offers_are_forgotten() {
        let mut dialogue = Dialogue::default();
        let first = dialogue.offer(vec![("0".into(), Action::Cancel)]).unwrap();
        for n in 0..OFFERS_KEPT {
            dialogue.offer(vec![(n.to_string(), Action::Cancel)]).unwrap();
        }
        assert_eq!(dialogue.take(&first[0].token), None);
    }
}
