//! The services of the made-up company: how each is deployed, where its change records live, who
//! works on it, and how busy and how careful its team is.

use super::people::{PersonId, Staff};
use super::random::Stream;

/// Which tool records the deployments of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeployTool {
    /// GitHub deployments with statuses and workflow runs.
    GitHub,
    /// Another pipeline, exported as the plain `deploy-log` table.
    DeployLog,
}

/// Which tool holds the change records of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tracker {
    /// Jira, project `CHG`.
    Jira,
    /// ServiceNow change requests.
    ServiceNow,
}

/// One deployable service with its repository of the same name.
#[derive(Debug, Clone)]
pub struct Service {
    /// Name of the service and of its repository.
    pub name: String,
    /// Number of the service in PagerDuty.
    pub pager: usize,
    /// Where its deployments are recorded.
    pub tool: DeployTool,
    /// Where its change records are kept.
    pub tracker: Tracker,
    /// The engineers who work on it.
    pub team: Vec<PersonId>,
    /// How often it is deployed, against the others.
    pub busyness: u32,
    /// How likely a deployment goes wrong in some way, in permille.
    pub carelessness: u32,
    /// File ending of its code.
    pub language: &'static str,
}

/// The GitHub organisation of the company.
pub const ORGANISATION: &str = "clicki";

const NAMES: [&str; 60] = [
    "referral-api",
    "partner-web",
    "payout-worker",
    "edge-infra",
    "reward-ledger",
    "invite-mailer",
    "click-attribution",
    "fraud-scoring",
    "campaign-studio",
    "coupon-service",
    "webhook-relay",
    "identity-gateway",
    "tax-reporting",
    "mobile-bff",
    "search-index",
    "audit-export",
    "pricing-rules",
    "link-shortener",
    "landing-builder",
    "data-lake-loader",
    "currency-rates",
    "consent-center",
    "partner-onboarding",
    "payout-reconciler",
    "notification-hub",
    "session-store",
    "content-moderation",
    "experiment-flags",
    "report-scheduler",
    "email-templates",
    "sms-gateway",
    "image-resizer",
    "geo-lookup",
    "bot-shield",
    "referral-graph",
    "leaderboard",
    "gift-cards",
    "merchant-portal",
    "support-console",
    "billing-engine",
    "invoice-renderer",
    "usage-meter",
    "rate-limiter",
    "feature-store",
    "churn-model",
    "event-bus",
    "schema-registry",
    "secrets-broker",
    "terraform-core",
    "cluster-config",
    "cdn-rules",
    "status-page",
    "sandbox-api",
    "sdk-js",
    "sdk-ios",
    "sdk-android",
    "docs-site",
    "import-wizard",
    "crm-sync",
    "warehouse-jobs",
];

const LANGUAGES: [&str; 5] = ["rs", "ts", "py", INFRASTRUCTURE, "go"];

/// File ending of code that describes infrastructure.
const INFRASTRUCTURE: &str = "tf";

impl Service {
    /// `clicki/referral-api`.
    pub fn repository(&self) -> String {
        format!("{ORGANISATION}/{}", self.name)
    }

    /// Whether its code describes infrastructure, so that changes ask for heightened scrutiny.
    pub fn is_infrastructure(&self) -> bool {
        self.language == INFRASTRUCTURE
    }
}

/// How many services a company of `deployments` production deployments runs.
pub fn count_for(deployments: usize) -> usize {
    match deployments {
        0..350 => 4,
        350..1_000 => 5,
        1_000..20_000 => 5 + (deployments - 1_000) * 55 / 19_000,
        _ => (60 + (deployments - 20_000) / 10_000).min(120),
    }
}

/// Founds `count` services and gives each a team.
pub fn found(random: &mut Stream, count: usize, staff: &Staff) -> Vec<Service> {
    (0..count)
        .map(|number| {
            let base = NAMES[number % NAMES.len()];
            let name = match number / NAMES.len() {
                0 => base.to_owned(),
                round => format!("{base}-v{}", round + 1),
            };
            let (tool, tracker) = match number % 5 {
                0 => (DeployTool::GitHub, Tracker::Jira),
                1 => (DeployTool::DeployLog, Tracker::Jira),
                2 => (DeployTool::DeployLog, Tracker::ServiceNow),
                3 => (DeployTool::GitHub, Tracker::ServiceNow),
                _ if number % 2 == 0 => (DeployTool::GitHub, Tracker::Jira),
                _ => (DeployTool::DeployLog, Tracker::Jira),
            };
            Service {
                name,
                pager: number + 1,
                tool,
                tracker,
                team: team(random, staff),
                busyness: [100, 70, 55, 25, 45, 30, 60][number % 7],
                // The payout worker's team is in a hurry: its findings stand out in the charts.
                carelessness: if number % 9 == 2 {
                    330
                } else {
                    [90, 120, 140, 110][number % 4]
                },
                language: LANGUAGES[number % LANGUAGES.len()],
            }
        })
        .collect()
}

fn team(random: &mut Stream, staff: &Staff) -> Vec<PersonId> {
    let mut pool = staff.engineers.clone();
    random.shuffle(&mut pool);
    pool.truncate(6);
    pool
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_company_has_every_pairing_of_tools() {
        let mut random = Stream::new(1, 1);
        let staff = Staff::hire(&mut random, 4, 2025);
        let services = found(&mut random, 4, &staff);
        for tool in [DeployTool::GitHub, DeployTool::DeployLog] {
            for tracker in [Tracker::Jira, Tracker::ServiceNow] {
                assert!(
                    services
                        .iter()
                        .any(|s| s.tool == tool && s.tracker == tracker),
                    "no service with {tool:?} and {tracker:?}"
                );
            }
        }
    }

    #[test]
    fn the_number_of_services_grows_with_the_company() {
        assert_eq!(count_for(400), 5);
        assert_eq!(count_for(20_000), 60);
        assert!(
            count_for(1_000_000) <= 120,
            "too many files would be open at once"
        );
    }
}
