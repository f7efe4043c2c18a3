// Vercel's AI SDK, by each of its providers that can be pointed here.
import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import {
  embedMany,
  generateText,
  jsonSchema,
  Output,
  stepCountIs,
  streamText,
  tool,
} from "ai";
import { answerLines, CITY, toldIn, versionOf, WEATHER } from "../node/lines.mjs";

const COMPATIBLE = {
  of: ({ key, url }) =>
    createOpenAICompatible({
      name: "orgbilling",
      apiKey: key,
      baseURL: `${url}/v1`,
      includeUsage: true,
      supportsStructuredOutputs: true,
    }),
};
const OPENAI = { of: ({ key, url }) => createOpenAI({ apiKey: key, baseURL: `${url}/v1` }) };
const ANTHROPIC = { of: ({ key, url }) => createAnthropic({ apiKey: key, baseURL: `${url}/v1` }) };

function kindsOf(provider) {
  const model = (asked) => provider.of(asked)(asked.model);

  async function chat(asked) {
    const { text } = await generateText({ model: model(asked), prompt: asked.prompt });
    return { text };
  }

  async function stream(asked) {
    let failed;
    const { textStream } = streamText({
      model: model(asked),
      prompt: asked.prompt,
      onError: ({ error }) => {
        failed = error;
      },
    });
    const pieces = [];
    for await (const piece of textStream) pieces.push(piece);
    if (failed) throw failed;
    return toldIn(pieces);
  }

  async function tools(asked) {
    const called = [];
    const weather = tool({
      description: "The weather.",
      inputSchema: jsonSchema(CITY),
      execute: ({ city }) => {
        called.push(city);
        return "sunny";
      },
    });
    const { text } = await generateText({
      model: model(asked),
      prompt: asked.prompt,
      tools: { weather },
      stopWhen: stepCountIs(3),
    });
    return { tool: "weather", city: called.join(), text };
  }

  async function structured(asked) {
    const { output } = await generateText({
      model: model(asked),
      prompt: asked.prompt,
      output: Output.object({ schema: jsonSchema(WEATHER) }),
    });
    return { object: output };
  }

  async function vision(asked) {
    const content = [
      { type: "text", text: asked.prompt },
      { type: "image", image: asked.picture },
    ];
    const messages = [{ role: "user", content }];
    const { text } = await generateText({ model: model(asked), messages });
    return { text };
  }

  async function embeddings(asked) {
    const found = provider.of(asked).embeddingModel(asked.model);
    const answer = await embedMany({ model: found, values: asked.texts });
    return { vectors: answer.embeddings };
  }

  return { chat, stream, tools, structured, vision, embeddings };
}

function named(prefix, kinds) {
  return Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [prefix + name, kind]));
}

await answerLines(versionOf("ai", import.meta.url), {
  ...kindsOf(COMPATIBLE),
  ...named("responses ", kindsOf(OPENAI)),
  ...named("messages ", kindsOf(ANTHROPIC)),
});
