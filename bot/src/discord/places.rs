//! Channels of servers: what they are called and which of them are threads. Told by Discord at every connection, so it is
//! kept in memory only.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use serde::Deserialize;
use serenity::model::channel::{ChannelType, GuildChannel};
use serenity::model::guild::Guild;

use super::rest::Rest;
use super::updates::Spot;

#[derive(Debug, Default)]
pub(super) struct Places(RwLock<HashMap<String, Place>>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    title: String,
    /// Of a thread.
    parent: Option<String>,
}

#[derive(Deserialize)]
struct Told {
    #[serde(rename = "type")]
    kind: u8,
    name: Option<String>,
    parent_id: Option<String>,
}

const THREADS: std::ops::RangeInclusive<u8> = 10..=12;

impl Places {
    pub(super) fn learn_guild(&self, guild: &Guild) {
        let mut places = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for channel in guild.channels.values().chain(&guild.threads) {
            let (id, place) = place_of(channel, &guild.name);
            places.insert(id, place);
        }
    }

    pub(super) fn learn_channel(&self, channel: &GuildChannel) {
        let (id, place) = place_of(channel, "");
        let mut places = self.0.write().unwrap_or_else(PoisonError::into_inner);
        match places.get_mut(&id) {
            // The name of the server is not told again.
            Some(known) => known.parent = place.parent,
            None => {
                places.insert(id, place);
            }
        }
    }

    /// Fills in what is known of a place; asks Discord about one it did not tell of.
    pub(super) async fn fill(&self, rest: &Rest, spot: &mut Spot) {
        if spot.guild.is_none() {
            return;
        }
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&spot.channel).cloned();
        let place = match known {
            Some(place) => place,
            None => match ask(rest, &spot.channel).await {
                Some(place) => {
                    let mut places = self.0.write().unwrap_or_else(PoisonError::into_inner);
                    places.entry(spot.channel.clone()).or_insert(place).clone()
                }
                None => return,
            },
        };
        (spot.title, spot.parent) = (place.title, place.parent);
    }
}

fn place_of(channel: &GuildChannel, guild: &str) -> (String, Place) {
    let is_thread = matches!(channel.kind, ChannelType::NewsThread | ChannelType::PublicThread | ChannelType::PrivateThread);
    let parent = channel.parent_id.filter(|_| is_thread).map(|it| it.to_string());
    (channel.id.to_string(), Place { title: title(&channel.name, guild), parent })
}

fn title(channel: &str, guild: &str) -> String {
    if guild.is_empty() { format!("#{channel}") } else { format!("#{channel} · {guild}") }
}

async fn ask(rest: &Rest, channel: &str) -> Option<Place> {
    let told = match rest.get(&format!("/channels/{channel}")).await {
        Ok(told) => told,
        Err(fault) => {
            tracing::debug!("Discord did not say what a channel is: {fault}");
            return None;
        }
    };
    let told: Told = serde_json::from_value(told).ok()?;
    let parent = told.parent_id.filter(|_| THREADS.contains(&told.kind));
    Some(Place { title: title(told.name.as_deref().unwrap_or_default(), ""), parent })
}
