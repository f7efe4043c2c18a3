// Anthropic's SDK for Node.
import Anthropic from "@anthropic-ai/sdk";
import { jsonSchemaOutputFormat } from "@anthropic-ai/sdk/helpers/json-schema";
import { answerLines, CITY, versionOf, WEATHER } from "./lines.mjs";

function clientOf({ key, url }) {
  return new Anthropic({ apiKey: key, baseURL: url, timeout: 30_000 });
}

function given({ model, prompt }) {
  return { model, max_tokens: 1000, messages: [{ role: "user", content: prompt }] };
}

function textOf(message) {
  return message.content.map((block) => block.text ?? "").join("");
}

async function chat(asked) {
  return { text: textOf(await clientOf(asked).messages.create(given(asked))) };
}

async function stream(asked) {
  const events = clientOf(asked).messages.stream(given(asked));
  let pieces = 0;
  events.on("text", () => {
    pieces += 1;
  });
  return { text: await events.finalText(), pieces };
}

async function tools(asked) {
  const client = clientOf(asked);
  const offered = [{ name: "weather", description: "The weather.", input_schema: CITY }];
  const request = { ...given(asked), tools: offered };
  const first = await client.messages.create(request);
  const [call] = first.content;
  const result = { type: "tool_result", tool_use_id: call.id, content: "sunny" };
  request.messages.push(
    { role: "assistant", content: first.content },
    { role: "user", content: [result] },
  );
  const last = await client.messages.create(request);
  return { tool: call.name, city: call.input.city, text: textOf(last) };
}

async function structured(asked) {
  const message = await clientOf(asked).messages.parse({
    ...given(asked),
    output_config: { format: jsonSchemaOutputFormat(WEATHER) },
  });
  return { object: message.parsed_output };
}

async function vision(asked) {
  const [head, data] = asked.picture.split(",");
  const media_type = head.replace("data:", "").replace(";base64", "");
  const picture = { type: "image", source: { type: "base64", media_type, data } };
  const content = [{ type: "text", text: asked.prompt }, picture];
  const request = { ...given(asked), messages: [{ role: "user", content }] };
  return { text: textOf(await clientOf(asked).messages.create(request)) };
}

await answerLines(versionOf("@anthropic-ai/sdk", import.meta.url), {
  chat,
  stream,
  tools,
  structured,
  vision,
});
