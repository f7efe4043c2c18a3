// The one place that decides in which locale a page is: its words, figures, dates and fields. The
// words are English, so it is English as it is written where the viewer is: "en-DE" writes
// 1.234,5 and 3 Nov 2026, "en-US" 1,234.5 and Nov 3, 2026. Two locales on one page would let
// a figure be read by one and written by the other.

const WORDS = 'en';
const OTHERWISE = 'en-US';

let chosen: string | null = null;

/** The page's locale, for everything that `Intl` writes and for what is typed. */
export function pageLocale(): string {
  chosen ??= englishOf(globalThis.navigator?.languages ?? []);
  return chosen;
}

/** Decides it for the page, before anything is shown; returns it, for `lang`. */
export function setPageLocale(languages: readonly string[]): string {
  chosen = englishOf(languages);
  return chosen;
}

/** English of the region of the first language that is one: "de" and "de-DE" give "en-DE". */
export function englishOf(languages: readonly string[]): string {
  for (const language of languages) {
    const region = regionOf(language);
    if (region === null) continue;
    // Where Intl does not know that English it says which one it writes instead.
    return new Intl.NumberFormat(`${WORDS}-${region}`).resolvedOptions().locale;
  }
  return OTHERWISE;
}

/** The browser's own, which decides what a phone's keypad has; nothing on the page is in it. */
export function browserLocale(): string {
  return new Intl.NumberFormat().resolvedOptions().locale;
}

function regionOf(language: string): string | null {
  try {
    return new Intl.Locale(language).maximize().region ?? null;
  } catch {
    return null;
  }
}
