// What a program of a client does: it answers a line of JSON for each that it is asked.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

// A client may print what it likes besides.
const MARK = "ANSWER ";

export const CITY = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
};
export const WEATHER = {
  type: "object",
  properties: { city: { type: "string" }, degrees: { type: "integer" } },
  required: ["city", "degrees"],
  additionalProperties: false,
};

export function versionOf(name, besides) {
  const file = new URL(`./node_modules/${name}/package.json`, besides);
  return JSON.parse(readFileSync(file, "utf8")).version;
}

// What a stream said, and in how many pieces; who begins and who ends it says nothing.
export function toldIn(pieces) {
  const said = pieces.filter(Boolean);
  return { text: said.join(""), pieces: said.length };
}

function bodyOf(error) {
  try {
    return error.error ?? JSON.parse(error.responseBody);
  } catch {
    return undefined;
  }
}

function errorOf(thrown) {
  // Some tell all that they tried, and why the last try failed.
  const error = thrown.lastError ?? thrown;
  const body = bodyOf(error);
  const inner = body?.error ?? body;
  return {
    name: error.name ?? error.constructor?.name,
    status: error.status ?? error.statusCode ?? null,
    code: error.code ?? inner?.code ?? null,
    message: String(error.message ?? error).slice(0, 500),
  };
}

export async function answerLines(version, kinds) {
  const known = { version: () => version, ...kinds };
  for await (const line of createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line);
    let told;
    try {
      told = { value: await known[asked.kind](asked) };
    } catch (error) {
      told = { error: errorOf(error) };
    }
    process.stdout.write(`${MARK}${JSON.stringify(told)}\n`);
  }
}
