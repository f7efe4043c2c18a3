// How much compressed script each screen loads before its charts; fails above the limit.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMIT_KB = 200;
const folder = new URL('../../src/orgbilling/web/static/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', folder), 'utf8'));
const compressed = new Map();

function sizeOf(file) {
  if (!compressed.has(file)) {
    compressed.set(file, gzipSync(readFileSync(new URL(file, folder)), { level: 9 }).length);
  }
  return compressed.get(file);
}

/** Everything that must be there before `key` runs; what it loads later is not counted. */
function filesOf(key, found = { scripts: new Set(), styles: new Set() }) {
  const chunk = manifest[key];
  if (found.scripts.has(chunk.file)) return found;
  found.scripts.add(chunk.file);
  for (const style of chunk.css ?? []) found.styles.add(style);
  for (const needed of chunk.imports ?? []) filesOf(needed, found);
  return found;
}

const total = (files) => [...files].reduce((sum, file) => sum + sizeOf(file), 0) / 1000;

const SECTION = 3;
/** A page, or a section on top of its page; not a dialog, nor a form inside of a section. */
const isScreen = (path) => path.length <= SECTION && !path.at(-1).endsWith('Dialog.tsx');

/** What routes name, their sections on top of them, and what is fetched later still. */
function* screensFrom(path) {
  for (const key of manifest[path.at(-1)].dynamicImports ?? []) {
    if (!key.startsWith('src/pages/') || path.includes(key)) continue;
    yield [...path, key];
    yield* screensFrom([...path, key]);
  }
}

function report(path) {
  const found = { scripts: new Set(), styles: new Set() };
  for (const key of path) filesOf(key, found);
  const scripts = total(found.scripts);
  const shown = path.slice(1).map((key) => key.replace('src/pages/', ''));
  const styles = `${total(found.styles).toFixed(1)} kB styles`;
  console.log(`${scripts.toFixed(1).padStart(7)} kB script, ${styles}  ${shown.join(' > ')}`);
  return scripts;
}

const paths = [...screensFrom(['index.html'])];
const screens = paths.filter(isScreen);
const sizes = screens.map(report);
console.log('With what is fetched on demand, a dialog when it is first opened:');
for (const path of paths.filter((one) => !isScreen(one))) report(path);
if (screens.length === 0 || sizes.some((size) => size > LIMIT_KB)) {
  console.error(`A screen may load ${LIMIT_KB} kB of compressed script before its charts.`);
  process.exit(1);
}
