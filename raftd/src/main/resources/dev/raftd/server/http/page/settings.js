// What the person at the page chose: theme, motion, pause.

import {byId, text} from './dom.js';

const THEMES = ['system', 'light', 'dark'];
const THEME_KEY = 'raftd-theme';

export const settings = {moving: !matchMedia('(prefers-reduced-motion: reduce)').matches};

/** A browser may be told to store nothing; then the choice lasts as long as the page. */
function stored(key) {
    try {
        return localStorage.getItem(key);
    } catch {
        return null;
    }
}

function store(key, value) {
    try {
        localStorage.setItem(key, value);
    } catch {
        // it lasts as long as the page
    }
}

/** @param paused called with whether the page is to stay as it is */
export function connectSettings(paused) {
    chooseTheme(THEMES.includes(stored(THEME_KEY)) ? stored(THEME_KEY) : 'system');
    byId('theme').addEventListener('click', () => {
        const now = document.documentElement.dataset.theme ?? 'system';
        chooseTheme(THEMES[(THEMES.indexOf(now) + 1) % THEMES.length]);
    });
    showPressed('motion', settings.moving);
    byId('motion').addEventListener('click', () => {
        settings.moving = !settings.moving;
        showPressed('motion', settings.moving);
    });
    byId('pause').addEventListener('click', () => {
        const now = byId('pause').getAttribute('aria-pressed') !== 'true';
        showPressed('pause', now);
        paused(now);
    });
}

function showPressed(id, on) {
    byId(id).setAttribute('aria-pressed', on);
}

function chooseTheme(theme) {
    if (theme === 'system') {
        delete document.documentElement.dataset.theme;
    } else {
        document.documentElement.dataset.theme = theme;
    }
    store(THEME_KEY, theme);
    text(byId('theme'), `Theme: ${theme}`);
}
