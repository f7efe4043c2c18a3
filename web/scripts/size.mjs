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
const screens = Object.keys(manifest).filter((key) => key.startsWith('src/pages/'));
let isTooLarge = false;
for (const screen of screens) {
  const found = filesOf('index.html');
  filesOf(screen, found);
  const scripts = total(found.scripts);
  isTooLarge ||= scripts > LIMIT_KB;
  const styles = `${total(found.styles).toFixed(1)} kB styles`;
  console.log(`${scripts.toFixed(1).padStart(7)} kB script, ${styles}  ${screen}`);
}
if (screens.length === 0 || isTooLarge) {
  console.error(`A screen may load ${LIMIT_KB} kB of compressed script before its charts.`);
  process.exit(1);
}
