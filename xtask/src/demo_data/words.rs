//! The words of the made-up company: titles, descriptions, plans and comments in the uneven English
//! that people write. None of it looks like a ticket key, and no pull request text carries the
//! headings of a change record.

use super::random::Stream;

const ACTIONS: [&str; 30] = [
    "Cache",
    "Cap",
    "Retry",
    "Log",
    "Validate",
    "Speed up",
    "Simplify",
    "Fix rounding in",
    "Handle empty",
    "Move",
    "Add metrics for",
    "Tighten checks on",
    "Backfill",
    "Rename",
    "Guard against missing",
    "Paginate",
    "Use less memory in",
    "Translate",
    "Deduplicate",
    "Stop double counting",
    "Make room for longer",
    "Sort",
    "Trim",
    "Batch",
    "Warn about stale",
    "Add an index for",
    "Split",
    "Clean up",
    "Time out slow",
    "Add a switch for",
];

const THINGS: [&str; 44] = [
    "referral links",
    "invite e-mails",
    "reward balances",
    "partner payouts",
    "coupon codes",
    "webhook deliveries",
    "the audit export",
    "session cookies",
    "click attribution",
    "landing page banners",
    "the fraud score cache",
    "ledger postings",
    "the currency table",
    "campaign limits",
    "the partner sign-up form",
    "bounce handling",
    "invoice lines",
    "the leaderboard query",
    "gift card balances",
    "tax region lookup",
    "QR codes",
    "the payout calendar",
    "shared links",
    "the sign-in redirect",
    "device fingerprints",
    "the nightly import",
    "rate limits per partner",
    "translations",
    "the retry queue",
    "report downloads",
    "consent records",
    "the search index",
    "image uploads",
    "alert thresholds",
    "cold starts",
    "the health check",
    "expired invitations",
    "refund notes",
    "the sandbox data",
    "feature switches",
    "API error texts",
    "old sessions",
    "the worker pool",
    "time zone handling",
];

const REASONS: [&str; 14] = [
    "Partners reported wrong figures on the dashboard.",
    "Support gets about five tickets a week because of this.",
    "The page took more than four seconds for large partners.",
    "We found it during the last capacity review.",
    "Finance needs this before the month is closed.",
    "Follow-up from the retro, nothing urgent.",
    "The old behaviour was never documented, and two teams relied on it by accident.",
    "Dashboards were noisy; this makes the alert useful again.",
    "Needed for the spring campaign.",
    "Ça simplifie la configuration pour les partenaires français.",
    "Prepares the move to the new queue.",
    "Small clean-up while I was there.",
    "Customers in Japan (日本) saw the wrong currency sign.",
    "The UTF-8 names of partners were cut in the middle of a character.",
];

const TESTING: [&str; 8] = [
    "Tested on staging with last week's data.",
    "Unit tests added.",
    "Checked by hand in staging, screenshots in the thread.",
    "Covered by the integration suite.",
    "Ran the replay of yesterday's traffic, no differences.",
    "See the new test cases.",
    "Load test: p95 went from 410 ms to 180 ms.",
    "Clicked through the sign-up flow in two browsers.",
];

const EFFECTS: [&str; 10] = [
    "partners see correct balances",
    "invitations arrive within a minute",
    "the month-end run finishes before 06:00",
    "support can answer without asking engineering",
    "payouts are not sent twice",
    "the dashboard loads in under a second",
    "errors reach the on-call engineer at once",
    "old links keep working",
    "the audit export has every column that finance asked for",
    "a slow partner cannot slow down the others",
];

const HARMS: [&str; 6] = [
    "partners get errors on every second request",
    "payouts are stuck in the queue",
    "new invitations are not sent",
    "the dashboard does not load",
    "clicks are counted late",
    "sign-in fails for some partners",
];

const RISKS: [&str; 8] = [
    "Low risk: one component, covered by integration tests; worst case is a delayed referral credit.",
    "Low. Only new invitations are touched; existing ones keep their old path.",
    "Medium: the queue is shared with payouts. Worst case is a backlog of about one hour.",
    "Impact is limited to the partner dashboard. No customer data is changed.",
    "If it fails, clicks are still recorded and can be attributed again from the log.",
    "Risk of slower pages during the first minutes while the cache fills. No data at risk.",
    "Low risk; the change is behind a switch and goes to 5 % of partners first.",
    "Moderate: touches the ledger. Postings are append-only, so a wrong one can be reversed.",
];

const BACKOUTS: [&str; 7] = [
    "Redeploy the previous release from the pipeline; the on-call engineer watches error rates for 30 minutes.",
    "Switch the feature off in the console, then redeploy the previous release.",
    "Run the rollback job of the pipeline. The migration is backwards compatible, nothing to undo.",
    "Revert the pull request and deploy; takes about ten minutes. Owner: on-call.",
    "Put the old configuration back (kept in the repository) and restart the workers.",
    "Previous image stays in the registry: deploy it again and clear the cache.",
    "Scale the old version up again; both run side by side for one day.",
];

const TEST_PLANS: [&str; 5] = [
    "Integration suite and staging smoke test.",
    "Unit tests, then one day on staging with copied traffic.",
    "Smoke test after deployment: create, share and redeem one referral.",
    "Replay of yesterday's events on staging, compare totals.",
    "Integration suite. QA signs off on staging.",
];

const IMPLEMENTATION: [&str; 5] = [
    "Pipeline deploy.",
    "Deploy through the pipeline during office hours.",
    "Staging first, production after one hour.",
    "Pipeline deploy, then watch the dashboard for 30 minutes.",
    "Normal pipeline, no downtime.",
];

const APPROVING: [&str; 8] = [
    "",
    "",
    "Looks good, thanks",
    "nice one",
    "Small nit about naming, fine either way.",
    "Checked the query plan, ok.",
    "👍",
    "LGTM after the last change",
];

const COMMIT_NOTES: [&str; 10] = [
    "simplify the query",
    "add tests",
    "address review",
    "fix lint",
    "handle the empty case",
    "rename for clarity",
    "remove dead code",
    "update docs",
    "use the shared helper",
    "tune limits",
];

const REVIEW_OUTCOMES: [&str; 5] = [
    "Fix confirmed; follow-up test added",
    "Cause understood, alert threshold lowered",
    "Code reviewed after the fact, no further change needed",
    "Fix kept; runbook updated",
    "Root cause was a missing index, permanent fix planned",
];

const INCIDENTS: [&str; 6] = [
    "errors above 5 %",
    "queue is backing up",
    "slow responses",
    "certificate about to expire",
    "payout job failed",
    "sign-ups drop to zero",
];

const NO_DEPLOYMENT: [&str; 6] = [
    "Rotate the certificate of the payout gateway",
    "Raise the connection limit of the database",
    "Change the on-call schedule for the holidays",
    "Remove access of leavers from the console",
    "Move backups to the second region",
    "Update the firewall list for the office",
];

/// Risk and impact of every standard change.
pub const STANDARD_RISK: &str =
    "Low: routine settings update from the catalogue, done many times, takes effect at once.";

/// The topic of a change, in a person's words: `Cap retries...`.
pub fn topic(random: &mut Stream) -> String {
    let action = random.pick(&ACTIONS);
    let thing = random.pick(&THINGS);
    // After an adjective, no article: 'Time out slow sign-in redirect' reads like a person's note.
    let adjective = ["empty", "missing", "longer", "stale", "slow"];
    let thing = if adjective.iter().any(|word| action.ends_with(word)) {
        thing.trim_start_matches("the ")
    } else {
        thing
    };
    let tail = match random.index(12) {
        0 => " for large partners",
        1 => " in the EU region",
        2 => " (part 2)",
        3 => " again",
        _ => "",
    };
    format!("{action} {thing}{tail}")
}

/// The topic as part of a branch name: `cap-retries`.
pub fn slug(topic: &str) -> String {
    let mut slug = String::new();
    for word in topic
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .take(5)
    {
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word.to_ascii_lowercase());
    }
    slug
}

/// The source file that goes with a topic: `referral_links`.
pub fn file_stem(topic: &str) -> String {
    let thing = THINGS
        .iter()
        .find(|thing| topic.contains(**thing))
        .unwrap_or(&"main");
    slug(thing.trim_start_matches("the ")).replace('-', "_")
}

/// The one-line summary of a change record.
pub fn record_summary(random: &mut Stream, service: &str, topic: &str) -> String {
    match random.index(3) {
        0 => format!("{service}: {}", lower_first(topic)),
        1 => format!("{topic} ({service})"),
        _ => topic.to_owned(),
    }
}

/// The text of a pull request.
pub fn pull_request_body(random: &mut Stream, topic: &str) -> String {
    let reason = random.pick(&REASONS);
    let testing = random.pick(&TESTING);
    match random.index(5) {
        0 => format!("What and why: {}.", lower_first(topic)),
        1 => format!("{reason}\n\n{testing}"),
        2 => format!("## What and why\n\n{topic}. {reason}\n\n## Testing\n\n{testing}\n"),
        3 => String::new(),
        _ => format!("{reason} {testing}"),
    }
}

/// The description of a change record.
pub fn record_description(random: &mut Stream, service: &str, topic: &str) -> String {
    let effect = random.pick(&EFFECTS);
    let reason = random.pick(&REASONS);
    match random.index(3) {
        0 => format!(
            "Change to {service}: {}, so that {effect}.",
            lower_first(topic)
        ),
        1 => format!(
            "{reason} We want to {} so that {effect}.",
            lower_first(topic)
        ),
        _ => format!("{topic} ({service}).\n\nWhy: {reason}\nAfter this, {effect}."),
    }
}

/// The description of an emergency's change record.
pub fn emergency_description(random: &mut Stream, service: &str, topic: &str) -> String {
    let harm = random.pick(&HARMS);
    match random.index(2) {
        0 => format!(
            "Incident on {service}: {harm}. Fix: {}.",
            lower_first(topic)
        ),
        _ => format!("{topic} to stop the incident on {service}. At the moment {harm}."),
    }
}

/// What the risk and impact are.
pub fn risk_and_impact(random: &mut Stream) -> String {
    (*random.pick(&RISKS)).to_owned()
}

/// How the change is taken back.
pub fn backout_plan(random: &mut Stream) -> String {
    (*random.pick(&BACKOUTS)).to_owned()
}

/// How the change is tested.
pub fn test_plan(random: &mut Stream) -> String {
    (*random.pick(&TEST_PLANS)).to_owned()
}

/// How the change is carried out.
pub fn implementation_plan(random: &mut Stream) -> String {
    (*random.pick(&IMPLEMENTATION)).to_owned()
}

/// What a reviewer writes beside an approval; often nothing.
pub fn approval_comment(random: &mut Stream) -> String {
    (*random.pick(&APPROVING)).to_owned()
}

/// The headline of the commit number `number` on a branch.
pub fn commit_headline(random: &mut Stream, topic: &str, number: usize) -> String {
    if number == 0 {
        lower_first(topic)
    } else {
        (*random.pick(&COMMIT_NOTES)).to_owned()
    }
}

/// The outcome that a post-change review records.
pub fn review_outcome(random: &mut Stream) -> String {
    (*random.pick(&REVIEW_OUTCOMES)).to_owned()
}

/// The title of an incident on `service`.
pub fn incident_title(random: &mut Stream, service: &str) -> String {
    format!("{service}: {}", random.pick(&INCIDENTS))
}

/// The topic of a change that no deployment carries out.
pub fn change_without_deployment(random: &mut Stream) -> String {
    (*random.pick(&NO_DEPLOYMENT)).to_owned()
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_has_only_letters_digits_and_dashes() {
        assert_eq!(
            slug("Fix rounding in API error texts (part 2)"),
            "fix-rounding-in-api-error"
        );
    }

    #[test]
    fn every_text_of_a_record_is_long_enough_to_be_no_placeholder() {
        let mut random = Stream::new(3, 3);
        for _ in 0..200 {
            let topic = topic(&mut random);
            for text in [
                record_description(&mut random, "x", &topic),
                risk_and_impact(&mut random),
                backout_plan(&mut random),
            ] {
                assert!(text.chars().count() >= 20, "too short: {text}");
            }
        }
    }
}
