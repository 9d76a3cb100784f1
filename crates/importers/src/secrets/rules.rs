//! The rules of the scan: how credentials look, each with the place where their form is described.
//!
//! A rule is tried only where one of its keywords stands, and its pattern begins there. The first group
//! of the pattern is the secret. What only looks like one is told by its entropy and by words that
//! people put in place of a secret.

/// Rises whenever a rule changes in what it finds: a file remembers the rules it was scanned with.
pub const RULES_VERSION: u32 = 2;

/// What is found and masked.
pub struct Rule {
    /// The name in the source register and in findings.
    pub id: &'static str,
    /// What it finds, for people.
    pub label: &'static str,
    /// Texts with which the pattern begins; upper and lower case count. None for addresses, which are
    /// looked at from each `@`.
    pub keywords: &'static [&'static str],
    /// What is looked for.
    pub look: Look,
    /// Bits for each character that the secret has at least: below that it is no chance text.
    pub entropy: f64,
}

/// How a rule looks at what begins with its keyword.
pub enum Look {
    /// A pattern; its first group is the secret. Nothing of a word may stand before the keyword.
    Token(&'static str),
    /// The same, where the secret has letters and digits: words alone tell how a command is used.
    Chosen(&'static str),
    /// A name, then a sign of assignment, then the secret. The pattern tells the rest of the name.
    Assigned(&'static str),
    /// The body of a private key in PEM.
    Pem,
    /// The password in an address: `scheme://user:password@host`.
    Address,
}

/// How a credential of 20 characters and more looks by chance.
const CHANCE: f64 = 3.0;

/// All rules. Where two keywords begin at the same place, the earlier rule wins.
pub static RULES: &[Rule] = &[
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    Rule {
        id: "aws-access-key-id",
        label: "AWS access key id",
        keywords: &["AKIA", "ASIA"],
        look: Look::Token(r"((?:AKIA|ASIA)[A-Z2-7]{16})\b"),
        entropy: CHANCE,
    },
    // https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
    Rule {
        id: "aws-secret-access-key",
        label: "AWS secret access key",
        keywords: &["ws_secret", "wsSecret", "WS_SECRET"],
        look: Look::Assigned(r"(?i:ws_?secret(?:_?access)?(?:_?key)?)"),
        entropy: CHANCE,
    },
    // https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
    Rule {
        id: "github-token",
        label: "GitHub token",
        keywords: &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
        look: Look::Token(r"(gh[pousr]_[A-Za-z0-9]{36,})\b"),
        entropy: CHANCE,
    },
    // https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens
    Rule {
        id: "github-fine-grained-token",
        label: "GitHub fine-grained token",
        keywords: &["github_pat_"],
        look: Look::Token(r"(github_pat_[A-Za-z0-9_]{22,})\b"),
        entropy: CHANCE,
    },
    // https://docs.gitlab.com/security/tokens/#token-prefixes
    Rule {
        id: "gitlab-token",
        label: "GitLab token",
        keywords: &["glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glsoat-"],
        look: Look::Token(r"(gl(?:pat|dt|rt|cbt|ptt|soat)-[A-Za-z0-9_.-]{20,})"),
        entropy: CHANCE,
    },
    // https://docs.slack.dev/authentication/tokens
    Rule {
        id: "slack-token",
        label: "Slack token",
        keywords: &[
            "xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe-", "xoxe.",
        ],
        look: Look::Token(r"(xox[bparse][-.][A-Za-z0-9.-]{10,})"),
        entropy: 2.5,
    },
    // https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
    Rule {
        id: "slack-webhook",
        label: "Slack webhook",
        keywords: &["hooks.slack.com"],
        look: Look::Token(
            r"hooks\.slack\.com\\?/services\\?/(T[A-Za-z0-9]{6,}\\?/B[A-Za-z0-9]{6,}\\?/[A-Za-z0-9]{16,})",
        ),
        entropy: CHANCE,
    },
    // https://docs.stripe.com/keys
    Rule {
        id: "stripe-key",
        label: "Stripe live key",
        keywords: &["sk_live_", "rk_live_", "whsec_"],
        look: Look::Token(r"((?:[sr]k_live|whsec)_[A-Za-z0-9+/=]{16,})"),
        entropy: CHANCE,
    },
    // https://cloud.google.com/docs/authentication/api-keys
    Rule {
        id: "google-api-key",
        label: "Google API key",
        keywords: &["AIza"],
        look: Look::Token(r"(AIza[A-Za-z0-9_-]{35})"),
        entropy: CHANCE,
    },
    // https://developers.google.com/identity/protocols/oauth2
    Rule {
        id: "google-client-secret",
        label: "Google client secret",
        keywords: &["GOCSPX-"],
        look: Look::Token(r"(GOCSPX-[A-Za-z0-9_-]{28})"),
        entropy: CHANCE,
    },
    // https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/
    Rule {
        id: "npm-token",
        label: "npm token",
        keywords: &["npm_"],
        look: Look::Token(r"(npm_[A-Za-z0-9]{36})\b"),
        entropy: CHANCE,
    },
    // https://pypi.org/help/#apitoken
    Rule {
        id: "pypi-token",
        label: "PyPI token",
        keywords: &["pypi-AgE"],
        look: Look::Token(r"(pypi-AgE[A-Za-z0-9_-]{50,})"),
        entropy: CHANCE,
    },
    // https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string
    Rule {
        id: "azure-storage-key",
        label: "Azure storage key",
        keywords: &["AccountKey="],
        look: Look::Token(r"AccountKey=([A-Za-z0-9+/\\]{80,}={0,2})"),
        entropy: CHANCE,
    },
    // https://core.telegram.org/bots/api#authorizing-your-bot
    Rule {
        id: "telegram-bot-token",
        label: "Telegram bot token",
        keywords: &["api.telegram.org"],
        look: Look::Token(r"api\.telegram\.org\\?/bot([0-9]{8,10}:[A-Za-z0-9_-]{35})"),
        entropy: CHANCE,
    },
    // https://curl.se/docs/manpage.html#-u
    Rule {
        id: "password-of-curl",
        label: "password in a command",
        keywords: &["curl "],
        look: Look::Chosen(
            r#"curl\s(?:[^\n]{0,300}?\s)?(?:-u|--user)[\s=]{1,3}\\*["']?[^\s:"'\\]{1,64}:([^\s"'\\$<{]{6,})"#,
        ),
        entropy: 2.0,
    },
    // https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys
    Rule {
        id: "sendgrid-key",
        label: "SendGrid key",
        keywords: &["SG."],
        look: Look::Token(r"(SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})"),
        entropy: CHANCE,
    },
    // https://docs.digitalocean.com/reference/api/create-personal-access-token/
    Rule {
        id: "digitalocean-token",
        label: "DigitalOcean token",
        keywords: &["dop_v1_", "doo_v1_", "dor_v1_"],
        look: Look::Token(r"(do[opr]_v1_[a-f0-9]{64})\b"),
        entropy: CHANCE,
    },
    // https://shopify.dev/changelog/length-of-the-shopify-access-token-is-increasing
    Rule {
        id: "shopify-token",
        label: "Shopify token",
        keywords: &["shpat_", "shpca_", "shppa_", "shpss_"],
        look: Look::Token(r"(shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32,64})\b"),
        entropy: CHANCE,
    },
    // https://help.openai.com/en/articles/9186755-managing-projects-in-the-api-platform
    // https://docs.anthropic.com/en/api/admin-api/apikeys/get-api-key
    Rule {
        id: "model-provider-key",
        label: "key of a model provider",
        keywords: &["sk-proj-", "sk-ant-", "sk-svcacct-"],
        look: Look::Token(r"(sk-(?:proj|ant|svcacct)-[A-Za-z0-9_-]{32,})"),
        entropy: CHANCE,
    },
    // https://developer.hashicorp.com/vault/docs/concepts/tokens
    Rule {
        id: "vault-token",
        label: "Vault token",
        keywords: &["hvs.", "hvb."],
        look: Look::Token(r"(hv[sb]\.[A-Za-z0-9_-]{24,})"),
        entropy: CHANCE,
    },
    // https://docs.docker.com/security/access-tokens/
    Rule {
        id: "docker-token",
        label: "Docker Hub token",
        keywords: &["dckr_pat_"],
        look: Look::Token(r"(dckr_pat_[A-Za-z0-9_-]{27,64})"),
        entropy: CHANCE,
    },
    // https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/
    Rule {
        id: "atlassian-token",
        label: "Atlassian token",
        keywords: &["ATATT3x", "ATCTT3x"],
        look: Look::Token(r"(AT[AC]TT3x[A-Za-z0-9_=-]{50,})"),
        entropy: CHANCE,
    },
    // https://datatracker.ietf.org/doc/html/rfc7519
    Rule {
        id: "json-web-token",
        label: "JSON web token",
        keywords: &["eyJ"],
        look: Look::Token(r"(eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{16,})"),
        entropy: CHANCE,
    },
    // https://datatracker.ietf.org/doc/html/rfc7468
    Rule {
        id: "private-key",
        label: "private key",
        keywords: &["-----BEGIN"],
        look: Look::Pem,
        entropy: CHANCE,
    },
    // https://datatracker.ietf.org/doc/html/rfc3986#section-3.2.1
    Rule {
        id: "password-in-address",
        label: "password in an address",
        keywords: &[],
        look: Look::Address,
        entropy: 1.0,
    },
    // https://datatracker.ietf.org/doc/html/rfc9110#section-11.6.2
    Rule {
        id: "authorization-header",
        label: "authorization header",
        keywords: &["uthorization", "UTHORIZATION"],
        look: Look::Token(
            r#"(?i:uthorization)\\*["']?\s{0,3}[:=]\s{0,3}\\*["']?(?i:basic|bearer|token)\s{1,3}([A-Za-z0-9._~+/=-]{16,})"#,
        ),
        entropy: CHANCE,
    },
    // CWE-798; https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
    Rule {
        id: "assigned-credential",
        label: "password or key in an assignment",
        keywords: &[
            "assword",
            "ASSWORD",
            "asswd",
            "ASSWD",
            "assphrase",
            "ASSPHRASE",
            "ecret",
            "ECRET",
            "api_key",
            "apiKey",
            "ApiKey",
            "API_KEY",
            "api-key",
            "apikey",
            "APIKEY",
            "uth_token",
            "uthToken",
            "UTH_TOKEN",
            "ccess_token",
            "ccessToken",
            "CCESS_TOKEN",
            "rivate_key",
            "RIVATE_KEY",
        ],
        look: Look::Assigned(
            r"(?i:assword|asswd|assphrase|ecret(?:[_-]?access)?(?:[_-]?key)?|ecret[_-]?token|api[_-]?key|(?:uth|ccess)[_-]?token|rivate_key)",
        ),
        entropy: CHANCE,
    },
];

/// Words that stand in place of a secret, in lower case.
pub const PLACEHOLDERS: &[&str] = &[
    "example",
    "changeme",
    "change_me",
    "change-me",
    "replace",
    "placeholder",
    "redacted",
    "xxxx",
    "your_",
    "your-",
    "yourpass",
    "dummy",
    "sample",
    "notasecret",
    "not-a-secret",
    "insert",
    "****",
    "....",
    "0000000000",
    "1234567890",
    "abcdefghij",
    "process.env",
    "os.environ",
    "getenv",
];
