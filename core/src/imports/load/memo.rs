//! Whom and what the lines of a file mention, looked up once for every distinct mention.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use super::Loader;
use super::customers::Naming;
use crate::ids::{CustomerId, ProductId};
use crate::imports::records::{CustomerRecord, ProductRecord};
use crate::mixing::Mixing;

/// Distinct mentions kept at a time.
const KEPT: usize = 50_000;

/// The same mention twice means the same and changes nothing more.
#[derive(Default)]
pub(super) struct Memo {
    customers: Mentions<CustomerRecord, CustomerId>,
    products: Mentions<ProductRecord, ProductId>,
}

/// Mapping shares the records of equal mentions, so that their address tells them apart.
struct Mentions<R, I> {
    known: HashMap<usize, (Arc<R>, Option<I>), BuildHasherDefault<Mixing>>,
    /// Lines of one order name one customer. What is known keeps its address.
    last: Option<(usize, Option<I>)>,
}

impl<R, I> Default for Mentions<R, I> {
    fn default() -> Self {
        Self { known: HashMap::default(), last: None }
    }
}

impl<R, I: Copy> Mentions<R, I> {
    /// What the mention means; `resolve` finds it out for a new one.
    fn find(&mut self, mention: &Arc<R>, resolve: impl FnOnce(&R) -> Option<I>) -> Option<I> {
        let address = Arc::as_ptr(mention).addr();
        if let Some((last, id)) = self.last
            && last == address
        {
            return id;
        }
        let id = match self.known.get(&address) {
            Some((_, id)) => *id,
            None => {
                let id = resolve(mention);
                if self.known.len() >= KEPT {
                    self.known.clear();
                }
                self.known.insert(address, (Arc::clone(mention), id));
                id
            }
        };
        self.last = Some((address, id));
        id
    }
}

impl Memo {
    pub(super) fn customer(&mut self, loader: &mut Loader, mention: &Arc<CustomerRecord>) -> Option<CustomerId> {
        let Loader { ids, customers, .. } = loader;
        self.customers.find(mention, |it| customers.resolve(it, Naming::Mention, || ids.next()).map(|(id, _)| id))
    }

    pub(super) fn product(&mut self, loader: &mut Loader, mention: &Arc<ProductRecord>) -> Option<ProductId> {
        let Loader { ids, products, .. } = loader;
        self.products.find(mention, |it| products.resolve(it, Naming::Mention, || ids.next()).map(|(id, _)| id))
    }
}
