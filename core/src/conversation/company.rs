//! Creating one's own company: a name, a currency, done.

use super::dialogue::{self, Action, Dialogue, Pending, WaitingFile};
use super::files;
use super::message::{Incoming, Reply, Status};
use crate::app::App;
use crate::error::{Error, Result};
use crate::locale::{Arg, Locale, text};
use crate::tenancy::{self, Actor, NewOrganization, Organization, OrganizationKind, Role};

/// The longest name that still fits a page's header.
const NAME_LENGTH: usize = 80;
const CURRENCIES: [&str; 4] = ["UAH", "USD", "EUR", "PLN"];

pub(super) fn start(locale: Locale, dialogue: &mut Dialogue, file: Option<WaitingFile>) -> Reply {
    dialogue.pending = Some(Pending::CompanyName { file });
    Reply::said(Status::Clarify, text(locale, "company-name-asked", &[]))
}

/// The name was written; the currency is asked by buttons.
pub(super) fn named(incoming: &Incoming, dialogue: &mut Dialogue, words: &str, file: Option<WaitingFile>) -> Result<Reply> {
    let locale = incoming.locale;
    let name: String = words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME_LENGTH).collect();
    dialogue.pending = Some(Pending::CompanyCurrency { name: name.clone(), file });
    let choices = CURRENCIES.iter().map(|code| ((*code).to_owned(), Action::Currency((*code).to_owned()))).collect();
    let choices = dialogue.offer_one_of(choices)?;
    Ok(Reply::said(Status::Clarify, text(locale, "company-currency-asked", &[("name", Arg::from(name))])).with_choices(choices))
}

/// The currency was tapped or written: the company is created, and the chat goes on in it.
pub(super) async fn currency(
    app: &App,
    incoming: &Incoming,
    dialogue: &mut Dialogue,
    (name, file): (String, Option<WaitingFile>),
    words: &str,
) -> Result<Reply> {
    let locale = incoming.locale;
    let code = words.trim().to_uppercase();
    if code.len() != 3 || !code.bytes().all(|it| it.is_ascii_uppercase()) {
        dialogue.pending = Some(Pending::CompanyCurrency { name, file });
        return Ok(Reply::said(Status::Clarify, text(locale, "company-currency-again", &[])));
    }
    let (organization, actor) = create(app, incoming, &name, code).await?;
    let created = text(locale, "company-created", &[("name", Arg::from(&organization.name))]);
    let there = Incoming { organization: organization.clone(), actor, ..incoming.clone() };
    let mut reply = match file {
        None => Reply::said(Status::Done, text(locale, "company-drop-file", &[])),
        Some(file) => {
            // The waiting file's buttons belong to the new company's side of this chat.
            let mut fresh = Dialogue::default();
            let reply = files::dropped(app, &there, &mut fresh, file).await?;
            dialogue::save(app, &there, &fresh).await?;
            reply
        }
    };
    reply.blocks.insert(0, super::Block::Text { text: created });
    reply.moved_to = Some(organization);
    Ok(reply)
}

async fn create(app: &App, incoming: &Incoming, name: &str, currency: String) -> Result<(Organization, Actor)> {
    let mut control = app.store.control().await?;
    let user = match incoming.actor.user {
        Some(user) => user,
        None => tenancy::local_user(&mut control, &app.ids, app.clock).await?.id,
    };
    let base = slug_of(name);
    for attempt in 1..100 {
        let slug = if attempt == 1 { base.clone() } else { format!("{base}-{attempt}") };
        if tenancy::find_by_slug(&mut control, &slug).await?.is_some() {
            continue;
        }
        let new = NewOrganization {
            slug,
            name: name.to_owned(),
            currency,
            timezone: incoming.organization.timezone,
            locale: incoming.locale,
            kind: OrganizationKind::Own,
        };
        let organization = tenancy::create(&mut control, &app.ids, app.clock, new).await?;
        tenancy::set_membership(&mut control, app.clock, organization.id, user, Role::Owner).await?;
        control.commit().await?;
        return Ok((organization, Actor { user: Some(user), role: Role::Owner }));
    }
    Err(Error::Conflict(crate::error::Problem::new("organization-slug-taken").with("slug", base)))
}

/// Latin short name of a company: «ТОВ Ромашка» -> `tov-romashka`. Transliteration: the Cabinet's table of 2010, simplified.
fn slug_of(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.to_lowercase().chars() {
        let latin = match letter {
            'а' => "a",
            'б' => "b",
            'в' => "v",
            'г' => "h",
            'ґ' => "g",
            'д' => "d",
            'е' | 'э' => "e",
            'є' => "ie",
            'ж' => "zh",
            'з' => "z",
            'и' | 'ы' => "y",
            'і' => "i",
            'ї' => "i",
            'й' => "i",
            'к' => "k",
            'л' => "l",
            'м' => "m",
            'н' => "n",
            'о' => "o",
            'п' => "p",
            'р' => "r",
            'с' => "s",
            'т' => "t",
            'у' => "u",
            'ф' => "f",
            'х' => "kh",
            'ц' => "ts",
            'ч' => "ch",
            'ш' => "sh",
            'щ' => "shch",
            'ю' => "iu",
            'я' => "ia",
            'a'..='z' | '0'..='9' => {
                slug.push(letter);
                continue;
            }
            letter if letter.is_whitespace() || letter == '-' => {
                if !slug.is_empty() && !slug.ends_with('-') {
                    slug.push('-');
                }
                continue;
            }
            _ => continue,
        };
        slug.push_str(latin);
    }
    slug.truncate(40);
    let slug = slug.trim_matches('-').to_owned();
    if slug.is_empty() { "company".into() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::slug_of;

    #[test]
    fn short_names_are_latin() {
        assert_eq!(slug_of("ТОВ «Гуртівня Барвінок»"), "tov-hurtivnia-barvinok");
        assert_eq!(slug_of("«»"), "company");
        assert_eq!(slug_of("Acme  -  2"), "acme-2");
    }
}
