//! Decisions that wait for a second person.

use super::areas::{deployment_address, item};
use super::{Desk, Waiting};
use crate::account_decisions;
use crate::decisions::sign_ins::SignIns;
use crate::error::AppError;
use crate::link_decisions;
use crate::permission::Act;
use crate::wire::view::home::HomeArea;

/// Decisions on links, accounts and roles that reach into evaluated days.
pub(super) fn decisions(desk: &Desk<'_>) -> Result<Vec<Waiting>, AppError> {
    let sign_ins = SignIns::until(desk.reader, i64::MAX)?;
    let may_agree = |act: Act, first: &str| {
        let me = desk.person.as_ref();
        desk.may(act)
            && me.is_none_or(|(me, _)| {
                let mut makers = sign_ins.makers(me.id(), i64::MAX);
                me.id() != first && !makers.any(|maker| maker == first)
            })
    };
    let title = |event: i64| format!("Agree with the decision of event {event}");
    let accounts = account_decisions::lines(desk.reader)?.into_iter();
    let accounts = accounts.filter(|line| line.waits).map(|line| Waiting {
        mine: may_agree(Act::DecideAccount, &line.by),
        item: item(
            HomeArea::People,
            title(line.event),
            format!("{}: {}", line.by, line.sentence),
            "#/people?show=decisions",
        ),
    });
    let links = link_decisions::all_lines(desk.reader)?.into_iter();
    let links = links.filter(|line| line.waits).map(|line| Waiting {
        mine: may_agree(Act::DecideLink, &line.by),
        item: item(
            HomeArea::Deployments,
            title(line.event),
            format!(
                "{}: the link of deployment {} to {} {} is {}. It waits for a second person.",
                line.by,
                line.deployment,
                line.kind.replace('_', " "),
                line.target,
                line.verdict
            ),
            &deployment_address(&format!("{}:{}", line.source, line.deployment)),
        ),
    });
    Ok(accounts.chain(links).collect())
}
