// Everything that the pages can ask of the shell. No other folder imports @tauri-apps.
export * from './app';
export * from './decisions';
export * from './evidence';
export * from './imports';
export * from './members';
export * from './proof';
export { IpcError } from './error';
export type { OnProgress } from './call';
export type * from './types';
