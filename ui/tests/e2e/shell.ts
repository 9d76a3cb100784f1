// The shell, as the tests play it: answers commands, sends progress and events. Typed by the
// bindings, so that an answer that the real shell could not give does not compile.
import type { Page } from '@playwright/test';

import type { Chosen } from '../../src/ipc/members';
import type * as T from '../../src/ipc/types';
import * as changes from '../fixtures/changes';
import * as company from '../fixtures/company';
import * as decisions from '../fixtures/decisions';
import * as exceptions from '../fixtures/exceptions';
import { deployment, original, originalRow, outcomes } from '../fixtures/deployment';
import * as list from '../fixtures/deployments';
import * as findings from '../fixtures/findings';
import * as imports from '../fixtures/imports';
import * as links from '../fixtures/links';
import * as members from '../fixtures/members';
import { overview } from '../fixtures/overview';
import * as people from '../fixtures/people';
import * as policy from '../fixtures/policy';
import * as proof from '../fixtures/proof';
import * as samples from '../fixtures/samples';

/** Sends progress of a command that runs. */
export type Progress = (event: T.ProgressEvent) => Promise<void>;

/** Every command: its arguments and its answer. */
export interface Commands {
  app_view: (args: Record<string, never>) => T.AppView;
  save_settings: (args: { settings: T.Settings }) => T.Settings;
  choose_workspace: (args: Record<string, never>, progress: Progress) => T.OpenedView | null;
  open_recent: (args: { key: string }, progress: Progress) => T.OpenedView;
  forget_recent: (args: { key: string }) => T.RecentWorkspace[];
  create_workspace: (args: { new: T.NewWorkspace }, progress: Progress) => T.OpenedView | null;
  open_demo: (args: Record<string, never>, progress: Progress) => T.OpenedView;
  close_workspace: (args: Record<string, never>) => null;
  sign_in: (args: { person: string; passphrase: string }, progress: Progress) => T.OpenedView;
  choose_passphrase: (args: { chosen: Chosen }, progress: Progress) => T.OpenedView;
  lock: (args: Record<string, never>) => null;
  activity: (args: Record<string, never>) => null;
  members: (args: Record<string, never>) => T.MembersView;
  add_member: (args: { new: T.NewMember; chosen: Chosen }) => T.MembersView;
  change_roles: (args: { edit: T.RoleEdit }) => T.MembersView;
  reset_member: (args: { person: string; chosen: Chosen }) => T.MembersView;
  deactivate_member: (args: { person: string }) => T.MembersView;
  change_passphrase: (args: { own: string; chosen: Chosen; keyStore: boolean }) => null;
  workspace: (args: Record<string, never>) => T.WorkspaceView;
  set_period: (args: { period: T.PeriodView }, progress: Progress) => T.WorkspaceView;
  refresh: (args: Record<string, never>, progress: Progress) => T.WorkspaceView;
  catalogue: (args: Record<string, never>) => T.CatalogueView;
  home: (args: Record<string, never>) => T.HomeView;
  overview: (args: Record<string, never>) => T.OverviewView;
  deployment_choices: (args: Record<string, never>) => T.DeploymentChoices;
  deployments: (args: { query: T.DeploymentQuery; from: number; limit: number }) => T.DeploymentPage;
  copy_deployments: (args: { query: T.DeploymentQuery }) => string;
  deployment: (args: { key: string }) => T.DeploymentView;
  explain: (args: { deployment: string; control: string }) => T.OutcomeView;
  explain_other: (args: { control: string; id: string }) => T.OutcomeView;
  original: (args: { origin: string }) => T.OriginalView;
  findings: (args: { query: T.FindingQuery }) => T.FindingsView;
  finding_page: (args: { query: T.FindingQuery; group: string; from: number; limit: number }) => T.FindingPage;
  finding_work: (args: { finding: string }) => T.FindingDetails;
  finding_step: (args: { form: T.FindingForm }) => T.FindingsDone | null;
  change_records: (args: { query: T.ChangeQuery; from: number; limit: number }) => T.ChangePage;
  change_record: (args: { key: number }) => T.ChangeDetails;
  persons: (args: { query: T.PersonQuery; from: number; limit: number }) => T.PersonPage;
  accounts: (args: { query: T.AccountQuery; from: number; limit: number }) => T.AccountPage;
  suggestions: (args: { from: number; limit: number }) => T.SuggestionPage;
  account_decisions: (args: Record<string, never>) => T.AccountDecisions;
  account_step: (args: { step: T.AccountStep }) => T.AccountDone | null;
  deployment_links: (args: { deployment: string }) => T.DeploymentLinks;
  link_step: (args: { step: T.LinkStep }) => T.LinkDecided | null;
  imports: (args: Record<string, never>) => T.ImportsView;
  export_guides: (args: Record<string, never>) => T.ExportGuide[];
  choose_files: (args: Record<string, never>) => T.ImportBatch | null;
  preview_import: (args: { batch: number; choices: T.FileChoice[] }, progress: Progress) => T.FileCard[];
  commit_import: (args: { batch: number; choices: T.FileChoice[] }, progress: Progress) => T.ImportAnswer;
  copy_text: (args: { text: string }) => null;
  cancel: (args: { job: number }) => boolean;
  policy: (args: Record<string, never>) => T.PolicyView;
  try_parameter: (args: { name: string; value: string }, progress: Progress) => T.TriedView;
  export_policy: (args: { version: number }) => boolean;
  review_queue: (args: Record<string, never>) => T.ReviewQueue;
  record_review: (args: { form: T.ReviewForm }) => T.ReviewRecorded | null;
  save_review: (args: { event: number; change: string }) => boolean;
  save_evidence: (args: { event: number; sha256: string }) => boolean;
  kept_here: (args: Record<string, never>) => T.KeptHereList;
  keep_here: (args: { register: T.Register; reason: string }) => T.KeptHereList;
  attest: (args: { form: T.AttestationForm }) => T.AttestationRecorded | null;
  exceptions: (args: Record<string, never>) => T.ExceptionsView;
  write_exception: (args: { form: T.ExceptionForm }) => T.ExceptionLine | null;
  exception_step: (args: { exception: string; step: T.ExceptionStep }) => T.ExceptionLine;
  annual_review: (args: Record<string, never>) => T.AnnualReview;
  policy_review_step: (args: { step: T.StepForm }) => T.AnnualReview | null;
  samples: (args: Record<string, never>) => T.SamplesView;
  draw_sample: (args: { new: T.NewSample }) => T.SampleDraw;
  working_paper: (args: { sample: number }) => T.WorkingPaper;
  tick_sample: (args: { tick: T.NewSampleTick }) => T.WorkingPaper;
  packs: (args: Record<string, never>) => T.PackRow[];
  make_pack: (args: { pack: T.NewPack }, progress: Progress) => T.PackRow | null;
  make_dossier: (args: { key: string }, progress: Progress) => T.PackRow | null;
  open_pack: (args: { key: string }) => null;
  verify_pack: (args: { key: string }, progress: Progress) => T.VerificationView;
  verify_chosen_pack: (args: Record<string, never>, progress: Progress) => T.VerificationView | null;
  events: (args: { query: T.EventQuery; from: number; limit: number }) => T.EventPage;
  verify_workspace: (args: Record<string, never>, progress: Progress) => T.VerificationView;
  export_log: (args: Record<string, never>, progress: Progress) => T.LogExported | null;
  write_checkpoint: (args: Record<string, never>, progress: Progress) => T.CheckpointWritten | null;
}

type MaybePromise<F> = F extends (...args: infer A) => infer R ? (...args: A) => R | Promise<R> : never;
export type Answers = { [K in keyof Commands]: MaybePromise<Commands[K]> };

/** An error as the shell throws it. */
export class ShellError {
  constructor(
    readonly code: string,
    readonly message: string,
    readonly details: Record<string, unknown> = {},
  ) {}
}

/** An answer that never comes. */
export const never = () => new Promise<never>(() => {});

export function usual(count = 398): Answers {
  const rows = list.deployments(count);
  const opened = company.workspace();
  return {
    app_view: () => company.app(),
    save_settings: ({ settings }) => settings,
    choose_workspace: () => company.open(opened),
    open_recent: () => company.open(opened),
    forget_recent: ({ key }) => company.app().recent.filter((one) => one.key !== key),
    create_workspace: ({ new: { entity, zone } }) =>
      company.open(company.workspace({ opening: 2, entity, zone, file: 'new.changeproof', sources: 0, source_problems: 0, is_demo: false, evaluation: null, deployments_span: null })),
    open_demo: () => company.open(opened),
    close_workspace: () => null,
    sign_in: ({ person }) => company.open(members.signedIn(person)),
    choose_passphrase: () => company.open(members.signedIn('bo')),
    lock: () => null,
    activity: () => null,
    members: () => members.view,
    add_member: ({ new: member }) => members.withOne(member),
    change_roles: () => members.view,
    reset_member: () => members.view,
    deactivate_member: () => members.view,
    change_passphrase: () => null,
    workspace: () => opened,
    set_period: ({ period }) => company.workspace({ period }),
    refresh: () => opened,
    catalogue: () => company.catalogue,
    home: () => samples.home,
    overview: () => overview(),
    deployment_choices: () => list.choices(rows),
    deployments: ({ query, from, limit }) => list.page(rows, query, from, limit),
    copy_deployments: () => 'time,service\n',
    deployment: ({ key }) => deployment({ key }),
    explain: ({ control }) => ({ ...(outcomes[0] as T.OutcomeView), control, name: company.controls.find(({ id }) => id === control)?.name ?? control }),
    explain_other: ({ control }) => ({ ...(outcomes[0] as T.OutcomeView), control, name: overview().others.find((row) => row.control === control)?.name ?? control }),
    original: ({ origin }) => (origin.startsWith('deploy-log') ? originalRow : original()),
    findings: ({ query }) => findings.view(query),
    finding_page: ({ query, group, from, limit }) => findings.page(query, group, from, limit),
    finding_work: () => findings.details,
    finding_step: ({ form }) => ({ event: 431, findings: form.findings }),
    change_records: ({ query, from, limit }) => changes.page(query, from, limit),
    change_record: ({ key }) => changes.details(key),
    persons: ({ query, from, limit }) => people.page(query, from, limit),
    accounts: ({ query, from, limit }) => people.accounts(query, from, limit),
    suggestions: ({ from, limit }) => people.suggestions(from, limit),
    account_decisions: () => people.decided,
    account_step: ({ step }) => ({ event: 431, person: 'Dana Petrov', waits_for_second: step.step === 'decide' && step.verdict !== 'refused' }),
    deployment_links: () => links.view,
    link_step: ({ step }) => ({
      event: 431, source: 'github', deployment: '35', kind: step.step === 'decide' ? step.kind : 'change_record', target: step.step === 'decide' ? step.target : 'CHG-1060',
      verdict: step.step === 'decide' ? step.verdict : 'added', before: 'no link', waits_for_second: step.step === 'decide',
    }),
    imports: () => imports.imports,
    export_guides: () => imports.guides,
    choose_files: () => imports.batch,
    preview_import: () => imports.preview,
    commit_import: () => ({ files: imports.preview.map((card) => ({ ...card, status: card.status === 'new' ? 'imported' : card.status })), kept: true, evaluation_error: null }),
    copy_text: () => null,
    cancel: () => true,
    policy: () => policy.view,
    try_parameter: ({ name, value }) => ({ ...policy.tried, name, after: value }),
    export_policy: () => true,
    review_queue: () => decisions.queue,
    record_review: ({ form }) => ({ ...decisions.recorded, review: { ...decisions.recorded.review, change: form.change } }),
    save_review: () => true,
    save_evidence: () => true,
    kept_here: () => decisions.kept,
    keep_here: () => decisions.keptNow,
    attest: () => decisions.attested,
    exceptions: () => exceptions.view,
    write_exception: ({ form }) => exceptions.line(form.exception ?? 'EX-7', 'draft', { deviation: form.deviation }),
    exception_step: ({ exception, step }) => exceptions.line(exception, step.step === 'submit' ? 'submitted' : step.step === 'approve' ? 'approved' : 'rejected'),
    annual_review: () => decisions.annual(decisions.opened),
    policy_review_step: ({ step }) => decisions.annual(step.step === 'open' ? decisions.opened : decisions.stages.draft),
    samples: () => samples.view,
    draw_sample: ({ new: { seed } }) => samples.draw({ number: 3, seed }),
    working_paper: ({ sample }) => samples.paper(sample),
    tick_sample: ({ tick: { sample } }) => samples.paper(sample),
    packs: () => proof.packs,
    make_pack: ({ pack }) => proof.pack({ key: 'p5', pack_id: 'CP-2025-005', prepared_by: pack.prepared_by, period: pack.period, kind: pack.kind }),
    make_dossier: () => proof.pack({ key: 'p6', kind: 'change', pack_id: 'CD-2025-1a2b3c4d', file: 'dossier.pdf' }),
    open_pack: () => null,
    verify_pack: () => proof.verified,
    verify_chosen_pack: () => proof.broken,
    events: ({ query, from, limit }) => proof.events(query, from, limit),
    verify_workspace: () => proof.verified,
    export_log: () => proof.exported,
    write_checkpoint: () => proof.checkpoint,
  };
}

/** What runs in the page: the shell's own globals, over a function that the test answers. */
function installed(): void {
  interface Host {
    __answer: (command: string, args: string) => Promise<string>;
    __violations: string[];
    __TAURI_INTERNALS__: unknown;
    __TAURI_EVENT_PLUGIN_INTERNALS__: unknown;
    __listeners: Map<string, number[]>;
  }
  const host = window as unknown as Host;
  const callbacks = new Map<number, (data: unknown) => void>();
  let last = 0;
  // As the shell does (`freezePrototype`).
  Object.freeze(Object.prototype);
  host.__violations = [];
  host.__listeners = new Map();
  document.addEventListener('securitypolicyviolation', (event) => {
    host.__violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
  });
  host.__TAURI_INTERNALS__ = {
    metadata: { currentWindow: { label: 'main' }, currentWebview: { label: 'main' } },
    transformCallback(callback: (data: unknown) => void) {
      last += 1;
      callbacks.set(last, callback);
      return last;
    },
    unregisterCallback: (id: number) => callbacks.delete(id),
    runCallback: (id: number, data: unknown) => callbacks.get(id)?.(data),
    async invoke(command: string, args: Record<string, unknown>) {
      if (command === 'plugin:event|listen') {
        const event = String(args['event']);
        host.__listeners.set(event, [...(host.__listeners.get(event) ?? []), Number(args['handler'])]);
        return args['handler'];
      }
      if (command.startsWith('plugin:')) return null;
      const answer = JSON.parse(await host.__answer(command, JSON.stringify(args))) as { ok?: unknown; error?: unknown };
      if ('error' in answer) throw answer.error;
      return answer.ok;
    },
  };
  host.__TAURI_EVENT_PLUGIN_INTERNALS__ = { unregisterListener: () => {} };
}

export class Shell {
  /** Commands that were called, with their arguments. */
  readonly calls: { command: string; args: unknown }[] = [];
  readonly answers: Answers;

  private constructor(
    private readonly page: Page,
    answers: Answers,
  ) {
    this.answers = answers;
  }

  /** Plays the shell for a page; `change` replaces usual answers. */
  static async play(page: Page, change: Partial<Answers> = {}, count = 398): Promise<Shell> {
    const shell = new Shell(page, { ...usual(count), ...change });
    await page.exposeFunction('__answer', (command: string, args: string) => shell.answer(command, args));
    await page.addInitScript(installed);
    return shell;
  }

  private async answer(command: string, json: string): Promise<string> {
    const args = JSON.parse(json) as Record<string, unknown>;
    const channel = /^__CHANNEL__:(\d+)$/.exec(String(args['onProgress'] ?? ''));
    this.calls.push({ command, args: Object.fromEntries(Object.entries(args).filter(([name]) => name !== 'onProgress')) });
    let index = 0;
    const progress: Progress = async (event) => {
      if (channel) await this.run(Number(channel[1]), { index: index++, message: event });
    };
    const work = this.answers[command as keyof Answers] as ((args: unknown, progress: Progress) => unknown) | undefined;
    if (!work) return JSON.stringify({ error: { code: 'not_allowed', message: `Command ${command} is not allowed.`, details: {} } });
    try {
      return JSON.stringify({ ok: (await work(args, progress)) ?? null });
    } catch (thrown) {
      if (thrown instanceof ShellError) return JSON.stringify({ error: { ...thrown } });
      throw thrown;
    }
  }

  private run(id: number, data: unknown): Promise<void> {
    return this.page.evaluate(
      ([callback, value]) => {
        (window as unknown as { __TAURI_INTERNALS__: { runCallback: (id: number, data: unknown) => void } }).__TAURI_INTERNALS__.runCallback(callback as number, value);
      },
      [id, data] as const,
    );
  }

  /** Sends an event as the shell does. */
  async emit(event: string, payload: unknown): Promise<void> {
    const ids = await this.page.evaluate((name) => (window as unknown as { __listeners: Map<string, number[]> }).__listeners.get(name) ?? [], event);
    for (const id of ids) await this.run(id, { event, id, payload });
  }

  /** What the content security policy refused. */
  violations(): Promise<string[]> {
    return this.page.evaluate(() => (window as unknown as { __violations: string[] }).__violations);
  }

  called(command: string): unknown[] {
    return this.calls.filter((call) => call.command === command).map(({ args }) => args);
  }
}
