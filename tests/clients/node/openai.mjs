// openai-node, by chat completions and by responses.
import OpenAI from "openai";
import { answerLines, CITY, toldIn, versionOf, WEATHER } from "./lines.mjs";

const FUNCTION = { name: "weather", description: "The weather.", parameters: CITY };

function clientOf({ key, url }) {
  return new OpenAI({ apiKey: key, baseURL: `${url}/v1`, timeout: 30_000 });
}

function said({ prompt }) {
  return [{ role: "user", content: prompt }];
}

async function chat(asked) {
  const messages = said(asked);
  const answer = await clientOf(asked).chat.completions.create({ model: asked.model, messages });
  return { text: answer.choices[0].message.content };
}

async function stream(asked) {
  const given = { model: asked.model, messages: said(asked), stream: true };
  const pieces = [];
  for await (const event of await clientOf(asked).chat.completions.create(given)) {
    pieces.push(event.choices[0]?.delta.content);
  }
  return toldIn(pieces);
}

async function tools(asked) {
  const client = clientOf(asked);
  const messages = said(asked);
  const given = { model: asked.model, messages, tools: [{ type: "function", function: FUNCTION }] };
  const first = await client.chat.completions.create(given);
  const { message } = first.choices[0];
  const [call] = message.tool_calls;
  messages.push(message, { role: "tool", tool_call_id: call.id, content: "sunny" });
  const last = await client.chat.completions.create(given);
  const { city } = JSON.parse(call.function.arguments);
  return { tool: call.function.name, city, text: last.choices[0].message.content };
}

async function structured(asked) {
  const json_schema = { name: "weather", strict: true, schema: WEATHER };
  const answer = await clientOf(asked).chat.completions.parse({
    model: asked.model,
    messages: said(asked),
    response_format: { type: "json_schema", json_schema },
  });
  return { object: JSON.parse(answer.choices[0].message.content) };
}

async function vision(asked) {
  const picture = { type: "image_url", image_url: { url: asked.picture } };
  const content = [{ type: "text", text: asked.prompt }, picture];
  const messages = [{ role: "user", content }];
  const answer = await clientOf(asked).chat.completions.create({ model: asked.model, messages });
  return { text: answer.choices[0].message.content };
}

async function embeddings(asked) {
  const given = { model: asked.model, input: asked.texts };
  const answer = await clientOf(asked).embeddings.create(given);
  return { vectors: answer.data.map((each) => each.embedding) };
}

async function responsesChat(asked) {
  const given = { model: asked.model, input: asked.prompt };
  const answer = await clientOf(asked).responses.create(given);
  return { text: answer.output_text };
}

async function responsesStream(asked) {
  const events = clientOf(asked).responses.stream({ model: asked.model, input: asked.prompt });
  let pieces = 0;
  for await (const event of events) {
    pieces += event.type === "response.output_text.delta" ? 1 : 0;
  }
  return { text: (await events.finalResponse()).output_text, pieces };
}

async function responsesTools(asked) {
  const client = clientOf(asked);
  const input = said(asked);
  const given = { model: asked.model, input, tools: [{ type: "function", strict: false, ...FUNCTION }] };
  const first = await client.responses.create(given);
  const [call] = first.output;
  input.push(call, { type: "function_call_output", call_id: call.call_id, output: "sunny" });
  const last = await client.responses.create(given);
  return { tool: call.name, city: JSON.parse(call.arguments).city, text: last.output_text };
}

async function responsesStructured(asked) {
  const answer = await clientOf(asked).responses.parse({
    model: asked.model,
    input: asked.prompt,
    text: { format: { type: "json_schema", name: "weather", strict: true, schema: WEATHER } },
  });
  return { object: JSON.parse(answer.output_text) };
}

async function responsesVision(asked) {
  const picture = { type: "input_image", image_url: asked.picture, detail: "auto" };
  const content = [{ type: "input_text", text: asked.prompt }, picture];
  const answer = await clientOf(asked).responses.create({
    model: asked.model,
    input: [{ role: "user", content }],
  });
  return { text: answer.output_text };
}

await answerLines(versionOf("openai", import.meta.url), {
  chat,
  stream,
  tools,
  structured,
  vision,
  embeddings,
  "responses chat": responsesChat,
  "responses stream": responsesStream,
  "responses tools": responsesTools,
  "responses structured": responsesStructured,
  "responses vision": responsesVision,
});
