// The screens of the navigation: their groups, letters and icons.
import ArrowDownToLine from '@lucide/svelte/icons/arrow-down-to-line';
import ClipboardCheck from '@lucide/svelte/icons/clipboard-check';
import ChartColumn from '@lucide/svelte/icons/chart-column';
import Dices from '@lucide/svelte/icons/dices';
import FileText from '@lucide/svelte/icons/file-text';
import FolderInput from '@lucide/svelte/icons/folder-input';
import House from '@lucide/svelte/icons/house';
import ListTree from '@lucide/svelte/icons/list';
import Package from '@lucide/svelte/icons/package';
import Scale from '@lucide/svelte/icons/scale';
import ShieldOff from '@lucide/svelte/icons/shield-off';
import Settings from '@lucide/svelte/icons/settings';
import Users from '@lucide/svelte/icons/users';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';

import { frame } from '../../messages';
import type { Screen } from '../../shared/state/router.svelte';

export interface NavScreen {
  screen: Exclude<Screen, 'deployment'>;
  label: string;
  /** Behind `g`. */
  letter: string;
  icon: typeof Package;
}

export interface NavGroup {
  label: string;
  screens: NavScreen[];
}

export const groups: NavGroup[] = [
  {
    label: frame.groups.now,
    screens: [
      { screen: 'home', label: frame.screens.home, letter: 'h', icon: House },
      { screen: 'overview', label: frame.screens.overview, letter: 'o', icon: ChartColumn },
    ],
  },
  {
    label: frame.groups.evidence,
    screens: [
      { screen: 'deployments', label: frame.screens.deployments, letter: 'd', icon: ArrowDownToLine },
      { screen: 'findings', label: frame.screens.findings, letter: 'f', icon: TriangleAlert },
      { screen: 'changes', label: frame.screens.changes, letter: 'c', icon: FileText },
      { screen: 'imports', label: frame.screens.imports, letter: 'i', icon: FolderInput },
      { screen: 'people', label: frame.screens.people, letter: 'u', icon: Users },
    ],
  },
  {
    label: frame.groups.decisions,
    screens: [
      { screen: 'exceptions', label: frame.screens.exceptions, letter: 'x', icon: ShieldOff },
      { screen: 'reviews', label: frame.screens.reviews, letter: 'r', icon: ClipboardCheck },
      { screen: 'samples', label: frame.screens.samples, letter: 'a', icon: Dices },
      { screen: 'policy', label: frame.screens.policy, letter: 'y', icon: Scale },
    ],
  },
  {
    label: frame.groups.proof,
    screens: [
      { screen: 'packs', label: frame.screens.packs, letter: 'p', icon: Package },
      { screen: 'events', label: frame.screens.events, letter: 'e', icon: ListTree },
    ],
  },
];

export const settingsScreen: NavScreen = {
  screen: 'settings',
  label: frame.screens.settings,
  letter: 's',
  icon: Settings,
};

export const allScreens: NavScreen[] = [...groups.flatMap((group) => group.screens), settingsScreen];
