// Generated from crates/app/src/wire by `cargo xtask bindings`. Do not edit.

/** An outcome, worst first in the order of stacks. */
export type Outcome = "fail" | "insufficient_evidence" | "pending" | "pass" | "not_applicable";

/** A mark beside an outcome. */
export type Overlay = "as_exported" | "by_account" | "excepted" | "excepted_retroactive" | "backdated" | "returned";

/** What a person who signs in may do. */
export type MemberRole = "compliance_officer" | "approver" | "policy_owner" | "reviewer" | "auditor";

/** What a deployment is linked to. */
export type LinkKind = "change_record" | "pipeline_run" | "pull_request" | "incident";

/** What was decided about a link. */
export type LinkVerdict = "confirmed" | "refused" | "added" | "cut";

/** The system of an account. */
export type AccountSystem = "github" | "gitlab" | "jira" | "servicenow" | "ci" | "email" | "plain";

/** An error for programs. */
export type WireError = {
  /** What to act on. */
  code: string,
  /** What to tell people. */
  message: string,
  /** What else may be of use: an object, possibly empty. */
  details: Record<string, unknown>,
};

/** A word about long work. */
export type ProgressEvent = { "type": "started",
  /** The id. */
  job: number, } | { "type": "step",
  /** Its name, such as `Reading files`. */
  name: string,
  /** How much is done. */
  done: number,
  /** How much there is; 0 where that is not known. */
  total: number,
  /** What is counted: `bytes` or `steps`. */
  unit: string,
};

/** How high rows of tables are. */
export type Density = "comfortable" | "compact";

/** What the evaluation of the open period says about itself. */
export type EvaluationView = {
  /** The instant that decided what is pending. */
  as_of: string,
  /** Production deployments in the period. */
  deployments: number,
  /** Deployments with at least one failed outcome. */
  failing: number,
  /** SHA-256 over the results. */
  results_hash: string,
};

/** After how many minutes without input the app locks. */
export type LockAfter = "5" | "15" | "30" | "60";

/** What somebody may do today, beyond looking. */
export type MayView = {
  /** Import files. */
  import: boolean,
  /** Work out results. */
  evaluate: boolean,
  /** Export a pack. */
  make_pack: boolean,
  /** Add people and change their roles. */
  look_after_people: boolean,
};

/** Whether what waits is told outside the window. */
export type NoticesWanted = "off" | "on";

/** Days, both included, in the workspace's zone. */
export type PeriodView = {
  /** The first day. */
  from: string,
  /** The last day. */
  to: string,
};

/** A workspace that was open before. */
export type RecentWorkspace = {
  /** Hands it back to open it. */
  key: string,
  /** The company. */
  entity: string,
  /** The file's name. */
  file: string,
  /** The folder that it stands in. */
  folder: string,
  /** When it was last open. */
  opened_at: string,
  /** Whether the file is not there any more. */
  missing: boolean,
};

/** What seals a person's key. */
export type SealedBy = "passphrase" | "passphrase_and_key_store";

/** What a person chose for the whole app. */
export type Settings = {
  /** Light or dark. */
  theme: Theme,
  /** How high rows of tables are. */
  density: Density,
  /** After how many minutes without input the app locks. */
  lock_after: LockAfter,
  /** Whether what waits is told outside the window. */
  notices: NoticesWanted,
};

/** A person whom one can sign in as. */
export type SignInPerson = {
  /** What the person signs in with. */
  person: string,
  /** The name for people. */
  name: string,
};

/** What has to be done before anything of a workspace is shown. */
export type SignInStep = "sign_in" | "locked" | "choose_passphrase";

/** A workspace that waits for somebody to sign in. */
export type SignInView = {
  /** The company. */
  entity: string,
  /** The file's name. */
  file: string,
  /** The folder that it stands in. */
  folder: string,
  /** What has to be done. */
  step: SignInStep,
  /** All who sign in. */
  people: Array<SignInPerson>,
  /** Who was signed in before it was locked, or who has to choose a passphrase. */
  person: SignInPerson | null,
  /** Whether work goes on that was begun before. */
  working: boolean,
  /** How many letters a passphrase has at least. */
  shortest_passphrase: number,
};

/** Whoever is signed in. */
export type SignedInView = {
  /** What the person signs in with. */
  person: string,
  /** The name for people. */
  name: string,
  /** The roles of today, in words. */
  roles: Array<string>,
  /** What the roles allow. */
  may: MayView,
  /** What seals the person's key. */
  sealed_by: SealedBy,
};

/** Light or dark. */
export type Theme = "system" | "light" | "dark";

/** An open workspace. */
export type WorkspaceView = {
  /** The company. */
  entity: string,
  /** The file's name. */
  file: string,
  /** The folder that it stands in. */
  folder: string,
  /** The company's zone, an IANA name. */
  zone: string,
  /** When it was made. */
  created_at: string,
  /** How many files were imported. */
  sources: number,
  /** How many imported files need a look: cut, with rejected rows, or with other row counts than declared. */
  source_problems: number,
  /** Whether it is the made-up demo company. */
  is_demo: boolean,
  /** The first and the last day with imported deployments. */
  deployments_span: PeriodView | null,
  /** The period that every screen shows. */
  period: PeriodView,
  /** Its evaluation; none where nothing was imported. */
  evaluation: EvaluationView | null,
  /** Whether to evaluate again: another program imported something since, or the evaluation holds pending outcomes and is of an earlier day. */
  outdated: boolean,
  /** The number of the last event of the log. */
  head: number,
  /** A number that each opening of a workspace has for itself. */
  opening: number,
  /** Whoever is signed in; none where nobody signs in to it. */
  signed_in: SignedInView | null,
};

/** What the app shows at its start. */
export type AppView = {
  /** The app's version. */
  version: string,
  /** What a person chose. */
  settings: Settings,
  /** Workspaces that were open before, the latest first. */
  recent: Array<RecentWorkspace>,
  /** The open workspace. */
  workspace: WorkspaceView | null,
  /** A workspace that waits for somebody to sign in. */
  sign_in: SignInView | null,
  /** Names of time zones, for the form of a new workspace and for imports. */
  zones: Array<string>,
  /** The computer's own zone, where it can be told. */
  system_zone: string | null,
};

/** A new workspace. */
export type NewWorkspace = {
  /** The company. */
  entity: string,
  /** The company's zone, an IANA name. */
  zone: string,
};

/** What opening a workspace or signing in led to. */
export type OpenedView = { "type": "open",
  /** What it says about itself. */
  workspace: WorkspaceView, } | { "type": "sign_in",
  /** For what. */
  sign_in: SignInView,
};

/** A person who signs in, or did. */
export type MemberRow = {
  /** What the person signs in with. */
  person: string,
  /** The name for people. */
  name: string,
  /** Whether the person still signs in. */
  active: boolean,
  /** Whether another person chose the passphrase. */
  must_change_passphrase: boolean,
  /** When the person was added. */
  added_at: string | null,
  /** The name of whoever added the person. */
  added_by: string | null,
  /** The roles of all days. */
  roles: Array<MemberTerm>,
};

/** A role of a person for some days. */
export type MemberTerm = {
  /** The role. */
  role: MemberRole,
  /** The role in words. */
  label: string,
  /** The first day. */
  from: string,
  /** The last day; none until further notice. */
  to: string | null,
  /** Whether it is in force today. */
  in_force: boolean,
};

/** A role that can be given. */
export type RoleChoice = {
  /** The role. */
  role: MemberRole,
  /** The role in words. */
  label: string,
  /** What it allows, beyond looking. */
  may: Array<string>,
};

/** All who sign in, or did. */
export type MembersView = {
  /** Today, in the workspace's zone. */
  today: string,
  /** In the order in which they were added; nobody where nobody signs in. */
  people: Array<MemberRow>,
  /** The roles that can be given. */
  roles: Array<RoleChoice>,
  /** How many letters a passphrase has at least. */
  shortest_passphrase: number,
};

/** A person to add. */
export type NewMember = {
  /** What the person will sign in with. */
  person: string,
  /** The name for people. */
  name: string,
  /** The roles. The first person is compliance officer whatever stands here. */
  roles: MemberRole[],
  /** Their first day; today where it is left out. */
  from: string | null,
};

/** Roles to give and to take. */
export type RoleEdit = {
  /** Whose. */
  person: string,
  /** Roles that the person is given. */
  give: MemberRole[],
  /** Roles that are taken. */
  take: MemberRole[],
  /** The first day with what is given and without what is taken; today where it is left out. */
  from: string | null,
  /** The last day of what is given; none until further notice. */
  to: string | null,
};

/** A control. */
export type ControlView = {
  /** The id. */
  id: string,
  /** The name. */
  name: string,
  /** `Critical`, `High` or `Medium`. */
  severity: string,
  /** The id of its family. */
  family: string,
  /** What it judges: `deployment`, `import`, `period`, `policy` or `exception`. */
  judges: string,
  /** The version of its check. */
  version: number,
  /** The policy's clauses. */
  clauses: Array<string>,
  /** When it passes, when it fails, and what cannot be told. */
  checks: string,
  /** Why it matters. */
  why: string,
  /** The exports that it needs. */
  evidence: string,
  /** What to do about a failure, and about missing evidence. */
  remedy: string,
  /** Where it asks more than the policy's words: how. */
  stricter_than_policy: string | null,
  /** Parameters in force, as `reviewers = 1`. */
  parameters: Array<string>,
  /** Requirements of frameworks. */
  tags: Array<TagView>,
};

/** A group of controls: one cell of the verdict strip. */
export type FamilyView = {
  /** The letters before the number, such as `REV`. */
  id: string,
  /** The name, such as `Review`. */
  name: string,
  /** At most four letters, for table heads. */
  short: string,
};

/** A framework's requirement that a control helps to prove. */
export type TagView = {
  /** The framework with its edition. */
  framework: string,
  /** The requirement. */
  requirement: string,
  /** `full` or `partial`. */
  coverage: string,
  /** What is tested of it, and what not. */
  reason: string,
};

/** All controls of this version. */
export type CatalogueView = {
  /** Families, in the order of the strip. */
  families: Array<FamilyView>,
  /** Controls, in the order of the catalogue. */
  controls: Array<ControlView>,
};

/** An area of the app in which something waits. */
export type HomeArea = "Imports" | "Results" | "Exceptions" | "Reviews" | "Findings" | "People" | "Deployments" | "Policy" | "Deadlines" | "Samples";

/** Something that waits. */
export type HomeItem = {
  /** The area of the app. */
  area: HomeArea,
  /** What is to be done. */
  title: string,
  /** Why, in a sentence. */
  detail: string,
  /** How many things it stands for. */
  number: number,
  /** Until when; none where no day is set. Of several, the earliest. */
  due: string | null,
  /** Whether that day has passed. */
  overdue: boolean,
  /** Where it is done. */
  address: string,
};

/** The newest pack, and what happened since. */
export type PackSince = {
  /** Its id. */
  pack_id: string,
  /** Its kind. */
  kind: string,
  /** Its days. */
  period: PeriodView,
  /** When it was prepared. */
  prepared_at: string,
  /** By whom. */
  prepared_by: string | null,
  /** Whether the newest evaluation of these days came to other results. */
  results_changed: boolean,
  /** What happened since, such as `2 Import and 1 Evaluation`; none where nothing did. */
  since: string | null,
};

/** What waits today. */
export type HomeView = {
  /** Today, in the workspace's zone. */
  today: string,
  /** Who looks; none without sign-in. */
  person: string | null,
  /** That person's roles of today. */
  roles: Array<string>,
  /** What waits for these roles, by its day. */
  items: Array<HomeItem>,
  /** How many things wait for others. */
  others: number,
  /** The newest pack. */
  last_pack: PackSince | null,
};

/** A hole in the coverage and what it costs. */
export type Caveat = {
  /** The fact, such as `No change records for March and April 2025.` */
  title: string,
  /** What cannot be judged because of it, with counts. */
  sentence: string,
  /** The guide that tells how to export what is missing. */
  guide: string | null,
};

/** A chart. */
export type ChartView = {
  /** An `<svg>` element of our own making: no styles, no scripts; colours by class, so that they follow the theme. Texts of imports in it are escaped. */
  svg: string,
  /** What the chart says, in words. */
  alternative: string,
  /** Heads of the same figures as a table. */
  columns: Array<string>,
  /** Its rows. */
  rows: Array<Array<string>>,
};

/** Outcomes of one control. */
export type ControlRow = {
  /** The control. */
  control: string,
  /** Its name. */
  name: string,
  /** `Critical`, `High` or `Medium`. */
  severity: string,
  /** Counts. */
  counts: OutcomeCounts,
  /** Share of failed among the judged, from 0 to 1; none where nothing was judged. */
  fail_rate: number | null,
  /** The same with insufficient evidence counted as failed. */
  worst_case_rate: number | null,
  /** The stacked bar. */
  bar: ChartView,
};

/** How well one kind of record is known in a month. */
export type CoverageCell = "covered" | "declared" | "partial" | "uncovered";

/** A kind of record over the months of the period. */
export type CoverageRowView = {
  /** The kind, such as `Pull requests`. */
  kind: string,
  /** Whose, such as `4 repositories` or `Jira, ServiceNow`. */
  scope: string,
  /** One cell a month. */
  cells: Array<CoverageCell>,
  /** `declared, not proven`, `from the records` or the like, in words. */
  basis: string,
};

/** What the evidence covers. */
export type CoverageView = {
  /** The months, as `2025-03`. */
  months: Array<string>,
  /** Kinds of records. */
  rows: Array<CoverageRowView>,
  /** Holes, worst first. */
  caveats: Array<Caveat>,
};

/** How the deployments of the period fared by the critical controls. Each deployment counts once, by its worst outcome: fail, insufficient evidence, pending, else met. */
export type CriticalFigures = {
  /** Production deployments in the period. */
  deployments: number,
  /** Met every critical control that applies. */
  met: number,
  /** Failed at least one. */
  failed: number,
  /** Failed none, but at least one cannot be judged. */
  undecided: number,
  /** Failed none, all judged but those with a deadline ahead. */
  pending: number,
};

/** Emergency changes. */
export type EmergencyFigures = {
  /** Deployments that ship an emergency change: what was recorded as one when they began. */
  deployments: number,
  /** Post-change reviews of these: held in time; late, missing or not sufficient; pending, not judged. */
  reviews: OutcomeCounts,
  /** Deployments whose category when they began is not known, of one change at least: they may ship an emergency. */
  unknown_category: number,
};

/** Open findings of one severity by the age of their deployments at the as-of time. */
export type FindingAges = {
  /** `Critical`, `High` or `Medium`. */
  severity: string,
  /** Younger than 7 days. */
  under_7_days: number,
  /** From 7 to 30 days. */
  to_30_days: number,
  /** Older. */
  over_30_days: number,
};

/** An outcome on what is no deployment: an imported file, an exception, the policy, the period. */
export type OtherRow = {
  /** The control. */
  control: string,
  /** Its name. */
  name: string,
  /** `Critical`, `High` or `Medium`. */
  severity: string,
  /** The outcome. */
  outcome: Outcome,
  /** The kind of the subject, such as `import` or `policy`. */
  kind: string,
  /** The subject's id: with the control it explains the outcome. */
  id: string,
  /** What to call the subject. */
  subject: string,
};

/** How many of each outcome. */
export type OutcomeCounts = {
  /** Fail. */
  fail: number,
  /** Insufficient evidence. */
  insufficient_evidence: number,
  /** Pending. */
  pending: number,
  /** Pass. */
  pass: number,
  /** Not applicable. */
  not_applicable: number,
};

/** Deployments of one service. Each counts once, by its worst outcome over all controls. */
export type ServiceRow = {
  /** The service. */
  service: string,
  /** By their worst outcome. */
  counts: OutcomeCounts,
  /** The stacked bar. */
  bar: ChartView,
};

/** The overview. */
export type OverviewView = {
  /** The sentence's figures. */
  critical: CriticalFigures,
  /** What the evidence covers. */
  coverage: CoverageView,
  /** Controls, worst first. */
  controls: Array<ControlRow>,
  /** Fail and worst case by month, of deployments, up to the as-of day. */
  by_month: ChartView,
  /** Deployments per day, with gaps. */
  calendar: ChartView,
  /** Services, worst first. */
  services: Array<ServiceRow>,
  /** Open findings by severity. */
  findings: Array<FindingAges>,
  /** Emergencies. */
  emergencies: EmergencyFigures,
  /** Outcomes on what is no deployment, worst first. */
  others: Array<OtherRow>,
};

/** What a list of deployments is sorted by. */
export type DeploymentOrder = "at" | "service" | "author" | "deployer" | "worst";

/** Which deployments to list. Conditions are joined by 'and', the words of one list by 'or'. */
export type DeploymentQuery = {
  /** Words that service, version, revision, change, person or id must contain. */
  text: string,
  /** Of these services. */
  services: Array<string>,
  /** In these environments. */
  environments: Array<string>,
  /** With one of these outcomes, of the control named or of any. */
  outcomes: Array<Outcome>,
  /** The control that the outcomes are of; none means any. */
  control: string | null,
  /** Only controls of this severity count for the outcomes: `Critical`, `High` or `Medium`. */
  severity: string | null,
  /** Whether the outcome has to be the worst one of the controls that count, as in figures that count each deployment once. */
  worst?: boolean,
  /** Of these categories: `standard`, `normal`, `emergency`, `unknown`. */
  categories: Array<string>,
  /** In this month, as `2025-03`. */
  month: string | null,
  /** By these persons: author or deployer. */
  people: Array<string>,
  /** The order. */
  order: DeploymentOrder,
  /** Whether the order is reversed. */
  descending: boolean,
};

/** One deployment of a list. */
export type DeploymentRow = {
  /** Opens it. */
  key: string,
  /** When it began. */
  at: string,
  /** The service. */
  service: string,
  /** The environment. */
  environment: string,
  /** The version, where there is one. */
  version: string | null,
  /** The revision, cut to 7 characters. */
  revision: string | null,
  /** The first change record or pull request behind it. */
  change: string | null,
  /** How many more there are. */
  more_changes: number,
  /** The first author of its changes. */
  author: string | null,
  /** Who deployed. */
  deployer: string | null,
  /** `standard`, `normal`, `emergency` or `unknown` when it began; several where its changes differ. */
  categories: Array<string>,
  /** The verdict strip, in the order of the families. */
  strip: Array<FamilyVerdict>,
  /** The control with the worst outcome, where that is not a pass: its id. */
  worst_control: string | null,
  /** Its name. */
  worst_name: string | null,
  /** Its outcome. */
  worst: Outcome,
};

/** One cell of the verdict strip. */
export type FamilyVerdict = {
  /** The family. */
  family: string,
  /** The worst outcome of its controls. */
  outcome: Outcome,
  /** Whether some outcome in it carries a mark. */
  marked: boolean,
};

/** A stretch of a list. */
export type DeploymentPage = {
  /** Deployments in the period. */
  total: number,
  /** Those that the query names. */
  matched: number,
  /** The rows asked for. */
  rows: Array<DeploymentRow>,
};

/** What the filters can offer. */
export type DeploymentChoices = {
  /** Services, in order. */
  services: Array<string>,
  /** Environments, in order. */
  environments: Array<string>,
  /** Authors and deployers, in order. */
  people: Array<string>,
  /** Months with deployments, in order. */
  months: Array<string>,
  /** Categories that occur. */
  categories: Array<string>,
};

/** What a control asks of a person's judgement on one deployment. */
export type AskedView = {
  /** The question beneath which `yes` and `no` say what they mean. */
  question: string,
  /** The names under which it can be attested here. */
  subjects: Array<string>,
};

/** A value that was compared, and where it stands. */
export type FactView = {
  /** The record, such as `pull_request:clicki/referral-api#12`. */
  record: string,
  /** The record in words, such as `Pull request #12`. */
  record_label: string,
  /** The field, such as `reviews[0].submitted_at`. */
  field: string,
  /** The field in words, such as `Review 1, submitted at`. */
  field_label: string,
  /** The value; empty where the point is that there is none. */
  value: string,
  /** The file's name. */
  file: string,
  /** The place in it, such as `$[12].reviews[0]` or `row 7 commit_sha`. */
  place: string,
  /** Shows the original. */
  origin: string,
};

/** One outcome, explained. */
export type OutcomeView = {
  /** The control. */
  control: string,
  /** Its name. */
  name: string,
  /** `Critical`, `High` or `Medium`. */
  severity: string,
  /** Its family. */
  family: string,
  /** The outcome. */
  outcome: Outcome,
  /** Marks beside it, such as `as_exported`. */
  overlays: Array<Overlay>,
  /** One sentence. */
  reason: string,
  /** The rule, in words. */
  rule: string,
  /** The version of the check. */
  version: number,
  /** Parameters in force, as `reviewers = 1`. */
  parameters: Array<string>,
  /** The policy's clauses. */
  clauses: Array<string>,
  /** The values compared. */
  facts: Array<FactView>,
  /** What would change the outcome; none for passes and what does not apply. */
  what_would_change: string | null,
  /** What the control asks of a person's judgement; none where it asks nothing of this. */
  asked: AskedView | null,
};

/** One thing of the change set or a record linked to it. */
export type ChangeItem = {
  /** `pull_request`, `commit`, `change_record` or `pipeline_run`. */
  kind: string,
  /** The short name, such as `#212`, `CHG-1042` or `9f3c1ab`. */
  label: string,
  /** The title. */
  title: string,
  /** More in a line, such as `squash merge · 3 commits · Ana Lindqvist`. */
  detail: string,
  /** The rule that links it, in words, such as `linked by the key CHG-1042 in the pull request's title`. */
  link: string,
  /** Shows the original. */
  origin: string,
};

/** A person and what they did here. */
export type PersonRow = {
  /** The name, or the account where no person is known. */
  name: string,
  /** Whether the roster knows the person. */
  resolved: boolean,
  /** Asked for the change. */
  asked: boolean,
  /** Wrote some of it. */
  wrote: boolean,
  /** Approved its pull requests: `no`, `yes`, `late` or `unclear`. Only a vote that stood when the deployment began is a `yes`; `unclear` is one of which that cannot be told. */
  reviewed: string,
  /** Approved its change records, in the same words. */
  approved: string,
  /** Deployed it. */
  deployed: boolean,
};

/** Another attempt or source of the same deployment. */
export type RelatedDeployment = {
  /** The source and its id, such as `GitHub 912513`. */
  label: string,
  /** When it began. */
  at: string,
  /** How it ended. */
  state: string,
  /** Shows the original. */
  origin: string,
};

/** Something that happened on the way into production. */
export type TimelineEvent = {
  /** When. */
  at: string,
  /** Whether only the day is known. */
  date_only: boolean,
  /** `requested`, `opened`, `approved`, `reviewed`, `changes_requested`, `checked`, `merged`, `attempted`, `deployed`, `incident` or `post_change_review`. */
  kind: string,
  /** What, such as `PR #212 opened`. */
  title: string,
  /** Who, or how many, such as `Ana Lindqvist` or `2 of 2`. */
  detail: string,
  /** `neutral`, `good`, `bad`, or `deployment` for the deployment itself. */
  tone: string,
  /** Whether it came after the deployment although a control asks for it before. */
  late: boolean,
};

/** One deployment. */
export type DeploymentView = {
  /** The key. */
  key: string,
  /** The deployment before it in time; none for the first. */
  previous_key: string | null,
  /** The deployment after it. */
  next_key: string | null,
  /** The service. */
  service: string,
  /** The environment. */
  environment: string,
  /** The version. */
  version: string | null,
  /** The whole revision. */
  revision: string | null,
  /** When it began. */
  at: string,
  /** The source and its id, such as `GitHub 912513`. */
  label: string,
  /** How it ended, such as `success`. */
  state: string,
  /** Who deployed. */
  deployed_by: string | null,
  /** Who triggered it, where that is somebody else. */
  triggered_by: string | null,
  /** The pipeline run, such as `deploy #1187`. */
  pipeline: string | null,
  /** Categories of its changes when it began. */
  categories: Array<string>,
  /** Keys of its change records. */
  change_records: Array<string>,
  /** Shows the original. */
  origin: string,
  /** The verdict strip. */
  strip: Array<FamilyVerdict>,
  /** How many of each outcome. */
  counts: OutcomeCounts,
  /** What happened, by time. */
  timeline: Array<TimelineEvent>,
  /** How many events the timeline leaves out for length. */
  not_shown: number,
  /** How the change set came about, in a sentence. */
  change_set: string,
  /** Its pull requests and commits, then linked records and runs. */
  changes: Array<ChangeItem>,
  /** Outcomes, worst first. */
  outcomes: Array<OutcomeView>,
  /** People × roles. */
  people: Array<PersonRow>,
  /** Earlier attempts at the same revision. */
  attempts: Array<RelatedDeployment>,
  /** The same deployment in other sources. */
  also_in: Array<RelatedDeployment>,
};

/** A cell of a workbook's or table's row. */
export type OriginalCell = {
  /** The column's name. */
  column: string,
  /** The cell's text. */
  value: string,
  /** Whether the fact rests on this cell. */
  marked: boolean,
};

/** A record as it stood in its file. */
export type OriginalView = {
  /** The file's name. */
  file: string,
  /** SHA-256 of the file. */
  sha256: string,
  /** The place, such as `$[12].reviews[0]`. */
  place: string,
  /** Bytes of the record in the decoded text, such as `bytes 120-480`. */
  bytes: string,
  /** Some text before the record. */
  before: string,
  /** The record's own text. */
  record: string,
  /** Where the value itself begins in `record`, counted in UTF-16 units as JavaScript counts; none where it cannot be found there. */
  value_start: number | null,
  /** Where it ends. */
  value_end: number | null,
  /** Some text behind it. */
  after: string,
  /** Whether the record was too long to be shown whole. */
  shortened: boolean,
  /** For tables: the row, cell by cell. */
  cells: Array<OriginalCell>,
  /** Whether the stored bytes still have the hash that they had at import. */
  intact: boolean,
};

/** How old a finding is: whole days from the start of its deployment to the as-of time. */
export type AgeBand = "under_7_days" | "to_30_days" | "over_30_days";

/** How findings are grouped. */
export type FindingGrouping = "control" | "service" | "person";

/** How far the work on a finding is. */
export type FindingState = "open" | "acknowledged" | "remediated" | "excepted" | "false_link" | "corrected";

/** Which findings to list. */
export type FindingQuery = {
  /** How they are grouped. */
  grouping: FindingGrouping,
  /** Outcomes that count as findings: fails, insufficient evidence, or both. */
  outcomes: Array<Outcome>,
  /** Of these severities; empty means all. */
  severities: Array<string>,
  /** Words that service, version, revision, change, person, id or control must contain. */
  text: string,
  /** Of these services; empty means all. */
  services: Array<string>,
  /** Of this age; none means any. */
  age: AgeBand | null,
  /** In these states of the work; empty means all. */
  states: Array<FindingState>,
};

/** A group of findings. */
export type FindingGroup = {
  /** Lists its findings. */
  key: string,
  /** The control's id, the service, or the person. */
  label: string,
  /** The control's name; empty for other groupings. */
  name: string,
  /** The worst severity in it. */
  severity: string,
  /** Failed outcomes. */
  fail: number,
  /** Outcomes with insufficient evidence. */
  insufficient_evidence: number,
  /** When the oldest deployment in it began. */
  oldest: string,
};

/** All groups, with totals. */
export type FindingsView = {
  /** Failed outcomes in the period, whatever the query. */
  fail: number,
  /** Outcomes with insufficient evidence in the period, whatever the query. */
  insufficient_evidence: number,
  /** Groups, worst first. */
  groups: Array<FindingGroup>,
};

/** One finding. */
export type FindingRow = {
  /** Names it, whatever evaluation shows it. */
  finding: string,
  /** How far the work on it is. */
  state: FindingState,
  /** Who owns it. */
  owner: string | null,
  /** Until when something is to be done. */
  due: string | null,
  /** Whether that day has passed and nothing was done. */
  overdue: boolean,
  /** Opens the deployment. */
  deployment: string,
  /** The control. */
  control: string,
  /** Its name. */
  name: string,
  /** `Critical`, `High` or `Medium`. */
  severity: string,
  /** The outcome. */
  outcome: Outcome,
  /** When the deployment began. */
  at: string,
  /** Its age in days at the as-of time. */
  age_days: number,
  /** The service. */
  service: string,
  /** The version or the short revision. */
  version: string | null,
  /** The first change record or pull request. */
  change: string | null,
  /** Who deployed. */
  deployer: string | null,
};

/** A stretch of one group's findings. */
export type FindingPage = {
  /** How many there are. */
  matched: number,
  /** The rows asked for. */
  rows: Array<FindingRow>,
};

/** A file that stands behind a decision. */
export type AttachmentLine = {
  /** Its name. */
  file: string,
  /** SHA-256 of the file as it was given. */
  sha256: string,
  /** Its size in bytes. */
  bytes: number,
  /** SHA-256 of the kept copy, where secrets in it were masked. */
  kept_sha256: string | null,
};

/** Something after which outcomes may be others. */
export type Because = {
  /** The event. */
  event: number,
  /** Its action. */
  action: string,
  /** What it says. */
  sentence: string,
};

/** The work on a finding, and how its outcome came about. */
export type FindingWork = {
  /** What caused it. */
  cause: string | null,
  /** What was done, or is to be done. */
  action: string | null,
  /** The day of what was done. */
  on: string | null,
  /** What was done and said, the oldest first. */
  steps: Array<StepLine>,
  /** The outcomes one after the other, the oldest first. */
  history: Array<OutcomeLine>,
};

/** An outcome that an evaluation told. */
export type OutcomeLine = {
  /** The event of the evaluation. */
  evaluation: number,
  /** When it was evaluated. */
  at: string,
  /** The outcome. */
  outcome: Outcome,
  /** What was imported or decided since the evaluation before. */
  because: Array<Because>,
};

/** A step of the work on a finding. */
export type StepLine = {
  /** The event that tells of it. */
  event: number,
  /** When. */
  at: string,
  /** Who, as that person signs in. */
  person: string,
  /** What, in a few words. */
  label: string,
  /** What, in a sentence. */
  sentence: string,
  /** How many findings it was about. */
  findings: number,
  /** The files behind it. */
  evidence: Array<AttachmentLine>,
};

/** The work on a finding, as the page shows it. */
export type FindingDetails = {
  /** The work and the history. */
  work: FindingWork,
  /** Why whoever looks may record nothing about it; none where that is allowed. */
  not_allowed: string | null,
};

/** What a step was recorded for. */
export type FindingsDone = {
  /** The event. */
  event: number,
  /** The findings. */
  findings: Array<string>,
};

/** What is recorded about findings on the screen. */
export type FindingStep = { "step": "acknowledge",
  /** Who. */
  owner: string,
  /** Until when. */
  due: string,
  /** Why; has to be there for more than one finding. */
  reason: string | null, } | { "step": "remediate",
  /** What caused them. */
  cause: string,
  /** What was done. */
  action: string,
  /** On which day. */
  on: string, } | { "step": "comment",
  /** What. */
  text: string, } | { "step": "reopen",
  /** Why. */
  text: string,
};

/** A step with findings, as the form of the screen tells it. */
export type FindingForm = {
  /** The findings. */
  findings: Array<string>,
  /** What is recorded about them. */
  step: FindingStep,
  /** Whether files are to be attached, for which the shell asks. */
  with_files: boolean,
};

/** What a row is. */
export type ChangeRowKind = "change_record" | "pull_request";

/** What became of it in production. */
export type ChangeState = "deployed" | "orphan" | "open" | "before_first" | "withdrawn" | "unknown";

/** What it may lack. */
export type LackPart = "description" | "systems" | "risk_and_impact" | "rollback_plan" | "review";

/** Which rows to list. Conditions are joined by 'and', the words of one list by 'or'. */
export type ChangeQuery = {
  /** Words that key, title, project or status must contain. */
  text: string,
  /** Of these kinds. */
  kinds: Array<ChangeRowKind>,
  /** Of these states. */
  states: Array<ChangeState>,
  /** With one of these lacking. */
  lacks: Array<LackPart>,
};

/** How many of everything there are in the period. */
export type ChangeCounts = {
  /** Tickets and change requests. */
  records: number,
  /** Pull requests. */
  pull_requests: number,
  /** Those closed or merged that no deployment rests on. */
  orphans: number,
  /** Those that lack something, not counting what was not exported. */
  incomplete: number,
};

/** Something that is lacking. */
export type ChangeLack = {
  /** What. */
  part: LackPart,
  /** How. */
  state: LackState,
};

/** A ticket, a change request or a pull request. */
export type ChangeRow = {
  /** Opens it. */
  key: number,
  /** What it is. */
  kind: ChangeRowKind,
  /** The short name, such as `CHG-1042` or `#212`. */
  label: string,
  /** The tool and project, or the repository. */
  scope: string,
  /** The title. */
  title: string,
  /** When it was made or merged. */
  at: string | null,
  /** Where it stands, in the tool's words; empty where that was not exported. */
  status: string,
  /** What became of it. */
  state: ChangeState,
  /** What it lacks. */
  lacks: Array<ChangeLack>,
  /** How many deployments of the period rest on it. */
  deployments: number,
};

/** How it lacks that. */
export type LackState = "not_exported" | "empty" | "placeholder" | "too_short";

/** A stretch of the list, the newest first. */
export type ChangePage = {
  /** How many of everything there are, whatever the query. */
  counts: ChangeCounts,
  /** Those that the query names. */
  matched: number,
  /** The rows asked for. */
  rows: Array<ChangeRow>,
};

/** A deployment that rests on it. */
export type ChangeUse = {
  /** Opens the deployment. */
  deployment: string,
  /** When it began. */
  at: string,
  /** The service. */
  service: string,
  /** The rule that links them, with the key and where it was found. */
  link: string,
  /** Shows the record in which the link was found. */
  origin: string,
};

/** An outcome of a control on a change record that was carried out without a deployment. */
export type RecordOutcome = {
  /** The control's id. */
  control: string,
  /** Its name. */
  name: string,
  /** Its severity. */
  severity: string,
  /** The outcome. */
  outcome: Outcome,
  /** Opens the explanation, with the control. */
  id: string,
};

/** One of them, with its deployments. */
export type ChangeDetails = {
  /** What the list shows. */
  row: ChangeRow,
  /** Why it has that state, in a sentence. */
  why: string,
  /** The first deployments of the period that rest on it. */
  uses: Array<ChangeUse>,
  /** Deployments outside the period that rest on it. */
  outside: number,
  /** The outcomes on it, the worst first, where it is judged by itself. */
  outcomes: Array<RecordOutcome>,
  /** Shows the original. */
  origin: string,
  /** Why the person at the screen cannot decide on links; none where that may be. */
  link_forbidden: string | null,
};

/** Which persons to list. */
export type PersonQuery = {
  /** Words that name, accounts or roles must contain. */
  text: string,
  /** With one of these roles on the day. */
  roles: Array<string>,
  /** The day on which roles are looked at; none means the last judged day of the period. */
  day: string | null,
};

/** How many of everything there are. */
export type PeopleCounts = {
  /** Persons and service identities of the roster. */
  persons: number,
  /** Accounts that are no person's. */
  unresolved: number,
  /** Outcomes of the period that these leave without evidence. */
  blocked: number,
  /** Suggestions. */
  suggestions: number,
  /** Service identities and shared logins that records name. */
  machines: number,
};

/** An account of a person. */
export type PersonAccount = {
  /** The system, such as `GitHub`. */
  system: string,
  /** The login, id, address or name. */
  account: string,
  /** How many records name it. */
  records: number,
  /** Whether the roster itself gives it; otherwise an address leads from it to the person. */
  in_roster: boolean,
};

/** A person or service identity of the roster. */
export type PersonLine = {
  /** Names the line. */
  key: number,
  /** The name. */
  person: string,
  /** Whether the roster calls it a service identity. */
  service: boolean,
  /** Its accounts. */
  accounts: Array<PersonAccount>,
  /** Its roles. */
  roles: Array<PersonRole>,
  /** How many records name one of the accounts. */
  records: number,
};

/** A role of a person between two days, both included. */
export type PersonRole = {
  /** The role. */
  role: string,
  /** The first day; none means always. */
  from: string | null,
  /** The last day; none means until further notice. */
  to: string | null,
  /** Whether it was in force on the day asked for. */
  in_force: boolean,
  /** The roster's file and the place of the line. */
  place: string,
  /** Shows the roster's line. */
  origin: string,
};

/** A stretch of the persons. */
export type PersonPage = {
  /** How many of everything there are, whatever the query. */
  counts: PeopleCounts,
  /** Roles of the roster, for the filter. */
  roles: Array<string>,
  /** The day on which roles were looked at. */
  day: string,
  /** Those that the query names. */
  matched: number,
  /** The rows asked for. */
  rows: Array<PersonLine>,
};

/** Which accounts to list. */
export type AccountQuery = {
  /** Words that system, account, name or address must contain. */
  text: string,
  /** Whether service identities and shared logins are listed, instead of accounts that are nobody's. */
  machines: boolean,
};

/** Whose an account is. */
export type AccountKind = "of_person" | "unresolved" | "several_persons" | "service" | "shared";

/** In what part a record names an account. */
export type AccountPart = "deployed" | "set_off" | "wrote" | "merged" | "reviewed" | "requested" | "implemented" | "approved" | "edited" | "register";

/** An account that is not known to be one person's. */
export type AccountRow = {
  /** Names the row. */
  key: number,
  /** The system, such as `GitHub`. */
  system: string,
  /** The same for programs. */
  system_id: AccountSystem,
  /** The login, id, address or name. */
  account: string,
  /** The name that a source shows for it. */
  display: string | null,
  /** An address that a source gives for it, where that is not the account itself. */
  email: string | null,
  /** Whose it is. */
  kind: AccountKind,
  /** The person of the roster, for service identities. */
  person: string | null,
  /** How many records name it. */
  records: number,
  /** In what part. */
  parts: Array<PartCount>,
  /** Outcomes of the period that it leaves without evidence: deployments × controls. */
  blocked_outcomes: number,
  /** Deployments of the period with such an outcome. */
  blocked_deployments: number,
  /** The controls. */
  blocked: Array<BlockedControl>,
  /** The first of these deployments. */
  examples: Array<BlockedDeployment>,
  /** A record that names it, in words. */
  record: string,
  /** Shows that record. */
  origin: string,
};

/** A control that an account leaves without evidence. */
export type BlockedControl = {
  /** The control. */
  control: string,
  /** Its name. */
  name: string,
  /** For how many deployments. */
  deployments: number,
};

/** A deployment with outcomes that an account leaves without evidence. */
export type BlockedDeployment = {
  /** Opens it. */
  deployment: string,
  /** When it began. */
  at: string,
  /** The service. */
  service: string,
  /** The controls. */
  controls: Array<string>,
};

/** How many records name an account in one part. */
export type PartCount = {
  /** The part. */
  part: AccountPart,
  /** How many records. */
  records: number,
};

/** A stretch of the accounts. */
export type AccountPage = {
  /** Those that the query names. */
  matched: number,
  /** The rows asked for. */
  rows: Array<AccountRow>,
};

/** Why two accounts may belong together. */
export type SuggestionReason = "same_address" | "trailer" | "same_name";

/** An account that may belong to a person, or to whoever has another account. */
export type SuggestionRow = {
  /** Names the row. */
  key: number,
  /** The system of the account. */
  system: string,
  /** The same for programs. */
  system_id: AccountSystem,
  /** The account. */
  account: string,
  /** The name that a source shows for it. */
  display: string | null,
  /** How many records name it. */
  records: number,
  /** Outcomes of the period that it leaves without evidence. */
  blocked_outcomes: number,
  /** The person of the roster, or the other account with its system. */
  other: string,
  /** Whether that is a person of the roster. */
  other_is_person: boolean,
  /** An account of the roster that leads to that person alone: several may have one name. */
  other_known_by: string | null,
  /** Why. */
  reason: SuggestionReason,
  /** The same in a sentence. */
  sentence: string,
  /** A record that shows it, in words. */
  record: string,
  /** Shows that record. */
  origin: string,
};

/** A stretch of the suggestions. */
export type SuggestionPage = {
  /** How many there are. */
  matched: number,
  /** The rows asked for. */
  rows: Array<SuggestionRow>,
};

/** A decision on an account or a role. */
export type AccountDecisionLine = {
  /** The event. */
  event: number,
  /** When. */
  at: string,
  /** Who decided, as that person signs in. */
  by: string,
  /** What, in a sentence. */
  sentence: string,
  /** Whether it may make outcomes better that were evaluated before. */
  reaches_back: boolean,
  /** Who agreed as a second person. */
  second: string | null,
  /** Whether it counts. */
  holds: boolean,
  /** Whether it waits for a second person. */
  waits: boolean,
  /** The event that took it back. */
  withdrawn_by: number | null,
  /** Whether it can be taken back: it was not, and nobody asked for that. */
  can_withdraw: boolean,
  /** The files behind it. */
  evidence: Array<AttachmentLine>,
};

/** The decisions on accounts and roles, for the page. */
export type AccountDecisions = {
  /** The decisions, in the order in which they were recorded. */
  lines: Array<AccountDecisionLine>,
  /** The last day that was evaluated; none where nothing was. */
  evaluated_to: string | null,
  /** Why the person at the screen cannot decide; none where that may be. */
  decide_forbidden: string | null,
};

/** A step with accounts and roles, as a page's form gives it. */
export type AccountStep = { "step": "decide",
  /** The system of the account. */
  system: AccountSystem,
  /** The account. */
  account: string,
  /** The person, by name or by an account of the roster. */
  person: string,
  /** What is decided. */
  verdict: 'confirmed' | 'refused' | 'added',
  /** Why. */
  reason: string,
  /** Whether files show it. */
  with_files: boolean, } | { "step": "role",
  /** The person, by name or by an account of the roster. */
  person: string,
  /** The role. */
  role: string,
  /** The first day. */
  from: string,
  /** The last day; none means until further notice. */
  to: string | null,
  /** Why. */
  reason: string,
  /** Whether files show it. */
  with_files: boolean, } | { "step": "second",
  /** The event of the decision. */
  event: number,
  /** Whether files were looked at. */
  with_files: boolean, } | { "step": "withdraw",
  /** The event of the decision. */
  event: number,
  /** Why. */
  reason: string,
  /** Whether files show it. */
  with_files: boolean,
};

/** What was recorded about an account or a role. */
export type AccountDone = {
  /** The event. */
  event: number,
  /** The person of the roster. */
  person: string | null,
  /** Whether it counts only once a second person agrees. */
  waits_for_second: boolean,
};

/** A decision about a link, as it stands. */
export type LinkDecisionLine = {
  /** The event. */
  event: number,
  /** When. */
  at: string,
  /** Who decided, as that person signs in. */
  by: string,
  /** Where the deployment comes from. */
  source: string,
  /** The deployment's own id. */
  deployment: string,
  /** What it is linked to, such as `change_record`. */
  kind: LinkKind,
  /** The key of that. */
  target: string,
  /** `confirmed`, `refused`, `added` or `cut`. */
  verdict: LinkVerdict,
  /** Why. */
  reason: string,
  /** Whether it may make outcomes better that were evaluated before. */
  reaches_back: boolean,
  /** Who agreed as a second person. */
  second: string | null,
  /** Whether it counts; a later one on the same link takes its place. */
  holds: boolean,
  /** Whether it waits for a second person. */
  waits: boolean,
  /** The files behind it. */
  evidence: Array<AttachmentLine>,
};

/** A link of one deployment, as the evaluation knew it. */
export type LinkRow = {
  /** What it leads to. */
  kind: LinkKind,
  /** The key of that. */
  target: string,
  /** The rule, in words. */
  rule: string,
  /** What was found, and where. */
  found: string,
  /** How sure it is: `proven`, `suggested` or what was decided. */
  state: LinkVerdict | 'proven' | 'suggested',
  /** Whether controls rest on such a link; on the others there is nothing to decide. */
  judged: boolean,
  /** What can be decided. */
  verdicts: Array<LinkVerdict>,
};

/** The links of one deployment, and what was decided about them. */
export type DeploymentLinks = {
  /** The links. */
  links: Array<LinkRow>,
  /** The decisions, in the order in which they were recorded. */
  decisions: Array<LinkDecisionLine>,
  /** Why the person at the screen cannot decide; none where that may be. */
  decide_forbidden: string | null,
};

/** A step with links, as a page's form gives it. */
export type LinkStep = { "step": "decide",
  /** The deployment: its source and id, or its id alone. */
  deployment: string,
  /** What it leads to. */
  kind: LinkKind,
  /** The key of that. */
  target: string,
  /** What is decided. */
  verdict: LinkVerdict,
  /** Why. */
  reason: string,
  /** Whether files show it. */
  with_files: boolean, } | { "step": "second",
  /** The event of the decision. */
  event: number,
  /** Whether files were looked at. */
  with_files: boolean,
};

/** A decision about a link. */
export type LinkDecided = {
  /** The event that tells of it. */
  event: number,
  /** Where the deployment comes from. */
  source: string,
  /** The deployment's own id. */
  deployment: string,
  /** What it is linked to, such as `change_record`. */
  kind: LinkKind,
  /** The key of that. */
  target: string,
  /** `confirmed`, `refused`, `added` or `cut`. */
  verdict: LinkVerdict,
  /** The rule and the state of the link before. */
  before: string,
  /** Whether it counts only once a second person agrees. */
  waits_for_second: boolean,
};

/** A control of a clause, with what it came to. */
export type ClauseControl = {
  /** The control. */
  control: string,
  /** Its name. */
  name: string,
  /** Whether it judges deployments: then its outcomes open a list of these. */
  of_deployments: boolean,
  /** How many of each outcome in the period. */
  counts: OutcomeCounts,
  /** Where this version does not test it: who decided that, when and why. */
  off: string | null,
};

/** A clause with the controls that test it. */
export type ClauseLine = {
  /** The id, such as `2-REV`. */
  id: string,
  /** What it says, in short. */
  words: string,
  /** The controls, in the order of the catalogue. */
  controls: Array<ClauseControl>,
};

/** How words of the policy are read. */
export type InterpretationView = {
  /** Its id. */
  id: string,
  /** The clause. */
  clause: string,
  /** The policy's words. */
  words: string,
  /** How they are read. */
  reading: string,
  /** The parameters that follow from it, as `reversion_within = 4 h`. */
  parameters: Array<string>,
  /** The controls that it shapes. */
  controls: Array<string>,
  /** Who accepted it; none where nobody did yet. */
  accepted_by: string | null,
  /** When. */
  accepted_on: string | null,
  /** Why. */
  accepted_reason: string | null,
};

/** A parameter. */
export type PolicyParameter = {
  /** Its name. */
  name: string,
  /** Its value in words, with its unit; empty for an empty list. */
  value: string,
  /** The same as somebody writes it to try another. */
  written: string,
  /** How a value of it is written. */
  how: string,
  /** The controls that read it; none where it decides what is judged or matched at all. */
  controls: Array<string>,
  /** The clauses of these controls, or that of its interpretation. */
  clauses: Array<string>,
  /** The interpretation that it follows from. */
  interpretation: string | null,
  /** Whether that interpretation is still open. */
  open: boolean,
};

/** A version of the policy. */
export type VersionView = {
  /** 1 for the built-in profile. */
  version: number,
  /** The first day in force; none where it always was. */
  from: string | null,
  /** Whether it is in force today. */
  in_force: boolean,
  /** Why it was made. */
  reason: string,
  /** Who made it, as it was given. */
  by: string | null,
  /** When it was recorded; none for the built-in profile. */
  recorded_at: string | null,
  /** Whether its first day had passed when it was recorded. */
  late: boolean,
  /** SHA-256 of its text. */
  sha256: string,
  /** What differs from the version before, a sentence each. */
  differences: Array<string>,
};

/** The policy as it was in force at the end of the shown period. */
export type PolicyView = {
  /** The policy's name. */
  name: string,
  /** The number of the version that is shown. */
  version: number,
  /** Its first day; none where it always was in force. */
  from: string | null,
  /** Whether results of the period are there to count. */
  judged: boolean,
  /** Its clauses, in its order. */
  clauses: Array<ClauseLine>,
  /** What the controls take as given. */
  parameters: Array<PolicyParameter>,
  /** How its words are read where they give no number. */
  interpretations: Array<InterpretationView>,
  /** All versions, the newest first. */
  versions: Array<VersionView>,
};

/** A control whose counts would be others. */
export type TriedControl = {
  /** The control. */
  control: string,
  /** Its name. */
  name: string,
  /** With the value in force. */
  before: OutcomeCounts,
  /** With the tried one. */
  after: OutcomeCounts,
};

/** A deployment with outcomes that would be others. */
export type TriedDeployment = {
  /** Opens it; none where it is not among the deployments of the period. */
  key: string | null,
  /** When it began. */
  at: string,
  /** The service. */
  service: string,
  /** The environment. */
  environment: string,
  /** The source's own id. */
  id: string,
  /** The outcomes. */
  outcomes: Array<TriedOutcome>,
};

/** Something else with an outcome that would be another. */
export type TriedOther = {
  /** Its name. */
  name: string,
  /** The outcome. */
  outcome: TriedOutcome,
};

/** An outcome that would be another. */
export type TriedOutcome = {
  /** The control. */
  control: string,
  /** With the value in force; none where the subject is not judged then. */
  before: Outcome | null,
  /** With the tried one; none where the subject is not judged then. */
  after: Outcome | null,
};

/** What another value of a parameter would change. Nothing of it is kept. */
export type TriedView = {
  /** The parameter. */
  name: string,
  /** The value in force, with the days of versions that have another. */
  before: string,
  /** The value that was tried. */
  after: string,
  /** Deployments that are judged with the value in force. */
  judged_before: number,
  /** Deployments that are judged with the tried one. */
  judged_after: number,
  /** Controls whose counts would be others. */
  controls: Array<TriedControl>,
  /** How many deployments have an outcome that would be another. */
  changed: number,
  /** The first of them, by time. */
  deployments: Array<TriedDeployment>,
  /** What else has an outcome that would be another. */
  others: Array<TriedOther>,
};

/** An approval. */
export type ApprovalView = {
  /** Who approved. */
  by: By,
  /** What was decided, in a few words. */
  decision: string,
  /** Why. */
  reason: string,
};

/** Who did something, and when. */
export type By = {
  /** The event that tells of it. */
  event: number,
  /** Who, as that person signs in. */
  person: string,
  /** When. */
  at: string,
};

/** What becomes of a clause. */
export type ClauseDecision = "keep" | "change" | "delete";

/** A clause, and what becomes of it. */
export type ClauseOfReview = {
  /** Its id. */
  id: string,
  /** Its words. */
  words: string,
  /** The controls that test it. */
  controls: Array<string>,
  /** What becomes of it; none where that is not decided. */
  decision: ClauseDecision | null,
  /** Why. */
  reason: string | null,
  /** Who decided. */
  by: By | null,
  /** Its words in the draft; none without a draft, or where it is gone. */
  new_words: string | null,
};

/** How a review ended. */
export type ClosingView = {
  /** Who closed it. */
  by: By,
  /** What is to be done. */
  actions: Array<string>,
  /** Why it ended without an outcome, where it did. */
  abandoned: string | null,
  /** The last day on which the next one is in time. */
  next_due: string | null,
};

/** A control in two years. */
export type ControlOfYears = {
  /** Its id. */
  control: string,
  /** Its name. */
  name: string,
  /** How much a failure matters. */
  severity: string,
  /** The clauses that it tests. */
  clauses: Array<string>,
  /** The year. */
  year: Counts,
  /** The period before. */
  before: Counts,
};

/** How often there was each outcome. */
export type Counts = {
  /** Pass. */
  pass: number,
  /** Fail. */
  fail: number,
  /** Insufficient evidence. */
  insufficient_evidence: number,
  /** Not applicable. */
  not_applicable: number,
  /** Pending. */
  pending: number,
};

/** A draft of the outcome. */
export type DraftView = {
  /** Who drafted it. */
  by: By,
  /** Whether the policy is to stay as it is. */
  no_change: boolean,
  /** Why. */
  reason: string,
  /** The file's name. */
  file: string | null,
  /** SHA-256 of the text. */
  sha256: string | null,
  /** What differs from the version before, a sentence each. */
  differences: Array<string>,
};

/** Emergencies of a year, by their post-change review. */
export type EmergencyCounts = {
  /** All of them. */
  all: number,
  /** With a review that counts. */
  reviewed: number,
  /** With one that does not count: late, or not independent. */
  not_counted: number,
  /** Proven to be without one, after its day. */
  overdue: number,
  /** With one to come, or unclear, or of which no register tells. */
  open: number,
};

/** An exception that held in the year. */
export type ExceptionOfYear = {
  /** Its id. */
  id: string,
  /** The controls that it is about. */
  controls: Array<string>,
  /** What it holds for. */
  scope: string | null,
  /** The risk level. */
  risk: string | null,
  /** Who asked for it. */
  requested_by: string | null,
  /** Who approved it. */
  approved_by: string | null,
  /** Its beginning, as it is written. */
  from: string | null,
  /** Its end, as it is written. */
  to: string | null,
};

/** A clause that the version before did not have. */
export type NewClause = {
  /** Its id. */
  id: string,
  /** Its words. */
  words: string,
};

/** A significant change that was recorded here. */
export type PolicyTriggerLine = {
  /** The event that recorded it. */
  event: number,
  /** What changed. */
  what: string,
  /** The day. */
  on: string,
  /** Who recorded it, as that person signs in. */
  person: string,
  /** Files behind it. */
  evidence: Array<AttachmentLine>,
  /** What was decided on the policy; none where nothing was yet. */
  decision: string | null,
  /** Why. */
  reason: string | null,
  /** Who decided. */
  decided_by: string | null,
  /** When. */
  decided_at: string | null,
};

/** A new version that came out of a review. */
export type PublicationView = {
  /** Who published it. */
  by: By,
  /** Its number. */
  version: number,
  /** The first day in force. */
  from: string,
};

/** What a review rests on, as it was when it was opened. */
export type ReviewInputs = {
  /** The time as of which it was judged. */
  as_of: string,
  /** The zone of the days. */
  zone: string,
  /** The first day of the year. */
  from: string,
  /** Its last day. */
  to: string,
  /** The first day of the period before, which is as long. */
  before_from: string,
  /** Its last day. */
  before_to: string,
  /** The results of every control in both years. */
  controls: Array<ControlOfYears>,
  /** The exceptions that held in the year. */
  exceptions: Array<ExceptionOfYear>,
  /** Incidents that were opened in the year. */
  incidents: number,
  /** The same of the period before. */
  incidents_before: number,
  /** Emergencies that were deployed in the year. */
  emergencies: EmergencyCounts,
  /** The same of the period before. */
  emergencies_before: EmergencyCounts,
  /** Versions of the policy that began or were recorded in the year. */
  versions: Array<VersionOfYear>,
  /** Lines of the roster that began or ended in the year. */
  roster: Array<RosterChange>,
  /** Significant changes of the year. */
  triggers: Array<TriggerOfYear>,
};

/** Where a review stands. */
export type ReviewStep = "clauses" | "draft" | "approval" | "publication" | "acknowledgement" | "closed";

/** A review of the policy. */
export type ReviewView = {
  /** The event that opened it. */
  event: number,
  /** The policy's name. */
  policy: string,
  /** The version that is reviewed. */
  version: number,
  /** Where it stands. */
  step: ReviewStep,
  /** Who opened it, and when. */
  opened: By,
  /** What it rests on. */
  inputs: ReviewInputs,
  /** SHA-256 of the inputs. */
  inputs_sha256: string,
  /** The clauses, in the order of the policy. */
  clauses: Array<ClauseOfReview>,
  /** Clauses that are new in the draft. */
  new_clauses: Array<NewClause>,
  /** The draft that counts. */
  draft: DraftView | null,
  /** Who approved it. */
  approved: ApprovalView | null,
  /** The new version. */
  published: PublicationView | null,
  /** Who acknowledged the outcome. */
  acknowledged: Array<By>,
  /** How it ended. */
  closed: ClosingView | null,
};

/** A line of the roster that began or ended in the year. */
export type RosterChange = {
  /** The person. */
  person: string,
  /** The roles. */
  roles: Array<string>,
  /** The first day. */
  from: string | null,
  /** The last day. */
  to: string | null,
};

/** A significant change of the year. */
export type TriggerOfYear = {
  /** What changed. */
  what: string,
  /** When, as it is written. */
  at: string | null,
  /** What was decided on the policy. */
  decision: string | null,
  /** When, as it is written. */
  decided_at: string | null,
};

/** A version of the policy that began or was recorded in the year. */
export type VersionOfYear = {
  /** Its number. */
  version: number,
  /** The first day in force. */
  from: string | null,
  /** Who made it. */
  by: string | null,
  /** Why. */
  reason: string,
  /** What differs from the version before, a sentence each. */
  differences: Array<string>,
};

/** A review of the policy; of several the one that is open, else the latest. */
export type AnnualReview = {
  /** The zone of the days. */
  zone: string,
  /** The last day on which a review is in time; none where no approved one is known. */
  next_due: string | null,
  /** The review; none where none was opened here. */
  review: ReviewView | null,
  /** Why whoever looks may not open, draft or close; none where that is allowed. */
  prepare_forbidden: string | null,
  /** Why whoever looks may not approve or publish; none where that is allowed. */
  decide_forbidden: string | null,
  /** Why whoever looks may not acknowledge; none where that is allowed. */
  acknowledge_forbidden: string | null,
  /** The significant changes that are recorded here. */
  triggers: Array<PolicyTriggerLine>,
};

/** A step of a review, as the page's forms give it. */
export type StepForm = { "step": "open" } | { "step": "decide",
  /** The clause. */
  clause: string,
  /** What becomes of it. */
  decision: ClauseDecision,
  /** Why. */
  reason: string, } | { "step": "draft",
  /** Whether the policy stays as it is. */
  no_change: boolean,
  /** Why. */
  reason: string, } | { "step": "approve",
  /** Why. */
  reason: string, } | { "step": "publish",
  /** The first day in force. */
  from: string, } | { "step": "acknowledge" } | { "step": "close",
  /** What is to be done. */
  actions: Array<string>, } | { "step": "abandon",
  /** Why. */
  reason: string, } | { "step": "trigger",
  /** What changed. */
  what: string,
  /** The day. */
  on: string, } | { "step": "decide_trigger",
  /** The event that recorded it. */
  trigger: number,
  /** What it means. */
  decision: string,
  /** Why. */
  reason: string,
};

/** A review of an emergency, wherever it was recorded. */
export type HeldReview = {
  /** When it was held, as it is written; none where that was not exported. */
  at: string | null,
  /** Who held it. */
  by: string | null,
  /** What it came to. */
  outcome: string | null,
  /** The file that tells of it. */
  file: string,
  /** The event that tells of it, where it was recorded here. */
  event: number | null,
  /** Whether it counts. */
  counts: boolean,
};

/** A production deployment that rests on an emergency. */
export type ReviewDeployment = {
  /** The source of its record. */
  source: string,
  /** Its id there. */
  id: string,
  /** The service. */
  service: string,
  /** The environment. */
  environment: string,
  /** When it began. */
  at: string,
};

/** An emergency. */
export type ReviewLine = {
  /** The key of its change record. */
  change: string,
  /** The record's title. */
  title: string,
  /** How it stands. */
  state: ReviewState,
  /** The same in a sentence. */
  sentence: string,
  /** The last instant at which a review is in time. */
  due: string,
  /** Its day. */
  due_on: string,
  /** The production deployments that rest on it. */
  deployments: Array<ReviewDeployment>,
  /** When it was carried out at the latest, where no deployment did. */
  carried_out_by: string | null,
  /** The reviews that name it, by time. */
  reviews: Array<HeldReview>,
  /** How whoever signed in stands to it; none without sign-in. */
  your_part: YourPart | null,
};

/** How the review of an emergency stands. */
export type ReviewState = "overdue" | "not_told" | "not_counted" | "unclear" | "pending" | "done";

/** How whoever signed in stands to a change. */
export type YourPart = { "part": "none" } | { "part": "had",
  /** The part, as words: `its implementer`. */
  words: string, } | { "part": "unknown",
  /** Why. */
  why: string,
};

/** Every emergency with its review. */
export type ReviewQueue = {
  /** The zone of the days. */
  zone: string,
  /** The time as of which it is told. */
  as_of: string,
  /** What still needs a review first, by the day on which it is due. */
  lines: Array<ReviewLine>,
  /** How many times a record calls itself an emergency that nothing justifies: these are judged as normal changes, and no review is asked for. */
  unfounded: number,
  /** Why whoever looks may not record a review; none where that is allowed. */
  record_forbidden: string | null,
};

/** A review that was held, as the page's form gives it. */
export type ReviewForm = {
  /** The key of the change record. */
  change: string,
  /** The day on which it was held, where that was before today. */
  held_on: string | null,
  /** What it came to. */
  outcome: string,
  /** What had made the emergency. */
  cause: string,
  /** What was read of the code; none where none was. */
  code_read: string | null,
  /** Who read it; the reviewer where it is left out. */
  code_read_by: string | null,
  /** What is to be done, by whom and until when. */
  follow_up: Array<string>,
  /** Who took part. */
  attendees: Array<string>,
  /** Whether files stand behind it: they are asked for. */
  with_files: boolean,
};

/** A review that was recorded here. */
export type RecordedReview = {
  /** The event that tells of it. */
  event: number,
  /** When it was recorded. */
  at: string,
  /** The reviewer, as that person signs in. */
  person: string,
  /** The key of the change record. */
  change: string,
  /** The day on which it was held, where that was before the day of the event. */
  held_on: string | null,
  /** What it came to. */
  outcome: string,
  /** What had made the emergency. */
  cause: string,
  /** Who read the code; none where nobody did. */
  code_read_by: string | null,
  /** What was read of it. */
  code_read: string | null,
  /** What is to be done. */
  follow_up: Array<string>,
  /** Who took part. */
  attendees: Array<string>,
  /** Files behind it. */
  evidence: Array<AttachmentLine>,
};

/** What recording a review did. */
export type ReviewRecorded = {
  /** The review. */
  review: RecordedReview,
  /** What cannot be told of it, or will not count, a sentence each. */
  remarks: Array<string>,
};

/** Where a register is kept from a day on. */
export type KeptHereLine = {
  /** The event that tells of it. */
  event: number,
  /** When it was decided. */
  at: string,
  /** By whom, as that person signs in. */
  person: string,
  /** The register. */
  register: Register,
  /** Whether it is kept here by it. */
  here: boolean,
  /** The first day. */
  from: string,
  /** Why. */
  reason: string,
};

/** A register that can be kept here. */
export type Register = "post_change_reviews" | "exceptions" | "attestations" | "policy_reviews" | "policy_triggers";

/** Everything that was decided on where registers are kept. */
export type KeptHereList = {
  /** In the order in which it was decided. */
  registers: Array<KeptHereLine>,
};

/** An attestation, as the page's form gives it. */
export type AttestationForm = {
  /** The control that asks. */
  control: string,
  /** What is judged. */
  subject: string,
  /** The answer. */
  answer: string,
  /** Why. */
  reason: string,
  /** Whether files were looked at: they are asked for. */
  with_files: boolean,
};

/** An attestation. */
export type AttestationLine = {
  /** The event that tells of it. */
  event: number,
  /** When. */
  at: string,
  /** Who, as that person signs in. */
  person: string,
  /** The control that asks. */
  control: string,
  /** What was judged. */
  subject: string,
  /** The question. */
  question: string,
  /** The answer. */
  answer: string,
  /** Why. */
  reason: string,
  /** The role in which it was judged. */
  role: string | null,
  /** Files that were looked at. */
  evidence: Array<AttachmentLine>,
};

/** What recording an attestation did. */
export type AttestationRecorded = {
  /** The attestation. */
  attestation: AttestationLine,
  /** What cannot be told of it, or will not count, a sentence each. */
  remarks: Array<string>,
};

/** An approval. */
export type ApprovalLine = {
  /** Who, as that person signs in. */
  person: string,
  /** When. */
  at: string,
  /** `approver` or `policy owner`. */
  level: string,
  /** What the rules ask about the approver that could not be told. */
  untold: Array<string>,
  /** Why, or on which conditions. */
  note: string | null,
};

/** A clause of the policy. */
export type ExceptedClause = {
  /** The clause. */
  clause: string,
  /** Its words, by the policy in force today. */
  words: string,
};

/** A control that an exception can be asked from. */
export type ExceptedControl = {
  /** The control. */
  control: string,
  /** Its name. */
  name: string,
  /** The least risk that an exception from it has. */
  risk: string,
  /** What it checks. */
  checks: string,
  /** The clauses that it tests. */
  clauses: Array<ExceptedClause>,
};

/** What whoever looks could do with an exception. */
export type ExceptionChoice = {
  /** `edit`, `submit`, `approve`, `approve_as_policy_owner`, `return`, `reject`, `revoke` or `close`. */
  action: string,
  /** Why not, where a rule forbids it. */
  why_not: string | null,
};

/** Something that happened to an exception. */
export type ExceptionEvent = {
  /** The event. */
  event: number,
  /** When. */
  at: string,
  /** Who. */
  person: string,
  /** What, in a few words. */
  what: string,
  /** The version. */
  version: number,
  /** Why, where a reason was given. */
  reason: string | null,
};

/** A version of an exception. */
export type ExceptionLine = {
  /** The exception. */
  id: string,
  /** The version. */
  version: number,
  /** The state: `draft`, `submitted`, `returned`, `rejected`, `approved`, `active`, `expired`, `revoked`, `closed` or `superseded`. */
  state: string,
  /** The control. */
  control: string,
  /** The control's name. */
  control_name: string,
  /** The policy's clause. */
  clause: string,
  /** The exact deviation. */
  deviation: string,
  /** Why it is needed. */
  justification: string,
  /** What it holds for. */
  scope: ExceptionScope | null,
  /** From when on. */
  from: string | null,
  /** Until when. */
  to: string | null,
  /** Who bears the risk. */
  risk_owner: string,
  /** How much is at risk. */
  risk: string | null,
  /** The risk that remains. */
  residual_risk: string,
  /** What stands in for the control. */
  compensating_controls: string,
  /** How the company returns to the policy. */
  return_plan: string,
  /** The parts that are still missing, in words. */
  missing: Array<string>,
  /** Files behind it. */
  evidence: Array<AttachmentLine>,
  /** Who asks for it. */
  requested_by: string,
  /** When this version was handed in. */
  submitted_at: string | null,
  /** Who approved it. */
  approvals: Array<ApprovalLine>,
  /** How many approvers it needs. */
  approvals_needed: number,
  /** The exception that it extends, as far as an approver looked. */
  extends: string | null,
  /** Whether a policy owner has to approve it as well. */
  level_up: boolean,
  /** What is still missing until it is approved, in words; empty where nothing is. */
  waits_for: string,
  /** When it was approved as a whole. */
  approved_at: string | null,
  /** Whether it was approved only after it began. */
  retroactive: boolean,
  /** When it was revoked, closed, sent back, refused or replaced. */
  ended_at: string | null,
  /** Why. */
  reason: string | null,
  /** Days since it waits, or since it began to hold. */
  age_days: number | null,
  /** Days until it expires. */
  days_left: number | null,
  /** The warning that is due: 30 or 7 days before it expires. */
  warning: number | null,
  /** What happened, the oldest first. */
  history: Array<ExceptionEvent>,
  /** What whoever looks could do with it. */
  choices: Array<ExceptionChoice>,
};

/** The register at a moment. */
export type ExceptionList = {
  /** The day, in the workspace's zone. */
  today: string,
  /** The exceptions by number, of each the newest version and every other one that was approved. */
  exceptions: Array<ExceptionLine>,
};

/** What an exception holds for. */
export type ExceptionScope = {
  /** `deployment`, `service`, `control` or `window`. */
  kind: string,
  /** The deployment or the service. */
  of: string | null,
  /** In words. */
  text: string,
};

/** The screen: the register, and the rules from which an exception can be asked for. */
export type ExceptionsView = {
  /** The zone of the days. */
  zone: string,
  /** The register. */
  register: ExceptionList,
  /** The controls that know exceptions, in the order of the catalogue. */
  controls: Array<ExceptedControl>,
  /** Why whoever looks may not ask for one; none where that is allowed. */
  draft_forbidden: string | null,
};

/** What is written into an exception on the screen; empty texts are parts that are still missing. */
export type ExceptionForm = {
  /** The exception that is edited; none for a new one. */
  exception: string | null,
  /** The control. */
  control: string,
  /** The clause. */
  clause: string,
  /** The exact deviation. */
  deviation: string,
  /** Why it is needed. */
  justification: string,
  /** `deployment`, `service`, `control` or `window`. */
  scope: string,
  /** The deployment or the service. */
  scope_of: string,
  /** The first day, or a time with its zone. */
  from: string,
  /** The last day, or a time with its zone. */
  to: string,
  /** Who bears the risk. */
  risk_owner: string,
  /** `low`, `medium`, `high` or `critical`. */
  risk: string,
  /** The risk that remains. */
  residual_risk: string,
  /** What stands in for the control. */
  compensating_controls: string,
  /** How the company returns to the policy. */
  return_plan: string,
  /** Whether files are chosen. */
  with_files: boolean,
};

/** What is done with an exception on the screen. */
export type ExceptionStep = { "step": "submit" } | { "step": "approve",
  /** The version. */
  version: number,
  /** As policy owner. */
  as_policy_owner: boolean,
  /** Why, or on which conditions. */
  note: string, } | { "step": "return",
  /** Why. */
  reason: string, } | { "step": "reject",
  /** Why. */
  reason: string, } | { "step": "revoke",
  /** Why. */
  reason: string, } | { "step": "close",
  /** Why. */
  reason: string,
};

/** What a file is, or would be once imported. */
export type FileCard = {
  /** Names the file in a batch, or the source once imported. */
  key: string,
  /** The file's name. */
  file: string,
  /** Its size in bytes. */
  bytes: number,
  /** SHA-256; none where it could not be opened. */
  sha256: string | null,
  /** `new`, `unchanged`, `declared_again`, `refused`, or `imported` for sources. */
  status: string,
  /** The format's id. */
  format: string | null,
  /** The format's name, such as `GitHub pull requests`. */
  format_name: string | null,
  /** By what it was recognised. */
  signature: string | null,
  /** The container, such as `JSON`. */
  container: string | null,
  /** Rows that became records. */
  accepted: number,
  /** Rows that say the same as others. */
  duplicate: number,
  /** Rows that could not be read. */
  rejected: number,
  /** Records by kind. */
  spans: Array<SpanView>,
  /** The zone for times without one. */
  zone: string,
  /** Whether such times were there. */
  zone_assumed: boolean,
  /** What was declared. */
  options: FileOptions,
  /** Why it is incomplete. */
  cut: string | null,
  /** What its reader should know, warnings first. */
  notes: Array<string>,
  /** Rows left out and values not read, at most 100. */
  issues: Array<IssueView>,
  /** How many there are in all. */
  issue_count: number,
  /** Why nothing could be read. */
  error: string | null,
  /** Whether somebody should look at it. */
  problem: boolean,
  /** When it was imported. */
  imported_at: string | null,
};

/** What a person says about a file. */
export type FileOptions = {
  /** The format's id, where the content alone does not tell it. */
  format: string | null,
  /** The zone for times without one. */
  zone: string | null,
  /** The days that the file covers. */
  covers: PeriodView | null,
  /** How many rows the source says there are. */
  expected_rows: number | null,
  /** When it was exported, RFC 3339. */
  exported_at: string | null,
  /** The query or recipe that made it. */
  query: string | null,
  /** The service that its deployments belong to. */
  service: string | null,
  /** `owner/name` of the repository that its commits belong to. */
  repository: string | null,
};

/** A row that was left out, or a value that could not be read. */
export type IssueView = {
  /** Where, such as `row 7`. */
  place: string,
  /** The column, where one value is to blame. */
  column: string | null,
  /** What was found and what to do. */
  message: string,
  /** Whether the whole row was left out. */
  rejected: boolean,
};

/** Records of one kind in a file. */
export type SpanView = {
  /** The kind, such as `pull requests`. */
  kind: string,
  /** How many. */
  records: number,
  /** The first time. */
  first: string | null,
  /** The last time. */
  last: string | null,
};

/** The imports screen. */
export type ImportsView = {
  /** Imported files, problems first, then by name. */
  sources: Array<FileCard>,
  /** What they cover in the period. */
  coverage: CoverageView,
};

/** A file of a batch. */
export type BatchFile = {
  /** Names the file in the batch. */
  key: string,
  /** The file's name. */
  file: string,
  /** Its size in bytes. */
  bytes: number,
};

/** Files that were chosen or dropped, before they are imported. */
export type ImportBatch = {
  /** Names the batch. */
  batch: number,
  /** The files, in the order in which they were given. */
  files: Array<BatchFile>,
  /** How many files are not in it, because a batch takes no more. Counting ends somewhere, too: of a very large folder there may be more. */
  left_out: number,
  /** Names of folders that could not be listed, and of links and pipes in folders, which are not read. */
  unreadable: Array<string>,
};

/** What is said about one file of a batch. */
export type FileChoice = {
  /** The file. */
  key: string,
  /** Whether it is to be left out. */
  leave_out: boolean,
  /** What is said about it. Of a known file it stands for all that was declared before; where it says nothing at all, that stays. */
  options: FileOptions,
  /** SHA-256 on the card that the page shows: another file under that name is not imported. */
  sha256: string | null,
};

/** What an import came to. */
export type ImportAnswer = {
  /** What became of each file. */
  files: Array<FileCard>,
  /** Whether what the cards tell of is in the workspace: where a file is not what it was when somebody looked, nothing of the call is. */
  kept: boolean,
  /** Why the period could not be evaluated anew; the files are imported all the same, and the workspace says that it is outdated. */
  evaluation_error: WireError | null,
};

/** A format that can be imported, and how to get such an export. */
export type ExportGuide = {
  /** The format's id. */
  format: string,
  /** The tool, such as `GitHub`. */
  tool: string,
  /** What it holds, such as `Pull requests with reviews and checks`. */
  title: string,
  /** What to do, step by step. */
  steps: Array<string>,
  /** A command to copy. */
  command: string | null,
  /** What to mind, such as limits of the tool. */
  notes: Array<string>,
};

/** A group, and whether it was taken as a whole. */
export type Group = {
  /** Which. */
  group: GroupKind,
  /** Deployments in it. */
  population: number,
  /** Whether all of them are in the sample. */
  taken: boolean,
};

/** A group that is taken as a whole where it is small. */
export type GroupKind = "emergencies" | "exceptions";

/** An item of a sample. */
export type Item = {
  /** The deployment. */
  item: ItemName,
  /** When it began. */
  at: string,
  /** Its stratum; none where the population was not divided. */
  stratum?: string | null,
  /** Whether it was drawn by chance. */
  drawn: boolean,
  /** The groups taken as a whole that it belongs to. */
  groups?: Array<GroupKind>,
};

/** The names of a deployment. */
export type ItemName = {
  /** The source's own id, which decides the order of a draw. */
  id: string,
  /** The source, such as `github`. */
  source: string,
  /** The service. */
  service: string,
  /** The environment. */
  environment: string,
};

/** A stratum, with what was drawn from it. */
export type Part = {
  /** Its name, such as `normal, 2025-03`. */
  name: string,
  /** Deployments in it. */
  population: number,
  /** How many of them were drawn by chance. */
  drawn: number,
};

/** The population that can be drawn from. */
export type PopulationView = {
  /** Its days. */
  period: PeriodView,
  /** How many production deployments. */
  deployments: number,
  /** SHA-256 over them. */
  hash: string,
};

/** A draw. */
export type SampleDraw = {
  /** Its number. */
  number: number,
  /** The event that tells of it. */
  event: number,
  /** When. */
  at: string,
  /** Who, as that person signs in. */
  person: string,
  /** The first day of the population. */
  from: string,
  /** The last day. */
  to: string,
  /** How many production deployments it has. */
  population: number,
  /** SHA-256 over the population. */
  population_hash: string,
  /** The seed. */
  seed: string,
  /** How many were to be drawn by chance. */
  size: number,
  /** Where that number comes from. */
  basis: string,
  /** The confidence of the upper limit, in percent. */
  confidence: number,
  /** What the population was divided by. */
  strata: Array<Strata>,
  /** The strata. */
  parts: Array<Part>,
  /** Emergencies and exceptions. */
  groups: Array<Group>,
  /** The items. */
  items: Array<Item>,
  /** Earlier draws from the same population. */
  redraw_of: Array<number>,
  /** Why it was drawn from again. */
  reason: string | null,
  /** How many cells of its paper people ticked. */
  ticked: number,
};

/** A row of the table of sizes. */
export type SizeRow = {
  /** The largest population that it is for; none for all larger ones. */
  up_to?: number | null,
  /** How many are drawn. */
  size: number,
  /** How often a control of such a population works, such as `weekly`. */
  frequency?: string | null,
};

/** How many items are drawn, by the size of the population. */
export type SizeTable = {
  /** The rows, by population. */
  rows: Array<SizeRow>,
  /** Where they are from. */
  source: string,
  /** Who set them; none for the table that comes with the app. */
  set_by: string | null,
  /** Why. */
  reason: string | null,
};

/** What a population is divided by before it is drawn from. */
export type Strata = "category" | "service" | "month";

/** Populations, draws, working papers. */
export type SamplesView = {
  /** That of the open period; none where nothing was judged. */
  population: PopulationView | null,
  /** A seed for the next draw. */
  seed: string,
  /** How many items are drawn. */
  sizes: SizeTable,
  /** Every draw, the first first. */
  draws: Array<SampleDraw>,
  /** Why whoever looks may neither draw nor tick; none where it is allowed. */
  forbidden: string | null,
};

/** A sample to draw. */
export type NewSample = {
  /** The days. */
  period: PeriodView,
  /** The seed. */
  seed: string,
  /** How many; by the table where it is left out. */
  size: number | null,
  /** What the population is divided by. */
  strata: Array<Strata>,
  /** Why, where it was drawn from before. */
  reason: string | null,
};

/** What a person found when comparing. */
export type TickMark = "agreed" | "deviation" | "no_evidence";

/** What a person found on an item. */
export type NewSampleTick = {
  /** The draw's number. */
  sample: number,
  /** The deployment, as `source:id`. */
  item: string,
  /** The control. */
  control: string,
  /** What was found. */
  tick: TickMark,
  /** What was seen. */
  note: string | null,
};

/** What stands in a cell of a working paper. */
export type CellMark = "blank" | "agreed" | "attested" | "not_applicable" | "excepted" | "deviation" | "no_evidence";

/** A cell of a working paper. */
export type PaperCell = {
  /** What the control said; none where the deployment is not in the population any more. */
  outcome: Outcome | null,
  /** Whether an exception that was approved in advance covers it. */
  excepted: boolean,
  /** What stands in the cell. */
  mark: CellMark,
  /** The newest tick. */
  tick: TickLine | null,
  /** Whether that tick stands: it compared the outcome that there is now. */
  stands: boolean,
};

/** A control of a working paper. */
export type PaperControl = {
  /** The control. */
  control: string,
  /** Its name. */
  name: string,
  /** What it came to. */
  counts: PaperCounts,
};

/** What a control came to. */
export type PaperCounts = {
  /** Items drawn by chance. */
  drawn: number,
  /** Those that nobody compared yet. */
  blank: number,
  /** Those that were compared and to which the control applies. */
  compared: number,
  /** Deviations among these; excepted items and those without evidence count. */
  deviations: number,
  /** Items of groups taken as a whole that chance did not draw. */
  taken: number,
  /** Deviations among these. */
  taken_deviations: number,
  /** Those of these that nobody compared yet. */
  taken_blank: number,
  /** The upper limit of the population's rate of deviations in tenths of a percent; none while items are blank, or where the control applies to none. */
  upper_limit: number | null,
};

/** An item with its cells, one a control. */
export type PaperItem = {
  /** The item. */
  item: Item,
  /** Whether it is in the population still. */
  still_there: boolean,
  /** The cells, in the order of the controls. */
  cells: Array<PaperCell>,
};

/** What a person found when comparing an item. */
export type TickLine = {
  /** The event that tells of it. */
  event: number,
  /** When. */
  at: string,
  /** Who, as that person signs in. */
  person: string,
  /** The draw's number. */
  draw: number,
  /** The deployment's id. */
  item: string,
  /** The control. */
  control: string,
  /** What was found. */
  tick: TickMark,
  /** The outcome that was compared. */
  outcome: Outcome,
  /** What was seen. */
  note: string | null,
  /** Files that were looked at. */
  evidence: Array<AttachmentLine>,
};

/** A working paper. */
export type WorkingPaper = {
  /** The draw. */
  sample: SampleDraw,
  /** Whether the population of today is the one that was drawn from. */
  same_population: boolean,
  /** Whether drawing from it again gives the same items; none where the population is another. */
  drawn_again: boolean | null,
  /** The controls of deployments, with what each came to. */
  controls: Array<PaperControl>,
  /** The items. */
  items: Array<PaperItem>,
};

/** The kind of a pack of a period. */
export type NewPackKind = "audit" | "annual" | "summary";

/** The paper. */
export type Paper = "a4" | "letter";

/** A pack to make. */
export type NewPack = {
  /** The kind. */
  kind: NewPackKind,
  /** The days. */
  period: PeriodView,
  /** Who prepares it, as printed on the cover. */
  prepared_by: string,
  /** The paper. */
  paper: Paper,
};

/** A pack that was made. */
export type PackRow = {
  /** Opens or verifies it. */
  key: string,
  /** `audit`, `annual`, `summary` or `change`. */
  kind: string,
  /** The id on every page. */
  pack_id: string,
  /** The days. */
  period: PeriodView,
  /** When it was prepared. */
  prepared_at: string,
  /** By whom. */
  prepared_by: string | null,
  /** The file's name. */
  file: string,
  /** SHA-256 of the file. */
  sha256: string,
  /** SHA-256 over the results. */
  results_hash: string,
  /** The event that tells of it. */
  event: number,
  /** Whether the file is where this computer wrote it; only then it can be opened from here. */
  at_hand: boolean,
};

/** One check of a verification. */
export type CheckView = {
  /** What was checked. */
  check: string,
  /** Whether it holds. */
  holds: boolean,
  /** What was found. */
  sentence: string,
};

/** What verifying found. */
export type VerificationView = {
  /** Whether every check holds. */
  holds: boolean,
  /** The checks. */
  checks: Array<CheckView>,
};

/** Which events to list. */
export type EventQuery = {
  /** Of these actions; empty means all. */
  actions: Array<string>,
  /** Of these people; empty means all. An empty name is nobody: without sign-in. */
  people: Array<string>,
  /** Words that the sentence must contain. */
  text: string,
};

/** An action that occurs. */
export type ActionChoice = {
  /** What was done, such as `import`. */
  action: string,
  /** The same in words. */
  label: string,
};

/** One event. */
export type EventRow = {
  /** Its number. */
  sequence: number,
  /** When. */
  at: string,
  /** Who; none without sign-in. */
  person: string | null,
  /** What was done, such as `import`. */
  action: string,
  /** The action in words, such as `Import`. */
  action_label: string,
  /** A plain sentence. */
  sentence: string,
  /** Its hash. */
  hash: string,
  /** Its details as indented JSON. */
  payload: string,
};

/** A stretch of the log, the newest first. */
export type EventPage = {
  /** All events. */
  total: number,
  /** Those that the query names. */
  matched: number,
  /** Actions that occur, for the filter. */
  actions: Array<ActionChoice>,
  /** People who occur, for the filter; an empty name where somebody worked without sign-in. */
  people: Array<string>,
  /** The rows asked for. */
  rows: Array<EventRow>,
};

/** What exporting the log wrote. */
export type LogExported = {
  /** The file. */
  file: string,
  /** Its SHA-256. */
  sha256: string,
  /** How many events are in it. */
  events: number,
  /** The number of the last one. */
  sequence: number,
  /** Its hash. */
  hash: string,
};

/** What a checkpoint says. */
export type CheckpointWritten = {
  /** The file. */
  file: string,
  /** The workspace: the hash of its first event. */
  workspace: string,
  /** The number of the newest event. */
  sequence: number,
  /** Its hash. */
  hash: string,
  /** When it happened. */
  at: string,
};
