// Writes the types of the API from its description: `generate.mjs openapi.json`, or with --check
// compares them with what is committed, and fails when they differ.
import { readFileSync, writeFileSync } from 'node:fs';
import openapi, { astToString } from 'openapi-typescript';

const arguments_ = process.argv.slice(2);
const isCheck = arguments_.includes('--check');
const source =
  arguments_.find((argument) => !argument.startsWith('--')) ?? '../.cache/openapi.json';
const target = new URL('../src/api/generated/schema.d.ts', import.meta.url);

const description = JSON.parse(readFileSync(source, 'utf8'));
const header = '// Written by `make api` from the description of the API. Do not edit.\n\n';
const wanted = header + astToString(await openapi(description));

if (!isCheck) {
  writeFileSync(target, wanted);
} else if (readFileSync(target, 'utf8') !== wanted) {
  console.error('web/src/api/generated/schema.d.ts is not what the API is; run: make api');
  process.exit(1);
}
