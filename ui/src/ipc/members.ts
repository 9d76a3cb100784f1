// Commands about signing in, locking, and the people who sign in.
import { call, on, progressChannel, type OnProgress } from './call';
import type { MembersView, NewMember, OpenedView, RoleEdit } from './types';

/** A passphrase that is chosen, typed twice. */
export interface Chosen {
  passphrase: string;
  again: string;
}

export const signIn = (person: string, passphrase: string, onProgress: OnProgress) =>
  call<OpenedView>('sign_in', { person, passphrase, onProgress: progressChannel(onProgress) });
/** In place of a passphrase that another person chose. */
export const choosePassphrase = (chosen: Chosen, onProgress: OnProgress) =>
  call<OpenedView>('choose_passphrase', { chosen, onProgress: progressChannel(onProgress) });
export const lock = () => call<null>('lock');
/** Somebody touched the app: the shell counts how long nobody did. */
export const activity = () => call<null>('activity');

export const members = () => call<MembersView>('members');
/** Adds a person; the first one of a workspace is signed in from then on. */
export const addMember = (member: NewMember, chosen: Chosen) => call<MembersView>('add_member', { new: member, chosen });
export const changeRoles = (edit: RoleEdit) => call<MembersView>('change_roles', { edit });
export const resetMember = (person: string, chosen: Chosen) => call<MembersView>('reset_member', { person, chosen });
export const deactivateMember = (person: string) => call<MembersView>('deactivate_member', { person });
export const changePassphrase = (own: string, chosen: Chosen, keyStore: boolean) => call<null>('change_passphrase', { own, chosen, keyStore });

/** Somebody has to sign in before anything is shown again. */
export const onLocked = (handler: () => void) => on<null>('locked', handler);
