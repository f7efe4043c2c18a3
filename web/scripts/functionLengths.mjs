// Prints how many lines each function in a folder has, as JSON: { "pages/x.tsx name": 12 }.
// tests/structure/test_screens.py says how many it may have.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const folder = process.argv[2];

function nameOf(node) {
  const named = node.name ?? node.parent.name;
  if (named) return named.getText();
  // A function that is handed to another goes by the name of the one it is written in.
  return ts.isSourceFile(node.parent) ? 'module' : nameOf(node.parent);
}

const lengths = {};

function measure(file, node) {
  if (ts.isFunctionLike(node) && node.body) {
    const lineOf = (position) => file.getLineAndCharacterOfPosition(position).line;
    const name = `${file.fileName} ${nameOf(node)}`;
    const lines = lineOf(node.end) - lineOf(node.getStart()) + 1;
    lengths[name] = Math.max(lines, lengths[name] ?? 0);
  }
  ts.forEachChild(node, (child) => measure(file, child));
}

for (const path of readdirSync(folder, { recursive: true })) {
  if (!/\.tsx?$/.test(path) || /\.test\.|generated/.test(path)) continue;
  const text = readFileSync(join(folder, path), 'utf8');
  const file = ts.createSourceFile(path.replaceAll('\\', '/'), text, ts.ScriptTarget.Latest, true);
  measure(file, file);
}

process.stdout.write(`${JSON.stringify(lengths, null, 2)}\n`);
