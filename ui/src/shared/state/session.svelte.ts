// What is open: the app, its workspace, the controls; and everything that changes them.
import * as ipc from '../../ipc';
import { IpcError, type AppView, type ControlView, type FamilyView, type MayView, type OpenedView, type PeriodView, type Settings, type SignInView, type WireError, type WorkspaceView } from '../../ipc';
import { errors, frame, settings as settingsText } from '../../messages';
import { Job } from './job.svelte';
import { href, router } from './router.svelte';
import { status } from './status.svelte';

/** Work that answers the open workspace anew. */
type Evaluation = (onProgress: ipc.OnProgress) => Promise<WorkspaceView>;

class Session {
  app = $state.raw<AppView | null>(null);
  workspace = $state.raw<WorkspaceView | null>(null);
  families = $state.raw<FamilyView[]>([]);
  controls = $state.raw<ControlView[]>([]);
  failure = $state.raw<IpcError | null>(null);
  /** What has to be done before anything of a workspace is shown. */
  door = $state.raw<SignInView | null>(null);
  /** Whether the door was just shut, and the shell has not said yet what is written on it. */
  shut = $state(false);
  /** Goes up whenever screens have to fetch again. */
  revision = $state(0);
  /** Whether the form of a new workspace is wanted. */
  wantsNew = $state(false);
  /** Whether the first screen was shown before: its successor then takes the focus. */
  cameFromFirstRun = false;
  /** The evaluation that runs, or why it failed. */
  readonly evaluating = new Job();
  /** Whether the files are in and only the evaluation failed. */
  importedOnly = $state(false);
  /** The opening that runs, or why it failed. */
  readonly opening = new Job();
  /** Whether the drawer is open in which one changes the own passphrase. */
  changesPassphrase = $state(false);
  #again: Evaluation = ipc.refresh;
  /** Openings that are over: whatever still tells of them is late. */
  readonly #over = new Set<number>();
  readonly #leaving: ((stop: boolean) => void)[] = [];
  /** Where one begins behind the door; where one was, if nothing stands here. */
  #behind: string | undefined;
  /** Goes up when the door is shut: whatever was asked before is late. */
  #shuts = 0;

  /** Whoever is signed in. */
  readonly person = $derived(this.workspace?.signed_in ?? null);
  /** What may be done; everything where nobody signs in. */
  readonly may = $derived<MayView>(this.person?.may ?? { import: true, evaluate: true, make_pack: true, look_after_people: true });
  readonly zone = $derived(this.workspace?.zone ?? 'UTC');
  /** Whether the period lies in several years, so that days need theirs. */
  readonly manyYears = $derived(this.workspace !== null && this.workspace.period.from.slice(0, 4) !== this.workspace.period.to.slice(0, 4));
  readonly settings = $derived<Settings>(this.app?.settings ?? { theme: 'system', density: 'comfortable', lock_after: '15', notices: 'off' });
  readonly rowHeight = $derived(this.settings.density === 'compact' ? 28 : 36);

  async start(): Promise<void> {
    this.failure = null;
    try {
      const app = await ipc.appView();
      // The workspace first: otherwise the first screen would flash up.
      if (app.workspace) await this.adopt(app.workspace);
      this.door = app.sign_in;
      this.app = app;
      this.look();
    } catch (thrown) {
      this.failure = IpcError.from('app_view', thrown);
    }
  }

  /**
   * Called whenever the open workspace is left: for another one, or for none. Work that runs is to be
   * stopped then, unless the door is only shut.
   */
  whenLeft(callback: (stop: boolean) => void): void {
    this.#leaving.push(callback);
  }

  /** Takes a workspace as the open one; `address` is where one begins in it. */
  async adopt(view: WorkspaceView, address?: string): Promise<void> {
    if (this.#over.has(view.opening)) return;
    const other = this.workspace?.opening !== view.opening;
    if (other || this.controls.length === 0) {
      const catalogue = await ipc.catalogue();
      if (this.#over.has(view.opening)) return;
      this.families = catalogue.families;
      this.controls = catalogue.controls;
    }
    if (other) this.#leave();
    if (address !== undefined) router.begin(address);
    this.workspace = view;
    this.revision += 1;
  }

  /** Lets everything go that belongs to the open workspace alone. */
  #leave(stop = true): void {
    if (stop && this.workspace) this.#over.add(this.workspace.opening);
    this.evaluating.letGo(stop);
    this.importedOnly = false;
    this.wantsNew = false;
    this.changesPassphrase = false;
    for (const callback of this.#leaving) callback(stop);
  }

  /** Nothing of a workspace is shown any more. */
  #empty(stop: boolean): void {
    this.#shuts += 1;
    this.#leave(stop);
    this.workspace = null;
    this.families = [];
    this.controls = [];
    status.say('');
  }

  /** Shows what opening or signing in led to; `address` is where one begins. */
  async found(opened: OpenedView, address?: string): Promise<void> {
    if (opened.type === 'open') {
      await this.adopt(opened.workspace, address ?? this.#behind);
      this.#behind = undefined;
      this.door = null;
      this.shut = false;
      return;
    }
    if (this.workspace) this.#empty(true);
    if (address !== undefined) this.#behind = address;
    this.door = opened.sign_in;
    this.shut = false;
  }

  /** Locks, where somebody is signed in. The shell then tells that it is locked. */
  async lock(): Promise<void> {
    if (!this.person) return;
    try {
      await ipc.lock();
      await this.locked();
    } catch (thrown) {
      status.say(`${errors.workTitle}: ${IpcError.from('lock', thrown).message}`);
    }
  }

  /** Somebody has to sign in: everything is forgotten at once, then the shell says who may. */
  async locked(): Promise<void> {
    if (this.shut || this.door?.step === 'locked') return;
    this.opening.letGo(false);
    if (this.workspace) this.#empty(false);
    this.door = null;
    this.shut = true;
    const mine = this.#shuts;
    try {
      const app = await ipc.appView();
      if (mine !== this.#shuts || !this.shut) return;
      if (app.workspace) await this.found({ type: 'open', workspace: app.workspace });
      else this.door = app.sign_in;
      this.app = app;
      this.shut = false;
    } catch (thrown) {
      this.failure = IpcError.from('app_view', thrown);
      this.shut = false;
    }
  }

  /** Signs in. Whoever was there before goes on where the app was locked; anybody else begins anew. */
  async signIn(person: string, passphrase: string, onProgress: ipc.OnProgress): Promise<void> {
    const same = this.door?.step === 'locked' && this.door.person?.person === person;
    const opened = await ipc.signIn(person, passphrase, onProgress);
    await this.found(opened, same || this.#behind !== undefined ? undefined : href('overview'));
  }

  /** Chooses a passphrase in place of one that another person chose. */
  async choosePassphrase(chosen: ipc.Chosen, onProgress: ipc.OnProgress): Promise<void> {
    await this.found(await ipc.choosePassphrase(chosen, onProgress));
  }

  /** The shell tells of the workspace: another one, other results, or a word about this one. */
  async told(view: WorkspaceView): Promise<void> {
    // Behind a door nothing is told that was not asked.
    if (this.door || this.shut) return;
    const open = this.workspace;
    if (open?.opening !== view.opening) {
      // Another workspace begins at the beginning.
      await this.adopt(view, href('overview'));
      return;
    }
    if (open.evaluation?.results_hash !== view.evaluation?.results_hash) {
      await this.adopt(view);
      return;
    }
    this.workspace = view;
    if (open.head !== view.head) this.revision += 1;
  }

  /** An answer about the workspace that was asked; nothing where another one is open by now. */
  async answered(view: WorkspaceView): Promise<void> {
    if (this.workspace?.opening === view.opening) await this.adopt(view);
  }

  /** The look was changed elsewhere. */
  wear(settings: Settings): void {
    if (!this.app) return;
    this.app = { ...this.app, settings };
    this.look();
  }

  async close(): Promise<void> {
    await ipc.closeWorkspace();
    this.#empty(true);
    this.#behind = undefined;
    this.door = null;
    try {
      this.app = await ipc.appView();
    } catch {
      // The list of recent workspaces stays as it was.
    }
  }

  /**
   * Opens a workspace in place of the open one, which stays until the other is there. True where it
   * was opened; false where the person closed a dialog, stopped it, or it failed.
   */
  async open(title: string, work: (onProgress: ipc.OnProgress) => Promise<OpenedView | null>, address: string): Promise<boolean> {
    const opened = await this.opening.run(title, async (onProgress) => {
      const shuts = this.#shuts;
      const opened = await work(onProgress);
      if (opened && shuts === this.#shuts) await this.found(opened, address);
      return opened !== null;
    });
    if (this.opening.error?.cancelled) status.say(errors.openingStopped);
    return opened === true;
  }

  control(id: string): ControlView | undefined {
    return this.controls.find((control) => control.id === id);
  }

  family(id: string): FamilyView | undefined {
    return this.families.find((family) => family.id === id);
  }

  async setPeriod(period: PeriodView): Promise<void> {
    await this.#evaluate((onProgress) => ipc.setPeriod(period, onProgress));
  }

  async refresh(): Promise<void> {
    await this.#evaluate(ipc.refresh);
  }

  /** Does once more what failed. */
  async evaluateAgain(): Promise<void> {
    await this.#evaluate(this.#again);
  }

  /** The files are imported, but their results could not be worked out. */
  notJudged(error: WireError): void {
    this.#again = ipc.refresh;
    this.importedOnly = true;
    this.evaluating.error = IpcError.from('commit_import', error);
  }

  async #evaluate(work: Evaluation): Promise<void> {
    if (this.evaluating.running) return;
    this.#again = work;
    const view = await this.evaluating.run(frame.judging, work);
    if (view) {
      this.importedOnly = false;
      await this.answered(view);
    } else if (this.evaluating.error?.cancelled) status.say(errors.cancelled);
  }

  async saveSettings(settings: Settings): Promise<void> {
    if (!this.app) return;
    const before = this.settings;
    this.app = { ...this.app, settings };
    this.look();
    try {
      const saved = await ipc.saveSettings(settings);
      this.app = { ...this.app, settings: saved };
      status.say(settingsText.saved);
    } catch (thrown) {
      this.app = { ...this.app, settings: before };
      this.look();
      status.say(`${errors.workTitle}: ${IpcError.from('save_settings', thrown).message}`);
    }
  }

  /** Puts theme and density on the document. */
  look(): void {
    const root = document.documentElement;
    root.dataset['theme'] = theme(this.settings.theme);
    root.dataset['density'] = this.settings.density;
  }
}

/** The theme to show for a choice. */
export function theme(choice: Settings['theme']): 'light' | 'dark' {
  if (choice !== 'system') return choice;
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export const session = new Session();
