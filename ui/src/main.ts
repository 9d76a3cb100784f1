// Starts the pages: styles, theme, then the app.
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './shared/styles/tokens.css';
import './shared/styles/base.css';
import './shared/styles/charts.css';

import { mount } from 'svelte';

import App from './App.svelte';
import { session } from './shared/state/session.svelte';

session.look();
window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => session.look());

const target = document.getElementById('app');
if (target) mount(App, { target });
void session.start();
