// Commands about the app itself: settings, workspaces, the open period, running work.
import { call, on, progressChannel, type OnProgress } from './call';
import type { AppView, NewWorkspace, OpenedView, PeriodView, RecentWorkspace, Settings, WorkspaceView } from './types';

export const appView = () => call<AppView>('app_view');
export const saveSettings = (settings: Settings) => call<Settings>('save_settings', { settings });

/** Asks for a file; null where the person closed the dialog. */
export const chooseWorkspace = (onProgress: OnProgress) =>
  call<OpenedView | null>('choose_workspace', { onProgress: progressChannel(onProgress) });
export const openRecent = (key: string, onProgress: OnProgress) =>
  call<OpenedView>('open_recent', { key, onProgress: progressChannel(onProgress) });
export const forgetRecent = (key: string) => call<RecentWorkspace[]>('forget_recent', { key });
/** Asks where to save; null where the person closed the dialog. */
export const createWorkspace = (workspace: NewWorkspace, onProgress: OnProgress) =>
  call<OpenedView | null>('create_workspace', { new: workspace, onProgress: progressChannel(onProgress) });
export const openDemo = (onProgress: OnProgress) =>
  call<OpenedView>('open_demo', { onProgress: progressChannel(onProgress) });
export const closeWorkspace = () => call<null>('close_workspace');

export const workspace = () => call<WorkspaceView>('workspace');
export const setPeriod = (period: PeriodView, onProgress: OnProgress) =>
  call<WorkspaceView>('set_period', { period, onProgress: progressChannel(onProgress) });
export const refresh = (onProgress: OnProgress) =>
  call<WorkspaceView>('refresh', { onProgress: progressChannel(onProgress) });

/** Puts a text on the clipboard. */
export const copyText = (text: string) => call<null>('copy_text', { text });

/** Stops running work; false where it had ended already. */
export const cancel = (job: number) => call<boolean>('cancel', { job });

/** Another program changed the workspace. */
export const onWorkspaceChanged = (handler: (view: WorkspaceView) => void) =>
  on<WorkspaceView>('workspace-changed', handler);
/** The look was changed in the native menu. */
export const onSettingsChanged = (handler: (settings: Settings) => void) =>
  on<Settings>('settings-changed', handler);
/** An item of the native menu was chosen. */
export const onMenu = (handler: (item: string) => void) =>
  on<{ item: string }>('menu', ({ item }) => handler(item));
