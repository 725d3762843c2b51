//! An organization: the firm whose figures these are, with the settings every figure depends on.

use chrono_tz::Tz;

use crate::clock::Clock;
use crate::error::{Error, Problem, Result};
use crate::ids::{OrganizationId, UserId};
use crate::locale::Locale;
use crate::store::{Control, FromRow, Row};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    pub id: OrganizationId,
    /// Short name for commands: lower-case Latin letters, digits and hyphens.
    pub slug: String,
    pub name: String,
    /// ISO 4217. One currency per organization.
    pub currency: String,
    pub timezone: Tz,
    pub locale: Locale,
    pub kind: OrganizationKind,
    /// Whether open orders count as sales (metrics: "counted line").
    pub count_open_orders: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrganizationKind {
    Own,
    /// Built-in data; its clock stands at the last day of data and files of one's own are not loaded into it.
    Demo,
}

#[derive(Clone, Debug)]
pub struct NewOrganization {
    pub slug: String,
    pub name: String,
    pub currency: String,
    pub timezone: Tz,
    pub locale: Locale,
    pub kind: OrganizationKind,
}

impl FromRow for Organization {
    fn from_row(row: &Row) -> Result<Self> {
        let kind: String = row.get(6)?;
        Ok(Self {
            id: row.get(0)?,
            slug: row.get(1)?,
            name: row.get(2)?,
            currency: row.get(3)?,
            timezone: row.get::<String>(4)?.parse().unwrap_or(chrono_tz::Europe::Kyiv),
            locale: row.get::<String>(5)?.parse().unwrap_or_default(),
            kind: if kind == "demo" { OrganizationKind::Demo } else { OrganizationKind::Own },
            count_open_orders: row.get(7)?,
        })
    }
}

/// What can stand in a page's header of a name that was written.
fn clean_name(name: &str) -> Result<String> {
    // PostgreSQL stores no NUL, and no page shows the others.
    let name: String = name.chars().filter(|it| !it.is_control()).collect();
    let name = name.trim();
    if name.is_empty() { Err(Problem::new("organization-name-empty").into()) } else { Ok(name.to_owned()) }
}

/// Gives an organization another name; its slug stays, commands know it by that.
pub async fn rename(control: &mut Control, organization: &Organization, name: &str) -> Result<Organization> {
    let name = clean_name(name)?;
    control.sql("UPDATE organizations SET name = $1 WHERE id = $2").bind(&name).bind(organization.id).execute().await?;
    Ok(Organization { name, ..organization.clone() })
}

/// The clock an organization lives by: what "today" is in its figures.
pub async fn set_timezone(control: &mut Control, organization: &Organization, timezone: Tz) -> Result<Organization> {
    control
        .sql("UPDATE organizations SET timezone = $1 WHERE id = $2")
        .bind(timezone.name())
        .bind(organization.id)
        .execute()
        .await?;
    Ok(Organization { timezone, ..organization.clone() })
}

/// Creates an organization. The slug must be free, the currency three Latin letters.
pub async fn create(control: &mut Control, clock: Clock, new: NewOrganization) -> Result<Organization> {
    let name = clean_name(&new.name)?;
    let slug_fits = !new.slug.is_empty()
        && new.slug.len() <= 60
        && new.slug.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-');
    if !slug_fits {
        return Err(Problem::new("organization-slug-bad").with("slug", new.slug).into());
    }
    if new.currency.len() != 3 || !new.currency.bytes().all(|it| it.is_ascii_uppercase()) {
        return Err(Problem::new("currency-bad").with("currency", new.currency).into());
    }
    if find_by_slug(control, &new.slug).await?.is_some() {
        return Err(Error::Conflict(Problem::new("organization-slug-taken").with("slug", new.slug)));
    }
    let organization = Organization {
        id: control.organization_id().await?,
        slug: new.slug,
        name,
        currency: new.currency,
        timezone: new.timezone,
        locale: new.locale,
        kind: new.kind,
        count_open_orders: true,
    };
    control
        .sql(
            "INSERT INTO organizations (id, slug, name, currency, timezone, locale, kind, count_open_orders, created_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8)",
        )
        .bind(organization.id)
        .bind(&organization.slug)
        .bind(&organization.name)
        .bind(&organization.currency)
        .bind(organization.timezone.name())
        .bind(organization.locale.id())
        .bind(match organization.kind {
            OrganizationKind::Own => "own",
            OrganizationKind::Demo => "demo",
        })
        .bind(clock.now())
        .execute()
        .await?;
    Ok(organization)
}

pub async fn find_by_slug(control: &mut Control, slug: &str) -> Result<Option<Organization>> {
    control
        .sql("SELECT id, slug, name, currency, timezone, locale, kind, count_open_orders FROM organizations WHERE slug = $1")
        .bind(slug)
        .optional()
        .await
}

pub async fn find(control: &mut Control, id: OrganizationId) -> Result<Option<Organization>> {
    control
        .sql("SELECT id, slug, name, currency, timezone, locale, kind, count_open_orders FROM organizations WHERE id = $1")
        .bind(id)
        .optional()
        .await
}

pub async fn get_by_slug(control: &mut Control, slug: &str) -> Result<Organization> {
    find_by_slug(control, slug).await?.ok_or(Error::NotFound("organization"))
}

pub async fn list(control: &mut Control) -> Result<Vec<Organization>> {
    control
        .sql("SELECT id, slug, name, currency, timezone, locale, kind, count_open_orders FROM organizations ORDER BY id")
        .all()
        .await
}

/// The organizations a person is a member of, oldest first.
pub async fn list_for_user(control: &mut Control, user: UserId) -> Result<Vec<Organization>> {
    control
        .sql(
            "SELECT o.id, o.slug, o.name, o.currency, o.timezone, o.locale, o.kind, o.count_open_orders
              FROM organizations o JOIN memberships m ON m.organization_id = o.id
              WHERE m.user_id = $1 ORDER BY o.id",
        )
        .bind(user)
        .all()
        .await
}

/// A short name for commands that nobody has yet, made of a name: «Млин і Ко» gives `mlyn-i-ko`, then `mlyn-i-ko-2`.
pub async fn free_slug(control: &mut Control, name: &str) -> Result<String> {
    let wanted = slug_of(name);
    let taken: Vec<(String,)> = control
        .sql("SELECT slug FROM organizations WHERE slug = $1 OR slug LIKE $2 ORDER BY slug")
        .bind(&wanted)
        .bind(format!("{wanted}-%"))
        .all()
        .await?;
    let free = |slug: &String| !taken.iter().any(|(it,)| it == slug);
    let numbered = (2..).map(|n| format!("{wanted}-{n}"));
    Ok(std::iter::once(wanted.clone()).chain(numbered).find(free).unwrap_or(wanted))
}

/// Official Ukrainian romanization, simplified, so that the short name can be read aloud.
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
            'і' | 'ї' | 'й' => "i",
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
            'ё' => "io",
            'ь' | 'ъ' | '\'' | '’' | 'ʼ' => "",
            'a'..='z' | '0'..='9' => {
                slug.push(letter);
                continue;
            }
            _ if slug.is_empty() || slug.ends_with('-') => "",
            _ => "-",
        };
        slug.push_str(latin);
    }
    slug.truncate(40);
    match slug.trim_matches('-') {
        "" => "firm".into(),
        slug => slug.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::slug_of;

    #[test]
    fn slugs_can_be_read_aloud() {
        assert_eq!(slug_of("ТОВ «Млин і Ко»"), "tov-mlyn-i-ko");
        assert_eq!(slug_of("Щастя-2026, ФОП Лук’яненко"), "shchastia-2026-fop-lukianenko");
        assert_eq!(slug_of("  Acme & Sons  "), "acme-sons");
        assert_eq!(slug_of("株式会社"), "firm");
    }
}
